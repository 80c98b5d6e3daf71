// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/train.h"

G_BEGIN_DECLS

/* Called after each batch but the last one of an epoch, and after the test. */
typedef void (*RunTrainProgress) (const NnTrainProgress *progress, gpointer data);

typedef struct
{
  const char *folder;       /* with the four IDX files */
  const char *architecture; /* "lenet" */
  const char *output;       /* .onnx; a card goes beside it */
  const char *name;         /* for the card, e.g. "LeNet (MNIST)"; NULL = made from the file name */
  const char *data_set;     /* for the card; NULL = the folder's name */
  char **labels;            /* NULL = "0", "1", ... */
  guint n_threads;          /* 0 = one a processor */
  NnTrainSettings sgd;
} RunTraining;

/* Trains, tests, writes weights and card. test_error 0 .. 1 out. Nothing is written when it fails
 * or is cancelled. That the output can be written is checked before training begins. */
gboolean run_train (const RunTraining *training,
                    RunTrainProgress progress,
                    gpointer progress_data,
                    GCancellable *cancellable,
                    double *test_error,
                    GError **error);

G_END_DECLS
