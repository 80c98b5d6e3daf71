// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe-file.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>

/* The first generation's numbers of the kinds of layer, and what the second calls them. */
static const struct
{
  gint32 number;
  const char *type;
} first_types[] = {
  { 1, "Accuracy" },
  { 2, "BNLL" },
  { 3, "Concat" },
  { 4, "Convolution" },
  { 5, "Data" },
  { 6, "Dropout" },
  { 7, "EuclideanLoss" },
  { 8, "Flatten" },
  { 9, "HDF5Data" },
  { 10, "HDF5Output" },
  { 11, "Im2col" },
  { 12, "ImageData" },
  { 13, "InfogainLoss" },
  { 14, "InnerProduct" },
  { 15, "LRN" },
  { 16, "MultinomialLogisticLoss" },
  { 17, "Pooling" },
  { 18, "ReLU" },
  { 19, "Sigmoid" },
  { 20, "Softmax" },
  { 21, "SoftmaxWithLoss" },
  { 22, "Split" },
  { 23, "TanH" },
  { 24, "WindowData" },
  { 25, "Eltwise" },
  { 26, "Power" },
  { 27, "SigmoidCrossEntropyLoss" },
  { 28, "HingeLoss" },
  { 29, "MemoryData" },
  { 30, "ArgMax" },
  { 31, "Threshold" },
  { 32, "DummyData" },
  { 33, "Slice" },
  { 34, "MVN" },
  { 35, "AbsVal" },
  { 36, "Silence" },
  { 37, "ContrastiveLoss" },
  { 38, "Exp" },
  { 39, "Deconvolution" },
};

static const char *
first_type (gint32 number)
{
  for (gsize i = 0; i < G_N_ELEMENTS (first_types); i++)
    if (first_types[i].number == number)
      return first_types[i].type;
  return NULL;
}

static FmtCaffeLayer
from_first (const Caffe__V1LayerParameter *layer)
{
  const Caffe__DataParameter *data = layer->data_param;

  if (data == NULL)
    data = layer->image_data_param != NULL ? layer->image_data_param : layer->window_data_param;
  return (FmtCaffeLayer){
    .name = layer->name,
    .type = first_type (layer->type),
    .bottoms = layer->bottom,
    .tops = layer->top,
    .n_bottoms = layer->n_bottom,
    .n_tops = layer->n_top,
    .blobs = layer->blobs,
    .n_blobs = layer->n_blobs,
    .concat = layer->concat_param,
    .convolution = layer->convolution_param,
    .data = data,
    .eltwise = layer->eltwise_param,
    .exp = layer->exp_param,
    .inner_product = layer->inner_product_param,
    .lrn = layer->lrn_param,
    .memory_data = layer->memory_data_param,
    .mvn = layer->mvn_param,
    .pooling = layer->pooling_param,
    .power = layer->power_param,
    .relu = layer->relu_param,
    .slice = layer->slice_param,
    .softmax = layer->softmax_param,
    .transform = layer->transform_param,
  };
}

static FmtCaffeLayer
from_second (const Caffe__LayerParameter *layer)
{
  return (FmtCaffeLayer){
    .name = layer->name,
    .type = layer->type,
    .bottoms = layer->bottom,
    .tops = layer->top,
    .n_bottoms = layer->n_bottom,
    .n_tops = layer->n_top,
    .blobs = layer->blobs,
    .n_blobs = layer->n_blobs,
    .batch_norm = layer->batch_norm_param,
    .bn = layer->has_bn_param ? &layer->bn_param : NULL,
    .bias = layer->bias_param,
    .clip = layer->clip_param,
    .concat = layer->concat_param,
    .convolution = layer->convolution_param,
    .data = layer->data_param,
    .elu = layer->elu_param,
    .eltwise = layer->eltwise_param,
    .exp = layer->exp_param,
    .log = layer->log_param,
    .mvn = layer->mvn_param,
    .permute = layer->permute_param,
    .reduction = layer->reduction_param,
    .shuffle = layer->shuffle_channel_param,
    .swish = layer->swish_param,
    .flatten = layer->flatten_param,
    .inner_product = layer->inner_product_param,
    .input = layer->input_param,
    .lrn = layer->lrn_param,
    .memory_data = layer->memory_data_param,
    .pooling = layer->pooling_param,
    .power = layer->power_param,
    .relu = layer->relu_param,
    .reshape = layer->reshape_param,
    .scale = layer->scale_param,
    .slice = layer->slice_param,
    .softmax = layer->softmax_param,
    .transform = layer->transform_param,
  };
}

static gboolean
check_layer (const FmtCaffeLayer *layer)
{
  return fmt_message_is_name_or_empty (layer->name) && fmt_message_is_name (layer->type) &&
         fmt_message_are_names (layer->bottoms, layer->n_bottoms, fmt_message_is_name) &&
         fmt_message_are_names (layer->tops, layer->n_tops, fmt_message_is_name);
}

/* The layers of the generation that has any. */
static gboolean
collect_layers (FmtCaffeFile *file)
{
  const Caffe__NetParameter *net = file->net;
  gboolean first = net->n_layer == 0;

  file->n_layers = first ? net->n_layers : net->n_layer;
  file->layers = g_new0 (FmtCaffeLayer, file->n_layers);
  for (size_t i = 0; i < file->n_layers; i++)
    {
      file->layers[i] = first ? from_first (net->layers[i]) : from_second (net->layer[i]);
      if (!check_layer (&file->layers[i]))
        return FALSE;
      if (file->layers[i].name == NULL)
        file->layers[i].name = "";
    }
  /* Each input has four dimensions, which in the first generation are the end of the file. */
  return net->n_input_dim % 4 == 0 &&
         fmt_message_are_names (net->input, net->n_input, fmt_message_is_name);
}

FmtCaffeFile *
fmt_caffe_file_unpack (GBytes *bytes, GError **error)
{
  g_autoptr (FmtCaffeFile) file = g_new0 (FmtCaffeFile, 1);
  const guint8 *data = g_bytes_get_data (bytes, &file->size);

  fmt_message_memory_init (&file->memory, file->size);
  file->net = caffe__net_parameter__unpack (&file->memory.allocator, file->size, data);
  if (file->net == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("it is not a Caffe file, or it is damaged or incomplete."));
      return NULL;
    }
  if (file->net->n_layer == 0 && file->net->n_layers == 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("it has no layers."));
      return NULL;
    }
  if (!collect_layers (file))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("its list of layers is damaged or incomplete."));
      return NULL;
    }
  return g_steal_pointer (&file);
}

void
fmt_caffe_file_free (FmtCaffeFile *file)
{
  if (file == NULL)
    return;
  if (file->net != NULL)
    caffe__net_parameter__free_unpacked (file->net, &file->memory.allocator);
  g_free (file->layers);
  g_free (file);
}
