// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "fixture.h"
#include "store/png.h"
#include "store/variation.h"
#include "tests/folder.h"

static void
test_round_trip (gconstpointer data)
{
  EvoEncoding encoding = GPOINTER_TO_INT (data);
  g_autofree char *folder = fixture_folder_new ();
  g_autofree char *path = g_build_filename (folder, "特別.png", NULL);

  for (guint64 seed = 0; seed < 20; seed++)
    {
      g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (encoding, seed);
      g_autoptr (StoreSpecimen) back = NULL;
      g_autoptr (GError) error = NULL;

      store_specimen_save (specimen, path, &error);
      g_assert_no_error (error);
      back = store_specimen_load (path, &error);
      g_assert_no_error (error);
      fixture_assert_equal (back, specimen);
    }
  remove_folder (folder);
}

/* What is read back draws the very picture that it came with. */
static void
test_genome_draws_picture (void)
{
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = store_specimen_encode (specimen, &error);
  g_autoptr (StoreSpecimen) back = store_specimen_decode (bytes, "x.png", &error);
  g_autoptr (EvoGenome) genome = NULL;
  g_autoptr (BaseImage) drawn = NULL;

  g_assert_no_error (error);
  genome = evo_genome_deserialise (back->genome, &error);
  g_assert_no_error (error);
  drawn = base_image_new (back->image->width, back->image->height, back->image->channels);
  evo_genome_render (genome, drawn);
  g_assert_cmpmem (drawn->pixels, base_image_size (drawn), back->image->pixels,
                   base_image_size (back->image));
}

static void
test_entries (void)
{
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_PIXELS, 2);
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (GError) error = NULL;

  specimen->confidence = 0.5f;
  bytes = store_specimen_encode (specimen, &error);
  g_assert_no_error (error);
  image = store_png_decode (bytes, "x.png", &texts, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (texts, "fooled:class"), ==, "7");
  g_assert_cmpstr (g_hash_table_lookup (texts, "fooled:label"), ==, "seven, 七");
  g_assert_cmpstr (g_hash_table_lookup (texts, "fooled:confidence"), ==, "0.5");
  g_assert_cmpstr (g_hash_table_lookup (texts, "fooled:network"), ==, "lenet-mnist");
  g_assert_cmpstr (g_hash_table_lookup (texts, "fooled:encoding"), ==, "pixels");
  g_assert_cmpstr (g_hash_table_lookup (texts, "fooled:seed"), ==, "18446744073709551613");
  g_assert_cmpstr (g_hash_table_lookup (texts, "fooled:generation"), ==, "143");
  g_assert_nonnull (strstr (g_hash_table_lookup (texts, "Title"), "50.00 %"));
  g_assert_true (g_str_has_prefix (g_hash_table_lookup (texts, "Software"), "Fooled "));
}

static void
test_plain_picture (void)
{
  g_autoptr (BaseImage) image = base_image_new (3, 3, 1);
  g_autoptr (GBytes) bytes = store_png_encode (image, NULL, 0, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (store_specimen_decode (bytes, "holiday.png", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "holiday.png"));
}

/* A file with the specimen's entries, one of them replaced; NULL leaves it out. */
static GBytes *
encode_with (const StoreSpecimen *specimen, const char *key, const char *text)
{
  g_autoptr (GBytes) bytes = store_specimen_encode (specimen, NULL);
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (BaseImage) image = store_png_decode (bytes, "x.png", &texts, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (StoreText));
  GHashTableIter iter;
  StoreText entry;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, (gpointer *) &entry.key, (gpointer *) &entry.text))
    {
      if (strcmp (entry.key, key) == 0)
        entry.text = text;
      if (entry.text != NULL)
        g_array_append_val (entries, entry);
    }
  return store_png_encode (image, (const StoreText *) entries->data, entries->len, NULL);
}

static void
test_damaged_entries (void)
{
  const struct
  {
    const char *key, *text;
  } cases[] = {
    { "fooled:class", NULL },
    { "fooled:class", "" },
    { "fooled:class", "seven" },
    { "fooled:class", "-1" },
    { "fooled:class", "99999999999" },
    { "fooled:confidence", NULL },
    { "fooled:confidence", "nan" },
    { "fooled:confidence", "1.5" },
    { "fooled:confidence", "-0.1" },
    { "fooled:confidence", "0.5x" },
    { "fooled:confidence", "inf" },
    { "fooled:network", NULL },
    { "fooled:encoding", NULL },
    { "fooled:encoding", "pixels" },
    { "fooled:seed", "-5" },
    { "fooled:seed", "18446744073709551616" },
    { "fooled:generation", "many" },
    { "fooled:evaluation", "1e3" },
    { "fooled:genome", "" },
    { "fooled:genome", "AAAA" },
    { "fooled:genome", "!!!" },
    { "fooled:parent", "none" },
    { "fooled:parent", "-1" },
    { "fooled:batch", "1e3" },
    { "fooled:batch", "4294967296" },
    { "fooled:crops", "1000000" },
    { "fooled:screening", "yes" },
    { "fooled:screening", "" },
    { "fooled:variation", "eta" },
    { "fooled:variation", "eta=0" },
    { "fooled:variation", "eta=nan" },
    { "fooled:variation", "pixel-chance=1.5" },
    { "fooled:variation", "add-node-chance=-0.5" },
    { "fooled:variation", "pixel-half-life=4294967296" },
    { "fooled:variation", "coordinates=elsewhere" },
    { "fooled:top", "1" },
    { "fooled:top", "1=2" },
    { "fooled:top", "x=0.5" },
    { "fooled:top", "1=0.1 2=0.1 3=0.1 4=0.1 5=0.1 6=0.1" },
  };
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = encode_with (specimen, cases[i].key, cases[i].text);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s = %s", cases[i].key, cases[i].text);
      g_assert_null (store_specimen_decode (bytes, "damaged.png", &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "damaged.png"));
    }
}

/* Files of a program that writes fewer entries still open. */
static void
test_optional_entries (void)
{
  const char *keys[] = { "fooled:label",
                         "fooled:seed",
                         "fooled:generation",
                         "fooled:top",
                         "fooled:top-labels",
                         "fooled:network-name",
                         "Title",
                         "Software",
                         "fooled:evaluation",
                         "fooled:parent",
                         "fooled:network-sha256",
                         "fooled:session",
                         "fooled:batch",
                         "fooled:crops",
                         "fooled:screening",
                         "fooled:variation",
                         "fooled:method" };
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GBytes) bytes = encode_with (specimen, keys[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (StoreSpecimen) back = store_specimen_decode (bytes, "x.png", &error);

      g_assert_no_error (error);
      g_assert_nonnull (back->label);
      g_assert_nonnull (back->network_name);
      for (guint k = 0; k < back->n_top; k++)
        g_assert_nonnull (back->top_labels[k]);
    }
}

/* What was not evolved. */
static StoreSpecimen *
perturbed_new (void)
{
  StoreSpecimen *specimen = fixture_specimen_new (EVO_ENCODING_PIXELS, 3);

  g_clear_pointer (&specimen->genome, g_bytes_unref);
  g_clear_pointer (&specimen->variation, g_free);
  specimen->genome_size = 0;
  g_free (specimen->encoding);
  specimen->encoding = g_strdup (STORE_ENCODING_PERTURB);
  specimen->target = 7;
  specimen->target_label = g_strdup ("七");
  specimen->original = 3;
  specimen->original_label = g_strdup ("three");
  specimen->distortion = 0.1;
  return specimen;
}

static void
test_not_evolved (void)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (StoreSpecimen) specimen = perturbed_new ();
      g_autoptr (StoreSpecimen) back = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      if (i == 1)
        {
          specimen->target = STORE_NO_CLASS;
          specimen->rules = g_strdup ("iterations=100");
          specimen->distortion = 1.0 / 3;
        }
      if (i == 2)
        {
          g_free (specimen->encoding);
          specimen->encoding = g_strdup (STORE_ENCODING_ASCENT);
          specimen->rules = g_strdup ("start=randu");
          specimen->distortion = 0;
        }
      bytes = store_specimen_encode (specimen, &error);
      g_assert_no_error (error);
      back = store_specimen_decode (bytes, "x.png", &error);
      g_assert_no_error (error);
      fixture_assert_equal (back, specimen);
    }
}

static void
test_damaged_perturbation (void)
{
  const struct
  {
    const char *key, *text;
  } cases[] = {
    { "fooled:method", NULL },      { "fooled:method", "" },          { "fooled:distortion", "-1" },
    { "fooled:distortion", "inf" }, { "fooled:distortion", "1e999" }, { "fooled:target", "x" },
    { "fooled:original", "-1" },    { "fooled:encoding", "pixels" },
  };
  g_autoptr (StoreSpecimen) specimen = perturbed_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = encode_with (specimen, cases[i].key, cases[i].text);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s = %s", cases[i].key, cases[i].text);
      g_assert_null (store_specimen_decode (bytes, "x.png", &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
    }
}

/* Entries that a later version may add, or another program, change nothing. */
static void
test_unknown_entries (void)
{
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 1);
  g_autofree char *variation = store_variation_to_string (specimen->variation);
  g_autofree char *longer = g_strconcat ("of-tomorrow=x ", variation, NULL);
  g_autoptr (GBytes) with_variation = encode_with (specimen, "fooled:variation", longer);
  g_autoptr (StoreSpecimen) back = NULL, again = NULL;
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (BaseImage) image = store_png_decode (with_variation, "x.png", &texts, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (StoreText));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  StoreText entry = { "fooled:tomorrow", "?" };

  back = store_specimen_decode (with_variation, "x.png", &error);
  g_assert_no_error (error);
  fixture_assert_equal (back, specimen);
  g_array_append_val (entries, entry);
  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, (gpointer *) &entry.key, (gpointer *) &entry.text))
    g_array_append_val (entries, entry);
  bytes = store_png_encode (image, (const StoreText *) entries->data, entries->len, NULL);
  again = store_specimen_decode (bytes, "x.png", &error);
  g_assert_no_error (error);
  fixture_assert_equal (again, specimen);
}

static void
test_every_genome_truncation (void)
{
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 4);
  gsize size;
  const guint8 *data = g_bytes_get_data (specimen->genome, &size);

  for (gsize length = 0; length < size; length += 3)
    {
      g_autofree char *text = g_base64_encode (data, length);
      g_autoptr (GBytes) bytes = encode_with (specimen, "fooled:genome", text);
      g_autoptr (GError) error = NULL;

      g_assert_null (store_specimen_decode (bytes, "x.png", &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
    }
}

static void
test_references (void)
{
  StoreSpecimen *specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 1);

  g_assert_true (store_specimen_ref (specimen) == specimen);
  store_specimen_unref (specimen);
  g_assert_cmpstr (specimen->network_id, ==, "lenet-mnist");
  store_specimen_unref (specimen);
  store_specimen_unref (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/store/specimen/round-trip/pixels", GINT_TO_POINTER (EVO_ENCODING_PIXELS),
                        test_round_trip);
  g_test_add_data_func ("/store/specimen/round-trip/cppn", GINT_TO_POINTER (EVO_ENCODING_CPPN),
                        test_round_trip);
  g_test_add_func ("/store/specimen/genome-draws-picture", test_genome_draws_picture);
  g_test_add_func ("/store/specimen/entries", test_entries);
  g_test_add_func ("/store/specimen/plain-picture", test_plain_picture);
  g_test_add_func ("/store/specimen/damaged-entries", test_damaged_entries);
  g_test_add_func ("/store/specimen/optional-entries", test_optional_entries);
  g_test_add_func ("/store/specimen/not-evolved", test_not_evolved);
  g_test_add_func ("/store/specimen/damaged-perturbation", test_damaged_perturbation);
  g_test_add_func ("/store/specimen/unknown-entries", test_unknown_entries);
  g_test_add_func ("/store/specimen/every-genome-truncation", test_every_genome_truncation);
  g_test_add_func ("/store/specimen/references", test_references);
  return g_test_run ();
}
