// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "nn/dataset.h"

G_BEGIN_DECLS

/* Data sets in folders, of one of these kinds, told by the names of what is in them:
 *
 * - IDX, as MNIST and its family come: {train,t10k}-images[-.]idx3-ubyte[.gz] and
 *   ...-labels[-.]idx1-ubyte[.gz].
 * - CIFAR-10, binary version: data_batch_1.bin to data_batch_5.bin, test_batch.bin, and
 *   batches.meta.txt with the names of the classes, if it is there.
 * - A folder of pictures for each class, named as the class: PNG, JPEG, WebP and whatever else
 *   data_picture_load reads. Of each class a sixth is for testing, by a hash of the file's name
 *   and so the same everywhere; unless there are folders "train" and "test" (or "val",
 *   "validation") that hold the folders of the classes. Of each picture the middle square is
 *   taken; where some are transparent, a data set knows how much (NnDataset.coverage). Files without a picture's ending and hidden ones count for nothing. */

#define DATA_MAX_PICTURES 250000
#define DATA_MAX_SIZE     ((guint64) 1 << 30) /* bytes of pixels in one part */
#define DATA_MAX_SIDE     1024

typedef struct
{
  guint side; /* resized to side x side, at most DATA_MAX_SIDE; 0 = as they are, and pictures of a
                 folder a class 28 when they are grey, else 32 */
  guint channels; /* 1 = made grey, 3 = colour; 0 = as they are: of a folder a class grey when all
                     of both parts are, else colour */
  guint least_side, most_side; /* where side is 0 what is smaller or larger is made as large as
                                  that; 0 = no limit */
} DataOptions;

/* How many pictures are read, of all; often, and on the calling thread. */
typedef void (*DataProgress) (guint done, guint total, gpointer user_data);

/* Loads the part for training or the part for testing or both: where `train` or `test` is NULL,
 * that part is not wanted. `options` NULL: all 0. What is wanted of both fits together: the same
 * size and channels, and the test has no class of which the training knows nothing. The order does
 * not depend on the file system. FALSE with an error that names the file or folder and says what to
 * do; G_IO_ERROR_CANCELLED soon after `cancellable` was cancelled. On any thread. */
gboolean data_set_load (const char *folder,
                        const DataOptions *options,
                        NnDataset **train,
                        NnDataset **test,
                        DataProgress progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GError **error);

/* One images file and one labels file of the IDX format (LeCun, "The MNIST database", file
 * formats), plain or gzip (told by content, not by name). Any damage, truncation, or disagreement
 * in the counts is an error that names the file. */
NnDataset *data_idx_load (const char *images_path,
                          const char *labels_path,
                          GCancellable *cancellable,
                          GError **error);

/* Whether a folder has the four files of a data set in that format, under any of their names. */
gboolean data_idx_is_complete (const char *folder);

G_END_DECLS
