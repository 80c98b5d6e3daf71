// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/compare.h"
#include "run/quiz.h"

G_BEGIN_DECLS

/* What the rounds of a quiz are made of. */
typedef struct
{
  char *network;                     /* id of a card, or a file; owned */
  guint n_rounds;                    /* 1 .. RUN_QUIZ_MAX_ROUNDS */
  gboolean wanted[RUN_QUIZ_N_KINDS]; /* at least one */
  gboolean evolve;                   /* RUN_QUIZ_EVOLVED: on the spot, with this network; else: */
  RunImages images;                  /* from a session or the picks; owned */
  guint64 seed;
} RunQuizOrder;

void run_quiz_order_clear (RunQuizOrder *order);

/* What there is for a quiz with a network, besides what is evolved for it. */
typedef struct
{
  char *no_pictures;  /* why there are no real pictures, nor changed ones: a sentence that says what
                         to do; NULL = there are */
  gboolean has_picks; /* that were evolved */
  gboolean has_sessions; /* with champions */
} RunQuizOffer;

/* Reads the disk: call it from a thread. */
RunQuizOffer *run_quiz_offer_new (const RunNetworkInfo *network);
void run_quiz_offer_free (RunQuizOffer *offer);

typedef struct
{
  RunNetworkInfo *network;
  GPtrArray
      *rounds; /* RunQuizRound *, owned by the array; at least one, perhaps fewer than asked */
  char *note;  /* a sentence: what could not be had, and what to do; NULL = all is there */
} RunQuizMade;

void run_quiz_made_free (RunQuizMade *made);

/* Called on the thread that makes them. kind: of the rounds that are being made; fraction: of
 * those, 0 .. 1. */
typedef void (*RunQuizProgress) (gpointer data, RunQuizKind kind, double fraction);

/* Makes the rounds; blocks for seconds, with large networks minutes, so call it from a thread. The
 * same order makes the same rounds in the same order, where the same pictures are there. Of
 * networks that look at several crops of a picture the one in the middle counts. A kind that cannot
 * be had is made up for by the others. NULL: there is no such network, nothing to ask, or it was
 * cancelled. */
RunQuizMade *run_quiz_make (const RunQuizOrder *order,
                            RunQuizProgress progress,
                            gpointer progress_data,
                            GCancellable *cancellable,
                            GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunQuizOrder, run_quiz_order_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunQuizOffer, run_quiz_offer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunQuizMade, run_quiz_made_free)

G_END_DECLS
