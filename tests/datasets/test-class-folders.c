// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder-case.h"

#include "base/error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#define N 40 /* pictures a class */

/* Grey pictures whose level tells which they are: those of "cat" dark, those of "dog" light. */
static char *
write_grey (void)
{
  char *folder = folder_case_new ();

  for (guint i = N; i-- > 0;)
    {
      g_autofree char *cat = g_strdup_printf ("cat/%02u.png", i);
      g_autofree char *dog = g_strdup_printf ("dog/%02u.PNG", i);
      guint8 dark = (guint8) i, light = (guint8) (200 + i);

      folder_case_picture (folder, dog, 40, 28, light, light, light);
      folder_case_picture (folder, cat, 28, 56, dark, dark, dark);
    }
  return folder;
}

static void
load (const char *folder, const DataOptions *options, NnDataset **train, NnDataset **test)
{
  g_autoptr (GError) error = NULL;

  data_set_load (folder, options, train, test, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The rule written once more: FNV-1a, one in six. */
static gboolean
is_for_test (const char *name)
{
  guint64 value = G_GUINT64_CONSTANT (14695981039346656037);

  for (gsize i = 0; name[i] != '\0'; i++)
    {
      value ^= (guint8) name[i];
      value *= G_GUINT64_CONSTANT (1099511628211);
    }
  return value % 6 == 0;
}

static void
test_grey (void)
{
  char *folder = write_grey ();
  g_autoptr (NnDataset) train = NULL, test = NULL;
  guint at[2] = { 0, 0 };

  load (folder, NULL, &train, &test);
  g_assert_cmpuint (train->n + test->n, ==, 2 * N);
  g_assert_cmpuint (train->width, ==, 28);
  g_assert_cmpuint (train->height, ==, 28);
  g_assert_cmpuint (train->channels, ==, 1);
  g_assert_cmpuint (train->n_classes, ==, 2);
  g_assert_cmpuint (test->n_classes, ==, 2);
  g_assert_cmpstr (test->class_names[0], ==, "cat");
  g_assert_cmpstr (test->class_names[1], ==, "dog");
  g_assert_null (test->class_names[2]);
  for (guint label = 0; label < 2; label++)
    for (guint i = 0; i < N; i++)
      {
        g_autofree char *name = g_strdup_printf (label == 0 ? "%02u.png" : "%02u.PNG", i);
        guint part = is_for_test (name) ? 1 : 0;
        const NnDataset *data = part == 1 ? test : train;
        guint place = at[part]++;

        g_assert_cmpuint (data->labels[place], ==, label);
        g_assert_cmpuint (data->pixels[place * 28 * 28 + 5], ==, i + (label == 0 ? 0 : 200));
      }
  g_assert_cmpuint (at[1], ==, test->n);
  g_assert_cmpuint (test->n, >, 0);
  folder_case_free (folder);
}

/* A single picture in colour, of either part, makes all of both colour. */
static void
test_colour (void)
{
  for (guint i = 0; i < 8; i++)
    {
      char *folder = write_grey ();
      g_autofree char *name = g_strdup_printf ("dog/%02u.PNG", 5 * i);
      g_autoptr (NnDataset) train = NULL, test = NULL;

      folder_case_picture (folder, name, 32, 32, 10, 20, 31);
      load (folder, NULL, NULL, &test);
      load (folder, NULL, &train, NULL);
      g_assert_cmpuint (train->channels, ==, 3);
      g_assert_cmpuint (test->channels, ==, 3);
      g_assert_cmpuint (train->width, ==, 32);
      g_assert_cmpuint (test->pixels[0], ==, test->pixels[1]);
      folder_case_free (folder);
    }
}

static void
test_options (void)
{
  char *folder = write_grey ();
  g_autoptr (NnDataset) colour = NULL, grey = NULL, large = NULL;

  folder_case_picture (folder, "cat/00.png", 64, 32, 255, 0, 0);
  load (folder, &(DataOptions){ .side = 16 }, &colour, NULL);
  g_assert_cmpuint (colour->width, ==, 16);
  g_assert_cmpuint (colour->channels, ==, 3);
  load (folder, &(DataOptions){ .channels = 1 }, &grey, NULL);
  g_assert_cmpuint (grey->width, ==, 28);
  g_assert_cmpuint (grey->channels, ==, 1);
  load (folder, &(DataOptions){ .side = 48, .channels = 3 }, &large, NULL);
  g_assert_cmpuint (large->height, ==, 48);
  g_assert_cmpuint (large->channels, ==, 3);
  folder_case_free (folder);
}

/* Folders "train" and "val" are the parts, not classes. */
static void
test_divided (void)
{
  char *folder = folder_case_new ();
  g_autoptr (NnDataset) train = NULL, test = NULL;

  folder_case_picture (folder, "train/a/1.png", 8, 8, 1, 1, 1);
  folder_case_picture (folder, "train/a/2.png", 8, 8, 2, 2, 2);
  folder_case_picture (folder, "train/b/1.png", 8, 8, 3, 3, 3);
  folder_case_picture (folder, "val/a/1.png", 8, 8, 4, 4, 4);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "same classes");
  folder_case_picture (folder, "val/b/1.png", 8, 8, 5, 5, 5);
  load (folder, NULL, &train, &test);
  g_assert_cmpuint (train->n, ==, 3);
  g_assert_cmpuint (test->n, ==, 2);
  g_assert_cmpuint (train->pixels[2 * 28 * 28], ==, 3);
  g_assert_cmpuint (test->pixels[0], ==, 4);
  g_assert_cmpuint (test->pixels[28 * 28], ==, 5);
  folder_case_picture (folder, "val/c/1.png", 8, 8, 5, 5, 5);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "same classes");
  folder_case_free (folder);
}

/* Two pictures are one of each, whatever their names. */
static void
test_few (void)
{
  for (guint i = 0; i < 20; i++)
    {
      char *folder = folder_case_new ();
      g_autofree char *one = g_strdup_printf ("a/%u.png", i);
      g_autofree char *other = g_strdup_printf ("a/%u.png", 100 + i);
      g_autoptr (NnDataset) train = NULL, test = NULL;

      folder_case_picture (folder, one, 8, 8, 1, 1, 1);
      folder_case_picture (folder, other, 8, 8, 1, 1, 1);
      folder_case_picture (folder, "b/x.png", 8, 8, 1, 1, 1);
      folder_case_picture (folder, "b/y.png", 8, 8, 1, 1, 1);
      load (folder, NULL, &train, &test);
      g_assert_cmpuint (train->n, ==, 2);
      g_assert_cmpuint (test->n, ==, 2);
      folder_case_free (folder);
    }
}

/* What is no picture and what is hidden counts for nothing. */
static void
test_others (void)
{
  char *folder = write_grey ();
  g_autoptr (NnDataset) train = NULL, test = NULL;

  folder_case_write (folder, "cat/Thumbs.db", "x", 1);
  folder_case_write (folder, "cat/.hidden.png", "x", 1);
  folder_case_write (folder, ".git/x.png", "x", 1);
  folder_case_write (folder, "labels.csv", "x", 1);
  folder_case_write (folder, "cat/folder.png/x.txt", "x", 1);
  load (folder, NULL, &train, &test);
  g_assert_cmpuint (train->n + test->n, ==, 2 * N);
  g_assert_cmpuint (train->n_classes, ==, 2);
  folder_case_free (folder);
}

static void
test_refused (void)
{
  char *folder = folder_case_new ();
  g_autofree char *missing = g_build_filename (folder, "missing", NULL);
  g_autofree char *file = g_build_filename (folder, "notes.txt", NULL);

  folder_case_assert_refused (missing, BASE_ERROR_NOT_FOUND, "missing");
  folder_case_write (folder, "notes.txt", "x", 1);
  folder_case_assert_refused (file, BASE_ERROR_INVALID, "folder");
  folder_case_assert_refused (folder, BASE_ERROR_NOT_FOUND, "no data set");
  folder_case_picture (folder, "one/a.png", 8, 8, 0, 0, 0);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "one class only");
  folder_case_write (folder, "two/readme.txt", "x", 1);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "single picture");
  folder_case_picture (folder, "one/b.png", 8, 8, 0, 0, 0);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "no pictures");
  folder_case_picture (folder, "two/a.png", 8, 8, 0, 0, 0);
  folder_case_write (folder, "two/b.png", "\x89PNG\r\n\x1a\n", 8);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "b.png");
  folder_case_free (folder);
}

static void
test_too_many_classes (void)
{
  char *folder = folder_case_new ();

  for (guint i = 0; i < 257; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u/a.txt", i);

      folder_case_write (folder, path, "", 0);
    }
  folder_case_assert_refused (folder, BASE_ERROR_TOO_LARGE, "256");
  folder_case_free (folder);
}

/* Whom the system does not let read. */
static void
test_unreadable (void)
{
  char *folder = write_grey ();
  g_autofree char *path = g_build_filename (folder, "cat", "07.png", NULL);
  g_autofree char *inner = g_build_filename (folder, "dog", NULL);
  g_autoptr (NnDataset) train = NULL;
  g_autoptr (GError) error = NULL;

  g_chmod (path, 0);
  if (g_access (path, R_OK) == 0)
    g_test_skip ("this user may read everything");
  else
    {
      g_assert_false (data_set_load (folder, NULL, &train, NULL, NULL, NULL, NULL, &error));
      g_assert_nonnull (strstr (error->message, "07.png"));
      g_clear_error (&error);
      g_chmod (inner, 0);
      g_assert_false (data_set_load (folder, NULL, &train, NULL, NULL, NULL, NULL, &error));
      g_assert_nonnull (strstr (error->message, "dog"));
      g_chmod (inner, 0700);
    }
  folder_case_free (folder);
}

typedef struct
{
  guint done, cancel_at;
  GCancellable *cancellable;
} Watch;

static void
on_progress (guint done, guint total, gpointer data)
{
  Watch *watch = data;

  g_assert_cmpuint (done, >=, watch->done);
  g_assert_cmpuint (total, ==, 2 * N);
  watch->done = done;
  if (done == watch->cancel_at)
    g_cancellable_cancel (watch->cancellable);
}

static void
test_cancel (void)
{
  char *folder = write_grey ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NnDataset) train = NULL, test = NULL;
  g_autoptr (GError) error = NULL;
  Watch watch = { .cancel_at = 2 * N, .cancellable = cancellable };

  g_assert_true (
      data_set_load (folder, NULL, &train, NULL, on_progress, &watch, cancellable, &error));
  g_assert_cmpuint (watch.done, ==, 2 * N);
  g_cancellable_reset (cancellable);
  watch = (Watch){ .cancel_at = 13, .cancellable = cancellable };
  g_assert_false (
      data_set_load (folder, NULL, NULL, &test, on_progress, &watch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watch.done, ==, 13);
  folder_case_free (folder);
}

/* Where pictures are transparent they lie on white, and the data set knows how much. */
static void
test_transparent (void)
{
  char *folder = folder_case_new ();
  g_autoptr (NnDataset) train = NULL, test = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 32, 32);
  g_autofree char *file = g_build_filename (folder, "train", "dog", "2.png", NULL);
  g_autoptr (GError) error = NULL;

  folder_case_picture (folder, "train/cat/1.png", 32, 32, 0, 0, 200);
  folder_case_picture (folder, "train/dog/1.png", 32, 32, 0, 200, 0);
  folder_case_picture (folder, "test/cat/1.png", 32, 32, 0, 0, 200);
  folder_case_picture (folder, "test/dog/1.png", 32, 32, 0, 200, 0);
  gdk_pixbuf_fill (pixbuf, 0xff003340u); /* a quarter of it, and a bit */
  gdk_pixbuf_save (pixbuf, file, "png", &error, NULL);
  g_assert_no_error (error);
  load (folder, NULL, &train, &test);
  g_assert_cmpuint (train->n, ==, 3);
  g_assert_nonnull (train->coverage);
  g_assert_null (test->coverage);
  for (guint i = 0; i < 2 * 1024; i++)
    g_assert_cmpuint (train->coverage[i], ==, 255);
  for (guint i = 0; i < 1024; i++)
    {
      const guint8 *pixel = train->pixels + (2 * 1024 + i) * 3;

      g_assert_cmpuint (train->coverage[2 * 1024 + i], ==, 64);
      g_assert_cmpuint (pixel[0], ==, 255);
      g_assert_cmpuint (pixel[1], ==, 191);
      g_assert_cmpuint (pixel[2], ==, 204); /* 191 + 51 / 4 */
    }
  folder_case_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/datasets/class-folders/" name, function)
  ADD ("grey", test_grey);
  ADD ("colour", test_colour);
  ADD ("options", test_options);
  ADD ("divided", test_divided);
  ADD ("transparent", test_transparent);
  ADD ("few", test_few);
  ADD ("others", test_others);
  ADD ("refused", test_refused);
  ADD ("too-many-classes", test_too_many_classes);
  ADD ("unreadable", test_unreadable);
  ADD ("cancel", test_cancel);
#undef ADD
  return g_test_run ();
}
