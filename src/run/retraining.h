// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/experiment.h"
#include "run/training.h"

G_BEGIN_DECLS

/* Can a network learn not to be fooled? (Nguyen, Yosinski and Clune 2015, section 3.6.) A network,
 * DNN 1, is trained on the n classes of the data; images evolve that fool it; they become a class
 * of their own, "rubbish", and DNN 2 is trained on n + 1 classes; images evolve that fool it, for
 * the n classes and never for the rubbish; they join the class; and so on. As work of a job, whose
 * snapshots are RunRetrainingSnapshot. A step is a round: one network from its training to the end
 * of the evolution against it. See run/job.h. */
typedef struct
{
  /* The data, the architecture, and how each network is trained. `output` is the folder that the
   * networks go to; NULL = the user's own, where the list of networks finds them. `name` begins
   * their names and NULL is made from architecture and data: "LeNet (MNIST)", of which the third is
   * "LeNet (MNIST), round 3". labels: of the n classes; NULL = as the data, or a network trained on
   * the same data set, call them, else numbers. sgd.seed is the whole experiment's, from which each
   * training and each run gets one of its own. `network` NULL: each network is a new one of the
   * architecture. Else each begins as that network, widened by the classes that it lacks, and is
   * called like it; with sgd.last_layer only its last layer learns. */
  RunTraining training;
  char *network_sha256; /* of training.network's file, filled in when the experiment begins; NULL =
                           there is none, or its card names none */
  char *prefix;     /* the files are called "<prefix>-dnn-3.onnx", "….card"; NULL = made from
                       architecture, data and method, and such that nothing has that name yet */
  RunMethod method; /* how images that fool are made */
  guint n_rounds;   /* networks, RUN_RETRAINING_MIN_ROUNDS .. _MAX_ROUNDS */

  /* Each round adds at most so many images to the rubbish class, and to those held out. A run gives
   * half of its images from its first generations and half from its last ones, its champions among
   * them, none twice. Whole runs are held out, so that no near relative of an image that is
   * measured was trained on. All rubbish so far is trained on, each image as often as a real one:
   * the class grows from round to round, as the paper has it for MNIST. */
  guint n_train_images;
  guint n_test_images;
  guint n_runs;        /* against each network, RUN_RETRAINING_MIN_RUNS .. _MAX_RUNS */
  guint64 generations; /* of each run; of an ascent, iterations */
  guint batch;         /* offspring a generation; an ascent has a climb a class */

  gboolean go_on;   /* each network begins as the one before was; else from scratch, or as
                       training.network */
  gboolean control; /* the rubbish class is uniform noise in place of what evolved */
} RunRetraining;

#define RUN_RETRAINING_MIN_ROUNDS 1
#define RUN_RETRAINING_MAX_ROUNDS 99
#define RUN_RETRAINING_MIN_RUNS   2
#define RUN_RETRAINING_MAX_RUNS   1000
#define RUN_RETRAINING_MAX_IMAGES 100000 /* for training, and to be held out, a round */

/* What a network of the experiment calls its last class, in its card. Translated as any label is.
 */
#define RUN_RETRAINING_LABEL "rubbish"

/* LeNet, CPPN, 15 rounds, seed 1, from scratch; folder NULL, which has to be filled in. The rest is
 * run_retraining_set_method's. */
void run_retraining_init (RunRetraining *retraining);

/* The method with its usual numbers of images, runs and generations. */
void run_retraining_set_method (RunRetraining *retraining, RunMethod method);

/* A copy that owns what is in it. */
RunRetraining *run_retraining_copy (const RunRetraining *retraining);
void run_retraining_free (RunRetraining *retraining);

/* Whether they lead to the same networks in the same place: all but the threads. */
gboolean run_retraining_equal (const RunRetraining *a, const RunRetraining *b);

/* Whether every number is in its range; the error names the setting. */
gboolean run_retraining_check (const RunRetraining *retraining, GError **error);

/* What a session works at. BASE_ERROR_ARGUMENT when it holds other work. Caller frees. */
RunRetraining *run_retraining_of_session (const char *session, GError **error);

/* A job whose first snapshots are RunRetrainingSnapshot. run_experiment_set_view and
 * run_experiment_select act on its grid, too. */
RunJob *run_retraining_job_new (RunHost *host, RunNotify notify, gpointer notify_data);

/* A new experiment (copied); see run_job_start. It fails when its data cannot be used, when the
 * output cannot be written (the folder is made if need be), or when one of its networks' files is
 * there already. When a network cannot be written later it pauses, and a snapshot's `message` says
 * why; resumed it tries again. A session refers to the networks by their files. */
void run_retraining_start (RunJob *job,
                           const RunRetraining *retraining,
                           const char *session,
                           gboolean paused);

/* From the next batch or generation on; 0 = one a processor. The result stays the same. */
void run_retraining_set_threads (RunJob *job, guint n_threads);

/* What a round does, in this order. */
typedef enum
{
  RUN_RETRAINING_TRAINING,
  RUN_RETRAINING_MEASURING, /* seconds: what the network says of real pictures and of rubbish */
  RUN_RETRAINING_EVOLVING,
  RUN_RETRAINING_FINISHED, /* all rounds are over */
} RunRetrainingStage;

/* A real test picture that the network under way got wrong at the end of its last epoch. */
typedef struct
{
  guint picture;    /* its number in the test set */
  guint label;      /* what it is */
  guint said;       /* what the network says; == n_classes - 1 may be the rubbish */
  BaseImage *image; /* sRGB, made for the grid's cell size (base_image_for_cell) */
} RunWrongPicture;

#define RUN_RETRAINING_MAX_WRONG 12

/* A champion of the first run against a network. */
typedef struct
{
  gboolean filled;
  float confidence; /* 0 .. 1 */
  BaseImage *image; /* as the network saw it, grey or sRGB; NULL where it is not filled */
} RunRetrainingChampion;

/* A network of the experiment. Immutable and reference counted: one that is shown again is the same
 * pointer. Shares are 0 .. 1, or -1 where there is nothing that they could be of. */
typedef struct
{
  gatomicrefcount ref_count;
  guint number;         /* DNN 1, 2, ... */
  char *name;           /* "LeNet (MNIST), round 3" */
  char *id;             /* of its card, for those who list networks */
  char *network;        /* path of its ONNX file, for those who open one */
  char *card;           /* path of its card */
  guint n_classes;      /* with the rubbish, where it has that */
  char **labels;        /* (n_classes) */
  guint n_rubbish;      /* images in its rubbish class while it was trained; 0 of DNN 1 */
  guint n_held_out;     /* fooling images of earlier rounds that it was measured with */
  double loss;          /* of its last epoch */
  double test_error;    /* of all real test pictures */
  double recognised;    /* of n_held_out: called rubbish */
  double noise;         /* of the control's noise, held out: called rubbish; else -1 */
  double false_rubbish; /* of the real test pictures: called rubbish */
  double total_error;   /* of the real pictures and those held out together */

  /* What evolution reached within its budget, over the champions of all runs, an empty cell being
   * 0. All of it zeros before it is over. */
  gboolean is_evolved;
  guint64 evaluations;
  float median, mean, min;
  guint n_champions; /* the n classes of the data */
  RunRetrainingChampion *champions;
  double training_seconds, evolution_seconds; /* of running */
} RunRetrainingRow;

RunRetrainingRow *run_retraining_row_ref (RunRetrainingRow *row);
void run_retraining_row_unref (RunRetrainingRow *row); /* NULL is ignored */

typedef struct
{
  RunJobSnapshot job;
  RunRetraining *order; /* in force, with what was NULL filled in; NULL without work */
  RunRetrainingStage stage;
  guint round;     /* of the network under way, 1 .. n_rounds */
  char *name;      /* of the network under way */
  char **labels;   /* of its classes; the page shows what `said` means */
  guint n_classes; /* of the network under way */

  /* In every stage of the network under way, from the first on. */
  NnTrainProgress progress; /* epoch 0 before the first batch */
  int n_epochs;
  guint n_tested;
  RunEpoch *tested; /* (n_tested) */
  guint n_wrong;    /* at most RUN_RETRAINING_MAX_WRONG; 0 until an epoch is over */
  RunWrongPicture *wrong;
  guint n_training_pictures; /* real ones and rubbish */

  guint n_measured, n_to_measure; /* pictures; while it measures */

  /* While it evolves, and then until the next network evolves: the run under way, as an experiment
   * shows it, of which `job` has nothing but the number; that is another one for each run. NULL
   * before the first. The view has the rubbish as its last cell, which stays empty. */
  RunSnapshot *evolution;
  guint run;         /* 1 .. n_runs */
  guint n_collected; /* images of this round so far, to be trained on or held out */

  guint n_rows;
  RunRetrainingRow **rows; /* (n_rows) the networks that are trained and measured */
  char *sentence;          /* what came out so far, for people, in their language; NULL before the
                              first network's evolution is over */
  double seconds;          /* of running */
} RunRetrainingSnapshot;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunRetraining, run_retraining_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunRetrainingRow, run_retraining_row_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunRetrainingSnapshot, run_job_snapshot_unref)

G_END_DECLS
