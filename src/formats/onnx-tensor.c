// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-tensor.h"

#include "base/multiversion.h"
#include "config.h"
#include "formats/onnx-external.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The product of the dimensions; a tensor without any is one number. */
static gboolean
count_elements (const Onnx__TensorProto *tensor, gsize *n_elements, GError **error)
{
  gsize n = 1;

  if (tensor->n_dims > FMT_ONNX_MAX_RANK)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("the tensor “%s” has %zu dimensions; at most %d are possible."),
                                tensor->name, tensor->n_dims, FMT_ONNX_MAX_RANK);
      return FALSE;
    }
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

gsize
fmt_onnx_tensor_bits (gint32 type)
{
  switch (type)
    {
    case FMT_ONNX_UINT2:
    case FMT_ONNX_INT2:
      return 2;
    case FMT_ONNX_UINT4:
    case FMT_ONNX_INT4:
    case FMT_ONNX_FLOAT4_E2M1:
      return 4;
    case FMT_ONNX_UINT8:
    case FMT_ONNX_INT8:
    case FMT_ONNX_BOOL:
    case FMT_ONNX_FLOAT8_E4M3FN:
    case FMT_ONNX_FLOAT8_E4M3FNUZ:
    case FMT_ONNX_FLOAT8_E5M2:
    case FMT_ONNX_FLOAT8_E5M2FNUZ:
    case FMT_ONNX_FLOAT8_E8M0:
      return 8;
    case FMT_ONNX_UINT16:
    case FMT_ONNX_INT16:
    case FMT_ONNX_FLOAT16:
    case FMT_ONNX_BFLOAT16:
      return 16;
    case FMT_ONNX_FLOAT:
    case FMT_ONNX_INT32:
    case FMT_ONNX_UINT32:
      return 32;
    case FMT_ONNX_INT64:
    case FMT_ONNX_UINT64:
    case FMT_ONNX_DOUBLE:
      return 64;
    default:
      return 0;
    }
}

/* Whether a tensor of n numbers has them among its typed ones: those of less than a byte share
 * one. */
static gboolean
has_typed (const Onnx__TensorProto *tensor, gsize n)
{
  switch (tensor->data_type)
    {
    case FMT_ONNX_FLOAT:
      return tensor->n_float_data == n;
    case FMT_ONNX_DOUBLE:
      return tensor->n_double_data == n;
    case FMT_ONNX_INT64:
      return tensor->n_int64_data == n;
    case FMT_ONNX_UINT32:
    case FMT_ONNX_UINT64:
      return tensor->n_uint64_data == n;
    default:
      return tensor->n_int32_data ==
             (n * MIN (fmt_onnx_tensor_bits (tensor->data_type), 8) + 7) / 8;
    }
}

static const char *
type_name (gint32 type)
{
  static const char *const names[] = {
    [FMT_ONNX_STRING] = "string",
    [14] = "complex64",
    [15] = "complex128",
  };

  if (type < 0 || type >= (gint32) G_N_ELEMENTS (names) || names[type] == NULL)
    return "?";
  return names[type];
}

gboolean
fmt_onnx_tensor_check (FmtOnnxImport *import,
                       const Onnx__TensorProto *tensor,
                       gsize *n,
                       GError **error)
{
  gsize bits = fmt_onnx_tensor_bits (tensor->data_type), bytes;

  if (bits == 0)
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("the tensor “%s” has numbers of type %d (%s), which this program does not read."),
          tensor->name, tensor->data_type, type_name (tensor->data_type));
      return FALSE;
    }
  if (!count_elements (tensor, n, error))
    return FALSE;
  bytes = (*n * bits + 7) / 8;
  if (fmt_onnx_is_external (tensor))
    return fmt_onnx_check_external (import, tensor, bytes, error);
  if (tensor->has_raw_data ? tensor->raw_data.len != bytes : !has_typed (tensor, *n))
    {
      fmt_onnx_set_invalid (error,
                            _ ("the tensor “%s” does not have the %zu numbers that its "
                               "dimensions promise."),
                            tensor->name, *n);
      return FALSE;
    }
  return TRUE;
}

gboolean
fmt_onnx_tensor_load (FmtOnnxImport *import,
                      const Onnx__TensorProto *tensor,
                      gsize n,
                      guint8 **external,
                      GError **error)
{
  gsize bytes = (n * fmt_onnx_tensor_bits (tensor->data_type) + 7) / 8;

  *external = NULL;
  if (!fmt_onnx_is_external (tensor))
    return TRUE;
  *external = g_malloc (bytes + 1);
  return fmt_onnx_read_external (import, tensor, bytes, *external, error);
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

/* A float of one sign, `n_exponent` bits of exponent and the given bits of fraction, without
 * infinity and what is no number. */
static double
from_small (guint bits, int n_exponent, int n_fraction, int bias)
{
  guint fraction = bits & ((1u << n_fraction) - 1);
  guint exponent = bits >> n_fraction & ((1u << n_exponent) - 1);
  double size = exponent == 0
                    ? ldexp (fraction, 1 - bias - n_fraction)
                    : ldexp (fraction + (1u << n_fraction), (int) exponent - bias - n_fraction);

  return bits >> (n_exponent + n_fraction) & 1 ? -size : size;
}

/* Micikevicius and others 2022, and those of two further kinds whose negative zero is no number. */
static double
from_float8 (gint32 type, guint bits)
{
  gboolean wide = type == FMT_ONNX_FLOAT8_E5M2 || type == FMT_ONNX_FLOAT8_E5M2FNUZ;

  if (type == FMT_ONNX_FLOAT8_E8M0)
    return bits == 0xff ? NAN : ldexp (1, (int) bits - 127);
  if (type == FMT_ONNX_FLOAT8_E4M3FNUZ || type == FMT_ONNX_FLOAT8_E5M2FNUZ)
    return bits == 0x80 ? NAN : wide ? from_small (bits, 5, 2, 16) : from_small (bits, 4, 3, 8);
  if (type == FMT_ONNX_FLOAT8_E4M3FN)
    return (bits & 0x7f) == 0x7f ? NAN : from_small (bits, 4, 3, 7);
  if ((bits & 0x7f) > 0x7c)
    return NAN;
  if ((bits & 0x7f) == 0x7c)
    return bits == 0x7c ? INFINITY : -INFINITY;
  return from_small (bits, 5, 2, 15);
}

static float
from_bits (guint32 bits)
{
  float number;

  memcpy (&number, &bits, sizeof number);
  return number;
}

/* What the bits of a number say. */
static double
from_raw (gint32 type, guint64 bits)
{
  double number;

  switch (type)
    {
    case FMT_ONNX_FLOAT:
      return (double) from_bits ((guint32) bits);
    case FMT_ONNX_FLOAT16:
      return (double) from_half ((guint32) bits);
    case FMT_ONNX_BFLOAT16:
      return (double) from_bits ((guint32) bits << 16);
    case FMT_ONNX_DOUBLE:
      memcpy (&number, &bits, sizeof number);
      return number;
    case FMT_ONNX_FLOAT8_E4M3FN:
    case FMT_ONNX_FLOAT8_E4M3FNUZ:
    case FMT_ONNX_FLOAT8_E5M2:
    case FMT_ONNX_FLOAT8_E5M2FNUZ:
    case FMT_ONNX_FLOAT8_E8M0:
      return from_float8 (type, (guint) (bits & 0xff));
    case FMT_ONNX_FLOAT4_E2M1:
      return from_small ((guint) bits, 2, 1, 1);
    case FMT_ONNX_INT2:
      return (double) (bits < 2 ? (gint64) bits : (gint64) bits - 4);
    case FMT_ONNX_INT4:
      return (double) (bits < 8 ? (gint64) bits : (gint64) bits - 16);
    case FMT_ONNX_INT8:
      return (gint8) bits;
    case FMT_ONNX_INT16:
      return (gint16) bits;
    case FMT_ONNX_INT32:
      return (gint32) bits;
    case FMT_ONNX_INT64:
      return (double) (gint64) bits;
    default:
      return (double) bits;
    }
}

static guint64
read_raw (const guint8 *raw, gint32 type, gsize i)
{
  gsize n = fmt_onnx_tensor_bits (type), bytes = n / 8;
  guint64 bits = 0;

  if (bytes == 0)
    return raw[i * n / 8] >> (i * n % 8) & ((1u << n) - 1);
  for (gsize j = 0; j < bytes; j++)
    bits |= (guint64) raw[i * bytes + j] << (8 * j);
  return bits;
}

double
fmt_onnx_tensor_number (const Onnx__TensorProto *tensor, const guint8 *external, gsize i)
{
  gint32 type = tensor->data_type;

  if (external != NULL || tensor->has_raw_data)
    return from_raw (type, read_raw (external != NULL ? external : tensor->raw_data.data, type, i));
  switch (type)
    {
    case FMT_ONNX_FLOAT:
      return (double) tensor->float_data[i];
    case FMT_ONNX_DOUBLE:
      return tensor->double_data[i];
    case FMT_ONNX_INT64:
      return (double) tensor->int64_data[i];
    case FMT_ONNX_UINT32:
    case FMT_ONNX_UINT64:
      return (double) tensor->uint64_data[i];
    case FMT_ONNX_UINT2:
    case FMT_ONNX_INT2:
    case FMT_ONNX_UINT4:
    case FMT_ONNX_INT4:
    case FMT_ONNX_FLOAT4_E2M1:
      {
        gsize bits = fmt_onnx_tensor_bits (type);

        return from_raw (type, (guint64) tensor->int32_data[i * bits / 8] >> (i * bits % 8) &
                                   ((1u << bits) - 1));
      }
    case FMT_ONNX_FLOAT8_E4M3FN:
    case FMT_ONNX_FLOAT8_E4M3FNUZ:
    case FMT_ONNX_FLOAT8_E5M2:
    case FMT_ONNX_FLOAT8_E5M2FNUZ:
    case FMT_ONNX_FLOAT8_E8M0:
      return from_raw (type, (guint8) tensor->int32_data[i]);
    case FMT_ONNX_FLOAT16:
    case FMT_ONNX_BFLOAT16:
      return from_raw (type, (guint16) tensor->int32_data[i]);
    default:
      return tensor->int32_data[i];
    }
}

static gboolean
get_shape (const Onnx__TensorProto *tensor, NnShape *shape, GError **error)
{
  *shape = NN_SHAPE_1 (1);
  if (tensor->n_dims > 0)
    shape->rank = (int) tensor->n_dims;
  for (size_t i = 0; i < MIN (tensor->n_dims, NN_MAX_RANK); i++)
    shape->dims[i] = (int) tensor->dims[i];
  return nn_shape_check (shape, error);
}

/* Whether there is one that is infinite or not a number: such differ from themselves less
 * themselves. */
BASE_MULTIVERSION static gboolean
all_finite (gsize n, const float *numbers)
{
  int bad = 0;

  for (gsize i = 0; i < n; i++)
    bad |= !(numbers[i] - numbers[i] == 0);
  return !bad;
}

static gboolean
all_numbers (gsize n, const float *numbers)
{
  for (gsize i = 0; i < n; i++)
    if (isnan (numbers[i]))
      return FALSE;
  return TRUE;
}

/* Floats lie in the file as they lie in memory, unless the machine has its bytes the other way
 * round. */
static gboolean
copy_floats (FmtOnnxImport *import,
             const Onnx__TensorProto *tensor,
             gsize n,
             float *data,
             GError **error)
{
  if (fmt_onnx_is_external (tensor))
    {
      if (!fmt_onnx_read_external (import, tensor, n * sizeof (float), data, error))
        return FALSE;
    }
  else if (tensor->has_raw_data)
    memcpy (data, tensor->raw_data.data, n * sizeof (float));
  else
    memcpy (data, tensor->float_data, n * sizeof (float));
  if (G_BYTE_ORDER != G_LITTLE_ENDIAN && (fmt_onnx_is_external (tensor) || tensor->has_raw_data))
    for (gsize i = 0; i < n; i++)
      {
        guint32 bits;

        memcpy (&bits, &data[i], sizeof bits);
        data[i] = from_bits (GUINT32_FROM_LE (bits));
      }
  return TRUE;
}

static gboolean
convert_floats (FmtOnnxImport *import,
                const Onnx__TensorProto *tensor,
                gsize n,
                float *data,
                GError **error)
{
  g_autofree guint8 *external = NULL;

  if (!fmt_onnx_tensor_load (import, tensor, n, &external, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    data[i] = (float) fmt_onnx_tensor_number (tensor, external, i);
  return TRUE;
}

NnTensor *
fmt_onnx_tensor_floats (FmtOnnxImport *import,
                        const Onnx__TensorProto *source,
                        gboolean infinite,
                        GError **error)
{
  g_autoptr (NnTensor) tensor = NULL;
  NnShape shape;
  gsize n;

  if (!fmt_onnx_tensor_check (import, source, &n, error) || !get_shape (source, &shape, error) ||
      !fmt_onnx_take_room (import, n, source->name, error))
    return NULL;
  tensor = nn_tensor_new (&shape);
  if (!(source->data_type == FMT_ONNX_FLOAT
            ? copy_floats (import, source, n, tensor->data, error)
            : convert_floats (import, source, n, tensor->data, error)))
    return NULL;
  if (all_finite (n, tensor->data) || (infinite && all_numbers (n, tensor->data)))
    return g_steal_pointer (&tensor);
  fmt_onnx_set_invalid (error, _ ("the tensor “%s” holds something that is not a number."),
                        source->name);
  return NULL;
}

static void
drop (ProtobufCAllocator *allocator, void *data)
{
  if (data != NULL)
    allocator->free (allocator->allocator_data, data);
}

void
fmt_onnx_tensor_drop (FmtOnnxImport *import, Onnx__TensorProto *tensor)
{
  ProtobufCAllocator *allocator = import->allocator;

  if (g_hash_table_contains (import->shared, tensor))
    return;
  if (tensor->has_raw_data && !g_hash_table_remove (import->file->borrowed, tensor))
    drop (allocator, tensor->raw_data.data);
  tensor->raw_data = (ProtobufCBinaryData){ 0 };
  drop (allocator, tensor->float_data);
  tensor->float_data = NULL;
  tensor->n_float_data = 0;
  drop (allocator, tensor->int32_data);
  tensor->int32_data = NULL;
  tensor->n_int32_data = 0;
}
