// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/reproduce.h"

#include <math.h>
#include <string.h>

static const RunFigureValue *
find_value (const char *figure, const char *name)
{
  const RunFigure *row = run_figure_find (figure);

  g_assert_nonnull (row);
  for (guint i = 0; i < run_figure_n_values (row); i++)
    if (strcmp (row->values[i].name, name) == 0)
      return &row->values[i];
  g_assert_not_reached ();
}

/* Names are unique, and each number of the paper's says where it stands. */
static void
test_table (void)
{
  guint n;
  const RunFigure *figures = run_figures (&n);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      const RunFigure *figure = &figures[i];

      g_assert_true (run_figure_find (figure->name) == figure);
      g_assert_true (figure->title != NULL && figure->budget != NULL && figure->section != NULL &&
                     figure->paper_network != NULL);
      g_assert_cmpuint (run_figure_n_values (figure), >, 0);
      for (guint j = 0; j < run_figure_n_values (figure); j++)
        {
          const RunFigureValue *value = &figure->values[j];

          g_assert_true ((value->paper == NULL) == (value->source == NULL));
          g_assert_nonnull (value->measure);
          /* Recollections that nobody could verify. */
          g_assert_true (value->paper == NULL || strstr (value->paper, "88.11") == NULL);
          g_assert_true (value->paper == NULL || strstr (value->paper, "21.59") == NULL);
        }
    }
  g_assert_null (run_figure_find ("eyes"));
  g_assert_null (find_value ("mnist-cppn", "median")->paper);
  g_assert_null (find_value ("transfer", "same")->paper);
}

/* The paper's settings, and the rules of its supplement. */
static void
test_settings (void)
{
  const char *const presets[] = { "plain", "l2", "l2-blur", "all" };
  RunSettings settings, defaults;

  run_settings_init (&defaults, "a");
  run_settings_init (&settings, "a");
  run_figure_settings (run_figure_find ("imagenet-cppn"), &settings);
  g_assert_cmpint (settings.method, ==, RUN_METHOD_EVOLVE_CPPN);
  g_assert_cmpuint (settings.batch, ==, 400);
  g_assert_cmpuint (settings.n_crops, ==, 10);
  g_assert_cmpuint (settings.stop_generations, ==, 0);
  g_assert_cmpuint (settings.stop_evaluations, >, 0);
  run_settings_clear (&settings);
  for (gsize i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      g_autofree char *name = g_strconcat ("ascent-", presets[i], NULL);

      run_settings_init (&settings, "a");
      run_figure_settings (run_figure_find (name), &settings);
      g_assert_cmpint (settings.method, ==, RUN_METHOD_ASCENT);
      g_assert_true (asc_rules_equal (&settings.ascent, &asc_preset_find (presets[i])->rules));
      run_settings_clear (&settings);
    }
  run_settings_clear (&defaults);
}

static void
test_same (void)
{
  RunSettings wanted, saved;

  run_settings_init (&wanted, "a");
  run_settings_init (&saved, "a");
  wanted.stop_evaluations = 5;
  saved.n_threads = 3;
  g_assert_true (run_figure_is_same (&wanted, &saved));
  saved.batch++;
  g_assert_false (run_figure_is_same (&wanted, &saved));
  saved.batch--;
  saved.variation.eta++;
  g_assert_false (run_figure_is_same (&wanted, &saved));
  run_settings_clear (&wanted);
  run_settings_clear (&saved);
}

/* The first generation in which all have it; nothing while none has. */
static void
test_generations (void)
{
  const RunFigureValue *value = find_value ("mnist-direct", "generations_until_9999");
  RunHistoryPoint history[] = { { .evaluations = 50, .min = 0.5f, .max = 1 },
                                { .evaluations = 100, .min = 0.9998f, .max = 1 },
                                { .evaluations = 150, .min = 0.9999f, .max = 1 },
                                { .evaluations = 200, .min = 1, .max = 1 } };
  RunSettings settings = { .batch = 50 };
  RunSnapshot run = { .settings = &settings, .history = history, .n_history = 2 };
  RunOutcome outcome = { .run = &run };
  g_autofree char *text = NULL;

  g_assert_true (isnan (value->measure (&outcome)));
  run.n_history = 4;
  g_assert_cmpfloat (value->measure (&outcome), ==, 3);
  g_assert_true (isnan (value->measure (&(RunOutcome){ NULL })));
  text = run_figure_value_text (value, 3);
  g_assert_cmpstr (text, ==, "3");
}

static void
test_climbs (void)
{
  const RunFigureValue *best = find_value ("ascent-l2", "best_confidence");
  const RunFigureValue *top = find_value ("ascent-l2", "top_1");
  g_autoptr (GArray) climbs = g_array_new (FALSE, TRUE, sizeof (AscClimb));
  const float confidences[] = { 0.5f, 0.125f, 0.25f, 0.75f };
  RunResult end = { .climbs = climbs };
  RunOutcome outcome = { .end = &end };

  g_assert_true (isnan (best->measure (&outcome)));
  for (gsize i = 0; i < G_N_ELEMENTS (confidences); i++)
    {
      AscClimb climb = { .best_confidence = confidences[i] };

      climb.first[ASC_MARK_TOP_1] = i < 3 ? (gint) i : -1;
      g_array_append_val (climbs, climb);
    }
  g_assert_cmpfloat (best->measure (&outcome), ==, 0.375);
  g_assert_cmpfloat (top->measure (&outcome), ==, 3);
  g_array_set_size (climbs, 3);
  g_assert_cmpfloat (best->measure (&outcome), ==, 0.25);
}

/* Only networks against which evolution is over. */
static void
test_networks (void)
{
  const RunFigureValue *first = find_value ("retraining", "first_median");
  const RunFigureValue *last = find_value ("retraining", "last_median");
  const RunFigureValue *lowest = find_value ("retraining", "lowest_median");
  RunRetrainingRow rows[4] = { { .is_evolved = TRUE, .median = 0.75f },
                               { .is_evolved = TRUE, .median = 0.25f },
                               { .is_evolved = TRUE, .median = 0.5f },
                               { .is_evolved = FALSE } };
  RunRetrainingRow *pointers[] = { &rows[0], &rows[1], &rows[2], &rows[3] };
  RunRetrainingSnapshot snapshot = { .n_rows = 4, .rows = pointers };
  RunOutcome outcome = { .retraining = &snapshot };

  g_assert_cmpfloat (first->measure (&outcome), ==, 0.75);
  g_assert_cmpfloat (last->measure (&outcome), ==, 0.5);
  g_assert_cmpfloat (lowest->measure (&outcome), ==, 0.25);
  snapshot.n_rows = 1;
  g_assert_true (isnan (last->measure (&outcome)) && isnan (lowest->measure (&outcome)));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/reproduce/table", test_table);
  g_test_add_func ("/run/reproduce/settings", test_settings);
  g_test_add_func ("/run/reproduce/same", test_same);
  g_test_add_func ("/run/reproduce/generations", test_generations);
  g_test_add_func ("/run/reproduce/climbs", test_climbs);
  g_test_add_func ("/run/reproduce/networks", test_networks);
  return g_test_run ();
}
