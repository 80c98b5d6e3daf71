// SPDX-License-Identifier: GPL-3.0-or-later
#include "caffe-model.h"

#include "base/error.h"
#include "base/random.h"
#include "nn/executor.h"

#include <string.h>

/* Damaged and malicious Caffe files: an error with a sentence, never a crash, never much memory. */

#define N_FLIPS 4000

static void
add_parameters (CaffeModel *model)
{
  Caffe__ConvolutionParameter *convolution =
      caffe_keep (model, g_new (Caffe__ConvolutionParameter, 1));
  Caffe__PoolingParameter *pooling = caffe_keep (model, g_new (Caffe__PoolingParameter, 1));
  uint32_t *pad = caffe_keep (model, g_new (uint32_t, 1));
  Caffe__LayerParameter *layer;

  caffe__convolution_parameter__init (convolution);
  caffe__pooling_parameter__init (pooling);
  *pad = 1;
  convolution->pad = pad;
  convolution->n_pad = 1;
  pooling->has_kernel_size = pooling->has_stride = TRUE;
  pooling->kernel_size = pooling->stride = 2;
  layer = caffe_add_layer (model, "Convolution", "conv", "data", "conv");
  layer->convolution_param = convolution;
  caffe_add_blob (model, layer, NULL, 2, 1, 3, 3, 0);
  caffe_add_blob (model, layer, NULL, 2, 0);
  caffe_add_layer (model, "ReLU", "relu", "conv", "conv");
  caffe_add_layer (model, "Pooling", "pool", "conv", "pool")->pooling_param = pooling;
}

/* A file of a training run with something of everything, for pictures of 5 x 5. */
static GBytes *
small_file (gboolean first_generation)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__TransformationParameter transform = CAFFE__TRANSFORMATION_PARAMETER__INIT;
  Caffe__LayerParameter *layer;

  transform.has_crop_size = transform.has_scale = TRUE;
  transform.crop_size = 5;
  transform.scale = 0.5f;
  caffe_add_layer (model, "Data", "mnist", "", "data label")->transform_param = &transform;
  add_parameters (model);
  caffe_add_layer (model, "LRN", "norm", "pool", "norm");
  caffe_add_layer (model, "Concat", "concat", "norm pool", "both");
  layer = caffe_add_layer (model, "InnerProduct", "ip", "both", "ip");
  caffe_add_blob (model, layer, NULL, 3, 36, 0);
  caffe_add_blob (model, layer, NULL, 3, 0);
  caffe_add_layer (model, "SoftmaxWithLoss", "loss", "ip label", "loss");
  return caffe_model_pack (model, first_generation);
}

/* Reads a file that lies in memory of exactly its size, so that a checker sees any step past it.
 * A graph that comes out has to work. */
static gboolean
is_refused (const guint8 *data, gsize size)
{
  GBytes *bytes = g_bytes_new_take (g_memdup2 (data, MAX (size, 1)), size);
  FmtCaffeInput input = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph =
      fmt_caffe_parse_bytes (bytes, "test.caffemodel", &input, NULL, &error);
  g_autoptr (NnExecutor) executor = NULL;

  g_assert_true ((graph == NULL) == (error != NULL));
  if (graph == NULL)
    {
      g_assert_nonnull (strstr (error->message, "test.caffemodel"));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return TRUE;
    }
  if (nn_shape_size (nn_graph_shape (graph, 0)) < 1 << 16)
    executor = nn_executor_new (graph, 2, NN_FORWARD_ONLY, NULL);
  if (executor != NULL)
    nn_executor_forward (executor);
  return FALSE;
}

static void
test_truncation (void)
{
  for (int first = 0; first < 2; first++)
    {
      g_autoptr (GBytes) bytes = small_file (first == 1);
      gsize size;
      const guint8 *data = g_bytes_get_data (bytes, &size);

      g_assert_false (is_refused (data, size));
      for (gsize length = 0; length < size; length++)
        if (!is_refused (data, length))
          g_error ("the first %zu of %zu bytes are taken for a network", length, size);
    }
}

static void
test_flips (void)
{
  for (int first = 0; first < 2; first++)
    {
      g_autoptr (GBytes) bytes = small_file (first == 1);
      gsize size;
      const guint8 *data = g_bytes_get_data (bytes, &size);
      guint n_refused = 0;

      for (guint i = 0; i < N_FLIPS; i++)
        {
          g_autofree guint8 *copy = g_memdup2 (data, size);
          BaseRandom random;
          guint n;

          base_random_init (&random, 13, (guint64) first, i);
          n = 1 + base_random_below (&random, 4);
          for (guint j = 0; j < n; j++)
            copy[base_random_below (&random, (guint32) size)] = (guint8) base_random_next (&random);
          n_refused += is_refused (copy, size);
        }
      g_assert_cmpuint (n_refused, >, N_FLIPS / 5);
      g_assert_cmpuint (n_refused, <, N_FLIPS);
    }
}

static void
test_noise (void)
{
  for (guint i = 0; i < 500; i++)
    {
      guint8 data[256];
      BaseRandom random;

      base_random_init (&random, 14, 0, i);
      for (gsize j = 0; j < sizeof data; j++)
        data[j] = (guint8) base_random_next (&random);
      g_assert_true (is_refused (data, base_random_below (&random, sizeof data)));
    }
}

/* A million empty layers in two megabytes. */
static void
test_many_messages (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  for (guint i = 0; i < 1000000; i++)
    g_byte_array_append (file, (const guint8[]){ 2 << 3 | 2, 0 }, 2);
  g_assert_true (is_refused (file->data, file->len));
}

/* Numbers of a mean picture changed: a picture or an error. */
static void
test_mean (void)
{
  Caffe__BlobProto blob = CAFFE__BLOB_PROTO__INIT;
  float numbers[12] = { 0 };
  guint8 data[128];
  gsize size;

  blob.has_num = blob.has_channels = blob.has_height = blob.has_width = TRUE;
  blob.num = 1;
  blob.channels = 3;
  blob.height = blob.width = 2;
  blob.data = numbers;
  blob.n_data = 12;
  g_assert_cmpuint (caffe__blob_proto__get_packed_size (&blob), <=, sizeof data);
  size = caffe__blob_proto__pack (&blob, data);
  for (gsize length = 0; length < size; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, MAX (length, 1));
      g_autoptr (GError) error = NULL;

      g_assert_null (fmt_caffe_parse_mean (copy, length, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
    }
  for (gsize place = 0; place < size; place++)
    for (int value = 0; value < 256; value++)
      {
        g_autofree guint8 *copy = g_memdup2 (data, size);
        g_autoptr (GError) error = NULL;
        g_autoptr (NnTensor) mean = NULL;

        copy[place] = (guint8) value;
        mean = fmt_caffe_parse_mean (copy, size, &error);
        g_assert_true ((mean == NULL) == (error != NULL));
        g_assert_true (mean == NULL || mean->shape.rank == 3);
      }
}

static void
test_prototxt (void)
{
  const char text[] = "name: \"net\" # a comment\ninput: 'data' input_shape { dim: 1 dim: 3 }\n"
                      "layer { transform_param < crop_size: 5 scale: 1e-2 mean_value: [1, 2] > }";

  for (guint i = 0; i < N_FLIPS; i++)
    {
      g_autofree char *copy = g_memdup2 (text, sizeof text - 1);
      BaseRandom random;
      FmtCaffeInput input;

      base_random_init (&random, 15, 0, i);
      for (int j = 0; j < 3; j++)
        copy[base_random_below (&random, sizeof text - 1)] = (char) base_random_next (&random);
      fmt_caffe_parse_prototxt (copy, base_random_below (&random, sizeof text), &input, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caffe-hostile/truncation", test_truncation);
  g_test_add_func ("/caffe-hostile/flips", test_flips);
  g_test_add_func ("/caffe-hostile/noise", test_noise);
  g_test_add_func ("/caffe-hostile/many-messages", test_many_messages);
  g_test_add_func ("/caffe-hostile/mean", test_mean);
  g_test_add_func ("/caffe-hostile/prototxt", test_prototxt);
  return g_test_run ();
}
