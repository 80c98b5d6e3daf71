// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/compare-pass-private.h"

#include <math.h>
#include <stdlib.h>

#include "run/compare-names-private.h"
#include "run/compare-scores-private.h"
#include "run/networks-private.h"

struct _RunComparePass
{
  RunNetworkInfo *info;
  RunClassNames *names;
  RunCompareScores *scores;
  RunSourceSet *const *sources;
  guint n_sets;

  guint set, first;      /* where those begin that are being scored */
  guint n;               /* how many these are; 0 = they have not begun */
  RunComparedCell *cell; /* of the set; NULL = not begun */
  guint n_shown;
};

static void
skip_empty (RunComparePass *pass)
{
  while (pass->set < pass->n_sets && pass->sources[pass->set]->images->len == 0)
    pass->set++;
}

RunComparePass *
run_compare_pass_new (FmtNetwork *network,
                      const char *id_or_path,
                      RunSourceSet *const *sources,
                      guint n_sets,
                      guint n_threads,
                      BaseRanks *ranks,
                      GError **error)
{
  RunCompareScores *scores = run_compare_scores_new (network, id_or_path, n_threads, ranks, error);
  RunComparePass *pass;

  if (scores == NULL)
    return NULL;
  pass = g_new0 (RunComparePass, 1);
  pass->info = run_network_info_of (network);
  pass->names = run_class_names_new (pass->info);
  pass->scores = scores;
  pass->sources = sources;
  pass->n_sets = n_sets;
  skip_empty (pass);
  return pass;
}

void
run_compare_pass_free (RunComparePass *pass)
{
  if (pass == NULL)
    return;
  run_compare_scores_free (pass->scores);
  run_class_names_free (pass->names);
  run_network_info_unref (pass->info);
  run_compared_cell_unref (pass->cell);
  g_free (pass);
}

/* Weights that are the same have the same classes, whatever these are called. */
static guint
find_class (const RunComparePass *pass, const RunMadeFor *made_for)
{
  const char *sha256 = pass->info->sha256;

  if (sha256 != NULL && g_strcmp0 (sha256, made_for->sha256) == 0 &&
      made_for->class_index < pass->info->n_classes)
    return made_for->class_index;
  return made_for->label != NULL
             ? run_class_names_find (pass->names, made_for->label, made_for->class_index)
             : STORE_NO_CLASS;
}

static gboolean
is_known (const RunMadeFor *made_for, guint class_index)
{
  return made_for->label != NULL || class_index != STORE_NO_CLASS;
}

static RunVerdict
judge (const RunComparePass *pass, const RunSourceImage *source, const float *confidences)
{
  guint wanted = find_class (pass, &source->made_for);
  RunVerdict verdict;
  EvoRanking top[EVO_TOP];

  evo_top (confidences, pass->info->n_classes, top);
  verdict.class_index = top[0].class_index;
  verdict.confidence = top[0].confidence;
  /* The reference's own word. */
  if (!is_known (&source->made_for, wanted))
    wanted = verdict.class_index;
  verdict.wanted = wanted != STORE_NO_CLASS ? confidences[wanted] : 0;
  if (wanted == STORE_NO_CLASS)
    verdict.kind = RUN_VERDICT_NO_CLASS;
  else if (verdict.class_index == wanted && isfinite (verdict.confidence))
    verdict.kind = RUN_VERDICT_SAME;
  else if (is_known (&source->original, STORE_NO_CLASS) &&
           find_class (pass, &source->original) == verdict.class_index)
    verdict.kind = RUN_VERDICT_ORIGINAL;
  else
    verdict.kind = RUN_VERDICT_OTHER;
  return verdict;
}

static gint
compare_floats (gconstpointer a, gconstpointer b)
{
  float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

static float
median_of_same (const RunComparedCell *cell)
{
  g_autofree float *values = g_new (float, MAX (cell->count[RUN_VERDICT_SAME], 1));
  guint n = 0;

  for (guint i = 0; i < cell->n; i++)
    if (cell->verdicts[i].kind == RUN_VERDICT_SAME)
      values[n++] = cell->verdicts[i].confidence;
  if (n == 0)
    return 0;
  qsort (values, n, sizeof *values, compare_floats);
  return n % 2 != 0 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static RunComparedCell *
cell_new (guint n)
{
  RunComparedCell *cell = g_new0 (RunComparedCell, 1);

  g_atomic_ref_count_init (&cell->ref_count);
  cell->n = n;
  cell->verdicts = g_new0 (RunVerdict, n);
  return cell;
}

static void
begin_some (RunComparePass *pass, BasePool *pool)
{
  const GPtrArray *images = pass->sources[pass->set]->images;

  if (pass->cell == NULL)
    pass->cell = cell_new (images->len);
  pass->n = MIN (run_compare_scores_most (pass->scores), images->len - pass->first);
  run_compare_scores_begin (pass->scores, (RunSourceImage **) images->pdata + pass->first, pass->n,
                            pool);
}

static void
judge_some (RunComparePass *pass)
{
  for (guint i = 0; i < pass->n; i++)
    {
      RunVerdict *verdict = &pass->cell->verdicts[pass->first + i];
      const RunSourceImage *source = pass->sources[pass->set]->images->pdata[pass->first + i];
      const float *confidences = run_compare_scores_get (pass->scores, i);

      if (confidences == NULL)
        verdict->kind = RUN_VERDICT_UNREADABLE;
      else
        *verdict = judge (pass, source, confidences);
      pass->cell->count[verdict->kind]++;
    }
  pass->first += pass->n;
  pass->n_shown += pass->n;
  pass->n = 0;
}

RunComparedCell *
run_compare_pass_advance (RunComparePass *pass, BasePool *pool, const gint *interrupt, guint *set)
{
  RunComparedCell *cell;

  *set = pass->set;
  if (run_compare_pass_is_over (pass))
    return NULL;
  if (pass->n == 0)
    begin_some (pass, pool);
  if (!run_compare_scores_advance (pass->scores, pool, interrupt))
    return NULL;
  judge_some (pass);
  if (pass->first < pass->cell->n)
    return NULL;
  cell = g_steal_pointer (&pass->cell);
  cell->n_judged = cell->count[RUN_VERDICT_SAME] + cell->count[RUN_VERDICT_ORIGINAL] +
                   cell->count[RUN_VERDICT_OTHER];
  cell->median = median_of_same (cell);
  pass->first = 0;
  pass->set++;
  skip_empty (pass);
  return cell;
}

gboolean
run_compare_pass_is_over (const RunComparePass *pass)
{
  return pass->set == pass->n_sets;
}

guint
run_compare_pass_n_shown (const RunComparePass *pass)
{
  return pass->n_shown;
}

void
run_compare_pass_refer (RunComparePass *pass, RunComparedCell *const *cells, guint stride)
{
  for (guint set = 0; set < pass->n_sets; set++)
    for (guint i = 0; i < pass->sources[set]->images->len; i++)
      {
        RunSourceImage *source = pass->sources[set]->images->pdata[i];
        const RunVerdict *verdict = &cells[set * stride]->verdicts[i];

        if (source->made_for.label == NULL && verdict->kind != RUN_VERDICT_UNREADABLE)
          {
            guint class_index = verdict->class_index;
            guint known = find_class (pass, &source->made_for);

            if (known != STORE_NO_CLASS)
              class_index = known;
            run_made_for_set (&source->made_for, pass->info->labels[class_index],
                              pass->info->sha256, class_index);
          }
      }
}
