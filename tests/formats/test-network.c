// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "formats/network.h"
#include "formats/onnx.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* Networks by id, by card and by file; what does not fit together; preprocessing. */

#define WIDTH     4
#define HEIGHT    3
#define CHANNELS  3
#define N_CLASSES 2

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_weights (const char *name, int channels, int height, int width, int n_classes)
{
  g_autofree char *path = path_of (name);
  NnShape matrix = { .rank = 2, .dims = { n_classes, channels * height * width } };
  g_autoptr (NnGraph) graph = nn_graph_new ("x", &NN_SHAPE_3 (channels, height, width), NULL);
  NnValue value = nn_graph_add_linear (graph, "scores", 0, nn_tensor_new (&matrix), NULL, NULL);

  nn_graph_add_softmax (graph, "y", value, NULL);
  g_assert_true (fmt_onnx_save (graph, path, NULL));
}

static FmtCard *
new_card (const char *weights)
{
  g_autofree char *path = path_of (weights);
  FmtCard *card = fmt_card_guess (path, CHANNELS, HEIGHT, WIDTH, N_CLASSES);

  g_free (card->name);
  card->name = g_strdup ("From a card");
  return card;
}

static void
write_card (const FmtCard *card, const char *name)
{
  g_autofree char *path = path_of (name);

  g_assert_true (fmt_card_save (card, path, NULL));
}

static char *
checksum_of (const char *name)
{
  g_autofree char *path = path_of (name);
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) data, size);
}

/* A new folder for each test: net.onnx and net.card, which fit. */
static void
set_up (gpointer *fixture, gconstpointer data)
{
  g_autoptr (FmtCard) card = NULL;

  folder = g_dir_make_tmp ("fooled-network-XXXXXX", NULL);
  g_setenv ("FOOLED_WEIGHTS_DIR", folder, TRUE);
  write_weights ("net.onnx", CHANNELS, HEIGHT, WIDTH, N_CLASSES);
  card = new_card ("net.onnx");
  card->checksum = checksum_of ("net.onnx");
  write_card (card, "net.card");
}

static void
tear_down (gpointer *fixture, gconstpointer data)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = path_of (name);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_clear_pointer (&folder, g_free);
}

static void
assert_loads (const char *id_or_path, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) network = fmt_network_load (id_or_path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (network->card->name, ==, name);
  g_assert_cmpuint (fmt_network_n_classes (network), ==, N_CLASSES);
}

/* The message names what is wrong: words with spaces between them. */
static void
assert_fails (const char *id_or_path, const char *words)
{
  g_auto (GStrv) expected = g_strsplit (words, " ", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_network_load (id_or_path, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  for (gsize i = 0; expected[i] != NULL; i++)
    if (strstr (error->message, expected[i]) == NULL)
      g_error ("no “%s” in: %s", expected[i], error->message);
}

static void
assert_is_guessed (const char *path)
{
  g_autoptr (FmtNetwork) network = fmt_network_load (path, NULL);

  g_assert_nonnull (network);
  g_assert_true (network->guessed);
}

static void
test_load (gpointer *fixture, gconstpointer data)
{
  g_autofree char *card = path_of ("net.card");
  g_autofree char *weights = path_of ("net.onnx");

  assert_loads ("net", "From a card");
  assert_loads (card, "From a card");
  assert_loads (weights, "From a card");
}

/* Weights without a card, or beside a card of other weights. */
static void
test_guess (gpointer *fixture, gconstpointer data)
{
  g_autofree char *card = path_of ("net.card");
  g_autofree char *weights = path_of ("net.onnx");
  g_autofree char *odd = path_of ("odd name.onnx");
  g_autoptr (FmtCard) other = new_card ("other.onnx");

  g_unlink (card);
  assert_loads (weights, "net.onnx");
  write_card (other, "net.card");
  assert_loads (weights, "net.onnx");
  write_weights ("odd name.onnx", CHANNELS, HEIGHT, WIDTH, N_CLASSES);
  assert_loads (odd, "odd name.onnx");
}

static void
test_references (gpointer *fixture, gconstpointer data)
{
  FmtNetwork *network = fmt_network_load ("net", NULL);

  g_assert_true (fmt_network_ref (network) == network);
  fmt_network_unref (network);
  g_assert_cmpuint (fmt_network_n_classes (network), ==, N_CLASSES);
  fmt_network_unref (network);
  fmt_network_unref (NULL);
}

static void
test_missing (gpointer *fixture, gconstpointer data)
{
  g_autofree char *weights = path_of ("net.onnx");
  g_autoptr (GError) error = NULL;

  assert_fails ("nothing", "“nothing”");
  assert_fails ("/nowhere/net.onnx", "/nowhere/net.onnx");
  assert_fails (folder, folder);
  assert_fails ("", "network");
  g_assert_null (fmt_network_load ("nothing", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_unlink (weights);
  assert_fails ("net", "net.onnx");
}

/* One byte of the weights changed, and the file cut short. */
static void
test_checksum (gpointer *fixture, gconstpointer data)
{
  g_autofree char *path = path_of ("net.onnx");
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize) size - 1, NULL));
  assert_fails ("net", "net.onnx checksum");
  assert_fails (path, "net.onnx checksum");
  content[size / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  assert_fails ("net", "net.onnx checksum");
}

static void
test_truncated (gpointer *fixture, gconstpointer data)
{
  g_autofree char *path = path_of ("cut.onnx");
  g_autofree char *whole = path_of ("net.onnx");
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (whole, &content, &size, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize) size / 2, NULL));
  assert_fails (path, "cut.onnx damaged");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_fails (path, "cut.onnx");
}

static void
test_other_input (gpointer *fixture, gconstpointer data)
{
  g_autoptr (FmtCard) card = new_card ("net.onnx");

  card->width = HEIGHT;
  card->height = WIDTH;
  write_card (card, "net.card");
  assert_fails ("net", "net.onnx input card");
  card->width = WIDTH;
  card->height = HEIGHT;
  card->channels = 1;
  write_card (card, "net.card");
  assert_fails ("net", "net.onnx input card");
}

static void
test_other_labels (gpointer *fixture, gconstpointer data)
{
  g_autoptr (FmtCard) card = new_card ("net.onnx");

  card->n_labels = 1;
  write_card (card, "net.card");
  assert_fails ("net", "net.onnx classes labels");
}

/* Without a card a network has to take grey or colour pictures. */
static void
test_no_picture (gpointer *fixture, gconstpointer data)
{
  g_autofree char *path = path_of ("two.onnx");

  write_weights ("two.onnx", 2, HEIGHT, WIDTH, N_CLASSES);
  assert_fails (path, "two.onnx input picture");
}

/* A colour network for as many classes as ImageNet has is taken for one of ImageNet's as PyTorch
 * trains them: each channel has a mean and a deviation of its own. */
static void
test_imagenet_guess (gpointer *fixture, gconstpointer data)
{
  const double mean[] = { 0.485, 0.456, 0.406 }, deviation[] = { 0.229, 0.224, 0.225 };
  g_autofree char *path = path_of ("imagenet.onnx");
  g_autofree float *input = g_new (float, 3 * 64 * 64);
  g_autoptr (BaseImage) image = base_image_new (64, 64, 3);
  g_autoptr (FmtNetwork) network = NULL;

  write_weights ("imagenet.onnx", 3, 64, 64, 1000);
  network = fmt_network_load (path, NULL);
  g_assert_false (network->card->bgr);
  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) (60 * (i % 3) + 50);
  fmt_network_preprocess (network, image, 0, input);
  for (int c = 0; c < 3; c++)
    g_assert_cmpfloat_with_epsilon ((double) input[c * 64 * 64],
                                    ((60 * c + 50) / 255.0 - mean[c]) / deviation[c], 1e-5);
}

/* Any other takes grey levels divided by 255, of the middle where it is large. */
static void
test_color_guess (gpointer *fixture, gconstpointer data)
{
  g_autofree char *path = path_of ("large.onnx");
  g_autoptr (FmtNetwork) network = NULL;

  write_weights ("large.onnx", 3, 224, 224, N_CLASSES);
  network = fmt_network_load (path, NULL);
  g_assert_cmpuint (fmt_network_image_width (network), ==, 256);
  for (int c = 0; c < 3; c++)
    {
      g_assert_cmpfloat (network->card->mean[c], ==, 0);
      g_assert_cmpfloat (network->card->scale[c], ==, 1.0 / 255);
    }
  g_assert_cmpstr (network->card->labels[1], ==, "1");
}

/* A file that was renamed and moved is still the network that a card describes. */
static void
test_by_content (gpointer *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = g_dir_make_tmp ("fooled-elsewhere-XXXXXX", NULL);
  g_autofree char *moved = g_build_filename (elsewhere, "download (1).onnx", NULL);
  g_autofree char *path = path_of ("net.onnx");
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_true (g_file_set_contents (moved, content, (gssize) size, NULL));
  assert_loads (moved, "From a card");
  write_weights ("net.onnx", CHANNELS, HEIGHT, WIDTH, N_CLASSES + 1);
  g_free (content);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_true (g_file_set_contents (moved, content, (gssize) size, NULL));
  assert_is_guessed (moved);
  g_unlink (moved);
  g_rmdir (elsewhere);
}

static void
test_damaged_card (gpointer *fixture, gconstpointer data)
{
  g_autofree char *path = path_of ("net.card");
  g_autofree char *weights = path_of ("net.onnx");

  g_assert_true (g_file_set_contents (path, "nothing", -1, NULL));
  assert_fails ("net", "net.card");
  assert_fails (weights, "net.card");
}

static BaseImage *
new_image (guint width, guint height, guint channels)
{
  BaseImage *image = base_image_new (width, height, channels);

  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) (37 * i + 11);
  return image;
}

/* (grey - mean) * scale, channel by channel, in the network's order of the channels. */
static void
test_preprocess (gpointer *fixture, gconstpointer data)
{
  g_autoptr (BaseImage) image = new_image (WIDTH, HEIGHT, CHANNELS);

  for (int bgr = 0; bgr < 2; bgr++)
    {
      g_autoptr (FmtCard) card = new_card ("net.onnx");
      g_autoptr (FmtNetwork) network = NULL;
      float input[CHANNELS * HEIGHT * WIDTH];

      card->bgr = bgr == 1;
      for (int c = 0; c < CHANNELS; c++)
        card->mean[c] = 100 + 8.25 * c;
      fmt_card_set_scale (card, 1.0 / 64);
      write_card (card, "net.card");
      network = fmt_network_load ("net", NULL);
      fmt_network_preprocess (network, image, 0, input);
      for (int c = 0; c < CHANNELS; c++)
        for (int y = 0; y < HEIGHT; y++)
          for (int x = 0; x < WIDTH; x++)
            {
              guint8 grey = image->pixels[(y * WIDTH + x) * CHANNELS + (bgr ? 2 - c : c)];
              float expected = (float) ((grey - (100 + 8.25 * c)) / 64);

              g_assert_cmpfloat (input[(c * HEIGHT + y) * WIDTH + x], ==, expected);
            }
    }
}

static void
test_fit (gpointer *fixture, gconstpointer data)
{
  g_autoptr (FmtNetwork) network = fmt_network_load ("net", NULL);
  g_autoptr (BaseImage) same = new_image (WIDTH, HEIGHT, CHANNELS);
  g_autoptr (BaseImage) grey = new_image (2 * WIDTH, 5 * HEIGHT, 1);
  g_autoptr (BaseImage) fitted_same = fmt_network_fit (network, same);
  g_autoptr (BaseImage) fitted = fmt_network_fit (network, grey);

  g_assert_cmpmem (fitted_same->pixels, base_image_size (fitted_same), same->pixels,
                   base_image_size (same));
  g_assert_cmpuint (fitted->width, ==, WIDTH);
  g_assert_cmpuint (fitted->height, ==, HEIGHT);
  g_assert_cmpuint (fitted->channels, ==, CHANNELS);
}

/* The networks that are shipped. */
static void
test_shipped (gconstpointer data)
{
  const char *weights = data;
  g_autoptr (GPtrArray) cards = NULL;

  g_setenv ("FOOLED_WEIGHTS_DIR", weights, TRUE);
  cards = fmt_card_list ();
  g_assert_cmpuint (cards->len, >=, 3);
  for (guint i = 0; i < cards->len; i++)
    {
      const FmtCard *card = g_ptr_array_index (cards, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (FmtNetwork) network = NULL;

      if (card->sources != NULL) /* to be had elsewhere */
        continue;
      network = fmt_network_load (card->id, &error);
      g_assert_no_error (error);
      g_assert_nonnull (card->checksum);
      g_assert_nonnull (card->licence);
      g_assert_cmpuint (nn_graph_n_parameters (network->graph), ==,
                        g_str_equal (card->id, "emoji") ? 679824 : 431080);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/network/" name, gpointer, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *shipped = g_strdup (g_getenv ("FOOLED_WEIGHTS_DIR"));

  g_test_init (&argc, &argv, NULL);
  g_setenv ("XDG_DATA_HOME", "/nowhere", TRUE);
  ADD ("load", test_load);
  ADD ("guess", test_guess);
  ADD ("references", test_references);
  ADD ("missing", test_missing);
  ADD ("checksum", test_checksum);
  ADD ("truncated", test_truncated);
  ADD ("other-input", test_other_input);
  ADD ("other-labels", test_other_labels);
  ADD ("no-picture", test_no_picture);
  ADD ("imagenet-guess", test_imagenet_guess);
  ADD ("color-guess", test_color_guess);
  ADD ("by-content", test_by_content);
  ADD ("damaged-card", test_damaged_card);
  ADD ("preprocess", test_preprocess);
  ADD ("fit", test_fit);
  if (shipped != NULL)
    g_test_add_data_func ("/network/shipped", shipped, test_shipped);
  return g_test_run ();
}
