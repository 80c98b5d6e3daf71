// SPDX-License-Identifier: GPL-3.0-or-later
#include "retraining-fixture.h"

#include <gio/gio.h>
#include <string.h>

#include "formats/network.h"
#include "tests/thorough.h"

/* The table says what the networks are, which can be loaded and say what they are. */
static void
test_rows (Retraining *fixture, gconstpointer data)
{
  g_autoptr (RunRetrainingSnapshot) end = retraining_run_to_end (fixture, NULL);
  g_autoptr (FmtNetwork) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  const RunRetrainingRow *one = end->rows[0], *two = end->rows[1];

  first = fmt_network_load (one->network, &error);
  g_assert_no_error (error);
  second = fmt_network_load (two->card, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second->card->size, >, 0);
  g_assert_cmpuint (fmt_network_n_classes (first), ==, 3);
  g_assert_cmpuint (fmt_network_n_classes (second), ==, 4);
  g_assert_cmpstr (second->card->labels[3], ==, "rubbish");
  g_assert_cmpstr (second->card->name, ==, "LeNet (thirds), round 2");
  g_assert_cmpstr (second->card->id, ==, "net-dnn-2");
  g_assert_cmpfloat (second->card->test_error, ==, two->test_error);

  g_assert_cmpuint (one->n_rubbish, ==, 0);
  g_assert_cmpuint (one->n_held_out, ==, 0);
  g_assert_cmpfloat (one->recognised, ==, -1);
  g_assert_cmpfloat (one->false_rubbish, ==, -1);
  g_assert_cmpfloat (one->total_error, ==, one->test_error);
  g_assert_cmpuint (two->n_rubbish, ==, 40);
  g_assert_cmpuint (two->n_held_out, ==, 20);
  g_assert_cmpfloat (two->recognised, >=, 0);
  g_assert_cmpfloat (two->noise, ==, -1);
  g_assert_cmpfloat (two->false_rubbish, >=, 0);
  for (guint i = 0; i < end->n_rows; i++)
    {
      const RunRetrainingRow *row = end->rows[i];

      g_assert_true (row->is_evolved);
      g_assert_cmpuint (row->evaluations, ==, 3 * fixture->order.generations * 20);
      g_assert_cmpuint (row->n_champions, ==, 3);
      g_assert_cmpfloat (row->min, <=, row->median);
      g_assert_cmpfloat (row->min, <=, row->mean);
      g_assert_cmpfloat (row->min, <=, row->champions[0].confidence);
    }
  g_assert_nonnull (strstr (end->sentence, "DNN 2"));
  g_assert_cmpuint (end->n_training_pictures, ==, RETRAINING_N_TRAIN + 40);
}

static void
test_threads (Retraining *fixture, gconstpointer data)
{
  g_autofree char *outcome = retraining_run_for_outcome (fixture);

  for (guint n_threads = 1; n_threads <= 3; n_threads += 2)
    {
      g_autofree char *again = NULL;

      if (WITH_THREAD_SANITIZER && n_threads == 1)
        continue; /* nothing for it to find */
      fixture->order.training.n_threads = n_threads;
      again = retraining_run_for_outcome (fixture);
      g_assert_cmpstr (again, ==, outcome);
    }
  if (THOROUGH_SANITIZED)
    return; /* no other code computes another seed */
  fixture->order.training.sgd.seed = 2;
  {
    g_autofree char *other = retraining_run_for_outcome (fixture);

    g_assert_cmpstr (other, !=, outcome);
  }
}

static void
test_interrupted (Retraining *fixture, gconstpointer data)
{
  g_autofree char *outcome = NULL;

  fixture->order.n_rounds = 3;
  outcome = retraining_run_for_outcome (fixture);
  retraining_interrupt_all (fixture, outcome);
}

static void
test_ascent (Retraining *fixture, gconstpointer data)
{
  g_autofree char *outcome = NULL;

  run_retraining_set_method (&fixture->order, RUN_METHOD_ASCENT);
  fixture->order.n_runs = 4;
  fixture->order.generations =
      retraining_enough (60, 20, 10); /* long enough to be met on a busy machine */
  outcome = retraining_run_for_outcome (fixture);
  retraining_interrupt_all (fixture, outcome);
}

/* An end of a step is the end of a round. */
static void
test_step (Retraining *fixture, gconstpointer data)
{
  g_autoptr (RunRetrainingSnapshot) start = NULL, one = NULL, two = NULL;

  run_retraining_start (fixture->job, &fixture->order, NULL, TRUE);
  start = retraining_await_end (fixture);
  g_assert_cmpint (start->job.state, ==, RUN_STATE_PAUSED);
  g_assert_cmpuint (start->n_rows, ==, 0);
  run_job_step (fixture->job);
  one = retraining_await_end (fixture);
  g_assert_cmpint (one->job.state, ==, RUN_STATE_PAUSED);
  g_assert_cmpuint (one->n_rows, ==, 1);
  g_assert_true (one->rows[0]->is_evolved);
  g_assert_cmpuint (one->round, ==, 2);
  g_assert_cmpint (one->stage, ==, RUN_RETRAINING_TRAINING);
  run_job_step (fixture->job);
  two = retraining_await_end (fixture);
  g_assert_cmpint (two->job.state, ==, RUN_STATE_FINISHED);
}

static void
test_control (Retraining *fixture, gconstpointer data)
{
  g_autofree char *evolved = retraining_run_for_outcome (fixture), *outcome = NULL;
  g_autoptr (RunRetrainingSnapshot) end = NULL;

  fixture->order.control = TRUE;
  retraining_empty_results (fixture);
  end = retraining_run_to_end (fixture, NULL);
  outcome = retraining_outcome_of (end);
  g_assert_cmpstr (outcome, !=, evolved);
  g_assert_cmpuint (end->rows[1]->n_rubbish, ==, 40);
  g_assert_cmpuint (end->rows[1]->n_held_out, ==, 20);
  g_assert_cmpfloat (end->rows[1]->noise, >=, 0);
  g_assert_nonnull (strstr (end->sentence, "noise"));
  retraining_interrupt_all (fixture, outcome);
}

/* From the weights of the network before, whose loss is lower at once. */
static void
test_go_on (Retraining *fixture, gconstpointer data)
{
  g_autoptr (RunRetrainingSnapshot) scratch = NULL, end = NULL;
  g_autofree char *outcome = NULL;

  fixture->order.training.sgd.epochs = 1;
  scratch = retraining_run_to_end (fixture, NULL);
  fixture->order.go_on = TRUE;
  retraining_empty_results (fixture);
  end = retraining_run_to_end (fixture, NULL);
  g_assert_cmpfloat (end->rows[0]->loss, ==, scratch->rows[0]->loss);
  g_assert_cmpfloat (end->rows[1]->loss, <, scratch->rows[1]->loss);
  outcome = retraining_outcome_of (end);
  retraining_interrupt_all (fixture, outcome);
}

static void
test_text (void)
{
  RunRetraining order;
  g_autoptr (RunRetraining) copy = NULL;

  run_retraining_init (&order);
  order.training.folder = "/data";
  order.training.output = "/out";
  copy = run_retraining_copy (&order);
  g_assert_true (run_retraining_equal (&order, copy));
  copy->training.n_threads = 7;
  g_assert_true (run_retraining_equal (&order, copy));
  copy->control = TRUE;
  g_assert_false (run_retraining_equal (&order, copy));
  copy->control = FALSE;
  copy->training.sgd.epochs++;
  g_assert_false (run_retraining_equal (&order, copy));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retraining/text", test_text);
  RETRAINING_ADD ("threads", test_threads);
  RETRAINING_ADD_LEFT ("interrupted", test_interrupted);
  RETRAINING_ADD_LEFT ("ascent", test_ascent);
  /* The threads of the others do nothing that those above do not, and ThreadSanitizer is slow. */
  if (WITH_THREAD_SANITIZER)
    return g_test_run ();
  RETRAINING_ADD ("rows", test_rows);
  RETRAINING_ADD ("step", test_step);
  RETRAINING_ADD_LEFT ("control", test_control);
  RETRAINING_ADD_LEFT ("go-on", test_go_on);
  return g_test_run ();
}
