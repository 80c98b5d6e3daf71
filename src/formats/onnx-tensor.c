// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"
#include "formats/onnx-file.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

const char *
fmt_onnx_input_name (const Onnx__NodeProto *node, size_t index)
{
  if (index >= node->n_input || *node->input[index] == '\0')
    return NULL;
  return node->input[index];
}

NnValue
fmt_onnx_input_value (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      size_t index,
                      GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  gpointer value;

  if (name == NULL)
    {
      fmt_onnx_set_invalid (error, _ ("input %zu is missing."), index + 1);
      return NN_NO_VALUE;
    }
  if (g_hash_table_lookup_extended (import->values, name, NULL, &value))
    return GPOINTER_TO_INT (value);
  if (g_hash_table_contains (import->tensors, name))
    fmt_onnx_set_unsupported (
        error, _ ("input %zu, “%s”, is a constant, which this program cannot use there."),
        index + 1, name);
  else
    fmt_onnx_set_invalid (error, _ ("nothing before it makes its input “%s”."), name);
  return NN_NO_VALUE;
}

/* The product of the dimensions; a tensor without any is one number. */
static gboolean
count_elements (const Onnx__TensorProto *tensor, gsize *n_elements, GError **error)
{
  gsize n = 1;

  for (size_t i = 0; i < tensor->n_dims; i++)
    {
      gint64 dim = tensor->dims[i];

      if (dim < 0)
        {
          fmt_onnx_set_invalid (error, _ ("the tensor “%s” has a negative dimension."),
                                tensor->name);
          return FALSE;
        }
      if (dim > NN_MAX_SIZE || (n *= (gsize) dim) > NN_MAX_SIZE)
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                       _ ("the tensor “%s” has more than the %u numbers that are possible."),
                       tensor->name, NN_MAX_SIZE);
          return FALSE;
        }
    }
  *n_elements = n;
  return TRUE;
}

/* The data of a tensor in one of its two places: raw bytes or typed numbers. */
static gboolean
check_data (const Onnx__TensorProto *tensor,
            gint32 type,
            gsize element_size,
            gsize n_typed,
            gsize *n_elements,
            GError **error)
{
  if (tensor->data_location == FMT_ONNX_DATA_EXTERNAL || tensor->n_external_data > 0)
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("the numbers of the tensor “%s” are in another file; save the network again "
             "with all data in one file."),
          tensor->name);
      return FALSE;
    }
  if (tensor->data_type != type)
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("the tensor “%s” has numbers of type %d; this program reads type %d there (%s)."),
          tensor->name, tensor->data_type, type, type == FMT_ONNX_FLOAT ? "float32" : "int64");
      return FALSE;
    }
  if (!count_elements (tensor, n_elements, error))
    return FALSE;
  if (tensor->has_raw_data ? tensor->raw_data.len != *n_elements * element_size
                           : n_typed != *n_elements)
    {
      fmt_onnx_set_invalid (error,
                            _ ("the tensor “%s” does not have the %zu numbers that its "
                               "dimensions promise."),
                            tensor->name, *n_elements);
      return FALSE;
    }
  return TRUE;
}

static gboolean
copy_floats (const Onnx__TensorProto *tensor, gsize n, float *data, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      if (tensor->has_raw_data)
        {
          guint32 bits;

          memcpy (&bits, tensor->raw_data.data + i * sizeof bits, sizeof bits);
          bits = GUINT32_FROM_LE (bits);
          memcpy (&data[i], &bits, sizeof bits);
        }
      else
        data[i] = tensor->float_data[i];
      if (!isfinite (data[i]))
        {
          fmt_onnx_set_invalid (error, _ ("the tensor “%s” holds something that is not a number."),
                                tensor->name);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
get_shape (const Onnx__TensorProto *tensor, NnShape *shape, GError **error)
{
  if (tensor->n_dims > NN_MAX_RANK)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("the tensor “%s” has %zu dimensions; at most %d are possible."),
                                tensor->name, tensor->n_dims, NN_MAX_RANK);
      return FALSE;
    }
  *shape = NN_SHAPE_1 (1);
  if (tensor->n_dims > 0)
    shape->rank = (int) tensor->n_dims;
  for (size_t i = 0; i < tensor->n_dims; i++)
    shape->dims[i] = (int) tensor->dims[i];
  return nn_shape_check (shape, error);
}

static NnTensor *
decode (FmtOnnxImport *import, const Onnx__TensorProto *source, GError **error)
{
  g_autoptr (NnTensor) tensor = NULL;
  NnShape shape;
  gsize n;

  if (!check_data (source, FMT_ONNX_FLOAT, sizeof (float), source->n_float_data, &n, error) ||
      !get_shape (source, &shape, error))
    return NULL;
  if (n > import->max_parameters - import->n_parameters)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("the tensor “%s” is used so often that the network would become many "
                      "times as large as its file."),
                   source->name);
      return NULL;
    }
  import->n_parameters += n;
  tensor = nn_tensor_new (&shape);
  if (!copy_floats (source, n, tensor->data, error))
    return NULL;
  return g_steal_pointer (&tensor);
}

/* Gives back the file's copy of the numbers, so that a large network is not in memory twice. */
static void
drop_data (FmtOnnxImport *import, Onnx__TensorProto *tensor)
{
  ProtobufCAllocator *allocator = import->allocator;

  if (tensor->has_raw_data && tensor->raw_data.data != NULL)
    allocator->free (allocator->allocator_data, tensor->raw_data.data);
  tensor->raw_data = (ProtobufCBinaryData){ 0 };
  if (tensor->float_data != NULL)
    allocator->free (allocator->allocator_data, tensor->float_data);
  tensor->float_data = NULL;
  tensor->n_float_data = 0;
}

static Onnx__TensorProto *
find_tensor (FmtOnnxImport *import, const Onnx__NodeProto *node, size_t index, GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  Onnx__TensorProto *tensor;

  if (name == NULL)
    {
      fmt_onnx_set_invalid (error, _ ("input %zu is missing."), index + 1);
      return NULL;
    }
  tensor = g_hash_table_lookup (import->tensors, name);
  if (tensor == NULL)
    fmt_onnx_set_unsupported (
        error, _ ("input %zu, “%s”, is not a constant of the file, as it has to be."), index + 1,
        name);
  return tensor;
}

NnTensor *
fmt_onnx_take_tensor (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      size_t index,
                      GError **error)
{
  Onnx__TensorProto *source = find_tensor (import, node, index, error);
  NnTensor *tensor;
  FmtOnnxUse *use;

  if (source == NULL)
    return NULL;
  tensor = decode (import, source, error);
  use = g_hash_table_lookup (import->uses, node->input[index]);
  if (tensor != NULL && --use->n_uses == 0)
    drop_data (import, source);
  return tensor;
}

gboolean
fmt_onnx_read_integers (FmtOnnxImport *import,
                        const Onnx__NodeProto *node,
                        size_t index,
                        size_t max_n,
                        gint64 *numbers,
                        size_t *n,
                        GError **error)
{
  const Onnx__TensorProto *source = find_tensor (import, node, index, error);

  if (source == NULL ||
      !check_data (source, FMT_ONNX_INT64, sizeof (gint64), source->n_int64_data, n, error))
    return FALSE;
  if (*n > max_n)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("the tensor “%s” has %zu numbers; at most %zu are possible."),
                                source->name, *n, max_n);
      return FALSE;
    }
  for (size_t i = 0; i < *n; i++)
    if (source->has_raw_data)
      {
        memcpy (&numbers[i], source->raw_data.data + i * sizeof (gint64), sizeof (gint64));
        numbers[i] = GINT64_FROM_LE (numbers[i]);
      }
    else
      numbers[i] = source->int64_data[i];
  return TRUE;
}

/* Whether a constant of these dimensions, broadcast as ONNX does, adds one number to each of n
 * channels of a value (n, ...) of the given rank. */
static gboolean
is_bias (const Onnx__TensorProto *tensor, int n, int rank)
{
  if (tensor->n_dims > (size_t) rank + 1)
    return FALSE;
  for (size_t i = 0; i < tensor->n_dims; i++)
    {
      gboolean is_channel = tensor->n_dims - i == (size_t) rank;

      if (tensor->dims[i] != 1 && !(is_channel && tensor->dims[i] == n))
        return FALSE;
    }
  return TRUE;
}

/* A vector of n from a tensor of n numbers or of one; takes it over. */
static NnTensor *
make_bias (NnTensor *tensor, int n)
{
  g_autoptr (NnTensor) source = tensor;
  NnTensor *bias = nn_tensor_new (&NN_SHAPE_1 (n));
  gboolean single = nn_shape_size (&source->shape) == 1;

  for (int i = 0; i < n; i++)
    bias->data[i] = source->data[single ? 0 : i];
  return bias;
}

NnTensor *
fmt_onnx_take_bias (FmtOnnxImport *import,
                    const Onnx__NodeProto *node,
                    size_t index,
                    int n,
                    GError **error)
{
  const Onnx__TensorProto *source = find_tensor (import, node, index, error);
  NnTensor *tensor;

  if (source == NULL)
    return NULL;
  if (!is_bias (source, n, 1))
    {
      fmt_onnx_set_invalid (error, _ ("the tensor “%s” does not hold the %d numbers of a bias."),
                            source->name, n);
      return NULL;
    }
  tensor = fmt_onnx_take_tensor (import, node, index, error);
  return tensor != NULL ? make_bias (tensor, n) : NULL;
}

gboolean
fmt_onnx_take_following_bias (FmtOnnxImport *import,
                              const Onnx__NodeProto *node,
                              int n,
                              int rank,
                              NnTensor **bias,
                              GError **error)
{
  const FmtOnnxUse *use = g_hash_table_lookup (import->uses, node->output[0]);
  const Onnx__NodeProto *reader;
  const Onnx__TensorProto *source;
  const char *name;
  size_t constant;

  *bias = NULL;
  if (use == NULL || use->n_uses != 1 || use->last_node >= import->source->n_node)
    return TRUE;
  reader = import->source->node[use->last_node];
  if (!fmt_onnx_is_operator (reader, "Add") || reader->n_input != 2)
    return TRUE;

  constant = g_str_equal (reader->input[0], node->output[0]) ? 1 : 0;
  name = fmt_onnx_input_name (reader, constant);
  source = name != NULL ? g_hash_table_lookup (import->tensors, name) : NULL;
  if (source == NULL || !is_bias (source, n, rank))
    return TRUE;

  *bias = fmt_onnx_take_tensor (import, reader, constant, error);
  if (*bias == NULL)
    return FALSE;
  *bias = make_bias (*bias, n);
  import->folded[use->last_node] = TRUE;
  return TRUE;
}
