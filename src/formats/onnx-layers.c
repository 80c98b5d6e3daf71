// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Operators with weights. */

/* A picture (c, h, w); or (c, w), which is one of height 1 (then *flat is TRUE). */
NnValue
fmt_onnx_picture_input (FmtOnnxImport *import,
                        const Onnx__NodeProto *node,
                        gboolean *flat,
                        GError **error)
{
  NnValue input = fmt_onnx_input_value (import, node, 0, error);
  const NnShape *shape;

  *flat = FALSE;
  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  shape = nn_graph_shape (import->graph, input);
  if (shape->rank != 2)
    return input;
  *flat = TRUE;
  return nn_graph_add_reshape (import->graph, NULL, input,
                               &NN_SHAPE_3 (shape->dims[0], 1, shape->dims[1]), error);
}

/* And back again. */
NnValue
fmt_onnx_picture_result (FmtOnnxImport *import,
                         const Onnx__NodeProto *node,
                         NnValue value,
                         gboolean flat,
                         GError **error)
{
  const NnShape *shape;

  if (value == NN_NO_VALUE || !flat)
    return value;
  shape = nn_graph_shape (import->graph, value);
  return nn_graph_add_reshape (import->graph, node->output[0], value,
                               &(NnShape){ 2, { shape->dims[0], shape->dims[2] } }, error);
}

/* Weights of a convolution over height and width, or over the width alone. */
static NnTensor *
take_kernels (FmtOnnxImport *import, const Onnx__NodeProto *node, gboolean flat, GError **error)
{
  g_autoptr (NnTensor) weights = fmt_onnx_take_tensor (import, node, 1, error);
  NnShape *shape;

  if (weights == NULL)
    return NULL;
  shape = &weights->shape;
  if (shape->rank == 3 && flat)
    *shape = (NnShape){ 4, { shape->dims[0], shape->dims[1], 1, shape->dims[2] } };
  if (shape->rank == 4)
    return g_steal_pointer (&weights);
  fmt_onnx_set_unsupported (error,
                            _ ("its weights have %d dimensions; this program convolves over "
                               "height and width, which takes 4."),
                            shape->rank);
  return NULL;
}

NnValue
fmt_onnx_import_conv (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gboolean flat;
  NnValue input = fmt_onnx_picture_input (import, node, &flat, error);
  g_autoptr (NnTensor) weights = NULL;
  g_autoptr (NnTensor) bias = NULL;
  NnWindow window;
  gint64 groups;
  int n_out;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  weights = take_kernels (import, node, flat, error);
  if (weights == NULL)
    return NN_NO_VALUE;
  n_out = weights->shape.dims[0];
  if (!fmt_onnx_get_window (node, nn_graph_shape (import->graph, input), &weights->shape.dims[2],
                            flat, &window, error) ||
      !fmt_onnx_get_int (node, "group", 1, G_MAXINT, 1, &groups, error))
    return NN_NO_VALUE;

  if (fmt_onnx_input_name (node, 2) != NULL)
    {
      bias = fmt_onnx_take_bias (import, node, 2, n_out, error);
      if (bias == NULL)
        return NN_NO_VALUE;
    }
  return fmt_onnx_picture_result (
      import, node,
      nn_graph_add_conv (import->graph, flat ? NULL : node->output[0], input, &window, (int) groups,
                         g_steal_pointer (&weights), g_steal_pointer (&bias), error),
      flat, error);
}

/* The rows and columns that “output_padding” adds, or the padding that “output_shape” leaves. */
static gboolean
get_extra (const Onnx__NodeProto *node,
           const NnShape *input,
           gboolean flat,
           NnWindow *w,
           int extra[2],
           GError **error)
{
  g_autofree char *mode = NULL;
  int n = flat ? 1 : 2, *sides = flat ? extra + 1 : extra, wanted[2] = { 1, 1 };
  int kernel[] = { w->kernel_h, w->kernel_w }, stride[] = { w->stride_h, w->stride_w };
  int dilation[] = { w->dilation_h, w->dilation_w };
  int *before[] = { &w->pad_top, &w->pad_left }, *after[] = { &w->pad_bottom, &w->pad_right };
  gboolean upper, same;

  extra[0] = extra[1] = 0;
  if (!fmt_onnx_get_ints (node, "output_padding", (size_t) n, 0, 32767, 0, sides, error) ||
      !fmt_onnx_get_string (node, "auto_pad", "NOTSET", &mode, error))
    return FALSE;
  upper = g_str_equal (mode, "SAME_UPPER");
  same = upper || g_str_equal (mode, "SAME_LOWER");
  if (!same && !fmt_onnx_has_attribute (node, "output_shape"))
    return TRUE;
  if (fmt_onnx_has_attribute (node, "output_shape"))
    {
      if (!fmt_onnx_get_ints (node, "output_shape", (size_t) n, 1, NN_MAX_SIZE, 0,
                              flat ? wanted + 1 : wanted, error))
        return FALSE;
    }
  else
    for (int i = 0; i < 2; i++)
      if ((gint64) input->dims[i + 1] * stride[i] > NN_MAX_SIZE)
        {
          fmt_onnx_set_invalid (error, _ ("its padding is out of range."));
          return FALSE;
        }
      else
        wanted[i] = input->dims[i + 1] * stride[i];
  for (int i = flat ? 1 : 0; i < 2; i++)
    {
      gint64 total = (gint64) stride[i] * (input->dims[i + 1] - 1) + extra[i] +
                     ((gint64) kernel[i] - 1) * dilation[i] + 1 - wanted[i];
      int half;

      /* Rows that are missing are added at the end. */
      if (total < 0)
        {
          extra[i] += (int) MIN (-total, 1 << 20);
          total = 0;
        }
      half = (int) MIN (total, 1 << 20);
      *before[i] = upper ? half / 2 : half - half / 2;
      *after[i] = half - *before[i];
    }
  return TRUE;
}

NnValue
fmt_onnx_import_conv_transpose (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gboolean flat;
  NnValue input = fmt_onnx_picture_input (import, node, &flat, error);
  g_autoptr (NnTensor) weights = NULL;
  g_autoptr (NnTensor) bias = NULL;
  int extra[2];
  NnWindow window;
  gint64 groups;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  weights = take_kernels (import, node, flat, error);
  if (weights == NULL ||
      !fmt_onnx_get_window (node, nn_graph_shape (import->graph, input), &weights->shape.dims[2],
                            flat, &window, error) ||
      !fmt_onnx_get_int (node, "group", 1, 1 << 20, 1, &groups, error) ||
      !get_extra (node, nn_graph_shape (import->graph, input), flat, &window, extra, error))
    return NN_NO_VALUE;
  if (fmt_onnx_input_name (node, 2) != NULL)
    {
      gint64 n_out = weights->shape.dims[1] * groups;

      bias = n_out <= NN_MAX_SIZE ? fmt_onnx_take_bias (import, node, 2, (int) n_out, error) : NULL;
      if (bias == NULL)
        return NN_NO_VALUE;
    }
  return fmt_onnx_picture_result (
      import, node,
      nn_graph_add_conv_transpose (import->graph, flat ? NULL : node->output[0], input, &window,
                                   (int) groups, extra[0], extra[1], g_steal_pointer (&weights),
                                   g_steal_pointer (&bias), error),
      flat, error);
}

static void
scale (NnTensor *tensor, float factor)
{
  gsize n = nn_shape_size (&tensor->shape);

  if (factor == 1)
    return;
  for (gsize i = 0; i < n; i++)
    tensor->data[i] *= factor;
}

/* (k, n) -> (n, k) */
static NnTensor *
transpose (const NnTensor *tensor)
{
  int k = tensor->shape.dims[0], n = tensor->shape.dims[1];
  NnTensor *result = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { n, k } });

  for (int row = 0; row < k; row++)
    for (int column = 0; column < n; column++)
      result->data[(gsize) column * k + row] = tensor->data[(gsize) row * n + column];
  return result;
}

/* A product with weights of the file: of one vector a fully connected layer. Takes over both. */
static NnValue
add_linear (FmtOnnxImport *import,
            const char *name,
            NnValue input,
            gboolean transposed,
            NnTensor *weights,
            NnTensor *bias,
            GError **error)
{
  if (nn_graph_shape (import->graph, input)->rank == 1)
    {
      if (!transposed)
        {
          NnTensor *turned = transpose (weights);

          nn_tensor_free (weights);
          weights = turned;
        }
      return nn_graph_add_linear (import->graph, name, input, weights, bias, error);
    }
  return nn_graph_add_row_linear (import->graph, name, input, transposed, weights, bias, error);
}

/* Products of values; a vector is a matrix of one row, or of one column. */
static NnValue
add_product (FmtOnnxImport *import,
             const Onnx__NodeProto *node,
             gboolean transpose_a,
             gboolean transpose_b,
             float alpha,
             GError **error)
{
  const FmtOnnxValue *inputs[2];
  FmtOnnxDims stacks[2], dims;
  FmtOnnxValue both[2];
  NnValue values[2], value;
  gboolean vectors[2];

  for (size_t i = 0; i < 2; i++)
    {
      inputs[i] = fmt_onnx_input (import, node, i, error);
      if (inputs[i] == NULL)
        return NN_NO_VALUE;
      both[i] = *inputs[i];
      vectors[i] = both[i].dims.rank == 1;
      if (both[i].dims.rank == 0)
        {
          fmt_onnx_set_invalid (error, _ ("its input is no matrix."));
          return NN_NO_VALUE;
        }
      if (vectors[i])
        {
          both[i].dims = (FmtOnnxDims){ 2, { 1, 1 } };
          both[i].dims.dims[i == 0 ? 1 : 0] = inputs[i]->dims.dims[0];
        }
      stacks[i] = both[i].dims;
      stacks[i].rank -= 2;
    }
  if (!fmt_onnx_dims_broadcast (&stacks[0], &stacks[1], &dims))
    {
      g_autofree char *first = fmt_onnx_dims_to_string (&both[0].dims);
      g_autofree char *second = fmt_onnx_dims_to_string (&both[1].dims);

      fmt_onnx_set_invalid (error, _ ("its inputs of %s and %s do not fit together."), first,
                            second);
      return NN_NO_VALUE;
    }
  for (size_t i = 0; i < 2; i++)
    {
      /* Matrices keep their two dimensions; a 1 in front of a stack counts nothing. */
      values[i] =
          both[i].dims.rank == 2 ? fmt_onnx_full_value (import, &both[i], error) : both[i].value;
      if (values[i] == NN_NO_VALUE)
        return NN_NO_VALUE;
    }
  value = nn_graph_add_mat_mul (import->graph, NULL, values[0], values[1], transpose_a, transpose_b,
                                alpha, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (!vectors[0])
    dims.dims[dims.rank++] = both[0].dims.dims[both[0].dims.rank - (transpose_a ? 1 : 2)];
  if (!vectors[1])
    dims.dims[dims.rank++] = both[1].dims.dims[both[1].dims.rank - (transpose_b ? 2 : 1)];
  return fmt_onnx_full_result (import, node, value, FMT_ONNX_FLOAT, &dims,
                               dims.rank == inputs[0]->dims.rank ? inputs[0]->batch : -1, error);
}

static gboolean
is_matrix (FmtOnnxImport *import, const char *name)
{
  const Onnx__TensorProto *tensor =
      name != NULL ? g_hash_table_lookup (import->tensors, name) : NULL;
  const FmtOnnxConstant *constant =
      name != NULL ? g_hash_table_lookup (import->constants, name) : NULL;

  return tensor != NULL ? tensor->n_dims == 2 : constant != NULL && constant->dims.rank == 2;
}

NnValue
fmt_onnx_import_mat_mul (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input;
  NnTensor *weights;
  FmtOnnxDims dims;
  NnValue value;

  if (!is_matrix (import, fmt_onnx_input_name (node, 1)))
    return add_product (import, node, FALSE, FALSE, 1, error);
  input = fmt_onnx_input (import, node, 0, error);
  if (input == NULL)
    return NN_NO_VALUE;
  if (input->dims.rank == 0)
    {
      fmt_onnx_set_invalid (error, _ ("its input is no matrix."));
      return NN_NO_VALUE;
    }
  weights = fmt_onnx_take_tensor (import, node, 1, error);
  if (weights == NULL)
    return NN_NO_VALUE;
  dims = input->dims;
  dims.dims[dims.rank - 1] = weights->shape.dims[1];
  if (dims.rank == 1 && weights->shape.dims[0] != (int) input->dims.dims[0])
    {
      g_autofree char *a = nn_shape_to_string (&weights->shape);
      g_autofree char *b = fmt_onnx_dims_to_string (&input->dims);

      fmt_onnx_set_invalid (error, _ ("its inputs of %s and %s do not fit together."), b, a);
      nn_tensor_free (weights);
      return NN_NO_VALUE;
    }
  value = add_linear (import, node->output[0], input->value, FALSE, weights, NULL, error);
  return fmt_onnx_full_result (import, node, value, input->type, &dims, input->batch, error);
}

/* ONNX Runtime's: with factors, and matrices turned. */
NnValue
fmt_onnx_import_fused_mat_mul (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  gint64 transpose_a, transpose_b, batch_a, batch_b;
  float alpha;

  if (!fmt_onnx_get_int (node, "transA", 0, 1, 0, &transpose_a, error) ||
      !fmt_onnx_get_int (node, "transB", 0, 1, 0, &transpose_b, error) ||
      !fmt_onnx_get_int (node, "transBatchA", 0, 0, 0, &batch_a, error) ||
      !fmt_onnx_get_int (node, "transBatchB", 0, 0, 0, &batch_b, error) ||
      !fmt_onnx_get_float (node, "alpha", 1, &alpha, error))
    return NN_NO_VALUE;
  return add_product (import, node, transpose_a == 1, transpose_b == 1, alpha, error);
}

/* C, added to a product that is there: a vector for all rows goes into the layer before. */
static NnValue
add_c (FmtOnnxImport *import, const Onnx__NodeProto *node, float beta, GError **error)
{
  FmtOnnxValue product = import->result;
  const FmtOnnxValue *c = fmt_onnx_input (import, node, 2, error);
  FmtOnnxDims dims;
  NnValue value;

  if (c == NULL)
    return NN_NO_VALUE;
  if (!fmt_onnx_dims_broadcast (&product.dims, &c->dims, &dims) || dims.rank != 2)
    {
      fmt_onnx_set_invalid (error, _ ("its input %d does not fit the product."), 3);
      return NN_NO_VALUE;
    }
  value = c->value;
  if (beta != 1)
    {
      NnTensor *factor = nn_tensor_new (&NN_SHAPE_1 (1));

      factor->data[0] = beta;
      value = nn_graph_add_scale_shift (import->graph, NULL, value, factor, NULL, error);
    }
  if (value != NN_NO_VALUE)
    value = nn_graph_add_binary (import->graph, NULL, NN_BINARY_ADD, product.value, value, error);
  return fmt_onnx_full_result (import, node, value, product.type, &dims, product.batch, error);
}

/* Of one vector, with weights and a bias of the file: the common case. */
static NnValue
gemm_layer (FmtOnnxImport *import,
            const Onnx__NodeProto *node,
            const FmtOnnxValue *input,
            float alpha,
            float beta,
            gboolean transposed,
            GError **error)
{
  g_autoptr (NnTensor) weights = fmt_onnx_take_tensor (import, node, 1, error);
  g_autoptr (NnTensor) bias = NULL;
  FmtOnnxDims dims = input->dims;
  gboolean later = FALSE;
  NnValue value;
  int n;

  if (weights == NULL)
    return NN_NO_VALUE;
  n = weights->shape.dims[transposed ? 0 : 1];
  scale (weights, alpha);
  if (fmt_onnx_input_name (node, 2) != NULL)
    {
      later = !fmt_onnx_is_constant (import, node->input[2]);
      if (!later && dims.dims[0] == 1)
        {
          bias = fmt_onnx_take_bias (import, node, 2, n, error);
          if (bias == NULL)
            return NN_NO_VALUE;
          scale (bias, beta);
        }
      later = bias == NULL;
    }
  dims.dims[1] = n;
  value = add_linear (import, node->output[0], input->value, transposed, g_steal_pointer (&weights),
                      g_steal_pointer (&bias), error);
  value = fmt_onnx_full_result (import, node, value, input->type, &dims, input->batch, error);
  return later && value != NN_NO_VALUE ? add_c (import, node, beta, error) : value;
}

NnValue
fmt_onnx_import_gemm (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gint64 transpose_a, transpose_b;
  float alpha, beta;
  NnValue value;

  if (input == NULL || !fmt_onnx_get_float (node, "alpha", 1, &alpha, error) ||
      !fmt_onnx_get_float (node, "beta", 1, &beta, error) ||
      !fmt_onnx_get_int (node, "transA", 0, 1, 0, &transpose_a, error) ||
      !fmt_onnx_get_int (node, "transB", 0, 1, 0, &transpose_b, error))
    return NN_NO_VALUE;
  if (transpose_a && input->batch >= 0)
    {
      fmt_onnx_set_unsupported (error, _ ("with “transA” it would mix the images of a batch."));
      return NN_NO_VALUE;
    }
  if (input->dims.rank != 2)
    {
      g_autofree char *text = fmt_onnx_dims_to_string (&input->dims);

      fmt_onnx_set_invalid (error, _ ("its input of %s is no matrix."), text);
      return NN_NO_VALUE;
    }
  if (!transpose_a && is_matrix (import, fmt_onnx_input_name (node, 1)))
    return gemm_layer (import, node, input, alpha, beta, transpose_b == 1, error);
  value = add_product (import, node, transpose_a == 1, transpose_b == 1, alpha, error);
  if (value == NN_NO_VALUE || fmt_onnx_input_name (node, 2) == NULL)
    return value;
  return add_c (import, node, beta, error);
}
