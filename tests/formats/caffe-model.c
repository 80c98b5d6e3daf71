// SPDX-License-Identifier: GPL-3.0-or-later
#include "caffe-model.h"

#include "nn/ops.h"

#include <string.h>

gpointer
caffe_keep (CaffeModel *model, gpointer memory)
{
  g_ptr_array_add (model->arena, memory);
  return memory;
}

CaffeModel *
caffe_model_new (void)
{
  CaffeModel *model = g_new0 (CaffeModel, 1);

  caffe__net_parameter__init (&model->net);
  model->net.name = (char *) "test";
  model->layers = g_ptr_array_new ();
  model->arena = g_ptr_array_new_with_free_func (g_free);
  return model;
}

void
caffe_model_free (CaffeModel *model)
{
  g_ptr_array_unref (model->layers);
  g_ptr_array_unref (model->arena);
  g_free (model);
}

static char **
split (CaffeModel *model, const char *names, size_t *n)
{
  g_auto (GStrv) words = g_strsplit (names, " ", -1);
  char **kept;

  *n = *names != '\0' ? g_strv_length (words) : 0;
  kept = caffe_keep (model, g_new0 (char *, *n + 1));
  for (size_t i = 0; i < *n; i++)
    kept[i] = caffe_keep (model, g_strdup (words[i]));
  return kept;
}

#define MAX_BLOBS 5

Caffe__LayerParameter *
caffe_add_layer (CaffeModel *model,
                 const char *type,
                 const char *name,
                 const char *bottoms,
                 const char *tops)
{
  Caffe__LayerParameter *layer = caffe_keep (model, g_new (Caffe__LayerParameter, 1));

  caffe__layer_parameter__init (layer);
  layer->type = caffe_keep (model, g_strdup (type));
  layer->name = caffe_keep (model, g_strdup (name));
  layer->bottom = split (model, bottoms, &layer->n_bottom);
  layer->top = split (model, tops, &layer->n_top);
  layer->blobs = caffe_keep (model, g_new (Caffe__BlobProto *, MAX_BLOBS));
  /* What every convolution has: it says how many outputs there are. */
  if (strstr (type, "onvolution") != NULL)
    {
      layer->convolution_param = caffe_keep (model, g_new (Caffe__ConvolutionParameter, 1));
      caffe__convolution_parameter__init (layer->convolution_param);
    }
  g_ptr_array_add (model->layers, layer);
  return layer;
}

static void
add_dims (CaffeModel *model, Caffe__BlobProto *blob, const gint64 *dims, size_t n)
{
  blob->shape = caffe_keep (model, g_new (Caffe__BlobShape, 1));
  caffe__blob_shape__init (blob->shape);
  blob->shape->n_dim = n;
  blob->shape->dim = caffe_keep (model, g_memdup2 (dims, n * sizeof *dims));
}

static Caffe__BlobProto *
new_blob (CaffeModel *model, Caffe__LayerParameter *layer, const gint64 *dims, size_t n)
{
  Caffe__BlobProto *blob = caffe_keep (model, g_new (Caffe__BlobProto, 1));

  g_assert_cmpuint (layer->n_blobs, <, MAX_BLOBS);
  caffe__blob_proto__init (blob);
  add_dims (model, blob, dims, n);
  blob->n_data = 1;
  for (size_t i = 0; i < n; i++)
    blob->n_data *= (size_t) dims[i];
  layer->blobs[layer->n_blobs++] = blob;
  return blob;
}

Caffe__BlobProto *
caffe_add_blob (CaffeModel *model, Caffe__LayerParameter *layer, const float *data, ...)
{
  Caffe__BlobProto *blob;
  gint64 dims[8];
  size_t n = 0;
  va_list arguments;
  int dim;

  va_start (arguments, data);
  while ((dim = va_arg (arguments, int)) != 0)
    dims[n++] = dim;
  va_end (arguments);
  blob = new_blob (model, layer, dims, n);
  if (data == NULL)
    {
      blob->data = caffe_keep (model, g_new (float, blob->n_data));
      for (size_t i = 0; i < blob->n_data; i++)
        blob->data[i] = (float) (i + 1) / 8;
    }
  else
    blob->data = (float *) data;
  return blob;
}

static void
add_parameters (CaffeModel *model, Caffe__LayerParameter *layer, const NnNode *node)
{
  for (int i = 0; i < node->n_parameters; i++)
    {
      const NnTensor *tensor = node->parameters[i];
      gint64 dims[NN_MAX_RANK];

      for (int j = 0; j < tensor->shape.rank; j++)
        dims[j] = tensor->shape.dims[j];
      new_blob (model, layer, dims, (size_t) tensor->shape.rank)->data = tensor->data;
    }
}

static uint32_t *
keep_number (CaffeModel *model, int number)
{
  uint32_t *kept = caffe_keep (model, g_new (uint32_t, 1));

  *kept = (uint32_t) number;
  return kept;
}

static void
set_convolution (CaffeModel *model, Caffe__LayerParameter *layer, const NnNode *node)
{
  Caffe__ConvolutionParameter *p = caffe_keep (model, g_new (Caffe__ConvolutionParameter, 1));

  caffe__convolution_parameter__init (p);
  p->n_stride = p->n_pad = 1;
  p->stride = keep_number (model, node->attributes.conv.window.stride_h);
  p->pad = keep_number (model, node->attributes.conv.window.pad_top);
  p->has_group = TRUE;
  p->group = (uint32_t) node->attributes.conv.groups;
  layer->convolution_param = p;
}

static void
set_pooling (CaffeModel *model, Caffe__LayerParameter *layer, const NnNode *node)
{
  Caffe__PoolingParameter *p = caffe_keep (model, g_new (Caffe__PoolingParameter, 1));

  caffe__pooling_parameter__init (p);
  p->has_pool = TRUE;
  p->pool = node->op != &nn_op_max_pool;
  p->has_global_pooling = p->global_pooling = node->op == &nn_op_global_average_pool;
  if (!p->global_pooling)
    {
      g_assert_true (node->attributes.pool.window.ceil_mode);
      p->has_kernel_size = p->has_stride = p->has_pad = TRUE;
      p->kernel_size = (uint32_t) node->attributes.pool.window.kernel_h;
      p->stride = (uint32_t) node->attributes.pool.window.stride_h;
      p->pad = (uint32_t) node->attributes.pool.window.pad_top;
    }
  layer->pooling_param = p;
}

static void
set_lrn (CaffeModel *model, Caffe__LayerParameter *layer, const NnNode *node)
{
  Caffe__LRNParameter *p = caffe_keep (model, g_new (Caffe__LRNParameter, 1));

  caffe__lrnparameter__init (p);
  p->has_local_size = p->has_alpha = p->has_beta = TRUE;
  p->local_size = (uint32_t) node->attributes.lrn.size;
  p->alpha = node->attributes.lrn.alpha;
  p->beta = node->attributes.lrn.beta;
  layer->lrn_param = p;
}

static const struct
{
  const NnOp *op;
  const char *type;
  void (*set) (CaffeModel *model, Caffe__LayerParameter *layer, const NnNode *node);
  gboolean in_place;
} operators[] = {
  { &nn_op_conv, "Convolution", set_convolution, FALSE },
  { &nn_op_max_pool, "Pooling", set_pooling, FALSE },
  { &nn_op_average_pool, "Pooling", set_pooling, FALSE },
  { &nn_op_global_average_pool, "Pooling", set_pooling, FALSE },
  { &nn_op_lrn, "LRN", set_lrn, FALSE },
  { &nn_op_linear, "InnerProduct", NULL, FALSE },
  { &nn_op_relu, "ReLU", NULL, TRUE },
  { &nn_op_softmax, "Softmax", NULL, FALSE },
  { &nn_op_flatten, "Flatten", NULL, FALSE },
  { &nn_op_concat, "Concat", NULL, FALSE },
};

static gsize
find_operator (const NnOp *op)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (operators[i].op == op)
      return i;
  g_error ("no Caffe layer for %s", op->name);
}

void
caffe_add_graph (CaffeModel *model, const NnGraph *graph)
{
  g_autofree const char **tops = g_new0 (const char *, nn_graph_n_nodes (graph));

  tops[0] = nn_graph_node (graph, 0)->name;
  for (NnValue value = 1; value < nn_graph_n_nodes (graph); value++)
    {
      const NnNode *node = nn_graph_node (graph, value);
      gsize i = find_operator (node->op);
      g_autoptr (GString) bottoms = g_string_new (tops[node->inputs[0]]);
      Caffe__LayerParameter *layer;

      for (int j = 1; j < node->n_inputs; j++)
        g_string_append_printf (bottoms, " %s", tops[node->inputs[j]]);
      tops[value] = operators[i].in_place ? tops[node->inputs[0]] : node->name;
      layer = caffe_add_layer (model, operators[i].type, node->name, bottoms->str, tops[value]);
      add_parameters (model, layer, node);
      if (operators[i].set != NULL)
        operators[i].set (model, layer, node);
    }
}

static const struct
{
  const char *type;
  int number;
} first_types[] = {
  { "Accuracy", 1 }, { "Concat", 3 },      { "Convolution", 4 },      { "Data", 5 },
  { "Dropout", 6 },  { "Flatten", 8 },     { "InnerProduct", 14 },    { "LRN", 15 },
  { "Pooling", 17 }, { "ReLU", 18 },       { "Sigmoid", 19 },         { "Softmax", 20 },
  { "Split", 22 },   { "TanH", 23 },       { "SoftmaxWithLoss", 21 }, { "Eltwise", 25 },
  { "Slice", 33 },   { "MemoryData", 29 }, { "Power", 26 },
};

static int
first_type (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (first_types); i++)
    if (g_str_equal (first_types[i].type, type))
      return first_types[i].number;
  g_error ("no number for %s", type);
}

/* (n, c, h, w), ones before what is there. */
static void
use_four_dims (Caffe__BlobProto *blob)
{
  const Caffe__BlobShape *shape = blob->shape;
  gint32 dims[] = { 1, 1, 1, 1 };

  if (shape == NULL)
    return;
  g_assert_cmpuint (shape->n_dim, <=, 4);
  for (size_t i = 0; i < shape->n_dim; i++)
    dims[4 - shape->n_dim + i] = (gint32) shape->dim[i];
  blob->has_num = blob->has_channels = blob->has_height = blob->has_width = TRUE;
  blob->num = dims[0];
  blob->channels = dims[1];
  blob->height = dims[2];
  blob->width = dims[3];
  blob->shape = NULL;
}

static Caffe__V1LayerParameter *
to_first (CaffeModel *model, const Caffe__LayerParameter *layer)
{
  Caffe__V1LayerParameter *first = caffe_keep (model, g_new (Caffe__V1LayerParameter, 1));

  caffe__v1_layer_parameter__init (first);
  first->name = layer->name;
  first->has_type = TRUE;
  first->type = first_type (layer->type);
  first->bottom = layer->bottom;
  first->n_bottom = layer->n_bottom;
  first->top = layer->top;
  first->n_top = layer->n_top;
  first->blobs = layer->blobs;
  first->n_blobs = layer->n_blobs;
  for (size_t i = 0; i < layer->n_blobs; i++)
    use_four_dims (layer->blobs[i]);
  first->concat_param = layer->concat_param;
  first->convolution_param = layer->convolution_param;
  first->data_param = layer->data_param;
  first->eltwise_param = layer->eltwise_param;
  first->inner_product_param = layer->inner_product_param;
  first->lrn_param = layer->lrn_param;
  first->memory_data_param = layer->memory_data_param;
  first->pooling_param = layer->pooling_param;
  first->power_param = layer->power_param;
  first->relu_param = layer->relu_param;
  first->slice_param = layer->slice_param;
  first->transform_param = layer->transform_param;
  return first;
}

GBytes *
caffe_model_pack (CaffeModel *model, gboolean first_generation)
{
  Caffe__NetParameter net = model->net;
  gsize size;
  guint8 *data;

  if (first_generation)
    {
      net.n_layers = model->layers->len;
      net.layers = caffe_keep (model, g_new (Caffe__V1LayerParameter *, net.n_layers + 1));
      for (size_t i = 0; i < net.n_layers; i++)
        net.layers[i] = to_first (model, g_ptr_array_index (model->layers, i));
    }
  else
    {
      net.n_layer = model->layers->len;
      net.layer = (Caffe__LayerParameter **) model->layers->pdata;
    }
  size = caffe__net_parameter__get_packed_size (&net);
  data = g_malloc (size);
  caffe__net_parameter__pack (&net, data);
  return g_bytes_new_take (data, size);
}

NnGraph *
caffe_model_read (CaffeModel *model, FmtCaffeInput *input, GError **error)
{
  return fmt_caffe_parse_bytes (caffe_model_pack (model, FALSE), "test.caffemodel", input, NULL,
                                NULL, error);
}
