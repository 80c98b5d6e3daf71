// SPDX-License-Identifier: GPL-3.0-or-later
#include "caffe-model.h"

#include "base/error.h"
#include "base/random.h"
#include "formats/network.h"
#include "nn/executor.h"

#include <glib/gstdio.h>
#include <string.h>

/* Damaged and malicious Caffe files: an error with a sentence, never a crash, never much memory. */

#define N_FLIPS 4000

static void
assert_sentence (const GError *error)
{
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (!g_str_has_suffix (error->message, "."))
    g_error ("not a sentence: %s", error->message);
}

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
      fmt_caffe_parse_bytes (bytes, "test.caffemodel", &input, NULL, NULL, &error);
  g_autoptr (NnExecutor) executor = NULL;

  g_assert_true ((graph == NULL) == (error != NULL));
  if (graph == NULL)
    {
      g_assert_nonnull (strstr (error->message, "test.caffemodel"));
      assert_sentence (error);
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

/* A file for use, which has no loss layer at its end, and so may be cut between two layers and be a
 * whole file of another network: one that ends in an inner product and a softmax, after another
 * inner product. */
static GBytes *
file_for_use (gboolean first_generation)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__LayerParameter *layer;
  char *names[] = { (char *) "data" };
  int32_t dims[] = { 1, 1, 5, 5 };

  model->net.input = names;
  model->net.n_input = 1;
  model->net.input_dim = dims;
  model->net.n_input_dim = 4;
  add_parameters (model);
  layer = caffe_add_layer (model, "InnerProduct", "ip1", "pool", "ip1");
  caffe_add_blob (model, layer, NULL, 4, 18, 0);
  caffe_add_layer (model, "ReLU", "relu1", "ip1", "ip1");
  layer = caffe_add_layer (model, "InnerProduct", "ip2", "ip1", "ip2");
  caffe_add_blob (model, layer, NULL, 3, 4, 0);
  caffe_add_layer (model, "Softmax", "prob", "ip2", "prob");
  return caffe_model_pack (model, first_generation);
}

/* The confidences of one picture; NULL where the network is refused. */
static float *
confidences (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) network = fmt_network_load (path, &error);
  g_autoptr (NnExecutor) executor = NULL;
  g_autofree char *name = g_path_get_basename (path);

  g_assert_true ((network == NULL) == (error != NULL));
  if (network == NULL)
    {
      g_assert_nonnull (strstr (error->message, name));
      assert_sentence (error);
      return NULL;
    }
  executor = nn_executor_new (network->graph, 1, NN_FORWARD_ONLY, NULL);
  for (int i = 0; i < 25; i++)
    nn_executor_input (executor)[i] = (float) (i % 7);
  return g_memdup2 (nn_executor_forward (executor), 3 * sizeof (float));
}

/* With a card beside it, no beginning of a file is taken for a network: not by its checksum; and
 * without a checksum not by the number of classes, unless nothing is missing but the softmax, which
 * is added, or, at the end of files of the first generation, what the card says of the input. */
static void
check_cut_file (const char *folder, GBytes *bytes, gboolean has_checksum)
{
  g_autofree char *path = g_build_filename (folder, "cut.caffemodel", NULL);
  g_autofree char *card_path = g_build_filename (folder, "cut.card", NULL);
  g_autofree char *checksum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *card =
      g_strdup_printf ("[Network]\nName=N\nLabels=a;b;c;\nWidth=5\nHeight=5\n"
                       "Channels=1\n%s%s\nWeights=cut.caffemodel\n",
                       has_checksum ? "Checksum=" : "", has_checksum ? checksum : "");
  g_autofree float *whole = NULL;
  guint n_taken = 0;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (card_path, card, -1, NULL));
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  whole = confidences (path);
  g_unlink (path);
  for (gsize length = 0; length < size; length++)
    {
      g_autofree float *found = NULL;

      g_assert_true (g_file_set_contents_full (path, data, (gssize) length,
                                               G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      found = confidences (path);
      if (found == NULL)
        continue;
      n_taken++;
      g_assert_cmpmem (found, 3 * sizeof (float), whole, 3 * sizeof (float));
    }
  if (has_checksum)
    g_assert_cmpuint (n_taken, ==, 0);
  else
    {
      g_assert_cmpuint (n_taken, >=, 1);
      g_assert_cmpuint (n_taken, <=, 3);
    }
  g_unlink (path);
  g_unlink (card_path);
}

static void
test_truncation_for_use (void)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-hostile-XXXXXX", NULL);

  for (int first = 0; first < 2; first++)
    for (int has_checksum = 0; has_checksum < 2; has_checksum++)
      {
        g_autoptr (GBytes) bytes = file_for_use (first == 1);

        check_cut_file (folder, bytes, has_checksum);
      }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
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

/* A mean picture with its size as the first generation writes it, before the numbers, or as the
 * second does, after them. */
static gsize
pack_mean (gboolean first_generation, guint8 data[128])
{
  Caffe__BlobProto blob = CAFFE__BLOB_PROTO__INIT;
  Caffe__BlobShape shape = CAFFE__BLOB_SHAPE__INIT;
  int64_t dims[] = { 1, 3, 2, 2 };
  float numbers[12] = { 0 };

  blob.has_num = blob.has_channels = blob.has_height = blob.has_width = first_generation;
  blob.num = 1;
  blob.channels = 3;
  blob.height = blob.width = 2;
  shape.dim = dims;
  shape.n_dim = 4;
  blob.shape = first_generation ? NULL : &shape;
  blob.data = numbers;
  blob.n_data = 12;
  g_assert_cmpuint (caffe__blob_proto__get_packed_size (&blob), <=, 128);
  return caffe__blob_proto__pack (&blob, data);
}

static void
test_truncated_mean (void)
{
  for (int first = 0; first < 2; first++)
    {
      guint8 data[128];
      gsize size = pack_mean (first == 1, data);

      for (gsize length = 0; length <= size; length++)
        {
          g_autofree guint8 *copy = g_memdup2 (data, MAX (length, 1));
          g_autoptr (GError) error = NULL;
          NnTensor *mean = fmt_caffe_parse_mean (copy, length, &error);

          g_assert_true ((mean != NULL) == (length == size));
          nn_tensor_free (mean);
          if (length == size)
            continue;
          g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
          assert_sentence (error);
        }
    }
}

/* Numbers of a mean picture changed: a picture or an error. */
static void
test_mean (void)
{
  guint8 data[128];
  gsize size = pack_mean (TRUE, data);

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

/* Every beginning is refused, or it says of the input what the whole says: then it lost layers that
 * say nothing of it. */
static void
test_truncated_prototxt (void)
{
  const char *texts[] = {
    "name: \"net\"\ninput: \"data\"\ninput_dim: 1\ninput_dim: 3\ninput_dim: 227\n"
    "input_dim: 227\nlayers { type: CONVOLUTION convolution_param { num_output: 96 } }\n",
    "name: 'net' # training\nlayer {\n  type: \"Data\" transform_param {\n    crop_size: 227 "
    "scale: 0.5\n"
    "    mean_value: 104 mean_value: 117 mean_value: 123\n  }\n}\n"
    "layer { type: \"Convolution\" }\nlayer { type: \"Softmax\" }",
    "input: \"data\"\ninput_shape { dim: 1 dim: 3 dim: 224 dim: 224 }\nlayer { type: \"ReLU\" }\n",
    "layer { type: \"Input\" input_param { shape { dim: [1, 3, 32, 32] } } }\nlayer { type: "
    "\"LRN\" }",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gsize size = strlen (texts[i]);
      FmtCaffeInput whole;
      guint n_refused = 0;
      g_autoptr (FmtCaffeFile) file = fmt_caffe_parse_prototxt (texts[i], size, &whole, NULL);

      g_assert_nonnull (file);
      for (gsize length = 0; length < size; length++)
        {
          g_autofree char *copy = g_memdup2 (texts[i], MAX (length, 1));
          g_autoptr (GError) error = NULL;
          FmtCaffeInput input;
          g_autoptr (FmtCaffeFile) beginning =
              fmt_caffe_parse_prototxt (copy, length, &input, &error);

          if (beginning == NULL)
            {
              assert_sentence (error);
              n_refused++;
            }
          else if (input.channels != whole.channels || input.height != whole.height ||
                   input.width != whole.width || input.scale != whole.scale ||
                   input.n_means != whole.n_means ||
                   memcmp (input.means, whole.means, sizeof input.means) != 0)
            g_error ("the first %zu bytes of text %zu are taken for another input", length, i);
        }
      g_test_message ("text %zu: %u of %zu beginnings refused", i, n_refused, size);
    }
}

static void
test_prototxt (void)
{
  const char text[] =
      "name: \"net\" # a comment\ninput: 'data' input_shape { dim: 1 dim: 3 }\n"
      "layer { type: 'Data' transform_param < crop_size: 5 scale: 1e-2 mean_value: [1, 2] > }";

  for (guint i = 0; i < N_FLIPS; i++)
    {
      g_autofree char *copy = g_memdup2 (text, sizeof text - 1);
      BaseRandom random;
      FmtCaffeInput input;

      base_random_init (&random, 15, 0, i);
      for (int j = 0; j < 3; j++)
        copy[base_random_below (&random, sizeof text - 1)] = (char) base_random_next (&random);
      fmt_caffe_file_free (
          fmt_caffe_parse_prototxt (copy, base_random_below (&random, sizeof text), &input, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caffe-hostile/truncation", test_truncation);
  g_test_add_func ("/caffe-hostile/truncation-for-use", test_truncation_for_use);
  g_test_add_func ("/caffe-hostile/flips", test_flips);
  g_test_add_func ("/caffe-hostile/noise", test_noise);
  g_test_add_func ("/caffe-hostile/many-messages", test_many_messages);
  g_test_add_func ("/caffe-hostile/truncated-mean", test_truncated_mean);
  g_test_add_func ("/caffe-hostile/mean", test_mean);
  g_test_add_func ("/caffe-hostile/truncated-prototxt", test_truncated_prototxt);
  g_test_add_func ("/caffe-hostile/prototxt", test_prototxt);
  return g_test_run ();
}
