// SPDX-License-Identifier: GPL-3.0-or-later
/* Adversarial examples where the answer is known, and where there is none. */
#include "ascent/perturb.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "perturb-all.h"

#define SIDE   8
#define PIXELS (SIDE * SIDE)

typedef struct
{
  NnGraph *graph;
  AscNetwork *network;
  float weights[3][PIXELS]; /* score = weights * (grey level / 255) + bias */
  float biases[3];
} Linear;

/* Scores that are linear in the picture, so that everything can be computed by hand. n_classes is
 * 1 .. 3; `size` is the standard deviation of the weights. */
static Linear *
linear_new (int n_classes, double size, const float *biases)
{
  const NnShape input = NN_SHAPE_3 (1, SIDE, SIDE), shape = { 2, { n_classes, PIXELS } },
                vector = NN_SHAPE_1 (n_classes);
  Linear *linear = g_new0 (Linear, 1);
  NnTensor *weights = nn_tensor_new (&shape), *bias = nn_tensor_new (&vector);
  float mean[PIXELS] = { 0 }, scale[PIXELS];
  BaseRandom random;
  g_autoptr (GError) error = NULL;
  NnValue value;

  base_random_init (&random, 3, 0, 0);
  for (int i = 0; i < n_classes * PIXELS; i++)
    weights->data[i] = (float) (size * base_random_normal (&random));
  for (int i = 0; i < n_classes; i++)
    bias->data[i] = biases[i];
  for (int i = 0; i < PIXELS; i++)
    scale[i] = 1 / 255.0f;
  memcpy (linear->weights, weights->data, (gsize) n_classes * PIXELS * sizeof (float));
  memcpy (linear->biases, biases, (gsize) n_classes * sizeof (float));
  linear->graph = nn_graph_new ("input", &input, &error);
  value = nn_graph_add_linear (linear->graph, NULL, 0, weights, bias, &error);
  nn_graph_add_softmax (linear->graph, NULL, value, &error);
  g_assert_no_error (error);
  linear->network = asc_network_new (linear->graph, mean, scale, &error);
  g_assert_no_error (error);
  return linear;
}

static void
linear_free (Linear *linear)
{
  asc_network_free (linear->network);
  nn_graph_free (linear->graph);
  g_free (linear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Linear, linear_free)

static double
score (const Linear *linear, int k, const guint8 *levels)
{
  double sum = linear->biases[k];

  for (int i = 0; i < PIXELS; i++)
    sum += (double) linear->weights[k][i] * levels[i] / 255;
  return sum;
}

/* Two classes with a gap of `gap` between the scores of a grey picture. */
static Linear *
two_classes (double size, double gap, guint8 *grey)
{
  const float none[2] = { 0, 0 };
  g_autoptr (Linear) plain = linear_new (2, size, none);
  float biases[2] = { 0, 0 };

  memset (grey, 128, PIXELS);
  biases[0] = (float) (gap - score (plain, 0, grey) + score (plain, 1, grey));
  return linear_new (2, size, biases);
}

/* Between two linear classes the nearest picture of the other one is gap / |difference of the
 * weights| away, and the smallest largest change is gap / its sum of absolute values. */
static void
test_closed_form (void)
{
  const double gap = 4;
  guint8 grey[PIXELS];
  g_autoptr (Linear) linear = two_classes (1, gap, grey);
  double squares = 0, sum = 0;

  for (int i = 0; i < PIXELS; i++)
    {
      const double difference = linear->weights[1][i] - linear->weights[0][i];

      squares += difference * difference;
      sum += fabs (difference);
    }
  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    for (gint target = ASC_ANY_OTHER; target <= 1; target += 2)
      {
        const double nearest = gap / sqrt (squares) / SIDE;
        AscPerturbSettings settings;
        g_autoptr (AscPerturbation) result = NULL;
        g_autoptr (GError) error = NULL;

        asc_perturb_settings_init (&settings, method);
        settings.target = target;
        result = perturb_all (linear->network, grey, &settings, &error);
        g_assert_no_error (error);
        g_assert_true (result->success);
        g_assert_cmpuint (result->label, ==, 0);
        g_assert_cmpuint (result->label_after, ==, 1);
        g_test_message ("%s: %g, nearest %g", asc_method_to_string (method), result->distortion,
                        nearest);
        if (method == ASC_METHOD_FGSM || method == ASC_METHOD_BIM)
          g_assert_cmpuint (result->max_change, ==, (guint) ceil (255 * gap / sum));
        else
          g_assert_cmpfloat (result->distortion, <=, 1.05 * nearest);
        g_assert_cmpfloat (result->distortion, >=, 0.98 * nearest); /* but for the rounding */
      }
}

/* A gap of so many scores that the softmax is 1 and 0 in any precision. */
static void
test_saturated (void)
{
  guint8 grey[PIXELS];
  g_autoptr (Linear) linear = two_classes (100, 1000, grey);

  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    for (gint target = ASC_ANY_OTHER; target <= 1; target += 2)
      {
        AscPerturbSettings settings;
        g_autoptr (AscPerturbation) result = NULL;
        g_autoptr (GError) error = NULL;

        asc_perturb_settings_init (&settings, method);
        settings.target = target;
        result = perturb_all (linear->network, grey, &settings, &error);
        g_assert_no_error (error);
        g_assert_true (result->success);
        g_assert_cmpuint (result->label_after, ==, 1);
      }
}

/* What a result says is what its picture is, black, white and grey. */
static void
test_result (void)
{
  const float biases[3] = { 2, 0, 1 };
  const guint8 colours[] = { 0, 255, 77 };
  g_autoptr (Linear) linear = linear_new (3, 0.4, biases);

  for (guint c = 0; c < G_N_ELEMENTS (colours); c++)
    for (AscMethod method = 0; method < ASC_N_METHODS; method++)
      for (gint target = ASC_ANY_OTHER; target < 3; target++)
        {
          AscPerturbSettings settings;
          g_autoptr (AscPerturbation) result = NULL, again = NULL;
          g_autoptr (GError) error = NULL;
          guint8 before[PIXELS];
          double squares = 0, sum = 0, p[3];
          guint most = 0, highest = 0;

          memset (before, colours[c], PIXELS);
          asc_perturb_settings_init (&settings, method);
          settings.target = target;
          result = perturb_all (linear->network, before, &settings, &error);
          if (result == NULL)
            {
              g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
              for (int k = 0; k < 3; k++)
                g_assert_true (score (linear, k, before) <= score (linear, target, before));
              continue;
            }
          for (int i = 0; i < PIXELS; i++)
            {
              const int change = ABS (result->levels[i] - before[i]);

              squares += change * change;
              most = MAX (most, (guint) change);
            }
          for (int k = 0; k < 3; k++)
            {
              p[k] = exp (score (linear, k, result->levels));
              sum += p[k];
              if (p[k] > p[highest])
                highest = (guint) k;
            }
          g_assert_true (result->success);
          g_assert_cmpuint (most, >, 0);
          g_assert_cmpuint (result->max_change, ==, most);
          g_assert_cmpfloat_with_epsilon (result->distortion, sqrt (squares / PIXELS) / 255, 1e-9);
          g_assert_cmpuint (result->label_after, ==, highest);
          g_assert_cmpuint (result->label, !=, highest);
          g_assert_true (target == ASC_ANY_OTHER || (guint) target == highest);
          g_assert_cmpfloat_with_epsilon (result->confidence_after, p[highest] / sum, 1e-4);
          g_assert_cmpfloat_with_epsilon (result->label_confidence_after, p[result->label] / sum,
                                          1e-4);
          g_assert_cmpfloat (result->label_confidence_before, >, result->confidence_before);
          g_assert_cmpuint (result->iterations, >=, 1);

          again = perturb_all (linear->network, before, &settings, &error);
          g_assert_cmpmem (again->levels, PIXELS, result->levels, PIXELS);
          g_assert_cmpuint (again->iterations, ==, result->iterations);
        }
}

static double
probability (const Linear *linear, guint k, const guint8 *levels)
{
  double sum = 0;

  for (int i = 0; i < 3; i++)
    sum += exp (score (linear, i, levels));
  return exp (score (linear, (int) k, levels)) / sum;
}

/* The network becomes as sure as it has to, at the price of a larger change; methods that weigh the
 * change go hardly further. */
static void
test_sure (void)
{
  static const double wishes[] = { 0, 0.9, 0.99 };
  const float biases[3] = { 2, 0, 1 };
  g_autoptr (Linear) linear = linear_new (3, 0.4, biases);
  guint8 before[PIXELS];

  memset (before, 77, PIXELS);
  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    for (gint target = ASC_ANY_OTHER; target < 3; target++)
      {
        double last = 0;

        for (guint w = 0; w < G_N_ELEMENTS (wishes); w++)
          {
            AscPerturbSettings settings;
            g_autoptr (AscPerturbation) result = NULL;
            g_autoptr (GError) error = NULL;
            double p;

            asc_perturb_settings_init (&settings, method);
            settings.target = target;
            settings.confidence = wishes[w];
            result = perturb_all (linear->network, before, &settings, &error);
            if (result == NULL) /* it is the picture's own class */
              {
                g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
                break;
              }
            g_assert_true (result->success);
            p = probability (linear, result->label_after, result->levels);
            g_assert_cmpfloat (p, >=, wishes[w]);
            if (w > 0 && (method == ASC_METHOD_LBFGS || method == ASC_METHOD_CW))
              g_assert_cmpfloat (p, <=, wishes[w] + 0.6 * (1 - wishes[w]));
            g_assert_cmpfloat (result->distortion, >, last * 0.999);
            last = result->distortion;
          }
      }
}

/* The network names the target, but so small a change cannot make it sure. */
static void
test_not_sure_enough (void)
{
  const float biases[3] = { 2, 0, 1 };
  g_autoptr (Linear) linear = linear_new (3, 0.4, biases);
  AscPerturbSettings settings;
  g_autoptr (AscPerturbation) named = NULL, sure = NULL;
  g_autoptr (GError) error = NULL;
  guint8 before[PIXELS];

  memset (before, 77, PIXELS);
  asc_perturb_settings_init (&settings, ASC_METHOD_BIM);
  named = perturb_all (linear->network, before, &settings, &error);
  g_assert_true (named->success);
  settings.largest_change = named->max_change;
  settings.confidence = 0.999;
  sure = perturb_all (linear->network, before, &settings, &error);
  g_assert_no_error (error);
  g_assert_false (sure->success);
  g_assert_cmpuint (sure->label_after, !=, sure->label);
  g_assert_cmpfloat (sure->confidence_after, <, 0.999f);
}

/* Nothing that is allowed is enough: not an error, and the change stays what it may be. */
static void
test_failure (void)
{
  guint8 grey[PIXELS];
  g_autoptr (Linear) linear = two_classes (1e-3, 10, grey);

  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    {
      AscPerturbSettings settings;
      g_autoptr (AscPerturbation) result = NULL;
      g_autoptr (GError) error = NULL;

      asc_perturb_settings_init (&settings, method);
      settings.largest_change = 3;
      result = perturb_all (linear->network, grey, &settings, &error);
      g_assert_no_error (error);
      g_assert_false (result->success);
      g_assert_cmpuint (result->label_after, ==, 0);
      if (method == ASC_METHOD_FGSM || method == ASC_METHOD_BIM)
        g_assert_cmpuint (result->max_change, ==, 3);
    }
}

typedef struct
{
  double fraction;
  guint iterations;
  guint stop_at; /* 0 = never */
  gint interrupt;
} Watch;

static void
watch (gpointer data, const AscPerturbRun *run)
{
  Watch *self = data;
  AscPerturbProgress progress;

  asc_perturb_run_progress (run, &progress);
  g_assert_cmpfloat (progress.fraction, >=, self->fraction);
  g_assert_cmpfloat (progress.fraction, <=, 1);
  g_assert_cmpuint (progress.iterations, ==, self->iterations + 1);
  g_assert_nonnull (progress.levels);
  self->fraction = progress.fraction;
  self->iterations = progress.iterations;
  if (progress.iterations == self->stop_at)
    self->interrupt = 1;
}

/* The progress rises with every gradient; interrupted, the search stops before the next one. */
static void
test_progress (void)
{
  guint8 grey[PIXELS];
  g_autoptr (Linear) linear = two_classes (1, 4, grey);

  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    for (int stops = 0; stops <= 1; stops++)
      {
        Watch self = { 0 };
        AscPerturbState state = ASC_PERTURB_GOING_ON;
        AscPerturbSettings settings;
        g_autoptr (AscPerturbRun) run = NULL;
        g_autoptr (GError) error = NULL;

        asc_perturb_settings_init (&settings, method);
        if (stops)
          self.stop_at = method == ASC_METHOD_FGSM ? 1 : 7;
        run = asc_perturb_run_new (linear->network, grey, &settings, &error);
        while (state == ASC_PERTURB_GOING_ON && self.interrupt == 0)
          state = asc_perturb_run_advance (run, watch, &self, &self.interrupt, &error);
        g_assert_no_error (error);
        if (stops)
          {
            g_assert_cmpint (state, ==, ASC_PERTURB_GOING_ON);
            g_assert_null (asc_perturb_run_result (run));
            g_assert_cmpuint (self.iterations, ==, self.stop_at);
          }
        else
          {
            g_assert_cmpint (state, ==, ASC_PERTURB_OVER);
            g_assert_cmpuint (self.iterations, ==, asc_perturb_run_result (run)->iterations);
          }
      }
}

/* Every method refuses with this code. */
static void
assert_refused (const AscNetwork *network, const guint8 *levels, gint target, gint code)
{
  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    {
      AscPerturbSettings settings;
      g_autoptr (GError) error = NULL;

      asc_perturb_settings_init (&settings, method);
      settings.target = target;
      g_assert_null (perturb_all (network, levels, &settings, &error));
      g_assert_error (error, BASE_ERROR, code);
    }
}

static void
test_no_way (void)
{
  const float biases[3] = { 1, 0, 0 }, damaged[3] = { 1, NAN, 0 };
  const guint8 black[PIXELS] = { 0 };
  g_autoptr (Linear) flat = linear_new (3, 0, biases);
  g_autoptr (Linear) no_number = linear_new (3, 1, damaged);
  g_autoptr (Linear) endless = linear_new (3, HUGE_VAL, biases);
  g_autoptr (Linear) single = linear_new (1, 1, biases);

  assert_refused (flat->network, black, ASC_ANY_OTHER, BASE_ERROR_ARGUMENT);
  assert_refused (flat->network, black, 2, BASE_ERROR_ARGUMENT);
  assert_refused (flat->network, black, 0, BASE_ERROR_ARGUMENT); /* it is that already */
  assert_refused (flat->network, black, 3, BASE_ERROR_NOT_FOUND);
  assert_refused (flat->network, black, -2, BASE_ERROR_NOT_FOUND);
  assert_refused (no_number->network, black, 2, BASE_ERROR_INVALID);
  assert_refused (endless->network, black, ASC_ANY_OTHER, BASE_ERROR_INVALID);
  assert_refused (single->network, black, ASC_ANY_OTHER, BASE_ERROR_ARGUMENT);
}

static void
test_settings (void)
{
  const float biases[3] = { 1, 0, 0 };
  g_autoptr (Linear) linear = linear_new (3, 1, biases);
  AscPerturbSettings standard;
  AscPerturbSettings wrong[19];
  guint n = 0;

  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    {
      AscMethod read = ASC_N_METHODS;

      asc_perturb_settings_init (&standard, method);
      g_assert_true (asc_perturb_settings_check (&standard, linear->network, NULL));
      g_assert_true (asc_method_from_string (asc_method_to_string (method), &read));
      g_assert_cmpint (read, ==, method);
    }
  g_assert_false (asc_method_from_string ("LBFGS", &standard.method));

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    wrong[i] = standard;
  wrong[n++].largest_change = -1;
  wrong[n++].largest_change = 255.5;
  wrong[n++].largest_change = NAN;
  wrong[n++].step = 0;
  wrong[n++].step = NAN;
  wrong[n++].iterations = 0;
  wrong[n++].iterations = 100001;
  wrong[n++].searches = 0;
  wrong[n++].searches = 101;
  wrong[n++].constant = 0;
  wrong[n++].constant = HUGE_VAL;
  wrong[n++].learning_rate = 0;
  wrong[n++].learning_rate = NAN;
  wrong[n++].margin = -1;
  wrong[n++].margin = HUGE_VAL;
  wrong[n++].confidence = -0.1;
  wrong[n++].confidence = 1;
  wrong[n++].confidence = NAN;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (asc_perturb_settings_check (&wrong[i], linear->network, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/perturb/closed-form", test_closed_form);
  g_test_add_func ("/ascent/perturb/saturated", test_saturated);
  g_test_add_func ("/ascent/perturb/result", test_result);
  g_test_add_func ("/ascent/perturb/sure", test_sure);
  g_test_add_func ("/ascent/perturb/not-sure-enough", test_not_sure_enough);
  g_test_add_func ("/ascent/perturb/failure", test_failure);
  g_test_add_func ("/ascent/perturb/progress", test_progress);
  g_test_add_func ("/ascent/perturb/no-way", test_no_way);
  g_test_add_func ("/ascent/perturb/settings", test_settings);
  return g_test_run ();
}
