// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/network.h"

#include "base/error.h"
#include "nn/architectures.h"

#define N_PIXELS (28 * 28)

/* input = (grey level - mean) * scale with numbers of its own at every place, and back. */
static void
test_feed (void)
{
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 1);
  float mean[N_PIXELS], scale[N_PIXELS], picture[N_PIXELS], input[N_PIXELS], again[N_PIXELS];
  guint8 levels[N_PIXELS];
  g_autoptr (AscNetwork) network = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < N_PIXELS; i++)
    {
      mean[i] = (float) (i % 7);
      scale[i] = 1.0f / (float) (1 + i % 3);
      picture[i] = (float) (i % 256);
    }
  network = asc_network_new (graph, mean, scale, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (network->size, ==, N_PIXELS);
  g_assert_cmpuint (network->n_classes, ==, 10);

  asc_network_feed (network, picture, input);
  asc_network_round (network, picture, levels);
  asc_network_feed_levels (network, levels, again);
  for (int i = 0; i < N_PIXELS; i++)
    {
      g_assert_cmpfloat (input[i], ==, ((float) (i % 256) - (float) (i % 7)) * scale[i]);
      g_assert_cmpfloat (again[i], ==, input[i]);
    }
}

static void
test_round (void)
{
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 1);
  float zeros[N_PIXELS] = { 0 }, picture[N_PIXELS] = { -3, 0.4f, 0.6f, 254.7f, 300 };
  const guint8 expected[] = { 0, 0, 1, 255, 255 };
  guint8 levels[N_PIXELS];
  g_autoptr (AscNetwork) network = asc_network_new (graph, zeros, zeros, NULL);

  asc_network_round (network, picture, levels);
  g_assert_cmpmem (levels, sizeof expected, expected, sizeof expected);
}

/* The scores are what the softmax or the sigmoid is taken of, before what only passes it on; else
 * the output. */
static void
test_scores (void)
{
  const NnShape picture = { 3, { 1, 4, 4 } };
  const float numbers[16] = { 0 };

  for (int kind = 0; kind < 3; kind++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("input", &picture, NULL);
      NnValue scores = nn_graph_add_flatten (graph, NULL, 0, NULL);
      g_autoptr (AscNetwork) network = NULL;

      if (kind == 0)
        nn_graph_add_clip (graph, NULL, nn_graph_add_softmax (graph, NULL, scores, NULL), 1e-7f, 1,
                           NULL);
      else if (kind == 1)
        nn_graph_add_sigmoid (graph, NULL, scores, NULL);
      network = asc_network_new (graph, numbers, numbers, NULL);
      g_assert_nonnull (network);
      g_assert_cmpint (network->scores, ==, scores);
      g_assert_cmpuint (network->n_classes, ==, 16);
    }
}

/* A vector is no picture. */
static void
test_refusals (void)
{
  const NnShape vector = { 1, { 16 } };
  const float numbers[16] = { 0 };
  g_autoptr (NnGraph) no_picture = nn_graph_new ("input", &vector, NULL);
  g_autoptr (GError) error = NULL;

  nn_graph_add_softmax (no_picture, NULL, 0, NULL);
  g_assert_null (asc_network_new (no_picture, numbers, numbers, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/network/feed", test_feed);
  g_test_add_func ("/ascent/network/round", test_round);
  g_test_add_func ("/ascent/network/scores", test_scores);
  g_test_add_func ("/ascent/network/refusals", test_refusals);
  return g_test_run ();
}
