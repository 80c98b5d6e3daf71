// SPDX-License-Identifier: GPL-3.0-or-later
/* CIFAR-10 in its binary version (Krizhevsky, "The CIFAR-10 dataset"): files of records, each a
 * byte with the label and then the planes of red, green and blue. */
#include "datasets/dataset-format.h"

#include "base/error.h"
#include "base/file.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SIDE        32
#define CHANNELS    3
#define PLANE       (SIDE * SIDE)
#define RECORD      (1 + CHANNELS * PLANE)
#define N_CLASSES   10
#define NAMES_FILE  "batches.meta.txt"
#define MAX_NAMES   65536
#define MAX_BATCHES 5

static const char *const train_files[] = { "data_batch_1.bin", "data_batch_2.bin",
                                           "data_batch_3.bin", "data_batch_4.bin",
                                           "data_batch_5.bin" };
static const char *const test_files[] = { "test_batch.bin" };

static gboolean
has_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* The version for Python, too, so that it can be told what to get instead. */
static gboolean
matches (const char *folder)
{
  return has_file (folder, train_files[0]) || has_file (folder, test_files[0]) ||
         has_file (folder, "data_batch_1") || has_file (folder, "test_batch");
}

static gboolean
refuse (const char *path, const char *reason, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("Cannot use “%s”: %s"), path, reason);
  return FALSE;
}

/* How many records there are in all; 0 with an error. */
static guint
count_records (GBytes *const *files, const char *const *paths, guint n_files, GError **error)
{
  gsize n = 0;

  for (guint i = 0; i < n_files; i++)
    {
      gsize size = g_bytes_get_size (files[i]);

      if (size == 0)
        return refuse (paths[i], _ ("it is empty."), error);
      if (size % RECORD != 0)
        return refuse (paths[i], _ ("it does not end after a whole picture; fetch it again."),
                       error);
      n += size / RECORD;
      if (!data_check_size (n, SIDE, SIDE, CHANNELS, paths[i], error))
        return 0;
    }
  return (guint) n;
}

static gboolean
decode_file (GBytes *file, const char *path, guint8 *pixels, guint8 *labels, GError **error)
{
  gsize size;
  const guint8 *record = g_bytes_get_data (file, &size);

  for (gsize done = 0; done < size; done += RECORD, record += RECORD)
    {
      if (record[0] >= N_CLASSES)
        return refuse (path, _ ("it has a label beyond the ten classes of CIFAR-10."), error);
      *labels++ = record[0];
      for (guint i = 0; i < PLANE; i++)
        for (guint c = 0; c < CHANNELS; c++)
          *pixels++ = record[1 + c * PLANE + i];
    }
  return TRUE;
}

NnDataset *
data_cifar_decode (GBytes *const *files, const char *const *paths, guint n_files, GError **error)
{
  g_autoptr (NnDataset) dataset = NULL;
  guint n = count_records (files, paths, n_files, error);
  gsize at = 0;

  if (n == 0)
    return NULL;
  dataset = nn_dataset_new (n, SIDE, SIDE, CHANNELS, N_CLASSES);
  if (dataset == NULL)
    {
      data_set_no_memory (paths[0], error);
      return NULL;
    }
  for (guint i = 0; i < n_files; i++)
    {
      if (!decode_file (files[i], paths[i], dataset->pixels + at * (RECORD - 1),
                        dataset->labels + at, error))
        return NULL;
      at += g_bytes_get_size (files[i]) / RECORD;
    }
  return g_steal_pointer (&dataset);
}

/* One name a line, and perhaps an empty line at the end. */
static gboolean
read_names (const char *folder, char ***names, GError **error)
{
  g_autofree char *path = g_build_filename (folder, NAMES_FILE, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  *names = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  bytes = base_file_read (path, MAX_NAMES, error);
  if (bytes == NULL)
    return FALSE;
  if (!g_utf8_validate (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL))
    return refuse (path, _ ("it is not a text in UTF-8."), error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) == '\0')
      return refuse (path, _ ("a line of it is empty."), error);
  if (g_strv_length (lines) != N_CLASSES)
    return refuse (path, _ ("it does not name ten classes."), error);
  *names = g_steal_pointer (&lines);
  return TRUE;
}

static GBytes *
read_file (const char *folder, const char *name, char **shown_path, GError **error)
{
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".bin"));
  g_autofree char *shown = g_filename_display_name (folder);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  *shown_path = g_build_filename (shown, name, NULL);
  if (!has_file (folder, name) && has_file (folder, stem))
    g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                 _ ("“%s” holds CIFAR-10's version for Python. Get its binary version "
                    "(cifar-10-binary.tar.gz) instead."),
                 shown);
  else if (!has_file (folder, name))
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("The folder “%s” has no file “%s”; CIFAR-10 is not complete without it."),
                 shown, name);
  else
    return base_file_read (path, DATA_MAX_SIZE, error);
  return NULL;
}

static NnDataset *
load_part (const DataLoading *loading, const char *const *names, guint n, GError **error)
{
  GBytes *files[MAX_BATCHES] = { NULL };
  char *paths[MAX_BATCHES] = { NULL };
  NnDataset *dataset = NULL;
  gboolean ok = TRUE;

  for (guint i = 0; i < n && ok; i++)
    {
      ok = data_loading_at (loading, i, n, error);
      files[i] = ok ? read_file (loading->folder, names[i], &paths[i], error) : NULL;
      ok = files[i] != NULL;
    }
  if (ok)
    dataset = data_cifar_decode (files, (const char *const *) paths, n, error);
  for (guint i = 0; i < n; i++)
    {
      g_clear_pointer (&files[i], g_bytes_unref);
      g_free (paths[i]);
    }
  if (dataset != NULL && !read_names (loading->folder, &dataset->class_names, error))
    g_clear_pointer (&dataset, nn_dataset_free);
  return dataset;
}

static gboolean
load (const DataLoading *loading, NnDataset **train, NnDataset **test, GError **error)
{
  if (train != NULL)
    {
      *train = load_part (loading, train_files, G_N_ELEMENTS (train_files), error);
      if (*train == NULL)
        return FALSE;
    }
  if (test != NULL)
    *test = load_part (loading, test_files, G_N_ELEMENTS (test_files), error);
  return test == NULL || *test != NULL;
}

const DataFormat data_format_cifar = {
  .matches = matches,
  .load = load,
};
