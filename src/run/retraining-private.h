// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/experiment-private.h"
#include "run/retraining.h"
#include "run/scoring-private.h"
#include "run/train-private.h"

G_BEGIN_DECLS

/* Key=value lines, for a session. `folder` and `output` must be there. */
char *run_retraining_to_text (const RunRetraining *retraining);
RunRetraining *run_retraining_from_text (const char *text, GError **error);

/* The training of one network, from 1, of an order that is settled. Caller frees. */
RunTraining *run_retraining_of_round (const RunRetraining *retraining, guint round);

/* A seed for a purpose of a round: 0 = its training, 1, 2, ... = its runs. */
guint64 run_retraining_seed (const RunRetraining *retraining, guint round, guint purpose);

/* Runs of a round whose images are held out: its last ones. */
guint run_retraining_n_held_runs (const RunRetraining *retraining);

/* How many images run 1 .. n_runs gives at most. */
guint run_retraining_quota (const RunRetraining *retraining, guint run);

/* What came out; NULL before the first network's evolution is over. Caller frees. */
char *run_retraining_sentence (const RunRetraining *retraining, const GPtrArray *rows);

/* A row with nothing but its names, and one with all that another one holds. */
RunRetrainingRow *run_retraining_row_new (const RunRetraining *retraining, guint round);
RunRetrainingRow *run_retraining_row_copy (const RunRetrainingRow *row);
void run_retraining_row_save (const RunRetrainingRow *row, GByteArray *out);
RunRetrainingRow *run_retraining_row_restore (const RunRetraining *retraining,
                                              guint round,
                                              const NnDataset *data,
                                              BaseUnpack *in);

/* All pictures of an experiment. */
typedef struct
{
  NnDataset *train;   /* the real ones; behind them there is room for the rubbish of all rounds */
  NnDataset *test;    /* real */
  guint n_classes;    /* of the real ones; what is rubbish has this for a label */
  gsize size;         /* bytes of a picture */
  guint n_rubbish;    /* behind the real ones for training */
  guint max_rubbish;  /* in all rounds together, as the next */
  NnDataset held_out; /* images that fooled earlier networks; owned; room for max_held_out */
  guint max_held_out;
  NnDataset noise; /* of a control: as many as are held out; owned */
  GArray *counts;  /* guint: images of each run so far, by round and run; in a control 0 where they
                      are not held out */
  GPtrArray *unsaved; /* GBytes *: images of runs that were not given to a checkpoint yet; NULL
                         where there is no session */
  guint n_saved;      /* runs that were */
} RunRetrainingImages;

/* Fills in what is NULL, once the data are known, and sees to it that the output can be written. */
gboolean run_retraining_settle (RunRetraining *retraining,
                                const RunRetrainingImages *images,
                                GError **error);

/* Takes the data over, also on failure: when there is no room for the images of all rounds. */
gboolean run_retraining_images_begin (RunRetrainingImages *images,
                                      const RunRetraining *retraining,
                                      NnDataset *train,
                                      NnDataset *test,
                                      GError **error);
void run_retraining_images_clear (RunRetrainingImages *images);

/* The training pictures of a network; pixels and labels are borrowed. */
NnDataset run_retraining_images_for (const RunRetrainingImages *images, guint round);

/* A new image of one of the pictures. */
BaseImage *run_retraining_image (const NnDataset *data, guint index);

/* Takes what the next run has given, BaseImage *. */
void run_retraining_images_add (RunRetrainingImages *images,
                                const RunRetraining *retraining,
                                const GPtrArray *collected);

/* A control's noise, once the runs against the network of this round are over. */
void run_retraining_images_add_noise (RunRetrainingImages *images,
                                      const RunRetraining *retraining,
                                      guint round);

/* The images go into parts of the session that are written once; what is left is how many there
 * are. Restoring needs images that were loaded. */
void run_retraining_images_save (RunRetrainingImages *images,
                                 const RunRetraining *retraining,
                                 GByteArray *out,
                                 RunCheckpoint *checkpoint);
gboolean run_retraining_images_restore (RunRetrainingImages *images,
                                        const RunRetraining *retraining,
                                        StoreSession *session,
                                        BaseUnpack *in,
                                        GError **error);

/* Takes images from the first and the last generations of a run. */
typedef struct
{
  guint quota;
  GPtrArray *first; /* Collected * */
  GQueue last;      /* GPtrArray * of Collected *, a generation each */
  guint n_last;
} RunCollector;

void run_collector_init (RunCollector *collector, guint quota);
void run_collector_clear (RunCollector *collector);

/* After each complete generation. */
void run_collector_note (RunCollector *collector, const RunExperiment *experiment);

/* What the run gives, at the end: BaseImage *. */
GPtrArray *run_collector_result (const RunCollector *collector, const RunExperiment *experiment);

void run_collector_save (const RunCollector *collector, GByteArray *out);
void run_collector_restore (RunCollector *collector,
                            guint width,
                            guint height,
                            guint channels,
                            BaseUnpack *in);

/* The state of the work. */
typedef struct
{
  RunContext *context;
  RunRetraining *order; /* settled */
  RunRetrainingImages images;
  RunRetrainingStage stage;
  gboolean begun;       /* what the stage needs is there */
  guint round;          /* from 1 */
  GPtrArray *checksums; /* char *, of the networks that were written, by round */
  RunTraining *training_order;
  double seconds, training_seconds, evolution_seconds; /* the last two of this round */
  GError *failure;                                     /* why training cannot go on */

  /* Training. */
  FmtNetwork *start; /* what each network begins as; NULL = new ones */
  NnDataset data; /* of this round; borrows */
  NnGraph *graph;
  NnTraining *training;
  NnTrainProgress progress; /* also when the training is over */
  GArray *tested;           /* RunEpoch */
  GArray *wrong;            /* RunWrongPicture, whose image is as the network sees it */
  GArray *wrong_shown;      /* the same for `wrong_cell_size`; emptied when they change */
  guint wrong_cell_size;

  /* From measuring on. */
  FmtNetwork *network; /* of this round; before it is trained, of the one before */
  RunScorer *scorer;
  RunScoring *scoring;
  guint n_measured;
  guint16 *said;    /* (test, held out, noise) */
  guint block_size; /* of the pictures being scored; 0 = none */

  /* Evolution. */
  guint run;                 /* from 1; 0 = none has begun */
  gboolean run_over;         /* and its images were taken */
  RunExperiment *experiment; /* the run under way, or the last one */
  guint experiment_number;
  RunCollector collector;
  guint n_collected;   /* of this round, runs that are over */
  GArray *confidences; /* float, of the champions of this round's runs that are over */
  guint64 evaluations; /* of the same */

  GPtrArray *rows; /* RunRetrainingRow *; that of this round is there once it is measured */

  /* What is shown of the runs. */
  RunExperimentView view;
  gint selected;
} RunRetrain;

/* What the network of the round is to be, and its pictures; and its graph with the first weights.
 */
void run_retrain_set_round (RunRetrain *retrain);
gboolean run_retrain_make_graph (RunRetrain *retrain, GError **error);

/* Each stage: begins, or goes on after a restore; and one part of its work, with *over at the end.
 * FALSE with an error when it cannot; then it may be tried again. */
gboolean run_retrain_begin_training (RunRetrain *retrain, GError **error);
gboolean run_retrain_train (RunRetrain *retrain, gint *interrupt, gboolean *over, GError **error);
gboolean run_retrain_begin_measuring (RunRetrain *retrain, GError **error);
gboolean run_retrain_measure (RunRetrain *retrain, gint *interrupt, gboolean *over, GError **error);
void run_retrain_end_measuring (RunRetrain *retrain);
gboolean run_retrain_begin_evolving (RunRetrain *retrain, GError **error);
gboolean run_retrain_evolve (RunRetrain *retrain, gint *interrupt, gboolean *over, GError **error);

/* Takes over the run that is shown from now on. */
void run_retrain_set_experiment (RunRetrain *retrain, RunExperiment *experiment);

/* What a run of this round is. Caller clears. */
void run_retrain_settings (const RunRetrain *retrain, RunSettings *settings);

/* Reads the network of a round from its files, which have to be the ones that were written. */
FmtNetwork *run_retrain_load (const RunRetrain *retrain, guint round, GError **error);

guint run_retrain_n_pictures (const RunRetrain *retrain); /* to be measured */

/* As in RunWork; and no wrong pictures are shown until others are measured. */
RunJobSnapshot *run_retrain_show (gpointer state, const RunAudience *audience);
void run_retrain_forget_wrong (RunRetrain *retrain);

/* As in RunWork; restore fills in one that was just made of the session's order. */
gboolean run_retrain_save (gpointer state, RunCheckpoint *checkpoint);
gboolean run_retrain_restore (RunRetrain *retrain, StoreSession *session, GError **error);

G_END_DECLS
