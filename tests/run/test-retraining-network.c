// SPDX-License-Identifier: GPL-3.0-or-later
/* Retraining that begins with a network that is there. */
#include "retraining-fixture.h"

#include <string.h>

#include "formats/network.h"
#include "store/session.h"
#include "tests/thorough.h"

/* A small network of others, of five classes, which ends in Gemm, Reshape, Softmax and Flatten, and
 * whose card is beside it. */
static char *
add_network (Retraining *fixture)
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
test_network (Retraining *fixture, gconstpointer data)
{
  g_autofree char *network = add_network (fixture), *outcome = NULL, *all = NULL;
  g_autoptr (RunRetrainingSnapshot) end = NULL, layer = NULL;
  g_autoptr (FmtNetwork) second = NULL;
  g_autoptr (GError) error = NULL;

  fixture->order.training.network = network;
  fixture->order.training.architecture = NULL;
  end = retraining_run_to_end (fixture, NULL);
  outcome = retraining_outcome_of (end);
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
  retraining_empty_results (fixture);
  layer = retraining_run_to_end (fixture, NULL);
  all = retraining_outcome_of (layer);
  g_assert_cmpstr (all, !=, outcome);
  assert_only_last_layer_differs (network, layer->rows[1]->network);
}

/* Left in the middle of it, and with each network beginning as the one before. */
static void
test_network_interrupted (Retraining *fixture, gconstpointer data)
{
  g_autofree char *network = add_network (fixture), *outcome = NULL, *again = NULL;

  fixture->order.training.network = network;
  /* Long enough to be left. */
  fixture->order.training.sgd.epochs = thorough (60, 60, 30);
  fixture->order.generations = (guint) thorough (400, 400, 80);
  outcome = retraining_run_for_outcome (fixture);
  retraining_interrupt_all (fixture, outcome);
  if (WITH_THREAD_SANITIZER)
    return; /* the same threads do the same */
  fixture->order.go_on = TRUE;
  again = retraining_run_for_outcome (fixture);
  g_assert_cmpstr (again, !=, outcome);
  retraining_interrupt_all (fixture, again);
}

/* What cannot learn rubbish says why. */
static void
test_network_errors (Retraining *fixture, gconstpointer data)
{
  g_autofree char *network = add_network (fixture);
  char *two[] = { (char *) "a", (char *) "b", NULL };

  fixture->order.training.network = "no-such-network";
  retraining_assert_fails (fixture, "no-such-network");
  fixture->order.training.network = network;
  fixture->order.training.labels = two;
  retraining_assert_fails (fixture, "2 labels");
  fixture->order.training.labels = NULL;
}

/* Nor is there a way to go on with another network as the one that each begins as. */
static void
test_network_replaced (Retraining *fixture, gconstpointer data)
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
  retraining_leave_in_second_round (fixture);
  /* The host would remember it. */
  run_job_free (fixture->job);
  run_host_free (fixture->host);
  fixture->host = run_host_new ();
  fixture->job = run_retraining_job_new (fixture->host, NULL, NULL);
  g_file_set_contents (card, text, -1, &error);
  g_assert_no_error (error);
  retraining_assert_refused (fixture, "another one by now");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  RETRAINING_ADD_LEFT ("network-interrupted", test_network_interrupted);
  /* The threads of the others do nothing that those above do not, and ThreadSanitizer is slow. */
  if (WITH_THREAD_SANITIZER)
    return g_test_run ();
  RETRAINING_ADD ("network", test_network);
  RETRAINING_ADD ("network-replaced", test_network_replaced);
  RETRAINING_ADD ("network-errors", test_network_errors);
  return g_test_run ();
}
