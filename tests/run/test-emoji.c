// SPDX-License-Identifier: GPL-3.0-or-later
/* The network of emoji that comes along, and the system's font of emoji, where there is one. */
#include "run/classify.h"
#include "run/test-pictures.h"

#include "base/error.h"
#include "tests/thorough.h"

/* Of a font in one of the styles that it was trained on (Noto) it knows nearly all; one in another
 * style may have it know fewer. */
#define LEAST_KNOWN 0.6

static void
test_font (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RunClassifier) classifier = run_classifier_new ("emoji", 0, &error);
  RunNetworkInfo *info;
  guint n_known = 0, n_shown = 0;

  g_assert_no_error (error);
  info = run_classifier_info (classifier);
  g_assert_cmpuint (info->channels, ==, 3);
  g_assert_cmpuint (g_strv_length (info->characters), ==, info->n_classes);
  for (guint i = 0; i < info->n_classes; i += (guint) thorough (1, 1, 5))
    {
      g_autoptr (BaseImage) image = run_test_pictures_draw (info->characters[i], &error);
      EvoRanking top[EVO_TOP];

      if (image == NULL)
        {
          g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
          g_test_skip (error->message);
          return;
        }
      run_classifier_classify (classifier, image, top);
      n_shown++;
      if (top[0].class_index == i)
        n_known++;
      else
        g_test_message ("%s: %s", info->labels[i], info->labels[top[0].class_index]);
    }
  g_test_message ("%u of %u", n_known, n_shown);
  g_assert_cmpfloat (n_known, >=, LEAST_KNOWN * n_shown);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/emoji/font", test_font);
  return g_test_run ();
}
