// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx.h"

#include "base/error.h"
#include "config.h"
#include "formats/onnx-import.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Builds the file's messages and packs them. Everything that they point to lives in `arena` or in
 * the graph, and goes when the export ends. */

#define IR_VERSION 8
#define OPSET      13
#define BATCH_NAME "N"

typedef struct
{
  const NnGraph *graph;
  GPtrArray *arena;        /* of g_malloc'ed memory */
  GHashTable *names;       /* taken ones, in the arena */
  GPtrArray *nodes;        /* Onnx__NodeProto * */
  GPtrArray *initializers; /* Onnx__TensorProto * */
  const char **outputs;    /* by value: the name of what the node makes */
} Export;

static gpointer
keep (Export *export, gpointer memory)
{
  g_ptr_array_add (export->arena, memory);
  return memory;
}

/* A name that no other value or tensor has, beginning with `wish`. */
static char *
take_name (Export *export, const char *wish)
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

static char *
take_name_with (Export *export, const NnNode *node, const char *suffix)
{
  g_autofree char *wish = g_strconcat (node->name, suffix, NULL);

  return take_name (export, wish);
}

static Onnx__AttributeProto *
add_attribute (Export *export, Onnx__NodeProto *node, const char *name, gint32 type)
{
  Onnx__AttributeProto *attribute = keep (export, g_new (Onnx__AttributeProto, 1));

  onnx__attribute_proto__init (attribute);
  attribute->name = (char *) name;
  attribute->has_type = TRUE;
  attribute->type = type;
  node->attribute[node->n_attribute++] = attribute;
  return attribute;
}

static void
add_int (Export *export, Onnx__NodeProto *node, const char *name, gint64 value)
{
  Onnx__AttributeProto *attribute = add_attribute (export, node, name, FMT_ONNX_ATTRIBUTE_INT);

  attribute->has_i = TRUE;
  attribute->i = value;
}

static void
add_ints (Export *export, Onnx__NodeProto *node, const char *name, size_t n, const int *values)
{
  Onnx__AttributeProto *attribute = add_attribute (export, node, name, FMT_ONNX_ATTRIBUTE_INTS);

  attribute->n_ints = n;
  attribute->ints = keep (export, g_new (int64_t, n));
  for (size_t i = 0; i < n; i++)
    attribute->ints[i] = values[i];
}

static void
add_window (Export *export, Onnx__NodeProto *node, const NnWindow *w)
{
  add_ints (export, node, "kernel_shape", 2, (int[]){ w->kernel_h, w->kernel_w });
  add_ints (export, node, "strides", 2, (int[]){ w->stride_h, w->stride_w });
  add_ints (export, node, "dilations", 2, (int[]){ w->dilation_h, w->dilation_w });
  add_ints (export, node, "pads", 4,
            (int[]){ w->pad_top, w->pad_left, w->pad_bottom, w->pad_right });
}

/* The most attributes that a node below gets. */
#define MAX_ATTRIBUTES 8

static Onnx__NodeProto *
add_node (Export *export, const char *op_type, char *output, int n_inputs)
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

static void
add_input (Onnx__NodeProto *node, const char *name)
{
  node->input[node->n_input++] = (char *) name;
}

/* The tensor's numbers in the file's byte order. */
static void
set_raw_data (Export *export, Onnx__TensorProto *proto, const NnTensor *tensor)
{
  gsize n = nn_shape_size (&tensor->shape);
  guint32 *bits = keep (export, g_new (guint32, n));

  memcpy (bits, tensor->data, n * sizeof *bits);
  for (gsize i = 0; i < n; i++)
    bits[i] = GUINT32_TO_LE (bits[i]);
  proto->has_raw_data = TRUE;
  proto->raw_data = (ProtobufCBinaryData){ .len = n * sizeof *bits, .data = (guint8 *) bits };
}

static void
add_parameter (Export *export, Onnx__NodeProto *node, char *name, const NnTensor *tensor)
{
  Onnx__TensorProto *proto = keep (export, g_new (Onnx__TensorProto, 1));

  onnx__tensor_proto__init (proto);
  proto->name = name;
  proto->has_data_type = TRUE;
  proto->data_type = FMT_ONNX_FLOAT;
  proto->n_dims = (size_t) tensor->shape.rank;
  proto->dims = keep (export, g_new (int64_t, proto->n_dims));
  for (size_t i = 0; i < proto->n_dims; i++)
    proto->dims[i] = tensor->shape.dims[i];
  set_raw_data (export, proto, tensor);
  g_ptr_array_add (export->initializers, proto);
  add_input (node, name);
}

static void
add_weights_and_bias (Export *export, Onnx__NodeProto *proto, const NnNode *node)
{
  add_parameter (export, proto, take_name_with (export, node, ".weight"), node->parameters[0]);
  if (node->n_parameters > 1)
    add_parameter (export, proto, take_name_with (export, node, ".bias"), node->parameters[1]);
}

static void
export_plain (Export *export, const NnNode *node, char *output)
{
  Onnx__NodeProto *proto = add_node (export, node->op->name, output, node->n_inputs);

  for (int i = 0; i < node->n_inputs; i++)
    add_input (proto, export->outputs[node->inputs[i]]);
  if (node->op == &nn_op_flatten || node->op == &nn_op_softmax || node->op == &nn_op_concat)
    add_int (export, proto, "axis", 1);
}

static void
export_conv (Export *export, const NnNode *node, char *output)
{
  Onnx__NodeProto *proto = add_node (export, "Conv", output, 3);

  add_input (proto, export->outputs[node->inputs[0]]);
  add_weights_and_bias (export, proto, node);
  add_window (export, proto, &node->attributes.conv.window);
  add_int (export, proto, "group", node->attributes.conv.groups);
}

/* Padding at the end such that rounding down gives n_places. */
static int
end_padding (int size, int n_places, int kernel, int stride, int dilation, int before)
{
  return MAX ((n_places - 1) * stride + (kernel - 1) * dilation + 1 - size - before, 0);
}

/* Before operator set 22, ONNX's checker and the runtimes do not agree on ceil_mode where the last
 * window would lie in the padding. Padding at the end says the same without it. */
static void
export_max_pool (Export *export, const NnNode *node, char *output)
{
  Onnx__NodeProto *proto = add_node (export, "MaxPool", output, 1);
  const int *in = nn_graph_shape (export->graph, node->inputs[0])->dims;
  const int *out = node->output.dims;
  NnWindow w = node->attributes.pool.window;

  if (w.ceil_mode)
    {
      w.pad_bottom = end_padding (in[1], out[1], w.kernel_h, w.stride_h, w.dilation_h, w.pad_top);
      w.pad_right = end_padding (in[2], out[2], w.kernel_w, w.stride_w, w.dilation_w, w.pad_left);
    }
  add_input (proto, export->outputs[node->inputs[0]]);
  add_window (export, proto, &w);
}

/* ONNX multiplies matrices only, so an input that is not flat gets a Flatten of its own. */
static void
export_linear (Export *export, const NnNode *node, char *output)
{
  const char *input = export->outputs[node->inputs[0]];
  Onnx__NodeProto *proto;

  if (nn_graph_shape (export->graph, node->inputs[0])->rank != 1)
    {
      char *flat = take_name_with (export, node, ".flat");

      proto = add_node (export, "Flatten", flat, 1);
      add_input (proto, input);
      add_int (export, proto, "axis", 1);
      input = flat;
    }
  proto = add_node (export, "Gemm", output, 3);
  add_input (proto, input);
  add_weights_and_bias (export, proto, node);
  add_int (export, proto, "transB", 1);
}

static const struct
{
  const NnOp *op;
  void (*export) (Export *export, const NnNode *node, char *output);
} operators[] = {
  { &nn_op_conv, export_conv },     { &nn_op_max_pool, export_max_pool },
  { &nn_op_linear, export_linear }, { &nn_op_relu, export_plain },
  { &nn_op_flatten, export_plain }, { &nn_op_softmax, export_plain },
  { &nn_op_concat, export_plain },  { &nn_op_sum, export_plain },
};

static gboolean
export_node (Export *export, const NnNode *node, char *output, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (operators); i++)
    if (operators[i].op == node->op)
      {
        operators[i].export(export, node, output);
        return TRUE;
      }
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
               _ ("The layer “%s” (%s) cannot be saved as ONNX."), node->name, node->op->name);
  return FALSE;
}

/* A batch of values of the given shape. */
static Onnx__ValueInfoProto *
describe_value (Export *export, NnValue value)
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
  g_autofree guint8 *data = NULL;

  if (size > FMT_MAX_FILE_SIZE || (data = g_try_malloc (size)) == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("The network is too large to be saved as “%s”."), path);
      return FALSE;
    }
  onnx__model_proto__pack (model, data);
  return g_file_set_contents_full (path, (const char *) data, (gssize) size,
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

static gboolean
write_model (Export *export, const char *path, GError **error)
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
export_graph (Export *export, const char *path, GError **error)
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
  Export export = { .graph = graph };
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
