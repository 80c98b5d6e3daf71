// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include "formats/onnx.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <string.h>

/* Shape arithmetic as exporters write it, and weights under other names, of other types and in
 * other shapes. */

/* x (N, 2, 3, 4) */
static Model *
picture_model (gint64 opset)
{
  Model *model = model_new (opset);

  model_add_input (model, "x", -1, 2, 3, 4, 0);
  return model;
}

static void
assert_output (Model *model, int n)
{
  g_autoptr (NnGraph) graph = model_read (model);

  g_assert_cmpint (nn_graph_shape (graph, nn_graph_output (graph))->dims[0], ==, n);
}

/* x.view (x.size (0), -1), as PyTorch writes it. */
static void
test_view (void)
{
  g_autoptr (Model) model = picture_model (11);
  Onnx__NodeProto *node;

  model_add_node (model, "Relu", "x", "r");
  model_add_node (model, "Shape", "r", "shape");
  model_set_tensor (model, model_add_node (model, "Constant", "", "zero"), "value", "0");
  g_assert_cmpuint (model->nodes->len, ==, 3);
  node = g_ptr_array_index (model->nodes, 2);
  node->attribute[0]->t->n_dims = 0;
  model_set_int (model, model_add_node (model, "Gather", "shape zero", "size"), "axis", 0);
  model_set_ints (model, model_add_node (model, "Unsqueeze", "size", "first"), "axes", "0");
  model_add_integers (model, "rest", "-1", TRUE);
  model_set_int (model, model_add_node (model, "Concat", "first rest", "target"), "axis", 0);
  model_add_node (model, "Reshape", "r target", "y");
  model_add_output (model, "y");
  assert_output (model, 24);
}

/* The product of the sizes, by way of Slice, Cast, Mul, Div, Add and ReduceProd. */
static void
test_arithmetic (void)
{
  g_autoptr (Model) model = picture_model (13);

  model_add_node (model, "Shape", "x", "shape");
  model_add_integers (model, "one", "1", TRUE);
  model_add_integers (model, "four", "4", TRUE);
  model_add_integers (model, "zero", "0", TRUE);
  model_add_integers (model, "five", "5", TRUE);
  model_add_node (model, "Slice", "shape one four zero", "sizes"); /* 2 3 4 */
  model_set_int (model, model_add_node (model, "Cast", "sizes", "float"), "to", 1);
  model_set_int (model, model_add_node (model, "Cast", "float", "int"), "to", 7);
  model_set_int (model, model_add_node (model, "ReduceProd", "int", "product"), "keepdims", 1);
  model_add_node (model, "Mul", "product five", "times"); /* 120 */
  model_add_node (model, "Sub", "times one", "less");     /* 119 */
  model_add_node (model, "Div", "less five", "quotient"); /* 23 */
  model_add_node (model, "Add", "quotient one", "sum");   /* 24 */
  model_add_integers (model, "rest", "-1", TRUE);
  model_set_int (model, model_add_node (model, "Concat", "rest sum", "target"), "axis", 0);
  model_add_node (model, "Reshape", "x target", "y");
  model_add_output (model, "y");
  assert_output (model, 24);
}

static void
test_constant_of_shape (void)
{
  g_autoptr (Model) model = picture_model (13);
  Onnx__NodeProto *node;

  model_add_integers (model, "one", "1", TRUE);
  model_add_integers (model, "rest", "24", TRUE);
  node = model_add_node (model, "ConstantOfShape", "one", "first");
  model_set_tensor (model, node, "value", "-1");
  model_set_int (model, model_add_node (model, "Concat", "first rest", "target"), "axis", 0);
  model_add_node (model, "Reshape", "x target", "y");
  model_add_output (model, "y");
  assert_output (model, 24);
  node->attribute[0]->t->int64_data[0] = 3;
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "y_node Reshape");
}

/* Constants as attributes other than a tensor. */
static void
test_constant_attributes (void)
{
  g_autoptr (Model) model = picture_model (13);

  model_set_ints (model, model_add_node (model, "Constant", "", "target"), "value_ints", "0 24");
  model_add_node (model, "Reshape", "x target", "y");
  model_add_output (model, "y");
  assert_output (model, 24);
}

/* A channel shuffle: reshape, transpose, reshape, with the batch taken from Shape. */
static void
test_shuffle (void)
{
  g_autoptr (Model) model = picture_model (13);
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (NnExecutor) executor = NULL;
  const float expected[] = { 1, 13, 2, 14 };

  model_add_node (model, "Shape", "x", "shape");
  model_add_integers (model, "zero", "0", TRUE);
  model_add_node (model, "Gather", "shape zero", "batch");
  model_add_integers (model, "rest", "2 12", TRUE);
  model_set_int (model, model_add_node (model, "Concat", "batch rest", "t"), "axis", 0);
  model_add_node (model, "Reshape", "x t", "a");
  model_set_ints (model, model_add_node (model, "Transpose", "a", "b"), "perm", "0 2 1");
  model_add_node (model, "Flatten", "b", "y");
  model_add_output (model, "y");
  graph = model_read (model);
  executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
  for (int i = 0; i < 24; i++)
    nn_executor_input (executor)[i] = (float) (i + 1);
  nn_executor_forward (executor);
  g_assert_cmpmem (nn_executor_value (executor, nn_graph_find (graph, "y")), sizeof expected,
                   expected, sizeof expected);
}

/* For one image the size of the batch is 1, also where it becomes a size of something else. */
static void
test_batch_as_size (void)
{
  g_autoptr (Model) model = picture_model (13);

  model_add_node (model, "Shape", "x", "shape");
  model_add_integers (model, "zero", "0", TRUE);
  model_add_node (model, "Gather", "shape zero", "batch");
  model_add_integers (model, "first", "-1", TRUE);
  model_set_int (model, model_add_node (model, "Concat", "first batch", "t"), "axis", 0);
  model_add_node (model, "Reshape", "x t", "y");
  model_add_output (model, "y");
  assert_output (model, 24);
}

/* Indices and places past the end. */
static void
test_out_of_range (void)
{
  g_autoptr (Model) model = picture_model (13);

  model_add_node (model, "Shape", "x", "shape");
  model_add_integers (model, "seven", "7", TRUE);
  model_add_node (model, "Gather", "shape seven", "t");
  model_add_node (model, "Reshape", "x t", "y");
  model_add_output (model, "y");
  model_assert_refused (model, BASE_ERROR_INVALID, "t_node Gather 7");
}

static void
add_product (Model *model, const char *weights)
{
  g_autofree char *inputs = g_strconcat ("v ", weights, NULL);

  model_add_node (model, "MatMul", inputs, "y");
  model_add_output (model, "y");
}

/* x = (1, 2) times ((1/8, 2/8), (3/8, 4/8)). */
static void
assert_product (Model *model)
{
  g_autoptr (NnGraph) graph = model_read (model);
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
  const float *scores;

  nn_executor_input (executor)[0] = 1;
  nn_executor_input (executor)[1] = 2;
  nn_executor_forward (executor);
  scores = nn_executor_value (executor, nn_graph_find (graph, "y"));
  g_assert_cmpfloat (scores[0], ==, 7 / 8.f);
  g_assert_cmpfloat (scores[1], ==, 10 / 8.f);
}

/* Weights that go through other nodes on their way. */
static void
test_views (void)
{
  for (int kind = 0; kind < 4; kind++)
    {
      g_autoptr (Model) model = model_new (11);

      model_add_input (model, "v", -1, 2, 0);
      model_add_floats (model, "w", kind == 1 ? "4" : kind == 2 ? "1 2 2" : "2 2", TRUE);
      model_add_integers (model, "shape", "2 -1", TRUE);
      if (kind == 0)
        model_add_node (model, "Identity", "w", "w2");
      if (kind == 1)
        model_add_node (model, "Reshape", "w shape", "w2");
      if (kind == 2)
        model_set_ints (model, model_add_node (model, "Squeeze", "w", "w2"), "axes", "0");
      if (kind == 3)
        model_set_int (model, model_add_node (model, "Cast", "w", "w2"), "to", 1);
      add_product (model, "w2");
      assert_product (model);
    }
}

/* One tensor under two names. */
static void
test_shared_views (void)
{
  g_autoptr (Model) model = model_new (11);
  g_autoptr (NnGraph) graph = NULL;

  model_add_input (model, "v", -1, 2, 0);
  model_add_floats (model, "w", "2 2", FALSE);
  model_add_node (model, "Identity", "w", "w2");
  model_add_node (model, "MatMul", "v w", "a");
  model_add_node (model, "MatMul", "a w2", "b");
  model_add_node (model, "MatMul", "b w", "c");
  model_add_output (model, "c");
  graph = model_read (model);
  g_assert_cmpuint (nn_graph_n_parameters (graph), ==, 12);
}

/* 1/8 .. 4/8 as float16, in both places where ONNX has them. */
static void
test_float16 (void)
{
  static guint8 raw[] = { 0x00, 0x30, 0x00, 0x34, 0x00, 0x36, 0x00, 0x38 };
  static int32_t typed[] = { 0x3000, 0x3400, 0x3600, 0x3800 };

  for (int is_raw = 0; is_raw < 2; is_raw++)
    {
      g_autoptr (Model) model = model_new (13);
      Onnx__TensorProto *weights;

      model_add_input (model, "v", -1, 2, 0)->type->tensor_type->elem_type = is_raw ? 10 : 1;
      weights = model_add_floats (model, "w", "2 2", TRUE);
      weights->data_type = 10;
      if (is_raw)
        weights->raw_data = (ProtobufCBinaryData){ .len = sizeof raw, .data = raw };
      else
        {
          weights->has_raw_data = FALSE;
          weights->int32_data = typed;
          weights->n_int32_data = 4;
        }
      add_product (model, "w");
      assert_product (model);
    }
}

/* The smallest and largest of float16, signs, zero; and what is no number. */
static void
test_float16_range (void)
{
  static const struct
  {
    int32_t bits;
    float value;
  } cases[] = { { 0x0001, 5.9604644775390625e-8f },
                { 0x03ff, 6.0975551605224609e-5f },
                { 0x0400, 6.103515625e-5f },
                { 0x7bff, 65504 },
                { 0xfbff, -65504 },
                { 0x8001, -5.9604644775390625e-8f },
                { 0x3c00, 1 },
                { 0, 0 } };
  int32_t bits[8];
  g_autoptr (Model) model = model_new (13);
  g_autoptr (NnGraph) graph = NULL;
  Onnx__TensorProto *weights;

  model_add_input (model, "v", -1, 4, 0);
  weights = model_add_floats (model, "w", "2 4", FALSE);
  weights->data_type = 10;
  weights->n_float_data = 0;
  weights->int32_data = bits;
  weights->n_int32_data = 8;
  for (int i = 0; i < 8; i++)
    bits[i] = cases[i].bits;
  model_set_int (model, model_add_node (model, "Gemm", "v w", "y"), "transB", 1);
  model_add_output (model, "y");
  graph = model_read (model);
  for (int i = 0; i < 8; i++)
    g_assert_cmpfloat (nn_graph_node (graph, 1)->parameters[0]->data[i], ==, cases[i].value);
  bits[3] = 0x7c00;
  model_assert_refused (model, BASE_ERROR_INVALID, "y_node “w” number");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-fold/view", test_view);
  g_test_add_func ("/onnx-fold/arithmetic", test_arithmetic);
  g_test_add_func ("/onnx-fold/constant-of-shape", test_constant_of_shape);
  g_test_add_func ("/onnx-fold/constant-attributes", test_constant_attributes);
  g_test_add_func ("/onnx-fold/shuffle", test_shuffle);
  g_test_add_func ("/onnx-fold/batch-as-size", test_batch_as_size);
  g_test_add_func ("/onnx-fold/out-of-range", test_out_of_range);
  g_test_add_func ("/onnx-fold/views", test_views);
  g_test_add_func ("/onnx-fold/shared-views", test_shared_views);
  g_test_add_func ("/onnx-fold/float16", test_float16);
  g_test_add_func ("/onnx-fold/float16-range", test_float16_range);
  return g_test_run ();
}
