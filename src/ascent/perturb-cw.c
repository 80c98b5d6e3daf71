// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-attack.h"

#include <math.h>
#include <string.h>

#include "ascent/perturb-loss.h"

/* Carlini and Wagner 2017, section VI.A: minimise |x - before|^2 + c * max (lead, -margin) over w
 * with x = (1 + tanh (w)) / 2 in 0 .. 1, where the lead is that of the class that shall not win. */
typedef struct
{
  AscAttack *attack;
  double *origin;       /* (size): w of the picture before */
  double *w;            /* (size) */
  double *first_moment; /* (size), of Adam */
  double *second_moment;
  double *x;               /* (size): (1 + tanh (w)) / 2 */
  double *reference;       /* (size): x of the origin */
  float *picture;          /* (size): x in grey levels */
  float *gradient;         /* (size) */
  double constant;         /* c */
  double power_1, power_2; /* of Adam's decays */
  double loss;
  gboolean success; /* with this constant */
} Cw;

/* Keeps w of black and white finite: a quarter of a grey level inside, which rounding takes back.
 * The authors' 0.999999 is so near to the border that w needs hundreds of steps to leave it. */
#define INSIDE 0.998

#define DECAY_1  0.9
#define DECAY_2  0.999
#define EPSILON  1e-8
#define GROWTH   10.0   /* of c while nothing has succeeded */
#define STUCK    0.9999 /* the loss after a tenth of the iterations is not below this share */
#define REPEATED 10     /* with so many searches the last one is of the largest c */

static void
cw_init (Cw *self, AscAttack *attack)
{
  const gsize size = attack->network->size;

  *self = (Cw){ .attack = attack };
  self->origin = g_new (double, size);
  self->w = g_new (double, size);
  self->first_moment = g_new (double, size);
  self->second_moment = g_new (double, size);
  self->x = g_new (double, size);
  self->reference = g_new (double, size);
  self->picture = g_new (float, size);
  self->gradient = g_new (float, size);
  for (gsize i = 0; i < size; i++)
    {
      self->origin[i] = atanh ((2.0 * attack->before[i] / 255.0 - 1.0) * INSIDE);
      self->reference[i] = (1.0 + tanh (self->origin[i])) / 2;
    }
}

static void
cw_clear (Cw *self)
{
  g_free (self->origin);
  g_free (self->w);
  g_free (self->first_moment);
  g_free (self->second_moment);
  g_free (self->x);
  g_free (self->reference);
  g_free (self->picture);
  g_free (self->gradient);
}

/* One constant starts at the picture, and Adam at rest. */
static void
begin (Cw *self)
{
  const gsize bytes = self->attack->network->size * sizeof (double);

  memcpy (self->w, self->origin, bytes);
  memset (self->first_moment, 0, bytes);
  memset (self->second_moment, 0, bytes);
  self->power_1 = self->power_2 = 1;
  self->success = FALSE;
}

/* The lead of the class that shall not win, and its gradient, 0 beyond the margin. */
static double
lead (Cw *self, const float *scores, gboolean *beyond)
{
  AscAttack *attack = self->attack;
  const guint n = attack->network->n_classes;
  const gint target = attack->settings->target;
  const guint k = target == ASC_ANY_OTHER ? attack->label : (guint) target;
  const guint rival = asc_highest_score (scores, n, (gint) k);
  const guint wanted = target == ASC_ANY_OTHER ? rival : k;
  const guint unwanted = target == ASC_ANY_OTHER ? k : rival;
  const double difference = (double) scores[unwanted] - scores[wanted];

  *beyond = difference <= -attack->settings->margin;
  memset (attack->score_gradient, 0, n * sizeof (float));
  attack->score_gradient[unwanted] = 1;
  attack->score_gradient[wanted] = -1;
  return MAX (difference, -attack->settings->margin);
}

/* The gradient of the lead is there unless it is `beyond`. */
static void
adam (Cw *self, gboolean beyond)
{
  const AscAttack *attack = self->attack;
  const double factor = beyond ? 0 : self->constant * 255.0;
  double rate;

  self->power_1 *= DECAY_1;
  self->power_2 *= DECAY_2;
  rate = attack->settings->learning_rate * sqrt (1 - self->power_2) / (1 - self->power_1);
  for (gsize i = 0; i < attack->network->size; i++)
    {
      const double pull = beyond ? 0 : factor * self->gradient[i];
      const double slope = 2 * self->x[i] * (1 - self->x[i]); /* of x over w */
      const double gradient = (2 * (self->x[i] - self->reference[i]) + pull) * slope;

      self->first_moment[i] += (1 - DECAY_1) * (gradient - self->first_moment[i]);
      self->second_moment[i] += (1 - DECAY_2) * (gradient * gradient - self->second_moment[i]);
      self->w[i] -= rate * self->first_moment[i] / (sqrt (self->second_moment[i]) + EPSILON);
    }
}

static gboolean
step (Cw *self, GError **error)
{
  AscAttack *attack = self->attack;
  const float *scores;
  double sum = 0;
  gboolean beyond, candidate, success;

  for (gsize i = 0; i < attack->network->size; i++)
    {
      self->x[i] = (1.0 + tanh (self->w[i])) / 2;
      self->picture[i] = (float) (self->x[i] * 255.0);
      sum += (self->x[i] - self->reference[i]) * (self->x[i] - self->reference[i]);
    }
  scores = asc_attack_scores (attack, self->picture, error);
  if (scores == NULL)
    return FALSE;
  self->loss = sum + self->constant * lead (self, scores, &beyond);
  candidate = beyond && asc_attack_succeeds (attack, scores) &&
              (!self->success || sum * 255.0 * 255.0 < (double) attack->best_distance);
  if (!asc_attack_backward (attack, self->picture, self->gradient, error))
    return FALSE;
  if (attack->iterations == 1 && !asc_attack_check_start (attack, self->gradient, error))
    return FALSE;
  if (candidate)
    {
      if (!asc_attack_try_smaller (attack, self->picture, &success, error))
        return FALSE;
      self->success |= success;
    }
  adam (self, beyond);
  return TRUE;
}

static gboolean
minimise (Cw *self, guint search, GError **error)
{
  const AscPerturbSettings *settings = self->attack->settings;
  const guint tenth = MAX (settings->iterations / 10, 1);
  double before = HUGE_VAL;

  begin (self);
  for (guint i = 0; i < settings->iterations; i++)
    {
      self->attack->fraction = (search + (double) i / settings->iterations) / settings->searches;
      if (!step (self, error))
        return FALSE;
      if (i % tenth != 0)
        continue;
      if (self->loss > before * STUCK)
        break;
      before = self->loss;
    }
  return TRUE;
}

static gboolean
search (Cw *self, GError **error)
{
  const AscPerturbSettings *settings = self->attack->settings;
  double lower = 0, upper = HUGE_VAL;

  self->constant = settings->constant;
  for (guint i = 0; i < settings->searches; i++)
    {
      if (settings->searches >= REPEATED && i == settings->searches - 1 && upper < HUGE_VAL)
        self->constant = upper;
      if (!minimise (self, i, error))
        return FALSE;
      if (self->success)
        upper = self->constant;
      else
        lower = self->constant;
      self->constant = upper < HUGE_VAL ? (lower + upper) / 2 : self->constant * GROWTH;
    }
  return TRUE;
}

gboolean
asc_attack_cw (AscAttack *attack, GError **error)
{
  Cw self;
  gboolean result;

  cw_init (&self, attack);
  result = search (&self, error);
  cw_clear (&self);
  return result;
}
