// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/reproduce-private.h"

#include <math.h>

#define CERTAIN 0.99f

/* The paper's 99.99 %. */
#define VERY_CERTAIN 0.9999f

double
run_measure_median (const RunOutcome *outcome)
{
  return outcome->run != NULL && outcome->run->evaluations > 0 ? (double) outcome->run->median
                                                               : (double) NAN;
}

double
run_measure_certain (const RunOutcome *outcome)
{
  guint n = 0;

  if (outcome->end == NULL)
    return (double) NAN;
  for (guint i = 0; i < outcome->end->champions->len; i++)
    {
      const RunChampion *champion = &g_array_index (outcome->end->champions, RunChampion, i);

      n += champion->is_filled && champion->confidence >= CERTAIN;
    }
  return n;
}

double
run_measure_seconds (const RunOutcome *outcome)
{
  return outcome->run != NULL          ? outcome->run->seconds
         : outcome->retraining != NULL ? outcome->retraining->seconds
                                       : (double) NAN;
}

/* The history has a point a generation until it is thinned, which is later than any figure that
 * asks for them ends. */
double
run_measure_generations (const RunOutcome *outcome)
{
  const RunSnapshot *run = outcome->run;

  for (guint i = 0; run != NULL && i < run->n_history; i++)
    if (run->history[i].min >= VERY_CERTAIN)
      return (double) run->history[i].evaluations / run->settings->batch;
  return (double) NAN;
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  float left = *(const float *) a, right = *(const float *) b;

  return left < right ? -1 : left > right;
}

double
run_measure_best (const RunOutcome *outcome)
{
  const GArray *climbs = outcome->end != NULL ? outcome->end->climbs : NULL;
  g_autoptr (GArray) best = g_array_new (FALSE, FALSE, sizeof (float));
  guint n = climbs != NULL ? climbs->len : 0;

  if (n == 0)
    return (double) NAN;
  for (guint i = 0; i < n; i++)
    g_array_append_val (best, g_array_index (climbs, AscClimb, i).best_confidence);
  g_array_sort (best, compare_floats);
  return ((double) g_array_index (best, float, (n - 1) / 2) +
          (double) g_array_index (best, float, n / 2)) /
         2;
}

static double
count_reached (const RunOutcome *outcome, AscMark mark)
{
  const GArray *climbs = outcome->end != NULL ? outcome->end->climbs : NULL;
  guint n = 0;

  if (climbs == NULL)
    return (double) NAN;
  for (guint i = 0; i < climbs->len; i++)
    n += g_array_index (climbs, AscClimb, i).first[mark] >= 0;
  return n;
}

double
run_measure_top_1 (const RunOutcome *outcome)
{
  return count_reached (outcome, ASC_MARK_TOP_1);
}

double
run_measure_9999 (const RunOutcome *outcome)
{
  return count_reached (outcome, ASC_MARK_9999);
}

/* How many networks are complete, and the first of them are. */
static guint
count_evolved (const RunOutcome *outcome)
{
  guint n = 0;

  while (outcome->retraining != NULL && n < outcome->retraining->n_rows &&
         outcome->retraining->rows[n]->is_evolved)
    n++;
  return n;
}

double
run_measure_first_network (const RunOutcome *outcome)
{
  return count_evolved (outcome) > 0 ? (double) outcome->retraining->rows[0]->median : (double) NAN;
}

double
run_measure_last_network (const RunOutcome *outcome)
{
  guint n = count_evolved (outcome);

  return n > 1 ? (double) outcome->retraining->rows[n - 1]->median : (double) NAN;
}

double
run_measure_lowest_network (const RunOutcome *outcome)
{
  guint n = count_evolved (outcome);
  double lowest = (double) NAN;

  for (guint i = 1; i < n; i++)
    lowest = fmin (lowest, (double) outcome->retraining->rows[i]->median);
  return lowest;
}

double
run_measure_recognised (const RunOutcome *outcome)
{
  guint n = count_evolved (outcome);

  return n > 1 && outcome->retraining->rows[n - 1]->n_held_out > 0
             ? outcome->retraining->rows[n - 1]->recognised
             : (double) NAN;
}

/* What the second network makes of the set; NULL = nothing came out. */
static const RunComparedCell *
second_cell (const RunOutcome *outcome)
{
  const RunCompareSnapshot *comparison = outcome->comparison;

  return comparison != NULL && comparison->n_sets == 1 && comparison->n_networks == 2
             ? run_compare_cell (comparison, 0, 1)
             : NULL;
}

double
run_measure_same (const RunOutcome *outcome)
{
  const RunComparedCell *cell = second_cell (outcome);

  return cell != NULL ? cell->count[RUN_VERDICT_SAME] : (double) NAN;
}

double
run_measure_same_confidence (const RunOutcome *outcome)
{
  const RunComparedCell *cell = second_cell (outcome);

  return cell != NULL && cell->count[RUN_VERDICT_SAME] > 0 ? (double) cell->median : (double) NAN;
}
