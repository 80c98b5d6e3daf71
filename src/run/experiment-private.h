// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "evolve/search.h"
#include "run/cells-private.h"
#include "run/breeding-private.h"
#include "run/experiment.h"
#include "run/image-gradient-private.h"
#include "run/progress-private.h"
#include "run/recorder-private.h"
#include "run/scorer-private.h"
#include "run/work-private.h"

G_BEGIN_DECLS

typedef struct _RunExperiment RunExperiment;

/* What a method does in an experiment: a search that offers images to an archive, one step after
 * another. `make` and `restore` may use all of the experiment but its search. */
typedef struct
{
  gpointer (*make) (RunExperiment *experiment, GError **error);
  void (*free) (gpointer search);

  /* Before a pool of so many threads is used. NULL: nothing to be done. */
  gboolean (*set_n_threads) (gpointer search, guint n_threads, GError **error);

  /* Settings that run_settings_need_restart lets pass, between two steps. NULL: there are none. */
  void (*change) (RunExperiment *experiment);

  /* A step; FALSE when it was interrupted. */
  gboolean (*advance) (gpointer search, BasePool *pool, const gint *interrupt);

  /* Whether nobody can go on. NULL: one always can. */
  gboolean (*is_over) (gpointer search);

  /* How far it is, between two steps. Offspring may have no image. */
  const EvoArchive *(*archive) (gpointer search);
  guint64 (*generation) (gpointer search);
  guint64 (*evaluations) (gpointer search);

  /* Crops that were scored so far. NULL: all of each evaluation. */
  guint64 (*passes) (gpointer search);
  guint (*n_offspring) (gpointer search);
  const EvoOffspring *(*offspring) (gpointer search, guint index);

  /* How each climb went (AscClimb, without pictures); caller unrefs. NULL: there are none. */
  GArray *(*climbs) (gpointer search);

  /* Of how many generations a champion is kept for the time-lapse: every one that is a multiple of
   * this, 1 = of all of them, so that each champion's parent is kept, too. */
  guint64 (*record_every) (gpointer search);

  /* The search of an evolution, in which people may breed by hand. NULL: it is none. */
  EvoSearch *(*evolution) (gpointer search);

  /* All but the archive, which is given again. */
  void (*save) (gpointer search, GByteArray *out);
  gpointer (*restore) (RunExperiment *experiment,
                       EvoArchive *archive, /* taken over, also on failure */
                       BaseUnpack *in,
                       GError **error);
} RunSearcher;

extern const RunSearcher run_searcher_evolve, run_searcher_ascend;

/* One run: a network, the search that fools it, how far it is, and what is shown of it. The state
 * of works that are experiments. */
struct _RunExperiment
{
  RunContext *context;
  const RunSearcher *searcher;
  gboolean is_part;     /* of other work, which looks at all offspring */
  RunSettings settings; /* in force */
  RunSettings next;     /* take their place before the next generation begins */
  gboolean has_next;
  gint n_scored;          /* images, of all generations; atomic: several threads score */
  gint64 last_generation; /* when it began, where the beginning is slow */
  FmtNetwork *network;
  guint n_crops;     /* of each image */
  guint micro_batch; /* images that are scored together, as follows from the settings that it began
                        with: of an ascent no more than there are climbs */
  RunNetworkInfo *info;
  guint n_threads;
  BaseRanks *ranks;      /* that share the work; NULL = alone */
  GByteArray *for_ranks; /* what the others need of the network, until they were told; or NULL */
  RunScorer *scorer;     /* for so many threads */
  RunImageGradient *gradient; /* the same; NULL unless the method climbs */
  gpointer search;
  gboolean in_generation; /* one was begun and interrupted */
  EvoStatistics statistics;
  RunProgress progress;
  RunRecorder *recorder; /* NULL: the experiment is a part of other work, which saves it */

  RunBreeding *breeding;

  /* Each condition finishes the run once; whoever resumes it goes on past it. */
  gboolean generations_met, evaluations_met, confidence_met;

  /* What is shown. */
  RunCells *cells;
  gint selected_index;
  StoreSpecimen *selected;  /* cached; NULL = to be made */
  guint64 selected_version; /* of the cell that it was made from */
};

/* What an experiment is told, with the type of the value. */
enum
{
  RUN_EXPERIMENT_CHANGE,   /* RunSettings */
  RUN_EXPERIMENT_VIEW,     /* RunExperimentView */
  RUN_EXPERIMENT_SELECT,   /* gint */
  RUN_EXPERIMENT_BREED,    /* RunBreedOrder */
  RUN_EXPERIMENT_UNDO,     /* nothing */
  RUN_EXPERIMENT_RESULT,   /* answer: RunResult */
  RUN_EXPERIMENT_CHAMPION, /* guint, a class; answer: StoreSpecimen */
  RUN_EXPERIMENT_N_TELLS,
};

typedef struct
{
  RunView view;
  guint cell_size;
} RunExperimentView;

/* The functions of a RunWork that is an experiment; `make` and `restore` with its searcher. */
gpointer run_experiment_make (RunContext *context,
                              const RunSearcher *searcher,
                              const RunSettings *settings,
                              GError **error);
gpointer run_experiment_restore (RunContext *context,
                                 const RunSearcher *searcher,
                                 StoreSession *session,
                                 GError **error);

/* No more of a saved state than how it went. */
gboolean run_experiment_read_progress (GBytes *state, RunProgress *progress, GError **error);

gboolean run_experiment_advance (gpointer state,
                                 gint *interrupt,
                                 RunAdvance *advance,
                                 GError **error);
RunObey run_experiment_obey (gpointer state, const RunTold *told);
RunJobSnapshot *run_experiment_show (gpointer state, const RunAudience *audience);
gboolean run_experiment_save (gpointer state, RunCheckpoint *checkpoint);
void run_experiment_free (gpointer state);

/* What the first two share: all but the search; and what follows once it is there. The network is
 * the one that the settings name, unless it is given. */
RunExperiment *run_experiment_new (RunContext *context,
                                   const RunSearcher *searcher,
                                   const RunSettings *settings,
                                   FmtNetwork *network,
                                   GError **error);
void run_experiment_begin (RunExperiment *experiment);

/* An experiment as a part of other work: it takes down nothing, and its state, champions and all,
 * is bytes. The searcher is the method's; `network` is given, whatever the settings call it.
 * Between two calls of run_experiment_advance. */
RunExperiment *run_experiment_make_part (RunContext *context,
                                         const RunSettings *settings,
                                         FmtNetwork *network,
                                         GError **error);
void run_experiment_save_part (RunExperiment *experiment, GByteArray *out);
RunExperiment *run_experiment_restore_part (RunContext *context,
                                            const RunSettings *settings,
                                            FmtNetwork *network,
                                            BaseUnpack *in,
                                            GError **error);

/* An EvoScore; data is the RunExperiment, whose scorer a change of threads replaces. */
gboolean run_experiment_score (gpointer data,
                               guint workspace,
                               BaseImage *const *images,
                               guint n,
                               const gint *interrupt,
                               float *confidences);

/* The same of the centre crop alone. */
gboolean run_experiment_screen (gpointer data,
                                guint workspace,
                                BaseImage *const *images,
                                guint n,
                                const gint *interrupt,
                                float *confidences);

/* Whether it screens: it shall, and there is more than one crop. */
gboolean run_experiment_screens (const RunExperiment *experiment);

/* How it varies genomes: its settings, where so many classes are wanted. */
EvoVariation run_experiment_variation (const RunExperiment *experiment);

/* An EvoGradient with the same data. */
gboolean run_experiment_gradient (gpointer data,
                                  guint workspace,
                                  BaseImage *image,
                                  guint class_index,
                                  const gint *interrupt,
                                  float *confidences,
                                  float *image_gradient);

/* What a search of evolution is made with, but for the seeds. */
void run_evolve_settings (const RunExperiment *experiment, EvoSearchSettings *search);

/* run_scorer_set_pool of the scorer; data is the RunExperiment. */
void run_experiment_share (gpointer data, guint workspace, BasePool *pool);

/* Champions may have no image yet. */
const EvoArchive *run_experiment_archive (const RunExperiment *experiment);

/* The first n champions in class order get theirs. Between two calls of run_experiment_advance. */
void run_experiment_draw (RunExperiment *experiment, guint n);

/* All that can be drawn again lose theirs; likewise. */
void run_experiment_drop_images (RunExperiment *experiment);
guint run_experiment_n_classes (const RunExperiment *experiment);

G_END_DECLS
