// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include "formats/onnx.h"

#include <string.h>

#define MAX_ATTRIBUTES 16

static gpointer
keep (Model *model, gpointer memory)
{
  g_ptr_array_add (model->arena, memory);
  return memory;
}

static char *
keep_text (Model *model, const char *text)
{
  return keep (model, g_strdup (text));
}

/* "1 2 3" */
static int64_t *
parse_integers (Model *model, const char *text, size_t *n)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  int64_t *numbers;

  *n = *text != '\0' ? g_strv_length (words) : 0;
  numbers = keep (model, g_new (int64_t, *n + 1));
  for (size_t i = 0; i < *n; i++)
    numbers[i] = g_ascii_strtoll (words[i], NULL, 10);
  return numbers;
}

Model *
model_new (gint64 opset)
{
  Model *model = g_new0 (Model, 1);

  model->arena = g_ptr_array_new_with_free_func (g_free);
  model->nodes = g_ptr_array_new ();
  model->tensors = g_ptr_array_new ();
  model->inputs = g_ptr_array_new ();
  model->outputs = g_ptr_array_new ();
  model->opsets = g_ptr_array_new ();
  onnx__model_proto__init (&model->proto);
  onnx__graph_proto__init (&model->graph);
  onnx__operator_set_id_proto__init (&model->opset);
  model->proto.has_ir_version = TRUE;
  model->proto.ir_version = 7;
  model->proto.graph = &model->graph;
  model->graph.name = (char *) "test";
  model->opset.domain = (char *) "";
  model->opset.has_version = TRUE;
  model->opset.version = opset;
  g_ptr_array_add (model->opsets, &model->opset);
  return model;
}

void
model_free (Model *model)
{
  g_ptr_array_unref (model->arena);
  g_ptr_array_unref (model->nodes);
  g_ptr_array_unref (model->tensors);
  g_ptr_array_unref (model->inputs);
  g_ptr_array_unref (model->outputs);
  g_ptr_array_unref (model->opsets);
  g_free (model);
}

static Onnx__TensorShapeProto__Dimension *
new_dimension (Model *model, int value)
{
  Onnx__TensorShapeProto__Dimension *dimension =
      keep (model, g_new (Onnx__TensorShapeProto__Dimension, 1));

  onnx__tensor_shape_proto__dimension__init (dimension);
  dimension->has_dim_value = value >= 0;
  dimension->dim_value = MAX (value, 0);
  if (value < 0)
    dimension->dim_param = (char *) "batch";
  return dimension;
}

static Onnx__ValueInfoProto *
new_value (Model *model, const char *name)
{
  Onnx__ValueInfoProto *value = keep (model, g_new (Onnx__ValueInfoProto, 1));
  Onnx__TypeProto *type = keep (model, g_new (Onnx__TypeProto, 1));
  Onnx__TypeProto__Tensor *tensor = keep (model, g_new (Onnx__TypeProto__Tensor, 1));

  onnx__value_info_proto__init (value);
  onnx__type_proto__init (type);
  onnx__type_proto__tensor__init (tensor);
  value->name = keep_text (model, name);
  value->type = type;
  type->tensor_type = tensor;
  tensor->has_elem_type = TRUE;
  tensor->elem_type = 1;
  return value;
}

Onnx__ValueInfoProto *
model_add_input (Model *model, const char *name, ...)
{
  Onnx__ValueInfoProto *value = new_value (model, name);
  Onnx__TensorShapeProto *shape = keep (model, g_new (Onnx__TensorShapeProto, 1));
  va_list dims;
  int dim;

  onnx__tensor_shape_proto__init (shape);
  shape->dim = keep (model, g_new (Onnx__TensorShapeProto__Dimension *, 8));
  va_start (dims, name);
  while ((dim = va_arg (dims, int)) != 0)
    shape->dim[shape->n_dim++] = new_dimension (model, dim);
  va_end (dims);
  value->type->tensor_type->shape = shape;
  g_ptr_array_add (model->inputs, value);
  return value;
}

void
model_add_output (Model *model, const char *name)
{
  g_ptr_array_add (model->outputs, new_value (model, name));
}

Onnx__NodeProto *
model_add_node (Model *model, const char *op_type, const char *inputs, const char *output)
{
  g_auto (GStrv) names = g_strsplit (inputs, " ", -1);
  Onnx__NodeProto *node = keep (model, g_new (Onnx__NodeProto, 1));

  onnx__node_proto__init (node);
  node->op_type = keep_text (model, op_type);
  node->name = keep (model, g_strconcat (output, "_node", NULL));
  node->n_output = 1;
  node->output = keep (model, g_new (char *, 1));
  node->output[0] = keep_text (model, output);
  node->n_input = *inputs != '\0' ? g_strv_length (names) : 0;
  node->input = keep (model, g_new (char *, node->n_input + 1));
  for (size_t i = 0; i < node->n_input; i++)
    node->input[i] = keep_text (model, g_str_equal (names[i], "-") ? "" : names[i]);
  node->attribute = keep (model, g_new (Onnx__AttributeProto *, MAX_ATTRIBUTES));
  g_ptr_array_add (model->nodes, node);
  return node;
}

static Onnx__AttributeProto *
add_attribute (Model *model, Onnx__NodeProto *node, const char *name, int type)
{
  Onnx__AttributeProto *attribute = keep (model, g_new (Onnx__AttributeProto, 1));

  g_assert_cmpuint (node->n_attribute, <, MAX_ATTRIBUTES);
  onnx__attribute_proto__init (attribute);
  attribute->name = keep_text (model, name);
  attribute->has_type = TRUE;
  attribute->type = type;
  node->attribute[node->n_attribute++] = attribute;
  return attribute;
}

Onnx__AttributeProto *
model_set_int (Model *model, Onnx__NodeProto *node, const char *name, gint64 i)
{
  Onnx__AttributeProto *attribute = add_attribute (model, node, name, 2);

  attribute->has_i = TRUE;
  attribute->i = i;
  return attribute;
}

Onnx__AttributeProto *
model_set_float (Model *model, Onnx__NodeProto *node, const char *name, float f)
{
  Onnx__AttributeProto *attribute = add_attribute (model, node, name, 1);

  attribute->has_f = TRUE;
  attribute->f = f;
  return attribute;
}

Onnx__AttributeProto *
model_set_string (Model *model, Onnx__NodeProto *node, const char *name, const char *text)
{
  Onnx__AttributeProto *attribute = add_attribute (model, node, name, 3);

  attribute->has_s = TRUE;
  attribute->s.len = strlen (text);
  attribute->s.data = (guint8 *) keep_text (model, text);
  return attribute;
}

Onnx__AttributeProto *
model_set_ints (Model *model, Onnx__NodeProto *node, const char *name, const char *numbers)
{
  Onnx__AttributeProto *attribute = add_attribute (model, node, name, 7);

  attribute->ints = parse_integers (model, numbers, &attribute->n_ints);
  return attribute;
}

static Onnx__TensorProto *
new_tensor (Model *model, const char *name, int type)
{
  Onnx__TensorProto *tensor = keep (model, g_new (Onnx__TensorProto, 1));

  onnx__tensor_proto__init (tensor);
  tensor->name = name != NULL ? keep_text (model, name) : NULL;
  tensor->has_data_type = TRUE;
  tensor->data_type = type;
  return tensor;
}

static void
set_raw (Onnx__TensorProto *tensor, gpointer data, gsize size)
{
  tensor->has_raw_data = TRUE;
  tensor->raw_data.data = data;
  tensor->raw_data.len = size;
}

Onnx__TensorProto *
model_add_floats (Model *model, const char *name, const char *dims, gboolean raw)
{
  Onnx__TensorProto *tensor = new_tensor (model, name, 1);
  size_t n = 1;
  float *data;

  tensor->dims = parse_integers (model, dims, &tensor->n_dims);
  for (size_t i = 0; i < tensor->n_dims; i++)
    n *= (size_t) tensor->dims[i];
  data = keep (model, g_new (float, n));
  for (size_t i = 0; i < n; i++)
    data[i] = (float) (i + 1) / 8;
  if (raw)
    set_raw (tensor, data, n * sizeof (float));
  else
    {
      tensor->float_data = data;
      tensor->n_float_data = n;
    }
  g_ptr_array_add (model->tensors, tensor);
  return tensor;
}

static Onnx__TensorProto *
new_integers (Model *model, const char *name, const char *numbers, gboolean raw)
{
  Onnx__TensorProto *tensor = new_tensor (model, name, 7);
  int64_t *data, *dims = keep (model, g_new (int64_t, 1));
  size_t n;

  data = parse_integers (model, numbers, &n);
  dims[0] = (int64_t) n;
  tensor->dims = dims;
  tensor->n_dims = 1;
  if (raw)
    set_raw (tensor, data, n * sizeof (int64_t));
  else
    {
      tensor->int64_data = data;
      tensor->n_int64_data = n;
    }
  return tensor;
}

Onnx__TensorProto *
model_add_integers (Model *model, const char *name, const char *numbers, gboolean raw)
{
  Onnx__TensorProto *tensor = new_integers (model, name, numbers, raw);

  g_ptr_array_add (model->tensors, tensor);
  return tensor;
}

void
model_set_tensor (Model *model, Onnx__NodeProto *node, const char *name, const char *numbers)
{
  add_attribute (model, node, name, 4)->t = new_integers (model, NULL, numbers, FALSE);
}

static void
complete (Model *model)
{
  Onnx__GraphProto *graph = &model->graph;

  graph->node = (Onnx__NodeProto **) model->nodes->pdata;
  graph->n_node = model->nodes->len;
  graph->initializer = (Onnx__TensorProto **) model->tensors->pdata;
  graph->n_initializer = model->tensors->len;
  graph->input = (Onnx__ValueInfoProto **) model->inputs->pdata;
  graph->n_input = model->inputs->len;
  graph->output = (Onnx__ValueInfoProto **) model->outputs->pdata;
  graph->n_output = model->outputs->len;
}

void
model_set_graph (Model *model, Onnx__NodeProto *node, const char *name, Model *branch)
{
  Onnx__AttributeProto *attribute = add_attribute (model, node, name, 5);

  complete (branch);
  attribute->has_g = TRUE;
  attribute->g.len = onnx__graph_proto__get_packed_size (&branch->graph);
  attribute->g.data = keep (model, g_malloc (attribute->g.len));
  onnx__graph_proto__pack (&branch->graph, attribute->g.data);
}

GBytes *
model_pack (Model *model)
{
  gsize size;
  guint8 *data;

  complete (model);
  model->proto.opset_import = (Onnx__OperatorSetIdProto **) model->opsets->pdata;
  model->proto.n_opset_import = model->opsets->len;

  size = onnx__model_proto__get_packed_size (&model->proto);
  data = g_malloc (size);
  onnx__model_proto__pack (&model->proto, data);
  return g_bytes_new_take (data, size);
}

NnGraph *
model_read (Model *model)
{
  g_autoptr (GBytes) bytes = model_pack (model);
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  NnGraph *graph = fmt_onnx_parse (data, size, "test.onnx", &error);

  g_assert_no_error (error);
  g_assert_nonnull (graph);
  return graph;
}

void
model_assert_refused (Model *model, BaseErrorCode code, const char *words)
{
  g_autoptr (GBytes) bytes = model_pack (model);
  g_auto (GStrv) expected = g_strsplit (words, " ", -1);
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_assert_null (fmt_onnx_parse (data, size, "test.onnx", &error));
  g_assert_error (error, BASE_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "test.onnx"));
  g_assert_true (g_str_has_suffix (error->message, "."));
  for (gsize i = 0; expected[i] != NULL; i++)
    if (strstr (error->message, expected[i]) == NULL)
      g_error ("no “%s” in: %s", expected[i], error->message);
}
