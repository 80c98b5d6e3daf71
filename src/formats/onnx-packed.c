// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ONNX Runtime's MatMulNBits: a product with weights of few bits each, in blocks that share a scale
 * and a zero point. (x, codes, scales, zero points, groups, bias) */

typedef struct
{
  gsize k, n;          /* the weights are (n, k) */
  gsize bits, block;   /* of a code; codes that share a scale */
  gsize n_blocks;      /* of a row */
  gsize bytes;         /* of a block */
  const guint8 *codes; /* (n, n_blocks, bytes) */
} Packed;

static gboolean
read_sizes (const Onnx__NodeProto *node, Packed *self, GError **error)
{
  gint64 k, n, bits, block;

  if (!fmt_onnx_get_int (node, "K", 1, NN_MAX_SIZE, 0, &k, error) ||
      !fmt_onnx_get_int (node, "N", 1, NN_MAX_SIZE, 0, &n, error) ||
      !fmt_onnx_get_int (node, "bits", 2, 8, 4, &bits, error) ||
      !fmt_onnx_get_int (node, "block_size", 16, 1 << 20, 0, &block, error))
    return FALSE;
  if (bits != 2 && bits != 4 && bits != 8)
    {
      fmt_onnx_set_unsupported (error, _ ("this program reads weights of 2, 4 or 8 bits, not %d."),
                                (int) bits);
      return FALSE;
    }
  *self = (Packed){ .k = (gsize) k,
                    .n = (gsize) n,
                    .bits = (gsize) bits,
                    .block = (gsize) block,
                    .n_blocks = (gsize) ((k + block - 1) / block),
                    .bytes = (gsize) (block * bits / 8) };
  return TRUE;
}

/* Code i of a row of bytes, the lowest bits first. */
static guint
code_at (const guint8 *bytes, gsize bits, gsize i)
{
  return (guint) bytes[i * bits / 8] >> (i * bits % 8) & ((1u << bits) - 1);
}

/* The numbers of an input as bytes; NULL with an error where there are not n of them. */
static guint8 *
take_bytes (FmtOnnxImport *import,
            const Onnx__NodeProto *node,
            size_t index,
            gsize n,
            GError **error)
{
  const FmtOnnxConstant *found = fmt_onnx_constant (import, fmt_onnx_input_name (node, index));
  guint8 *bytes;

  if (found == NULL || found->n != n || found->type != FMT_ONNX_UINT8)
    {
      fmt_onnx_set_unsupported (
          error, _ ("its input %zu is not a list of %zu bytes that the file has."), index + 1, n);
      return NULL;
    }
  bytes = g_new (guint8, n + 1);
  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) found->numbers[i];
  return bytes;
}

/* The zero points, (n, n_blocks); by default the middle of the codes. Packed each row begins with a
 * byte of its own. */
static float *
take_zeros (FmtOnnxImport *import, const Onnx__NodeProto *node, const Packed *self, GError **error)
{
  gsize size = self->n * self->n_blocks, row = (self->n_blocks * self->bits + 7) / 8;
  const FmtOnnxConstant *found = fmt_onnx_constant (import, fmt_onnx_input_name (node, 3));
  g_autofree float *zeros = g_new (float, size + 1);
  g_autofree guint8 *bytes = NULL;

  if (found != NULL && fmt_onnx_is_float_type (found->type) && found->n == size)
    {
      for (gsize i = 0; i < size; i++)
        zeros[i] = (float) found->numbers[i];
      return g_steal_pointer (&zeros);
    }
  if (fmt_onnx_input_name (node, 3) != NULL)
    {
      bytes = take_bytes (import, node, 3, self->n * row, error);
      if (bytes == NULL)
        return NULL;
    }
  for (gsize i = 0; i < size; i++)
    zeros[i] = (float) (bytes == NULL ? 1u << (self->bits - 1)
                                      : code_at (bytes + i / self->n_blocks * row, self->bits,
                                                 i % self->n_blocks));
  return g_steal_pointer (&zeros);
}

/* (n, k) */
static NnTensor *
take_weights (FmtOnnxImport *import, const Onnx__NodeProto *node, Packed *self, GError **error)
{
  const FmtOnnxConstant *scales = fmt_onnx_constant (import, fmt_onnx_input_name (node, 2));
  g_autofree guint8 *codes =
      take_bytes (import, node, 1, self->n * self->n_blocks * self->bytes, error);
  NnShape shape = { 2, { (int) self->n, (int) self->k } };
  g_autofree float *zeros = NULL;
  NnTensor *weights;

  if (codes == NULL)
    return NULL;
  if (scales == NULL || scales->n != self->n * self->n_blocks)
    {
      fmt_onnx_set_invalid (error, _ ("its scales do not fit its input."));
      return NULL;
    }
  zeros = take_zeros (import, node, self, error);
  if (zeros == NULL || !nn_shape_check (&shape, error))
    return NULL;
  fmt_onnx_make_room (import, self->n * self->k, fmt_onnx_input_name (node, 1));
  if (!fmt_onnx_take_room (import, self->n * self->k, node->output[0], error))
    return NULL;
  weights = nn_tensor_new (&shape);
  for (gsize i = 0; i < self->n; i++)
    for (gsize j = 0; j < self->k; j++)
      {
        gsize block = i * self->n_blocks + j / self->block;
        guint code = code_at (codes + block * self->bytes, self->bits, j % self->block);

        weights->data[i * self->k + j] =
            ((float) code - zeros[block]) * (float) scales->numbers[block];
      }
  return weights;
}

NnValue
fmt_onnx_import_mat_mul_bits (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_autoptr (NnTensor) weights = NULL, bias = NULL;
  FmtOnnxValue own;
  NnValue value;
  Packed self;

  if (input == NULL || !read_sizes (node, &self, error))
    return NN_NO_VALUE;
  own = *input;
  if (own.dims.rank < 1 || own.dims.dims[own.dims.rank - 1] != (gint64) self.k ||
      fmt_onnx_input_name (node, 4) != NULL)
    {
      if (fmt_onnx_input_name (node, 4) != NULL)
        fmt_onnx_set_unsupported (error, _ ("this program does not know its input %zu."),
                                  (size_t) 5);
      else
        fmt_onnx_set_invalid (error, _ ("its weights do not fit its input."));
      return NN_NO_VALUE;
    }
  weights = take_weights (import, node, &self, error);
  if (weights == NULL)
    return NN_NO_VALUE;
  if (fmt_onnx_input_name (node, 5) != NULL)
    {
      bias = fmt_onnx_take_vector (import, node, 5, (int) self.n, error);
      if (bias == NULL)
        return NN_NO_VALUE;
    }
  value = nn_graph_add_row_linear (import->graph, NULL, own.value, TRUE, g_steal_pointer (&weights),
                                   g_steal_pointer (&bias), error);
  own.dims.dims[own.dims.rank - 1] = (gint64) self.n;
  return fmt_onnx_full_result (import, node, value, own.type, &own.dims, own.batch, error);
}
