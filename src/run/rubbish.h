// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* The rubbish baseline (Goodfellow, Shlens and Szegedy 2015, appendix A): how many images of noise
 * a network takes for something. */
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
  double seconds;  /* that it took so far, without loading the network */
} RunRubbish;

RunRubbish *run_rubbish_ref (RunRubbish *rubbish);
void run_rubbish_unref (RunRubbish *rubbish);

typedef void (*RunRubbishProgress) (gpointer data, RunRubbish *so_far);

/* `network`: id of a card, or a file. progress, cancellable may be NULL. The same seed gives the
 * same counts whatever the number of threads. Caller unrefs. */
RunRubbish *run_rubbish (const char *network,
                         const RunRubbishSettings *settings,
                         guint n_threads,
                         RunRubbishProgress progress,
                         gpointer progress_data,
                         GCancellable *cancellable,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunRubbish, run_rubbish_unref)

G_END_DECLS
