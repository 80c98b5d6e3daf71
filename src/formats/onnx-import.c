// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "base/file.h"
#include "config.h"
#include "formats/onnx-branches.h"
#include "formats/onnx-file.h"
#include "formats/onnx-functions.h"
#include "formats/onnx-hints.h"
#include "formats/onnx-labels.h"
#include "formats/onnx-operators.h"
#include "formats/onnx-order.h"
#include "formats/onnx.h"
#include "formats/output-kind.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The versions of ONNX's operator set in which the operators mean what this program takes them
 * for. Before 7 broadcasting was another one, which binary operators heed. */
#define MIN_OPSET 1
#define MAX_OPSET 25

/* Nodes may share a tensor, which then becomes several here. A file of n bytes holds n / 4 numbers,
 * so n parameters leave room for what real networks share, and none for a small file that names one
 * tensor again and again. Small networks may always have this many. */
#define LEAST_MAX_NUMBERS ((gsize) 1 << 20)

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

static gboolean
add_sparse (FmtOnnxImport *import, const Onnx__SparseTensorProto *sparse, GError **error)
{
  const char *name = sparse->values->name;
  FmtOnnxConstant *constant;

  if (fmt_onnx_is_constant (import, name))
    {
      fmt_onnx_set_invalid (error, _ ("two of its tensors are called “%s”."), name);
      return FALSE;
    }
  constant = fmt_onnx_decode_sparse (import, name, sparse, error);
  if (constant == NULL)
    return FALSE;
  g_hash_table_insert (import->constants, (gpointer) name, constant);
  return TRUE;
}

gboolean
fmt_onnx_add_tensors (FmtOnnxImport *import,
                      const Onnx__GraphProto *source,
                      const GPtrArray *nodes,
                      gboolean shared,
                      GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (size_t i = 0; i < source->n_initializer; i++)
    if (!add_tensor (import, source->initializer[i]->name, source->initializer[i], error))
      return FALSE;
  for (size_t i = 0; i < source->n_sparse_initializer; i++)
    if (!add_sparse (import, source->sparse_initializer[i], error))
      return FALSE;
  for (guint i = 0; i < nodes->len; i++)
    {
      const Onnx__NodeProto *node = g_ptr_array_index (nodes, i);
      Onnx__TensorProto *tensor = fmt_onnx_file_constant (node);

      if (tensor != NULL && !add_tensor (import, node->output[0], tensor, error))
        return FALSE;
      /* A function that is called twice has its constants twice. */
      if (tensor != NULL && (!g_hash_table_add (seen, tensor) || shared))
        g_hash_table_add (import->shared, tensor);
    }
  return TRUE;
}

void
fmt_onnx_count_use (FmtOnnxImport *import, const char *name)
{
  guint n_uses = GPOINTER_TO_UINT (g_hash_table_lookup (import->uses, name));

  g_hash_table_insert (import->uses, (gpointer) name, GUINT_TO_POINTER (n_uses + 1));
}

void
fmt_onnx_count_reads (FmtOnnxImport *import, const GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const Onnx__NodeProto *node = g_ptr_array_index (nodes, i);

      for (size_t j = 0; j < node->n_input; j++)
        if (*node->input[j] != '\0')
          fmt_onnx_count_use (import, node->input[j]);
    }
}

/* Operators on images read a batch of one. Where the file has made several of an image, as networks
 * that look at it in windows do, each goes through on its own. */
#define MAX_PARTS 256
static NnValue
convert_parts (FmtOnnxImport *import,
               FmtOnnxOperator convert,
               const Onnx__NodeProto *node,
               const FmtOnnxValue *input,
               GError **error)
{
  static char part_name[] = "", *no_name = part_name;
  FmtOnnxValue whole = *input, part = *input;
  NnValue full = fmt_onnx_full_value (import, &whole, error);
  int n = (int) whole.dims.dims[0];
  g_autofree NnValue *results = g_new (NnValue, n);
  g_autofree char **inputs = g_memdup2 (node->input, node->n_input * sizeof (char *));
  Onnx__NodeProto copy = *node;
  FmtOnnxDims dims = { 0 };
  NnValue value;

  copy.n_output = 1;
  copy.output = &no_name;
  copy.input = inputs;
  inputs[0] = (char *) "part of a batch";
  part.dims.dims[0] = 1;
  for (int i = 0; i < n && full != NN_NO_VALUE; i++)
    {
      NnShape shape;

      value = nn_graph_add_slice (import->graph, NULL, full, 0, i, i + 1, error);
      if (value == NN_NO_VALUE || !fmt_onnx_inner_shape (&part.dims, &shape, error))
        return NN_NO_VALUE;
      part.value = fmt_onnx_reshape (import, NULL, value, &shape, error);
      if (part.value == NN_NO_VALUE)
        return NN_NO_VALUE;
      g_hash_table_insert (import->values, inputs[0], g_memdup2 (&part, sizeof part));
      import->result = (FmtOnnxValue){ .value = NN_NO_VALUE };
      value = convert (import, &copy, error);
      g_hash_table_remove (import->values, inputs[0]);
      if (value == NN_NO_VALUE)
        return NN_NO_VALUE;
      shape = *nn_graph_shape (import->graph, value);
      dims = (FmtOnnxDims){ shape.rank + 1, { n } };
      for (int j = shape.rank; j > 0; j--)
        {
          dims.dims[j] = shape.dims[j - 1];
          shape.dims[j] = shape.dims[j - 1];
        }
      shape.dims[0] = 1;
      shape.rank++;
      results[i] = fmt_onnx_reshape (import, NULL, value, &shape, error);
      if (results[i] == NN_NO_VALUE)
        return NN_NO_VALUE;
    }
  if (full == NN_NO_VALUE)
    return NN_NO_VALUE;
  value = nn_graph_add_concat (import->graph, node->output[0], n, results, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  return fmt_onnx_result (import, value, whole.type, &dims, -1);
}

static gboolean
has_parts (const FmtOnnxImport *import, const Onnx__NodeProto *node, const FmtOnnxValue **input)
{
  const char *name = fmt_onnx_input_name (node, 0);

  *input = name != NULL ? g_hash_table_lookup (import->values, name) : NULL;
  return *input != NULL && (*input)->dims.rank >= 3 && (*input)->dims.rank <= NN_MAX_RANK &&
         (*input)->dims.dims[0] > 1 && (*input)->dims.dims[0] <= MAX_PARTS &&
         fmt_onnx_operator_takes_images (node->op_type);
}

static NnValue
convert_node (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  FmtOnnxOperator convert = fmt_onnx_operator_find (node->domain, node->op_type);
  const FmtOnnxValue *input;

  if (convert != NULL && has_parts (import, node, &input))
    return convert_parts (import, convert, node, input, error);
  if (convert != NULL)
    return convert (import, node, error);
  fmt_onnx_set_unsupported (error, _ ("this program does not know the operator %s%s%s."),
                            fmt_onnx_is_own_domain (node->domain) ? "" : node->domain,
                            fmt_onnx_is_own_domain (node->domain) ? "" : ".", node->op_type);
  return NN_NO_VALUE;
}

/* What most operators make: an image, with a batch of 1 before its own dimensions. */
static FmtOnnxValue
describe_image (const FmtOnnxImport *import, NnValue value)
{
  const NnShape *shape = nn_graph_shape (import->graph, value);
  FmtOnnxValue image = { .value = value,
                         .type = import->result.type != 0 ? import->result.type : FMT_ONNX_FLOAT,
                         .dims = { 1, { 1 } },
                         .batch = import->file_batch == 1 ? -1 : 0 };

  for (int i = 0; i < shape->rank; i++)
    image.dims.dims[image.dims.rank++] = shape->dims[i];
  return image;
}

gboolean
fmt_onnx_add_node (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue value = NN_NO_VALUE;
  gboolean folded = FALSE;

  if (fmt_onnx_is_operator (node, "If"))
    return fmt_onnx_add_branch (import, node, error);
  if (fmt_onnx_is_operator (node, "Loop"))
    return fmt_onnx_add_loop (import, node, error);
  import->result = (FmtOnnxValue){ .value = NN_NO_VALUE };
  if (fmt_onnx_fold (import, node, &folded, error) && !folded)
    value = convert_node (import, node, error);
  if (value == NN_NO_VALUE && !folded)
    {
      gboolean named = node->name != NULL && *node->name != '\0';

      g_prefix_error (error, _ ("node “%s” (%s): "), named ? node->name : node->output[0],
                      node->op_type);
      return FALSE;
    }
  if (!folded && import->result.value != value)
    import->result = describe_image (import, value);
  if (!folded && !fmt_onnx_set_output (import, node->output[0], &import->result, error))
    return FALSE;
  fmt_onnx_drop_inputs (import, node);
  return TRUE;
}

static gboolean
is_ml (const Onnx__NodeProto *node, const char *op_type)
{
  return g_strcmp0 (node->domain, "ai.onnx.ml") == 0 && g_str_equal (node->op_type, op_type) &&
         fmt_onnx_input_name (node, 0) != NULL;
}

/* Whether a node takes names out of a list of the file. */
static gboolean
is_text (const FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  const Onnx__TensorProto *tensor = g_hash_table_lookup (import->tensors, node->input[0]);

  return tensor != NULL && tensor->data_type == FMT_ONNX_STRING;
}

/* The place of the greatest score says less than the scores: networks that end in it are read up to
 * them. */
static const char *
find_scores (const FmtOnnxImport *import, const GPtrArray *nodes, const char *output)
{
  static const char *const passing[] = { "Cast",    "Flatten", "Identity",
                                         "Reshape", "Squeeze", "Unsqueeze" };
  const char *name = output;

  for (guint i = nodes->len; i-- > 0;)
    {
      const Onnx__NodeProto *node = g_ptr_array_index (nodes, i);
      gboolean passes = FALSE;

      if (is_ml (node, "ZipMap") && g_str_equal (node->output[0], name))
        return node->input[0];
      if (is_ml (node, "ArrayFeatureExtractor") && node->n_input == 2 &&
          g_str_equal (node->output[0], name))
        name = node->input[1];
      if (is_ml (node, "LabelEncoder") && g_str_equal (node->output[0], name))
        name = node->input[0];
      if (is_ml (node, "LinearClassifier") && node->n_output == 2 &&
          g_str_equal (node->output[0], name))
        return node->output[1];
      if (!fmt_onnx_is_own_domain (node->domain) || fmt_onnx_input_name (node, 0) == NULL)
        continue;
      if (g_str_equal (node->op_type, "TopK") && node->n_output == 2 &&
          (g_str_equal (node->output[0], name) || g_str_equal (node->output[1], name)))
        return node->input[0];
      if (!g_str_equal (node->output[0], name))
        continue;
      if (g_str_equal (node->op_type, "Gather") && node->n_input == 2 && is_text (import, node))
        {
          name = node->input[1];
          continue;
        }
      if (g_str_equal (node->op_type, "OneHot"))
        {
          name = node->input[0];
          continue;
        }
      if (g_str_equal (node->op_type, "ArgMax") || g_str_equal (node->op_type, "ArgMin") ||
          g_str_equal (node->op_type, "Hardmax") ||
          (g_str_equal (node->op_type, "ReduceMax") && fmt_onnx_has_label (import->source)))
        return node->input[0];
      for (size_t j = 0; j < G_N_ELEMENTS (passing); j++)
        passes = passes || g_str_equal (node->op_type, passing[j]);
      if (!passes)
        return output;
      name = node->input[0];
    }
  return output;
}

static gboolean
finish_output (FmtOnnxImport *import, const char *name, GError **error)
{
  const FmtOnnxValue *found = g_hash_table_lookup (import->values, name);

  if (import->hints != NULL)
    import->hints->range = fmt_normalisation_range (import->graph, &import->hints->range_mean);
  if (found != NULL && found->value != 0)
    {
      NnValue value = found->value;

      if (fmt_onnx_is_least_meant (import->source, name))
        value = fmt_onnx_step_scale (import, value, -1, error);
      return value != NN_NO_VALUE && fmt_output_finish (import->graph, value, name, error);
    }
  fmt_onnx_set_invalid (error, _ ("no node makes its output “%s”."), name);
  return FALSE;
}

static gboolean
import_graph (FmtOnnxImport *import, const Onnx__ModelProto *model, GError **error)
{
  const Onnx__GraphProto *source = import->source;
  g_autoptr (GPtrArray) order = NULL;
  const char *output, *chosen;

  if (!read_opset (import, model, error) ||
      !fmt_onnx_add_tensors (import, source, import->nodes, FALSE, error) ||
      !fmt_onnx_add_input (import, error))
    return FALSE;
  chosen = fmt_onnx_choose_output (source, import->hints, error);
  if (chosen == NULL)
    return FALSE;
  order = fmt_onnx_order_nodes (import->nodes, chosen, error);
  if (order == NULL)
    return FALSE;
  output = find_scores (import, order, chosen);
  if (output != chosen)
    {
      g_ptr_array_unref (order);
      order = fmt_onnx_order_nodes (import->nodes, output, error);
      if (order == NULL)
        return FALSE;
    }
  import->output = output;
  if (import->hints != NULL)
    import->hints->output = g_strdup (chosen);
  fmt_onnx_count_use (import, output);
  fmt_onnx_count_reads (import, order);
  for (guint i = 0; i < order->len; i++)
    if (fmt_onnx_file_constant (g_ptr_array_index (order, i)) == NULL &&
        !fmt_onnx_add_node (import, g_ptr_array_index (order, i), error))
      return FALSE;
  return finish_output (import, output, error);
}

/* In no order. */
static GPtrArray *
list_data_files (const FmtOnnxImport *import)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, import->data_files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  return names;
}

static NnGraph *
convert_file (FmtOnnxFile *file, const char *folder, FmtOnnxHints *hints, GError **error)
{
  FmtOnnxImport import = { .file = file,
                           .source = file->model->graph,
                           .allocator = &file->memory.allocator,
                           .folder = folder,
                           .hints = hints };
  g_autoptr (GPtrArray) arena = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) nodes = fmt_onnx_expand_functions (file, file->model->graph, arena, error);
  gboolean ok;

  if (nodes == NULL || !fmt_onnx_bind_branches (file, nodes, arena, error))
    return NULL;
  import.arena = arena;
  import.nodes = nodes;
  import.max_numbers = MAX (file->size, LEAST_MAX_NUMBERS);
  import.tensors = g_hash_table_new (g_str_hash, g_str_equal);
  import.values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  import.shared = g_hash_table_new (NULL, NULL);
  import.constants = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify) fmt_onnx_constant_free);
  import.uses = g_hash_table_new (g_str_hash, g_str_equal);
  import.data_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ok = import_graph (&import, file->model, error);
  if (ok && hints != NULL)
    hints->data_files = list_data_files (&import);
  g_hash_table_unref (import.tensors);
  g_hash_table_unref (import.values);
  g_hash_table_unref (import.shared);
  g_hash_table_unref (import.constants);
  g_hash_table_unref (import.uses);
  g_hash_table_unref (import.data_files);
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
  return fmt_onnx_parse_bytes (g_steal_pointer (&bytes), name, NULL, error);
}

NnGraph *
fmt_onnx_parse_with (GBytes *bytes,
                     const char *name,
                     const char *folder,
                     FmtOnnxHints *hints,
                     GError **error)
{
  g_autoptr (FmtOnnxFile) file = NULL;
  NnGraph *graph = NULL;

  if (hints != NULL && hints->outputs == NULL)
    hints->outputs = g_ptr_array_new_with_free_func (g_free);
  file = fmt_onnx_file_unpack (bytes, error);
  g_bytes_unref (bytes);
  if (file != NULL && hints != NULL)
    hints->labels = fmt_onnx_find_labels (file->model);
  if (file != NULL)
    graph = convert_file (file, folder, hints, error);
  if (graph == NULL)
    g_prefix_error (error, _ ("The network “%s” cannot be read: "), name);
  return graph;
}

NnGraph *
fmt_onnx_parse_bytes (GBytes *bytes, const char *name, const char *folder, GError **error)
{
  return fmt_onnx_parse_with (bytes, name, folder, NULL, error);
}

NnGraph *
fmt_onnx_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL, *folder = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = base_file_read (path, FMT_MAX_FILE_SIZE, error);
  if (bytes == NULL)
    return NULL;
  name = g_filename_display_name (path);
  folder = g_path_get_dirname (path);
  return fmt_onnx_parse_bytes (g_steal_pointer (&bytes), name, folder, error);
}
