// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"
#include "formats/onnx-external.h"
#include "formats/onnx-tensor.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Numbers that are known while the file is read: those of its tensors, and what is computed with
 * them. */

/* Beyond this a number is no integer that the file could have meant. */
#define MAX_INTEGER 9e15

/* Of a tensor most of whose numbers are 0 there may be this many for each byte of the file. */
#define MAX_ZEROS ((gsize) 4)

FmtOnnxConstant *
fmt_onnx_constant_new (gint32 type, const FmtOnnxDims *dims)
{
  FmtOnnxConstant *constant = g_new0 (FmtOnnxConstant, 1);

  constant->type = type;
  constant->dims = *dims;
  constant->n = (gsize) fmt_onnx_dims_size (dims);
  constant->numbers = g_new0 (double, constant->n + 1);
  return constant;
}

void
fmt_onnx_constant_free (FmtOnnxConstant *constant)
{
  if (constant == NULL)
    return;
  g_free (constant->numbers);
  g_free (constant);
}

gboolean
fmt_onnx_take_room (FmtOnnxImport *import, gsize n, const char *name, GError **error)
{
  if (n <= import->max_numbers - import->n_numbers)
    {
      import->n_numbers += n;
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("the tensor “%s” is used so often that the network would become many "
                  "times as large as its file."),
               name);
  return FALSE;
}

void
fmt_onnx_make_room (FmtOnnxImport *import, gsize n, const char *name)
{
  const Onnx__TensorProto *tensor =
      name != NULL ? g_hash_table_lookup (import->tensors, name) : NULL;

  if (tensor != NULL && !g_hash_table_contains (import->shared, tensor) &&
      GPOINTER_TO_UINT (g_hash_table_lookup (import->uses, name)) <= 1)
    import->max_numbers += n;
}

FmtOnnxConstant *
fmt_onnx_decode (FmtOnnxImport *import, const Onnx__TensorProto *tensor, GError **error)
{
  FmtOnnxDims dims = { .rank = (int) tensor->n_dims };
  g_autofree guint8 *external = NULL;
  FmtOnnxConstant *constant;
  gsize n;

  if (!fmt_onnx_tensor_check (import, tensor, &n, error))
    return NULL;
  /* The codes, what they stand for, and that as a tensor. */
  if (fmt_onnx_tensor_bits (tensor->data_type) < 16)
    fmt_onnx_make_room (import, 3 * n, tensor->name);
  if (!fmt_onnx_take_room (import, n, tensor->name, error) ||
      !fmt_onnx_tensor_load (import, tensor, n, &external, error))
    return NULL;
  for (size_t i = 0; i < tensor->n_dims; i++)
    dims.dims[i] = tensor->dims[i];
  constant = fmt_onnx_constant_new (tensor->data_type, &dims);
  for (gsize i = 0; i < n; i++)
    constant->numbers[i] = fmt_onnx_tensor_number (tensor, external, i);
  return constant;
}

/* The place, counted through the whole tensor, of number i; or what is beyond all places. */
static gint64
find_place (const FmtOnnxConstant *indices, const FmtOnnxDims *dims, gsize i)
{
  gsize depth = indices->dims.rank == 2 ? (gsize) indices->dims.dims[1] : 1;
  gint64 place = 0;

  for (gsize j = 0; j < depth; j++)
    {
      double index = indices->numbers[i * depth + j];
      gint64 size = depth > 1 ? dims->dims[j] : fmt_onnx_dims_size (dims);

      if (!(index >= 0 && index < (double) size))
        return G_MAXINT64;
      place = place * size + (gint64) index;
    }
  return place;
}

FmtOnnxConstant *
fmt_onnx_decode_sparse (FmtOnnxImport *import,
                        const char *name,
                        const Onnx__SparseTensorProto *sparse,
                        GError **error)
{
  g_autoptr (FmtOnnxConstant) values = NULL, indices = NULL, result = NULL;
  FmtOnnxDims dims = { .rank = (int) MIN (sparse->n_dims, FMT_ONNX_MAX_RANK) };
  gint64 n = 1;

  for (int i = 0; i < dims.rank; i++)
    {
      dims.dims[i] = sparse->dims[i];
      n = dims.dims[i] >= 1 && n <= NN_MAX_SIZE / dims.dims[i] ? n * dims.dims[i] : 0;
    }
  if (n > 0 && sparse->n_dims == (size_t) dims.rank && sparse->values != NULL &&
      sparse->indices != NULL)
    {
      Onnx__TensorProto tensor = *sparse->values;

      tensor.name = (char *) name;
      values = fmt_onnx_decode (import, &tensor, error);
      tensor = *sparse->indices;
      tensor.name = (char *) name;
      indices = values != NULL ? fmt_onnx_decode (import, &tensor, error) : NULL;
      if (indices == NULL)
        return NULL;
    }
  if (indices == NULL || fmt_onnx_is_float_type (indices->type) || indices->dims.rank < 1 ||
      indices->dims.rank > 2 || indices->dims.dims[0] != (gint64) values->n ||
      (indices->dims.rank == 2 && indices->dims.dims[1] != dims.rank))
    {
      fmt_onnx_set_invalid (error, _ ("the tensor “%s”, most of whose numbers are 0, is damaged."),
                            name);
      return NULL;
    }
  if ((gsize) n <= MAX_ZEROS * import->file->size - import->n_zeros)
    {
      import->n_zeros += (gsize) n;
      import->max_numbers += 2 * (gsize) n;
    }
  if (!fmt_onnx_take_room (import, (gsize) n, name, error))
    return NULL;
  result = fmt_onnx_constant_new (values->type, &dims);
  for (gsize i = 0; i < values->n; i++)
    {
      gint64 place = find_place (indices, &dims, i);

      if (place >= n)
        {
          fmt_onnx_set_invalid (
              error, _ ("the tensor “%s”, most of whose numbers are 0, is damaged."), name);
          return NULL;
        }
      result->numbers[place] = values->numbers[i];
    }
  return g_steal_pointer (&result);
}

gboolean
fmt_onnx_is_constant (FmtOnnxImport *import, const char *name)
{
  return name != NULL && (g_hash_table_contains (import->tensors, name) ||
                          g_hash_table_contains (import->constants, name));
}

const FmtOnnxConstant *
fmt_onnx_constant (FmtOnnxImport *import, const char *name)
{
  const Onnx__TensorProto *tensor;
  const FmtOnnxValue *value;
  FmtOnnxConstant *constant;

  if (name == NULL)
    return NULL;
  constant = g_hash_table_lookup (import->constants, name);
  if (constant != NULL)
    return constant;
  tensor = g_hash_table_lookup (import->tensors, name);
  value = tensor == NULL ? g_hash_table_lookup (import->values, name) : NULL;
  constant = tensor != NULL  ? fmt_onnx_decode (import, tensor, NULL)
             : value != NULL ? fmt_onnx_compute (import, value)
                             : NULL;
  if (constant != NULL)
    g_hash_table_insert (import->constants, (gpointer) name, constant);
  return constant;
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
  const char *name = fmt_onnx_input_name (node, index);
  const FmtOnnxConstant *found = fmt_onnx_constant (import, name);

  if (found == NULL || fmt_onnx_is_float_type (found->type) || found->dims.rank > 1)
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("input %zu, “%s”, is not a short list of integers that the file has, as it has "
             "to be."),
          index + 1, name != NULL ? name : "");
      return FALSE;
    }
  if (found->n > max_n)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("the tensor “%s” has %zu numbers; at most %zu are possible."),
                                name, found->n, max_n);
      return FALSE;
    }
  *n = found->n;
  for (size_t i = 0; i < found->n; i++)
    numbers[i] = (gint64) CLAMP (found->numbers[i], -MAX_INTEGER, MAX_INTEGER);
  return TRUE;
}

gboolean
fmt_onnx_read_number (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      size_t index,
                      float standard,
                      float *number,
                      GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  const FmtOnnxConstant *found = fmt_onnx_constant (import, name);

  *number = standard;
  if (name == NULL)
    return TRUE;
  if (found == NULL || found->n != 1 || isnan (found->numbers[0]))
    {
      fmt_onnx_set_unsupported (error, _ ("input %zu, “%s”, is not one number of the file."),
                                index + 1, name);
      return FALSE;
    }
  *number = (float) found->numbers[0];
  return TRUE;
}

gboolean
fmt_onnx_get_integers (FmtOnnxImport *import,
                       const Onnx__NodeProto *node,
                       const char *name,
                       size_t index,
                       size_t max_n,
                       gint64 *numbers,
                       size_t *n,
                       GError **error)
{
  if (!fmt_onnx_get_list (node, name, max_n, numbers, n, error))
    return FALSE;
  if (*n > 0 || fmt_onnx_input_name (node, index) == NULL)
    return TRUE;
  return fmt_onnx_read_integers (import, node, index, max_n, numbers, n, error);
}

/* Numbers that were computed from the file's, as a tensor. */
static NnTensor *
from_constant (FmtOnnxImport *import,
               const FmtOnnxConstant *constant,
               const char *name,
               GError **error)
{
  g_autoptr (NnTensor) tensor = NULL;
  NnShape shape = NN_SHAPE_1 (1);

  if (constant->n == 0)
    {
      fmt_onnx_set_invalid (error, _ ("the constant “%s” is empty."), name);
      return NULL;
    }
  if (constant->dims.rank > 0)
    shape.rank = constant->dims.rank;
  for (int i = 0; i < MIN (constant->dims.rank, NN_MAX_RANK); i++)
    shape.dims[i] = (int) constant->dims.dims[i];
  if (!nn_shape_check (&shape, error) || !fmt_onnx_take_room (import, constant->n, name, error))
    return NULL;
  tensor = nn_tensor_new (&shape);
  for (size_t i = 0; i < constant->n; i++)
    {
      tensor->data[i] = (float) constant->numbers[i];
      if (!isfinite (tensor->data[i]) && !isinf (constant->numbers[i]))
        {
          fmt_onnx_set_invalid (error, _ ("the tensor “%s” holds something that is not a number."),
                                name);
          return NULL;
        }
    }
  return g_steal_pointer (&tensor);
}

static NnTensor *
take (FmtOnnxImport *import,
      const Onnx__NodeProto *node,
      size_t index,
      gboolean infinite,
      GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  const Onnx__TensorProto *source;
  const FmtOnnxConstant *constant;

  if (name == NULL)
    {
      fmt_onnx_set_invalid (error, _ ("input %zu is missing."), index + 1);
      return NULL;
    }
  source = g_hash_table_lookup (import->tensors, name);
  if (source != NULL)
    return fmt_onnx_tensor_floats (import, source, infinite, error);
  constant = g_hash_table_lookup (import->constants, name);
  if (constant != NULL)
    return from_constant (import, constant, name, error);
  fmt_onnx_set_unsupported (error,
                            _ ("input %zu, “%s”, is not a constant of the file, as it has to be."),
                            index + 1, name);
  return NULL;
}

NnTensor *
fmt_onnx_take_tensor (FmtOnnxImport *import,
                      const Onnx__NodeProto *node,
                      size_t index,
                      GError **error)
{
  return take (import, node, index, FALSE, error);
}

NnTensor *
fmt_onnx_take_numbers (FmtOnnxImport *import,
                       const Onnx__NodeProto *node,
                       size_t index,
                       GError **error)
{
  return take (import, node, index, TRUE, error);
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

void
fmt_onnx_drop_inputs (FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  for (size_t i = 0; i < node->n_input; i++)
    {
      const char *name = node->input[i];
      guint n_uses = GPOINTER_TO_UINT (g_hash_table_lookup (import->uses, name));
      Onnx__TensorProto *tensor;

      if (n_uses == 0)
        continue;
      g_hash_table_insert (import->uses, (gpointer) name, GUINT_TO_POINTER (n_uses - 1));
      if (n_uses > 1)
        continue;
      g_hash_table_remove (import->constants, name);
      tensor = g_hash_table_lookup (import->tensors, name);
      if (tensor != NULL)
        fmt_onnx_tensor_drop (import, tensor);
    }
}
