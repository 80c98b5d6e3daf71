// SPDX-License-Identifier: GPL-3.0-or-later
/* L-BFGS on the LeNet: no worse than a search that anybody can check, and on MNIST. */
#include "ascent/perturb.h"
#include "datasets/dataset.h"

#include <math.h>
#include <string.h>

#include "naive-lenet.h"
#include "perturb-all.h"
#include "tests/thorough.h"

#define N_DIGITS    20
#define DESCENT     80 /* steps */
#define N_CONSTANTS 4

static AscPerturbation *
search (const NaiveLenet *lenet, const guint8 *before, int target)
{
  AscPerturbSettings settings;
  g_autoptr (GError) error = NULL;
  AscPerturbation *result;

  asc_perturb_settings_init (&settings, ASC_METHOD_LBFGS);
  settings.target = target;
  result = perturb_all (lenet->network, before, &settings, &error);
  g_assert_no_error (error);
  return result;
}

/* Loss and its gradient over pixels in 0 .. 1. */
static void
naive_loss (NaiveLenet *lenet, const double *x, int target, int label, double *gradient)
{
  double picture[LENET_PIXELS], slope[LENET_CLASSES], p[LENET_CLASSES];

  for (int i = 0; i < LENET_PIXELS; i++)
    picture[i] = 255 * x[i];
  naive_lenet_forward (lenet, picture);
  naive_lenet_softmax (lenet, p);
  for (int i = 0; i < LENET_CLASSES; i++)
    if (target != ASC_ANY_OTHER)
      slope[i] = p[i] - (i == target);
    else /* of -log (1 - p [label]) */
      slope[i] = i == label ? p[label] : -p[label] * p[i] / (1 - p[label]);
  naive_lenet_backward (lenet, slope, gradient);
  for (int i = 0; i < LENET_PIXELS; i++)
    gradient[i] *= 255;
}

/* Projected gradient descent on |x - before|^2 + C * loss for some C: the smallest distortion of
 * all rounded pictures on its way that succeed. */
static double
naive_search (NaiveLenet *lenet, const guint8 *before, int target, int label)
{
  double best = HUGE_VAL;

  for (int c = 0; c < N_CONSTANTS; c++)
    {
      const double constant = 0.15 * pow (2, c);
      double x[LENET_PIXELS], gradient[LENET_PIXELS];
      guint8 levels[LENET_PIXELS];

      for (int i = 0; i < LENET_PIXELS; i++)
        x[i] = before[i] / 255.0;
      for (int step = 0; step < DESCENT; step++)
        {
          naive_loss (lenet, x, target, label, gradient);
          for (int i = 0; i < LENET_PIXELS; i++)
            {
              gradient[i] = 2 * (x[i] - before[i] / 255.0) + constant * gradient[i];
              x[i] = CLAMP (x[i] - 0.03 * gradient[i], 0, 1);
              levels[i] = (guint8) lrint (255 * x[i]);
            }
          if (naive_lenet_succeeds (lenet, levels, target, label))
            best = fmin (best, naive_distortion (before, levels));
        }
    }
  return best;
}

static void
compare (NaiveLenet *lenet, int which, int label, int target)
{
  guint8 before[LENET_PIXELS];
  g_autoptr (AscPerturbation) result = NULL;
  double expected;

  draw_digit (which, before);
  result = search (lenet, before, target);
  expected = naive_search (lenet, before, target, label);
  g_test_message ("distortion %g, by plain descent %g", result->distortion, expected);
  g_assert_true (isfinite (expected));
  g_assert_true (result->success);
  g_assert_true (naive_lenet_succeeds (lenet, result->levels, target, label));
  g_assert_cmpfloat_with_epsilon (result->distortion, naive_distortion (before, result->levels),
                                  1e-9);
  g_assert_cmpfloat (result->distortion, <=, 1.02 * expected);
}

static void
test_descent (void)
{
  g_autoptr (NaiveLenet) lenet = naive_lenet_new ();

  compare (lenet, DRAWN_SEVEN, 7, 8);
  compare (lenet, DRAWN_ZERO, 0, ASC_ANY_OTHER);
}

/* Pictures of one colour have a gradient like others, and black ones room above. */
static void
test_one_colour (void)
{
  const guint8 colours[] = { 0, 128, 255 };
  g_autoptr (NaiveLenet) lenet = naive_lenet_new ();

  for (int c = 0; c < thorough (3, 3, 1); c++)
    for (AscMethod method = 0; method < ASC_N_METHODS; method++)
      {
        AscPerturbSettings settings;
        g_autoptr (AscPerturbation) result = NULL;
        g_autoptr (GError) error = NULL;
        guint8 before[LENET_PIXELS];

        memset (before, colours[c], sizeof before);
        asc_perturb_settings_init (&settings, method);
        result = perturb_all (lenet->network, before, &settings, &error);
        g_assert_no_error (error);
        /* On white the one step of the fast method is not enough. */
        g_assert_true (result->success || method == ASC_METHOD_FGSM);
        g_assert_cmpint (
            result->success, ==,
            naive_lenet_succeeds (lenet, result->levels, ASC_ANY_OTHER, (int) result->label));
      }
}

/* The first test digits, each to the next digit: all of them, and by changes as small as Szegedy
 * et al. 2013 report in their table 1, .058 to .14. */
static void
test_mnist (void)
{
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autoptr (NaiveLenet) lenet = NULL;
  g_autoptr (NnDataset) digits = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  double sum = 0;

  folder = shared == NULL ? NULL : g_build_filename (shared, "mnist", NULL);
  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("FOOLED_TEST_SHARED is not there");
      return;
    }
  data_set_load (folder, NULL, NULL, &digits, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  lenet = naive_lenet_new ();
  for (int i = 0; i < N_DIGITS; i++)
    {
      const guint8 *before = digits->pixels + i * LENET_PIXELS;
      const int target = (digits->labels[i] + 1) % 10;
      g_autoptr (AscPerturbation) result = search (lenet, before, target);

      g_assert_true (result->success);
      g_assert_true (naive_lenet_succeeds (lenet, result->levels, target, -1));
      sum += naive_distortion (before, result->levels);
    }
  g_test_message ("average distortion %g", sum / N_DIGITS);
  g_assert_cmpfloat (sum / N_DIGITS, <, 0.14);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/perturb/lbfgs/descent", test_descent);
  g_test_add_func ("/ascent/perturb/lbfgs/one-colour", test_one_colour);
  g_test_add_func ("/ascent/perturb/lbfgs/mnist", test_mnist);
  return g_test_run ();
}
