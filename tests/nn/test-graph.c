// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/graph.h"

#include "base/error.h"
#include "nn/ops.h"

#include <string.h>

static NnGraph *
graph_new (int c, int h, int w)
{
  return nn_graph_new ("data", &NN_SHAPE_3 (c, h, w), NULL);
}

static NnTensor *
tensor_new (int rank, int a, int b, int c, int d)
{
  return nn_tensor_new (&(NnShape){ .rank = rank, .dims = { a, b, c, d } });
}

/* The last addition failed, with this code and a message that has this in it. */
static void
assert_refused (NnValue value, GError **error, int code, const char *part)
{
  g_assert_cmpint (value, ==, NN_NO_VALUE);
  g_assert_error (*error, BASE_ERROR, code);
  if (strstr ((*error)->message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, (*error)->message);
  g_clear_error (error);
}

static void
assert_shape (const NnGraph *graph, NnValue value, const char *expected)
{
  g_autofree char *text = nn_shape_to_string (nn_graph_shape (graph, value));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_shapes (void)
{
  NnShape a = NN_SHAPE_3 (20, 24, 23), b = a;
  g_autofree char *text = nn_shape_to_string (&a);

  g_assert_cmpuint (nn_shape_size (&a), ==, 20 * 24 * 23);
  g_assert_cmpstr (text, ==, "20 x 24 x 23");
  g_assert_true (nn_shape_equal (&a, &b));
  b.dims[2]++;
  g_assert_false (nn_shape_equal (&a, &b));
  g_assert_false (nn_shape_equal (&NN_SHAPE_1 (6), &NN_SHAPE_3 (6, 1, 1)));
}

static void
test_shape_limits (void)
{
  const NnShape bad[] = {
    { .rank = 0 },
    { .rank = 6, .dims = { 1, 1, 1, 1, 1 } },
    { .rank = -1 },
    { .rank = 1, .dims = { 0 } },
    { .rank = 2, .dims = { 3, -4 } },
    { .rank = 1, .dims = { (int) NN_MAX_SIZE + 1 } },
    { .rank = 5, .dims = { G_MAXINT, G_MAXINT, G_MAXINT, G_MAXINT, G_MAXINT } },
    { .rank = 4, .dims = { 65536, 65536, 65536, 65536 } }, /* 2^64: 0 if it wrapped */
    { .rank = 2, .dims = { -1, -1 } },
  };

  g_assert_true (nn_shape_check (&NN_SHAPE_1 ((int) NN_MAX_SIZE), NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (nn_shape_check (&bad[i], &error));
      g_assert_true (error != NULL && error->domain == BASE_ERROR);
    }
}

static void
test_build (void)
{
  g_autoptr (NnGraph) graph = graph_new (3, 32, 32);
  NnWindow same = nn_window_square (3, 1, 1), half = nn_window_square (3, 2, 0);
  NnValue conv, pool, both, flat, scores;

  g_assert_cmpint (nn_graph_output (graph), ==, 0);
  conv = nn_graph_add_conv (graph, "conv", 0, &same, 1, tensor_new (4, 8, 3, 3, 3),
                            tensor_new (1, 8, 0, 0, 0), NULL);
  assert_shape (graph, conv, "8 x 32 x 32");
  pool = nn_graph_add_max_pool (graph, "pool", conv, &half, NULL);
  assert_shape (graph, pool, "8 x 15 x 15");
  half.ceil_mode = TRUE;
  assert_shape (graph, nn_graph_add_max_pool (graph, "ceil", conv, &half, NULL), "8 x 16 x 16");
  both = nn_graph_add_concat (graph, NULL, 2, (NnValue[]){ pool, pool }, NULL);
  assert_shape (graph, both, "16 x 15 x 15");
  assert_shape (graph, nn_graph_add_sum (graph, NULL, both, both, NULL), "16 x 15 x 15");
  flat = nn_graph_add_flatten (graph, "", both, NULL);
  assert_shape (graph, flat, "3600");
  scores = nn_graph_add_linear (graph, "scores", both, tensor_new (2, 10, 3600, 0, 0), NULL, NULL);
  assert_shape (graph, scores, "10");
  nn_graph_add_softmax (graph, "probabilities", scores, NULL);

  g_assert_cmpint (nn_graph_n_nodes (graph), ==, 9);
  g_assert_cmpint (nn_graph_output (graph), ==, 8);
  nn_graph_set_output (graph, scores);
  g_assert_cmpint (nn_graph_output (graph), ==, scores);
  g_assert_cmpint (nn_graph_find (graph, "pool"), ==, pool);
  g_assert_cmpint (nn_graph_find (graph, "data"), ==, 0);
  g_assert_cmpint (nn_graph_find (graph, "nothing"), ==, NN_NO_VALUE);
  g_assert_cmpuint (nn_graph_n_parameters (graph), ==, 8 * 27 + 8 + 36000);
  g_assert_cmpstr (nn_graph_node (graph, conv)->op->name, ==, "Conv");
  g_assert_cmpint (nn_graph_node (graph, conv)->n_parameters, ==, 2);
  g_assert_cmpint (nn_graph_node (graph, scores)->n_parameters, ==, 1);
}

/* Generated names are unique even when someone took the obvious one. */
static void
test_generated_names (void)
{
  g_autoptr (NnGraph) graph = graph_new (1, 2, 2);

  g_assert_cmpint (nn_graph_add_relu (graph, "Relu_2", 0, NULL), ==, 1);
  g_assert_cmpint (nn_graph_add_relu (graph, NULL, 0, NULL), ==, 2);
  g_assert_cmpint (nn_graph_add_relu (graph, NULL, 0, NULL), ==, 3);
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (nn_graph_find (graph, nn_graph_node (graph, i)->name), ==, i);
}

static void
test_copy (void)
{
  g_autoptr (NnGraph) graph = graph_new (1, 2, 2);
  g_autoptr (NnGraph) copy = NULL;
  NnTensor *weights = tensor_new (2, 3, 4, 0, 0);

  weights->data[5] = 7;
  nn_graph_add_linear (graph, "scores", 0, weights, NULL, NULL);
  nn_graph_add_softmax (graph, "end", 1, NULL);
  nn_graph_set_output (graph, 1);
  copy = nn_graph_copy (graph);
  weights->data[5] = 8;
  g_assert_cmpfloat (nn_graph_node (copy, 1)->parameters[0]->data[5], ==, 7);
  g_assert_cmpint (nn_graph_n_nodes (copy), ==, 3);
  g_assert_cmpint (nn_graph_output (copy), ==, 1);
  g_clear_pointer (&graph, nn_graph_free);
  g_assert_cmpint (nn_graph_find (copy, "end"), ==, 2);
  g_assert_cmpint (nn_graph_node (copy, 2)->inputs[0], ==, 1);
}

static void
test_bad_inputs (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *long_name = g_strnfill (NN_MAX_NAME + 1, 'x');
  g_autoptr (NnGraph) graph = NULL;

  g_assert_null (nn_graph_new ("picture", &NN_SHAPE_3 (3, 0, 5), &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "picture"));
  g_clear_error (&error);
  g_assert_null (nn_graph_new (long_name, &NN_SHAPE_3 (3, 5, 5), &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  g_clear_error (&error);

  graph = graph_new (3, 5, 5);
  assert_refused (nn_graph_add_relu (graph, "early", 1, &error), &error, BASE_ERROR_INVALID,
                  "early");
  assert_refused (nn_graph_add_relu (graph, "early", -1, &error), &error, BASE_ERROR_INVALID,
                  "early");
  assert_refused (nn_graph_add_relu (graph, "data", 0, &error), &error, BASE_ERROR_INVALID, "data");
  assert_refused (nn_graph_add_relu (graph, "\xff\xfe", 0, &error), &error, BASE_ERROR_INVALID,
                  "layer 1");
  assert_refused (nn_graph_add_relu (graph, long_name, 0, &error), &error, BASE_ERROR_INVALID,
                  "layer 1");
  assert_refused (nn_graph_add (graph, &nn_op_input, "second", 0, NULL, NULL, 0, NULL, &error),
                  &error, BASE_ERROR_UNSUPPORTED, "second");
  assert_refused (
      nn_graph_add (graph, &nn_op_relu, "many", 2, (NnValue[]){ 0, 0 }, NULL, 0, NULL, &error),
      &error, BASE_ERROR_INVALID, "many");
  assert_refused (nn_graph_add (graph, &nn_op_concat, "none", 0, NULL, NULL, 0, NULL, &error),
                  &error, BASE_ERROR_INVALID, "none");
  g_assert_cmpint (nn_graph_n_nodes (graph), ==, 1);
}

/* Tensors are taken over on failure too: a leak checker is the judge of that. */
static void
test_bad_weights (void)
{
  g_autoptr (NnGraph) graph = graph_new (4, 9, 9);
  g_autoptr (GError) error = NULL;
  NnWindow w = nn_window_square (3, 1, 1);
  NnTensor *extra[] = { tensor_new (1, 2, 0, 0, 0) };
  const struct
  {
    int groups, out, in, kernel, bias;
  } bad[] = {
    { 0, 8, 4, 3, 0 }, { -1, 8, 4, 3, 0 }, { 3, 9, 4, 3, 0 },
    { 2, 8, 4, 3, 0 }, { 2, 7, 2, 3, 0 },  { 1, 8, 3, 3, 0 },
    { 1, 8, 4, 5, 0 }, { 1, 8, 4, 3, 7 },  { G_MAXINT, 8, 4, 3, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (
        nn_graph_add_conv (graph, "bad", 0, &w, bad[i].groups,
                           tensor_new (4, bad[i].out, bad[i].in, bad[i].kernel, bad[i].kernel),
                           bad[i].bias > 0 ? tensor_new (1, bad[i].bias, 0, 0, 0) : NULL, &error),
        &error, BASE_ERROR_INVALID, "“bad”");
  assert_refused (
      nn_graph_add_conv (graph, "flat", 0, &w, 1, tensor_new (2, 8, 36, 0, 0), NULL, &error),
      &error, BASE_ERROR_INVALID, "flat");
  assert_refused (
      nn_graph_add_linear (graph, "line", 0, tensor_new (2, 5, 323, 0, 0), NULL, &error), &error,
      BASE_ERROR_INVALID, "4 x 9 x 9");
  assert_refused (nn_graph_add_linear (graph, "line", 0, tensor_new (2, 5, 324, 0, 0),
                                       tensor_new (1, 4, 0, 0, 0), &error),
                  &error, BASE_ERROR_INVALID, "line");
  assert_refused (
      nn_graph_add_linear (graph, "line", 0, tensor_new (1, 324, 0, 0, 0), NULL, &error), &error,
      BASE_ERROR_INVALID, "line");
  assert_refused (
      nn_graph_add (graph, &nn_op_relu, "extra", 1, (NnValue[]){ 0 }, NULL, 1, extra, &error),
      &error, BASE_ERROR_INVALID, "extra");
  assert_refused (nn_graph_add (graph, &nn_op_conv, "bare", 1, (NnValue[]){ 0 },
                                &(NnAttributes){ .conv = { w, 1 } }, 0, NULL, &error),
                  &error, BASE_ERROR_INVALID, "bare");
}

static void
test_bad_windows (void)
{
  g_autoptr (NnGraph) graph = graph_new (2, 9, 9);
  g_autoptr (GError) error = NULL;
  const NnWindow bad[] = {
    { 0 },
    { 10, 3, 1, 1, 0, 0, 0, 0, 1, 1 },
    { 3, 3, 0, 1, 0, 0, 0, 0, 1, 1 },
    { 3, 3, 1, -1, 0, 0, 0, 0, 1, 1 },
    { 3, 3, 1, 1, -1, 0, 0, 0, 1, 1 },
    { 3, 3, 1, 1, 0, 0, 0, -5, 1, 1 },
    { 3, 3, 1, 1, 0, 0, 0, 0, 0, 1 },
    { 3, 3, 1, 1, 0, 0, 0, 0, 5, 1 },
    { G_MAXINT, 3, 1, 1, 0, 0, 0, 0, G_MAXINT, 1 },
    { 3, 3, 1, 1, G_MAXINT, 0, G_MAXINT, 0, 1, 1 },
    { 3, 3, 1, 1, 3, 0, 0, 0, 1, 1 },
    { 3, 3, 1, 1, 0, 0, 0, 3, 1, 1 },
    { 3, 3, G_MAXINT, G_MAXINT, 0, 0, 0, 0, 1, 1, TRUE },
  };
  const NnWindow huge = { 1, 1, 1, 1, 1 << 16, 1 << 16, 0, 0, 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (nn_graph_add_max_pool (graph, "bad", 0, &bad[i], &error), &error,
                    BASE_ERROR_INVALID, "“bad”");
  /* A convolution may be padded past its kernel, but not past all bounds. */
  assert_refused (
      nn_graph_add_conv (graph, "huge", 0, &huge, 1, tensor_new (4, 1, 2, 1, 1), NULL, &error),
      &error, BASE_ERROR_TOO_LARGE, "“huge”");
  assert_refused (nn_graph_add_softmax (graph, "soft", 0, &error), &error, BASE_ERROR_UNSUPPORTED,
                  "“soft”");
  nn_graph_add_flatten (graph, "flat", 0, NULL);
  assert_refused (nn_graph_add_max_pool (graph, "pool", 1, &bad[1], &error), &error,
                  BASE_ERROR_INVALID, "“pool”");
  assert_refused (nn_graph_add_sum (graph, "sum", 0, 1, &error), &error, BASE_ERROR_INVALID,
                  "“sum”");
  assert_refused (nn_graph_add_concat (graph, "join", 2, (NnValue[]){ 0, 1 }, &error), &error,
                  BASE_ERROR_INVALID, "“join”");
}

/* Sizes that double again and again end in an error, not in an overflow. */
static void
test_growth (void)
{
  g_autoptr (NnGraph) graph = graph_new (1024, 1024, 1);
  g_autoptr (GError) error = NULL;
  NnValue value = 0;
  g_autofree char *last = NULL;
  int doublings = 0;

  while (value != NN_NO_VALUE)
    {
      value = nn_graph_add_concat (graph, NULL, 2, (NnValue[]){ value, value }, &error);
      doublings++;
    }
  g_assert_cmpint (doublings, ==, g_bit_storage (NN_MAX_SIZE >> 20)); /* of 2^20 */
  last = g_strdup_printf ("Concat_%d", doublings);
  assert_refused (value, &error, BASE_ERROR_TOO_LARGE, last);
}

static void
test_max_nodes (void)
{
  g_autoptr (NnGraph) graph = graph_new (1, 1, 1);
  g_autoptr (GError) error = NULL;

  for (int i = 1; i < NN_MAX_NODES; i++)
    g_assert_cmpint (nn_graph_add_relu (graph, NULL, i - 1, NULL), ==, i);
  assert_refused (nn_graph_add_relu (graph, "last straw", 0, &error), &error, BASE_ERROR_TOO_LARGE,
                  "last straw");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/shape/basics", test_shapes);
  g_test_add_func ("/nn/shape/limits", test_shape_limits);
  g_test_add_func ("/nn/graph/build", test_build);
  g_test_add_func ("/nn/graph/generated-names", test_generated_names);
  g_test_add_func ("/nn/graph/copy", test_copy);
  g_test_add_func ("/nn/graph/bad-inputs", test_bad_inputs);
  g_test_add_func ("/nn/graph/bad-weights", test_bad_weights);
  g_test_add_func ("/nn/graph/bad-windows", test_bad_windows);
  g_test_add_func ("/nn/graph/growth", test_growth);
  g_test_add_func ("/nn/graph/max-nodes", test_max_nodes);
  return g_test_run ();
}
