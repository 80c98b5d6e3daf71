// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/poster.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "../store/fixture.h"
#include "tests/thorough.h"
#include "base/error.h"
#include "run/pages.h"

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
assert_folder_is_empty (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  g_assert_null (g_dir_read_name (dir));
}

static GBytes *
content (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  g_assert_nonnull (file);
  return g_mapped_file_get_bytes (file);
}

static void
save (const StoreSpecimen *specimen, guint side, const char *path)
{
  g_autoptr (GError) error = NULL;

  run_poster_save (specimen, side, path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Without a genome, as of an ascent. */
static StoreSpecimen *
new_ascent (void)
{
  StoreSpecimen *specimen = fixture_specimen_new (EVO_ENCODING_PIXELS, 4);

  g_clear_pointer (&specimen->genome, g_bytes_unref);
  g_free (specimen->encoding);
  specimen->encoding = g_strdup (STORE_ENCODING_ASCENT);
  g_free (specimen->rules);
  specimen->rules = g_strdup ("preset=plain");
  return specimen;
}

/* At the image's own size it is the file that “Save” writes. */
static void
test_own_size (gconstpointer data)
{
  g_autofree char *path = path_of ("own.png");

  for (guint64 seed = 0; seed < (guint64) thorough (5, 5, 2); seed++)
    {
      g_autoptr (StoreSpecimen) specimen =
          fixture_specimen_new ((EvoEncoding) GPOINTER_TO_INT (data), seed);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) expected = store_specimen_encode (specimen, &error);
      g_autoptr (GBytes) found = NULL;

      g_assert_no_error (error);
      save (specimen, MAX (specimen->image->width, specimen->image->height), path);
      found = content (path);
      g_assert_true (g_bytes_equal (expected, found));
    }
  g_unlink (path);
}

/* So large that there are many bands; all of it at once is what the genome draws. */
static void
test_bands_equal_whole (void)
{
  g_autofree char *path = path_of ("bands.png");

  for (guint64 seed = 0; seed < (guint64) thorough (3, 3, 1); seed++)
    {
      g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, seed);
      g_autoptr (EvoGenome) genome = evo_genome_deserialise (specimen->genome, NULL);
      g_autoptr (BaseImage) whole = NULL, read = NULL, drawn = NULL;
      guint width, height;

      run_poster_size (specimen, 3001, &width, &height);
      g_assert_cmpuint (MAX (width, height), ==, 3001);
      whole = base_image_new (width, height, specimen->image->channels);
      evo_genome_render (genome, whole);
      save (specimen, 3001, path);
      read = store_png_load (path, NULL, NULL);
      g_assert_cmpmem (whole->pixels, base_image_size (whole), read->pixels,
                       base_image_size (read));
      drawn = run_poster_draw (specimen, 3001, NULL, NULL);
      g_assert_cmpmem (whole->pixels, base_image_size (whole), drawn->pixels,
                       base_image_size (drawn));
    }
  g_unlink (path);
}

/* Coordinates do not change with the size: of three times as many pixels the middle one of each
 * three is the network's own. */
static void
test_samples_the_same_picture (void)
{
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 1);
  const BaseImage *image = specimen->image;
  guint longest = MAX (image->width, image->height);
  g_autoptr (BaseImage) poster = run_poster_draw (specimen, 3 * longest, NULL, NULL);

  g_assert_cmpuint (poster->width, ==, 3 * image->width);
  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++)
      for (guint c = 0; c < image->channels; c++)
        g_assert_cmpuint (
            poster->pixels[((gsize) (3 * y + 1) * poster->width + 3 * x + 1) * image->channels + c],
            ==, image->pixels[((gsize) y * image->width + x) * image->channels + c]);
}

static void
test_pixels_stay_squares (void)
{
  g_autoptr (StoreSpecimen) specimen = new_ascent ();
  const BaseImage *image = specimen->image;
  guint longest = MAX (image->width, image->height);
  g_autoptr (BaseImage) poster = run_poster_draw (specimen, 7 * longest, NULL, NULL);
  g_autoptr (BaseImage) uneven = run_poster_draw (specimen, 5 * longest + 3, NULL, NULL);

  g_assert_cmpuint (MAX (uneven->width, uneven->height), ==, 5 * longest + 3);
  for (guint y = 0; y < poster->height; y++)
    for (guint x = 0; x < poster->width; x++)
      g_assert_cmpmem (poster->pixels + ((gsize) y * poster->width + x) * image->channels,
                       image->channels,
                       image->pixels + ((gsize) (y / 7) * image->width + x / 7) * image->channels,
                       image->channels);
}

/* It can be taken up again, with the image that the network saw. */
static void
test_is_read_back (void)
{
  g_autofree char *path = path_of ("back.png");
  StoreSpecimen *specimens[] = { fixture_specimen_new (EVO_ENCODING_CPPN, 3),
                                 fixture_specimen_new (EVO_ENCODING_PIXELS, 3), new_ascent () };
  const guint sides[] = { 2, 3, 61 };

  for (guint i = 0; i < G_N_ELEMENTS (specimens); i++)
    for (guint k = 0; k < G_N_ELEMENTS (sides); k++)
      {
        const BaseImage *image = specimens[i]->image;
        guint longest = MAX (image->width, image->height);
        g_autoptr (StoreSpecimen) back = NULL;
        g_autoptr (GError) error = NULL;

        save (specimens[i], sides[k] < 61 ? sides[k] * longest : longest + sides[k], path);
        back = store_specimen_load (path, &error);
        g_assert_no_error (error);
        g_assert_cmpmem (image->pixels, base_image_size (image), back->image->pixels,
                         base_image_size (back->image));
        g_assert_cmpstr (back->label, ==, specimens[i]->label);
        if (specimens[i]->genome != NULL)
          g_assert_true (g_bytes_equal (back->genome, specimens[i]->genome));
      }
  for (guint i = 0; i < G_N_ELEMENTS (specimens); i++)
    store_specimen_unref (specimens[i]);
  g_unlink (path);
}

static void
interrupt_half_way (double fraction, gpointer data)
{
  if (fraction > 0.3)
    g_atomic_int_set ((gint *) data, 1);
}

static void
test_cancel_leaves_nothing (void)
{
  g_autofree char *path = path_of ("cancelled.png");
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 1);
  g_autoptr (GError) error = NULL;
  gint interrupt = 0;

  g_assert_false (
      run_poster_save (specimen, 4096, path, interrupt_half_way, &interrupt, &interrupt, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_folder_is_empty ();
  g_clear_error (&error);
  g_assert_false (run_poster_save (specimen, 4096, path, NULL, NULL, &interrupt, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (run_poster_draw (specimen, 4096, &interrupt, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_folder_is_empty ();
}

/* A limit on the size of files stands for a full disk. */
static void
test_full_disk_leaves_nothing (void)
{
  const char *names[] = { "full.png", "full.pdf", "full.svg" };
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_PIXELS, 1);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (StoreDocument) document = NULL;
  struct rlimit limit, small;

  g_ptr_array_add (one, specimen);
  document = run_pages_new (one, 595, 842, 300, TRUE, NULL, NULL, NULL, NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  small.rlim_cur = 2000;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (names[i]);
      g_autoptr (GError) error = NULL;
      gboolean done;

      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
      done = i == 0 ? run_poster_save (specimen, 2048, path, NULL, NULL, NULL, &error)
                    : store_document_save (document, NULL, path, NULL, &error);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      g_assert_false (done);
      g_assert_true (error != NULL && error->domain == G_FILE_ERROR);
      g_assert_nonnull (strstr (error->message, names[i]));
      assert_folder_is_empty ();
    }
}

/* Files that say of themselves what is not so. */
static void
test_hostile_size (void)
{
  const char *sizes[] = { "0x28", "28",    "28x28x28", "99999x99999",
                          "-1x2", "28x29", "16x16x",   "18446744073709551616x1",
                          "4x4" };
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 1);
  g_autoptr (GBytes) bytes = store_specimen_encode (specimen, NULL);
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (BaseImage) image = store_png_decode (bytes, "x.png", &texts, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (StoreText));
  GHashTableIter iter;
  StoreText entry;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, (gpointer *) &entry.key, (gpointer *) &entry.text))
    g_array_append_val (entries, entry);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) hostile = NULL;
      g_autoptr (StoreSpecimen) back = NULL;
      g_autoptr (GError) error = NULL;

      entry = (StoreText){ "fooled:size", sizes[i] };
      g_array_append_val (entries, entry);
      hostile = store_png_encode (image, (const StoreText *) entries->data, entries->len, NULL);
      g_array_set_size (entries, entries->len - 1);
      back = store_specimen_decode (hostile, "x.png", &error);
      g_assert_null (back);
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "fooled:size"));
    }
}

static void
test_documents (void)
{
  const char *names[] = { "one.pdf", "many.pdf", "one.svg", "many.svg" };
  g_autoptr (GPtrArray) many =
      g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);

  for (int i = 0; i < thorough (200, 200, 50); i++)
    g_ptr_array_add (many,
                     fixture_specimen_new (i % 2 ? EVO_ENCODING_PIXELS : EVO_ENCODING_CPPN, i));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (names[i]);
      g_autoptr (GPtrArray) some = g_ptr_array_new ();
      g_autoptr (StoreDocument) document = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      gsize size;

      for (guint k = 0; k < (i % 2 ? many->len : 1); k++)
        g_ptr_array_add (some, many->pdata[k]);
      document = run_pages_new (some, 595.28, 841.89, 100, TRUE, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (store_document_n_pages (document), >=, some->len > 1 ? 2 : 1);
      store_document_save (document, "Title", path, NULL, &error);
      g_assert_no_error (error);
      bytes = content (path);
      text = g_strndup (g_bytes_get_data (bytes, &size), 400);
      g_assert_nonnull (strstr (text, i < 2 ? "%PDF-" : "<svg"));
      g_unlink (path);
    }
  assert_folder_is_empty ();
}

/* Interrupted while it is written, and before. */
static void
test_document_is_cancelled (void)
{
  g_autofree char *path = path_of ("cancelled.pdf");
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 1);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (StoreDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  gint interrupt = 1;

  g_ptr_array_add (one, specimen);
  g_assert_null (run_pages_new (one, 595, 842, 300, TRUE, NULL, NULL, &interrupt, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  document = run_pages_new (one, 595, 842, 100, TRUE, NULL, NULL, NULL, NULL);
  g_assert_false (store_document_save (document, NULL, path, &interrupt, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_folder_is_empty ();
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("fooled-poster-XXXXXX", NULL);
  g_test_add_data_func ("/run/poster/own-size/cppn", GINT_TO_POINTER (EVO_ENCODING_CPPN),
                        test_own_size);
  g_test_add_data_func ("/run/poster/own-size/pixels", GINT_TO_POINTER (EVO_ENCODING_PIXELS),
                        test_own_size);
  g_test_add_func ("/run/poster/bands-equal-whole", test_bands_equal_whole);
  g_test_add_func ("/run/poster/samples-the-same-picture", test_samples_the_same_picture);
  g_test_add_func ("/run/poster/pixels-stay-squares", test_pixels_stay_squares);
  g_test_add_func ("/run/poster/is-read-back", test_is_read_back);
  g_test_add_func ("/run/poster/cancel-leaves-nothing", test_cancel_leaves_nothing);
  g_test_add_func ("/run/poster/full-disk-leaves-nothing", test_full_disk_leaves_nothing);
  g_test_add_func ("/run/poster/hostile-size", test_hostile_size);
  g_test_add_func ("/run/poster/documents", test_documents);
  g_test_add_func ("/run/poster/document-is-cancelled", test_document_is_cancelled);
  result = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return result;
}
