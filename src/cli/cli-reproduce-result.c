// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/cli-json.h"
#include "cli/cli-output.h"
#include "cli/cli-reproduce.h"

static void
list_json (const RunFigure *figures, guint n)
{
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_begin_array (json, "figures");
  for (guint i = 0; i < n; i++)
    {
      cli_json_begin_object (json);
      cli_json_add_string (json, "figure", figures[i].name);
      cli_json_add_string (json, "section", figures[i].section);
      cli_json_add_string (json, "title", figures[i].title);
      cli_json_end_object (json);
    }
  cli_json_end_array (json);
  cli_json_print (json);
}

void
cli_reproduce_list (gboolean json)
{
  const char *heads[] = { _ ("Figure"), _ ("Section"), _ ("What is done"),
                          _ ("The paper’s budget") };
  const gboolean right[] = { FALSE, FALSE, FALSE, FALSE };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  guint n;
  const RunFigure *figures = run_figures (&n);

  if (json)
    {
      list_json (figures, n);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_ptr_array_add (cells, g_strdup (heads[i]));
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (cells, g_strdup (figures[i].name));
      g_ptr_array_add (cells, g_strdup (figures[i].section));
      g_ptr_array_add (cells, g_strdup (_ (figures[i].title)));
      g_ptr_array_add (cells, g_strdup (_ (figures[i].budget)));
    }
  cli_print_table (cells, G_N_ELEMENTS (heads), right);
}

static RunOutcome
outcome_of (const CliReproduced *reproduced)
{
  return (RunOutcome){ .run = reproduced->run.last,
                       .end = reproduced->run.end,
                       .retraining = reproduced->retraining,
                       .comparison = reproduced->comparison };
}

static void
print_values (const RunFigure *figure, const RunOutcome *outcome)
{
  const char *heads[] = { "", _ ("Here"), _ ("Paper"), _ ("Where it says so") };
  const gboolean right[] = { FALSE, TRUE, TRUE, FALSE };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_ptr_array_add (cells, g_strdup (heads[i]));
  for (guint i = 0; i < run_figure_n_values (figure); i++)
    {
      const RunFigureValue *value = &figure->values[i];

      g_ptr_array_add (cells, g_strdup (_ (value->title)));
      g_ptr_array_add (cells, run_figure_value_text (value, value->measure (outcome)));
      g_ptr_array_add (cells, g_strdup (value->paper != NULL ? _ (value->paper) : "–"));
      g_ptr_array_add (cells, g_strdup (value->source != NULL ? _ (value->source) : ""));
    }
  cli_print_table (cells, G_N_ELEMENTS (heads), right);
}

static void
print_run (const CliResult *run)
{
  g_autofree char *generation = cli_count (run->last->generation);
  g_autofree char *evaluations = cli_count (run->last->evaluations);
  g_autofree char *seed = cli_count (run->last->seed);

  if (run_method (run->last->method)->is_evolution)
    cli_print (_ ("Here: %s, seed %s, %s generations of %u, %s evaluations, crops: %u"),
               run->last->network->name, seed, generation, run->settings->batch, evaluations,
               run->n_crops);
  else
    cli_print (_ ("Here: %s, seed %s, %s iterations, one start a class, %s evaluations"),
               run->last->network->name, seed, generation, evaluations);
}

static void
print_retraining (const RunRetrainingSnapshot *retraining)
{
  const RunRetraining *order = retraining->order;
  g_autofree char *generations = cli_count (order->generations);
  g_autofree char *seed = cli_count (order->training.sgd.seed);
  guint n = 0;

  while (n < retraining->n_rows && retraining->rows[n]->is_evolved)
    n++;
  cli_print (_ ("Here: LeNet, seed %s, %u networks, %u runs of %s generations of %u against each"),
             seed, n, order->n_runs, generations, order->batch);
}

void
cli_reproduce_print (const CliReproduction *order, const CliReproduced *reproduced)
{
  const RunFigure *figure = order->figure;
  RunOutcome outcome = outcome_of (reproduced);

  cli_print (_ ("%s (Nguyen, Yosinski and Clune 2015, section %s)"), _ (figure->title),
             figure->section);
  cli_print ("%s", "");
  print_values (figure, &outcome);
  cli_print ("%s", "");
  cli_print (_ ("Paper: %s, %s"), _ (figure->paper_network), _ (figure->budget));
  if (reproduced->run.last != NULL)
    print_run (&reproduced->run);
  if (reproduced->retraining != NULL && reproduced->retraining->order != NULL)
    print_retraining (reproduced->retraining);
  if (figure->remark != NULL)
    cli_print ("%s", _ (figure->remark));
  if (reproduced->run.end != NULL)
    cli_print (_ ("Archive: %s"), reproduced->run.end->archive_hash);
}

/* Without `ours` nothing came out; without `paper` nothing is known. */
static void
add_value (CliJson *json, const RunFigureValue *value, const RunOutcome *outcome)
{
  double ours = value->measure (outcome);

  cli_json_begin_object (json);
  cli_json_add_string (json, "name", value->name);
  if (!isnan (ours) && value->kind == RUN_VALUE_CONFIDENCE)
    cli_json_add_float (json, "ours", (float) ours);
  else if (!isnan (ours))
    cli_json_add_double (json, "ours", ours);
  if (value->paper != NULL)
    {
      cli_json_add_string (json, "paper", value->paper);
      cli_json_add_string (json, "source", value->source);
    }
  cli_json_end_object (json);
}

static void
add_run (CliJson *json, const CliResult *run)
{
  cli_json_add_string (json, "network", run->last->network->id);
  cli_json_add_unsigned (json, "crops", run->n_crops);
  cli_json_add_unsigned (json, "generation", run->last->generation);
  cli_json_add_unsigned (json, "evaluations", run->last->evaluations);
  cli_json_add_string (json, "archive_sha256", run->end->archive_hash);
}

void
cli_reproduce_print_json (const CliReproduction *order, const CliReproduced *reproduced)
{
  const RunFigure *figure = order->figure;
  RunOutcome outcome = outcome_of (reproduced);
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_add_string (json, "figure", figure->name);
  cli_json_add_string (json, "section", figure->section);
  cli_json_add_string (json, "paper_network", figure->paper_network);
  cli_json_add_string (json, "paper_budget", figure->budget);
  cli_json_add_unsigned (json, "seed", order->settings.seed);
  if (reproduced->run.last != NULL && reproduced->run.end != NULL)
    add_run (json, &reproduced->run);
  cli_json_begin_array (json, "values");
  for (guint i = 0; i < run_figure_n_values (figure); i++)
    add_value (json, &figure->values[i], &outcome);
  cli_json_end_array (json);
  cli_json_print (json);
}
