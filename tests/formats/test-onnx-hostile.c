// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include "base/error.h"
#include "base/random.h"
#include "formats/onnx.h"
#include "nn/executor.h"

#include <string.h>

/* Damaged and malicious files: an error with a sentence, never a crash, and never much memory. */

#define N_FLIPS 6000

/* A file with something of everything. */
static GBytes *
small_file (void)
{
  g_autoptr (Model) model = model_new (13);
  Onnx__NodeProto *node;

  model_add_input (model, "x", -1, 1, 6, 6, 0);
  model_add_floats (model, "w1", "2 1 3 3", TRUE);
  model_add_floats (model, "b1", "2", FALSE);
  model_add_floats (model, "w2", "8 3", TRUE);
  model_add_floats (model, "b2", "3", TRUE);
  node = model_add_node (model, "Conv", "x w1 b1", "conv");
  model_set_ints (model, node, "pads", "0 0 0 0");
  node = model_add_node (model, "MaxPool", "conv", "pool");
  model_set_ints (model, node, "kernel_shape", "2 2");
  model_set_ints (model, node, "strides", "2 2");
  model_add_node (model, "Relu", "pool", "relu");
  node = model_add_node (model, "Constant", "", "shape");
  model_set_tensor (model, node, "value", "0 -1");
  model_add_node (model, "Reshape", "relu shape", "flat");
  model_add_node (model, "MatMul", "flat w2", "product");
  model_add_node (model, "Add", "product b2", "scores");
  node = model_add_node (model, "Softmax", "scores", "y");
  model_set_int (model, node, "axis", -1);
  model_add_output (model, "y");
  return model_pack (model);
}

/* Reads a file that lies in memory of exactly its size, so that a checker sees any step past it.
 * A graph that comes out has to work. */
static gboolean
is_refused (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, MAX (size, 1));
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = fmt_onnx_parse (copy, size, "test.onnx", &error);
  g_autoptr (NnExecutor) executor = NULL;

  g_assert_true ((graph == NULL) == (error != NULL));
  if (graph == NULL)
    {
      g_assert_nonnull (strstr (error->message, "test.onnx"));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      if (!g_str_has_suffix (error->message, "."))
        g_error ("not a sentence: %s", error->message);
      return TRUE;
    }
  executor = nn_executor_new (graph, 2, NN_FORWARD_ONLY, NULL);
  if (executor != NULL)
    nn_executor_forward (executor);
  return FALSE;
}

static gboolean
is_refused_model (Model *model)
{
  g_autoptr (GBytes) bytes = model_pack (model);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return is_refused (data, size);
}

static void
test_sound (void)
{
  g_autoptr (GBytes) bytes = small_file ();

  g_assert_false (is_refused (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
}

/* Every beginning of the file. The version of the operators comes last, so no beginning is whole.
 */
static void
test_truncation (void)
{
  g_autoptr (GBytes) bytes = small_file ();
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize length = 0; length < size; length++)
    if (!is_refused (data, length))
      g_error ("the first %zu of %zu bytes are taken for a network", length, size);
}

static void
test_flips (void)
{
  g_autoptr (GBytes) bytes = small_file ();
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint n_refused = 0;

  for (guint i = 0; i < N_FLIPS; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      BaseRandom random;
      guint n;

      base_random_init (&random, 11, 0, i);
      n = 1 + base_random_below (&random, 4);
      for (guint j = 0; j < n; j++)
        copy[base_random_below (&random, (guint32) size)] = (guint8) base_random_next (&random);
      n_refused += is_refused (copy, size);
    }
  /* Most changes hit what matters, and some hit weights, where any number is as good. */
  g_assert_cmpuint (n_refused, >, N_FLIPS / 4);
  g_assert_cmpuint (n_refused, <, N_FLIPS);
}

static void
test_noise (void)
{
  for (guint i = 0; i < 500; i++)
    {
      guint8 data[256];
      BaseRandom random;

      base_random_init (&random, 12, 0, i);
      for (gsize j = 0; j < sizeof data; j++)
        data[j] = (guint8) base_random_next (&random);
      g_assert_true (is_refused (data, base_random_below (&random, sizeof data)));
    }
}

/* A model of one fully connected layer whose weights a test spoils. */
static Model *
linear_model (Onnx__TensorProto **weights)
{
  Model *model = model_new (13);

  model_add_input (model, "x", -1, 2, 0);
  *weights = model_add_floats (model, "w", "2 3", TRUE);
  model_add_node (model, "MatMul", "x w", "y");
  model_add_output (model, "y");
  return model;
}

/* Dimensions that promise more than there is, overflow, or are none. */
static void
test_dimensions (void)
{
  int64_t cases[][2] = { { 2, 4 },
                         { 3, 3 },
                         { -2, -3 },
                         { 0, 3 },
                         { G_MAXINT64, 2 },
                         { G_MAXINT32, G_MAXINT32 },
                         { (gint64) 1 << 32, (gint64) 1 << 32 },
                         { ((gint64) 1 << 32) + 2, 3 },
                         { G_MININT64, 1 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Onnx__TensorProto *weights;
      g_autoptr (Model) model = linear_model (&weights);

      weights->dims = cases[i];
      g_assert_true (is_refused_model (model));
    }
}

/* Fewer or more bytes than the dimensions say, another type, none, numbers that are none. */
static void
test_tensor_data (void)
{
  float infinite[6] = { 0, 1, 2, G_MAXFLOAT * 2, 4, 5 };

  for (int i = 0; i < 7; i++)
    {
      Onnx__TensorProto *weights;
      g_autoptr (Model) model = linear_model (&weights);

      g_assert_false (is_refused_model (model));
      if (i == 0)
        weights->raw_data.len--;
      else if (i == 1)
        weights->raw_data.len = 0;
      else if (i == 2)
        weights->has_raw_data = FALSE;
      else if (i == 3)
        weights->data_type = 10;
      else if (i == 4)
        weights->has_data_type = FALSE;
      else if (i == 5)
        weights->raw_data.data = (guint8 *) infinite;
      else
        weights->n_dims = 1;
      g_assert_true (is_refused_model (model));
    }
}

/* Input shapes that are none, or far too large. */
static void
test_input_shapes (void)
{
  int64_t cases[] = { G_MAXINT64, G_MAXINT32, (gint64) 1 << 32, G_MININT64 };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Model) model = model_new (13);
      Onnx__ValueInfoProto *input = model_add_input (model, "x", 1, 1, 28, 28, 0);

      model_add_node (model, "Flatten", "x", "y");
      model_add_output (model, "y");
      input->type->tensor_type->shape->dim[2]->dim_value = cases[i];
      g_assert_true (is_refused_model (model));
    }
}

/* Windows that overflow or that padding makes huge. */
static void
test_windows (void)
{
  const struct
  {
    const char *attribute, *numbers;
  } cases[] = { { "kernel_shape", "0 1" },
                { "kernel_shape", "100 100" },
                { "kernel_shape", "9223372036854775807 1" },
                { "kernel_shape", "2" },
                { "kernel_shape", "" },
                { "kernel_shape", "2 2 2" },
                { "strides", "0 1" },
                { "strides", "-1 -1" },
                { "strides", "2147483648 1" },
                { "dilations", "0 0" },
                { "dilations", "2147483647 2147483647" },
                { "pads", "2147483647 2147483647 2147483647 2147483647" },
                { "pads", "-1 0 0 0" },
                { "pads", "1 1" } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Model) model = model_new (13);
      Onnx__NodeProto *node;

      model_add_input (model, "x", 1, 1, 8, 8, 0);
      node = model_add_node (model, "MaxPool", "x", "pool");
      model_set_ints (model, node, cases[i].attribute, cases[i].numbers);
      if (!g_str_equal (cases[i].attribute, "kernel_shape"))
        model_set_ints (model, node, "kernel_shape", "2 2");
      model_add_node (model, "Flatten", "pool", "y");
      model_add_output (model, "y");
      g_assert_true (is_refused_model (model));
    }
}

typedef void (*Spoil) (Model *model);

static Onnx__NodeProto *
node_of (Model *model, guint index)
{
  return g_ptr_array_index (model->nodes, index);
}

static void
no_inputs (Model *model)
{
  node_of (model, 0)->n_input = 0;
}

static void
no_outputs (Model *model)
{
  node_of (model, 0)->n_output = 0;
}

static void
no_operator (Model *model)
{
  node_of (model, 0)->op_type = NULL;
}

static void
unreadable_name (Model *model)
{
  node_of (model, 0)->name = (char *) "\xff\xfe";
}

static void
long_name (Model *model)
{
  gchar *name = g_strnfill (100000, 'a');

  g_ptr_array_add (model->arena, name);
  node_of (model, 0)->output[0] = name;
}

static void
own_output_as_input (Model *model)
{
  node_of (model, 0)->input[0] = node_of (model, 0)->output[0];
}

static void
later_output_as_input (Model *model)
{
  node_of (model, 0)->input[0] = (char *) "y";
}

static void
same_output_twice (Model *model)
{
  node_of (model, 0)->output[0] = (char *) "y";
}

static void
output_is_input (Model *model)
{
  ((Onnx__ValueInfoProto *) g_ptr_array_index (model->outputs, 0))->name = (char *) "x";
}

static void
output_is_unknown (Model *model)
{
  ((Onnx__ValueInfoProto *) g_ptr_array_index (model->outputs, 0))->name = (char *) "z";
}

static void
no_graph (Model *model)
{
  model->proto.graph = NULL;
}

static void
no_graph_output (Model *model)
{
  g_ptr_array_set_size (model->outputs, 0);
}

static void
no_graph_input (Model *model)
{
  g_ptr_array_set_size (model->inputs, 0);
}

static void
input_without_type (Model *model)
{
  ((Onnx__ValueInfoProto *) g_ptr_array_index (model->inputs, 0))->type = NULL;
}

static void
input_of_text (Model *model)
{
  ((Onnx__ValueInfoProto *) g_ptr_array_index (model->inputs, 0))->type->tensor_type->elem_type = 8;
}

static void
no_opset (Model *model)
{
  g_ptr_array_set_size (model->opsets, 0);
}

static void
same_tensor_twice (Model *model)
{
  model_add_floats (model, "w", "1", TRUE);
  model_add_floats (model, "w", "1", TRUE);
}

static void
attribute_of_another_type (Model *model)
{
  node_of (model, 1)->op_type = (char *) "Flatten";
  model_set_float (model, node_of (model, 1), "axis", 1);
}

static void
test_structure (void)
{
  const Spoil cases[] = { no_inputs,
                          no_outputs,
                          no_operator,
                          unreadable_name,
                          long_name,
                          own_output_as_input,
                          later_output_as_input,
                          same_output_twice,
                          output_is_input,
                          output_is_unknown,
                          no_graph,
                          no_graph_output,
                          no_graph_input,
                          input_without_type,
                          input_of_text,
                          no_opset,
                          same_tensor_twice,
                          attribute_of_another_type };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int spoilt = 0; spoilt < 2; spoilt++)
      {
        g_autoptr (Model) model = model_new (13);

        model_add_input (model, "x", -1, 2, 0);
        model_add_node (model, "Relu", "x", "h");
        model_add_node (model, "Relu", "h", "y");
        model_add_output (model, "y");
        if (spoilt)
          cases[i](model);
        if (is_refused_model (model) != spoilt)
          g_error ("case %zu", i);
      }
}

/* Messages of two bytes that become structures of a hundred: ten megabytes of them do not take a
 * gigabyte, but an error. */
static void
test_many_small_messages (void)
{
  const gsize n_messages = (gsize) 5 << 20;
  const gsize body = 2 * n_messages;
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const guint8 node[] = { 0x0a, 0x00 }; /* GraphProto.node, of no bytes */

  /* ModelProto.graph and its length as a varint */
  g_byte_array_append (file, (const guint8[]){ 0x3a }, 1);
  for (gsize rest = body; rest > 0; rest >>= 7)
    {
      guint8 byte = (guint8) ((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));

      g_byte_array_append (file, &byte, 1);
    }
  for (gsize i = 0; i < n_messages; i++)
    g_byte_array_append (file, node, sizeof node);
  g_assert_true (is_refused (file->data, file->len));
}

/* One tensor that thousands of nodes read. */
static void
test_multiplied_weights (void)
{
  g_autoptr (Model) model = model_new (13);
  g_autofree char *last = g_strdup ("x");

  model_add_input (model, "x", -1, 512, 0);
  model_add_floats (model, "w", "512 512", TRUE);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *inputs = g_strconcat (last, " w", NULL);

      g_free (last);
      last = g_strdup_printf ("v%u", i);
      model_add_node (model, "MatMul", inputs, last);
    }
  model_add_output (model, last);
  g_assert_true (is_refused_model (model));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-hostile/sound", test_sound);
  g_test_add_func ("/onnx-hostile/truncation", test_truncation);
  g_test_add_func ("/onnx-hostile/flips", test_flips);
  g_test_add_func ("/onnx-hostile/noise", test_noise);
  g_test_add_func ("/onnx-hostile/dimensions", test_dimensions);
  g_test_add_func ("/onnx-hostile/tensor-data", test_tensor_data);
  g_test_add_func ("/onnx-hostile/input-shapes", test_input_shapes);
  g_test_add_func ("/onnx-hostile/windows", test_windows);
  g_test_add_func ("/onnx-hostile/structure", test_structure);
  g_test_add_func ("/onnx-hostile/many-small-messages", test_many_small_messages);
  g_test_add_func ("/onnx-hostile/multiplied-weights", test_multiplied_weights);
  return g_test_run ();
}
