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
  if (fmt_onnx_is_constant (import, name))
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

/* Of a type of number: bytes of one among raw bytes, and how many are there otherwise. */
static gsize
element_size (gint32 type)
{
  switch (type)
    {
    case FMT_ONNX_FLOAT16:
      return 2;
    case FMT_ONNX_INT64:
      return 8;
    default:
      return 4;
    }
}

static gsize
n_typed (const Onnx__TensorProto *tensor)
{
  switch (tensor->data_type)
    {
    case FMT_ONNX_FLOAT:
      return tensor->n_float_data;
    case FMT_ONNX_INT64:
      return tensor->n_int64_data;
    default:
      return tensor->n_int32_data;
    }
}

/* The data of a tensor in one of its two places: raw bytes or typed numbers. */
static gboolean
check_data (const Onnx__TensorProto *tensor, gsize *n_elements, GError **error)
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
  if (!count_elements (tensor, n_elements, error))
    return FALSE;
  if (tensor->has_raw_data ? tensor->raw_data.len != *n_elements * element_size (tensor->data_type)
                           : n_typed (tensor) != *n_elements)
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
is_float (const Onnx__TensorProto *tensor)
{
  return tensor->data_type == FMT_ONNX_FLOAT || tensor->data_type == FMT_ONNX_FLOAT16;
}

static gboolean
is_integer (const Onnx__TensorProto *tensor)
{
  return tensor->data_type == FMT_ONNX_INT64 || tensor->data_type == FMT_ONNX_INT32;
}

/* IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
static float
from_half (guint32 bits)
{
  guint32 exponent = bits >> 10 & 0x1f, fraction = bits & 0x3ff;
  float magnitude;

  if (exponent == 0x1f)
    magnitude = fraction != 0 ? NAN : INFINITY;
  else if (exponent == 0)
    magnitude = ldexpf ((float) fraction, -24);
  else
    magnitude = ldexpf ((float) (fraction | 0x400), (int) exponent - 25);
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

static guint32
read_bits (const guint8 *data)
{
  guint32 bits;

  memcpy (&bits, data, sizeof bits);
  return GUINT32_FROM_LE (bits);
}

static float
read_float (const Onnx__TensorProto *tensor, gsize i)
{
  const guint8 *raw = tensor->raw_data.data;
  guint32 bits;
  float value;

  if (tensor->data_type == FMT_ONNX_FLOAT16)
    return from_half (tensor->has_raw_data ? (guint32) raw[2 * i] | (guint32) raw[2 * i + 1] << 8
                                           : (guint32) tensor->int32_data[i]);
  if (!tensor->has_raw_data)
    return tensor->float_data[i];
  bits = read_bits (raw + i * sizeof bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

static gint64
read_integer (const Onnx__TensorProto *tensor, gsize i)
{
  const guint8 *raw = tensor->raw_data.data;
  gint64 value;

  if (tensor->data_type == FMT_ONNX_INT32)
    return tensor->has_raw_data ? (gint32) read_bits (raw + i * sizeof (gint32))
                                : tensor->int32_data[i];
  if (!tensor->has_raw_data)
    return tensor->int64_data[i];
  memcpy (&value, raw + i * sizeof value, sizeof value);
  return GINT64_FROM_LE (value);
}

static gboolean
copy_floats (const Onnx__TensorProto *tensor, gsize n, float *data, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      data[i] = read_float (tensor, i);
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

static gboolean
check_float (const Onnx__TensorProto *tensor, GError **error)
{
  if (is_float (tensor))
    return TRUE;
  fmt_onnx_set_unsupported (error,
                            _ ("the tensor “%s” has numbers of type %d; this program reads "
                               "float32 and float16 there, types %d and %d."),
                            tensor->name, tensor->data_type, FMT_ONNX_FLOAT, FMT_ONNX_FLOAT16);
  return FALSE;
}

static NnTensor *
decode (FmtOnnxImport *import, const Onnx__TensorProto *source, GError **error)
{
  g_autoptr (NnTensor) tensor = NULL;
  NnShape shape;
  gsize n;

  if (!check_float (source, error) || !check_data (source, &n, error) ||
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

FmtOnnxNumbers *
fmt_onnx_read_numbers (const Onnx__TensorProto *tensor)
{
  FmtOnnxNumbers *numbers;
  gsize n;

  if ((!is_float (tensor) && !is_integer (tensor)) || tensor->n_dims > 1 ||
      (tensor->n_dims == 1 && tensor->dims[0] > FMT_ONNX_MAX_NUMBERS) ||
      !check_data (tensor, &n, NULL))
    return NULL;
  numbers = g_new0 (FmtOnnxNumbers, 1);
  numbers->is_float = is_float (tensor);
  numbers->is_scalar = tensor->n_dims == 0;
  numbers->n = n;
  for (gsize i = 0; i < n; i++)
    numbers->values[i] =
        is_float (tensor) ? (double) read_float (tensor, i) : (double) read_integer (tensor, i);
  return numbers;
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
  if (tensor->int32_data != NULL)
    allocator->free (allocator->allocator_data, tensor->int32_data);
  tensor->int32_data = NULL;
  tensor->n_int32_data = 0;
}

gboolean
fmt_onnx_is_constant (FmtOnnxImport *import, const char *name)
{
  return name != NULL && (g_hash_table_contains (import->tensors, name) ||
                          g_hash_table_contains (import->numbers, name));
}

/* Numbers that were computed from the file's, as a tensor. */
static NnTensor *
from_numbers (const FmtOnnxNumbers *numbers, const char *name, GError **error)
{
  g_autoptr (NnTensor) tensor = NULL;

  if (numbers->n == 0)
    {
      fmt_onnx_set_invalid (error, _ ("the constant “%s” is empty."), name);
      return NULL;
    }
  tensor = nn_tensor_new (&NN_SHAPE_1 ((int) numbers->n));
  for (size_t i = 0; i < numbers->n; i++)
    {
      tensor->data[i] = (float) numbers->values[i];
      if (!isfinite (tensor->data[i]))
        {
          fmt_onnx_set_unsupported (
              error, _ ("the constant “%s” depends on the size of the batch, or is not a number."),
              name);
          return NULL;
        }
    }
  return g_steal_pointer (&tensor);
}

/* The numbers are given back after the last reader. */
static void
count_down (FmtOnnxImport *import, const char *name, Onnx__TensorProto *tensor)
{
  guint n_uses = GPOINTER_TO_UINT (g_hash_table_lookup (import->uses, name)) - 1;

  g_hash_table_insert (import->uses, (gpointer) name, GUINT_TO_POINTER (n_uses));
  if (n_uses == 0 && !g_hash_table_contains (import->views, tensor))
    drop_data (import, tensor);
}

NnTensor *
fmt_onnx_take_tensor (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      size_t index,
                      GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  Onnx__TensorProto *source;
  const FmtOnnxNumbers *numbers;
  NnTensor *tensor;

  if (name == NULL)
    {
      fmt_onnx_set_invalid (error, _ ("input %zu is missing."), index + 1);
      return NULL;
    }
  source = g_hash_table_lookup (import->tensors, name);
  numbers = source == NULL ? g_hash_table_lookup (import->numbers, name) : NULL;
  if (numbers != NULL)
    return from_numbers (numbers, name, error);
  if (source == NULL)
    {
      fmt_onnx_set_unsupported (
          error, _ ("input %zu, “%s”, is not a constant of the file, as it has to be."), index + 1,
          name);
      return NULL;
    }
  tensor = decode (import, source, error);
  if (tensor != NULL)
    count_down (import, name, source);
  return tensor;
}

NnTensor *
fmt_onnx_take_vector (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      size_t index,
                      int n,
                      GError **error)
{
  g_autoptr (NnTensor) tensor = fmt_onnx_take_tensor (import, node, index, error);

  if (tensor == NULL)
    return NULL;
  if (nn_shape_size (&tensor->shape) != (gsize) n)
    {
      fmt_onnx_set_invalid (error, _ ("the tensor “%s” does not hold %d numbers."),
                            fmt_onnx_input_name (node, index), n);
      return NULL;
    }
  tensor->shape = NN_SHAPE_1 (n);
  return g_steal_pointer (&tensor);
}

/* A vector of n from a tensor that ONNX broadcasts to one. */
NnTensor *
fmt_onnx_take_bias (FmtOnnxImport *import,
                    const Onnx__NodeProto *node,
                    size_t index,
                    int n,
                    GError **error)
{
  g_autoptr (NnTensor) tensor = fmt_onnx_take_tensor (import, node, index, error);
  NnTensor *bias;
  gsize size;

  if (tensor == NULL)
    return NULL;
  size = nn_shape_size (&tensor->shape);
  if (size != 1 && (size != (gsize) n || tensor->shape.dims[tensor->shape.rank - 1] != n))
    {
      fmt_onnx_set_invalid (error, _ ("the tensor “%s” does not hold the %d numbers of a bias."),
                            fmt_onnx_input_name (node, index), n);
      return NULL;
    }
  bias = nn_tensor_new (&NN_SHAPE_1 (n));
  for (int i = 0; i < n; i++)
    bias->data[i] = tensor->data[size == 1 ? 0 : i];
  return bias;
}
