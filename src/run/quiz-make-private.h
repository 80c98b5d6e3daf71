// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"
#include "run/classify.h"
#include "run/compare-set-private.h"
#include "run/quiz-make.h"

G_BEGIN_DECLS

/* What is shared while rounds are made. */
typedef struct
{
  const RunQuizOrder *order;
  RunHost *host;
  RunClassifier *classifier; /* of one crop */
  RunNetworkInfo *network;   /* the classifier's */
  RunQuizProgress progress;  /* may be NULL */
  gpointer progress_data;
  GCancellable *cancellable; /* may be NULL */
} RunQuizMaker;

/* A stream of the order's seed for each purpose. */
typedef enum
{
  RUN_QUIZ_STREAM_ORDER,
  RUN_QUIZ_STREAM_CHOICES,
  RUN_QUIZ_STREAM_EVOLVED,
  RUN_QUIZ_STREAM_REAL,
  RUN_QUIZ_STREAM_CHANGED,
} RunQuizStream;

void run_quiz_random (const RunQuizMaker *maker, RunQuizStream stream, guint number, BaseRandom *r);

/* At most n images that were evolved, as rounds without choices. An empty array, and a sentence,
 * when there are none; NULL: cancelled, or failed. Caller unrefs. */
GPtrArray *run_quiz_collect_evolved (const RunQuizMaker *maker, guint n, char **note, GError **e);

/* The same of test pictures, as they are and changed. */
GPtrArray *run_quiz_collect_real (const RunQuizMaker *maker, guint n, char **note, GError **error);
GPtrArray *run_quiz_collect_changed (const RunQuizMaker *maker, guint n, char **note, GError **e);

/* A round of that kind, unless the network says what is not fit. Takes a reference on the image. */
RunQuizRound *run_quiz_round_of (const RunQuizMaker *maker,
                                 RunQuizKind kind,
                                 BaseImage *image,
                                 guint truth);

/* The most likely classes of one look that are fit. FALSE when the most likely one is not. */
gboolean run_quiz_look_take (const RunNetworkInfo *network,
                             const EvoRanking *top,
                             guint n_top,
                             RunQuizLook *look);

/* Of a session or the picks: not what was a real picture before. */
gboolean run_quiz_is_evolved (const RunSourceImage *image);

/* Who waits hears how far the pictures of that kind are, 0 .. 1. */
void run_quiz_tell (const RunQuizMaker *maker, RunQuizKind kind, double fraction);

G_END_DECLS
