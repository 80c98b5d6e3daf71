// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/job.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* The rubbish baseline (Goodfellow, Shlens and Szegedy 2015, appendix A): how many images of noise
 * a network takes for something. As work of a job; see run/job.h. */
typedef enum
{
  RUN_NOISE_UNIFORM, /* pictures: every grey level 0 .. 255 equally likely */
  RUN_NOISE_NORMAL,  /* N (0, I) as the paper has it, pixels in units of the whole range 0 .. 255:
                        numbers, not pictures, as most are outside that range */
  RUN_N_NOISES,
} RunNoise;

typedef struct
{
  RunNoise noise;
  guint n_images; /* 1 .. RUN_RUBBISH_MAX */
  guint64 seed;
} RunRubbishSettings;

#define RUN_RUBBISH_MAX       1000000
#define RUN_RUBBISH_THRESHOLD 0.5

/* Immutable once published; reference counted. */
typedef struct
{
  gatomicrefcount ref_count;
  RunRubbishSettings settings;
  RunNetworkInfo *network;
  guint n_scored;         /* so far; settings.n_images when it is complete */
  guint n_accepted;       /* some class has more than RUN_RUBBISH_THRESHOLD */
  double mean_confidence; /* of the accepted ones' highest class, 0 .. 1; 0 without any */
  guint n_classes;
  guint *accepted; /* (n_classes) how many were accepted as each class */
  double seconds;  /* of running */
} RunRubbish;

RunRubbish *run_rubbish_ref (RunRubbish *rubbish);
void run_rubbish_unref (RunRubbish *rubbish);

typedef struct
{
  RunJobSnapshot job;
  RunRubbish *rubbish; /* NULL before the first images are scored */
} RunNoiseSnapshot;

/* A job whose first snapshots are RunNoiseSnapshot. */
RunJob *run_noise_job_new (RunHost *host, RunNotify notify, gpointer notify_data);

/* `network`: id of a card, or a file. The same seed gives the same counts whatever the number of
 * threads, 0 = one a processor. A step is some batches of images; it is not saved: what is to be
 * saved belongs to a workbench (run/perturb.h). */
void run_noise_start (RunJob *job,
                      const char *network,
                      const RunRubbishSettings *settings,
                      guint n_threads);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunRubbish, run_rubbish_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunNoiseSnapshot, run_job_snapshot_unref)

G_END_DECLS
