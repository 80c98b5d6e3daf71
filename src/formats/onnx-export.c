// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-export.h"

#include "base/error.h"
#include "base/file.h"
#include "config.h"
#include "formats/onnx.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define IR_VERSION 8
#define OPSET      13
#define BATCH_NAME "N"

static gpointer
keep (FmtOnnxExport *export, gpointer memory)
{
  g_ptr_array_add (export->arena, memory);
  return memory;
}

/* A name that no other value or tensor has, beginning with `wish`. */
static char *
take_name (FmtOnnxExport *export, const char *wish)
{
  char *name = g_strdup (wish);

  for (guint i = 2; g_hash_table_contains (export->names, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s_%u", wish, i);
    }
  keep (export, name);
  g_hash_table_add (export->names, name);
  return name;
}

char *
fmt_onnx_export_name (FmtOnnxExport *export, const NnNode *node, const char *suffix)
{
  g_autofree char *wish = g_strconcat (node->name, suffix, NULL);

  return take_name (export, wish);
}

static Onnx__AttributeProto *
add_attribute (FmtOnnxExport *export, Onnx__NodeProto *node, const char *name, gint32 type)
{
  Onnx__AttributeProto *attribute = keep (export, g_new (Onnx__AttributeProto, 1));

  onnx__attribute_proto__init (attribute);
  attribute->name = (char *) name;
  attribute->has_type = TRUE;
  attribute->type = type;
  node->attribute[node->n_attribute++] = attribute;
  return attribute;
}

void
fmt_onnx_export_int (FmtOnnxExport *export, Onnx__NodeProto *node, const char *name, gint64 value)
{
  Onnx__AttributeProto *attribute = add_attribute (export, node, name, FMT_ONNX_ATTRIBUTE_INT);

  attribute->has_i = TRUE;
  attribute->i = value;
}

void
fmt_onnx_export_float (FmtOnnxExport *export, Onnx__NodeProto *node, const char *name, float value)
{
  Onnx__AttributeProto *attribute = add_attribute (export, node, name, FMT_ONNX_ATTRIBUTE_FLOAT);

  attribute->has_f = TRUE;
  attribute->f = value;
}

void
fmt_onnx_export_ints (FmtOnnxExport *export,
                      Onnx__NodeProto *node,
                      const char *name,
                      size_t n,
                      const int *values)
{
  Onnx__AttributeProto *attribute = add_attribute (export, node, name, FMT_ONNX_ATTRIBUTE_INTS);

  attribute->n_ints = n;
  attribute->ints = keep (export, g_new (int64_t, n));
  for (size_t i = 0; i < n; i++)
    attribute->ints[i] = values[i];
}

/* The most attributes that a node below gets. */
#define MAX_ATTRIBUTES 8

Onnx__NodeProto *
fmt_onnx_export_node (FmtOnnxExport *export, const char *op_type, char *output, int n_inputs)
{
  Onnx__NodeProto *node = keep (export, g_new (Onnx__NodeProto, 1));

  onnx__node_proto__init (node);
  node->name = output;
  node->op_type = (char *) op_type;
  node->output = keep (export, g_new (char *, 1));
  node->output[0] = output;
  node->n_output = 1;
  node->input = keep (export, g_new (char *, n_inputs));
  node->attribute = keep (export, g_new (Onnx__AttributeProto *, MAX_ATTRIBUTES));
  g_ptr_array_add (export->nodes, node);
  return node;
}

void
fmt_onnx_export_input (Onnx__NodeProto *node, const char *name)
{
  node->input[node->n_input++] = (char *) name;
}

const char *
fmt_onnx_export_value (FmtOnnxExport *export, const NnNode *node, int index)
{
  return export->outputs[node->inputs[index]];
}

static Onnx__TensorProto *
add_constant (FmtOnnxExport *export, Onnx__NodeProto *node, char *name, gint32 type)
{
  Onnx__TensorProto *proto = keep (export, g_new (Onnx__TensorProto, 1));

  onnx__tensor_proto__init (proto);
  proto->name = name;
  proto->has_data_type = TRUE;
  proto->data_type = type;
  g_ptr_array_add (export->initializers, proto);
  fmt_onnx_export_input (node, name);
  return proto;
}

/* The numbers in the file's byte order. */
static void
set_floats (FmtOnnxExport *export, Onnx__TensorProto *proto, gsize n, const float *numbers)
{
  guint32 *bits = keep (export, g_new (guint32, n));

  memcpy (bits, numbers, n * sizeof *bits);
  for (gsize i = 0; i < n; i++)
    bits[i] = GUINT32_TO_LE (bits[i]);
  proto->has_raw_data = TRUE;
  proto->raw_data = (ProtobufCBinaryData){ .len = n * sizeof *bits, .data = (guint8 *) bits };
}

void
fmt_onnx_export_tensor (FmtOnnxExport *export,
                        Onnx__NodeProto *node,
                        char *name,
                        const NnTensor *tensor,
                        int rank)
{
  Onnx__TensorProto *proto = add_constant (export, node, name, FMT_ONNX_FLOAT);

  proto->n_dims = (size_t) MAX (rank, tensor->shape.rank);
  proto->dims = keep (export, g_new (int64_t, proto->n_dims));
  for (int i = 0; i < (int) proto->n_dims; i++)
    proto->dims[i] = i < tensor->shape.rank ? tensor->shape.dims[i] : 1;
  set_floats (export, proto, nn_shape_size (&tensor->shape), tensor->data);
}

void
fmt_onnx_export_number (FmtOnnxExport *export, Onnx__NodeProto *node, char *name, float number)
{
  set_floats (export, add_constant (export, node, name, FMT_ONNX_FLOAT), 1, &number);
}

void
fmt_onnx_export_integers (FmtOnnxExport *export,
                          Onnx__NodeProto *node,
                          char *name,
                          size_t n,
                          const gint64 *integers)
{
  Onnx__TensorProto *proto = add_constant (export, node, name, FMT_ONNX_INT64);

  proto->n_dims = 1;
  proto->dims = keep (export, g_new (int64_t, 1));
  proto->dims[0] = (int64_t) n;
  proto->n_int64_data = n;
  proto->int64_data = keep (export, g_new (int64_t, n));
  for (size_t i = 0; i < n; i++)
    proto->int64_data[i] = integers[i];
}

static gboolean
export_node (FmtOnnxExport *export, const NnNode *node, char *output, GError **error)
{
  FmtOnnxWriter writer = fmt_onnx_writer_find (node->op);

  if (writer != NULL)
    {
      writer (export, node, output);
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
               _ ("The layer “%s” (%s) cannot be saved as ONNX."), node->name, node->op->name);
  return FALSE;
}

/* A batch of values of the given shape. */
static Onnx__ValueInfoProto *
describe_value (FmtOnnxExport *export, NnValue value)
{
  const NnShape *shape = nn_graph_shape (export->graph, value);
  Onnx__ValueInfoProto *info = keep (export, g_new (Onnx__ValueInfoProto, 1));
  Onnx__TypeProto *type = keep (export, g_new (Onnx__TypeProto, 1));
  Onnx__TypeProto__Tensor *tensor = keep (export, g_new (Onnx__TypeProto__Tensor, 1));
  Onnx__TensorShapeProto *dims = keep (export, g_new (Onnx__TensorShapeProto, 1));

  onnx__value_info_proto__init (info);
  onnx__type_proto__init (type);
  onnx__type_proto__tensor__init (tensor);
  onnx__tensor_shape_proto__init (dims);
  info->name = (char *) export->outputs[value];
  info->type = type;
  type->tensor_type = tensor;
  tensor->has_elem_type = TRUE;
  tensor->elem_type = FMT_ONNX_FLOAT;
  tensor->shape = dims;

  dims->n_dim = (size_t) shape->rank + 1;
  dims->dim = keep (export, g_new (Onnx__TensorShapeProto__Dimension *, dims->n_dim));
  for (size_t i = 0; i < dims->n_dim; i++)
    {
      Onnx__TensorShapeProto__Dimension *dim =
          keep (export, g_new (Onnx__TensorShapeProto__Dimension, 1));

      onnx__tensor_shape_proto__dimension__init (dim);
      if (i == 0)
        dim->dim_param = (char *) BATCH_NAME;
      else
        {
          dim->has_dim_value = TRUE;
          dim->dim_value = shape->dims[i - 1];
        }
      dims->dim[i] = dim;
    }
  return info;
}

static gboolean
pack (const Onnx__ModelProto *model, const char *path, GError **error)
{
  gsize size = onnx__model_proto__get_packed_size (model);
  g_autoptr (GBytes) bytes = NULL;
  guint8 *data = NULL;

  if (size > FMT_MAX_FILE_SIZE || (data = g_try_malloc (size)) == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("The network is too large to be saved as “%s”."), path);
      return FALSE;
    }
  onnx__model_proto__pack (model, data);
  bytes = g_bytes_new_take (data, size);
  return base_file_write (path, bytes, error);
}

static gboolean
write_model (FmtOnnxExport *export, const char *path, GError **error)
{
  Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
  Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
  Onnx__OperatorSetIdProto opset = ONNX__OPERATOR_SET_ID_PROTO__INIT;
  Onnx__OperatorSetIdProto *opsets[] = { &opset };
  Onnx__ValueInfoProto *inputs[] = { describe_value (export, 0) };
  Onnx__ValueInfoProto *outputs[] = { describe_value (export, nn_graph_output (export->graph)) };

  graph.name = (char *) "network";
  graph.n_node = export->nodes->len;
  graph.node = (Onnx__NodeProto **) export->nodes->pdata;
  graph.n_initializer = export->initializers->len;
  graph.initializer = (Onnx__TensorProto **) export->initializers->pdata;
  graph.n_input = graph.n_output = 1;
  graph.input = inputs;
  graph.output = outputs;

  opset.domain = (char *) "";
  opset.has_version = TRUE;
  opset.version = OPSET;
  model.has_ir_version = TRUE;
  model.ir_version = IR_VERSION;
  model.producer_name = (char *) "Fooled";
  model.producer_version = (char *) FOOLED_VERSION;
  model.n_opset_import = 1;
  model.opset_import = opsets;
  model.graph = &graph;
  return pack (&model, path, error);
}

/* All values get their names before any parameter does, so that values keep theirs. */
static gboolean
export_graph (FmtOnnxExport *export, const char *path, GError **error)
{
  int n_nodes = nn_graph_n_nodes (export->graph);

  for (NnValue value = 0; value < n_nodes; value++)
    export->outputs[value] = take_name (export, nn_graph_node (export->graph, value)->name);
  for (NnValue value = 1; value < n_nodes; value++)
    if (!export_node (export, nn_graph_node (export->graph, value), (char *) export->outputs[value],
                      error))
      return FALSE;
  return write_model (export, path, error);
}

gboolean
fmt_onnx_save (const NnGraph *graph, const char *path, GError **error)
{
  FmtOnnxExport export = { .graph = graph };
  gboolean ok;

  g_return_val_if_fail (graph != NULL && path != NULL, FALSE);

  export.arena = g_ptr_array_new_with_free_func (g_free);
  export.names = g_hash_table_new (g_str_hash, g_str_equal);
  export.nodes = g_ptr_array_new ();
  export.initializers = g_ptr_array_new ();
  export.outputs = g_new0 (const char *, nn_graph_n_nodes (graph));
  ok = export_graph (&export, path, error);
  g_free (export.outputs);
  g_ptr_array_unref (export.initializers);
  g_ptr_array_unref (export.nodes);
  g_hash_table_unref (export.names);
  g_ptr_array_unref (export.arena);
  return ok;
}
