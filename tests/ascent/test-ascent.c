// SPDX-License-Identifier: GPL-3.0-or-later
// Whole iterations against the naive twin.
#include "ascent/ascent.h"

#include <math.h>
#include <string.h>

#include "naive-ascent.h"

#define SEED 3

static void
widen (const float *picture, double *wide)
{
  for (int i = 0; i < NAIVE_SIZE; i++)
    wide[i] = picture[i];
}

/* Each picture against what the twin makes of the one before it, so that rounding does not add up;
 * the objective and the confidence against the twin's, too. Returns how far the climbs have moved
 * altogether, in grey levels. */
static double
compare (const NaiveNetwork *naive, const AscRules *rules, guint n_units)
{
  const guint units[] = { 0, 1, 2, 3 };
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (GError) error = NULL;
  g_autoptr (AscAscent) ascent =
      asc_ascent_new (naive->network, rules, SEED, n_units, units, 2, &error);
  double expected[NAIVE_CLASSES][NAIVE_SIZE], picture[NAIVE_SIZE], way = 0;

  g_assert_no_error (error);
  for (guint unit = 0; unit < n_units; unit++)
    naive_start (naive, rules, SEED, unit, expected[unit]);
  for (guint iteration = 0; iteration < rules->iterations; iteration++)
    {
      g_assert_false (asc_ascent_is_over (ascent));
      g_assert_true (asc_ascent_advance (ascent, pool, NULL));
      g_assert_cmpuint (asc_ascent_iteration (ascent), ==, iteration + 1);
      for (guint unit = 0; unit < n_units; unit++)
        {
          const AscClimb *climb = asc_ascent_climb (ascent, unit);
          double objective;

          g_assert_cmpuint (climb->class_index, ==, unit);
          for (int i = 0; i < NAIVE_SIZE; i++)
            g_assert_cmpfloat_with_epsilon (climb->picture[i], expected[unit][i], 4e-3);
          widen (climb->picture, picture);
          objective = naive_objective (naive, rules, unit, picture);
          g_assert_cmpfloat_with_epsilon (climb->objective, objective,
                                          1e-5 * (1 + fabs (objective)));
          naive_step (naive, rules, unit, iteration, picture, expected[unit]);
          for (int i = 0; i < NAIVE_SIZE; i++)
            way += fabs (expected[unit][i] - picture[i]);
        }
    }
  g_assert_true (asc_ascent_is_over (ascent));
  for (guint unit = 0; unit < n_units; unit++)
    g_assert_cmpint (asc_ascent_climb (ascent, unit)->state, ==, ASC_CLIMB_COMPLETE);
  return way;
}

static void
test_presets (void)
{
  g_autoptr (NaiveNetwork) naive = naive_network_new ();
  guint n;
  const AscPreset *presets = asc_presets (&n);

  for (guint i = 0; i < n; i++)
    {
      AscRules rules = presets[i].rules;
      double way;

      rules.iterations = 12;
      way = compare (naive, &rules, NAIVE_CLASSES);
      g_test_message ("%s: %.1f grey levels", presets[i].name, way);
      g_assert_cmpfloat (way, >, 1);
    }
}

/* Settings that no preset has: other starts, masks, and where a step is held back. */
static void
test_other_rules (void)
{
  g_autoptr (NaiveNetwork) naive = naive_network_new ();
  AscRules rules;

  asc_rules_init (&rules);
  rules.iterations = 15;
  rules.start = ASC_START_RANDU;
  rules.objective = ASC_OBJECTIVE_SCORE;
  rules.step = ASC_STEP_CONSTANT;
  rules.rate = 400;
  rules.blur = 0.8;
  rules.blur_every = 3;
  rules.small_value = 40;
  g_assert_cmpfloat (compare (naive, &rules, NAIVE_CLASSES), >, 1000);

  asc_rules_init (&rules);
  rules.iterations = 15;
  rules.start = ASC_START_ZERO;
  rules.early = rules.late = 0.3;
  rules.small_benefit = 30;
  g_assert_cmpfloat (compare (naive, &rules, NAIVE_CLASSES), >, 100);

  asc_rules_init (&rules);
  rules.iterations = 15;
  rules.max_rate = 1000;
  rules.decay = 0.05;
  rules.small_value = rules.small_norm = 10;
  rules.small_benefit = rules.small_absolute_benefit = 15;
  g_assert_cmpfloat (compare (naive, &rules, NAIVE_CLASSES), >, 100);
}

/* A unit of a map is the one in its middle; the units of the scores are the classes. */
static void
test_units (void)
{
  g_autoptr (NaiveNetwork) naive = naive_network_new ();
  AscRules rules;

  asc_rules_init (&rules);
  rules.iterations = 8;
  rules.objective = ASC_OBJECTIVE_UNIT;
  rules.early = 0.2;
  g_strlcpy (rules.layer, "maps", sizeof rules.layer);
  g_assert_cmpfloat (compare (naive, &rules, NAIVE_MAPS), >, 100);
  g_strlcpy (rules.layer, "scores", sizeof rules.layer);
  g_assert_cmpfloat (compare (naive, &rules, NAIVE_CLASSES), >, 100);
}

/* The firsts and the best of a climb, kept from outside. */
static void
follow (const NaiveNetwork *naive, const AscRules *rules, guint class_index, AscClimb *last)
{
  static const double marks[] = { 0, 0.99, 0.999, 0.9999 };
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (AscAscent) ascent =
      asc_ascent_new (naive->network, rules, SEED, 1, &class_index, 1, NULL);
  const AscClimb *climb = asc_ascent_climb (ascent, 0);
  gint first[ASC_N_MARKS] = { -1, -1, -1, -1 };
  float best = -1;
  guint best_iteration = 0;

  for (guint iteration = 0; iteration < rules->iterations; iteration++)
    {
      double picture[NAIVE_SIZE];
      NaiveAnswer answer;
      gboolean is_top = TRUE;

      g_assert_true (asc_ascent_advance (ascent, pool, NULL));
      widen (climb->picture, picture);
      naive_answer (naive, picture, &answer);
      g_assert_cmpfloat_with_epsilon (climb->confidence, answer.confidences[class_index], 1e-5);
      for (guint i = 0; i < NAIVE_CLASSES; i++)
        is_top &= answer.scores[i] <= answer.scores[class_index];
      for (guint mark = 0; mark < ASC_N_MARKS; mark++)
        if (first[mark] < 0 && (mark == 0 ? is_top : climb->confidence > marks[mark]))
          first[mark] = (gint) iteration;
      if (climb->confidence > best)
        {
          best = climb->confidence;
          best_iteration = iteration;
        }
      for (guint mark = 0; mark < ASC_N_MARKS; mark++)
        g_assert_cmpint (climb->first[mark], ==, first[mark]);
      g_assert_cmpfloat (climb->best_confidence, ==, best);
      g_assert_cmpuint (climb->best_iteration, ==, best_iteration);
    }
  *last = *climb;
}

static void
test_firsts (void)
{
  g_autoptr (NaiveNetwork) naive = naive_network_new ();
  AscRules rules;

  asc_rules_init (&rules);
  for (guint i = 0; i < NAIVE_CLASSES; i++)
    {
      AscClimb last;

      follow (naive, &rules, i, &last);
      for (guint mark = 1; mark < ASC_N_MARKS; mark++)
        g_assert_cmpint (last.first[mark], >, last.first[mark - 1]);
    }
}

/* Steps far too long and hard fading: the best is not the last one. */
static void
test_best (void)
{
  g_autoptr (NaiveNetwork) naive = naive_network_new ();
  guint n_before_the_last = 0;
  AscRules rules;

  asc_rules_init (&rules);
  rules.iterations = 40;
  rules.step = ASC_STEP_CONSTANT;
  rules.rate = 1e5;
  rules.decay = 0.6;
  for (guint i = 0; i < NAIVE_CLASSES; i++)
    {
      AscClimb last;

      follow (naive, &rules, i, &last);
      if (last.best_iteration + 1 < rules.iterations && last.best_confidence > last.confidence)
        n_before_the_last++;
    }
  g_assert_cmpuint (n_before_the_last, >, 0);
}

/* Nothing of a class is said about a unit that is none. */
static void
test_unit_is_no_class (void)
{
  g_autoptr (NaiveNetwork) naive = naive_network_new ();
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (AscAscent) ascent = NULL;
  const guint unit = 1;
  AscRules rules;

  asc_rules_init (&rules);
  rules.objective = ASC_OBJECTIVE_UNIT;
  rules.early = 10;
  rules.iterations = 20;
  g_strlcpy (rules.layer, "maps", sizeof rules.layer);
  ascent = asc_ascent_new (naive->network, &rules, SEED, 1, &unit, 1, NULL);
  while (!asc_ascent_is_over (ascent))
    g_assert_true (asc_ascent_advance (ascent, pool, NULL));
  g_assert_cmpfloat (asc_ascent_climb (ascent, 0)->objective, >, 2);
  g_assert_cmpfloat (asc_ascent_climb (ascent, 0)->confidence, ==, 0);
  g_assert_cmpfloat (asc_ascent_climb (ascent, 0)->best_confidence, ==, 0);
  for (guint mark = 0; mark < ASC_N_MARKS; mark++)
    g_assert_cmpint (asc_ascent_climb (ascent, 0)->first[mark], ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/presets", test_presets);
  g_test_add_func ("/ascent/other-rules", test_other_rules);
  g_test_add_func ("/ascent/units", test_units);
  g_test_add_func ("/ascent/firsts", test_firsts);
  g_test_add_func ("/ascent/best", test_best);
  g_test_add_func ("/ascent/unit-is-no-class", test_unit_is_no_class);
  return g_test_run ();
}
