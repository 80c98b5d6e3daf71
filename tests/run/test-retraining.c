// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/retraining.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "formats/network.h"
#include "store/session.h"
#include "tests/thorough.h"
#include "thirds.h"

#define N_TRAIN enough (600, 240, 80)
#define N_TEST  enough (300, 120, 40)

/* Until it is interrupted; each a thirtieth of a second, about. */
#define N_SNAPSHOTS 3

typedef struct
{
  char *folder; /* the data are in here */
  char *results;
  char *session;
  RunRetraining order;
  RunHost *host;
  RunJob *job;
} Fixture;

/* So much that what takes part of a second can be left in the middle, with AddressSanitizer and
 * with ThreadSanitizer, which is the slowest by far. */
static guint
enough (int usual, int with_address, int with_thread)
{
  return (guint) thorough (usual, usual, WITH_THREAD_SANITIZER ? with_thread : with_address);
}

/* is_left: whether it is long enough to be left in the middle, as interrupt_all () does. */
static void
set_up (Fixture *fixture, gconstpointer is_left)
{
  RunRetraining *order = &fixture->order;

  fixture->folder = g_dir_make_tmp ("fooled-data-XXXXXX", NULL);
  fixture->results = g_dir_make_tmp ("fooled-results-XXXXXX", NULL);
  fixture->session = g_build_filename (fixture->folder, "thirds" STORE_SESSION_SUFFIX, NULL);
  fixture->host = run_host_new ();
  fixture->job = run_retraining_job_new (fixture->host, NULL, NULL);
  thirds_write (fixture->folder, "train", N_TRAIN, 3);
  thirds_write (fixture->folder, "t10k", N_TEST, 3);
  run_retraining_init (order);
  order->training.folder = fixture->folder;
  order->training.output = fixture->results;
  order->training.data_set = "thirds";
  order->training.n_threads = 2;
  order->training.sgd.epochs = 2;
  order->prefix = (char *) "net";
  order->n_rounds = 2;
  order->n_runs = 3;
  order->n_train_images = 40;
  order->n_test_images = 20;
  order->generations = is_left == NULL ? 10 : enough (100, 40, 8);
  order->batch = 20;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  run_job_free (fixture->job);
  run_host_free (fixture->host);
  thirds_remove_folder (fixture->folder);
  thirds_remove_folder (fixture->results);
  g_free (fixture->folder);
  g_free (fixture->results);
  g_free (fixture->session);
}

static void
new_job (Fixture *fixture)
{
  run_job_free (fixture->job);
  fixture->job = run_retraining_job_new (fixture->host, NULL, NULL);
}

static void
empty_results (Fixture *fixture)
{
  thirds_remove_folder (fixture->results);
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
static RunRetrainingSnapshot *
await_end (Fixture *fixture)
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

static RunRetrainingSnapshot *
run_to_end (Fixture *fixture, const char *session)
{
  RunRetrainingSnapshot *end;

  new_job (fixture);
  run_retraining_start (fixture->job, &fixture->order, session, FALSE);
  end = await_end (fixture);
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
static char *
outcome_of (const RunRetrainingSnapshot *end)
{
  GString *text = g_string_new (end->sentence);

  for (guint i = 0; i < end->n_rows; i++)
    add_row (text, end->rows[i]);
  for (guint i = 0; i < end->n_tested; i++)
    g_string_append_printf (text, "%a %a\n", end->tested[i].loss, end->tested[i].test_error);
  return g_string_free (text, FALSE);
}

static char *
run_for_outcome (Fixture *fixture)
{
  g_autoptr (RunRetrainingSnapshot) end = NULL;
  char *outcome;

  empty_results (fixture);
  end = run_to_end (fixture, NULL);
  outcome = outcome_of (end);
  return outcome;
}

/* The table says what the networks are, which can be loaded and say what they are. */
static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunRetrainingSnapshot) end = run_to_end (fixture, NULL);
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
  g_assert_cmpuint (end->n_training_pictures, ==, N_TRAIN + 40);
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outcome = run_for_outcome (fixture);

  for (guint n_threads = 1; n_threads <= 3; n_threads += 2)
    {
      g_autofree char *again = NULL;

      fixture->order.training.n_threads = n_threads;
      again = run_for_outcome (fixture);
      g_assert_cmpstr (again, ==, outcome);
    }
  if (THOROUGH_SANITIZED)
    return; /* no other code computes another seed */
  fixture->order.training.sgd.seed = 2;
  {
    g_autofree char *other = run_for_outcome (fixture);

    g_assert_cmpstr (other, !=, outcome);
  }
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
go_a_bit (Fixture *fixture, guint64 from, guint n_snapshots)
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
          at = await_end (fixture);
          g_assert_cmpstr (at->job.message, ==, NULL);
          return at;
        }
      run_job_snapshot_unref (at);
    }
}

/* It is written by a thread of its own, on a disk that may be slow; and not before a step is
 * complete. */
static gboolean
is_saved (Fixture *fixture)
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
static void
interrupt_all (Fixture *fixture, const char *outcome)
{
  g_autofree char *again = NULL;
  g_autoptr (RunRetrainingSnapshot) at = NULL;
  guint n_opened[RUN_RETRAINING_FINISHED + 1] = { 0 };

  empty_results (fixture);
  g_remove (fixture->session);
  new_job (fixture);
  run_retraining_start (fixture->job, &fixture->order, fixture->session, FALSE);
  at = go_a_bit (fixture, 0, N_SNAPSHOTS);
  while (at->job.state != RUN_STATE_FINISHED)
    {
      guint64 from = how_far (at);
      guint n_snapshots;

      if (is_saved (fixture))
        {
          new_job (fixture);
          run_job_open (fixture->job, fixture->session, TRUE);
          run_job_snapshot_unref (at);
          at = await_end (fixture);
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
  again = outcome_of (at);
  g_assert_cmpstr (again, ==, outcome);
  g_test_message ("opened again %u times in training, %u in measuring, %u in evolution",
                  n_opened[0], n_opened[1], n_opened[2]);
  g_assert_cmpuint (n_opened[RUN_RETRAINING_TRAINING], >, 0);
  g_assert_cmpuint (n_opened[RUN_RETRAINING_EVOLVING], >, 0);
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outcome = NULL;

  fixture->order.n_rounds = 3;
  outcome = run_for_outcome (fixture);
  interrupt_all (fixture, outcome);
}

static void
test_ascent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outcome = NULL;

  run_retraining_set_method (&fixture->order, RUN_METHOD_ASCENT);
  fixture->order.n_runs = 4;
  fixture->order.generations = enough (60, 20, 10); /* long enough to be met on a busy machine */
  outcome = run_for_outcome (fixture);
  interrupt_all (fixture, outcome);
}

/* An end of a step is the end of a round. */
static void
test_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunRetrainingSnapshot) start = NULL, one = NULL, two = NULL;

  run_retraining_start (fixture->job, &fixture->order, NULL, TRUE);
  start = await_end (fixture);
  g_assert_cmpint (start->job.state, ==, RUN_STATE_PAUSED);
  g_assert_cmpuint (start->n_rows, ==, 0);
  run_job_step (fixture->job);
  one = await_end (fixture);
  g_assert_cmpint (one->job.state, ==, RUN_STATE_PAUSED);
  g_assert_cmpuint (one->n_rows, ==, 1);
  g_assert_true (one->rows[0]->is_evolved);
  g_assert_cmpuint (one->round, ==, 2);
  g_assert_cmpint (one->stage, ==, RUN_RETRAINING_TRAINING);
  run_job_step (fixture->job);
  two = await_end (fixture);
  g_assert_cmpint (two->job.state, ==, RUN_STATE_FINISHED);
}

static void
test_control (Fixture *fixture, gconstpointer data)
{
  g_autofree char *evolved = run_for_outcome (fixture), *outcome = NULL;
  g_autoptr (RunRetrainingSnapshot) end = NULL;

  fixture->order.control = TRUE;
  empty_results (fixture);
  end = run_to_end (fixture, NULL);
  outcome = outcome_of (end);
  g_assert_cmpstr (outcome, !=, evolved);
  g_assert_cmpuint (end->rows[1]->n_rubbish, ==, 40);
  g_assert_cmpuint (end->rows[1]->n_held_out, ==, 20);
  g_assert_cmpfloat (end->rows[1]->noise, >=, 0);
  g_assert_nonnull (strstr (end->sentence, "noise"));
  interrupt_all (fixture, outcome);
}

/* From the weights of the network before, whose loss is lower at once. */
static void
test_go_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunRetrainingSnapshot) scratch = NULL, end = NULL;
  g_autofree char *outcome = NULL;

  fixture->order.training.sgd.epochs = 1;
  scratch = run_to_end (fixture, NULL);
  fixture->order.go_on = TRUE;
  empty_results (fixture);
  end = run_to_end (fixture, NULL);
  g_assert_cmpfloat (end->rows[0]->loss, ==, scratch->rows[0]->loss);
  g_assert_cmpfloat (end->rows[1]->loss, <, scratch->rows[1]->loss);
  outcome = outcome_of (end);
  interrupt_all (fixture, outcome);
}

/* A small network of others, of five classes, which ends in Gemm, Reshape, Softmax and Flatten, and
 * whose card is beside it. */
static char *
add_network (Fixture *fixture)
{
  g_autofree char *from =
      g_test_build_filename (G_TEST_DIST, "formats", "kinds", "softmax11_axis1.onnx", NULL);
  g_autofree char *card = g_build_filename (fixture->folder, "five.card", NULL);
  char *to = g_build_filename (fixture->folder, "five.onnx", NULL);
  g_autofree char *content = NULL;
  const char *text = "[Network]\nName=Five\nLabels=0;1;2;3;4;\nWidth=16\nHeight=16\nChannels=3\n"
                     "Mean=0;0;0;\nScale=0.00390625;0.00390625;0.00390625;\nWeights=five.onnx\n";
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (from, &content, &size, &error);
  g_assert_no_error (error);
  g_file_set_contents (to, content, (gssize) size, &error);
  g_assert_no_error (error);
  g_file_set_contents (card, text, -1, &error);
  g_assert_no_error (error);
  return to;
}

/* The values of all parameters but the last layer's, in which rubbish gets a row. */
static void
assert_only_last_layer_differs (const char *before, const char *after)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) a = fmt_network_load (before, &error),
                         b = fmt_network_load (after, &error);
  guint n_same = 0, n_other = 0;

  g_assert_no_error (error);
  for (NnValue value = 0; value < nn_graph_n_nodes (a->graph); value++)
    {
      const NnNode *one = nn_graph_node (a->graph, value);
      const NnNode *two =
          value < nn_graph_n_nodes (b->graph) ? nn_graph_node (b->graph, value) : NULL;

      for (int i = 0; i < one->n_parameters; i++)
        {
          gsize n = nn_shape_size (&one->parameters[i]->shape);

          g_assert_true (two != NULL && one->op == two->op);
          if (n == nn_shape_size (&two->parameters[i]->shape) &&
              memcmp (one->parameters[i]->data, two->parameters[i]->data, n * sizeof (float)) == 0)
            n_same++;
          else
            n_other++;
        }
    }
  g_assert_cmpuint (n_same, >=, 2);
  g_assert_cmpuint (n_other, ==, 2); /* weights and biases of the last one */
}

/* Each network begins as one that was there before, with rubbish as a class after its own. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  g_autofree char *network = add_network (fixture), *outcome = NULL, *all = NULL;
  g_autoptr (RunRetrainingSnapshot) end = NULL, layer = NULL;
  g_autoptr (FmtNetwork) second = NULL;
  g_autoptr (GError) error = NULL;

  fixture->order.training.network = network;
  fixture->order.training.architecture = NULL;
  end = run_to_end (fixture, NULL);
  outcome = outcome_of (end);
  g_assert_cmpuint (end->rows[0]->n_classes, ==, 5);
  g_assert_cmpuint (end->rows[1]->n_classes, ==, 6);
  second = fmt_network_load (end->rows[1]->network, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second->card->name, ==, "Five, round 2");
  g_assert_cmpstr (second->card->labels[4], ==, "4");
  g_assert_cmpstr (second->card->labels[5], ==, "rubbish");
  g_assert_cmpuint (second->card->width, ==, 16);
  g_assert_cmpuint (second->card->channels, ==, 3);

  fixture->order.training.sgd.last_layer = TRUE;
  empty_results (fixture);
  layer = run_to_end (fixture, NULL);
  all = outcome_of (layer);
  g_assert_cmpstr (all, !=, outcome);
  assert_only_last_layer_differs (network, layer->rows[1]->network);
}

/* Left in the middle of it, and with each network beginning as the one before. */
static void
test_network_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *network = add_network (fixture), *outcome = NULL, *again = NULL;

  fixture->order.training.network = network;
  /* Long enough to be left. */
  fixture->order.training.sgd.epochs = thorough (60, 60, 30);
  fixture->order.generations = (guint) thorough (400, 400, 80);
  outcome = run_for_outcome (fixture);
  interrupt_all (fixture, outcome);
  fixture->order.go_on = TRUE;
  again = run_for_outcome (fixture);
  g_assert_cmpstr (again, !=, outcome);
  interrupt_all (fixture, again);
}

/* As it was left: opened again it says the same. */
static void
test_finished_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunRetrainingSnapshot) end = run_to_end (fixture, fixture->session), again = NULL;
  g_autofree char *outcome = outcome_of (end), *reopened = NULL;
  g_autoptr (RunRetraining) order = NULL;
  g_autoptr (GError) error = NULL;

  new_job (fixture);
  run_job_open (fixture->job, fixture->session, FALSE);
  again = await_end (fixture);
  g_assert_cmpint (again->job.state, ==, RUN_STATE_FINISHED);
  reopened = outcome_of (again);
  g_assert_cmpstr (reopened, ==, outcome);
  new_job (fixture);
  order = run_retraining_of_session (fixture->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (order->n_rounds, ==, 2);
  g_assert_true (run_retraining_equal (order, again->order));
}

static void
assert_fails (Fixture *fixture, const char *mentions)
{
  g_autoptr (RunRetrainingSnapshot) end = NULL;

  new_job (fixture);
  run_retraining_start (fixture->job, &fixture->order, NULL, FALSE);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FAILED);
  if (strstr (end->job.message, mentions) == NULL)
    g_error ("“%s” does not mention “%s”", end->job.message, mentions);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  RunRetraining *order = &fixture->order;
  g_autofree char *file = g_build_filename (fixture->results, "net-dnn-2.card", NULL);
  g_autofree char *below = g_build_filename (file, "deeper", NULL);
  char *two[] = { (char *) "a", (char *) "b", NULL };

  order->training.folder = "/no/such/folder";
  assert_fails (fixture, "/no/such/folder");
  order->training.folder = fixture->folder;
  order->training.architecture = "nonet";
  assert_fails (fixture, "nonet");
  order->training.architecture = "lenet";
  order->training.labels = two;
  assert_fails (fixture, "2 labels");
  order->training.labels = NULL;
  order->n_runs = 1;
  assert_fails (fixture, "runs");
  order->n_runs = 3;
  g_file_set_contents (file, "", 0, NULL);
  assert_fails (fixture, "net-dnn-2.card");
  order->training.output = below;
  assert_fails (fixture, "deeper");
  order->training.output = fixture->results;
  empty_results (fixture);
  thirds_write (fixture->folder, "train", N_TRAIN, 1);
  thirds_write (fixture->folder, "t10k", N_TEST, 1);
  assert_fails (fixture, "of one class");
}

/* What cannot learn rubbish says why. */
static void
test_network_errors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *network = add_network (fixture);
  char *two[] = { (char *) "a", (char *) "b", NULL };

  fixture->order.training.network = "no-such-network";
  assert_fails (fixture, "no-such-network");
  fixture->order.training.network = network;
  fixture->order.training.labels = two;
  assert_fails (fixture, "2 labels");
  fixture->order.training.labels = NULL;
}

/* A folder that is gone for a while holds up, and loses nothing. */
static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outcome = run_for_outcome (fixture), *again = NULL;
  g_autoptr (RunRetrainingSnapshot) start = NULL, stuck = NULL, end = NULL;

  empty_results (fixture);
  new_job (fixture);
  run_retraining_start (fixture->job, &fixture->order, NULL, TRUE);
  start = await_end (fixture);
  thirds_remove_folder (fixture->results);
  run_job_resume (fixture->job);
  stuck = await_end (fixture);
  g_assert_cmpint (stuck->job.state, ==, RUN_STATE_PAUSED);
  g_assert_nonnull (strstr (stuck->job.message, "net-dnn-1"));
  g_mkdir (fixture->results, 0755);
  run_job_resume (fixture->job);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FINISHED);
  again = outcome_of (end);
  g_assert_cmpstr (again, ==, outcome);
}

/* A session of the second round, when DNN 1 is written. */
static void
leave_in_second_round (Fixture *fixture)
{
  g_autoptr (RunRetrainingSnapshot) start = NULL, one = NULL;

  run_retraining_start (fixture->job, &fixture->order, fixture->session, TRUE);
  start = await_end (fixture);
  run_job_step (fixture->job);
  one = await_end (fixture);
  g_assert_cmpint (one->job.state, ==, RUN_STATE_PAUSED);
  new_job (fixture);
}

static void
assert_refused (Fixture *fixture, const char *mentions)
{
  g_autoptr (RunRetrainingSnapshot) end = NULL;

  new_job (fixture);
  run_job_open (fixture->job, fixture->session, FALSE);
  end = await_end (fixture);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_FAILED);
  if (strstr (end->job.message, mentions) == NULL)
    g_error ("“%s” does not mention “%s”", end->job.message, mentions);
}

/* Puts another state, or another part, into the session. */
static void
tamper (Fixture *fixture, const char *part, gsize keep)
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
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  leave_in_second_round (fixture);
  tamper (fixture, "rubbish-0", 100);
  assert_refused (fixture, "damaged");
  g_remove (fixture->session);
  empty_results (fixture);
  leave_in_second_round (fixture);
  for (gsize keep = 2000; keep > 2; keep /= 3)
    {
      tamper (fixture, NULL, keep);
      new_job (fixture);
      assert_refused (fixture, "");
    }
}

/* The files of the networks belong to the session. */
static void
test_other_network (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = g_build_filename (fixture->results, "net-dnn-1.onnx", NULL);
  g_autofree char *two = g_build_filename (fixture->results, "net-dnn-1.card", NULL);
  g_autoptr (RunRetrainingSnapshot) end = NULL;

  fixture->order.go_on = TRUE;
  leave_in_second_round (fixture);
  g_remove (one);
  run_job_open (fixture->job, fixture->session, TRUE);
  run_job_resume (fixture->job);
  do
    {
      g_clear_pointer (&end, run_job_snapshot_unref);
      end = await_end (fixture);
    }
  while (end->job.message == NULL);
  g_assert_cmpint (end->job.state, ==, RUN_STATE_PAUSED);
  g_remove (two);
}

/* Nor is there a way to go on with another network as the one that each begins as. */
static void
test_network_replaced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *network = add_network (fixture);
  g_autofree char *card = g_build_filename (fixture->folder, "five.card", NULL);
  g_autofree char *text = NULL, *sum = NULL, *content = NULL, *whole = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (network, &content, &size, &error);
  g_assert_no_error (error);
  g_file_get_contents (card, &text, NULL, &error);
  g_assert_no_error (error);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size);
  whole = g_strdup_printf ("%sChecksum=sha256:%s\n", text, sum);
  g_file_set_contents (card, whole, -1, &error);
  g_assert_no_error (error);
  fixture->order.training.network = network;
  leave_in_second_round (fixture);
  /* The host would remember it. */
  run_job_free (fixture->job);
  run_host_free (fixture->host);
  fixture->host = run_host_new ();
  fixture->job = run_retraining_job_new (fixture->host, NULL, NULL);
  g_file_set_contents (card, text, -1, &error);
  g_assert_no_error (error);
  assert_refused (fixture, "another one by now");
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

#define ADD(name, test) g_test_add ("/retraining/" name, Fixture, NULL, set_up, test, tear_down)
#define ADD_LEFT(name, test)                                                                       \
  g_test_add ("/retraining/" name, Fixture, GINT_TO_POINTER (TRUE), set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/retraining/text", test_text);
  ADD ("rows", test_rows);
  ADD ("threads", test_threads);
  ADD_LEFT ("interrupted", test_interrupted);
  ADD_LEFT ("ascent", test_ascent);
  ADD ("step", test_step);
  ADD_LEFT ("network-interrupted", test_network_interrupted);
  ADD ("errors", test_errors);
  /* The threads of the others do nothing that those above do not, and under ThreadSanitizer they
   * would take ten minutes. */
  if (!WITH_THREAD_SANITIZER)
    {
      ADD_LEFT ("control", test_control);
      ADD_LEFT ("go-on", test_go_on);
      ADD ("network", test_network);
      ADD ("network-replaced", test_network_replaced);
      ADD ("network-errors", test_network_errors);
      ADD ("finished-session", test_finished_session);
      ADD ("unwritable", test_unwritable);
      ADD ("damaged", test_damaged);
      ADD ("other-network", test_other_network);
    }
  return g_test_run ();
}
