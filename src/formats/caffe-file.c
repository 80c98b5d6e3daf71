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

gint32
fmt_caffe_first_number (const char *name)
{
  g_autofree char *plain = NULL;
  char *end;

  if (g_str_equal (name, "SOFTMAX_LOSS"))
    name = "SoftmaxWithLoss";
  end = plain = g_ascii_strdown (name, -1);
  for (const char *c = plain; *c != '\0'; c++)
    if (*c != '_')
      *end++ = *c;
  *end = '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (first_types); i++)
    if (g_ascii_strcasecmp (first_types[i].type, plain) == 0)
      return first_types[i].number;
  return -1;
}

/* Whether a rule holds for a network in use. */
static gboolean
holds (const Caffe__NetStateRule *rule)
{
  if (rule->has_phase && rule->phase != FMT_CAFFE_TEST)
    return FALSE;
  for (size_t i = 0; i < rule->n_stage; i++)
    if (!g_str_equal (rule->stage[i], "deploy"))
      return FALSE;
  return TRUE;
}

static gboolean
any_holds (Caffe__NetStateRule *const *rules, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (holds (rules[i]))
      return TRUE;
  return FALSE;
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
    .only_for_training = (layer->n_include > 0 && !any_holds (layer->include, layer->n_include)) ||
                         any_holds (layer->exclude, layer->n_exclude),
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
    .threshold = layer->threshold_param,
    .transform = layer->transform_param,
  };
}

/* Whatever Python code without an input makes, and the layers of the branches with names like
 * VideoData, it is data. */
static const char *
layer_type (const Caffe__LayerParameter *layer)
{
  const char *type = layer->type;

  if (type == NULL || layer->n_bottom > 0 || layer->n_blobs > 0)
    return type;
  if (g_str_equal (type, "MemoryData")) /* which is for use, and needs no loss */
    return type;
  return g_str_equal (type, "Python") || g_str_has_suffix (type, "Data") ? "Data" : type;
}

static FmtCaffeLayer
from_second (const Caffe__LayerParameter *layer)
{
  return (FmtCaffeLayer){
    .name = layer->name,
    .type = layer_type (layer),
    .only_for_training = (layer->n_include > 0 && !any_holds (layer->include, layer->n_include)) ||
                         any_holds (layer->exclude, layer->n_exclude),
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
    .crop = layer->crop_param,
    .data = layer->data_param,
    .elu = layer->elu_param,
    .eltwise = layer->eltwise_param,
    .exp = layer->exp_param,
    .log = layer->log_param,
    .mvn = layer->mvn_param,
    .normalize = layer->norm_param,
    .permute = layer->permute_param,
    .reduction = layer->reduction_param,
    .shuffle = layer->shuffle_channel_param,
    .swish = layer->swish_param,
    .flatten = layer->flatten_param,
    .inner_product = layer->inner_product_param,
    .input = layer->input_param,
    .interp = layer->interp_param,
    .lrn = layer->lrn_param,
    .memory_data = layer->memory_data_param,
    .pooling = layer->pooling_param,
    .power = layer->power_param,
    .relu = layer->relu_param,
    .reshape = layer->reshape_param,
    .scale = layer->scale_param,
    .slice = layer->slice_param,
    .softmax = layer->softmax_param,
    .threshold = layer->threshold_param,
    .upsample = layer->upsample_param,
    .tile = layer->tile_param,
    .transform = layer->transform_param,
  };
}

static gboolean
check_layer (const FmtCaffeLayer *layer)
{
  return fmt_message_is_name_or_empty (layer->name) && fmt_message_is_name_or_empty (layer->type) &&
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
  file->input = net->n_input > 0 ? net->input[0] : NULL;
  for (size_t i = 0; i < file->n_layers; i++)
    {
      file->layers[i] = first ? from_first (net->layers[i]) : from_second (net->layer[i]);
      if (!check_layer (&file->layers[i]))
        return FALSE;
      if (file->layers[i].name == NULL)
        file->layers[i].name = "";
      if (file->layers[i].type == NULL)
        file->layers[i].type = "";
    }
  /* Each input has four dimensions, which in the first generation are the end of the file. */
  return net->n_input_dim % 4 == 0 &&
         fmt_message_are_names (net->input, net->n_input, fmt_message_is_name);
}

gboolean
fmt_caffe_file_collect (FmtCaffeFile *file, GError **error)
{
  if (collect_layers (file))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("its list of layers is damaged or incomplete."));
  return FALSE;
}

FmtCaffeFile *
fmt_caffe_file_new (gsize size)
{
  FmtCaffeFile *file = g_new0 (FmtCaffeFile, 1);

  file->size = size;
  fmt_message_memory_init (&file->memory, size);
  file->net = g_new (Caffe__NetParameter, 1);
  caffe__net_parameter__init (file->net);
  return file;
}

/* A layer of a file says what it is. */
static gboolean
have_types (const FmtCaffeFile *file)
{
  for (size_t i = 0; i < file->n_layers; i++)
    if (*file->layers[i].type == '\0')
      return FALSE;
  return TRUE;
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
  if (!fmt_caffe_file_collect (file, error))
    return NULL;
  if (have_types (file))
    return g_steal_pointer (&file);
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("its list of layers is damaged or incomplete."));
  return NULL;
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
