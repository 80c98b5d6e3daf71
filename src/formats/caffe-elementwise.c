// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-layers.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Layers that work number by number, or with numbers for each channel. */

/* Caffe's numbers for what to do with two values. */
enum
{
  ELTWISE_PRODUCT = 0,
  ELTWISE_SUM = 1,
  ELTWISE_MAX = 2,
};

NnValue
fmt_caffe_import_relu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  const char *name = fmt_caffe_free_name (import, layer);
  float slope = layer->relu != NULL ? layer->relu->negative_slope : 0;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (slope == 0)
    return nn_graph_add_relu (import->graph, name, input, error);
  return nn_graph_add_leaky_relu (import->graph, name, input, slope, error);
}

NnValue
fmt_caffe_import_prelu (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  NnTensor *slopes;

  if (input == NN_NO_VALUE || !fmt_caffe_take_vector (import, layer, 0, &slopes, error))
    return NN_NO_VALUE;
  if (slopes == NULL)
    {
      fmt_caffe_set_invalid (error, _ ("it has no weights; the file is a description only."));
      return NN_NO_VALUE;
    }
  return nn_graph_add_prelu (import->graph, fmt_caffe_free_name (import, layer), input, slopes,
                             error);
}

NnValue
fmt_caffe_import_sigmoid (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_sigmoid (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

NnValue
fmt_caffe_import_tanh (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_tanh (import->graph, fmt_caffe_free_name (import, layer), input, error);
}

NnValue
fmt_caffe_import_softmax (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  const char *name = fmt_caffe_free_name (import, layer);
  const NnShape *shape;
  int axis;

  if (input == NN_NO_VALUE ||
      !fmt_caffe_get_axis (layer->softmax != NULL && layer->softmax->has_axis ? layer->softmax->axis
                                                                              : 1,
                           nn_graph_shape (import->graph, input)->rank, &axis, error))
    return NN_NO_VALUE;
  shape = nn_graph_shape (import->graph, input);
  if (nn_shape_size (shape) == (gsize) shape->dims[axis])
    return nn_graph_add_softmax (import->graph, name, input, error);
  return nn_graph_add_softmax_along (import->graph, name, input, axis, error);
}

static gboolean
apply_coefficients (FmtCaffeImport *import,
                    const Caffe__EltwiseParameter *p,
                    NnValue *inputs,
                    size_t n,
                    GError **error)
{
  if (p == NULL || p->n_coeff == 0)
    return TRUE;
  if (p->n_coeff != n)
    {
      fmt_caffe_set_invalid (error, _ ("it has %zu coefficients for %zu inputs."), p->n_coeff, n);
      return FALSE;
    }
  for (size_t i = 0; i < n; i++)
    if (p->coeff[i] != 1)
      {
        inputs[i] = nn_graph_add_scale_shift (import->graph, NULL, inputs[i],
                                              fmt_caffe_single (p->coeff[i]), NULL, error);
        if (inputs[i] == NN_NO_VALUE)
          return FALSE;
      }
  return TRUE;
}

NnValue
fmt_caffe_import_eltwise (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  const Caffe__EltwiseParameter *p = layer->eltwise;
  g_autofree NnValue *inputs = fmt_caffe_bottoms (import, layer, error);
  gint32 operation = p != NULL && p->has_operation ? p->operation : ELTWISE_SUM;
  NnValue value;

  if (inputs == NULL)
    return NN_NO_VALUE;
  if (operation == ELTWISE_SUM)
    {
      if (!apply_coefficients (import, p, inputs, layer->n_bottoms, error))
        return NN_NO_VALUE;
      return nn_graph_add_sum_of (import->graph, fmt_caffe_free_name (import, layer),
                                  (int) layer->n_bottoms, inputs, error);
    }
  if (operation == ELTWISE_MAX)
    return fmt_caffe_add_max (import, layer->n_bottoms, inputs, error);
  if (operation != ELTWISE_PRODUCT)
    {
      fmt_caffe_set_unsupported (error, _ ("this program does not know its operation, number %d."),
                                 operation);
      return NN_NO_VALUE;
    }
  value = inputs[0];
  for (size_t i = 1; i < layer->n_bottoms && value != NN_NO_VALUE; i++)
    value = nn_graph_add_mul (import->graph, NULL, value, inputs[i], error);
  return value;
}

/* Blobs: sums of means and of variances, and what both are to be divided by. NVIDIA's Caffe has two
 * more, scale and shift, which come last or first; the divisor, a single number, tells. */
typedef struct
{
  NnTensor *mean, *variance, *divisor, *scale, *shift;
} Normalization;

static void
normalization_clear (Normalization *n)
{
  nn_tensor_free (n->mean);
  nn_tensor_free (n->variance);
  nn_tensor_free (n->divisor);
  nn_tensor_free (n->scale);
  nn_tensor_free (n->shift);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Normalization, normalization_clear)

static gboolean
is_single (const NnTensor *tensor)
{
  return nn_shape_size (&tensor->shape) == 1;
}

static gboolean
order_five (Normalization *n, GError **error)
{
  Normalization found = *n;

  /* With a single channel each of them could be the divisor. */
  if (is_single (n->divisor) && !is_single (n->shift))
    return TRUE; /* mean, variance, divisor, scale, shift */
  if (is_single (n->shift) && !is_single (n->divisor))
    {
      *n = (Normalization){ .scale = found.mean,
                            .shift = found.variance,
                            .mean = found.divisor,
                            .variance = found.scale,
                            .divisor = found.shift };
      return TRUE;
    }
  fmt_caffe_set_unsupported (error,
                             _ ("the order of its five lists of numbers is none that this program "
                                "knows."));
  return FALSE;
}

static gboolean
has_negative (const NnTensor *tensor)
{
  gsize n = nn_shape_size (&tensor->shape);

  for (gsize i = 0; i < n; i++)
    if (tensor->data[i] < 0)
      return TRUE;
  return FALSE;
}

/* Mean and variance with scale and shift behind or before them: no variance is below 0, but some
 * shifts are. In a trial the numbers say nothing. */
static gboolean
order_four (Normalization *n, gboolean trial, GError **error)
{
  Normalization found = *n;
  gboolean behind = trial || !has_negative (found.variance);
  gboolean before = !trial && !has_negative (found.scale);

  if (behind != before)
    {
      if (behind)
        *n = (Normalization){ .mean = found.mean,
                              .variance = found.variance,
                              .scale = found.divisor,
                              .shift = found.scale };
      else
        *n = (Normalization){ .scale = found.mean,
                              .shift = found.variance,
                              .mean = found.divisor,
                              .variance = found.scale };
      return TRUE;
    }
  fmt_caffe_set_unsupported (error, _ ("the order of its four lists of numbers is none that this "
                                       "program can tell."));
  return FALSE;
}

static gboolean
take_normalization (FmtCaffeImport *import,
                    const FmtCaffeLayer *layer,
                    Normalization *n,
                    GError **error)
{
  if (layer->n_blobs < 2 || layer->n_blobs > 5)
    {
      fmt_caffe_set_unsupported (
          error, _ ("it has %zu lists of numbers; this program knows 2 to 5 of them."),
          layer->n_blobs);
      return FALSE;
    }
  return fmt_caffe_take_vector (import, layer, 0, &n->mean, error) &&
         fmt_caffe_take_vector (import, layer, 1, &n->variance, error) &&
         fmt_caffe_take_vector (import, layer, 2, &n->divisor, error) &&
         fmt_caffe_take_vector (import, layer, 3, &n->scale, error) &&
         fmt_caffe_take_vector (import, layer, 4, &n->shift, error) &&
         (layer->n_blobs != 4 || order_four (n, import->trial, error)) &&
         (layer->n_blobs < 5 || order_five (n, error));
}

NnValue
fmt_caffe_import_batch_norm (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  g_auto (Normalization) n = { 0 };
  double epsilon = layer->batch_norm != NULL && layer->batch_norm->has_eps
                       ? (double) layer->batch_norm->eps
                       : 1e-5;
  float factor;

  if (input == NN_NO_VALUE || !take_normalization (import, layer, &n, error))
    return NN_NO_VALUE;
  /* NVIDIA's, and cuDNN, take no less. */
  if (layer->n_blobs == 5)
    epsilon = MAX (epsilon, 1e-5);
  if (nn_shape_size (&n.mean->shape) != nn_shape_size (&n.variance->shape))
    {
      fmt_caffe_set_invalid (error, _ ("it has no means and variances of the same size."));
      return NN_NO_VALUE;
    }
  factor =
      n.divisor != NULL && n.divisor->data[0] != 0 ? 1 / n.divisor->data[0] : n.divisor == NULL;
  for (gsize i = 0; i < nn_shape_size (&n.mean->shape); i++)
    {
      n.mean->data[i] *= factor;
      n.variance->data[i] *= factor;
    }
  return nn_graph_add_batch_norm (import->graph, fmt_caffe_free_name (import, layer), input,
                                  g_steal_pointer (&n.scale), g_steal_pointer (&n.shift),
                                  g_steal_pointer (&n.mean), g_steal_pointer (&n.variance), epsilon,
                                  error);
}

/* The batch normalisation of several forks, with four blobs: scale, shift, mean and variance. */
NnValue
fmt_caffe_import_bn (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  NnValue input = fmt_caffe_bottom (import, layer, 0, error);
  g_auto (Normalization) n = { 0 };
  Caffe__BNParameter *parameter;
  double epsilon = 1e-5;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  if (layer->n_blobs != 4)
    {
      fmt_caffe_set_unsupported (
          error, _ ("it has %zu lists of numbers; this program knows 4 of them."), layer->n_blobs);
      return NN_NO_VALUE;
    }
  if (layer->bn != NULL)
    {
      parameter = caffe__bnparameter__unpack (NULL, layer->bn->len, layer->bn->data);
      if (parameter == NULL)
        {
          fmt_caffe_set_invalid (error, _ ("its settings are damaged."));
          return NN_NO_VALUE;
        }
      if (parameter->has_eps)
        epsilon = (double) parameter->eps;
      caffe__bnparameter__free_unpacked (parameter, NULL);
    }
  if (!fmt_caffe_take_vector (import, layer, 0, &n.scale, error) ||
      !fmt_caffe_take_vector (import, layer, 1, &n.shift, error) ||
      !fmt_caffe_take_vector (import, layer, 2, &n.mean, error) ||
      !fmt_caffe_take_vector (import, layer, 3, &n.variance, error))
    return NN_NO_VALUE;
  return nn_graph_add_batch_norm (import->graph, fmt_caffe_free_name (import, layer), input,
                                  g_steal_pointer (&n.scale), g_steal_pointer (&n.shift),
                                  g_steal_pointer (&n.mean), g_steal_pointer (&n.variance), epsilon,
                                  error);
}
