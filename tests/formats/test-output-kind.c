// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "formats/output-kind.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <math.h>
#include <string.h>

/* How a network may end, and what its numbers are taken for. */

#define N_IN  4
#define N_OUT 3

static NnTensor *
numbers (int rank, int a, int b)
{
  NnTensor *tensor = nn_tensor_new (&(NnShape){ .rank = rank, .dims = { a, b } });

  for (gsize i = 0; i < nn_shape_size (&tensor->shape); i++)
    tensor->data[i] = sinf ((float) i + 1);
  return tensor;
}

static NnTensor *
single (float value)
{
  NnTensor *tensor = nn_tensor_new (&NN_SHAPE_1 (1));

  tensor->data[0] = value;
  return tensor;
}

static NnValue
add_scores (NnGraph *graph, int n)
{
  return nn_graph_add_linear (graph, NULL, 0, numbers (2, n, N_IN), NULL, NULL);
}

static NnGraph *
new_graph (void)
{
  return nn_graph_new ("x", &NN_SHAPE_3 (1, 2, 2), NULL);
}

static NnValue
softmax (NnGraph *graph)
{
  return nn_graph_add_softmax (graph, NULL, add_scores (graph, N_OUT), NULL);
}

static NnValue
sigmoid (NnGraph *graph, int n)
{
  return nn_graph_add_sigmoid (graph, NULL, add_scores (graph, n), NULL);
}

static NnValue
end_scores (NnGraph *graph)
{
  return add_scores (graph, N_OUT);
}

static NnValue
end_relu (NnGraph *graph)
{
  return nn_graph_add_relu (graph, NULL, add_scores (graph, N_OUT), NULL);
}

/* As the last layer of torchvision's vision transformers is before it learns. */
static NnValue
end_zeros (NnGraph *graph)
{
  return nn_graph_add_linear (
      graph, NULL, 0, nn_tensor_new (&(NnShape){ .rank = 2, .dims = { N_OUT, N_IN } }), NULL, NULL);
}

/* Confidences on the way to scores. */
static NnValue
end_linear_after_softmax (NnGraph *graph)
{
  return nn_graph_add_linear (graph, NULL, softmax (graph), numbers (2, N_OUT, N_OUT), NULL, NULL);
}

static NnValue
end_softmax (NnGraph *graph)
{
  return softmax (graph);
}

static NnValue
end_reshaped (NnGraph *graph)
{
  return nn_graph_add_reshape (graph, NULL, softmax (graph), &NN_SHAPE_3 (N_OUT, 1, 1), NULL);
}

static NnValue
end_clip (NnGraph *graph)
{
  return nn_graph_add_clip (graph, NULL, softmax (graph), 1e-7f, 1 - 1e-7f, NULL);
}

static NnValue
end_mean (NnGraph *graph)
{
  NnValue several[] = { softmax (graph), softmax (graph) };
  NnValue sum = nn_graph_add_sum_of (graph, NULL, 2, several, NULL);

  return nn_graph_add_scale_shift (graph, NULL, sum, single (0.5f), NULL, NULL);
}

/* Weighted 0.25 and 0.75, each before the sum. */
static NnValue
end_weighted_mean (NnGraph *graph)
{
  NnValue a = nn_graph_add_scale_shift (graph, NULL, softmax (graph), single (0.25f), NULL, NULL);
  NnValue b = nn_graph_add_scale_shift (graph, NULL, softmax (graph), single (0.75f), NULL, NULL);

  return nn_graph_add_sum (graph, NULL, a, b, NULL);
}

/* 1 - p beside p. */
static NnValue
end_pair (NnGraph *graph)
{
  NnValue p = sigmoid (graph, 1);
  NnValue rest = nn_graph_add_scale_shift (graph, NULL, p, single (-1), single (1), NULL);

  return nn_graph_add_concat (graph, NULL, 2, (NnValue[]){ rest, p }, NULL);
}

static NnValue
end_sigmoids (NnGraph *graph)
{
  return sigmoid (graph, N_OUT);
}

static NnValue
end_sigmoids_apart (NnGraph *graph)
{
  return nn_graph_add_concat (graph, NULL, 2, (NnValue[]){ sigmoid (graph, 1), sigmoid (graph, 2) },
                              NULL);
}

/* All but the class of the background. */
static NnValue
end_slice (NnGraph *graph)
{
  return nn_graph_add_slice (graph, NULL, softmax (graph), 0, 1, N_OUT, NULL);
}

static const struct
{
  const char *name;
  NnValue (*end) (NnGraph *graph);
  FmtOutputKind kind;
} ends[] = {
  { "scores", end_scores, FMT_OUTPUT_SCORES },
  { "relu", end_relu, FMT_OUTPUT_SCORES },
  { "zeros", end_zeros, FMT_OUTPUT_SCORES },
  { "linear-after-softmax", end_linear_after_softmax, FMT_OUTPUT_SCORES },
  { "softmax", end_softmax, FMT_OUTPUT_CONFIDENCES },
  { "reshaped", end_reshaped, FMT_OUTPUT_CONFIDENCES },
  { "clip", end_clip, FMT_OUTPUT_CONFIDENCES },
  { "mean", end_mean, FMT_OUTPUT_CONFIDENCES },
  { "weighted-mean", end_weighted_mean, FMT_OUTPUT_CONFIDENCES },
  { "pair", end_pair, FMT_OUTPUT_CONFIDENCES },
  { "sigmoids", end_sigmoids, FMT_OUTPUT_INDEPENDENT },
  { "sigmoids-apart", end_sigmoids_apart, FMT_OUTPUT_INDEPENDENT },
  { "slice", end_slice, FMT_OUTPUT_INDEPENDENT },
};

static float *
compute (const NnGraph *graph, NnValue value)
{
  g_autoptr (NnGraph) copy = nn_graph_copy (graph);
  g_autoptr (NnExecutor) executor = NULL;

  nn_graph_set_output (copy, value);
  executor = nn_executor_new (copy, 1, NN_FORWARD_ONLY, NULL);
  for (int i = 0; i < N_IN; i++)
    nn_executor_input (executor)[i] = 0.25f * (float) (i + 1);
  return g_memdup2 (nn_executor_forward (executor),
                    nn_shape_size (nn_graph_shape (copy, value)) * sizeof (float));
}

/* What are no scores comes out as it was. */
static void
test_end (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (NnGraph) graph = new_graph ();
  NnValue value = ends[i].end (graph);
  gsize n = nn_shape_size (nn_graph_shape (graph, value));
  g_autofree float *before = compute (graph, value), *after = NULL;
  g_autoptr (GError) error = NULL;
  double sum = 0;

  g_assert_cmpint (fmt_output_kind (graph, value), ==, ends[i].kind);
  g_assert_true (fmt_output_finish (graph, value, "y", &error));
  g_assert_no_error (error);
  value = nn_graph_output (graph);
  g_assert_cmpint (nn_graph_shape (graph, value)->rank, ==, 1);
  after = compute (graph, value);
  for (gsize j = 0; j < n; j++)
    sum += exp ((double) before[j]);
  for (gsize j = 0; j < n; j++)
    g_assert_cmpfloat_with_epsilon (
        (double) after[j],
        ends[i].kind == FMT_OUTPUT_SCORES ? exp ((double) before[j]) / sum : (double) before[j],
        1e-6);
}

/* One confidence p is two classes, 1 - p and p, whether the sigmoid is the very last or not. */
static void
test_single (void)
{
  for (int clip = 0; clip < 2; clip++)
    {
      g_autoptr (NnGraph) graph = new_graph ();
      NnValue value = sigmoid (graph, 1);
      g_autofree float *p = compute (graph, value), *both = NULL;

      if (clip)
        value = nn_graph_add_clip (graph, NULL, value, 0, 1, NULL);
      g_assert_false (fmt_output_is_from_single (graph, value));
      g_assert_true (fmt_output_finish (graph, value, "y", NULL));
      value = nn_graph_output (graph);
      g_assert_cmpuint (nn_shape_size (nn_graph_shape (graph, value)), ==, 2);
      both = compute (graph, value);
      g_assert_cmpfloat_with_epsilon (both[0], 1 - p[0], 1e-6f);
      g_assert_cmpfloat_with_epsilon (both[1], p[0], 1e-6f);
      g_assert_true (fmt_output_is_from_single (graph, value));
      g_assert_cmpint (fmt_output_kind (graph, value), ==, FMT_OUTPUT_CONFIDENCES);
    }
}

static void
assert_refused (NnGraph *graph, NnValue value, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (fmt_output_finish (graph, value, "y", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
}

/* A single number that is no confidence, and one that is always 1. */
static void
test_refused (void)
{
  for (int kind = 0; kind < 4; kind++)
    {
      g_autoptr (NnGraph) graph = new_graph ();
      NnValue value = add_scores (graph, 1);

      if (kind == 0)
        assert_refused (graph, value, "regression");
      else if (kind == 1)
        assert_refused (graph, nn_graph_add_relu (graph, NULL, value, NULL), "regression");
      else if (kind == 2)
        assert_refused (graph, nn_graph_add_softmax (graph, NULL, value, NULL), "softmax");
      else
        assert_refused (graph, 0, "each class");
    }
}

/* What branches at each step is looked at for as long as anything else. */
static void
test_branches (void)
{
  g_autoptr (NnGraph) graph = new_graph ();
  NnValue value = sigmoid (graph, N_OUT);

  for (int i = 0; i < 60; i++)
    value = nn_graph_add_mul (graph, NULL, value, value, NULL);
  fmt_output_kind (graph, value);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *name = g_strconcat ("/formats/output-kind/", ends[i].name, NULL);

      g_test_add_data_func (name, GSIZE_TO_POINTER (i), test_end);
    }
  g_test_add_func ("/formats/output-kind/single", test_single);
  g_test_add_func ("/formats/output-kind/refused", test_refused);
  g_test_add_func ("/formats/output-kind/branches", test_branches);
  return g_test_run ();
}
