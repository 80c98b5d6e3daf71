// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/compare-pass-private.h"

#include <math.h>
#include <stdlib.h>

#include "run/compare-names-private.h"
#include "run/networks-private.h"
#include "run/scorer-private.h"
#include "run/scoring-private.h"

/* About so many images are held at the network's size. */
#define CHUNK 200

struct _RunComparePass
{
  FmtNetwork *network;
  RunNetworkInfo *info;
  RunClassNames *names;
  RunScorer *scorer;
  RunScoring *scoring;
  guint chunk; /* whole micro-batches, so that these follow from the network alone */
  RunSourceSet *const *sources;
  guint n_sets;

  guint set, first;      /* where the chunk begins */
  guint n;               /* of its images; 0 = it has not begun */
  gboolean *unreadable;  /* (chunk) each written by one task */
  RunComparedCell *cell; /* of the set; NULL = not begun */
  guint n_shown;
};

/* An image that cannot be read leaves its place in the batch black. */
static BaseImage *
make_image (gpointer data, guint index)
{
  RunComparePass *pass = data;
  const RunSourceImage *source = pass->sources[pass->set]->images->pdata[pass->first + index];
  BaseImage *image = run_source_image_fit (source, pass->network);

  pass->unreadable[index] = image == NULL;
  return image != NULL ? image
                       : base_image_new (fmt_network_image_width (pass->network),
                                         fmt_network_image_height (pass->network),
                                         pass->network->card->channels);
}

static void
share (gpointer data, guint workspace, BasePool *pool)
{
  run_scorer_set_pool (data, workspace, pool);
}

static void
skip_empty (RunComparePass *pass)
{
  while (pass->set < pass->n_sets && pass->sources[pass->set]->images->len == 0)
    pass->set++;
}

RunComparePass *
run_compare_pass_new (FmtNetwork *network,
                      RunSourceSet *const *sources,
                      guint n_sets,
                      guint n_threads,
                      GError **error)
{
  guint n_crops = fmt_network_n_crops (network, 0, error);
  guint micro_batch = n_crops > 0 ? run_scorer_micro_batch (network, n_crops) : 1;
  RunScorer *scorer = n_crops > 0 ? run_scorer_new (network, n_crops, n_threads, error) : NULL;
  RunComparePass *pass;

  if (scorer == NULL)
    return NULL;
  pass = g_new0 (RunComparePass, 1);
  pass->network = fmt_network_ref (network);
  pass->info = run_network_info_of (network);
  pass->names = run_class_names_new (pass->info);
  pass->scorer = scorer;
  pass->chunk = micro_batch * MAX (CHUNK / micro_batch, 1);
  pass->scoring = run_scoring_new (pass->chunk, micro_batch, pass->info->n_classes, make_image,
                                   pass, run_scorer_score, share, scorer);
  pass->unreadable = g_new0 (gboolean, pass->chunk);
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
  run_scoring_free (pass->scoring);
  run_scorer_free (pass->scorer);
  run_class_names_free (pass->names);
  run_network_info_unref (pass->info);
  fmt_network_unref (pass->network);
  run_compared_cell_unref (pass->cell);
  g_free (pass->unreadable);
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
begin_chunk (RunComparePass *pass)
{
  guint n_images = pass->sources[pass->set]->images->len;

  if (pass->cell == NULL)
    pass->cell = cell_new (n_images);
  pass->n = MIN (pass->chunk, n_images - pass->first);
  run_scoring_begin (pass->scoring, pass->n);
}

static void
end_chunk (RunComparePass *pass)
{
  for (guint i = 0; i < pass->n; i++)
    {
      RunVerdict *verdict = &pass->cell->verdicts[pass->first + i];
      const RunSourceImage *source = pass->sources[pass->set]->images->pdata[pass->first + i];

      if (pass->unreadable[i])
        verdict->kind = RUN_VERDICT_UNREADABLE;
      else
        *verdict = judge (pass, source, run_scoring_confidences (pass->scoring, i));
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
    begin_chunk (pass);
  if (!run_scoring_advance (pass->scoring, pool, interrupt))
    return NULL;
  end_chunk (pass);
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
