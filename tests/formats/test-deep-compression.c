// SPDX-License-Identifier: GPL-3.0-or-later
#include "caffe-model.h"

#include "base/error.h"
#include "base/random.h"
#include "formats/compressed-layers.h"
#include "formats/deep-compression.h"
#include "formats/network.h"
#include "formats/onnx.h"
#include "nn/executor.h"
#include "store/png.h"
#include "tests/thorough.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Deep Compression files: the decoding by hand, the real SqueezeNet, and an AlexNet of full size in
 * three formats. */

/* Two layers: 2 x 6 with codes of 8 bits, and 2 x 40 with codes of 4. */
static const FmtCompressedLayer layers[] = {
  { { .rank = 2, .dims = { 2, 6 } }, 8 },
  { { .rank = 2, .dims = { 2, 40 } }, 4 },
};

static void
add_integer (GByteArray *file, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (file, (guint8 *) &value, sizeof value);
}

static void
add_float (GByteArray *file, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  add_integer (file, bits);
}

/* Code i of the code book is i * step. */
static void
add_code_book (GByteArray *file, int bits, float step)
{
  for (int i = 0; i < 1 << bits; i++)
    add_float (file, (float) i * step);
}

static GByteArray *
small_file (void)
{
  GByteArray *file = g_byte_array_new ();
  const guint8 first[] = { 7, 255, 1, /* gaps 0, 1 and 8: */ 0x10, 0x08 };
  const guint8 second[] = { /* codes 3, 0 and 15: */ 0x03, 0x0f, /* gaps 15, 15 and 2: */ 0xff, 2 };

  add_integer (file, 3);
  add_integer (file, 3);
  add_code_book (file, 8, 0.5f);
  add_float (file, 10);
  add_float (file, 11);
  g_byte_array_append (file, first, sizeof first);
  add_code_book (file, 4, -1);
  add_float (file, 12);
  add_float (file, 13);
  g_byte_array_append (file, second, sizeof second);
  return file;
}

static gboolean
decode (const GByteArray *file, NnTensor **weights, NnTensor **biases, GError **error)
{
  return fmt_compressed_layers_fit (layers, 2, file->data, file->len) &&
         fmt_compressed_layers_decode (layers, 2, file->data, weights, biases, error);
}

static void
free_tensors (NnTensor **tensors)
{
  for (int i = 0; i < 2; i++)
    nn_tensor_free (tensors[i]);
}

static void
test_decode (void)
{
  g_autoptr (GByteArray) file = small_file ();
  NnTensor *weights[2], *biases[2];
  float expected[2][80] = { { [0] = 3.5f, [2] = 127.5f, [11] = 0.5f }, { [15] = -3, [34] = -15 } };

  g_assert_true (decode (file, weights, biases, NULL));
  for (int i = 0; i < 12; i++)
    g_assert_cmpfloat (weights[0]->data[i], ==, expected[0][i]);
  for (int i = 0; i < 80; i++)
    g_assert_cmpfloat (weights[1]->data[i], ==, expected[1][i]);
  g_assert_cmpfloat (biases[0]->data[1], ==, 11);
  g_assert_cmpfloat (biases[1]->data[0], ==, 12);
  free_tensors (weights);
  free_tensors (biases);
}

static void
test_truncated (void)
{
  g_autoptr (GByteArray) file = small_file ();

  for (guint length = 0; length < file->len; length++)
    g_assert_false (fmt_compressed_layers_fit (layers, 2, file->data, length));
  g_byte_array_append (file, (const guint8 *) "", 1);
  g_assert_false (fmt_compressed_layers_fit (layers, 2, file->data, file->len));
}

/* A SqueezeNet of nothing but code books and biases, all zeros, is recognised by its size, and no
 * beginning of it is. */
static void
test_truncated_network (void)
{
  const gsize most = 1 << 16;
  g_autofree guint8 *data = g_malloc0 (most);
  gsize n_read = 0;

  for (gsize size = 0; size < most; size++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NnGraph) graph =
          fmt_deep_compression_parse (data, size, "squeezenet-1.0", "a.net", &error);

      g_assert_true ((graph != NULL) ==
                     (g_strcmp0 (fmt_deep_compression_guess (data, size), "squeezenet-1.0") == 0));
      if (graph != NULL)
        {
          n_read++;
          continue;
        }
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "a.net"));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
  g_assert_cmpuint (n_read, ==, 1);
}

/* Where the file says that it has more, or other, than it has. */
static void
test_damaged (void)
{
  NnTensor *weights[2] = { NULL }, *biases[2] = { NULL };
  g_autoptr (GByteArray) beyond = small_file (), odd = small_file (), many = small_file ();
  g_autoptr (GError) error = NULL;
  const float infinite = INFINITY;

  /* The last gap of the first layer: 8 leads to place 11, 9 to a twelfth. */
  beyond->data[8 + 1024 + 8 + 4] = 9;
  g_assert_false (decode (beyond, weights, biases, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  free_tensors (weights);
  free_tensors (biases);
  g_clear_error (&error);

  memcpy (odd->data + 8 + 40, &infinite, sizeof infinite);
  g_assert_false (decode (odd, weights, biases, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  free_tensors (weights);
  free_tensors (biases);

  memset (many->data, 0xff, 4);
  g_assert_false (decode (many, weights, biases, NULL));
}

static void
test_flips (void)
{
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 3000; i++)
    {
      g_autoptr (GByteArray) file = small_file ();
      NnTensor *weights[2] = { NULL }, *biases[2] = { NULL };

      file->data[base_random_below (&random, file->len)] ^=
          (guint8) (1 << base_random_below (&random, 8));
      decode (file, weights, biases, NULL);
      free_tensors (weights);
      free_tensors (biases);
    }
}

static void
test_unknown (void)
{
  const guint8 data[100] = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_deep_compression_guess (data, sizeof data));
  g_assert_null (fmt_deep_compression_guess (NULL, 0));
  g_assert_null (fmt_deep_compression_parse (data, sizeof data, "alexnet", "a.net", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "a.net"));
  g_clear_error (&error);
  g_assert_null (fmt_deep_compression_parse (data, sizeof data, "resnet", "a.net", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "resnet"));
}

/* Confidences of a picture's centre. */
static float *
classify (const FmtNetwork *network, const BaseImage *image)
{
  g_autoptr (BaseImage) fitted = fmt_network_fit (network, image);
  g_autoptr (NnExecutor) executor = nn_executor_new (network->graph, 1, NN_FORWARD_ONLY, NULL);

  fmt_network_preprocess (network, fitted, 0, nn_executor_input (executor));
  return g_memdup2 (nn_executor_forward (executor),
                    fmt_network_n_classes (network) * sizeof (float));
}

static void
test_real_squeezenet (void)
{
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *path = NULL, *picture = NULL;
  g_autofree float *confidences = NULL;
  g_autoptr (FmtNetwork) network = NULL;
  g_autoptr (BaseImage) hen = NULL;
  g_autoptr (GError) error = NULL;

  if (shared == NULL || !g_file_test (shared, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("FOOLED_TEST_SHARED is not there");
      return;
    }
  path = g_build_filename (shared, "networks", "squeezenet-v1.0-deep-compression.net", NULL);
  picture = g_build_filename (shared, "images", "hen-256.png", NULL);
  network = fmt_network_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nn_graph_n_parameters (network->graph), ==, 1248424);
  g_assert_cmpstr (network->card->labels[8], ==, "hen");
  hen = store_png_load (picture, NULL, &error);
  g_assert_no_error (error);
  confidences = classify (network, hen);
  g_test_message ("hen: %.6f", (double) confidences[8]);
  g_assert_cmpfloat_with_epsilon (confidences[8], 0.9995f, 0.0005f);
}

/* AlexNet's weights as the file has them. */
typedef struct
{
  guint n_weights, n_out;
  int bits;
} AlexNetLayer;

static const AlexNetLayer alexnet[] = {
  { 96 * 363, 96, 8 },      { 256 * 1200, 256, 8 },   { 384 * 2304, 384, 8 },
  { 384 * 1728, 384, 8 },   { 256 * 1728, 256, 8 },   { 4096 * 9216, 4096, 4 },
  { 4096 * 4096, 4096, 4 }, { 1000 * 4096, 1000, 4 },
};

/* Codes and gaps of a layer of which about one weight in `rarity` is stored. */
static guint32
draw_layer (const AlexNetLayer *layer,
            guint rarity,
            BaseRandom *random,
            GByteArray *codes,
            GByteArray *gaps)
{
  gsize next = 0;
  guint32 n = 0;

  for (;;)
    {
      guint gap = MIN (base_random_below (random, 2 * rarity), 15u);
      guint code = gap == 15 ? 0 : base_random_below (random, 1u << layer->bits);
      guint8 byte = (guint8) code;

      if (next + gap >= layer->n_weights)
        return n;
      if (layer->bits == 8 || n % 2 == 0)
        g_byte_array_append (codes, &byte, 1);
      else
        codes->data[codes->len - 1] |= (guint8) (code << 4);
      byte = (guint8) gap;
      if (n % 2 == 0)
        g_byte_array_append (gaps, &byte, 1);
      else
        gaps->data[gaps->len - 1] |= (guint8) (gap << 4);
      next += gap + 1;
      n++;
    }
}

/* A file of full size, as the real one: 9 MB, of random weights. */
static GByteArray *
draw_alexnet (void)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  GByteArray *file = g_byte_array_new ();
  BaseRandom random;

  base_random_init (&random, 7, 0, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (alexnet); i++)
    {
      const AlexNetLayer *layer = &alexnet[i];
      g_autoptr (GByteArray) codes = g_byte_array_new (), gaps = g_byte_array_new ();
      double fan_in = (double) layer->n_weights / layer->n_out;
      guint rarity = layer->bits == 8 ? 3 : 7;
      double spread = sqrt (6.0 * rarity / fan_in), size = 0;

      add_integer (file, draw_layer (layer, rarity, &random, codes, gaps));
      add_float (body, 0);
      /* In pairs of both signs, so that layers do not die out. */
      for (int code = 1; code < 1 << layer->bits; code++)
        {
          if (code % 2 == 1)
            size = spread * base_random_uniform (&random);
          add_float (body, (float) (code % 2 == 1 ? size : -size));
        }
      for (guint j = 0; j < layer->n_out; j++)
        add_float (body, (float) (0.1 * base_random_uniform (&random)));
      g_byte_array_append (body, codes->data, codes->len);
      g_byte_array_append (body, gaps->data, gaps->len);
    }
  g_byte_array_append (file, body->data, body->len);
  return file;
}

static void
write_file (const char *path, const guint8 *data, gsize size)
{
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
}

static void
write_caffe (const char *path, const NnGraph *graph)
{
  g_autoptr (CaffeModel) model = caffe_model_new ();
  g_autoptr (GBytes) bytes = NULL;

  caffe_add_graph (model, graph);
  bytes = caffe_model_pack (model, TRUE);
  write_file (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static BaseImage *
noise (void)
{
  BaseImage *image = base_image_new (256, 256, 3);
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) base_random_below (&random, 256);
  return image;
}

/* Without a card an ONNX file is guessed to be PyTorch's; here it is to be read as Caffe's. */
static float *
classify_file (const char *path, const FmtCard *card, const BaseImage *image)
{
  g_autofree char *card_path =
      g_strdup_printf ("%.*s.card", (int) (strrchr (path, '.') - path), path);
  g_autoptr (FmtCard) own = card != NULL ? fmt_card_copy (card) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) network = NULL;

  if (own != NULL)
    {
      g_free (own->weights);
      own->weights = g_path_get_basename (path);
      own->format = NULL;
      g_clear_pointer (&own->architecture, g_free);
      /* That of the file that the network came from. */
      g_clear_pointer (&own->checksum, g_free);
      g_assert_true (fmt_card_save (own, card_path, &error));
    }
  network = fmt_network_load (path, &error);
  g_assert_no_error (error);
  g_unlink (card_path);
  return classify (network, image);
}

static void
test_alexnet (void)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-alexnet-XXXXXX", NULL);
  g_autofree char *net = g_build_filename (folder, "a.net", NULL);
  g_autofree char *onnx = g_build_filename (folder, "b.onnx", NULL);
  g_autofree char *caffe = g_build_filename (folder, "c.caffemodel", NULL);
  g_autoptr (GByteArray) file = draw_alexnet ();
  g_autoptr (BaseImage) image = noise ();
  g_autoptr (FmtNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree float *expected = NULL, *by_onnx = NULL, *by_caffe = NULL;
  g_autoptr (FmtCard) card = NULL;
  float most = 0, difference = 0;

  g_test_message ("%u bytes", file->len);
  g_assert_cmpstr (fmt_deep_compression_guess (file->data, file->len), ==, "alexnet");
  write_file (net, file->data, file->len);
  network = fmt_network_load (net, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nn_graph_n_parameters (network->graph), ==, 60965224);
  expected = classify (network, image);
  for (int i = 0; i < 1000; i++)
    most = MAX (most, expected[i]);
  g_test_message ("highest confidence %g", (double) most);
  g_assert_cmpfloat (most, >, 0.01f);
  g_unlink (net);
  if (THOROUGH_SANITIZED) /* smaller networks are written, too (test-onnx-zoo.c, test-caffe.c) */
    {
      g_assert_cmpint (g_rmdir (folder), ==, 0);
      return;
    }
  g_assert_true (fmt_onnx_save (network->graph, onnx, NULL));
  write_caffe (caffe, network->graph);
  card = fmt_card_copy (network->card);
  g_clear_pointer (&network, fmt_network_unref);

  by_onnx = classify_file (onnx, card, image);
  by_caffe = classify_file (caffe, NULL, image);
  for (int i = 0; i < 1000; i++)
    {
      difference = MAX (difference, fabsf (expected[i] - by_onnx[i]));
      difference = MAX (difference, fabsf (expected[i] - by_caffe[i]));
    }
  g_test_message ("largest difference %g", (double) difference);
  g_assert_cmpfloat (difference, <=, 1e-6f);
  g_unlink (onnx);
  g_unlink (caffe);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/deep-compression/decode", test_decode);
  g_test_add_func ("/deep-compression/truncated", test_truncated);
  g_test_add_func ("/deep-compression/truncated-network", test_truncated_network);
  g_test_add_func ("/deep-compression/damaged", test_damaged);
  g_test_add_func ("/deep-compression/flips", test_flips);
  g_test_add_func ("/deep-compression/unknown", test_unknown);
  g_test_add_func ("/deep-compression/real-squeezenet", test_real_squeezenet);
  g_test_add_func ("/deep-compression/alexnet", test_alexnet);
  return g_test_run ();
}
