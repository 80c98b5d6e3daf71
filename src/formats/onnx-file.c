// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-file.h"

#include "base/error.h"
#include "config.h"
#include "formats/onnx-lean.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A node's later outputs may be left out, and so may any input. */
static gboolean
check_node (const Onnx__NodeProto *node)
{
  return fmt_message_is_name (node->op_type) && fmt_message_is_name_or_empty (node->domain) &&
         fmt_message_is_name_or_empty (node->name) && node->n_output >= 1 &&
         fmt_message_is_name (node->output[0]) &&
         fmt_message_are_names (node->output, node->n_output, fmt_message_is_name_or_empty) &&
         fmt_message_are_names (node->input, node->n_input, fmt_message_is_name_or_empty);
}

static gboolean
check_values (Onnx__ValueInfoProto *const *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!fmt_message_is_name (values[i]->name))
      return FALSE;
  return TRUE;
}

static gboolean
check_graph (const Onnx__GraphProto *graph)
{
  for (size_t i = 0; i < graph->n_node; i++)
    if (!check_node (graph->node[i]))
      return FALSE;
  for (size_t i = 0; i < graph->n_initializer; i++)
    if (!fmt_message_is_name (graph->initializer[i]->name))
      return FALSE;
  for (size_t i = 0; i < graph->n_sparse_initializer; i++)
    if (graph->sparse_initializer[i]->values == NULL ||
        !fmt_message_is_name (graph->sparse_initializer[i]->values->name))
      return FALSE;
  return check_values (graph->input, graph->n_input) &&
         check_values (graph->output, graph->n_output);
}

static gboolean
check_functions (const Onnx__ModelProto *model)
{
  for (size_t i = 0; i < model->n_functions; i++)
    {
      const Onnx__FunctionProto *function = model->functions[i];

      if (!fmt_message_is_name (function->name) ||
          !fmt_message_are_names (function->input, function->n_input, fmt_message_is_name) ||
          !fmt_message_are_names (function->output, function->n_output, fmt_message_is_name))
        return FALSE;
      for (size_t j = 0; j < function->n_node; j++)
        if (!check_node (function->node[j]))
          return FALSE;
    }
  return TRUE;
}

gboolean
fmt_onnx_is_own_domain (const char *domain)
{
  return domain == NULL || *domain == '\0' || g_str_equal (domain, "ai.onnx");
}

gboolean
fmt_onnx_is_operator (const Onnx__NodeProto *node, const char *op_type)
{
  return g_strcmp0 (node->op_type, op_type) == 0 && fmt_onnx_is_own_domain (node->domain);
}

Onnx__TensorProto *
fmt_onnx_file_constant (const Onnx__NodeProto *node)
{
  if (!fmt_onnx_is_operator (node, "Constant") || node->n_attribute != 1 ||
      g_strcmp0 (node->attribute[0]->name, "value") != 0)
    return NULL;
  return node->attribute[0]->t;
}

/* Constants have no names of their own; messages call them by the value that they make. Tensors of
 * other attributes have none either. */
static gboolean
name_constants_of (FmtOnnxFile *file, Onnx__NodeProto *const *nodes, size_t n)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < nodes[i]->n_attribute; j++)
      {
        Onnx__TensorProto *tensor = nodes[i]->attribute[j]->t;
        gsize size = strlen (nodes[i]->output[0]) + 1;

        if (tensor == NULL)
          continue;
        fmt_message_release (&file->memory, tensor->name);
        tensor->name = fmt_message_allocate (&file->memory, size);
        if (tensor->name == NULL)
          return FALSE;
        memcpy (tensor->name, nodes[i]->output[0], size);
      }
  return TRUE;
}

static gboolean
name_constants (FmtOnnxFile *file)
{
  const Onnx__ModelProto *model = file->model;

  for (size_t i = 0; i < model->n_functions; i++)
    if (!name_constants_of (file, model->functions[i]->node, model->functions[i]->n_node))
      return FALSE;
  return name_constants_of (file, model->graph->node, model->graph->n_node);
}

static gboolean
give_back (gpointer tensor, gpointer value, gpointer data)
{
  ((Onnx__TensorProto *) tensor)->raw_data = (ProtobufCBinaryData){ 0 };
  return TRUE;
}

/* The tensor whose raw data were left out, or NULL where the message was not read as it was made.
 */
static Onnx__TensorProto *
find_lean (const Onnx__ModelProto *model, const FmtOnnxPlace *place)
{
  Onnx__TensorProto *tensor = place->initializer < model->graph->n_initializer
                                  ? model->graph->initializer[place->initializer]
                                  : NULL;

  return tensor != NULL && tensor->has_raw_data && tensor->raw_data.data == NULL ? tensor : NULL;
}

/* The message, without copies of its large tensors' numbers. */
static Onnx__ModelProto *
unpack (FmtOnnxFile *file, GBytes *bytes)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (FmtOnnxPlace));
  g_autoptr (GByteArray) lean = NULL;
  ProtobufCAllocator *allocator = &file->memory.allocator;
  Onnx__ModelProto *model;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  lean = fmt_onnx_make_lean (data, size, places);
  if (lean == NULL)
    return onnx__model_proto__unpack (allocator, size, data);
  model = onnx__model_proto__unpack (allocator, lean->len, lean->data);
  if (model == NULL || model->graph == NULL)
    return model;
  file->bytes = g_bytes_ref (bytes);
  for (guint i = 0; i < places->len; i++)
    {
      const FmtOnnxPlace *place = &g_array_index (places, FmtOnnxPlace, i);
      Onnx__TensorProto *tensor = find_lean (model, place);

      if (tensor == NULL)
        {
          g_hash_table_foreach_remove (file->borrowed, give_back, NULL);
          onnx__model_proto__free_unpacked (model, allocator);
          return onnx__model_proto__unpack (allocator, size, data);
        }
      tensor->raw_data.data = (guint8 *) data + place->offset;
      tensor->raw_data.len = place->size;
      g_hash_table_add (file->borrowed, tensor);
    }
  return model;
}

FmtOnnxFile *
fmt_onnx_file_unpack (GBytes *bytes, GError **error)
{
  g_autoptr (FmtOnnxFile) file = g_new0 (FmtOnnxFile, 1);
  gsize size = g_bytes_get_size (bytes);

  file->size = size;
  file->borrowed = g_hash_table_new (NULL, NULL);
  file->graphs = g_hash_table_new (NULL, NULL);
  file->copies = g_hash_table_new (NULL, NULL);
  fmt_message_memory_init (&file->memory, size);
  file->model = unpack (file, bytes);
  if (file->model == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("it is not an ONNX file, or it is damaged or incomplete."));
      return NULL;
    }
  if (file->model->graph == NULL || !check_graph (file->model->graph) ||
      !check_functions (file->model) || !name_constants (file))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("its list of layers is damaged or incomplete."));
      return NULL;
    }
  return g_steal_pointer (&file);
}

Onnx__GraphProto *
fmt_onnx_file_graph (FmtOnnxFile *file, const Onnx__AttributeProto *attribute)
{
  Onnx__GraphProto *graph = g_hash_table_lookup (file->copies, attribute);

  if (graph == NULL)
    graph = g_hash_table_lookup (file->graphs, attribute);
  if (graph != NULL || !attribute->has_g)
    return graph;
  graph = onnx__graph_proto__unpack (&file->memory.allocator, attribute->g.len, attribute->g.data);
  if (graph == NULL)
    return NULL;
  if (check_graph (graph) && name_constants_of (file, graph->node, graph->n_node))
    g_hash_table_insert (file->graphs, (gpointer) attribute, graph);
  else
    {
      onnx__graph_proto__free_unpacked (graph, &file->memory.allocator);
      graph = NULL;
    }
  return graph;
}

static gboolean
free_graph (gpointer attribute, gpointer graph, gpointer data)
{
  FmtOnnxFile *file = data;

  onnx__graph_proto__free_unpacked (graph, &file->memory.allocator);
  return TRUE;
}

void
fmt_onnx_file_free (FmtOnnxFile *file)
{
  if (file == NULL)
    return;
  g_hash_table_foreach_remove (file->borrowed, give_back, NULL);
  g_hash_table_unref (file->borrowed);
  g_hash_table_foreach_remove (file->graphs, free_graph, file);
  g_hash_table_unref (file->graphs);
  g_hash_table_unref (file->copies);
  if (file->model != NULL)
    onnx__model_proto__free_unpacked (file->model, &file->memory.allocator);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}
