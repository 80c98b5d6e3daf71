// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include "base/error.h"
#include "formats/onnx.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <string.h>

/* What ONNX's operators and their attributes become, and what is refused. */

/* What the graph makes of the picture 1, 2, 3, ...; `skip_softmax` gives the scores. */
static float *
compute (const NnGraph *graph, gboolean skip_softmax)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
  NnValue output = nn_graph_output (graph);
  gsize n_in = nn_shape_size (nn_graph_shape (graph, 0));

  for (gsize i = 0; i < n_in; i++)
    nn_executor_input (executor)[i] = (float) (i + 1);
  nn_executor_forward (executor);
  if (skip_softmax)
    output = nn_graph_node (graph, output)->inputs[0];
  return g_memdup2 (nn_executor_value (executor, output),
                    nn_shape_size (nn_graph_shape (graph, output)) * sizeof (float));
}

static void
assert_floats (const float *found, size_t n, const float *expected)
{
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (found[i], expected[i], 1e-5);
}

/* A model of the given input and one operator, whose result is made flat for the output. */
static Onnx__NodeProto *
one_node (Model *model, const char *op_type, const char *inputs)
{
  Onnx__NodeProto *node = model_add_node (model, op_type, inputs, "y");

  model_add_node (model, "Flatten", "y", "flat");
  model_add_output (model, "flat");
  return node;
}

static Model *
picture_model (gint64 opset)
{
  Model *model = model_new (opset);

  model_add_input (model, "x", -1, 2, 7, 6, 0);
  return model;
}

static Model *
vector_model (gint64 opset)
{
  Model *model = model_new (opset);

  model_add_input (model, "x", -1, 2, 0);
  return model;
}

static const NnWindow *
find_window (const NnGraph *graph)
{
  const NnNode *node = nn_graph_node (graph, nn_graph_find (graph, "y"));

  return node->op == &nn_op_conv ? &node->attributes.conv.window : &node->attributes.pool.window;
}

static void
test_conv (void)
{
  g_autoptr (Model) model = picture_model (11);
  g_autoptr (NnGraph) graph = NULL;
  Onnx__NodeProto *node = one_node (model, "Conv", "x w b");
  const NnWindow *window;

  model_add_floats (model, "w", "4 1 3 2", TRUE);
  model_add_floats (model, "b", "4", FALSE);
  model_set_ints (model, node, "strides", "2 1");
  model_set_ints (model, node, "pads", "1 2 3 0");
  model_set_ints (model, node, "dilations", "1 2");
  model_set_int (model, node, "group", 2);
  graph = model_read (model);
  window = find_window (graph);
  g_assert_cmpint (window->kernel_h, ==, 3);
  g_assert_cmpint (window->kernel_w, ==, 2);
  g_assert_cmpint (window->stride_h, ==, 2);
  g_assert_cmpint (window->stride_w, ==, 1);
  g_assert_cmpint (window->pad_top, ==, 1);
  g_assert_cmpint (window->pad_left, ==, 2);
  g_assert_cmpint (window->pad_bottom, ==, 3);
  g_assert_cmpint (window->pad_right, ==, 0);
  g_assert_cmpint (window->dilation_w, ==, 2);
  g_assert_cmpint (nn_graph_node (graph, nn_graph_find (graph, "y"))->attributes.conv.groups, ==,
                   2);
  g_assert_cmpint (nn_graph_shape (graph, nn_graph_find (graph, "y"))->dims[1], ==, 5);
}

typedef struct
{
  const char *mode;
  int top, left, bottom, right;
} Padding;

/* 7 x 6, kernel 4 x 3, stride 2: SAME has ceil (7 / 2) = 4 rows and so (4 - 1) * 2 + 4 - 7 = 3 of
 * padding, and 3 columns and so 1. */
static void
test_auto_pad (void)
{
  const Padding cases[] = { { "NOTSET", 0, 0, 0, 0 },
                            { "VALID", 0, 0, 0, 0 },
                            { "SAME_UPPER", 1, 0, 2, 1 },
                            { "SAME_LOWER", 2, 1, 1, 0 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int pooling = 0; pooling < 2; pooling++)
      {
        g_autoptr (Model) model = picture_model (11);
        g_autoptr (NnGraph) graph = NULL;
        Onnx__NodeProto *node =
            one_node (model, pooling ? "MaxPool" : "Conv", pooling ? "x" : "x w");
        const NnWindow *window;

        model_add_floats (model, "w", "1 2 4 3", TRUE);
        model_set_ints (model, node, "kernel_shape", "4 3");
        model_set_ints (model, node, "strides", "2 2");
        model_set_string (model, node, "auto_pad", cases[i].mode);
        graph = model_read (model);
        window = find_window (graph);
        g_assert_cmpint (window->pad_top, ==, cases[i].top);
        g_assert_cmpint (window->pad_left, ==, cases[i].left);
        g_assert_cmpint (window->pad_bottom, ==, cases[i].bottom);
        g_assert_cmpint (window->pad_right, ==, cases[i].right);
      }
}

/* An attribute of text without any: as good as not there. */
static void
test_empty_text (void)
{
  for (int has_s = 0; has_s < 2; has_s++)
    {
      g_autoptr (Model) model = picture_model (11);
      g_autoptr (NnGraph) graph = NULL;
      Onnx__NodeProto *node = one_node (model, "MaxPool", "x");

      model_set_ints (model, node, "kernel_shape", "2 2");
      model_set_ints (model, node, "pads", "1 0 0 0");
      model_set_string (model, node, "auto_pad", "")->has_s = has_s;
      graph = model_read (model);
      g_assert_cmpint (find_window (graph)->pad_top, ==, 1);
    }
}

static void
test_max_pool (void)
{
  g_autoptr (Model) model = picture_model (11);
  g_autoptr (NnGraph) graph = NULL;
  Onnx__NodeProto *node = one_node (model, "MaxPool", "x");

  model_set_ints (model, node, "kernel_shape", "2 2");
  model_set_ints (model, node, "strides", "2 2");
  model_set_int (model, node, "ceil_mode", 1);
  graph = model_read (model);
  g_assert_true (find_window (graph)->ceil_mode);
  g_assert_cmpint (nn_graph_shape (graph, nn_graph_find (graph, "y"))->dims[1], ==, 4);
}

/* x = (1, 2); w, as (2, 3), is 1/8 .. 6/8; c is 1/8, 2/8, 3/8. */
static void
test_gemm (void)
{
  g_autoptr (Model) model = vector_model (13);
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *scores = NULL;
  Onnx__NodeProto *node = model_add_node (model, "Gemm", "x w c", "y");
  const float expected[] = { 2 * 9 / 8.f + 4 / 8.f, 2 * 12 / 8.f + 8 / 8.f,
                             2 * 15 / 8.f + 12 / 8.f };

  model_add_floats (model, "w", "2 3", TRUE);
  model_add_floats (model, "c", "1 3", TRUE);
  model_set_float (model, node, "alpha", 2);
  model_set_float (model, node, "beta", 4);
  model_add_output (model, "y");
  graph = model_read (model);
  scores = compute (graph, TRUE);
  assert_floats (scores, 3, expected);
}

/* The same with w as (3, 2) and a single number for c. */
static void
test_gemm_transposed (void)
{
  g_autoptr (Model) model = vector_model (13);
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *scores = NULL;
  Onnx__NodeProto *node = model_add_node (model, "Gemm", "x w c", "y");
  const float expected[] = { 6 / 8.f, 12 / 8.f, 18 / 8.f };

  model_add_floats (model, "w", "3 2", FALSE);
  model_add_floats (model, "c", "", FALSE);
  model_set_int (model, node, "transB", 1);
  model_add_output (model, "y");
  graph = model_read (model);
  scores = compute (graph, TRUE);
  assert_floats (scores, 3, expected);
}

/* The bias of MatMul comes from the Add after it, whichever way round, or from a third node. */
static void
test_matmul_and_add (void)
{
  const char *inputs[] = { "product b", "b product" };
  const float expected[] = { 9 / 8.f + 1 / 8.f, 12 / 8.f + 2 / 8.f, 15 / 8.f + 3 / 8.f };

  for (size_t i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (Model) model = vector_model (13);
      g_autoptr (NnGraph) graph = NULL;
      g_autofree float *scores = NULL;

      model_add_floats (model, "w", "2 3", TRUE);
      model_add_floats (model, "b", "3", TRUE);
      model_add_node (model, "MatMul", "x w", "product");
      model_add_node (model, "Add", inputs[i], "y");
      model_add_output (model, "y");
      graph = model_read (model);
      g_assert_cmpint (nn_graph_n_nodes (graph), ==, 3);
      scores = compute (graph, TRUE);
      assert_floats (scores, 3, expected);
    }
}

/* As the first networks of other tools have it: Conv without a bias, then Add of (c, 1, 1). */
static void
test_conv_and_add (void)
{
  g_autoptr (Model) model = picture_model (8);
  g_autoptr (NnGraph) graph = NULL;
  const NnNode *node;

  model_add_floats (model, "w", "3 2 1 1", TRUE);
  model_add_floats (model, "b", "3 1 1", TRUE);
  model_add_node (model, "Conv", "x w", "product");
  one_node (model, "Add", "product b");
  graph = model_read (model);
  node = nn_graph_node (graph, nn_graph_find (graph, "product"));
  g_assert_cmpint (node->n_parameters, ==, 2);
  g_assert_cmpfloat (node->parameters[1]->data[2], ==, 3 / 8.f);
}

/* A value that two nodes read keeps what it is. */
static void
test_add_not_folded (void)
{
  g_autoptr (Model) model = vector_model (13);
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *scores = NULL;

  model_add_floats (model, "w", "2 3", TRUE);
  model_add_floats (model, "b", "3", TRUE);
  model_add_node (model, "MatMul", "x w", "product");
  model_add_node (model, "Add", "product b", "sum");
  model_add_node (model, "Add", "sum product", "y");
  model_add_output (model, "y");
  graph = model_read (model);
  scores = compute (graph, TRUE);
  assert_floats (scores, 3, (float[]){ 19 / 8.f, 26 / 8.f, 33 / 8.f });
}

static void
test_add_values (void)
{
  g_autoptr (Model) model = vector_model (13);
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *scores = NULL;

  model_add_node (model, "Relu", "x", "r");
  model_add_node (model, "Add", "x r", "y");
  model_add_output (model, "y");
  graph = model_read (model);
  scores = compute (graph, TRUE);
  assert_floats (scores, 2, (float[]){ 2, 4 });
}

static void
test_concat (void)
{
  g_autoptr (Model) model = picture_model (13);
  g_autoptr (NnGraph) graph = NULL;
  Onnx__NodeProto *node = one_node (model, "Concat", "x x x");

  model_set_int (model, node, "axis", -3);
  graph = model_read (model);
  g_assert_cmpint (nn_graph_shape (graph, nn_graph_find (graph, "y"))->dims[0], ==, 6);

  node->attribute[0]->i = 0;
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "y_node axis 0 batch");
}

/* Dropout and Identity leave no trace. */
static void
test_identities (void)
{
  g_autoptr (Model) model = vector_model (13);
  g_autoptr (NnGraph) graph = NULL;

  model_add_node (model, "Dropout", "x", "a");
  model_add_node (model, "Identity", "a", "b");
  model_add_node (model, "Relu", "b", "y");
  model_add_output (model, "y");
  graph = model_read (model);
  g_assert_cmpint (nn_graph_n_nodes (graph), ==, 3);
}

typedef struct
{
  const char *shape;
  gboolean accepted;
} Reshape;

/* x is (N, 2, 7, 6). */
static void
test_reshape (void)
{
  const Reshape cases[] = { { "-1 84", TRUE },    { "0 -1", TRUE },
                            { "0 84", TRUE },     { "0 2 7 6", TRUE },
                            { "-1 0 0 0", TRUE }, { "0 2 -1 6", TRUE },
                            { "0 83", FALSE },    { "-1 43", FALSE },
                            { "84", TRUE },       { "-1", TRUE },
                            { "5 84", FALSE },    { "0 6 7 2", TRUE },
                            { "0 14 6", TRUE },   { "0 0 0 0 0 0 0", FALSE },
                            { "0 -2", FALSE },    { "0 9223372036854775807", FALSE } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int kind = 0; kind < 3; kind++)
      {
        g_autoptr (Model) model = picture_model (13);
        g_autoptr (NnGraph) graph = NULL;

        if (kind < 2)
          model_add_integers (model, "shape", cases[i].shape, kind == 0);
        else
          model_set_tensor (model, model_add_node (model, "Constant", "", "shape"), "value",
                            cases[i].shape);
        one_node (model, "Reshape", "x shape");
        if (!cases[i].accepted)
          {
            model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "y_node Reshape");
            continue;
          }
        graph = model_read (model);
        g_assert_cmpint (nn_graph_shape (graph, nn_graph_output (graph))->dims[0], ==, 84);
      }
}

/* A batch that the file fixes is not ours, not even where a shape spells it out. */
static void
test_fixed_batch (void)
{
  g_autoptr (Model) model = model_new (8);
  g_autoptr (NnGraph) graph = NULL;

  model_add_input (model, "x", 5, 2, 7, 6, 0);
  model_add_integers (model, "shape", "5 84", TRUE);
  one_node (model, "Reshape", "x shape");
  graph = model_read (model);
  g_assert_cmpint (nn_graph_shape (graph, nn_graph_output (graph))->dims[0], ==, 84);
}

static void
test_flatten (void)
{
  const struct
  {
    int axis;
    gboolean accepted;
  } cases[] = { { 1, TRUE }, { -3, TRUE }, { 0, FALSE }, { 2, FALSE }, { 4, FALSE }, { 9, FALSE } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Model) model = picture_model (13);
      g_autoptr (NnGraph) graph = NULL;
      g_autoptr (GBytes) bytes = NULL;
      Onnx__NodeProto *node = model_add_node (model, "Flatten", "x", "y");

      model_set_int (model, node, "axis", cases[i].axis);
      model_add_output (model, "y");
      bytes = model_pack (model);
      graph = fmt_onnx_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "x", NULL);
      g_assert_true ((graph != NULL) == cases[i].accepted);
    }
}

/* One is added to scores, not to confidences, and not to confidences of another shape. */
static void
test_softmax (void)
{
  for (int kind = 0; kind < 3; kind++)
    {
      g_autoptr (Model) model = model_new (kind == 2 ? 11 : 13);
      g_autoptr (NnGraph) graph = NULL;
      g_autofree float *confidences = NULL;
      Onnx__NodeProto *node;

      model_add_input (model, "x", 1, 2, 1, 1, 0);
      model_add_node (model, "Relu", "x", "scores");
      if (kind > 0)
        {
          node = model_add_node (model, "Softmax", "scores", "p");
          if (kind == 1)
            model_set_int (model, node, "axis", 1);
        }
      model_add_node (model, "Flatten", kind > 0 ? "p" : "scores", "y");
      model_add_output (model, "y");
      graph = model_read (model);
      confidences = compute (graph, FALSE);
      assert_floats (confidences, 2, (float[]){ 0.26894142f, 0.73105858f });
    }
}

/* Each row on its own. */
static void
test_softmax_along_width (void)
{
  g_autoptr (Model) model = picture_model (13);
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *rows = NULL;

  one_node (model, "Softmax", "x");
  graph = model_read (model);
  rows = compute (graph, TRUE);
  for (int row = 0; row < 14; row++)
    assert_floats (
        rows + 6 * row, 6,
        (float[]){ 0.00426978f, 0.01160646f, 0.03154963f, 0.08576079f, 0.2331220f, 0.6336914f });
}

/* Weights that two nodes share. */
static void
test_shared_weights (void)
{
  g_autoptr (Model) model = vector_model (13);
  g_autoptr (NnGraph) graph = NULL;
  g_autofree float *scores = NULL;

  model_add_floats (model, "w", "2 2", TRUE);
  model_add_node (model, "MatMul", "x w", "h");
  model_add_node (model, "MatMul", "h w", "y");
  model_add_output (model, "y");
  graph = model_read (model);
  scores = compute (graph, TRUE);
  assert_floats (scores, 2, (float[]){ 37 / 64.f, 54 / 64.f });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-operators/conv", test_conv);
  g_test_add_func ("/onnx-operators/auto-pad", test_auto_pad);
  g_test_add_func ("/onnx-operators/empty-text", test_empty_text);
  g_test_add_func ("/onnx-operators/max-pool", test_max_pool);
  g_test_add_func ("/onnx-operators/gemm", test_gemm);
  g_test_add_func ("/onnx-operators/gemm-transposed", test_gemm_transposed);
  g_test_add_func ("/onnx-operators/matmul-and-add", test_matmul_and_add);
  g_test_add_func ("/onnx-operators/conv-and-add", test_conv_and_add);
  g_test_add_func ("/onnx-operators/add-not-folded", test_add_not_folded);
  g_test_add_func ("/onnx-operators/add-values", test_add_values);
  g_test_add_func ("/onnx-operators/concat", test_concat);
  g_test_add_func ("/onnx-operators/identities", test_identities);
  g_test_add_func ("/onnx-operators/reshape", test_reshape);
  g_test_add_func ("/onnx-operators/fixed-batch", test_fixed_batch);
  g_test_add_func ("/onnx-operators/flatten", test_flatten);
  g_test_add_func ("/onnx-operators/softmax", test_softmax);
  g_test_add_func ("/onnx-operators/softmax-along-width", test_softmax_along_width);
  g_test_add_func ("/onnx-operators/shared-weights", test_shared_weights);
  return g_test_run ();
}
