// SPDX-License-Identifier: GPL-3.0-or-later
/* The sign methods against plain loops, on the LeNet. */
#include "ascent/perturb.h"

#include <math.h>
#include <string.h>

#include "naive-lenet.h"
#include "perturb-all.h"

/* A gradient that is as good as zero may have either sign. */
#define MAY_DIFFER 2 /* pixels */

/* d cross-entropy of k / d grey level. */
static void
naive_gradient (NaiveLenet *lenet, const double *picture, int k, double *gradient)
{
  double scores[LENET_CLASSES];

  naive_lenet_forward (lenet, picture);
  naive_lenet_softmax (lenet, scores);
  scores[k] -= 1;
  naive_lenet_backward (lenet, scores, gradient);
}

/* `steps` steps of `step` grey levels inside the ball, then whole levels. One step as large as the
 * ball is the fast method. */
static void
naive_bim (NaiveLenet *lenet,
           const guint8 *before,
           int target,
           int label,
           double ball,
           double step,
           int steps,
           guint8 *after)
{
  const double direction = target == ASC_ANY_OTHER ? 1 : -1;
  double picture[LENET_PIXELS], gradient[LENET_PIXELS];

  for (int i = 0; i < LENET_PIXELS; i++)
    picture[i] = before[i];
  for (int s = 0; s < steps; s++)
    {
      naive_gradient (lenet, picture, target == ASC_ANY_OTHER ? label : target, gradient);
      for (int i = 0; i < LENET_PIXELS; i++)
        {
          const double sign = gradient[i] > 0 ? 1 : gradient[i] < 0 ? -1 : 0;

          picture[i] += direction * step * sign;
          picture[i] = fmin (picture[i], fmin (before[i] + ball, 255));
          picture[i] = fmax (picture[i], fmax (before[i] - ball, 0));
        }
    }
  for (int i = 0; i < LENET_PIXELS; i++)
    after[i] = (guint8) lrint (picture[i]);
}

static void
assert_same_picture (const guint8 *a, const guint8 *b)
{
  int n_different = 0;

  for (int i = 0; i < LENET_PIXELS; i++)
    n_different += ABS (a[i] - b[i]) > 1;
  g_assert_cmpint (n_different, <=, MAY_DIFFER);
}

static AscPerturbation *
perturb (const NaiveLenet *lenet, const guint8 *before, const AscPerturbSettings *settings)
{
  g_autoptr (GError) error = NULL;
  AscPerturbation *result = perturb_all (lenet->network, before, settings, &error);

  g_assert_no_error (error);
  return result;
}

/* Every drawn digit, with each kind of target. */
typedef void (*Case) (NaiveLenet *lenet, const guint8 *before, int target, int label);

static void
for_each_case (Case run)
{
  g_autoptr (NaiveLenet) lenet = naive_lenet_new ();

  for (int which = 0; which < N_DRAWN; which++)
    {
      const int label = which == DRAWN_ONE ? 1 : which == DRAWN_ZERO ? 0 : 7;
      guint8 before[LENET_PIXELS];

      draw_digit (which, before);
      g_assert_true (naive_lenet_succeeds (lenet, before, label, -1));
      run (lenet, before, ASC_ANY_OTHER, label);
      run (lenet, before, (label + 1) % 10, label);
    }
}

static void
check_given (NaiveLenet *lenet, const guint8 *before, int target, int label)
{
  const double changes[] = { 1, 7, 25, 255 };
  AscPerturbSettings settings;
  guint8 expected[LENET_PIXELS];

  asc_perturb_settings_init (&settings, ASC_METHOD_FGSM);
  settings.target = target;
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (AscPerturbation) result = NULL;

      settings.largest_change = changes[i];
      result = perturb (lenet, before, &settings);
      naive_bim (lenet, before, target, label, changes[i], changes[i], 1, expected);
      assert_same_picture (result->levels, expected);
      g_assert_cmpuint (result->iterations, ==, 1);
      g_assert_cmpint (result->success, ==,
                       naive_lenet_succeeds (lenet, result->levels, target, label));
    }
}

static void
test_fgsm_given (void)
{
  for_each_case (check_given);
}

/* The smallest whole change that succeeds, by trying all of them. */
static void
check_smallest (NaiveLenet *lenet, const guint8 *before, int target, int label)
{
  AscPerturbSettings settings;
  g_autoptr (AscPerturbation) result = NULL;
  guint8 expected[LENET_PIXELS];
  guint e;

  asc_perturb_settings_init (&settings, ASC_METHOD_FGSM);
  settings.target = target;
  result = perturb (lenet, before, &settings);
  for (e = 1; e <= ASC_LARGEST_SEARCHED; e++)
    {
      naive_bim (lenet, before, target, label, e, e, 1, expected);
      if (naive_lenet_succeeds (lenet, expected, target, label))
        break;
    }
  g_assert_cmpint (result->success, ==, e <= ASC_LARGEST_SEARCHED);
  if (result->success)
    g_assert_cmpuint (result->max_change, ==, e);
  assert_same_picture (result->levels, expected);
}

static void
test_fgsm_smallest (void)
{
  for_each_case (check_smallest);
}

static void
check_bim (NaiveLenet *lenet, const guint8 *before, int target, int label)
{
  const struct
  {
    double ball, step;
    int steps;
  } cases[] = { { 4, 1, 8 }, { 20, 3, 12 }, { 12.5, 2.5, 9 } };
  AscPerturbSettings settings;
  guint8 expected[LENET_PIXELS];

  asc_perturb_settings_init (&settings, ASC_METHOD_BIM);
  settings.target = target;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AscPerturbation) result = NULL;

      settings.largest_change = cases[i].ball;
      settings.step = cases[i].step;
      settings.iterations = (guint) cases[i].steps;
      result = perturb (lenet, before, &settings);
      naive_bim (lenet, before, target, label, cases[i].ball, cases[i].step, cases[i].steps,
                 expected);
      assert_same_picture (result->levels, expected);
      g_assert_cmpuint (result->iterations, ==, settings.iterations);
    }
}

static void
test_bim_given (void)
{
  for_each_case (check_bim);
}

/* What the search finds succeeds, one less does not, and it is the picture of that change. */
static void
check_bim_search (NaiveLenet *lenet, const guint8 *before, int target, int label)
{
  AscPerturbSettings settings;
  g_autoptr (AscPerturbation) result = NULL;
  guint8 expected[LENET_PIXELS];
  guint e;

  asc_perturb_settings_init (&settings, ASC_METHOD_BIM);
  settings.target = target;
  settings.step = 4;
  settings.iterations = 12;
  result = perturb (lenet, before, &settings);
  g_assert_cmpint (result->success, ==,
                   naive_lenet_succeeds (lenet, result->levels, target, label));
  if (!result->success)
    return;
  e = result->max_change;
  naive_bim (lenet, before, target, label, e, 4, 12, expected);
  assert_same_picture (result->levels, expected);
  naive_bim (lenet, before, target, label, e - 1, 4, 12, expected);
  g_assert_false (naive_lenet_succeeds (lenet, expected, target, label));
}

static void
test_bim_search (void)
{
  for_each_case (check_bim_search);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/perturb/fgsm/given", test_fgsm_given);
  g_test_add_func ("/ascent/perturb/fgsm/smallest", test_fgsm_smallest);
  g_test_add_func ("/ascent/perturb/bim/given", test_bim_given);
  g_test_add_func ("/ascent/perturb/bim/search", test_bim_search);
  return g_test_run ();
}
