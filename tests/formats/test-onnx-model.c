// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include "base/error.h"
#include "formats/onnx.h"

/* What surrounds the operators in an ONNX file: inputs, outputs, versions, shared and unused parts,
 * and what is refused. */

static Model *
vector_model (gint64 opset)
{
  Model *model = model_new (opset);

  model_add_input (model, "x", -1, 2, 0);
  return model;
}

/* Files of old list the weights among the inputs. */
static void
test_weights_as_inputs (void)
{
  g_autoptr (Model) model = model_new (8);
  g_autoptr (NnGraph) graph = NULL;

  model_add_input (model, "w", 2, 3, 0);
  model_add_input (model, "x", 1, 2, 0);
  model_add_floats (model, "w", "2 3", TRUE);
  model_add_node (model, "MatMul", "x w", "y");
  model_add_output (model, "y");
  graph = model_read (model);
  g_assert_cmpstr (nn_graph_node (graph, 0)->name, ==, "x");
}

/* What the output does not need may be anything, also unknown. */
static void
test_unneeded_nodes (void)
{
  g_autoptr (Model) model = vector_model (13);
  g_autoptr (NnGraph) graph = NULL;

  model_add_node (model, "Relu", "x", "y");
  model_add_node (model, "Frobnicate", "x", "other");
  model_add_output (model, "y");
  model_add_output (model, "other");
  graph = model_read (model);
  g_assert_cmpint (nn_graph_find (graph, "other"), ==, NN_NO_VALUE);
}

/* Some writers leave out a zero. */
static void
test_missing_zero (void)
{
  g_autoptr (Model) model = vector_model (13);
  g_autoptr (NnGraph) graph = NULL;
  Onnx__NodeProto *node = model_add_node (model, "Gemm", "x w", "y");

  model_set_int (model, node, "transB", 0)->has_i = FALSE;
  model_add_floats (model, "w", "2 3", TRUE);
  model_add_output (model, "y");
  graph = model_read (model);
  g_assert_cmpint (nn_graph_shape (graph, nn_graph_output (graph))->dims[0], ==, 3);
}

static void
test_unknown_operator (void)
{
  g_autoptr (Model) model = vector_model (13);
  Onnx__NodeProto *node = model_add_node (model, "Frobnicate", "x", "y");

  model_add_output (model, "y");
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "Frobnicate y_node");
  node->op_type = (char *) "Relu";
  node->domain = (char *) "com.example";
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "com.example.Relu y_node");
}

/* Data in another file, for a network that is in memory; and names that lead out of the folder. */
static void
test_external_data (void)
{
  g_autoptr (Model) model = vector_model (13);
  Onnx__TensorProto *tensor = model_add_floats (model, "w", "2 3", TRUE);
  Onnx__StringStringEntryProto location = ONNX__STRING_STRING_ENTRY_PROTO__INIT;
  Onnx__StringStringEntryProto *entries[] = { &location };
  const char *const outside[] = { "",     "/etc/passwd", "../w.data",  "a/../../w",
                                  "a//b", "..",          "..\\w.data", "\xff" };

  tensor->has_data_location = TRUE;
  tensor->data_location = 1;
  model_add_node (model, "MatMul", "x w", "y");
  model_add_output (model, "y");
  model_assert_refused (model, BASE_ERROR_INVALID, "y_node “w” folder");
  location.key = (char *) "location";
  location.value = (char *) "w.data";
  tensor->n_external_data = 1;
  tensor->external_data = entries;
  model_assert_refused (model, BASE_ERROR_NOT_FOUND, "y_node “w.data”");
  for (size_t i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      location.value = (char *) outside[i];
      model_assert_refused (model, BASE_ERROR_INVALID, "y_node “w” folder");
    }
}

static void
test_dynamic_size (void)
{
  g_autoptr (Model) model = model_new (13);

  model_add_input (model, "x", -1, -1, 28, 28, 0);
  model_add_node (model, "Relu", "x", "y");
  model_add_output (model, "y");
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "“x” dimension 2 fixed");
}

static void
test_two_inputs (void)
{
  g_autoptr (Model) model = vector_model (13);

  model_add_input (model, "z", -1, 2, 0);
  model_add_node (model, "Add", "x z", "y");
  model_add_output (model, "y");
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "“x” “z” input");
}

static void
test_opset (void)
{
  const gint64 versions[] = { -1, 26, 1000, 0, G_MININT64 };

  for (size_t i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (Model) model = vector_model (versions[i]);

      model_add_node (model, "Relu", "x", "y");
      model_add_output (model, "y");
      model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "version operators");
    }
}

static void
test_map_output (void)
{
  g_autoptr (Model) model = model_new (13);

  model_add_input (model, "x", -1, 2, 7, 6, 0);
  model_add_node (model, "Relu", "x", "y");
  model_add_output (model, "y");
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "“y” class");
}

/* x (1, 64) times two large tensors. */
static Model *
large_model (gboolean raw)
{
  Model *model = model_new (13);

  model_add_input (model, "x", 1, 64, 0);
  model_add_floats (model, "small", "64", raw);
  model_add_floats (model, "w", "64 300", raw);
  model_add_floats (model, "v", "300 60", raw);
  model_add_node (model, "Add", "x small", "a");
  model_add_node (model, "MatMul", "a w", "b");
  model_add_node (model, "MatMul", "b v", "y");
  model_add_output (model, "y");
  return model;
}

/* Large raw data, which are not copied out of the file, are the same numbers as others. */
static void
test_large (void)
{
  g_autoptr (Model) model = large_model (TRUE), other = large_model (FALSE);
  g_autoptr (NnGraph) graph = model_read (model), expected = model_read (other);
  int n = nn_graph_n_nodes (expected);

  g_assert_cmpint (nn_graph_n_nodes (graph), ==, n);
  for (NnValue i = 0; i < n; i++)
    {
      const NnNode *node = nn_graph_node (graph, i), *wanted = nn_graph_node (expected, i);

      g_assert_cmpint (node->n_parameters, ==, wanted->n_parameters);
      for (int j = 0; j < node->n_parameters; j++)
        {
          gsize size = nn_shape_size (&wanted->parameters[j]->shape) * sizeof (float);

          g_assert_true (
              nn_shape_equal (&node->parameters[j]->shape, &wanted->parameters[j]->shape));
          g_assert_cmpmem (node->parameters[j]->data, size, wanted->parameters[j]->data, size);
        }
    }
}

/* Bytes changed outside of the numbers of such a file, and its end cut off: a sentence or a
 * network. */
static void
test_large_damaged (void)
{
  g_autoptr (Model) model = large_model (TRUE);
  g_autoptr (GBytes) bytes = model_pack (model);
  gsize size, at_edge = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *damaged = g_memdup2 (data, size);

  for (gsize i = 0; i < size; i++)
    {
      gboolean edge = i < 120 || i + 120 > size || (i > 76900 && i < 77300 && i % 3 == 0);

      for (int bit = 0; edge && bit < 8; bit++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (NnGraph) graph = NULL;

          damaged[i] = data[i] ^ (guint8) (1 << bit);
          graph = fmt_onnx_parse (damaged, bit == 7 ? i : size, "test.onnx", &error);
          g_assert_true ((graph == NULL) == (error != NULL));
          damaged[i] = data[i];
          at_edge++;
        }
    }
  g_assert_cmpuint (at_edge, >, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-model/weights-as-inputs", test_weights_as_inputs);
  g_test_add_func ("/onnx-model/unneeded-nodes", test_unneeded_nodes);
  g_test_add_func ("/onnx-model/missing-zero", test_missing_zero);
  g_test_add_func ("/onnx-model/unknown", test_unknown_operator);
  g_test_add_func ("/onnx-model/external-data", test_external_data);
  g_test_add_func ("/onnx-model/dynamic-size", test_dynamic_size);
  g_test_add_func ("/onnx-model/two-inputs", test_two_inputs);
  g_test_add_func ("/onnx-model/opset", test_opset);
  g_test_add_func ("/onnx-model/map-output", test_map_output);
  g_test_add_func ("/onnx-model/large", test_large);
  g_test_add_func ("/onnx-model/large-damaged", test_large_damaged);
  return g_test_run ();
}
