// SPDX-License-Identifier: GPL-3.0-or-later
/* Carlini and Wagner's method against plain loops, on the LeNet. */
#include "ascent/perturb.h"

#include <math.h>
#include <string.h>

#include "naive-lenet.h"
#include "perturb-all.h"

/* One constant c, and what Adam keeps. */
typedef struct
{
  double w[LENET_PIXELS], m[LENET_PIXELS], v[LENET_PIXELS];
  double x[LENET_PIXELS], gradient[LENET_PIXELS];
  double loss, lead; /* lead: of what shall not win */
} NaiveCw;

/* Loss at w, and its gradient over w. */
static void
naive_loss (NaiveLenet *lenet,
            NaiveCw *cw,
            const double *origin,
            int target,
            int label,
            double c,
            double margin)
{
  double picture[LENET_PIXELS], score_gradient[LENET_CLASSES] = { 0 };
  double squares = 0;
  const int k = target == ASC_ANY_OTHER ? label : target;
  int other = k == 0 ? 1 : 0;

  for (int i = 0; i < LENET_PIXELS; i++)
    {
      cw->x[i] = 0.5 * tanh (cw->w[i]) + 0.5;
      squares += pow (cw->x[i] - (0.5 * tanh (origin[i]) + 0.5), 2);
      picture[i] = 255 * cw->x[i];
    }
  naive_lenet_forward (lenet, picture);
  for (int i = 0; i < LENET_CLASSES; i++)
    if (i != k && lenet->scores[i] > lenet->scores[other])
      other = i;
  cw->lead = lenet->scores[other] - lenet->scores[k];
  score_gradient[other] = 1;
  score_gradient[k] = -1;
  if (target == ASC_ANY_OTHER)
    {
      cw->lead = -cw->lead;
      score_gradient[other] = -1;
      score_gradient[k] = 1;
    }
  cw->loss = squares + c * fmax (cw->lead, -margin);
  naive_lenet_backward (lenet, score_gradient, cw->gradient);
  for (int i = 0; i < LENET_PIXELS; i++)
    {
      double slope = 2 * (cw->x[i] - (0.5 * tanh (origin[i]) + 0.5));

      if (cw->lead > -margin)
        slope += c * 255 * cw->gradient[i];
      cw->gradient[i] = slope * 0.5 * (1 - pow (tanh (cw->w[i]), 2));
    }
}

/* The smallest distortion of a rounded picture that succeeds with this c; infinite = none. */
static double
naive_minimise (NaiveLenet *lenet,
                const guint8 *before,
                const double *origin,
                int label,
                double c,
                const AscPerturbSettings *settings)
{
  g_autofree NaiveCw *cw = g_new0 (NaiveCw, 1);
  double best = HUGE_VAL, loss_before = HUGE_VAL;

  memcpy (cw->w, origin, sizeof cw->w);
  for (guint t = 1; t <= settings->iterations; t++)
    {
      guint8 levels[LENET_PIXELS];

      naive_loss (lenet, cw, origin, settings->target, label, c, settings->margin);
      for (int i = 0; i < LENET_PIXELS; i++)
        {
          levels[i] = (guint8) lrint (255 * cw->x[i]);
          cw->m[i] = 0.9 * cw->m[i] + 0.1 * cw->gradient[i];
          cw->v[i] = 0.999 * cw->v[i] + 0.001 * cw->gradient[i] * cw->gradient[i];
          cw->w[i] -= settings->learning_rate * sqrt (1 - pow (0.999, t)) / (1 - pow (0.9, t)) *
                      cw->m[i] / (sqrt (cw->v[i]) + 1e-8);
        }
      if (cw->lead <= -settings->margin &&
          naive_lenet_succeeds (lenet, levels, settings->target, label))
        best = fmin (best, naive_distortion (before, levels));
      if ((t - 1) % (settings->iterations / 10) == 0)
        {
          if (cw->loss > 0.9999 * loss_before)
            break;
          loss_before = cw->loss;
        }
    }
  return best;
}

static double
naive_cw (NaiveLenet *lenet, const guint8 *before, int label, const AscPerturbSettings *settings)
{
  double origin[LENET_PIXELS];
  double c = settings->constant, low = 0, high = HUGE_VAL, best = HUGE_VAL;

  for (int i = 0; i < LENET_PIXELS; i++)
    origin[i] = atanh ((before[i] / 255.0 - 0.5) / 0.5 * 0.999999);
  for (guint i = 0; i < settings->searches; i++)
    {
      const double found = naive_minimise (lenet, before, origin, label, c, settings);

      best = fmin (best, found);
      if (isfinite (found))
        high = fmin (high, c);
      else
        low = fmax (low, c);
      c = isfinite (high) ? (low + high) / 2 : 10 * c;
    }
  return best;
}

static void
compare (int which, int label, int target, double margin)
{
  g_autoptr (NaiveLenet) lenet = naive_lenet_new ();
  AscPerturbSettings settings;
  g_autoptr (AscPerturbation) result = NULL;
  g_autoptr (GError) error = NULL;
  guint8 before[LENET_PIXELS];
  double expected;

  draw_digit (which, before);
  asc_perturb_settings_init (&settings, ASC_METHOD_CW);
  settings.target = target;
  settings.margin = margin;
  settings.learning_rate = 0.08;
  settings.constant = 0.3;
  settings.searches = 3;
  settings.iterations = 120;
  result = perturb_all (lenet->network, before, &settings, &error);
  g_assert_no_error (error);
  expected = naive_cw (lenet, before, label, &settings);
  g_test_message ("distortion %g, by plain loops %g", result->distortion, expected);
  g_assert_true (result->success);
  g_assert_true (naive_lenet_succeeds (lenet, result->levels, target, label));
  g_assert_cmpfloat_with_epsilon (result->distortion, naive_distortion (before, result->levels),
                                  1e-9);
  g_assert_cmpfloat (fabs (result->distortion - expected), <=, 0.1 * expected);
  if (margin > 0)
    g_assert_cmpfloat (result->confidence_after, >, 0.9f);
}

static void
test_target (void)
{
  compare (DRAWN_SEVEN, 7, 8, 0);
}

static void
test_any_other (void)
{
  compare (DRAWN_ZERO, 0, ASC_ANY_OTHER, 0);
}

static void
test_margin (void)
{
  compare (DRAWN_ONE, 1, 3, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/perturb/cw/target", test_target);
  g_test_add_func ("/ascent/perturb/cw/any-other", test_any_other);
  g_test_add_func ("/ascent/perturb/cw/margin", test_margin);
  return g_test_run ();
}
