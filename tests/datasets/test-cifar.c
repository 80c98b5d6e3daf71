// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder-case.h"

#include "base/error.h"

#include <glib/gstdio.h>
#include <string.h>

#define RECORD 3073
#define NAMES  "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"

/* Pixel i of plane c of picture p, of any. */
static guint8
level (guint p, guint c, guint i)
{
  return (guint8) (p * 31 + c * 85 + i);
}

/* n records, the labels first, first + 1, ... */
static void
write_batch (const char *folder, const char *name, guint n, guint first)
{
  g_autofree guint8 *records = g_malloc ((gsize) n * RECORD);

  for (guint p = 0; p < n; p++)
    {
      records[p * RECORD] = (guint8) ((first + p) % 10);
      for (guint c = 0; c < 3; c++)
        for (guint i = 0; i < 1024; i++)
          records[p * RECORD + 1 + c * 1024 + i] = level (first + p, c, i);
    }
  folder_case_write (folder, name, records, (gsize) n * RECORD);
}

/* Two pictures a file, and three for testing. */
static char *
write_all (void)
{
  char *folder = folder_case_new ();

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("data_batch_%u.bin", i + 1);

      write_batch (folder, name, 2, 2 * i);
    }
  write_batch (folder, "test_batch.bin", 3, 7);
  folder_case_write (folder, "batches.meta.txt", NAMES, strlen (NAMES));
  return folder;
}

static void
test_load (void)
{
  char *folder = write_all ();
  g_autoptr (NnDataset) train = NULL, test = NULL;
  g_autoptr (GError) error = NULL;

  data_set_load (folder, NULL, &train, &test, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (train->n, ==, 10);
  g_assert_cmpuint (test->n, ==, 3);
  g_assert_cmpuint (train->width, ==, 32);
  g_assert_cmpuint (train->height, ==, 32);
  g_assert_cmpuint (train->channels, ==, 3);
  g_assert_cmpuint (train->n_classes, ==, 10);
  g_assert_cmpuint (g_strv_length (train->class_names), ==, 10);
  g_assert_cmpstr (train->class_names[9], ==, "truck");
  for (guint p = 0; p < 10; p++)
    {
      g_assert_cmpuint (train->labels[p], ==, p);
      for (guint i = 0; i < 3 * 1024; i++)
        g_assert_cmpuint (train->pixels[p * 3 * 1024 + i], ==, level (p, i % 3, i / 3));
    }
  g_assert_cmpuint (test->labels[0], ==, 7);
  g_assert_cmpuint (test->labels[2], ==, 9);
  folder_case_free (folder);
}

/* Grey and smaller, as LeNet wants it. */
static void
test_refit (void)
{
  char *folder = write_all ();
  const DataOptions options = { .side = 28, .channels = 1 };
  g_autoptr (NnDataset) train = NULL, test = NULL;
  g_autoptr (GError) error = NULL;

  data_set_load (folder, &options, &train, &test, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (train->n, ==, 10);
  g_assert_cmpuint (nn_dataset_picture_size (train), ==, 28 * 28);
  g_assert_cmpuint (test->channels, ==, 1);
  g_assert_cmpuint (train->labels[3], ==, 3);
  g_assert_cmpstr (train->class_names[0], ==, "airplane");
  folder_case_free (folder);
}

static void
test_cut_off (void)
{
  char *folder = write_all ();
  g_autofree guint8 *zeros = g_malloc0 (2 * RECORD);

  folder_case_write (folder, "data_batch_3.bin", zeros, 2 * RECORD - 1);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "data_batch_3.bin");
  folder_case_write (folder, "data_batch_3.bin", zeros, 0);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "empty");
  zeros[RECORD] = 10;
  folder_case_write (folder, "data_batch_3.bin", zeros, 2 * RECORD);
  folder_case_assert_refused (folder, BASE_ERROR_INVALID, "label");
  folder_case_free (folder);
}

static void
test_missing (void)
{
  char *folder = write_all ();
  g_autofree char *path = g_build_filename (folder, "data_batch_4.bin", NULL);
  g_autofree char *python = g_build_filename (folder, "data_batch_4", NULL);

  g_unlink (path);
  folder_case_assert_refused (folder, BASE_ERROR_NOT_FOUND, "data_batch_4.bin");
  folder_case_write (folder, "data_batch_4", "x", 1);
  folder_case_assert_refused (folder, BASE_ERROR_UNSUPPORTED, "Python");
  g_unlink (python);
  folder_case_free (folder);
}

static void
test_names (void)
{
  static const struct
  {
    const char *text, *words;
  } cases[] = {
    { "a\nb\nc", "ten classes" },
    { "a\nb\n\nd\ne\nf\ng\nh\ni\nj", "empty" },
    { "a\xff", "UTF-8" },
  };
  char *folder = write_all ();
  g_autofree char *path = g_build_filename (folder, "batches.meta.txt", NULL);
  g_autoptr (NnDataset) test = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      folder_case_write (folder, "batches.meta.txt", cases[i].text, strlen (cases[i].text));
      folder_case_assert_refused (folder, BASE_ERROR_INVALID, cases[i].words);
    }
  g_unlink (path);
  data_set_load (folder, NULL, NULL, &test, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (test->class_names);
  folder_case_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/datasets/cifar/load", test_load);
  g_test_add_func ("/datasets/cifar/refit", test_refit);
  g_test_add_func ("/datasets/cifar/cut-off", test_cut_off);
  g_test_add_func ("/datasets/cifar/missing", test_missing);
  g_test_add_func ("/datasets/cifar/names", test_names);
  return g_test_run ();
}
