// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"
#include "nn/graph.h"
#include "nn/idx.h"

G_BEGIN_DECLS

/* Stochastic gradient descent as Caffe's LeNet is trained: v <- momentum v + rate (g + decay w);
 * w <- w - v; rate = base (1 + gamma t) ^ -power after t updates ("inv" policy). As there, biases
 * learn at twice the rate. */
typedef struct
{
  int epochs;          /* >= 1 */
  int batch;           /* >= 1 */
  double base_rate;    /* > 0 */
  double momentum;     /* 0 .. 1 */
  double weight_decay; /* >= 0 */
  double gamma, power; /* >= 0 */
  double scale;        /* grey level -> network input, e.g. 1 / 256 */
  int shift;           /* augmentation: up to so many pixels in x and y; 0 = none */
  gboolean mirror;     /* augmentation: left-right with chance 1/2 */
  guint64 seed;
} NnTrainSettings;

/* Caffe's LeNet: batch 64, rate 0.01, momentum 0.9, decay 0.0005, gamma 0.0001, power 0.75. */
void nn_train_settings_init (NnTrainSettings *settings);

typedef struct
{
  int epoch;         /* from 1 */
  guint done, total; /* pictures of this epoch */
  double loss;       /* mean cross-entropy of this epoch so far */
  double test_error; /* 0 .. 1, at the end of an epoch; else -1 */
} NnTrainProgress;

typedef void (*NnTrainProgressFunc) (const NnTrainProgress *progress, gpointer data);

/* Trains in place; the graph must end in a softmax. The result depends on the seed alone, not on
 * the number of threads: gradients are computed over chunks of fixed size and summed in order.
 * Cancelled: G_IO_ERROR_CANCELLED, the graph holds the last completed update. A loss that stops
 * being a number: BASE_ERROR_INVALID with a sentence that says to lower the rate. */
gboolean nn_train (NnGraph *graph,
                   const NnDataset *train,
                   const NnDataset *test,
                   const NnTrainSettings *settings,
                   BasePool *pool,
                   NnTrainProgressFunc progress,
                   gpointer progress_data,
                   GCancellable *cancellable,
                   GError **error);

/* Share of pictures whose most likely class is not the label, 0 .. 1; negative with an error when
 * the pictures do not fit the network or the memory does not suffice. */
double nn_test_error (const NnGraph *graph,
                      const NnDataset *test,
                      double scale,
                      BasePool *pool,
                      GError **error);

G_END_DECLS
