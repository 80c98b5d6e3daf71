// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datasets/dataset.h"

G_BEGIN_DECLS

/* One loading, for the formats. */
typedef struct
{
  const char *folder;
  DataOptions options;
  DataProgress progress; /* or NULL */
  gpointer progress_data;
  GCancellable *cancellable; /* or NULL */
} DataLoading;

/* A kind of data set; its row is in dataset.c. */
typedef struct
{
  /* Whether the folder looks like one; then no other is tried. */
  gboolean (*matches) (const char *folder);

  /* The wanted parts. Sizes and channels may still be other than the options say. */
  gboolean (*load) (const DataLoading *loading,
                    NnDataset **train,
                    NnDataset **test,
                    GError **error);
} DataFormat;

extern const DataFormat data_format_idx;
extern const DataFormat data_format_cifar;
extern const DataFormat data_format_class_folders;

/* Tells how far it is; FALSE with an error when it was cancelled. */
gboolean data_loading_at (const DataLoading *loading, guint done, guint total, GError **error);

/* What a side of so many pixels is to become. */
guint data_side (const DataOptions *options, guint side);

/* That n pictures of this size are not too many; `shown` is their file or folder. */
gboolean data_check_size (guint64 n,
                          guint width,
                          guint height,
                          guint channels,
                          const char *shown,
                          GError **error);

/* BASE_ERROR_TOO_LARGE: there is no room for the pictures of what is shown as that. */
void data_set_no_memory (const char *shown, GError **error);

/* --- For the formats' own tests --- */

/* The elements of an IDX file of n_dimensions (1: labels, 3: pictures) out of a stream whose whole
 * content is `size` bytes long; at most 1 GB of them. `shown` stands for it in messages. Caller
 * frees. */
guint8 *data_idx_read (GInputStream *stream,
                       guint64 size,
                       const char *shown,
                       guint n_dimensions,
                       guint32 *dimensions,
                       GCancellable *cancellable,
                       GError **error);

/* Pictures out of one or more binary files of CIFAR-10; `paths` are their names, for messages. */
NnDataset *data_cifar_decode (GBytes *const *files,
                              const char *const *paths,
                              guint n_files,
                              GError **error);

G_END_DECLS
