// SPDX-License-Identifier: GPL-3.0-or-later
#include "retraining-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "store/session.h"
#include "tests/folder.h"
#include "tests/thorough.h"
#include "thirds.h"

/* Until it is interrupted; each a thirtieth of a second, about. */
#define N_SNAPSHOTS 3

/* So much that what takes part of a second can be left in the middle, with AddressSanitizer and
 * with ThreadSanitizer, which is the slowest by far. */
guint
retraining_enough (int usual, int with_address, int with_thread)
{
  return (guint) thorough (usual, usual, WITH_THREAD_SANITIZER ? with_thread : with_address);
}

/* is_left: whether it is long enough to be left in the middle, as retraining_interrupt_all () does.
 */
void
retraining_set_up (Retraining *fixture, gconstpointer is_left)
{
  RunRetraining *order = &fixture->order;

  fixture->folder = g_dir_make_tmp ("fooled-data-XXXXXX", NULL);
  fixture->results = g_dir_make_tmp ("fooled-results-XXXXXX", NULL);
  fixture->session = g_build_filename (fixture->folder, "thirds" STORE_SESSION_SUFFIX, NULL);
  fixture->host = run_host_new ();
  fixture->job = run_retraining_job_new (fixture->host, NULL, NULL);
  thirds_write (fixture->folder, "train", RETRAINING_N_TRAIN, 3);
  thirds_write (fixture->folder, "t10k", RETRAINING_N_TEST, 3);
  run_retraining_init (order);
  order->training.folder = fixture->folder;
  order->training.output = fixture->results;
  order->training.data_set = "thirds";
  order->training.n_threads = 2;
  order->training.sgd.epochs = is_left == NULL ? 2 : retraining_enough (6, 4, 2);
  order->prefix = (char *) "net";
  order->n_rounds = 2;
  order->n_runs = 3;
  order->n_train_images = 40;
  order->n_test_images = 20;
  order->generations = is_left == NULL ? 10 : retraining_enough (100, 40, 8);
  order->batch = 20;
}

void
retraining_tear_down (Retraining *fixture, gconstpointer data)
{
  run_job_free (fixture->job);
  run_host_free (fixture->host);
  remove_folder (fixture->folder);
  remove_folder (fixture->results);
  g_free (fixture->folder);
  g_free (fixture->results);
  g_free (fixture->session);
}

void
retraining_new_job (Retraining *fixture)
{
  run_job_free (fixture->job);
  fixture->job = run_retraining_job_new (fixture->host, NULL, NULL);
}

void
retraining_empty_results (Retraining *fixture)
{
  remove_folder (fixture->results);
  g_mkdir (fixture->results, 0755);
}

static void
check_shown (const RunRetrainingSnapshot *snapshot)
{
  guint n;

  g_assert_cmpfloat (snapshot->job.fraction, <=, 1);
  if (snapshot->order == NULL)
    return;
  g_assert_cmpuint (snapshot->round, >=, 1);
  g_assert_cmpuint (snapshot->round, <=, snapshot->order->n_rounds);
  n = g_strv_length (snapshot->order->training.labels);
  g_assert_cmpuint (snapshot->n_classes, ==, snapshot->round > 1 ? n + 1 : n);
  g_assert_cmpint (snapshot->progress.epoch, <=, snapshot->n_epochs);
  for (guint i = 0; i < snapshot->n_wrong; i++)
    g_assert_cmpuint (snapshot->wrong[i].label, !=, snapshot->wrong[i].said);
  if (snapshot->evolution != NULL && snapshot->evolution->wanted != NULL)
    g_assert_false (snapshot->evolution->wanted[n]);
}

/* The snapshot in which the job first stands still, or has no work. */
RunRetrainingSnapshot *
retraining_await_end (Retraining *fixture)
{
  for (;;)
    {
      RunRetrainingSnapshot *snapshot = run_job_wait (fixture->job, 100000);

      g_assert_nonnull (snapshot);
      check_shown (snapshot);
      if (snapshot->job.state != RUN_STATE_RUNNING && snapshot->job.state != RUN_STATE_LOADING)
        return snapshot;
      run_job_snapshot_unref (snapshot);
    }
}

RunRetrainingSnapshot *
retraining_run_to_end (Retraining *fixture, const char *session)
{
  RunRetrainingSnapshot *end;

  retraining_new_job (fixture);
  run_retraining_start (fixture->job, &fixture->order, session, FALSE);
  end = retraining_await_end (fixture);
  g_assert_cmpstr (end->job.message, ==, NULL);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FINISHED);
  g_assert_cmpint (end->stage, ==, RUN_RETRAINING_FINISHED);
  g_assert_cmpfloat (end->job.fraction, ==, 1);
  g_assert_cmpuint (end->n_rows, ==, fixture->order.n_rounds);
  return end;
}

static void
add_content (GString *text, const char *path)
{
  g_autofree char *content = NULL, *sum = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size);
  g_string_append_printf (text, " %s", sum);
}

static void
add_row (GString *text, const RunRetrainingRow *row)
{
  g_string_append_printf (text, "%u %u %u %a %a %a %a %a %a %a %a %a %" G_GUINT64_FORMAT "\n",
                          row->number, row->n_rubbish, row->n_held_out, row->loss, row->test_error,
                          row->recognised, row->noise, row->false_rubbish, row->total_error,
                          (double) row->median, (double) row->mean, (double) row->min,
                          row->evaluations);
  for (guint i = 0; i < row->n_champions; i++)
    {
      const RunRetrainingChampion *champion = &row->champions[i];
      g_autofree char *sum = NULL;

      if (champion->filled)
        sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, champion->image->pixels,
                                           base_image_size (champion->image));
      g_string_append_printf (text, " %a %s", (double) champion->confidence, sum);
    }
  add_content (text, row->network);
  add_content (text, row->card);
  g_string_append_c (text, '\n');
}

/* All that came out, to the bit. Caller frees. */
char *
retraining_outcome_of (const RunRetrainingSnapshot *end)
{
  GString *text = g_string_new (end->sentence);

  for (guint i = 0; i < end->n_rows; i++)
    add_row (text, end->rows[i]);
  for (guint i = 0; i < end->n_tested; i++)
    g_string_append_printf (text, "%a %a\n", end->tested[i].loss, end->tested[i].test_error);
  return g_string_free (text, FALSE);
}

char *
retraining_run_for_outcome (Retraining *fixture)
{
  g_autoptr (RunRetrainingSnapshot) end = NULL;
  char *outcome;

  retraining_empty_results (fixture);
  end = retraining_run_to_end (fixture, NULL);
  outcome = retraining_outcome_of (end);
  return outcome;
}

/* How far it is, as a number that rises. */
static guint64
how_far (const RunRetrainingSnapshot *at)
{
  guint64 generation = at->evolution != NULL ? at->evolution->generation : 0;

  switch (at->stage)
    {
    case RUN_RETRAINING_TRAINING:
      return at->round * 1000000000 + (guint64) at->progress.epoch * 1000000 + at->progress.done;
    case RUN_RETRAINING_MEASURING:
      return at->round * 1000000000 + 400000000 + at->n_measured;
    case RUN_RETRAINING_EVOLVING:
      return at->round * 1000000000 + 500000000 + at->run * 1000000 + generation;
    case RUN_RETRAINING_FINISHED:
    default:
      return G_MAXUINT64;
    }
}

/* Goes on until so many snapshots show that it got further, or it is at its end; then pauses,
 * wherever that is. */
static RunRetrainingSnapshot *
go_a_bit (Retraining *fixture, guint64 from, guint n_snapshots)
{
  guint n = 0;

  for (;;)
    {
      RunRetrainingSnapshot *at = run_job_wait (fixture->job, 100000);

      g_assert_nonnull (at);
      g_assert_cmpstr (at->job.message, ==, NULL);
      g_assert_cmpstr (at->job.save_error, ==, NULL);
      if (at->job.state == RUN_STATE_FINISHED)
        return at;
      if (at->job.state == RUN_STATE_RUNNING && how_far (at) > from && ++n == n_snapshots)
        {
          run_job_snapshot_unref (at);
          run_job_pause (fixture->job);
          at = retraining_await_end (fixture);
          g_assert_cmpstr (at->job.message, ==, NULL);
          return at;
        }
      run_job_snapshot_unref (at);
    }
}

/* It is written by a thread of its own, on a disk that may be slow; and not before a step is
 * complete. */
static gboolean
is_saved (Retraining *fixture)
{
  for (guint i = 0; i < 200; i++)
    {
      if (g_file_test (fixture->session, G_FILE_TEST_EXISTS))
        return TRUE;
      g_usleep (10000);
    }
  return FALSE;
}

/* Left and opened again in the middle of everything, each time with other threads: nothing shows
 * it. */
void
retraining_interrupt_all (Retraining *fixture, const char *outcome)
{
  g_autofree char *again = NULL;
  g_autoptr (RunRetrainingSnapshot) at = NULL;
  guint n_opened[RUN_RETRAINING_FINISHED + 1] = { 0 };

  retraining_empty_results (fixture);
  g_remove (fixture->session);
  retraining_new_job (fixture);
  run_retraining_start (fixture->job, &fixture->order, fixture->session, FALSE);
  at = go_a_bit (fixture, 0, N_SNAPSHOTS);
  while (at->job.state != RUN_STATE_FINISHED)
    {
      guint64 from = how_far (at);
      guint n_snapshots;

      if (is_saved (fixture))
        {
          retraining_new_job (fixture);
          run_job_open (fixture->job, fixture->session, TRUE);
          run_job_snapshot_unref (at);
          at = retraining_await_end (fixture);
          g_assert_cmpstr (at->job.message, ==, NULL);
          n_opened[at->stage]++;
          /* What is measured is measured again. */
          from = at->stage == RUN_RETRAINING_MEASURING ? 0 : from;
        }
      run_retraining_set_threads (fixture->job, 1 + n_opened[at->stage] % 3);
      run_job_resume (fixture->job);
      /* A slow machine takes longer steps, not ever more of them. */
      n_snapshots = N_SNAPSHOTS * (1 + n_opened[at->stage] / 6);
      run_job_snapshot_unref (at);
      at = go_a_bit (fixture, from, n_snapshots);
    }
  again = retraining_outcome_of (at);
  g_assert_cmpstr (again, ==, outcome);
  g_test_message ("opened again %u times in training, %u in measuring, %u in evolution",
                  n_opened[0], n_opened[1], n_opened[2]);
  g_assert_cmpuint (n_opened[RUN_RETRAINING_TRAINING], >, 0);
  g_assert_cmpuint (n_opened[RUN_RETRAINING_EVOLVING], >, 0);
}

void
retraining_assert_fails (Retraining *fixture, const char *mentions)
{
  g_autoptr (RunRetrainingSnapshot) end = NULL;

  retraining_new_job (fixture);
  run_retraining_start (fixture->job, &fixture->order, NULL, FALSE);
  end = retraining_await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FAILED);
  if (strstr (end->job.message, mentions) == NULL)
    g_error ("“%s” does not mention “%s”", end->job.message, mentions);
}

/* A session of the second round, when DNN 1 is written. */
void
retraining_leave_in_second_round (Retraining *fixture)
{
  g_autoptr (RunRetrainingSnapshot) start = NULL, one = NULL;

  run_retraining_start (fixture->job, &fixture->order, fixture->session, TRUE);
  start = retraining_await_end (fixture);
  run_job_step (fixture->job);
  one = retraining_await_end (fixture);
  g_assert_cmpint (one->job.state, ==, RUN_STATE_PAUSED);
  retraining_new_job (fixture);
}

void
retraining_assert_refused (Retraining *fixture, const char *mentions)
{
  g_autoptr (RunRetrainingSnapshot) end = NULL;

  retraining_new_job (fixture);
  run_job_open (fixture->job, fixture->session, FALSE);
  end = retraining_await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FAILED);
  if (strstr (end->job.message, mentions) == NULL)
    g_error ("“%s” does not mention “%s”", end->job.message, mentions);
}
