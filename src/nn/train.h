// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
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

/* A training under way. It belongs to one thread at a time; it writes the graph's weights, and
 * graph and pictures have to outlive it. */
typedef struct _NnTraining NnTraining;

/* The graph must end in a softmax and is trained in place. The result depends on the seed alone,
 * not on the number of threads: gradients are computed over chunks of fixed size and summed in
 * order. Errors: settings out of range, pictures that do not fit the network, not enough memory. */
NnTraining *nn_training_new (NnGraph *graph,
                             const NnDataset *train,
                             const NnDataset *test,
                             const NnTrainSettings *settings,
                             GError **error);
void nn_training_free (NnTraining *training);

typedef enum
{
  NN_TRAINING_GOING_ON,
  NN_TRAINING_OVER,   /* all epochs */
  NN_TRAINING_FAILED, /* and cannot go on */
} NnTrainingState;

/* One batch, or after the last one of an epoch the test. When `interrupt`, which may be NULL,
 * becomes other than 0 it comes back within some pictures, the weights as after the last complete
 * update; called again it goes on with the same result, on any number of threads. A loss that stops
 * being a number: BASE_ERROR_INVALID with a sentence that says to lower the rate. */
NnTrainingState nn_training_advance (NnTraining *training,
                                     BasePool *pool,
                                     const gint *interrupt,
                                     GError **error);

void nn_training_progress (const NnTraining *training, NnTrainProgress *progress);

/* What the network says of each test picture: (test->n) most likely classes, as the test after the
 * last epoch found them; good until the next batch. NULL while test_error is -1, and after a
 * restore. */
const guint16 *nn_training_said (const NnTraining *training);

/* Between two calls of nn_training_advance, unless it failed; weights and all. The first time it
 * reads all pictures, for their checksum. */
void nn_training_save (NnTraining *training, GByteArray *out);

/* Writes the saved weights into the graph, and goes on exactly as the saved training would have.
 * The arguments are those that it was made with; only the number of epochs may be another one, not
 * fewer than were begun. Errors: as for nn_training_new; the bytes are damaged, of another version,
 * or of another network, other pictures or settings. Then the graph is as it was. */
NnTraining *nn_training_restore (NnGraph *graph,
                                 const NnDataset *train,
                                 const NnDataset *test,
                                 const NnTrainSettings *settings,
                                 BaseUnpack *in,
                                 GError **error);

/* Share of pictures whose most likely class is not the label, 0 .. 1; negative with an error when
 * the pictures do not fit the network or the memory does not suffice. */
double nn_test_error (const NnGraph *graph,
                      const NnDataset *test,
                      double scale,
                      BasePool *pool,
                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnTraining, nn_training_free)

G_END_DECLS
