// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "base/pool.h"
#include "nn/dataset.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* How a gradient g becomes an update of a weight w. Both take g + decay w for g. */
typedef enum
{
  /* Stochastic gradient descent with momentum as Caffe's LeNet is trained: v <- momentum v + rate
   * g; w <- w - v. As there, what comes second of a layer, its bias, learns at twice the rate. */
  NN_OPTIMIZER_SGD,
  /* Kingma and Ba 2015, algorithm 1: beta1 is the momentum, beta2 0.999, epsilon 1e-8. */
  NN_OPTIMIZER_ADAM,
} NnOptimizer;

/* The rate after t updates, of T in all epochs. */
typedef enum
{
  NN_SCHEDULE_INV,      /* base (1 + gamma t) ^ -power, as in Caffe */
  NN_SCHEDULE_CONSTANT, /* base */
  NN_SCHEDULE_STEP,     /* base step_factor ^ (complete epochs / step_epochs, rounded down) */
  NN_SCHEDULE_COSINE,   /* base (1 + cos (pi t / T)) / 2; Loshchilov and Hutter 2017, eq. 5 */
} NnSchedule;

typedef struct
{
  int epochs; /* >= 1 */
  int batch;  /* >= 1 */
  NnOptimizer optimizer;
  double base_rate;    /* > 0 */
  double momentum;     /* 0 .. 1; of Adam less than 1 */
  double weight_decay; /* 0 .. 1 */
  NnSchedule schedule;
  double gamma, power; /* of NN_SCHEDULE_INV, >= 0 */
  int step_epochs;     /* of NN_SCHEDULE_STEP, >= 1 */
  double step_factor;  /* of NN_SCHEDULE_STEP, 0 .. 1 */
  double scale;        /* grey level -> network input, e.g. 1 / 256 */
  double mean[3];      /* of each channel of the input: subtracted from grey levels first */
  double scales[3];    /* of each channel of the input, in place of `scale`; 0 = `scale` */
  gboolean bgr;        /* the input's channels are blue, green and red */
  int shift;           /* augmentation: up to so many pixels in x and y; 0 = none */
  gboolean mirror;     /* augmentation: left-right with chance 1/2 */
  double brightness;   /* augmentation: levels times 1 - b .. 1 + b, at most 255; 0 .. 1 */
  double vary; /* augmentation: pictures drawn anew, 0 = not .. 1: turned by up to 30 degrees,
                  0.55 to 1.15 times their size, stretched, sheared, moved, in other colours,
                  with noise and a covered part; on other grounds where they are
                  transparent */
  gboolean last_layer; /* only the last layer that has weights learns */
  guint64 seed;
} NnTrainSettings;

/* Caffe's LeNet: batch 64, SGD, rate 0.01, momentum 0.9, decay 0.0005, inv with gamma 0.0001 and
 * power 0.75. */
void nn_train_settings_init (NnTrainSettings *settings);

/* What is usual for this optimizer with batches of 64: SGD 0.01, Adam 0.001. */
double nn_optimizer_usual_rate (NnOptimizer optimizer);

/* "sgd" and "inv", by number, then NULL. */
extern const char *const nn_optimizer_names[];
extern const char *const nn_schedule_names[];

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

/* The graph must end in a softmax of scores, one for each class, and is trained in place. The
 * result depends on the seed alone, not on the number of threads: gradients are computed over
 * chunks of fixed size, at least 16 pictures of a large batch, and summed in order. Batch
 * normalisation (nn_graph_add_learning_batch_norm) takes its statistics from these chunks, not from
 * the batch, which needs no second pass over it and generalises no worse (Hoffer, Hubara and
 * Soudry 2017, "ghost batch normalization"); what it keeps for use after training moves by a tenth
 * to the chunks' mean with each update. Errors: settings out of range, a network that cannot be
 * trained, pictures that do not fit it, not enough memory. */
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
 * fewer than were begun, unless the rate depends on it (NN_SCHEDULE_COSINE). Errors: as for
 * nn_training_new; the bytes are damaged, of another version, or of another network, other pictures
 * or settings. Then the graph is as it was. */
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
