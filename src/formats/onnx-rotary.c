// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Rotary position embedding (Su and others 2021): pairs of numbers of each head are turned by an
 * angle that grows with the position. */

typedef struct
{
  int length, heads, size; /* positions, heads, numbers of a head */
  int turned;              /* how many of them are turned */
  gboolean heads_first;    /* (1, heads, length, size); else (1, length, heads * size) */
  gboolean interleaved;    /* pairs lie beside each other; else in two halves */
} Rotary;

static gboolean
read_sizes (const Onnx__NodeProto *node, const FmtOnnxDims *dims, Rotary *self, GError **error)
{
  gint64 heads, turned, interleaved, packed;
  g_autofree char *text = NULL;
  float scale;

  if (!fmt_onnx_get_int (node, "num_heads", 0, 1 << 20, 0, &heads, error) ||
      !fmt_onnx_get_int (node, "rotary_embedding_dim", 0, 1 << 20, 0, &turned, error) ||
      !fmt_onnx_get_int (node, "interleaved", 0, 1, 0, &interleaved, error) ||
      !fmt_onnx_get_int (node, "is_packed_batching", 0, 0, 0, &packed, error) ||
      !fmt_onnx_get_float (node, "scale", 1, &scale, error))
    return FALSE;
  if (scale != 1)
    {
      fmt_onnx_set_unsupported (error, _ ("with “%s” it does what this program does not."),
                                "scale");
      return FALSE;
    }
  self->interleaved = interleaved == 1;
  self->heads_first = dims->rank == 4;
  if (dims->rank == 4 && dims->dims[0] == 1)
    {
      self->heads = (int) dims->dims[1];
      self->length = (int) dims->dims[2];
      self->size = (int) dims->dims[3];
    }
  else if (dims->rank == 3 && dims->dims[0] == 1 && heads > 0 && dims->dims[2] % heads == 0)
    {
      self->heads = (int) heads;
      self->length = (int) dims->dims[1];
      self->size = (int) (dims->dims[2] / heads);
    }
  else
    {
      text = fmt_onnx_dims_to_string (dims);
      fmt_onnx_set_unsupported (
          error, _ ("its input is %s; this program does it for a batch of one image."), text);
      return FALSE;
    }
  self->turned = turned > 0 ? (int) turned : self->size;
  if (self->turned % 2 == 0 && self->turned <= self->size)
    return TRUE;
  fmt_onnx_set_invalid (error, _ ("it turns %d of %d numbers."), self->turned, self->size);
  return FALSE;
}

/* Cosines or sines of each position, (length, 1, turned / 2): from a table of the file, by the
 * positions that it names. */
static NnTensor *
take_table (FmtOnnxImport *import,
            const Onnx__NodeProto *node,
            size_t table,
            size_t positions,
            const Rotary *self,
            GError **error)
{
  const FmtOnnxConstant *numbers = fmt_onnx_constant (import, fmt_onnx_input_name (node, table));
  const char *name = fmt_onnx_input_name (node, positions);
  const FmtOnnxConstant *place = fmt_onnx_constant (import, name);
  gsize half = (gsize) self->turned / 2, n = (gsize) self->length;
  NnTensor *tensor;

  if (numbers == NULL || (name != NULL && place == NULL))
    {
      fmt_onnx_set_unsupported (
          error, _ ("input %d, “%s”, is not a constant of the file, as it has to be."),
          (int) (numbers == NULL ? table : positions) + 1,
          numbers == NULL && fmt_onnx_input_name (node, table) != NULL ? node->input[table]
          : name != NULL                                               ? name
                                                                       : "");
      return NULL;
    }
  if (numbers->n % half != 0 || (place == NULL && numbers->n != n * half) ||
      (place != NULL && place->n != n && place->n != 1))
    {
      fmt_onnx_set_invalid (error, _ ("its table of positions does not fit its input."));
      return NULL;
    }
  tensor = nn_tensor_new (&NN_SHAPE_3 (self->length, 1, (int) half));
  for (gsize i = 0; i < n; i++)
    {
      /* One number is the position of the first, from which the others follow. */
      double row = place == NULL   ? (double) i
                   : place->n == n ? place->numbers[i]
                                   : place->numbers[0] + (double) i;

      if (!(row >= 0 && row < (double) (numbers->n / half)))
        {
          fmt_onnx_set_invalid (error, _ ("it reads entry %g of a dimension of %" PRId64 "."), row,
                                (gint64) (numbers->n / half));
          nn_tensor_free (tensor);
          return NULL;
        }
      for (gsize j = 0; j < half; j++)
        tensor->data[i * half + j] = (float) numbers->numbers[(gsize) row * half + j];
    }
  return tensor;
}

/* Every second number, from the first or the second; or one of the halves. (length, heads, turned /
 * 2) */
static NnValue
take_half (FmtOnnxImport *import, NnValue value, const Rotary *self, int which, GError **error)
{
  int half = self->turned / 2;
  NnTensor *indices;

  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (!self->interleaved)
    return nn_graph_add_slice (import->graph, NULL, value, 2, which * half, (which + 1) * half,
                               error);
  indices = nn_tensor_new (&(NnShape){ 2, { half, 1 } });
  for (int i = 0; i < half; i++)
    indices->data[i] = (float) (2 * i + which);
  return nn_graph_add_resample (import->graph, NULL, value, 2, indices, NULL, error);
}

/* first * a - second * b, or with `plus` first * a + second * b. */
static NnValue
combine (FmtOnnxImport *import,
         NnValue first,
         NnValue a,
         NnValue second,
         NnValue b,
         gboolean plus,
         GError **error)
{
  NnValue x = fmt_onnx_step_binary (import, NN_BINARY_MUL, first, a, error);
  NnValue y = x != NN_NO_VALUE ? fmt_onnx_step_binary (import, NN_BINARY_MUL, second, b, error) : x;

  return fmt_onnx_step_binary (import, plus ? NN_BINARY_ADD : NN_BINARY_SUB, x, y, error);
}

/* The pairs beside each other again, and the numbers that were not turned. */
static NnValue
join (FmtOnnxImport *import,
      NnValue value,
      const NnValue *parts,
      const Rotary *self,
      GError **error)
{
  NnValue both[2] = { parts[0], parts[1] };
  NnTensor *indices;

  if (parts[0] == NN_NO_VALUE || parts[1] == NN_NO_VALUE)
    return NN_NO_VALUE;
  both[0] = nn_graph_add_concat_along (import->graph, NULL, 2, both, 2, error);
  if (both[0] != NN_NO_VALUE && self->interleaved)
    {
      indices = nn_tensor_new (&(NnShape){ 2, { self->turned, 1 } });
      for (int i = 0; i < self->turned; i++)
        indices->data[i] = (float) (i / 2 + i % 2 * (self->turned / 2));
      both[0] = nn_graph_add_resample (import->graph, NULL, both[0], 2, indices, NULL, error);
    }
  if (both[0] == NN_NO_VALUE || self->turned == self->size)
    return both[0];
  both[1] = nn_graph_add_slice (import->graph, NULL, value, 2, self->turned, self->size, error);
  return both[1] != NN_NO_VALUE ? nn_graph_add_concat_along (import->graph, NULL, 2, both, 2, error)
                                : NN_NO_VALUE;
}

static NnValue
turn (FmtOnnxImport *import,
      NnValue value,
      const NnValue *angles,
      const Rotary *self,
      GError **error)
{
  NnValue halves[2], parts[2];

  halves[0] = take_half (import, value, self, 0, error);
  halves[1] = halves[0] != NN_NO_VALUE ? take_half (import, value, self, 1, error) : NN_NO_VALUE;
  if (halves[1] == NN_NO_VALUE)
    return NN_NO_VALUE;
  parts[0] = combine (import, halves[0], angles[0], halves[1], angles[1], FALSE, error);
  parts[1] = parts[0] != NN_NO_VALUE
                 ? combine (import, halves[0], angles[1], halves[1], angles[0], TRUE, error)
                 : NN_NO_VALUE;
  return join (import, value, parts, self, error);
}

/* ONNX's (x, cosines, sines, positions), and ONNX Runtime's (x, positions, cosines, sines). */
NnValue
fmt_onnx_import_rotary (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gboolean own = fmt_onnx_is_own_domain (node->domain);
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  FmtOnnxValue x;
  NnValue angles[2], value;
  Rotary self;

  if (input == NULL || !read_sizes (node, &input->dims, &self, error))
    return NN_NO_VALUE;
  x = *input;
  for (size_t i = 0; i < 2; i++)
    {
      NnTensor *table = take_table (import, node, i + (own ? 1 : 2), own ? 3 : 1, &self, error);

      if (table == NULL)
        return NN_NO_VALUE;
      angles[i] = nn_graph_add_constant (import->graph, NULL, table, error);
      if (angles[i] == NN_NO_VALUE)
        return NN_NO_VALUE;
    }
  value = self.heads_first
              ? fmt_onnx_step_transpose (import, x.value, (int[]){ 1, 0, 2 }, error)
              : fmt_onnx_step_reshape (import, x.value,
                                       &NN_SHAPE_3 (self.length, self.heads, self.size), error);
  value = turn (import, value, angles, &self, error);
  if (self.heads_first)
    value = fmt_onnx_step_transpose (import, value, (int[]){ 1, 0, 2 }, error);
  return fmt_onnx_full_result (import, node, value, x.type, &x.dims, x.batch, error);
}
