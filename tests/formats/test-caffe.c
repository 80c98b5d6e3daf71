// SPDX-License-Identifier: GPL-3.0-or-later
#include "caffe-model.h"

#include "base/error.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <math.h>
#include <string.h>

/* What Caffe's layers become. */

/* What the graph makes of the picture 1, 2, 3, ...: the values before its softmax, where it has
 * one. */
static float *
compute (const NnGraph *graph, gsize *n)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
  NnValue output = nn_graph_output (graph);
  gsize n_in = nn_shape_size (nn_graph_shape (graph, 0));

  for (gsize i = 0; i < n_in; i++)
    nn_executor_input (executor)[i] = (float) (i + 1);
  nn_executor_forward (executor);
  if (nn_graph_node (graph, output)->op == &nn_op_flatten)
    output = nn_graph_node (graph, output)->inputs[0];
  if (nn_graph_node (graph, output)->op == &nn_op_softmax)
    output = nn_graph_node (graph, output)->inputs[0];
  *n = nn_shape_size (nn_graph_shape (graph, output));
  return g_memdup2 (nn_executor_value (executor, output), *n * sizeof (float));
}

static NnGraph *
read_model (CaffeModel *model, FmtCaffeInput *input)
{
  g_autoptr (GError) error = NULL;
  NnGraph *graph = caffe_model_read (model, input, &error);

  g_assert_no_error (error);
  g_assert_nonnull (graph);
  return graph;
}

/* A model whose input of (channels, height, width) is given with the file, and that computes
 * `expected` from 1, 2, 3, ... */
static void
assert_computes (CaffeModel *model,
                 guint channels,
                 guint height,
                 guint width,
                 gsize n,
                 const float *expected)
{
  FmtCaffeInput input = { .channels = channels, .height = height, .width = width };
  g_autoptr (NnGraph) graph = read_model (model, &input);
  g_autofree float *found = NULL;
  gsize n_found;

  found = compute (graph, &n_found);
  g_assert_cmpuint (n_found, ==, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (found[i], expected[i], 1e-4f);
}

/* The message names the file and has all of `words`, which have spaces between them. */
static void
assert_refused (CaffeModel *model, BaseErrorCode code, const char *words)
{
  FmtCaffeInput input = { .channels = 2, .height = 1, .width = 1 };
  g_auto (GStrv) expected = g_strsplit (words, " ", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (caffe_model_read (model, &input, &error));
  g_assert_error (error, BASE_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "test.caffemodel"));
  for (gsize i = 0; expected[i] != NULL; i++)
    if (strstr (error->message, expected[i]) == NULL)
      g_error ("no “%s” in: %s", expected[i], error->message);
}

/* Convolution, ReLU, pooling that rounds up, normalisation and a fully connected layer. */
static NnGraph *
small_graph (void)
{
  NnGraph *graph = nn_graph_new ("data", &NN_SHAPE_3 (2, 6, 6), NULL);
  NnWindow conv = nn_window_square (3, 1, 1), pool = nn_window_square (3, 2, 0);
  NnTensor *weights = nn_tensor_new (&(NnShape){ .rank = 4, .dims = { 4, 1, 3, 3 } });
  NnTensor *matrix = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { 3, 36 } });
  NnValue value;

  for (gsize i = 0; i < nn_shape_size (&weights->shape); i++)
    weights->data[i] = sinf ((float) i) / 8;
  for (gsize i = 0; i < nn_shape_size (&matrix->shape); i++)
    matrix->data[i] = cosf ((float) i) / 8;
  pool.ceil_mode = TRUE;
  value = nn_graph_add_conv (graph, "conv1", 0, &conv, 2, weights, nn_tensor_new (&NN_SHAPE_1 (4)),
                             NULL);
  value = nn_graph_add_relu (graph, "relu1", value, NULL);
  value = nn_graph_add_max_pool (graph, "pool1", value, &pool, NULL);
  value = nn_graph_add_lrn (graph, "norm1", value, 3, 0.5f, 0.75f, 1, NULL);
  nn_graph_add_linear (graph, "fc2", value, matrix, nn_tensor_new (&NN_SHAPE_1 (3)), NULL);
  return graph;
}

/* The same as a file of a training run has it. */
static CaffeModel *
training_model (const NnGraph *graph, guint crop_size)
{
  CaffeModel *model = caffe_model_new ();
  Caffe__LayerParameter *data = caffe_add_layer (model, "Data", "mnist", "", "data label");
  Caffe__TransformationParameter *transform;

  transform = caffe_keep (model, g_new (Caffe__TransformationParameter, 1));
  caffe__transformation_parameter__init (transform);
  transform->has_crop_size = crop_size > 0;
  transform->crop_size = crop_size;
  transform->has_scale = TRUE;
  transform->scale = 0.5f;
  data->transform_param = transform;
  caffe_add_graph (model, graph);
  caffe_add_layer (model, "Dropout", "drop", "fc2", "fc2");
  caffe_add_layer (model, "Split", "split", "fc2", "fc2_a fc2_b");
  caffe_add_layer (model, "Accuracy", "accuracy", "fc2_a label", "accuracy");
  caffe_add_layer (model, "SoftmaxWithLoss", "loss", "fc2_b label", "loss");
  return model;
}

static void
test_generations (void)
{
  g_autoptr (NnGraph) graph = small_graph ();
  g_autofree float *expected = NULL;
  gsize n;

  nn_graph_add_softmax (graph, "prob", nn_graph_output (graph), NULL);
  expected = compute (graph, &n);
  for (int first = 0; first < 2; first++)
    {
      g_autoptr (NnGraph) layers = small_graph ();
      g_autoptr (CaffeModel) model = training_model (layers, 6);
      FmtCaffeInput input = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (NnGraph) found = fmt_caffe_parse_bytes (caffe_model_pack (model, first == 1),
                                                         "test", &input, NULL, NULL, &error);
      g_autofree float *scores = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (input.width, ==, 6);
      g_assert_cmpuint (input.channels, ==, 2);
      g_assert_cmpfloat (input.scale, ==, 0.5);
      scores = compute (found, &n);
      g_assert_cmpuint (n, ==, 3);
      g_assert_cmpmem (scores, n * sizeof (float), expected, n * sizeof (float));
    }
}

/* A classifier on the way to the output, as GoogLeNet has two, is for training only. */
static void
test_side_classifier (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__LayerParameter *side, *last;

  caffe_add_layer (model, "ReLU", "relu", "data", "a");
  side = caffe_add_layer (model, "InnerProduct", "side", "a", "side");
  caffe_add_blob (model, side, NULL, 5, 77, 0);
  caffe_add_layer (model, "SoftmaxWithLoss", "loss1", "side label", "loss1");
  last = caffe_add_layer (model, "InnerProduct", "last", "a", "last");
  caffe_add_blob (model, last, NULL, 2, 2, 0);
  caffe_add_layer (model, "SoftmaxWithLoss", "loss2", "last label", "loss2");
  assert_computes (model, 2, 1, 1, 2, (float[]){ 5 / 8.f, 11 / 8.f });
}

static void
test_batch_norm (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__LayerParameter *norm = caffe_add_layer (model, "BatchNorm", "norm", "data", "norm");
  Caffe__LayerParameter *scale = caffe_add_layer (model, "Scale", "scale", "norm", "norm");
  Caffe__BatchNormParameter parameter = CAFFE__BATCH_NORM_PARAMETER__INIT;
  const float divisor = 0.5f;

  parameter.has_eps = TRUE;
  parameter.eps = 0;
  norm->batch_norm_param = &parameter;
  caffe_add_blob (model, norm, NULL, 2, 0);
  caffe_add_blob (model, norm, NULL, 2, 0);
  caffe_add_blob (model, norm, &divisor, 1, 0);
  caffe_add_blob (model, scale, NULL, 2, 0);
  caffe_add_blob (model, scale, NULL, 2, 0);
  caffe_add_layer (model, "Flatten", "flat", "norm", "flat");
  /* Means and variances of 1/4 and 1/2: (1 - 1/4) / sqrt (1/4) = 1.5 and (2 - 1/2) / sqrt (1/2). */
  assert_computes (model, 2, 1, 1, 2,
                   (float[]){ 1.5f / 8 + 1 / 8.f, 1.5f * sqrtf (2) * 2 / 8 + 2 / 8.f });
}

static void
test_eltwise (void)
{
  for (int kind = 0; kind < 3; kind++)
    {
      g_autoptr (CaffeModel) model = caffe_model_new ();
      Caffe__EltwiseParameter parameter = CAFFE__ELTWISE_PARAMETER__INIT;
      float coefficients[] = { 2, -0.5f };
      const float expected[][2] = { { 2, 4 }, { 1.5f, 3 }, { 1, 4 } };

      caffe_add_layer (model, "ReLU", "relu", "data", "a");
      caffe_add_layer (model, "Eltwise", "sum", "data a", "sum")->eltwise_param = &parameter;
      parameter.has_operation = TRUE;
      parameter.operation = kind == 2 ? 0 : 1;
      parameter.coeff = coefficients;
      parameter.n_coeff = kind == 1 ? 2 : 0;
      assert_computes (model, 2, 1, 1, 2, expected[kind]);
    }
}

/* The values (1, 2, 3), cut at 1, joined the other way round. */
static void
test_slice_and_concat (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__SliceParameter parameter = CAFFE__SLICE_PARAMETER__INIT;
  uint32_t point = 1;

  parameter.slice_point = &point;
  parameter.n_slice_point = 1;
  caffe_add_layer (model, "Slice", "slice", "data", "a b")->slice_param = &parameter;
  caffe_add_layer (model, "Concat", "concat", "b a", "joined");
  assert_computes (model, 3, 1, 1, 3, (float[]){ 2, 3, 1 });
}

static void
test_activations (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__PowerParameter power = CAFFE__POWER_PARAMETER__INIT;
  Caffe__ReLUParameter relu = CAFFE__RE_LUPARAMETER__INIT;

  power.has_scale = power.has_shift = TRUE;
  power.scale = 4;
  power.shift = -6;
  relu.has_negative_slope = TRUE;
  relu.negative_slope = 0.5f;
  caffe_add_layer (model, "Power", "power", "data", "a")->power_param = &power;
  caffe_add_layer (model, "ReLU", "relu", "a", "a")->relu_param = &relu;
  caffe_add_blob (model, caffe_add_layer (model, "PReLU", "prelu", "a", "a"), NULL, 2, 0);
  caffe_add_layer (model, "TanH", "tanh", "a", "b");
  caffe_add_layer (model, "Sigmoid", "sigmoid", "b", "c");
  assert_computes (model, 2, 1, 1, 2,
                   (float[]){ 1 / (1 + expf (-tanhf (-0.125f))), 1 / (1 + expf (-tanhf (2))) });
}

/* Over 1, 2, 3, 4 / 5, 6, 7, 8 with a border of one: Caffe divides by what lies in the padded
 * picture, and has one more place where rounding up makes one. */
static void
test_average_pool (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__PoolingParameter parameter = CAFFE__POOLING_PARAMETER__INIT;
  NnShape matrix = { .rank = 2, .dims = { 6, 6 } };
  g_autoptr (NnTensor) identity = nn_tensor_new (&matrix);
  Caffe__LayerParameter *layer;

  for (int i = 0; i < 6; i++)
    identity->data[7 * i] = 1;
  parameter.has_pool = parameter.has_kernel_size = parameter.has_stride = parameter.has_pad = TRUE;
  parameter.pool = 1;
  parameter.kernel_size = parameter.stride = 2;
  parameter.pad = 1;
  caffe_add_layer (model, "Pooling", "pool", "data", "pool")->pooling_param = &parameter;
  layer = caffe_add_layer (model, "InnerProduct", "fc", "pool", "fc");
  caffe_add_blob (model, layer, identity->data, 6, 6, 0);
  assert_computes (model, 1, 2, 4, 6,
                   (float[]){ 1 / 4.f, 5 / 4.f, 4 / 4.f, 5 / 4.f, 13 / 4.f, 8 / 4.f });
}

static void
test_global_pool (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__PoolingParameter parameter = CAFFE__POOLING_PARAMETER__INIT;

  parameter.has_pool = parameter.has_global_pooling = parameter.global_pooling = TRUE;
  parameter.pool = 1;
  caffe_add_layer (model, "Pooling", "pool", "data", "pool")->pooling_param = &parameter;
  assert_computes (model, 2, 2, 2, 2, (float[]){ 2.5f, 6.5f });
  parameter.pool = 0;
  assert_computes (model, 2, 2, 2, 2, (float[]){ 4, 8 });
}

static void
test_refused (void)
{
  g_autoptr (CaffeModel) unknown = caffe_model_new (), empty = caffe_model_new ();
  g_autoptr (CaffeModel) bare = caffe_model_new (), lost = caffe_model_new ();
  g_autoptr (CaffeModel) odd = caffe_model_new (), untold = caffe_model_new ();

  caffe_add_layer (unknown, "Frobnicate", "up", "data", "y");
  assert_refused (unknown, BASE_ERROR_UNSUPPORTED, "“up” Frobnicate");
  assert_refused (empty, BASE_ERROR_INVALID, "layers");
  caffe_add_layer (bare, "Convolution", "conv", "data", "y");
  assert_refused (bare, BASE_ERROR_INVALID, "“conv” weights");
  caffe_add_layer (lost, "ReLU", "relu", "data", "x");
  caffe_add_layer (lost, "Eltwise", "sum", "x elsewhere", "y");
  assert_refused (lost, BASE_ERROR_INVALID, "“sum” “elsewhere”");
  caffe_add_blob (odd, caffe_add_layer (odd, "InnerProduct", "fc", "data", "y"), NULL, 2, 3, 0);
  assert_refused (odd, BASE_ERROR_INVALID, "“fc” 3 2");
  caffe_add_layer (untold, "Data", "data", "", "data");
  assert_refused (untold, BASE_ERROR_INVALID, "computes");
}

/* A blob whose numbers are fewer than its dimensions say, or not numbers. */
static void
test_damaged_blobs (void)
{
  for (int kind = 0; kind < 4; kind++)
    {
      g_autoptr (CaffeModel) model = caffe_model_new ();
      Caffe__LayerParameter *layer = caffe_add_layer (model, "InnerProduct", "fc", "data", "y");
      Caffe__BlobProto *blob = caffe_add_blob (model, layer, NULL, 3, 2, 0);

      if (kind == 0)
        blob->n_data--;
      if (kind == 1)
        blob->shape->dim[0] = -3;
      if (kind == 2)
        blob->shape->dim[0] = (gint64) 1 << 40;
      if (kind == 3)
        blob->data[4] = NAN;
      assert_refused (model, BASE_ERROR_INVALID, "“fc” number");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caffe/generations", test_generations);
  g_test_add_func ("/caffe/side-classifier", test_side_classifier);
  g_test_add_func ("/caffe/batch-norm", test_batch_norm);
  g_test_add_func ("/caffe/eltwise", test_eltwise);
  g_test_add_func ("/caffe/slice-and-concat", test_slice_and_concat);
  g_test_add_func ("/caffe/activations", test_activations);
  g_test_add_func ("/caffe/average-pool", test_average_pool);
  g_test_add_func ("/caffe/global-pool", test_global_pool);
  g_test_add_func ("/caffe/refused", test_refused);
  g_test_add_func ("/caffe/damaged-blobs", test_damaged_blobs);
  return g_test_run ();
}
