// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "base/file.h"
#include "config.h"
#include "formats/onnx-file.h"
#include "formats/onnx.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* The versions of ONNX's operator set in which the operators mean what this program takes them
 * for: before 7 broadcasting was another one. */
#define MIN_OPSET 7
#define MAX_OPSET 24

/* Nodes may share a tensor, which then becomes several here. A file of n bytes holds n / 4 numbers,
 * so n parameters leave room for what real networks share, and none for a small file that names one
 * tensor again and again. Small networks may always have this many. */
#define LEAST_MAX_PARAMETERS ((gsize) 1 << 20)

void
fmt_onnx_set_invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (BASE_ERROR, BASE_ERROR_INVALID, format, arguments);
  va_end (arguments);
}

void
fmt_onnx_set_unsupported (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (BASE_ERROR, BASE_ERROR_UNSUPPORTED, format, arguments);
  va_end (arguments);
}

static gboolean
read_opset (FmtOnnxImport *import, const Onnx__ModelProto *model, GError **error)
{
  for (size_t i = 0; i < model->n_opset_import; i++)
    if (fmt_onnx_is_own_domain (model->opset_import[i]->domain))
      import->opset = MAX (import->opset, model->opset_import[i]->version);
  if (import->opset >= MIN_OPSET && import->opset <= MAX_OPSET)
    return TRUE;
  if (import->opset == 0)
    fmt_onnx_set_unsupported (error,
                              _ ("it does not say which version of ONNX's operators it uses; it "
                                 "may be incomplete."));
  else
    fmt_onnx_set_unsupported (error,
                              _ ("it uses version %" PRId64 " of ONNX's operators; this "
                                 "program knows versions %d to %d."),
                              import->opset, MIN_OPSET, MAX_OPSET);
  return FALSE;
}

static gboolean
add_tensor (FmtOnnxImport *import, const char *name, Onnx__TensorProto *tensor, GError **error)
{
  if (g_hash_table_insert (import->tensors, (gpointer) name, tensor))
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("two of its tensors are called “%s”."), name);
  return FALSE;
}

/* The file's constants: initializers and the outputs of Constant nodes. */
static gboolean
collect_tensors (FmtOnnxImport *import, GError **error)
{
  const Onnx__GraphProto *source = import->source;

  for (size_t i = 0; i < source->n_initializer; i++)
    if (!add_tensor (import, source->initializer[i]->name, source->initializer[i], error))
      return FALSE;
  for (size_t i = 0; i < source->n_node; i++)
    {
      Onnx__TensorProto *tensor = fmt_onnx_file_constant (source->node[i]);

      if (tensor != NULL && !add_tensor (import, source->node[i]->output[0], tensor, error))
        return FALSE;
    }
  return TRUE;
}

static void
count_use (FmtOnnxImport *import, const char *name)
{
  guint n_uses = GPOINTER_TO_UINT (g_hash_table_lookup (import->uses, name));

  g_hash_table_insert (import->uses, (gpointer) name, GUINT_TO_POINTER (n_uses + 1));
}

static gboolean
is_read (const FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  for (size_t i = 0; i < node->n_output; i++)
    if (g_hash_table_contains (import->uses, node->output[i]))
      return TRUE;
  return FALSE;
}

/* Goes backwards from the output and marks the nodes that it depends on. */
static void
mark_needed (FmtOnnxImport *import, const char *output)
{
  const Onnx__GraphProto *source = import->source;

  count_use (import, output);
  for (size_t i = source->n_node; i-- > 0;)
    {
      const Onnx__NodeProto *node = source->node[i];

      if (!is_read (import, node))
        continue;
      import->needed[i] = TRUE;
      for (size_t j = 0; j < node->n_input; j++)
        if (*node->input[j] != '\0')
          count_use (import, node->input[j]);
    }
}

/* The one input that the file does not fill itself. Old files list their weights as inputs too. */
static const Onnx__ValueInfoProto *
find_input (FmtOnnxImport *import, GError **error)
{
  const Onnx__GraphProto *source = import->source;
  const Onnx__ValueInfoProto *input = NULL;

  for (size_t i = 0; i < source->n_input; i++)
    {
      if (g_hash_table_contains (import->tensors, source->input[i]->name))
        continue;
      if (input != NULL)
        {
          fmt_onnx_set_unsupported (
              error,
              _ ("it has more than one input (“%s” and “%s”); this program gives it one "
                 "image."),
              input->name, source->input[i]->name);
          return NULL;
        }
      input = source->input[i];
    }
  if (input == NULL)
    fmt_onnx_set_invalid (error, _ ("it has no input."));
  return input;
}

static gboolean
read_input_shape (FmtOnnxImport *import,
                  const Onnx__ValueInfoProto *input,
                  NnShape *result,
                  GError **error)
{
  const Onnx__TypeProto__Tensor *type = input->type != NULL ? input->type->tensor_type : NULL;
  const Onnx__TensorShapeProto *shape = type != NULL ? type->shape : NULL;

  if (shape == NULL || shape->n_dim < 2 || shape->n_dim > NN_MAX_RANK + 1)
    {
      fmt_onnx_set_unsupported (
          error, _ ("its input “%s” is not a batch of images of a known size."), input->name);
      return FALSE;
    }
  if (type->elem_type != FMT_ONNX_FLOAT && type->elem_type != FMT_ONNX_FLOAT16)
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("its input “%s” takes numbers of type %d; this program gives float32, type "
             "%d."),
          input->name, type->elem_type, FMT_ONNX_FLOAT);
      return FALSE;
    }
  import->file_batch = shape->dim[0]->has_dim_value ? MAX (shape->dim[0]->dim_value, 0) : 0;
  result->rank = (int) shape->n_dim - 1;
  for (size_t i = 1; i < shape->n_dim; i++)
    {
      gint64 dim = shape->dim[i]->has_dim_value ? shape->dim[i]->dim_value : 0;

      if (dim < 1 || dim > NN_MAX_SIZE)
        {
          fmt_onnx_set_unsupported (
              error,
              _ ("dimension %zu of its input “%s” is not a fixed size; save the network "
                 "again with a fixed image size."),
              i + 1, input->name);
          return FALSE;
        }
      result->dims[i - 1] = (int) dim;
    }
  return TRUE;
}

static gboolean
add_input (FmtOnnxImport *import, GError **error)
{
  const Onnx__ValueInfoProto *input = find_input (import, error);
  NnShape shape;

  if (input == NULL || !read_input_shape (import, input, &shape, error))
    return FALSE;
  import->graph = nn_graph_new (input->name, &shape, error);
  if (import->graph == NULL)
    return FALSE;
  g_hash_table_insert (import->values, input->name, GINT_TO_POINTER (0));
  return TRUE;
}

static NnValue
convert_node (FmtOnnxImport *import, size_t index, GError **error)
{
  const Onnx__NodeProto *node = import->source->node[index];
  FmtOnnxOperator convert = NULL;

  if (fmt_onnx_is_own_domain (node->domain))
    convert = fmt_onnx_operator_find (node->op_type);
  if (convert != NULL)
    return convert (import, node, error);
  fmt_onnx_set_unsupported (error, _ ("this program does not know the operator %s%s%s."),
                            fmt_onnx_is_own_domain (node->domain) ? "" : node->domain,
                            fmt_onnx_is_own_domain (node->domain) ? "" : ".", node->op_type);
  return NN_NO_VALUE;
}

static gboolean
add_node (FmtOnnxImport *import, size_t index, GError **error)
{
  const Onnx__NodeProto *node = import->source->node[index];
  NnValue value = NN_NO_VALUE;
  gboolean folded;

  if (fmt_onnx_fold (import, node, &folded, error))
    {
      if (folded)
        return TRUE;
      value = convert_node (import, index, error);
    }
  if (value == NN_NO_VALUE)
    {
      gboolean named = node->name != NULL && *node->name != '\0';

      g_prefix_error (error, _ ("node “%s” (%s): "), named ? node->name : node->output[0],
                      node->op_type);
      return FALSE;
    }
  if (g_hash_table_insert (import->values, node->output[0], GINT_TO_POINTER (value)))
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("two of its nodes make the value “%s”."), node->output[0]);
  return FALSE;
}

/* Whether the value is a softmax, or one that only changed its shape. */
static gboolean
is_softmax (const NnGraph *graph, NnValue value)
{
  const NnNode *node = nn_graph_node (graph, value);

  while (node->op == &nn_op_flatten || node->op == &nn_op_reshape)
    node = nn_graph_node (graph, node->inputs[0]);
  return node->op == &nn_op_softmax;
}

static gboolean
finish_output (FmtOnnxImport *import, const char *name, GError **error)
{
  const NnShape *shape;
  gpointer found;
  NnValue value;

  if (!g_hash_table_lookup_extended (import->values, name, NULL, &found) ||
      GPOINTER_TO_INT (found) == 0)
    {
      fmt_onnx_set_invalid (error, _ ("no node makes its output “%s”."), name);
      return FALSE;
    }
  value = GPOINTER_TO_INT (found);
  shape = nn_graph_shape (import->graph, value);
  if (nn_shape_size (shape) != (gsize) shape->dims[0])
    {
      g_autofree char *text = nn_shape_to_string (shape);

      fmt_onnx_set_unsupported (error, _ ("its output “%s” is %s, not one number for each class."),
                                name, text);
      return FALSE;
    }
  if (shape->rank != 1)
    value = nn_graph_add_flatten (import->graph, NULL, value, error);
  if (value != NN_NO_VALUE && !is_softmax (import->graph, value))
    value = nn_graph_add_softmax (import->graph, NULL, value, error);
  if (value == NN_NO_VALUE)
    return FALSE;
  nn_graph_set_output (import->graph, value);
  nn_graph_fold (import->graph);
  return TRUE;
}

static gboolean
import_graph (FmtOnnxImport *import, const Onnx__ModelProto *model, GError **error)
{
  const Onnx__GraphProto *source = import->source;
  const char *output;

  if (!read_opset (import, model, error) || !collect_tensors (import, error) ||
      !add_input (import, error))
    return FALSE;
  if (source->n_output == 0)
    {
      fmt_onnx_set_invalid (error, _ ("it has no output."));
      return FALSE;
    }
  output = source->output[0]->name;
  import->output = output;
  mark_needed (import, output);
  for (size_t i = 0; i < source->n_node; i++)
    if (import->needed[i] && fmt_onnx_file_constant (source->node[i]) == NULL &&
        !add_node (import, i, error))
      return FALSE;
  return finish_output (import, output, error);
}

static NnGraph *
convert_file (FmtOnnxFile *file, GError **error)
{
  FmtOnnxImport import = { .source = file->model->graph, .allocator = &file->memory.allocator };
  size_t n_nodes = import.source->n_node;
  gboolean ok;

  import.max_parameters = MAX (file->size, LEAST_MAX_PARAMETERS);
  import.tensors = g_hash_table_new (g_str_hash, g_str_equal);
  import.values = g_hash_table_new (g_str_hash, g_str_equal);
  import.views = g_hash_table_new (NULL, NULL);
  import.numbers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  import.uses = g_hash_table_new (g_str_hash, g_str_equal);
  import.arena = g_ptr_array_new_with_free_func (g_free);
  import.needed = g_new0 (gboolean, n_nodes);
  ok = import_graph (&import, file->model, error);
  g_hash_table_unref (import.tensors);
  g_hash_table_unref (import.views);
  g_hash_table_unref (import.numbers);
  g_hash_table_unref (import.values);
  g_hash_table_unref (import.uses);
  g_ptr_array_unref (import.arena);
  g_free (import.needed);
  if (!ok)
    g_clear_pointer (&import.graph, nn_graph_free);
  return import.graph;
}

NnGraph *
fmt_onnx_parse (const guint8 *data, gsize size, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (data != NULL || size == 0, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  bytes = g_bytes_new_static (data, size);
  return fmt_onnx_parse_bytes (g_steal_pointer (&bytes), name, error);
}

NnGraph *
fmt_onnx_parse_bytes (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (FmtOnnxFile) file = NULL;
  NnGraph *graph = NULL;

  file = fmt_onnx_file_unpack (bytes, error);
  g_bytes_unref (bytes);
  if (file != NULL)
    graph = convert_file (file, error);
  if (graph == NULL)
    g_prefix_error (error, _ ("The network “%s” cannot be read: "), name);
  return graph;
}

NnGraph *
fmt_onnx_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = base_file_read (path, FMT_MAX_FILE_SIZE, error);
  if (bytes == NULL)
    return NULL;
  name = g_filename_display_name (path);
  return fmt_onnx_parse_bytes (g_steal_pointer (&bytes), name, error);
}
