// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Labelled pictures of one size: MNIST and everything in its format (LeCun, "The MNIST database",
 * file formats). */
typedef struct
{
  guint n;
  guint width, height, channels; /* channels = 1 */
  guint8 *pixels;                /* owned, (n, height, width), 0 .. 255 */
  guint8 *labels;                /* owned, (n) */
  guint n_classes;               /* highest label + 1 */
} NnDataset;

/* Reads one images file and one labels file, plain or gzip (told by content, not by name). Any
 * damage, truncation, or disagreement in the counts is an error that names the file. */
NnDataset *nn_dataset_load (const char *images_path, const char *labels_path, GError **error);

/* Reads "train-..." or "t10k-..." from a folder, whichever spelling and compression is there:
 * {train,t10k}-images[-.]idx3-ubyte[.gz] and ...-labels[-.]idx1-ubyte[.gz]. */
NnDataset *nn_dataset_load_folder (const char *folder, gboolean train, GError **error);
void nn_dataset_free (NnDataset *dataset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnDataset, nn_dataset_free)

G_END_DECLS
