// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "formats/caffe.pb-c.h"
#include "formats/network.h"

#include <glib/gstdio.h>
#include <string.h>

/* Pictures on their way into a network: size, crops, order of channels, mean, scale. */

#define WIDTH        3
#define HEIGHT       2
#define IMAGE_WIDTH  6
#define IMAGE_HEIGHT 5

/* A network without layers: preprocessing needs the card only. */
static FmtNetwork *
new_network (guint channels)
{
  FmtNetwork *network = g_new0 (FmtNetwork, 1);

  g_atomic_ref_count_init (&network->ref_count);
  network->card = fmt_card_guess ("x.onnx", channels, HEIGHT, WIDTH, 2);
  network->card->image_width = IMAGE_WIDTH;
  network->card->image_height = IMAGE_HEIGHT;
  network->card->n_crops = 10;
  fmt_card_set_scale (network->card, 1);
  network->graph = nn_graph_new ("x", &NN_SHAPE_3 ((int) channels, HEIGHT, WIDTH), NULL);
  return network;
}

/* Each number tells its place: 100 c + 10 y + x. */
static BaseImage *
new_image (guint channels)
{
  BaseImage *image = base_image_new (IMAGE_WIDTH, IMAGE_HEIGHT, channels);

  for (guint y = 0; y < IMAGE_HEIGHT; y++)
    for (guint x = 0; x < IMAGE_WIDTH; x++)
      for (guint c = 0; c < channels; c++)
        image->pixels[(y * IMAGE_WIDTH + x) * channels + c] = (guint8) (100 * c + 10 * y + x);
  return image;
}

static float
at (const float *input, guint c, guint y, guint x)
{
  return input[(c * HEIGHT + y) * WIDTH + x];
}

/* The centre (rounded down), upper left, upper right, lower left, lower right. */
static const struct
{
  guint left, top;
} places[] = { { 1, 1 }, { 0, 0 }, { 3, 0 }, { 0, 3 }, { 3, 3 } };

static void
test_crops (void)
{
  for (guint channels = 1; channels <= 3; channels += 2)
    {
      g_autoptr (FmtNetwork) network = new_network (channels);
      g_autoptr (BaseImage) image = new_image (channels);
      float input[3 * HEIGHT * WIDTH];

      g_assert_cmpuint (fmt_network_n_crops (network, 0, NULL), ==, 10);
      for (guint crop = 0; crop < 10; crop++)
        {
          fmt_network_preprocess (network, image, crop, input);
          for (guint c = 0; c < channels; c++)
            for (guint y = 0; y < HEIGHT; y++)
              for (guint x = 0; x < WIDTH; x++)
                {
                  guint from = crop < 5 ? x : WIDTH - 1 - x;
                  guint expected =
                      100 * c + 10 * (places[crop % 5].top + y) + places[crop % 5].left + from;

                  g_assert_cmpfloat (at (input, c, y, x), ==, (float) expected);
                }
        }
    }
}

static void
test_order_mean_and_scale (void)
{
  g_autoptr (FmtNetwork) network = new_network (3);
  g_autoptr (BaseImage) image = new_image (3);
  float input[3 * HEIGHT * WIDTH];

  network->card->bgr = TRUE;
  for (int i = 0; i < 3; i++)
    {
      network->card->mean[i] = 1 + i;
      network->card->scale[i] = 0.5 + i;
    }
  fmt_network_preprocess (network, image, 1, input);
  g_assert_cmpfloat (at (input, 0, 0, 0), ==, (200 - 1) / 2.f);
  g_assert_cmpfloat (at (input, 1, 0, 0), ==, (100 - 2) * 1.5f);
  g_assert_cmpfloat (at (input, 2, 0, 0), ==, (0 - 3) * 2.5f);
}

/* A mean picture as large as the pictures is cropped with them, and mirrored with them; a smaller
 * one covers the input. */
static void
test_mean_picture (void)
{
  for (int large = 0; large < 2; large++)
    {
      g_autoptr (FmtNetwork) network = new_network (1);
      g_autoptr (BaseImage) image = new_image (1);
      int height = large ? IMAGE_HEIGHT : HEIGHT, width = large ? IMAGE_WIDTH : WIDTH;
      float input[HEIGHT * WIDTH];

      network->mean = nn_tensor_new (&NN_SHAPE_3 (1, height, width));
      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
          network->mean->data[y * width + x] = (float) (10 * y + x);
      for (guint crop = 0; crop < 10; crop++)
        {
          float expected = large ? 0 : (float) (10 * places[crop % 5].top + places[crop % 5].left);

          fmt_network_preprocess (network, image, crop, input);
          for (guint i = 0; i < HEIGHT * WIDTH; i++)
            g_assert_cmpfloat (input[i], ==, expected);
        }
    }
}

/* As wanted, else as the card says; ten only where there is room for them. */
static void
test_n_crops (void)
{
  g_autoptr (FmtNetwork) network = new_network (1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (fmt_network_n_crops (network, 0, &error), ==, 10);
  g_assert_cmpuint (fmt_network_n_crops (network, 1, &error), ==, 1);
  network->card->n_crops = 1;
  g_assert_cmpuint (fmt_network_n_crops (network, 0, &error), ==, 1);
  g_assert_cmpuint (fmt_network_n_crops (network, 10, &error), ==, 10);
  network->card->image_height = HEIGHT;
  g_assert_cmpuint (fmt_network_n_crops (network, 10, &error), ==, 10);
  g_assert_no_error (error);
  for (int kind = 0; kind < 2; kind++)
    {
      network->card->image_width = kind == 0 ? WIDTH : 0;
      network->card->image_height = kind == 0 ? HEIGHT : 0;
      g_assert_cmpuint (fmt_network_n_crops (network, 1, &error), ==, 1);
      g_assert_no_error (error);
      g_assert_cmpuint (fmt_network_n_crops (network, 10, &error), ==, 0);
      g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
      g_assert_nonnull (strstr (error->message, "x.onnx"));
      g_clear_error (&error);
    }
}

/* What is undone element by element is the picture again, where the crop begins. */
static void
test_input_space (void)
{
  for (int kind = 0; kind < 3; kind++)
    {
      g_autoptr (FmtNetwork) network = new_network (3);
      g_autoptr (BaseImage) image = new_image (3);
      float input[3 * HEIGHT * WIDTH], mean[3 * HEIGHT * WIDTH], scale[3 * HEIGHT * WIDTH];
      guint left, top;

      network->card->bgr = TRUE;
      for (int i = 0; i < 3; i++)
        {
          network->card->mean[i] = 3 + i;
          network->card->scale[i] = 0.25 * (1 + i);
        }
      if (kind > 0)
        {
          int height = kind == 1 ? HEIGHT : IMAGE_HEIGHT, width = kind == 1 ? WIDTH : IMAGE_WIDTH;

          network->mean = nn_tensor_new (&NN_SHAPE_3 (3, height, width));
          for (int i = 0; i < 3 * height * width; i++)
            network->mean->data[i] = (float) (i % 50);
        }
      fmt_network_preprocess (network, image, 0, input);
      fmt_network_input_space (network, mean, scale);
      fmt_network_crop_origin (network, 0, &left, &top);
      for (guint c = 0; c < 3; c++)
        for (guint y = 0; y < HEIGHT; y++)
          for (guint x = 0; x < WIDTH; x++)
            {
              guint8 pixel = image->pixels[((top + y) * IMAGE_WIDTH + left + x) * 3 + 2 - c];

              g_assert_cmpfloat_with_epsilon (
                  at (input, c, y, x) / at (scale, c, y, x) + at (mean, c, y, x), pixel, 1e-3);
            }
    }
}

static void
test_crop_origin (void)
{
  g_autoptr (FmtNetwork) network = new_network (1);

  for (guint crop = 0; crop < 10; crop++)
    {
      guint x, y;

      fmt_network_crop_origin (network, crop, &x, &y);
      g_assert_cmpuint (x, ==, places[crop % 5].left);
      g_assert_cmpuint (y, ==, places[crop % 5].top);
    }
}

/* Pictures are made as large as those that are cropped. */
static void
test_fit (void)
{
  g_autoptr (FmtNetwork) network = new_network (3);
  g_autoptr (BaseImage) other = base_image_new (50, 40, 1);
  g_autoptr (BaseImage) fitted = fmt_network_fit (network, other);

  g_assert_cmpuint (fmt_network_image_width (network), ==, IMAGE_WIDTH);
  g_assert_cmpuint (fmt_network_image_height (network), ==, IMAGE_HEIGHT);
  g_assert_cmpuint (fitted->width, ==, IMAGE_WIDTH);
  g_assert_cmpuint (fitted->height, ==, IMAGE_HEIGHT);
  g_assert_cmpuint (fitted->channels, ==, 3);
  network->card->image_width = network->card->image_height = 0;
  g_assert_cmpuint (fmt_network_image_width (network), ==, WIDTH);
  g_assert_cmpuint (fmt_network_image_height (network), ==, HEIGHT);
}

/* Writes a mean picture of ones, 1 x height x width. */
static void
write_mean (const char *path, int height, int width)
{
  Caffe__BlobProto blob = CAFFE__BLOB_PROTO__INIT;
  g_autofree float *numbers = g_new (float, height *width);
  g_autofree guint8 *data = NULL;
  gsize size;

  blob.has_num = blob.has_channels = blob.has_height = blob.has_width = TRUE;
  blob.num = blob.channels = 1;
  blob.height = height;
  blob.width = width;
  blob.data = numbers;
  blob.n_data = (size_t) (height * width);
  for (int i = 0; i < height * width; i++)
    numbers[i] = 1;
  size = caffe__blob_proto__get_packed_size (&blob);
  data = g_malloc (size);
  caffe__blob_proto__pack (&blob, data);
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
}

static void
test_mean_file (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "fooled-mean-XXXXXX", NULL);

  g_close (g_mkstemp (path), NULL);
  for (int kind = 0; kind < 3; kind++)
    {
      g_autoptr (FmtNetwork) network = new_network (1);
      g_autoptr (GError) error = NULL;
      gboolean ok;

      if (kind == 0)
        write_mean (path, IMAGE_HEIGHT, IMAGE_WIDTH);
      else if (kind == 1)
        write_mean (path, HEIGHT - 1, WIDTH);
      else
        g_assert_true (g_file_set_contents (path, "nothing", -1, NULL));
      ok = fmt_network_load_mean (network, path, &error);
      g_assert_true (ok == (kind == 0));
      g_assert_true ((error == NULL) == ok);
    }
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preprocess/crops", test_crops);
  g_test_add_func ("/preprocess/n-crops", test_n_crops);
  g_test_add_func ("/preprocess/order-mean-and-scale", test_order_mean_and_scale);
  g_test_add_func ("/preprocess/mean-picture", test_mean_picture);
  g_test_add_func ("/preprocess/input-space", test_input_space);
  g_test_add_func ("/preprocess/crop-origin", test_crop_origin);
  g_test_add_func ("/preprocess/fit", test_fit);
  g_test_add_func ("/preprocess/mean-file", test_mean_file);
  return g_test_run ();
}
