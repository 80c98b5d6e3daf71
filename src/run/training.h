// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/architectures.h"
#include "nn/train.h"
#include "run/job.h"

G_BEGIN_DECLS

/* Training a network, as work of a job; its snapshots are RunTrainingSnapshot. A step is a batch,
 * or the test after an epoch. See run/job.h. */
typedef struct
{
  const char *folder;       /* a data set (datasets/dataset.h) */
  const char *network;      /* id or path of a network to be trained further, widened by the classes
                               that the data or the labels have after its own; NULL = a new one */
  const char *architecture; /* of a new one, of nn/architectures.h, "lenet" */
  guint side;               /* pictures are resized to it; 0 = as data and architecture have it */
  const char *output;       /* .onnx; a card goes beside it */
  const char *name;         /* for the card, e.g. "LeNet (MNIST)"; NULL = made from the file name */
  const char *data_set;     /* for the card; NULL = the folder's name */
  char **labels;            /* NULL = as the data set names them, or "0", "1", ... */
  guint n_threads;          /* 0 = one a processor */
  NnTrainSettings sgd;
} RunTraining;

/* A copy that owns what is in it. */
RunTraining *run_training_copy (const RunTraining *training);
void run_training_free (RunTraining *training);

/* Whether they lead to the same weights and card in the same place: all but the threads. */
gboolean run_training_equal (const RunTraining *a, const RunTraining *b);

/* That the output can be written, before hours are spent. */
gboolean run_training_check (const RunTraining *training, GError **error);

/* What a session trains. BASE_ERROR_ARGUMENT when it holds other work. Caller frees. */
RunTraining *run_training_of_session (const char *session, GError **error);

/* A job whose first snapshots are RunTrainingSnapshot. */
RunJob *run_training_job_new (RunHost *host, RunNotify notify, gpointer notify_data);

/* A new training (copied); see run_job_start. It is finished when weights and card are written;
 * when they cannot be it pauses, and a snapshot's `message` says why. Resumed it tries again; once
 * finished it writes them anew. Before that nothing is written. */
void run_training_start (RunJob *job,
                         const RunTraining *training,
                         const char *session,
                         gboolean paused);

/* From the next step on; 0 = one a processor. The result stays the same. */
void run_training_set_threads (RunJob *job, guint n_threads);

/* An epoch that is over. */
typedef struct
{
  double loss;       /* its mean cross-entropy */
  double test_error; /* 0 .. 1 */
} RunEpoch;

typedef struct
{
  RunJobSnapshot job;
  NnTrainProgress progress; /* zeros without work */
  int n_epochs;             /* to be trained */
  guint n_tested;
  RunEpoch *tested; /* (n_tested) from the first on */
  double seconds;   /* of running */
} RunTrainingSnapshot;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunTraining, run_training_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunTrainingSnapshot, run_job_snapshot_unref)

G_END_DECLS
