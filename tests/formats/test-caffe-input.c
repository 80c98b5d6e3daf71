// SPDX-License-Identifier: GPL-3.0-or-later
#include "caffe-model.h"

#include "base/error.h"
#include "datasets/dataset.h"
#include "formats/caffe-import.h"
#include "formats/network.h"
#include "nn/executor.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Where a Caffe network's input comes from: its file, a prototxt, its layers; mean pictures; and
 * the real files of 2014. */

static const char *shared;

static gboolean
skip_without_shared (void)
{
  if (shared == NULL || !g_file_test (shared, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("FOOLED_TEST_SHARED is not there");
      return TRUE;
    }
  return FALSE;
}

/* A convolution of 5 x 5 and a fully connected layer, as `side` pixels need it. */
static CaffeModel *
model_for (int channels, int side)
{
  CaffeModel *model = caffe_model_new ();
  Caffe__LayerParameter *layer = caffe_add_layer (model, "Convolution", "conv1", "data", "conv1");

  caffe_add_blob (model, layer, NULL, 1, channels, 5, 5, 0);
  layer = caffe_add_layer (model, "InnerProduct", "ip1", "conv1", "ip1");
  caffe_add_blob (model, layer, NULL, 2, (side - 4) * (side - 4), 0);
  return model;
}

static void
assert_input (CaffeModel *model,
              FmtCaffeInput *input,
              const FmtCaffeInput *beside,
              guint channels,
              guint side)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph =
      fmt_caffe_parse_bytes (caffe_model_pack (model, FALSE), "test", input, beside, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (input->channels, ==, channels);
  g_assert_cmpuint (input->height, ==, side);
  g_assert_cmpuint (input->width, ==, side);
  g_assert_true (nn_shape_equal (nn_graph_shape (graph, 0),
                                 &NN_SHAPE_3 ((int) channels, (int) side, (int) side)));
}

static void
test_derived (void)
{
  const struct
  {
    int channels, side;
  } cases[] = { { 1, 28 }, { 3, 227 }, { 3, 224 }, { 3, 32 }, { 1, 64 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CaffeModel) model = model_for (cases[i].channels, cases[i].side);
      FmtCaffeInput input = { 0 };

      assert_input (model, &input, NULL, (guint) cases[i].channels, (guint) cases[i].side);
    }
}

/* A file that begins with a fully connected layer. */
static void
test_derived_from_vector (void)
{
  for (int channels = 1; channels <= 3; channels += 2)
    {
      g_autoptr (CaffeModel) model = caffe_model_new ();
      Caffe__LayerParameter *layer = caffe_add_layer (model, "InnerProduct", "ip1", "data", "ip1");
      FmtCaffeInput input = { 0 };

      caffe_add_blob (model, layer, NULL, 2, channels * 10 * 10, 0);
      assert_input (model, &input, NULL, (guint) channels, 10);
    }
}

/* Nothing says what the size is, and any would do. */
static void
test_underived (void)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  FmtCaffeInput input = { 0 };
  g_autoptr (GError) error = NULL;

  caffe_add_blob (model, caffe_add_layer (model, "Convolution", "conv", "data", "y"), NULL, 2, 3, 1,
                  1, 0);
  g_assert_null (caffe_model_read (model, &input, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "prototxt"));
}

static void
test_input_fields (void)
{
  char *names[] = { (char *) "data" };
  int32_t dims[] = { 10, 1, 12, 12 };
  int64_t long_dims[] = { 10, 1, 12, 12 };

  for (int kind = 0; kind < 4; kind++)
    {
      g_autoptr (CaffeModel) model = model_for (1, 12);
      Caffe__BlobShape shape = CAFFE__BLOB_SHAPE__INIT, *shapes[] = { &shape };
      Caffe__InputParameter parameter = CAFFE__INPUT_PARAMETER__INIT;
      Caffe__MemoryDataParameter memory = CAFFE__MEMORY_DATA_PARAMETER__INIT;
      FmtCaffeInput input = { 0 };

      shape.dim = long_dims;
      shape.n_dim = 4;
      parameter.shape = model->net.input_shape = shapes;
      parameter.n_shape = 1;
      memory.has_channels = memory.has_height = memory.has_width = TRUE;
      memory.channels = 1;
      memory.height = memory.width = 12;
      model->net.input = names;
      model->net.n_input = kind < 2;
      model->net.input_dim = dims;
      model->net.n_input_dim = kind == 0 ? 4 : 0;
      model->net.n_input_shape = kind == 1;
      if (kind == 2)
        caffe_add_layer (model, "Input", "in", "", "data")->input_param = &parameter;
      if (kind == 3)
        caffe_add_layer (model, "MemoryData", "in", "", "data label")->memory_data_param = &memory;
      assert_input (model, &input, NULL, 1, 12);
    }
}

/* Whatever makes the pictures: code in Python, and a layer of a branch. */
static void
test_data_of_branches (void)
{
  const char *types[] = { "Data", "Python", "VideoData" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (CaffeModel) model = caffe_model_new ();
      Caffe__TransformationParameter transform = CAFFE__TRANSFORMATION_PARAMETER__INIT;
      FmtCaffeInput input = { 0 };
      Caffe__LayerParameter *layer = caffe_add_layer (model, types[i], "in", "", "data label");

      transform.has_crop_size = transform.has_scale = TRUE;
      transform.crop_size = 12;
      transform.scale = 0.5f;
      layer->transform_param = &transform;
      layer = caffe_add_layer (model, "Convolution", "conv1", "data", "conv1");
      caffe_add_blob (model, layer, NULL, 1, 3, 5, 5, 0);
      caffe_add_layer (model, "Flatten", "flat", "conv1", "flat");
      caffe_add_layer (model, "SoftmaxWithLoss", "loss", "flat label", "loss");
      assert_input (model, &input, NULL, 3, 12);
      g_assert_cmpfloat (input.scale, ==, 0.5);
    }
}

/* What a card says counts before what the file says, and that before a prototxt. */
static void
test_order (void)
{
  g_autoptr (CaffeModel) model = model_for (1, 12);
  const FmtCaffeInput beside = { .height = 12, .width = 12 }, other = { .height = 9, .width = 9 };
  FmtCaffeInput input = { 0 }, card = { .channels = 1, .height = 12, .width = 12 };

  assert_input (model, &input, &beside, 1, 12);
  assert_input (model, &card, &other, 1, 12);
}

typedef struct
{
  const char *text;
  guint channels, height, width;
  double scale;
} Text;

static void
test_prototxt (void)
{
  const Text cases[] = {
    { "name: \"x\"\ninput: 'data'\ninput_dim: 10 input_dim: 3\ninput_dim: 227\ninput_dim: 226\n", 3,
      227, 226, 0 },
    { "input_shape { dim: 1 dim: 3 dim: 5 dim: 6 } # }", 3, 5, 6, 0 },
    { "input_shape: < dim: [1, 3, 5, 6] >", 3, 5, 6, 0 },
    { "layer { name: \"a \\\" { b\" type: \"Input\" input_param { shape { dim: 1 dim: 1 dim: 28 "
      "dim: 28 } } }",
      1, 28, 28, 0 },
    { "layers { type: DATA transform_param { crop_size: 224 scale: 0.25 mirror: true } }", 0, 224,
      224, 0.25 },
    { "layer { convolution_param { pad: 7 } } layer { dim: 3 }", 0, 0, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FmtCaffeInput input;
      g_autoptr (GError) error = NULL;
      g_autoptr (FmtCaffeFile) file =
          fmt_caffe_parse_prototxt (cases[i].text, strlen (cases[i].text), &input, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (input.channels, ==, cases[i].channels);
      g_assert_cmpuint (input.height, ==, cases[i].height);
      g_assert_cmpuint (input.width, ==, cases[i].width);
      g_assert_cmpfloat (input.scale, ==, cases[i].scale);
    }
}

/* The mean counts that the first data layer has; the one for testing repeats it. */
static void
test_prototxt_means (void)
{
  const char text[] =
      "layer { type: 'Data' transform_param { mean_value: 104 mean_value: 117 mean_value: 123 } }\n"
      "layer { type: 'Data' transform_param { mean_value: [1, 2, 3] } }\n"
      "layer { type: 'Data' transform_param { mean_value: 4 } }\n";
  FmtCaffeInput input;
  g_autoptr (FmtCaffeFile) file = fmt_caffe_parse_prototxt (text, strlen (text), &input, NULL);

  g_assert_nonnull (file);
  g_assert_cmpuint (input.n_means, ==, 3);
  g_assert_cmpfloat (input.means[0], ==, 104);
  g_assert_cmpfloat (input.means[2], ==, 123);
}

/* A network that any size would do for, which its prototxt settles. */
static void
test_prototxt_beside (void)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-caffe-XXXXXX", NULL);
  g_autofree char *weights = g_build_filename (folder, "net.caffemodel", NULL);
  g_autofree char *text = g_build_filename (folder, "net.prototxt", NULL);
  const char *texts[] = { NULL, "input_dim: 1 input_dim: 3 input_dim: 6 input_dim: 8\n",
                          "input {" };
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__PoolingParameter pooling = CAFFE__POOLING_PARAMETER__INIT;
  g_autoptr (GBytes) bytes = NULL;

  pooling.has_global_pooling = pooling.global_pooling = TRUE;
  caffe_add_blob (model, caffe_add_layer (model, "Convolution", "conv", "data", "y"), NULL, 2, 3, 1,
                  1, 0);
  caffe_add_layer (model, "Pooling", "pool", "y", "z")->pooling_param = &pooling;
  bytes = caffe_model_pack (model, FALSE);
  g_assert_true (g_file_set_contents (weights, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (FmtNetwork) network = NULL;

      if (texts[i] != NULL)
        g_assert_true (g_file_set_contents (text, texts[i], -1, NULL));
      network = fmt_network_load (weights, &error);
      g_assert_true ((network != NULL) == (i == 1));
      if (i == 1)
        g_assert_true (nn_shape_equal (nn_graph_shape (network->graph, 0), &NN_SHAPE_3 (3, 6, 8)));
      else
        g_assert_nonnull (strstr (error->message, i == 0 ? ".prototxt" : "net.prototxt"));
    }
  g_unlink (weights);
  g_unlink (text);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_damaged_prototxt (void)
{
  g_autofree char *deep = g_malloc0 (4001);
  const char *cases[] = { "a {",      "a }",    "}",    "a { b: 1 >", "a: \"b", "a: \"b\nc\"",
                          "a: [1, 2", "a",      "a 1",  "a:",         ": 1",    "a: }",
                          "\"a\": 1", "a: [}]", "\x80", deep };

  for (int i = 0; i < 2000; i++)
    memcpy (deep + 2 * i, "a{", 2);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FmtCaffeInput input;
      g_autoptr (GError) error = NULL;

      g_assert_null (fmt_caffe_parse_prototxt (cases[i], strlen (cases[i]), &input, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "line "));
    }
}

/* A file of numbers alone, and texts of both generations that say what to do with them: each pixel
 * of 2 x 2 times 1/8 plus 1/8, then two fully connected outputs. */
static void
test_numbers_alone (void)
{
  const char *texts[] = {
    NULL,
    "input: 'data' input_dim: 1 input_dim: 1 input_dim: 2 input_dim: 2\n"
    "layers { name: 'conv' type: CONVOLUTION bottom: 'data' top: 'conv' blobs_lr: 1 blobs_lr: 2\n"
    "  convolution_param { num_output: 1 kernel_size: 1 } }\n"
    "layers { name: 'act' type: RELU bottom: 'conv' top: 'conv' }\n"
    "layers { name: 'ip' type: INNER_PRODUCT bottom: 'conv' top: 'ip' }\n"
    "layers { name: 'prob' type: SIGMOID bottom: 'ip' top: 'prob' }\n",
    "layer { name: 'in' type: 'Data' top: 'data' include { phase: TRAIN } }\n"
    "layer { name: 'in' type: 'Input' top: 'data' input_param { shape { dim: [1, 1, 2, 2] } } }\n"
    "layer { name: 'conv' type: 'Convolution' bottom: 'data' top: 'conv' }\n"
    "layer { name: 'noise' type: 'Noise' bottom: 'conv' top: 'conv' include: < phase: TRAIN > }\n"
    "layer { name: 'act' type: 'ReLU' bottom: 'conv' top: 'y' exclude { phase: TRAIN } }\n"
    "layer { name: 'ip' type: 'InnerProduct' bottom: 'y' top: 'ip' }\n"
    "layer { name: 'prob' type: 'Sigmoid' bottom: 'ip' top: 'prob' }\n",
    "input: 'data' input_dim: 1 input_dim: 1 input_dim: 2 input_dim: 2\n"
    "layer { name: 'fc' type: 'InnerProduct' bottom: 'data' top: 'fc' }\n",
  };
  const char *reasons[] = { "prototxt", NULL, NULL, "fc" };
  g_autoptr (CaffeModel) model = caffe_model_new ();
  Caffe__LayerParameter *layer = caffe_add_layer (model, "Convolution", "conv", "", "");

  caffe_add_blob (model, layer, NULL, 1, 1, 1, 1, 0);
  caffe_add_blob (model, layer, NULL, 1, 0);
  caffe_add_blob (model, caffe_add_layer (model, "InnerProduct", "ip", "", ""), NULL, 2, 4, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      FmtCaffeInput input = { 0 }, beside = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (FmtCaffeFile) described =
          texts[i] != NULL ? fmt_caffe_parse_prototxt (texts[i], strlen (texts[i]), &beside, &error)
                           : NULL;
      g_autoptr (NnGraph) graph = NULL;
      g_autoptr (NnExecutor) executor = NULL;
      const float *found;

      g_assert_no_error (error);
      graph = fmt_caffe_parse_bytes (caffe_model_pack (model, FALSE), "test", &input, &beside,
                                     described, &error);
      g_assert_true ((graph == NULL) == (reasons[i] != NULL));
      if (graph == NULL)
        {
          g_assert_nonnull (strstr (error->message, reasons[i]));
          continue;
        }
      executor = nn_executor_new (graph, 1, NN_FORWARD_ONLY, NULL);
      for (int j = 0; j < 4; j++)
        nn_executor_input (executor)[j] = (float) j - 2;
      found = nn_executor_forward (executor);
      for (int k = 0; k < 2; k++)
        {
          double sum = 0;

          for (int j = 0; j < 4; j++)
            sum += MAX ((j - 2) / 8.0 + 1 / 8.0, 0) * (k * 4 + j + 1) / 8.0;
          g_assert_cmpfloat_with_epsilon ((double) found[k], 1 / (1 + exp (-sum)), 1e-6);
        }
    }
}

/* What branches keep in different places of their files is read by its name from the text beside.
 */
static void
test_named_settings (void)
{
  static const struct
  {
    const char *type, *settings;
    int side;
  } cases[] = {
    { "Interp", "interp_param { shrink_factor: 2 }", 3 },
    { "Interp", "interp_param { shrink_factor: 2 zoom_factor: 4 pad_end: -1 }", 9 },
    { "Interp", "interp_param { height: 7 width: 7 }", 7 },
    { "Interp", "interp_param { pad_beg: -6 }", 0 },
    { "Interp", NULL, 0 },
    { "Upsample", "upsample_param { scale: 3 }", 18 },
    { "Upsample", NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CaffeModel) model = caffe_model_new ();
      FmtCaffeInput input = { .channels = 1, .height = 6, .width = 6 }, beside = { 0 };
      g_autofree char *written = NULL;
      g_autoptr (FmtCaffeFile) described = NULL;
      g_autoptr (NnGraph) graph = NULL;
      g_autoptr (GError) error = NULL;

      caffe_add_layer (model, cases[i].type, "resize", "data", "p");
      caffe_add_layer (model, "Flatten", "flat", "p", "f");
      if (cases[i].settings != NULL)
        {
          written = g_strdup_printf ("layer { name: 'resize' type: '%s' %s }", cases[i].type,
                                     cases[i].settings);
          described = fmt_caffe_parse_prototxt (written, strlen (written), &beside, NULL);
          g_assert_nonnull (described);
        }
      graph = fmt_caffe_parse_bytes (caffe_model_pack (model, FALSE), "test", &input, NULL,
                                     described, &error);
      if (cases[i].side > 0)
        {
          g_assert_no_error (error);
          g_assert_cmpint ((int) nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph))),
                           ==, cases[i].side * cases[i].side);
          continue;
        }
      g_assert_null (graph);
      g_assert_nonnull (strstr (error->message, "resize"));
      g_assert_true ((strstr (error->message, "prototxt") != NULL) == (cases[i].settings == NULL));
    }
}

/* A field that means "round down" in Caffe and "round up" in a branch: the fully connected layer
 * tells, or the text beside the file, else it is refused; and where it changes nothing it is read.
 */
static void
test_rounding (void)
{
  for (int kind = 0; kind < 12; kind++)
    {
      int mode = kind % 2, side = kind < 6 ? 6 : 7, text = kind % 6 / 2;
      const char *texts[] = { NULL, "round_mode: FLOOR", "ceil_mode: true" };
      g_autoptr (CaffeModel) model = caffe_model_new ();
      FmtCaffeInput input = { .channels = 1, .height = (guint) side, .width = (guint) side };
      FmtCaffeInput beside;
      Caffe__PoolingParameter pooling = CAFFE__POOLING_PARAMETER__INIT;
      Caffe__PoolingParameter global = CAFFE__POOLING_PARAMETER__INIT;
      g_autoptr (FmtCaffeFile) described = NULL;
      g_autofree char *written = NULL;
      g_autoptr (NnGraph) graph = NULL;
      g_autoptr (GError) error = NULL;

      pooling.has_kernel_size = pooling.has_stride = pooling.has_round_mode = TRUE;
      pooling.kernel_size = 3;
      pooling.stride = 2;
      pooling.round_mode = mode;
      global.has_global_pooling = global.global_pooling = TRUE;
      caffe_add_layer (model, "Pooling", "pool", "data", "p")->pooling_param = &pooling;
      caffe_add_layer (model, "Flatten", "flat", "p", "f");
      if (text > 0)
        {
          written = g_strdup_printf ("layer { name: 'pool' type: 'Pooling' pooling_param { %s } }",
                                     texts[text]);
          described = fmt_caffe_parse_prototxt (written, strlen (written), &beside, NULL);
          g_assert_nonnull (described);
        }
      graph = fmt_caffe_parse_bytes (caffe_model_pack (model, FALSE), "test", &input, NULL,
                                     described, &error);
      if (side == 6 && text == 0)
        {
          g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
          g_assert_nonnull (strstr (error->message, "pool"));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (nn_graph_shape (graph, nn_graph_find (graph, "flat"))->dims[0], ==,
                       side == 6 && text == 1 ? 4 : 9);
    }
  for (int kind = 0; kind < 4; kind++)
    {
      g_autoptr (CaffeModel) model = caffe_model_new ();
      FmtCaffeInput input = { .channels = 1, .height = 6, .width = 6 };
      Caffe__PoolingParameter pooling = CAFFE__POOLING_PARAMETER__INIT;
      g_autoptr (NnGraph) graph = NULL;

      pooling.has_kernel_size = pooling.has_stride = pooling.has_round_mode = TRUE;
      pooling.kernel_size = 3;
      pooling.stride = 2;
      pooling.round_mode = kind % 2;
      caffe_add_layer (model, "Pooling", "pool", "data", "p")->pooling_param = &pooling;
      caffe_add_blob (model, caffe_add_layer (model, "InnerProduct", "ip", "p", "y"), NULL, 2,
                      kind < 2 ? 4 : 9, 0);
      graph = caffe_model_read (model, &input, NULL);
      g_assert_nonnull (graph);
    }
}

/* A mean picture that nothing names, beside a network for colours. */
static void
test_unnamed_mean (void)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-caffe-XXXXXX", NULL);
  g_autofree char *weights = g_build_filename (folder, "net.caffemodel", NULL);
  const char *names[] = { "mean.binaryproto", "other.binaryproto" };

  for (int kind = 0; kind < 4; kind++) /* as it is; grey; too small; one of two */
    {
      g_autoptr (CaffeModel) model = model_for (kind == 1 ? 1 : 3, 32);
      g_autoptr (GBytes) bytes = caffe_model_pack (model, FALSE);
      g_autoptr (GError) error = NULL;
      g_autoptr (FmtNetwork) network = NULL;
      int side = kind == 2 ? 31 : 33, n_files = kind == 3 ? 2 : 1;
      Caffe__BlobProto mean = CAFFE__BLOB_PROTO__INIT;
      g_autofree float *data = g_new0 (float, 3 * 33 * 33);
      g_autofree guint8 *packed = NULL;

      mean.has_num = mean.has_channels = mean.has_height = mean.has_width = TRUE;
      mean.num = 1;
      mean.channels = kind == 1 ? 1 : 3;
      mean.height = mean.width = side;
      mean.data = data;
      mean.n_data = (size_t) (mean.channels * side * side);
      packed = g_malloc (caffe__blob_proto__get_packed_size (&mean));
      g_assert_true (g_file_set_contents (weights, g_bytes_get_data (bytes, NULL),
                                          (gssize) g_bytes_get_size (bytes), NULL));
      for (int i = 0; i < n_files; i++)
        {
          g_autofree char *path = g_build_filename (folder, names[i], NULL);

          g_assert_true (g_file_set_contents (
              path, (char *) packed, (gssize) caffe__blob_proto__pack (&mean, packed), NULL));
        }
      network = fmt_network_load (weights, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (network->card->mean_image, ==, kind == 0 ? names[0] : NULL);
      for (int i = 0; i < n_files; i++)
        {
          g_autofree char *path = g_build_filename (folder, names[i], NULL);

          g_unlink (path);
        }
    }
  g_unlink (weights);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

typedef struct
{
  const char *name, *text; /* of the file that the network was trained by */
  double mean, scale;      /* of the first channel; a mean of 0 = none */
  const char *note, *mean_image;
} Training;

static gboolean
has_note (const FmtNetwork *network, const char *part)
{
  for (guint i = 0; i < network->notes->len; i++)
    if (strstr (network->notes->pdata[i], part) != NULL)
      return TRUE;
  return FALSE;
}

/* How pictures are prepared is said only where the network was trained. */
static void
test_training_beside (void)
{
  static const Training cases[] = {
    { "net_train_val.prototxt",
      "layer { name: 'data' type: 'Data' include { phase: TRAIN } transform_param {"
      " mean_value: 10 mean_value: 20 mean_value: 30 scale: 0.5 crop_size: 32 } }"
      "layer { name: 'data' type: 'Data' include { phase: TEST } transform_param {"
      " mean_value: 10 mean_value: 20 mean_value: 30 scale: 0.5 } }",
      10, 0.5, "as “net_train_val.prototxt”, which", NULL },
    { "train_val.prototxt",
      "layers { type: DATA data_param { source: 'x' scale: 0.25 mean_file: 'a/b/there.binaryproto' "
      "}"
      " }",
      0, 0.25, "the picture “there.binaryproto”, which the file names", "there.binaryproto" },
    { "train_val.prototxt",
      "layers { type: DATA transform_param { mean_file: 'data/gone.binaryproto' } }", 0, 1,
      "Attention: the network was trained with the mean picture “gone.binaryproto”", NULL },
    { "net_iter_20_train_test.prototxt",
      "layer { type: 'Data' transform_param { mean_value: 7 scale: 2 } }", 7, 2,
      "as “net_iter_20_train_test.prototxt”, which", NULL },
    { "other_train_val.prototxt", "layer { type: 'Data' transform_param { mean_value: 7 } }", 0, 1,
      "which lies beside the file; the file does not say", "there.binaryproto" }, /* not its own */
    { "train.prototxt", "layer {", 0, 0, NULL, NULL },
  };
  g_autofree char *folder = g_dir_make_tmp ("fooled-caffe-XXXXXX", NULL);
  g_autofree char *weights = g_build_filename (folder, "net_iter_20.caffemodel", NULL);
  g_autofree char *there = g_build_filename (folder, "there.binaryproto", NULL);
  g_autofree char *deploy = g_build_filename (folder, "deploy.prototxt", NULL);
  Caffe__BlobProto mean = CAFFE__BLOB_PROTO__INIT;
  float data[3 * 32 * 32] = { 0 };
  guint8 packed[sizeof data + 64];

  mean.has_num = mean.has_channels = mean.has_height = mean.has_width = TRUE;
  mean.num = 1;
  mean.channels = 3;
  mean.height = mean.width = 32;
  mean.data = data;
  mean.n_data = G_N_ELEMENTS (data);
  g_assert_true (g_file_set_contents (there, (char *) packed,
                                      (gssize) caffe__blob_proto__pack (&mean, packed), NULL));
  g_assert_true (g_file_set_contents (
      deploy, "input_dim: 1 input_dim: 3 input_dim: 32 input_dim: 32\n", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Training *training = &cases[i];
      g_autoptr (CaffeModel) model = model_for (3, 32);
      g_autoptr (GBytes) bytes = caffe_model_pack (model, FALSE);
      g_autofree char *text = g_build_filename (folder, training->name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (FmtNetwork) network = NULL;

      g_assert_true (g_file_set_contents (weights, g_bytes_get_data (bytes, NULL),
                                          (gssize) g_bytes_get_size (bytes), NULL));
      g_assert_true (g_file_set_contents (text, training->text, -1, NULL));
      network = fmt_network_load (weights, &error);
      g_unlink (text);
      if (training->note == NULL)
        {
          g_assert_null (network);
          g_assert_nonnull (strstr (error->message, training->name));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpfloat (network->card->mean[0], ==, training->mean);
      g_assert_cmpfloat (network->card->scale[0], ==, training->scale);
      g_assert_cmpstr (network->card->mean_image, ==, training->mean_image);
      g_assert_true (has_note (network, training->note));
    }
  g_unlink (weights);
  g_unlink (there);
  g_unlink (deploy);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What the network's own file says of it counts as a whole. */
static void
test_training_and_own (void)
{
  FmtCaffeInput own = { .has_data = TRUE, .scale = 0.5 };
  FmtCaffeInput beside = { .has_data = TRUE, .scale = 2, .n_means = 1, .means = { 9 }, .width = 5 };

  g_strlcpy (beside.prepared_by, "train.prototxt", sizeof beside.prepared_by);
  fmt_caffe_input_add (&own, &beside);
  g_assert_cmpfloat (own.scale, ==, 0.5);
  g_assert_cmpuint (own.n_means, ==, 0);
  g_assert_cmpstr (own.prepared_by, ==, "");
  g_assert_cmpuint (own.width, ==, 5);
}

/* What follows a backslash is no character: found by the fuzzer. */
static void
test_nothing_in_text (void)
{
  const char text[] = "name: \"a\\\0b\" layer { type: 'ReLU' }";
  FmtCaffeInput input;
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_caffe_parse_prototxt (text, sizeof text - 1, &input, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
}

/* The mean over MNIST, which paper-facts has as 33.3. */
static void
test_real_mean (void)
{
  g_autofree char *path = NULL, *data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTensor) mean = NULL;
  double sum = 0;
  gsize size;

  if (skip_without_shared ())
    return;
  path = g_build_filename (shared, "networks", "mnist_mean.binaryproto", NULL);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  mean = fmt_caffe_parse_mean ((guint8 *) data, size, &error);
  g_assert_no_error (error);
  g_assert_true (nn_shape_equal (&mean->shape, &NN_SHAPE_3 (1, 28, 28)));
  for (int i = 0; i < 28 * 28; i++)
    sum += (double) mean->data[i];
  g_assert_cmpfloat_with_epsilon (sum / (28 * 28), 33.3, 0.1);
  for (gsize length = 0; length < size; length++)
    g_assert_null (fmt_caffe_parse_mean ((guint8 *) data, length, NULL));
}

/* How many of MNIST's test digits a network recognises, 0 .. 1. */
static double
recognise (const FmtNetwork *network, const NnDataset *digits)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (network->graph, 25, NN_FORWARD_ONLY, NULL);
  g_autoptr (BaseImage) image = base_image_new (28, 28, 1);
  guint n_right = 0;

  for (guint first = 0; first < digits->n; first += 25)
    {
      const float *confidences;

      for (guint i = 0; i < 25; i++)
        {
          memcpy (image->pixels, digits->pixels + (gsize) (first + i) * 784, 784);
          fmt_network_preprocess (network, image, 0, nn_executor_input (executor) + 784 * i);
        }
      confidences = nn_executor_forward (executor);
      for (guint i = 0; i < 25; i++)
        {
          guint best = 0;

          for (guint k = 1; k < 10; k++)
            if (confidences[10 * i + k] > confidences[10 * i + best])
              best = k;
          n_right += best == digits->labels[first + i];
        }
    }
  return (double) n_right / digits->n;
}

/* The paper's own LeNet, with nothing but its file. */
static void
test_real_lenet (void)
{
  g_autofree char *path = NULL, *folder = NULL;
  g_autoptr (NnDataset) digits = NULL;
  g_autoptr (FmtNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  double right;

  if (skip_without_shared ())
    return;
  path = g_build_filename (shared, "networks", "lenet-mnist-2014.caffemodel", NULL);
  folder = g_build_filename (shared, "mnist", NULL);
  network = fmt_network_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (network->card->scale[0], ==, 1.0 / 256);
  g_assert_cmpuint (network->card->width, ==, 28);
  g_assert_cmpuint (network->card->channels, ==, 1);
  data_set_load (folder, NULL, NULL, &digits, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (digits->n, ==, 10000);
  right = recognise (network, digits);
  g_test_message ("recognises %.2f %%", 100 * right);
  g_assert_cmpfloat (right, >=, 0.988);
}

int
main (int argc, char **argv)
{
  shared = g_getenv ("FOOLED_TEST_SHARED");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caffe-input/derived", test_derived);
  g_test_add_func ("/caffe-input/derived-from-vector", test_derived_from_vector);
  g_test_add_func ("/caffe-input/underived", test_underived);
  g_test_add_func ("/caffe-input/fields", test_input_fields);
  g_test_add_func ("/caffe-input/data-of-branches", test_data_of_branches);
  g_test_add_func ("/caffe-input/order", test_order);
  g_test_add_func ("/caffe-input/prototxt", test_prototxt);
  g_test_add_func ("/caffe-input/prototxt-means", test_prototxt_means);
  g_test_add_func ("/caffe-input/prototxt-beside", test_prototxt_beside);
  g_test_add_func ("/caffe-input/damaged-prototxt", test_damaged_prototxt);
  g_test_add_func ("/caffe-input/named-settings", test_named_settings);
  g_test_add_func ("/caffe-input/nothing-in-text", test_nothing_in_text);
  g_test_add_func ("/caffe-input/numbers-alone", test_numbers_alone);
  g_test_add_func ("/caffe-input/rounding", test_rounding);
  g_test_add_func ("/caffe-input/unnamed-mean", test_unnamed_mean);
  g_test_add_func ("/caffe-input/training-beside", test_training_beside);
  g_test_add_func ("/caffe-input/training-and-own", test_training_and_own);
  g_test_add_func ("/caffe-input/real-mean", test_real_mean);
  g_test_add_func ("/caffe-input/real-lenet", test_real_lenet);
  return g_test_run ();
}
