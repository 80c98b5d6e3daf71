// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include "base/error.h"
#include "nn/executor.h"

#include <math.h>
#include <string.h>

/* What ONNX's operators compute: one node each, on the numbers 1 to 8 as 2 x 2 x 2. */

typedef struct
{
  const char *op_type, *inputs;
  gint64 opset;
  const char *attributes; /* "name=1 2" for integers, "name:1" for one, "name~1.5" for a float */
  float expected[18];     /* until a NaN, or the end */
} Case;

static void
set_attribute (Model *model, Onnx__NodeProto *node, const char *text)
{
  gsize length = strcspn (text, "=:~");
  g_autofree char *name = g_strndup (text, length);
  const char *value = text + length + 1;

  if (text[length] == '=')
    model_set_ints (model, node, name, value);
  else if (text[length] == ':')
    model_set_int (model, node, name, g_ascii_strtoll (value, NULL, 10));
  else
    model_set_float (model, node, name, (float) g_ascii_strtod (value, NULL));
}

/* Constants that the cases read: c, for channels, is 1/8 and 2/8; n is 1/8; e is 1/8 to 8/8. */
static void
add_constants (Model *model)
{
  model_add_floats (model, "c", "2 1 1", TRUE);
  model_add_floats (model, "v", "2", TRUE);
  model_add_floats (model, "w", "3", TRUE);
  model_add_floats (model, "n", "", FALSE);
  model_add_floats (model, "e", "1 2 2 2", TRUE);
  model_add_integers (model, "zero", "0", TRUE);
  model_add_integers (model, "one", "1", TRUE);
  model_add_integers (model, "two", "2", TRUE);
  model_add_integers (model, "last", "-1", TRUE);
  model_add_integers (model, "four", "4", TRUE);
  model_add_integers (model, "plane", "2 3", TRUE);
  model_add_integers (model, "border", "0 0 1 0 0 0 0 1", TRUE);
}

static Model *
model_of (const Case *item)
{
  g_auto (GStrv) attributes = g_strsplit (item->attributes, ";", -1);
  Model *model = model_new (item->opset);
  Onnx__NodeProto *node;

  model_add_input (model, "x", -1, 2, 2, 2, 0);
  add_constants (model);
  node = model_add_node (model, item->op_type, item->inputs, "y");
  for (gsize i = 0; attributes[i] != NULL; i++)
    set_attribute (model, node, attributes[i]);
  model_add_node (model, "Flatten", "y", "flat");
  model_add_output (model, "flat");
  return model;
}

static void
test_case (gconstpointer data)
{
  const Case *item = data;
  g_autoptr (Model) model = model_of (item);
  g_autoptr (NnGraph) graph = model_read (model);
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
  NnValue scores = nn_graph_node (graph, nn_graph_output (graph))->inputs[0];
  const float *found;
  gsize n = 0;

  for (int i = 0; i < 8; i++)
    nn_executor_input (executor)[i] = (float) (i + 1);
  nn_executor_forward (executor);
  found = nn_executor_value (executor, scores);
  while (n < G_N_ELEMENTS (item->expected) && !isnan (item->expected[n]))
    n++;
  g_assert_cmpuint (nn_shape_size (nn_graph_shape (graph, scores)), ==, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (found[i], item->expected[i], 1e-5f);
}

static const Case cases[] = {
  { "Add", "c x", 13, "", { 1.125f, 2.125f, 3.125f, 4.125f, 5.25f, 6.25f, 7.25f, 8.25f, NAN } },
  { "Add", "x e", 7, "", { 1.125f, 2.25f, 3.375f, 4.5f, 5.625f, 6.75f, 7.875f, 9, NAN } },
  { "Sub", "x c", 13, "", { 0.875f, 1.875f, 2.875f, 3.875f, 4.75f, 5.75f, 6.75f, 7.75f, NAN } },
  { "Sub",
    "n x",
    13,
    "",
    { -0.875f, -1.875f, -2.875f, -3.875f, -4.875f, -5.875f, -6.875f, -7.875f, NAN } },
  { "Sub", "x x", 13, "", { 0, 0, 0, 0, 0, 0, 0, 0, NAN } },
  { "Mul", "x n", 13, "", { 0.125f, 0.25f, 0.375f, 0.5f, 0.625f, 0.75f, 0.875f, 1, NAN } },
  { "Mul", "x x", 13, "", { 1, 4, 9, 16, 25, 36, 49, 64, NAN } },
  { "Div", "x c", 13, "", { 8, 16, 24, 32, 20, 24, 28, 32, NAN } },
  { "Sum", "x x x", 13, "", { 3, 6, 9, 12, 15, 18, 21, 24, NAN } },
  { "AveragePool", "x", 11, "kernel_shape=2 2", { 2.5f, 6.5f, NAN } },
  { "AveragePool", "x", 11, "kernel_shape=2 2;pads=1 1 0 0;strides=2 2", { 1, 5, NAN } },
  { "AveragePool",
    "x",
    11,
    "kernel_shape=2 2;pads=1 1 0 0;strides=2 2;count_include_pad:1",
    { 0.25f, 1.25f, NAN } },
  { "GlobalAveragePool", "x", 7, "", { 2.5f, 6.5f, NAN } },
  { "GlobalMaxPool", "x", 7, "", { 4, 8, NAN } },
  { "ReduceMean", "x", 13, "axes=2 3", { 2.5f, 6.5f, NAN } },
  { "ReduceMean", "x", 13, "axes=-1 -2;keepdims:0", { 2.5f, 6.5f, NAN } },
  { "ReduceMean", "x plane", 18, "keepdims:0", { 2.5f, 6.5f, NAN } },
  /* (x - 1/8) / sqrt (1/8) * 1/8 + 1/8, and with 1/4 */
  { "BatchNormalization",
    "x v v v v",
    15,
    "epsilon~0",
    { 0.4343592f, 0.7879126f, 1.1414660f, 1.4950194f, 2.625f, 3.125f, 3.625f, 4.125f, NAN } },
  { "LRN",
    "x",
    7,
    "size:1;alpha~2;beta~1;bias~1",
    { 1 / 3.f, 2 / 9.f, 3 / 19.f, 4 / 33.f, 5 / 51.f, 6 / 73.f, 7 / 99.f, 8 / 129.f, NAN } },
  { "Clip", "x", 7, "min~3;max~5.5", { 3, 3, 3, 4, 5, 5.5f, 5.5f, 5.5f, NAN } },
  { "Clip",
    "x - n",
    13,
    "",
    { 0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f, 0.125f, NAN } },
  { "Clip", "x", 13, "", { 1, 2, 3, 4, 5, 6, 7, 8, NAN } },
  { "HardSigmoid",
    "x",
    7,
    "alpha~0.125;beta~0.25",
    { 0.375f, 0.5f, 0.625f, 0.75f, 0.875f, 1, 1, 1, NAN } },
  { "HardSwish", "x", 14, "", { 2 / 3.f, 5 / 3.f, 3, 4, 5, 6, 7, 8, NAN } },
  { "PRelu", "x c", 7, "", { 1, 2, 3, 4, 5, 6, 7, 8, NAN } },
  { "LeakyRelu", "x", 7, "alpha~0.5", { 1, 2, 3, 4, 5, 6, 7, 8, NAN } },
  { "Transpose", "x", 13, "perm=0 2 3 1", { 1, 5, 2, 6, 3, 7, 4, 8, NAN } },
  { "Pad", "x border", 13, "", { 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0, 0, 5, 6, 0, 7, 8, 0 } },
  { "Pad", "x", 9, "pads=0 0 0 1 0 0 0 0;value~9", { 9, 1, 2, 9, 3, 4, 9, 5, 6, 9, 7, 8, NAN } },
  { "Slice", "x one two one", 13, "", { 5, 6, 7, 8, NAN } },
  { "Slice", "x last two last one", 13, "", { 2, 4, 6, 8, NAN } },
  { "Slice", "x", 9, "starts=0 1;ends=1 99;axes=1 2", { 3, 4, NAN } },
  { "Split", "x", 11, "axis:1", { 1, 2, 3, 4, 5, 6, 7, 8, NAN } },
  { "Split", "x two", 13, "axis:-3", { 1, 2, 3, 4, 5, 6, 7, 8, NAN } },
  { "Unsqueeze", "x two", 13, "", { 1, 2, 3, 4, 5, 6, 7, 8, NAN } },
  { "Div",
    "n x",
    13,
    "",
    { 1 / 8.f, 1 / 16.f, 1 / 24.f, 1 / 32.f, 1 / 40.f, 1 / 48.f, 1 / 56.f, 1 / 64.f, NAN } },
  { "Add", "x v", 13, "", { 1.125f, 2.25f, 3.125f, 4.25f, 5.125f, 6.25f, 7.125f, 8.25f, NAN } },
  { "Slice", "x one four one two", 13, "", { 5, 6, 7, 8, NAN } },
  { "ReduceMean", "x", 13, "axes=1", { 3, 4, 5, 6, NAN } },
  { "Cast", "x", 13, "to:7", { 1, 2, 3, 4, 5, 6, 7, 8, NAN } },
  { "Min", "x four", 13, "", { 1, 2, 3, 4, 4, 4, 4, 4, NAN } },
  { "Cast", "x", 13, "to:1", { 1, 2, 3, 4, 5, 6, 7, 8, NAN } },
};

/* In two halves, the second of which is the network's output. */
static void
test_split (void)
{
  g_autoptr (Model) model = model_new (13);
  g_autoptr (NnGraph) graph = NULL;
  Onnx__NodeProto *node;
  char *outputs[] = { (char *) "a", (char *) "b" };

  model_add_input (model, "x", -1, 4, 0);
  node = model_add_node (model, "Split", "x", "a");
  node->output = outputs;
  node->n_output = 2;
  model_set_int (model, node, "axis", 1);
  model_add_node (model, "Relu", "b", "y");
  model_add_output (model, "y");
  graph = model_read (model);
  g_assert_cmpint (nn_graph_shape (graph, nn_graph_find (graph, "y"))->dims[0], ==, 2);
  g_assert_cmpint (nn_graph_node (graph, nn_graph_find (graph, "b"))->attributes.slice.begin, ==,
                   2);
}

/* As a network's end it is left to the softmax. */
static void
test_log_softmax (void)
{
  g_autoptr (Model) model = model_new (13);
  g_autoptr (NnGraph) graph = NULL;

  model_add_input (model, "x", -1, 2, 0);
  model_add_node (model, "Relu", "x", "r");
  model_set_int (model, model_add_node (model, "LogSoftmax", "r", "y"), "axis", 1);
  model_add_output (model, "y");
  graph = model_read (model);
  g_assert_cmpint (nn_graph_n_nodes (graph), ==, 3);
}

typedef struct
{
  const char *op_type, *inputs, *attributes, *words;
  BaseErrorCode code;
} Refused;

static void
test_refused (void)
{
  const Refused refused[] = {
    { "Frobnicate", "x", "", "Frobnicate y_node", BASE_ERROR_UNSUPPORTED },
    { "Add", "x w", "", "Add y_node 2 3", BASE_ERROR_INVALID },
    { "ReduceMean", "x", "axes=0", "ReduceMean y_node batch", BASE_ERROR_UNSUPPORTED },
    { "Softmax", "x", "axis:0", "Softmax y_node batch", BASE_ERROR_UNSUPPORTED },
    { "Transpose", "x", "perm=1 1 2 3", "Transpose y_node", BASE_ERROR_INVALID },
    { "Slice", "x one two zero", "", "Slice y_node batch", BASE_ERROR_UNSUPPORTED },
    { "Slice", "x two two one", "", "Slice y_node empty", BASE_ERROR_UNSUPPORTED },
    { "Split", "x", "axis:0", "Split y_node batch", BASE_ERROR_UNSUPPORTED },
    { "Pad", "x two", "", "Pad y_node", BASE_ERROR_INVALID },
    { "Squeeze", "x one", "", "Squeeze y_node", BASE_ERROR_UNSUPPORTED },
    { "BatchNormalization", "x v v v n", "", "BatchNormalization y_node “n”", BASE_ERROR_INVALID },
    { "Cast", "x", "to:8", "Cast y_node 8", BASE_ERROR_UNSUPPORTED },
    { "Gather", "x x", "", "Gather y_node constant", BASE_ERROR_UNSUPPORTED },
    { "Einsum", "x", "", "Einsum y_node equation", BASE_ERROR_UNSUPPORTED },
    { "MaxUnpool", "x", "", "MaxUnpool", BASE_ERROR_UNSUPPORTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      const Case item = { refused[i].op_type, refused[i].inputs, 13, refused[i].attributes, { 0 } };
      g_autoptr (Model) model = model_of (&item);

      model_assert_refused (model, refused[i].code, refused[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/onnx-numbers/%s-%zu", cases[i].op_type, i);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/onnx-numbers/split-in-two", test_split);
  g_test_add_func ("/onnx-numbers/log-softmax", test_log_softmax);
  g_test_add_func ("/onnx-numbers/refused", test_refused);
  return g_test_run ();
}
