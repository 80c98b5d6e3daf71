// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"
#include "nn/executor.h"
#include "nn/train.h"

G_BEGIN_DECLS

/* The first part of a random stream's key is the seed, the second the epoch, the third one of
 * these, for augmentation plus the place of the picture in the epoch. */
enum
{
  NN_TRAIN_STREAM_SHUFFLE = 0,
  NN_TRAIN_STREAM_AUGMENT = 1,
};

/* What becomes of a parameter in training. */
typedef enum
{
  NN_TRAIN_FIXED,
  NN_TRAIN_WEIGHT,
  NN_TRAIN_STATISTIC, /* of a batch normalisation: its "gradient" is what a chunk has measured */
} NnTrainKind;

NnTrainKind nn_train_kind (const NnGraph *graph, NnValue node, int parameter);

/* Part of one parameter tensor, small enough that all threads have work. */
typedef struct
{
  NnValue node;
  int parameter; /* 0 = weights, 1 = bias */
  NnTrainKind kind;
  gsize first;
  gsize size;      /* 1 .. NN_TRAIN_SLICE */
  float *weights;  /* first of the slice, in the graph */
  float *velocity; /* size; of Adam the first moment */
  float *squares;  /* size, the second moment; NULL but for Adam */
} NnTrainSlice;

#define NN_TRAIN_SLICE 4096

/* What grey levels become: (level - mean) scale, by the channels of the input. */
typedef struct
{
  float mean[3], scale[3];
  gboolean bgr;
} NnTrainInput;

/* How one picture is changed. */
typedef struct
{
  int shift_x, shift_y;
  gboolean mirror;
  float factor; /* of the levels */
} NnTrainChange;

/* A test of all pictures, some of them at a time. */
typedef struct
{
  const NnDataset *data;
  NnTrainInput input;
  gsize n_classes;
  guint n_chunks;
  guint *waiting;         /* (n_chunks) those that are not done, while tasks run */
  gboolean *done;         /* (n_chunks) */
  guint *n_wrong;         /* (n_chunks) */
  guint16 *said;          /* (data->n) most likely classes; that of a tie is the first */
  NnExecutor **executors; /* one a worker, while tasks run */
} NnTrainTest;

void nn_train_test_init (NnTrainTest *test,
                         const NnGraph *graph,
                         const NnDataset *data,
                         const NnTrainSettings *settings);
void nn_train_test_clear (NnTrainTest *test);

/* Nothing is done yet. */
void nn_train_test_restart (NnTrainTest *test);

/* Goes on with it. The error, 0 .. 1, or negative when it was interrupted or, with an error set,
 * the memory does not suffice. */
double nn_train_test_advance (NnTrainTest *test,
                              const NnGraph *graph,
                              BasePool *pool,
                              const gint *interrupt,
                              GError **error);

/* What comes next. */
typedef enum
{
  NN_TRAIN_EPOCH, /* to begin the next epoch */
  NN_TRAIN_BATCH, /* to begin a batch, or go on with one */
  NN_TRAIN_TEST,  /* to test what the epoch has brought */
  NN_TRAIN_OVER,
} NnTrainStage;

struct _NnTraining
{
  NnGraph *graph;
  const NnDataset *data;
  const NnDataset *test_data;
  NnTrainSettings settings;
  NnValue scores; /* before the softmax */
  int n_classes;
  GArray *slices;  /* NnTrainSlice */
  float *velocity; /* every parameter, in the order of the nodes */
  float *squares;  /* the same, or NULL */

  int chunk;
  int n_chunks;
  NnExecutor **executors; /* n_chunks */
  float *score_gradients; /* (n_chunks * chunk, n_classes) */
  int *labels;            /* (n_chunks * chunk) */
  double *losses;         /* (n_chunks), sums */

  NnTrainStage stage;
  int epoch;         /* from 1; 0 before the first one */
  guint *order;      /* (data->n), the pictures as this epoch has them */
  guint first;       /* the batch begins here in order */
  double total_loss; /* of this epoch's batches */
  guint n_updates;   /* so far */
  double test_error; /* of this epoch; -1 = not known yet */
  NnTrainTest test;
  gboolean has_said; /* the test of this epoch is over */
  GChecksum *sum;    /* of what is summed up of the data so far, or NULL */
  guint64 n_summed;
  char *data_checksum; /* NULL until all is */

  /* Within a batch. */
  gboolean under_way;
  guint count;       /* pictures in the batch */
  double rate;       /* of this update */
  gboolean *learned; /* (n_chunks) */
  guint *waiting;    /* (n_chunks) chunks that are not learned, while tasks run */
};

/* A training that is saved says which data it was of. To go on with the sum of them for some
 * milliseconds, so that saving need not take that long at once. */
void nn_training_sum_some (NnTraining *training);

/* --- The parts of a training --- */

/* Of this update. n_a_epoch: updates in an epoch. */
double nn_train_rate (const NnTrainSettings *settings, guint n_updates, guint n_a_epoch);

/* Makes slices, velocity and squares. */
void nn_train_add_slices (NnTraining *training);

/* The chunks' gradients of a slice are summed, and its weights updated: a task for a pool. */
void nn_train_update_slice (gpointer training, guint task, guint worker);

NnTrainInput nn_train_input (const NnTrainSettings *settings);

/* (channels, height, width) numbers, as it is. */
void nn_train_write_picture (const NnDataset *data,
                             guint index,
                             const NnTrainInput *as,
                             float *input);

/* Draws a picture as NnTrainSettings.vary (> 0) says, and with the change: (channels, height,
 * width) grey levels, 0 .. 255. The random numbers are all that it depends on. */
void nn_train_vary (const NnDataset *data,
                    guint index,
                    BaseRandom *random,
                    double vary,
                    const NnTrainChange *change,
                    float *levels);

/* The picture at this place of the epoch, as the settings want it. */
void nn_train_write_augmented (const NnTraining *training, guint place, float *input);

/* The order of the pictures in the present epoch. */
void nn_train_shuffle (NnTraining *training);

G_END_DECLS
