// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "formats/onnx.h"
#include "nn/executor.h"
#include "store/png.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Networks like those that people have (tests/formats/people), with what ONNX Runtime 1.30 makes of
 * a picture. */

typedef struct
{
  const char *network, *picture;
  gboolean channels_last, confidences;
  float expected[10];
} Case;

static const Case cases[] = {
  { "a-external",
    "rgb-16x16",
    FALSE,
    FALSE,
    { -0.042799f, 0.134841f, -0.359081f, 0.365107f, 0.404574f } },
  { "b-allowzero-static",
    "rgb-16x16",
    FALSE,
    FALSE,
    { -0.042799f, 0.134841f, -0.359081f, 0.365107f, 0.404574f } },
  { "b-allowzero-view",
    "rgb-16x16",
    FALSE,
    FALSE,
    { -0.042799f, 0.134841f, -0.359081f, 0.365107f, 0.404574f } },
  { "c-nhwc",
    "rgb-24x24",
    TRUE,
    TRUE,
    { 0.00673612f, 0.000551305f, 0.00519183f, 0.161058f, 0.648962f, 0.177500f } },
  { "k-qdq",
    "rgb-16x16",
    FALSE,
    FALSE,
    { -0.040397f, 0.128715f, -0.349986f, 0.370532f, 0.394593f } },
  { "l-unsorted",
    "rgb-16x16",
    FALSE,
    FALSE,
    { -0.042799f, 0.134841f, -0.359081f, 0.365107f, 0.404574f } },
  { "p-784",
    "grey-28x28",
    FALSE,
    FALSE,
    { -0.453018f, -1.150893f, -1.181156f, 2.913560f, 0.988723f, 0.278568f, 1.449569f, -0.567299f,
      1.614194f, 0.863919f } },
  { "r-gelu",
    "rgb-16x16",
    FALSE,
    FALSE,
    { 1.680199f, -0.912957f, -1.078737f, -1.939961f, -1.250777f } },
  { "r-layernorm",
    "rgb-16x16",
    FALSE,
    FALSE,
    { 2.856884f, -4.242651f, -2.073141f, -3.855227f, -6.213795f } },
};

static char *
find (const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_test_build_filename (G_TEST_DIST, "formats", "people", file, NULL);
}

/* Pixels / 255, channel by channel or all channels of a pixel together. */
static void
set_input (NnExecutor *executor, const Case *item)
{
  g_autofree char *path = find (item->picture, ".png");
  g_autoptr (BaseImage) image = store_png_load (path, NULL, NULL);
  gsize plane;

  g_assert_nonnull (image);
  plane = (gsize) image->width * image->height;
  for (gsize i = 0; i < plane; i++)
    for (gsize c = 0; c < image->channels; c++)
      nn_executor_input (executor)[item->channels_last ? i * image->channels + c : c * plane + i] =
          (float) image->pixels[i * image->channels + c] / 255;
}

static void
test_case (gconstpointer data)
{
  const Case *item = data;
  g_autofree char *path = find (item->network, ".onnx");
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = fmt_onnx_load (path, &error);
  g_autoptr (NnExecutor) executor = NULL;
  NnValue scores;
  gsize n;

  g_assert_no_error (error);
  executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, &error);
  g_assert_no_error (error);
  set_input (executor, item);
  nn_executor_forward (executor);
  scores = nn_graph_output (graph);
  if (!item->confidences)
    scores = nn_graph_node (graph, scores)->inputs[0];
  n = nn_shape_size (nn_graph_shape (graph, scores));
  g_assert_cmpuint (n, <=, G_N_ELEMENTS (item->expected));
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (nn_executor_value (executor, scores)[i], item->expected[i],
                                    2e-6f);
}

/* Weights of bfloat16 are read. */
static void
test_bfloat (void)
{
  g_autofree char *path = find ("n-bfloat", ".onnx");
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph = fmt_onnx_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (nn_graph_shape (graph, nn_graph_output (graph))->dims[0], ==, 4);
}

static void
copy_to (const char *name, const char *folder)
{
  g_autofree char *from = find (name, ""), *to = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &content, &size, NULL));
  g_assert_true (g_file_set_contents (to, content, (gssize) size, NULL));
}

static void
assert_refused (const char *path, int code, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_onnx_load (path, &error));
  g_assert_error (error, BASE_ERROR, code);
  for (gsize i = 0; list[i] != NULL; i++)
    if (strstr (error->message, list[i]) == NULL)
      g_error ("no “%s” in: %s", list[i], error->message);
}

/* The data beside the network: missing, cut off, a folder, and a link that leads elsewhere. */
static void
test_external (void)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-XXXXXX", NULL);
  g_autofree char *elsewhere = g_dir_make_tmp ("fooled-XXXXXX", NULL);
  g_autofree char *network = g_build_filename (folder, "a-external.onnx", NULL);
  g_autofree char *data = g_build_filename (folder, "a-external.onnx.data", NULL);
  g_autofree char *other = g_build_filename (elsewhere, "a-external.onnx.data", NULL);
  g_autoptr (NnGraph) graph = NULL;

  copy_to ("a-external.onnx", folder);
  assert_refused (network, BASE_ERROR_NOT_FOUND, "a-external.onnx.data beside");
  g_assert_true (g_file_set_contents (data, "0123456789abcdef", -1, NULL));
  assert_refused (network, BASE_ERROR_INVALID, "a-external.onnx.data cut");
  g_assert_cmpint (g_unlink (data), ==, 0);
  g_assert_cmpint (g_mkdir (data, 0700), ==, 0);
  assert_refused (network, BASE_ERROR_NOT_FOUND, "a-external.onnx.data");
  g_assert_cmpint (g_rmdir (data), ==, 0);
  copy_to ("a-external.onnx.data", elsewhere);
  g_assert_cmpint (symlink (other, data), ==, 0);
  assert_refused (network, BASE_ERROR_INVALID, "a-external.onnx.data link");
  g_assert_cmpint (g_unlink (data), ==, 0);
  copy_to ("a-external.onnx.data", folder);
  graph = fmt_onnx_load (network, NULL);
  g_assert_nonnull (graph);
  g_unlink (data);
  g_unlink (network);
  g_unlink (other);
  g_rmdir (folder);
  g_rmdir (elsewhere);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/onnx-people/", cases[i].network, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/onnx-people/n-bfloat", test_bfloat);
  g_test_add_func ("/onnx-people/external", test_external);
  return g_test_run ();
}
