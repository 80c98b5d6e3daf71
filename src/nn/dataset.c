// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dataset.h"

#include <string.h>

NnDataset *
nn_dataset_new (guint n, guint width, guint height, guint channels, guint n_classes)
{
  g_autoptr (NnDataset) dataset = g_new0 (NnDataset, 1);

  g_return_val_if_fail (n >= 1 && width >= 1 && height >= 1, NULL);
  g_return_val_if_fail (channels == 1 || channels == 3, NULL);

  dataset->n = n;
  dataset->width = width;
  dataset->height = height;
  dataset->channels = channels;
  dataset->n_classes = n_classes;
  dataset->pixels = g_try_malloc0_n (n, nn_dataset_picture_size (dataset));
  dataset->labels = g_try_malloc0 (n);
  if (dataset->pixels == NULL || dataset->labels == NULL)
    return NULL;
  return g_steal_pointer (&dataset);
}

void
nn_dataset_free (NnDataset *dataset)
{
  if (dataset == NULL)
    return;
  g_free (dataset->pixels);
  g_free (dataset->coverage);
  g_free (dataset->labels);
  g_strfreev (dataset->class_names);
  g_free (dataset);
}

guint8 *
nn_dataset_need_coverage (NnDataset *dataset)
{
  gsize size = (gsize) dataset->n * dataset->width * dataset->height;

  if (dataset->coverage != NULL)
    return dataset->coverage;
  dataset->coverage = g_try_malloc (size);
  if (dataset->coverage != NULL)
    memset (dataset->coverage, 255, size);
  return dataset->coverage;
}

gsize
nn_dataset_picture_size (const NnDataset *dataset)
{
  return (gsize) dataset->width * dataset->height * dataset->channels;
}
