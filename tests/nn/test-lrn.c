// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "operator-case.h"

#include <math.h>
#include <string.h>

#define TOLERANCE 2e-5

static void
test_random (void)
{
  static const float betas[] = { 0.75f, 0.5f, 1, 0.3f };
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 80; i++)
    {
      g_autoptr (NnGraph) graph = nn_graph_new ("data",
                                                &NN_SHAPE_3 (random_between (&random, 1, 12),
                                                             random_between (&random, 1, 20),
                                                             random_between (&random, 1, 20)),
                                                NULL);
      g_autoptr (OperatorCase) operator_case = NULL;
      int size = i % 9 == 0 ? 40 : random_between (&random, 1, 7);

      g_assert_cmpint (nn_graph_add_lrn (graph, NULL, 0, size, 0.7f * (float) size, betas[i % 4],
                                         1 + (float) (i % 3), NULL),
                       ==, 1);
      operator_case = operator_case_new (graph, random_between (&random, 1, 3), &random);
      operator_case_check_forward (operator_case, TOLERANCE);
      operator_case_check_backward (operator_case, &random, 30, TOLERANCE);
    }
}

/* Positions that more than one block holds, AlexNet's parameters, and a vector. */
static void
test_alexnet (void)
{
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (NnGraph) graph =
          nn_graph_new ("data", i == 0 ? &NN_SHAPE_3 (12, 29, 31) : &NN_SHAPE_1 (500), NULL);
      g_autoptr (OperatorCase) operator_case = NULL;

      nn_graph_add_lrn (graph, NULL, 0, 5, 1e-4f, 0.75f, 1, NULL);
      operator_case = operator_case_new (graph, 2, &random);
      for (gsize j = 0; j < naive_size (operator_case->naive, 0); j++)
        {
          operator_case->inputs[0][j] *= 100;
          operator_case->naive->values[0][j] = operator_case->inputs[0][j];
        }
      operator_case_check_forward (operator_case, TOLERANCE);
      operator_case_check_backward (operator_case, &random, 4, 1e-4);
    }
}

static void
test_bad (void)
{
  static const struct
  {
    int size;
    float alpha, beta, bias;
  } bad[] = {
    { 0, 1, 0.75f, 1 },  { -3, 1, 0.75f, 1 },  { G_MAXINT, 1, 0.75f, 1 },
    { 5, -1, 0.75f, 1 }, { 5, NAN, 0.75f, 1 }, { 5, 1, INFINITY, 1 },
    { 5, 1, 0.75f, 0 },  { 5, 1, 0.75f, -2 },  { 5, 1, 0.75f, NAN },
  };
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (2, 9, 9), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (nn_graph_add_lrn (graph, "bad", 0, bad[i].size, bad[i].alpha, bad[i].beta,
                                         bad[i].bias, &error),
                       ==, NN_NO_VALUE);
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "“bad”"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/lrn/random", test_random);
  g_test_add_func ("/nn/lrn/alexnet", test_alexnet);
  g_test_add_func ("/nn/lrn/bad", test_bad);
  return g_test_run ();
}
