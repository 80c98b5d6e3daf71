// SPDX-License-Identifier: GPL-3.0-or-later
/* What becomes of a retraining that was left, or that cannot go on. */
#include "retraining-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "store/session.h"
#include "tests/folder.h"
#include "tests/thorough.h"
#include "thirds.h"

/* As it was left: opened again it says the same. */
static void
test_finished_session (Retraining *fixture, gconstpointer data)
{
  g_autoptr (RunRetrainingSnapshot) end = retraining_run_to_end (fixture, fixture->session),
                                    again = NULL;
  g_autofree char *outcome = retraining_outcome_of (end), *reopened = NULL;
  g_autoptr (RunRetraining) order = NULL;
  g_autoptr (GError) error = NULL;

  retraining_new_job (fixture);
  run_job_open (fixture->job, fixture->session, FALSE);
  again = retraining_await_end (fixture);
  g_assert_cmpint (again->job.state, ==, RUN_STATE_FINISHED);
  reopened = retraining_outcome_of (again);
  g_assert_cmpstr (reopened, ==, outcome);
  retraining_new_job (fixture);
  order = run_retraining_of_session (fixture->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (order->n_rounds, ==, 2);
  g_assert_true (run_retraining_equal (order, again->order));
}

static void
test_errors (Retraining *fixture, gconstpointer data)
{
  RunRetraining *order = &fixture->order;
  g_autofree char *file = g_build_filename (fixture->results, "net-dnn-2.card", NULL);
  g_autofree char *below = g_build_filename (file, "deeper", NULL);
  char *two[] = { (char *) "a", (char *) "b", NULL };

  order->training.folder = "/no/such/folder";
  retraining_assert_fails (fixture, "/no/such/folder");
  order->training.folder = fixture->folder;
  order->training.architecture = "nonet";
  retraining_assert_fails (fixture, "nonet");
  order->training.architecture = "lenet";
  order->training.labels = two;
  retraining_assert_fails (fixture, "2 labels");
  order->training.labels = NULL;
  order->n_runs = 1;
  retraining_assert_fails (fixture, "runs");
  order->n_runs = 3;
  g_file_set_contents (file, "", 0, NULL);
  retraining_assert_fails (fixture, "net-dnn-2.card");
  order->training.output = below;
  retraining_assert_fails (fixture, "deeper");
  order->training.output = fixture->results;
  retraining_empty_results (fixture);
  thirds_write (fixture->folder, "train", RETRAINING_N_TRAIN, 1);
  thirds_write (fixture->folder, "t10k", RETRAINING_N_TEST, 1);
  retraining_assert_fails (fixture, "of one class");
}

/* A folder that is gone for a while holds up, and loses nothing. */
static void
test_unwritable (Retraining *fixture, gconstpointer data)
{
  g_autofree char *outcome = retraining_run_for_outcome (fixture), *again = NULL;
  g_autoptr (RunRetrainingSnapshot) start = NULL, stuck = NULL, end = NULL;

  retraining_empty_results (fixture);
  retraining_new_job (fixture);
  run_retraining_start (fixture->job, &fixture->order, NULL, TRUE);
  start = retraining_await_end (fixture);
  remove_folder (fixture->results);
  run_job_resume (fixture->job);
  stuck = retraining_await_end (fixture);
  g_assert_cmpint (stuck->job.state, ==, RUN_STATE_PAUSED);
  g_assert_nonnull (strstr (stuck->job.message, "net-dnn-1"));
  g_mkdir (fixture->results, 0755);
  run_job_resume (fixture->job);
  end = retraining_await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FINISHED);
  again = retraining_outcome_of (end);
  g_assert_cmpstr (again, ==, outcome);
}

/* Puts another state, or another part, into the session. */
static void
tamper (Retraining *fixture, const char *part, gsize keep)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSession) session = store_session_open (fixture->session, FALSE, &error);
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GBytes) bytes = NULL, less = NULL;
  StorePart tampered = { .name = (char *) part };
  StoreCheckpoint checkpoint = { 0 };

  g_assert_no_error (error);
  info = store_session_info (session, &error);
  checkpoint.info = info;
  bytes = part != NULL ? store_session_read_part (session, part, G_MAXUINT32, &error)
                       : store_session_read_state (session, &error);
  g_assert_no_error (error);
  less = g_bytes_new_from_bytes (bytes, 0, MIN (keep, g_bytes_get_size (bytes)));
  tampered.bytes = less;
  checkpoint.parts = &tampered;
  checkpoint.n_parts = part != NULL ? 1 : 0;
  checkpoint.state = part != NULL ? NULL : less;
  store_session_write (session, &checkpoint, &error);
  g_assert_no_error (error);
}

static void
test_damaged (Retraining *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  retraining_leave_in_second_round (fixture);
  tamper (fixture, "rubbish-0", 100);
  retraining_assert_refused (fixture, "damaged");
  g_remove (fixture->session);
  retraining_empty_results (fixture);
  retraining_leave_in_second_round (fixture);
  for (gsize keep = 2000; keep > 2; keep /= 3)
    {
      tamper (fixture, NULL, keep);
      retraining_new_job (fixture);
      retraining_assert_refused (fixture, "");
    }
}

/* The files of the networks belong to the session. */
static void
test_other_network (Retraining *fixture, gconstpointer data)
{
  g_autofree char *one = g_build_filename (fixture->results, "net-dnn-1.onnx", NULL);
  g_autofree char *two = g_build_filename (fixture->results, "net-dnn-1.card", NULL);
  g_autoptr (RunRetrainingSnapshot) end = NULL;

  fixture->order.go_on = TRUE;
  retraining_leave_in_second_round (fixture);
  g_remove (one);
  run_job_open (fixture->job, fixture->session, TRUE);
  run_job_resume (fixture->job);
  do
    {
      g_clear_pointer (&end, run_job_snapshot_unref);
      end = retraining_await_end (fixture);
    }
  while (end->job.message == NULL);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_PAUSED);
  g_remove (two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  RETRAINING_ADD ("errors", test_errors);
  /* The threads of the others do nothing that those above do not, and ThreadSanitizer is slow. */
  if (WITH_THREAD_SANITIZER)
    return g_test_run ();
  RETRAINING_ADD ("finished-session", test_finished_session);
  RETRAINING_ADD ("unwritable", test_unwritable);
  RETRAINING_ADD ("damaged", test_damaged);
  RETRAINING_ADD ("other-network", test_other_network);
  return g_test_run ();
}
