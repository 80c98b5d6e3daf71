// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/network.h"
#include "nn/executor.h"
#include "store/png.h"

#include <math.h>
#include <string.h>

/* The networks of the folder kinds, each with its line of expected.txt. */

#define TOLERANCE 2e-6

/* Of numbers that go through more than a softmax. */
#define RELATIVE 2e-5

static char *
path_of (const char *folder, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_test_build_filename (G_TEST_DIST, "formats", folder, file, NULL);
}

static void
check_refused (const char *path, char **words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_network_load (path, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  for (; *words != NULL; words++)
    if (strstr (error->message, *words) == NULL)
      g_error ("no “%s” in: %s", *words, error->message);
}

static void
check_confidences (const char *path, const char *picture, char **expected)
{
  g_autofree char *picture_path = path_of ("people", picture, "");
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) network = fmt_network_load (path, &error);
  g_autoptr (BaseImage) image = store_png_load (picture_path, NULL, NULL), fitted = NULL;
  g_autoptr (NnExecutor) executor = NULL;
  const float *confidences;
  double sum = 0, largest = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (fmt_network_n_classes (network), ==, g_strv_length (expected));
  executor = nn_executor_new (network->graph, 1, NN_FORWARD_ONLY, NULL);
  fitted = fmt_network_fit (network, image);
  fmt_network_preprocess (network, fitted, 0, nn_executor_input (executor));
  confidences = nn_executor_forward (executor);
  for (guint i = 0; expected[i] != NULL; i++)
    {
      double wanted = g_ascii_strtod (expected[i], NULL);

      if (!(fabs ((double) confidences[i] - wanted) <= TOLERANCE + RELATIVE * wanted))
        g_error ("class %u: %.9g instead of %.9g", i, (double) confidences[i], wanted);
      sum += wanted;
      largest = MAX (largest, wanted);
    }
  /* What adds up, unless by chance, is not said to be each on its own. */
  if (fabs (sum - 1) < 1e-5 && largest < 0.9)
    g_assert_false (network->independent);
}

static void
check_labels (const char *path, char **expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) network = fmt_network_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpstrv (network->card->labels, expected);
}

static void
test_line (gconstpointer data)
{
  g_auto (GStrv) words = g_strsplit (data, " ", -1);
  g_autofree char *path = path_of ("kinds", words[0], ".onnx");

  if (g_str_equal (words[1], "refused"))
    check_refused (path, words + 2);
  else if (g_str_equal (words[1], "labels"))
    check_labels (path, words + 2);
  else
    check_confidences (path, words[1], words + 2);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL, *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("XDG_DATA_HOME", "/nowhere", TRUE);
  path = path_of ("kinds", "expected", ".txt");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '#')
      {
        g_autofree char *name = g_strndup (lines[i], strcspn (lines[i], " "));
        g_autofree char *test = g_strconcat ("/kinds/", name, NULL);

        g_test_add_data_func (test, lines[i], test_line);
      }
  return g_test_run ();
}
