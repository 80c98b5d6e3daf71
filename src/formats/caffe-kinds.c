// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-layers.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* A new layer is one more entry. */
static const struct
{
  const char *type;
  FmtCaffeKind kind;
  FmtCaffeOperator import;
} kinds[] = {
  { "AbsVal", FMT_CAFFE_OPERATOR, fmt_caffe_import_abs },
  { "Accuracy", FMT_CAFFE_TRAINING, NULL },
  { "ArgMax", FMT_CAFFE_TRAINING, NULL },
  { "Axpy", FMT_CAFFE_OPERATOR, fmt_caffe_import_axpy },
  { "BN", FMT_CAFFE_OPERATOR, fmt_caffe_import_bn },
  { "BNLL", FMT_CAFFE_OPERATOR, fmt_caffe_import_bnll },
  { "BatchNorm", FMT_CAFFE_OPERATOR, fmt_caffe_import_batch_norm },
  { "Bias", FMT_CAFFE_OPERATOR, fmt_caffe_import_bias },
  { "Clip", FMT_CAFFE_OPERATOR, fmt_caffe_import_clip },
  { "Concat", FMT_CAFFE_OPERATOR, fmt_caffe_import_concat },
  { "ContrastiveLoss", FMT_CAFFE_TRAINING, NULL },
  { "Convolution", FMT_CAFFE_OPERATOR, fmt_caffe_import_convolution },
  { "ConvolutionDepthwise", FMT_CAFFE_OPERATOR, fmt_caffe_import_depthwise },
  { "Crop", FMT_CAFFE_OPERATOR, fmt_caffe_import_crop },
  { "Data", FMT_CAFFE_DATA, NULL },
  { "Deconvolution", FMT_CAFFE_OPERATOR, fmt_caffe_import_deconvolution },
  { "DepthwiseConvolution", FMT_CAFFE_OPERATOR, fmt_caffe_import_depthwise },
  { "Dropout", FMT_CAFFE_SAME, NULL },
  { "DummyData", FMT_CAFFE_DATA, NULL },
  { "ELU", FMT_CAFFE_OPERATOR, fmt_caffe_import_elu },
  { "Eltwise", FMT_CAFFE_OPERATOR, fmt_caffe_import_eltwise },
  { "EuclideanLoss", FMT_CAFFE_TRAINING, NULL },
  { "Exp", FMT_CAFFE_OPERATOR, fmt_caffe_import_exp },
  { "Flatten", FMT_CAFFE_OPERATOR, fmt_caffe_import_flatten },
  { "HDF5Data", FMT_CAFFE_DATA, NULL },
  { "HDF5Output", FMT_CAFFE_TRAINING, NULL },
  { "HingeLoss", FMT_CAFFE_TRAINING, NULL },
  { "ImageData", FMT_CAFFE_DATA, NULL },
  { "InfogainLoss", FMT_CAFFE_TRAINING, NULL },
  { "InnerProduct", FMT_CAFFE_OPERATOR, fmt_caffe_import_inner_product },
  { "Input", FMT_CAFFE_DATA, NULL },
  { "Interp", FMT_CAFFE_OPERATOR, fmt_caffe_import_interp },
  { "LRN", FMT_CAFFE_OPERATOR, fmt_caffe_import_lrn },
  { "Log", FMT_CAFFE_OPERATOR, fmt_caffe_import_log },
  { "MVN", FMT_CAFFE_OPERATOR, fmt_caffe_import_mvn },
  { "MemoryData", FMT_CAFFE_DATA, NULL },
  { "MultinomialLogisticLoss", FMT_CAFFE_TRAINING, NULL },
  { "Normalize", FMT_CAFFE_OPERATOR, fmt_caffe_import_normalize },
  { "PReLU", FMT_CAFFE_OPERATOR, fmt_caffe_import_prelu },
  { "Permute", FMT_CAFFE_OPERATOR, fmt_caffe_import_permute },
  { "Pooling", FMT_CAFFE_OPERATOR, fmt_caffe_import_pooling },
  { "Power", FMT_CAFFE_OPERATOR, fmt_caffe_import_power },
  { "ReLU", FMT_CAFFE_OPERATOR, fmt_caffe_import_relu },
  { "ReLU6", FMT_CAFFE_OPERATOR, fmt_caffe_import_relu6 },
  { "Reduction", FMT_CAFFE_OPERATOR, fmt_caffe_import_reduction },
  { "Reshape", FMT_CAFFE_OPERATOR, fmt_caffe_import_reshape },
  { "Scale", FMT_CAFFE_OPERATOR, fmt_caffe_import_scale },
  { "ShuffleChannel", FMT_CAFFE_OPERATOR, fmt_caffe_import_shuffle },
  { "Sigmoid", FMT_CAFFE_OPERATOR, fmt_caffe_import_sigmoid },
  { "SigmoidCrossEntropyLoss", FMT_CAFFE_TRAINING, NULL },
  { "Silence", FMT_CAFFE_TRAINING, NULL },
  { "Slice", FMT_CAFFE_SLICE, NULL },
  { "Softmax", FMT_CAFFE_OPERATOR, fmt_caffe_import_softmax },
  { "SoftmaxWithLoss", FMT_CAFFE_TRAINING, NULL },
  { "Split", FMT_CAFFE_SAME, NULL },
  { "Swish", FMT_CAFFE_OPERATOR, fmt_caffe_import_swish },
  { "TanH", FMT_CAFFE_OPERATOR, fmt_caffe_import_tanh },
  { "Threshold", FMT_CAFFE_OPERATOR, fmt_caffe_import_threshold },
  { "Tile", FMT_CAFFE_OPERATOR, fmt_caffe_import_tile },
  { "Upsample", FMT_CAFFE_OPERATOR, fmt_caffe_import_upsample },
  { "WindowData", FMT_CAFFE_DATA, NULL },
};

FmtCaffeKind
fmt_caffe_kind (const char *type, FmtCaffeOperator *function)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].type, type))
      {
        *function = kinds[i].import;
        return kinds[i].kind;
      }
  *function = NULL;
  return FMT_CAFFE_UNKNOWN;
}

NnValue
fmt_caffe_bottom (FmtCaffeImport *import, const FmtCaffeLayer *layer, size_t index, GError **error)
{
  gpointer value;

  if (index < layer->n_bottoms &&
      g_hash_table_lookup_extended (import->values, layer->bottoms[index], NULL, &value))
    return GPOINTER_TO_INT (value);
  if (index < layer->n_bottoms)
    fmt_caffe_set_invalid (error, _ ("nothing before it makes its input “%s”."),
                           layer->bottoms[index]);
  else
    fmt_caffe_set_invalid (error, _ ("input %zu is missing."), index + 1);
  return NN_NO_VALUE;
}

NnValue *
fmt_caffe_bottoms (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error)
{
  g_autofree NnValue *values = g_new (NnValue, layer->n_bottoms + 1);

  values[0] = NN_NO_VALUE;
  for (size_t i = 0; i < MAX (layer->n_bottoms, 1); i++)
    {
      values[i] = fmt_caffe_bottom (import, layer, i, error);
      if (values[i] == NN_NO_VALUE)
        return NULL;
    }
  return g_steal_pointer (&values);
}

const char *
fmt_caffe_free_name (FmtCaffeImport *import, const FmtCaffeLayer *layer)
{
  return nn_graph_find (import->graph, layer->name) == NN_NO_VALUE ? layer->name : NULL;
}

gboolean
fmt_caffe_get_axis (gint32 axis, gint32 rank, int *dimension, GError **error)
{
  gint32 from_front = axis < 0 ? axis + rank + 1 : axis;

  *dimension = from_front - 1;
  if (from_front >= 1 && from_front <= rank)
    return TRUE;
  fmt_caffe_set_unsupported (
      error, _ ("it works along axis %d; this program does it along 1 to %d."), axis, rank);
  return FALSE;
}

gboolean
fmt_caffe_check_axis (gint32 axis, gint32 rank, gint32 expected, GError **error)
{
  if (axis == expected || axis + rank + 1 == expected)
    return TRUE;
  fmt_caffe_set_unsupported (error, _ ("it works along axis %d; this program does it along %d."),
                             axis, expected);
  return FALSE;
}
