// SPDX-License-Identifier: GPL-3.0-or-later
/* Rounds of a quiz: how many of which kind, their order, and what there is to choose from. Where
 * the pictures come from: quiz-evolved.c, quiz-pictures.c. */
#include "run/quiz-make-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* Classes to choose from where a network has more than digits. */
#define N_CHOICES 4

void
run_quiz_order_clear (RunQuizOrder *order)
{
  g_clear_pointer (&order->network, g_free);
  g_clear_pointer (&order->images.path, g_free);
  g_clear_pointer (&order->images.name, g_free);
}

void
run_quiz_made_free (RunQuizMade *made)
{
  if (made == NULL)
    return;
  run_network_info_unref (made->network);
  g_ptr_array_unref (made->rounds);
  g_free (made->note);
  g_free (made);
}

void
run_quiz_random (const RunQuizMaker *maker, RunQuizStream stream, guint number, BaseRandom *random)
{
  base_random_init (random, maker->order->seed, stream, number);
}

void
run_quiz_tell (const RunQuizMaker *maker, RunQuizKind kind, double fraction)
{
  if (maker->progress != NULL)
    maker->progress (maker->progress_data, kind, CLAMP (fraction, 0, 1));
}

gboolean
run_quiz_look_take (const RunNetworkInfo *network,
                    const EvoRanking *top,
                    guint n_top,
                    RunQuizLook *look)
{
  look->n = 0;
  if (n_top == 0 || !run_quiz_class_is_fit (network, top[0].class_index))
    return FALSE;
  for (guint i = 0; i < n_top; i++)
    if (run_quiz_class_is_fit (network, top[i].class_index))
      look->top[look->n++] = top[i];
  return TRUE;
}

RunQuizRound *
run_quiz_round_of (const RunQuizMaker *maker, RunQuizKind kind, BaseImage *image, guint truth)
{
  g_autoptr (RunQuizRound) round = run_quiz_round_new ();
  EvoRanking top[EVO_TOP];
  guint n = run_classifier_classify (maker->classifier, image, top);

  if (!run_quiz_look_take (maker->network, top, n, &round->look))
    return NULL;
  round->kind = kind;
  round->image = base_image_ref (image);
  round->truth = truth;
  return g_steal_pointer (&round);
}

/* All ten where the labels are the digits that are pressed, and there are no others. */
static gboolean
offers_all (const RunNetworkInfo *network)
{
  for (guint i = 0; i < network->n_classes; i++)
    if (i >= 10 || network->labels[i][0] != (char) ('0' + i) || network->labels[i][1] != '\0')
      return FALSE;
  return TRUE;
}

static void
add_choice (const RunNetworkInfo *network, RunQuizRound *round, guint class_index)
{
  for (guint i = 0; i < round->n_choices; i++)
    if (round->choices[i] == class_index)
      return;
  if (run_quiz_class_is_fit (network, class_index))
    round->choices[round->n_choices++] = class_index;
}

static gint
compare_classes (gconstpointer a, gconstpointer b)
{
  return *(const guint *) a < *(const guint *) b ? -1 : *(const guint *) a > *(const guint *) b;
}

/* The right ones, what else the network thought of, and others. In ascending order, which tells
 * nothing. */
static void
choose (const RunQuizMaker *maker, RunQuizRound *round, guint number)
{
  guint n = offers_all (maker->network) ? RUN_QUIZ_MAX_CHOICES : N_CHOICES;
  BaseRandom random;

  n = MIN (n, maker->network->n_classes);
  run_quiz_random (maker, RUN_QUIZ_STREAM_CHOICES, number, &random);
  add_choice (maker->network, round, round->look.top[0].class_index);
  if (round->truth != RUN_QUIZ_NOTHING)
    add_choice (maker->network, round, round->truth);
  if (round->kind == RUN_QUIZ_CHANGED)
    add_choice (maker->network, round, round->original_look.top[0].class_index);
  if (round->look.n > 1 && round->n_choices < n)
    add_choice (maker->network, round, round->look.top[1].class_index);
  /* So many tries find enough wherever half of the classes are fit. */
  for (guint i = 0; i < 1000 && round->n_choices < n; i++)
    add_choice (maker->network, round, base_random_below (&random, maker->network->n_classes));
  qsort (round->choices, round->n_choices, sizeof *round->choices, compare_classes);
}

/* Fisher and Yates. */
static void
shuffle (const RunQuizMaker *maker, GPtrArray *rounds)
{
  BaseRandom random;

  run_quiz_random (maker, RUN_QUIZ_STREAM_ORDER, 0, &random);
  for (guint i = rounds->len; i > 1; i--)
    {
      guint j = base_random_below (&random, i);
      gpointer swapped = rounds->pdata[i - 1];

      rounds->pdata[i - 1] = rounds->pdata[j];
      rounds->pdata[j] = swapped;
    }
}

/* So many of the n rounds are of that kind when all wanted ones can be had. */
static guint
share (const RunQuizOrder *order, RunQuizKind kind)
{
  guint n_kinds = 0, before = 0;

  for (guint i = 0; i < RUN_QUIZ_N_KINDS; i++)
    {
      n_kinds += order->wanted[i] ? 1 : 0;
      before += order->wanted[i] && i < kind ? 1 : 0;
    }
  if (!order->wanted[kind])
    return 0;
  return order->n_rounds / n_kinds + (before < order->n_rounds % n_kinds ? 1 : 0);
}

typedef GPtrArray *(*Collect) (const RunQuizMaker *maker, guint n, char **note, GError **error);

/* Moves at most n of them to the rounds; FALSE: cancelled, or failed. */
static gboolean
add (const RunQuizMaker *maker,
     Collect collect,
     guint n,
     GPtrArray *rounds,
     char **note,
     GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *sentence = NULL;

  if (n == 0)
    return TRUE;
  found = collect (maker, n, &sentence, error);
  if (found == NULL)
    return FALSE;
  if (sentence != NULL && *note == NULL)
    *note = g_steal_pointer (&sentence);
  while (found->len > 0)
    g_ptr_array_add (rounds, g_ptr_array_steal_index (found, 0));
  return TRUE;
}

/* The changed ones first, which are the slowest; what there is too little of, the others make up
 * for. */
static gboolean
collect_all (const RunQuizMaker *maker, GPtrArray *rounds, char **note, GError **error)
{
  const RunQuizOrder *order = maker->order;
  guint n = order->n_rounds, n_real;

  if (!add (maker, run_quiz_collect_changed, share (order, RUN_QUIZ_CHANGED), rounds, note, error))
    return FALSE;
  n_real = share (order, RUN_QUIZ_REAL);
  if (!order->wanted[RUN_QUIZ_EVOLVED])
    n_real = order->wanted[RUN_QUIZ_REAL] ? n - rounds->len : 0;
  if (!add (maker, run_quiz_collect_real, n_real, rounds, note, error))
    return FALSE;
  if (order->wanted[RUN_QUIZ_EVOLVED] &&
      !add (maker, run_quiz_collect_evolved, n - rounds->len, rounds, note, error))
    return FALSE;
  return TRUE;
}

static RunQuizMade *
make (RunQuizMaker *maker, GError **error)
{
  g_autoptr (GPtrArray) rounds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) run_quiz_round_free);
  g_autofree char *note = NULL;
  RunQuizMade *made;

  if (!collect_all (maker, rounds, &note, error))
    return NULL;
  if (rounds->len == 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, "%s",
                   note != NULL ? note : _ ("There are no pictures for a quiz."));
      return NULL;
    }
  shuffle (maker, rounds);
  for (guint i = 0; i < rounds->len; i++)
    choose (maker, rounds->pdata[i], i);
  made = g_new0 (RunQuizMade, 1);
  made->network = run_network_info_ref (maker->network);
  made->rounds = g_steal_pointer (&rounds);
  made->note = g_steal_pointer (&note);
  return made;
}

RunQuizMade *
run_quiz_make (const RunQuizOrder *order,
               RunQuizProgress progress,
               gpointer progress_data,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (RunHost) host = NULL;
  g_autoptr (RunClassifier) classifier = NULL;
  RunQuizMaker maker = {
    .order = order, .progress = progress, .progress_data = progress_data, .cancellable = cancellable
  };

  g_return_val_if_fail (order != NULL && order->network != NULL, NULL);
  g_return_val_if_fail (order->n_rounds >= 1 && order->n_rounds <= RUN_QUIZ_MAX_ROUNDS, NULL);

  host = maker.host = run_host_shared ();
  classifier = maker.classifier = run_classifier_new (order->network, 1, error);
  if (classifier == NULL)
    return NULL;
  run_classifier_set_host (classifier, host);
  maker.network = run_classifier_info (classifier);
  return make (&maker, error);
}
