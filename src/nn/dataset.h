// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Labels are bytes. */
#define NN_DATASET_MAX_CLASSES 256

/* Labelled pictures of one size. */
typedef struct
{
  guint n;
  guint width, height, channels; /* channels: 1 (grey) or 3 (red, green, blue) */
  guint8 *pixels;                /* owned, (n, height, width, channels), 0 .. 255: as a BaseImage */
  guint8 *coverage;   /* owned, (n, height, width), 0 .. 255: how much of each pixel is the
                         picture's, the rest being white; NULL = all of all */
  guint8 *labels;     /* owned, (n), each < n_classes */
  guint n_classes;    /* without names the highest label + 1 */
  char **class_names; /* owned, (n_classes) and NULL; NULL = they have none */
} NnDataset;

/* Black pictures, all of class 0 of n_classes; NULL when the memory does not suffice. */
NnDataset *nn_dataset_new (guint n, guint width, guint height, guint channels, guint n_classes);
void nn_dataset_free (NnDataset *dataset);

/* The coverage, opaque where it was NULL; NULL when the memory does not suffice. */
guint8 *nn_dataset_need_coverage (NnDataset *dataset);

/* Bytes of one picture. */
gsize nn_dataset_picture_size (const NnDataset *dataset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnDataset, nn_dataset_free)

G_END_DECLS
