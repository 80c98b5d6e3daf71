// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/network.h"
#include "nn/executor.h"
#include "store/png.h"

#include <math.h>
#include <string.h>

/* Networks as people have them, small ones: the right confidences are those of ONNX Runtime 1.30
 * and, of Caffe's files, of OpenCV 4.6. */

#define MAX_CLASSES 8

typedef struct
{
  const char *file;
  const char *picture;
  gboolean scores; /* `expected` goes through softmax */
  guint n;
  double expected[MAX_CLASSES];
  double tolerance;
  gboolean independent;
  const char *note; /* a word of what has to be said; NULL = none */
} Case;

static const Case cases[] = {
  { "d-sigmoid1.onnx",
    "grey-28x28.png",
    FALSE,
    2,
    { 0.755460, 0.244540 },
    2e-6,
    FALSE,
    "one output" },
  { "d-sigmoid5.onnx",
    "grey-28x28.png",
    FALSE,
    5,
    { 0.244540, 0.057105, 0.047112, 0.999322, 0.923887 },
    2e-6,
    TRUE,
    "on its own" },
  { "e-clip.onnx",
    "grey-28x28.png",
    FALSE,
    4,
    { 0.0000480708, 0.998695, 0.000149069, 0.00110814 },
    2e-6,
    FALSE,
    NULL },
  { "l-scores-first.onnx",
    "rgb-16x16.png",
    TRUE,
    5,
    { -0.042799, 0.134841, -0.359081, 0.365107, 0.404574 },
    2e-6,
    FALSE,
    "“logits”" },
  { "l-argmax-first.onnx",
    "rgb-16x16.png",
    TRUE,
    5,
    { -0.042799, 0.134841, -0.359081, 0.365107, 0.404574 },
    2e-6,
    FALSE,
    NULL },
  { "f-bn-nvidia.caffemodel",
    "grey-12x12.png",
    FALSE,
    4,
    { 0.017, 0.339, 0.632, 0.012 },
    6e-4,
    FALSE,
    NULL },
  { "h-meanfile.caffemodel",
    "rgb-32x32.png",
    FALSE,
    5,
    { 0.24292, 0.13625, 0.45017, 0.09309, 0.07757 },
    2e-5,
    FALSE,
    "mean.binaryproto" },
};

/* Confidences of a picture; NULL where it cannot be done. */
static float *
look (const FmtNetwork *network, const char *picture)
{
  g_autofree char *path =
      g_path_is_absolute (picture)
          ? g_strdup (picture)
          : g_test_build_filename (G_TEST_DIST, "formats", "people", picture, NULL);
  g_autoptr (BaseImage) image = store_png_load (path, NULL, NULL), fitted = NULL;
  g_autoptr (NnExecutor) executor = nn_executor_new (network->graph, 1, NN_FORWARD_ONLY, NULL);

  g_assert_nonnull (image);
  fitted = fmt_network_fit (network, image);
  fmt_network_preprocess (network, fitted, 0, nn_executor_input (executor));
  return g_memdup2 (nn_executor_forward (executor),
                    fmt_network_n_classes (network) * sizeof (float));
}

static FmtNetwork *
load (const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "formats", "people", file, NULL);
  g_autoptr (GError) error = NULL;
  FmtNetwork *network = fmt_network_load (path, &error);

  g_assert_no_error (error);
  return network;
}

static gboolean
has_note (const FmtNetwork *network, const char *words)
{
  gboolean found = FALSE;

  for (guint i = 0; i < network->notes->len; i++)
    {
      g_test_message ("%s", (char *) network->notes->pdata[i]);
      found = found || strstr (network->notes->pdata[i], words) != NULL;
    }
  return found;
}

static void
test_case (gconstpointer data)
{
  const Case *tested = data;
  g_autoptr (FmtNetwork) network = load (tested->file);
  g_autofree float *found = look (network, tested->picture);
  double sum = 0;

  g_assert_cmpuint (fmt_network_n_classes (network), ==, tested->n);
  g_assert_cmpint (network->independent, ==, tested->independent);
  g_assert_true (network->guessed);
  if (tested->note != NULL)
    g_assert_true (has_note (network, tested->note));
  for (guint i = 0; tested->scores && i < tested->n; i++)
    sum += exp (tested->expected[i]);
  for (guint i = 0; i < tested->n; i++)
    {
      double expected = tested->scores ? exp (tested->expected[i]) / sum : tested->expected[i];

      g_assert_cmpfloat_with_epsilon ((double) found[i], expected, tested->tolerance);
    }
}

/* The file leaves height and width open: a usual size is taken, and that is said; a card's counts.
 */
static void
test_open_size (void)
{
  g_autoptr (FmtNetwork) network = load ("l-dynamic-size.onnx");

  g_assert_true (network->open_size);
  g_assert_cmpuint (network->card->width, ==, 224);
  g_assert_true (has_note (network, "224 × 224"));
}

/* It subtracts the mean of numbers from 0 to 1 itself: those it gets, and no mean a second time. */
static void
test_normalised_inside (void)
{
  g_autoptr (FmtNetwork) network = load ("s-normalised-inside-224.onnx");

  for (int c = 0; c < 3; c++)
    {
      g_assert_cmpfloat (network->card->mean[c], ==, 0);
      g_assert_cmpfloat (network->card->scale[c], ==, 1.0 / 255);
    }
  g_assert_true (has_note (network, "themselves"));
}

static void
test_hen (void)
{
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *path =
      g_build_filename (shared != NULL ? shared : "", "images", "hen-256.png", NULL);
  g_autoptr (FmtNetwork) network = load ("s-normalised-inside-224.onnx");
  g_autofree float *found = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("FOOLED_TEST_SHARED is not there");
      return;
    }
  found = look (network, path);
  g_assert_cmpfloat_with_epsilon ((double) found[4], 0.98144, 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/formats/people/", cases[i].file, NULL);

      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/formats/people/open-size", test_open_size);
  g_test_add_func ("/formats/people/normalised-inside", test_normalised_inside);
  g_test_add_func ("/formats/people/hen", test_hen);
  return g_test_run ();
}
