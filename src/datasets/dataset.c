// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/dataset-format.h"

#include "base/error.h"
#include "base/image.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The first that matches is it; the last one takes any folder. */
static const DataFormat *const formats[] = {
  &data_format_idx,
  &data_format_cifar,
  &data_format_class_folders,
};

gboolean
data_loading_at (const DataLoading *loading, guint done, guint total, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (loading->cancellable, error))
    return FALSE;
  if (loading->progress != NULL)
    loading->progress (done, total, loading->progress_data);
  return TRUE;
}

void
data_set_no_memory (const char *shown, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE, _ ("There is not enough memory for “%s”."),
               shown);
}

gboolean
data_check_size (guint64 n,
                 guint width,
                 guint height,
                 guint channels,
                 const char *shown,
                 GError **error)
{
  if (n > DATA_MAX_PICTURES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("“%s” has more than %u pictures, which is the most that can be used. Take "
                      "fewer of them."),
                   shown, DATA_MAX_PICTURES);
      return FALSE;
    }
  if (n * width * height * channels <= DATA_MAX_SIZE)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("%u pictures of %u × %u pixels from “%s” would need more than 1 GB. Take fewer, "
                  "or make them smaller."),
               (guint) n, width, height, shown);
  return FALSE;
}

/* --- Size and channels as the options want them --- */

static BaseImage *
fit (const guint8 *pixels, const NnDataset *from, guint channels, guint width, guint height)
{
  g_autoptr (BaseImage) image = base_image_new (from->width, from->height, from->channels);
  g_autoptr (BaseImage) converted = NULL;

  memcpy (image->pixels, pixels, base_image_size (image));
  converted = base_image_convert (image, channels);
  if (width == from->width && height == from->height)
    return g_steal_pointer (&converted);
  return base_image_resize (converted, width, height);
}

guint
data_side (const DataOptions *options, guint side)
{
  if (options->side > 0)
    return options->side;
  if (options->most_side > 0 && side > options->most_side)
    return options->most_side;
  return MAX (side, options->least_side);
}

/* Replaces *dataset by one with the wanted size and channels, if it has others. */
static gboolean
refit (const DataLoading *loading, NnDataset **dataset, GError **error)
{
  const DataOptions *options = &loading->options;
  NnDataset *from = *dataset;
  guint width = data_side (options, from->width);
  guint height = data_side (options, from->height);
  guint channels = options->channels > 0 ? options->channels : from->channels;
  g_autoptr (NnDataset) to = NULL;

  if (from->width == width && from->height == height && from->channels == channels)
    return TRUE;
  if (!data_check_size (from->n, width, height, channels, loading->folder, error))
    return FALSE;
  to = nn_dataset_new (from->n, width, height, channels, from->n_classes);
  if (to == NULL)
    {
      data_set_no_memory (loading->folder, error);
      return FALSE;
    }
  for (guint i = 0; i < from->n; i++)
    {
      g_autoptr (BaseImage) image =
          fit (from->pixels + i * nn_dataset_picture_size (from), from, channels, width, height);

      if (i % 256 == 0 && !data_loading_at (loading, i, from->n, error))
        return FALSE;
      memcpy (to->pixels + i * nn_dataset_picture_size (to), image->pixels,
              nn_dataset_picture_size (to));
    }
  memcpy (to->labels, from->labels, from->n);
  to->class_names = g_steal_pointer (&from->class_names);
  nn_dataset_free (from);
  *dataset = g_steal_pointer (&to);
  return TRUE;
}

/* --- What was read --- */

static gboolean
check_classes (const char *folder, const NnDataset *dataset, GError **error)
{
  if (dataset->n_classes >= 2)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The pictures in “%s” are all of one class; a network needs two or more to tell "
                  "apart."),
               folder);
  return FALSE;
}

static gboolean
check_together (const char *folder, const NnDataset *train, const NnDataset *test, GError **error)
{
  if (train->width != test->width || train->height != test->height ||
      train->channels != test->channels)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("In “%s” the pictures for training are %u × %u pixels and those for testing "
                      "%u × %u; they do not belong together."),
                   folder, train->width, train->height, test->width, test->height);
      return FALSE;
    }
  if (test->n_classes > train->n_classes)
    {
      g_set_error (
          error, BASE_ERROR, BASE_ERROR_INVALID,
          _ ("In “%s” the pictures for testing have %u classes and those for training only "
             "%u; they do not belong together."),
          folder, test->n_classes, train->n_classes);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_folder (const char *folder, GError **error)
{
  g_autofree char *shown = g_filename_display_name (folder);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("“%s” is a file; name the folder that the data set is in."), shown);
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("There is no folder “%s”."), shown);
  return FALSE;
}

static gboolean
check_options (const DataOptions *options, GError **error)
{
  if (MAX (MAX (options->side, options->least_side), options->most_side) <= DATA_MAX_SIDE)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("Pictures of a data set can be at most %d pixels wide and high."), DATA_MAX_SIDE);
  return FALSE;
}

static gboolean
load (const DataLoading *loading, NnDataset **train, NnDataset **test, GError **error)
{
  const char *folder = loading->folder;
  gsize i = 0;

  while (i + 1 < G_N_ELEMENTS (formats) && !formats[i]->matches (folder))
    i++;
  if (!formats[i]->load (loading, train, test, error))
    return FALSE;
  if (train != NULL && (!check_classes (folder, *train, error) || !refit (loading, train, error)))
    return FALSE;
  if (test != NULL && !refit (loading, test, error))
    return FALSE;
  return train == NULL || test == NULL || check_together (folder, *train, *test, error);
}

gboolean
data_set_load (const char *folder,
               const DataOptions *options,
               NnDataset **train,
               NnDataset **test,
               DataProgress progress,
               gpointer progress_data,
               GCancellable *cancellable,
               GError **error)
{
  DataLoading loading = {
    .folder = folder,
    .progress = progress,
    .progress_data = progress_data,
    .cancellable = cancellable,
  };
  g_autoptr (NnDataset) for_training = NULL, for_test = NULL;

  g_return_val_if_fail (folder != NULL && (train != NULL || test != NULL), FALSE);

  if (options != NULL)
    loading.options = *options;
  g_return_val_if_fail (loading.options.channels == 0 || loading.options.channels == 1 ||
                            loading.options.channels == 3,
                        FALSE);
  if (!check_options (&loading.options, error) || !check_folder (folder, error) ||
      !load (&loading, train != NULL ? &for_training : NULL, test != NULL ? &for_test : NULL,
             error))
    return FALSE;
  if (train != NULL)
    *train = g_steal_pointer (&for_training);
  if (test != NULL)
    *test = g_steal_pointer (&for_test);
  return TRUE;
}
