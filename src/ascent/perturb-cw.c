// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-attack.h"

#include "config.h"

#include <glib/gi18n-lib.h>
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
  double *x;           /* (size): (1 + tanh (w)) / 2 */
  double *reference;   /* (size): x of the origin */
  float *picture;      /* (size): x in grey levels */
  float *gradient;     /* (size) */
  guint search;        /* constants done */
  double lower, upper; /* the last c that failed, 0 = none, and that succeeded, infinite = none */
  double constant;     /* c */
  guint iteration;     /* with this constant */
  double power_1, power_2; /* of Adam's decays */
  double checked;          /* the loss when it was looked at last; infinite = not yet */
  gboolean success;        /* with this constant */
} Cw;

/* Rounding to whole grey levels costs some of the lead: so much more is aimed at. */
#define SLACK 0.05

/* Keeps w of black and white finite: a quarter of a grey level inside, which rounding takes back.
 * The authors' 0.999999 is so near to the border that w needs hundreds of steps to leave it. */
#define INSIDE 0.998

#define DECAY_1  0.9
#define DECAY_2  0.999
#define EPSILON  1e-8
#define GROWTH   10.0   /* of c while nothing has succeeded */
#define STUCK    0.9999 /* the loss after a tenth of the iterations is not below this share */
#define REPEATED 10     /* with so many searches the last one is of the largest c */

/* One constant starts at the picture, and Adam at rest. */
static void
begin (Cw *self)
{
  const AscPerturbSettings *settings = self->attack->settings;
  const gsize bytes = self->attack->network->size * sizeof (double);

  if (settings->searches >= REPEATED && self->search == settings->searches - 1 &&
      self->upper < HUGE_VAL)
    self->constant = self->upper;
  memcpy (self->w, self->origin, bytes);
  memset (self->first_moment, 0, bytes);
  memset (self->second_moment, 0, bytes);
  self->power_1 = self->power_2 = 1;
  self->iteration = 0;
  self->checked = HUGE_VAL;
  self->success = FALSE;
}

static gpointer
cw_make (AscAttack *attack)
{
  const gsize size = attack->network->size;
  Cw *self = g_new0 (Cw, 1);

  self->attack = attack;
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
  self->upper = HUGE_VAL;
  self->constant = attack->settings->constant;
  begin (self);
  return self;
}

static void
cw_free (gpointer data)
{
  Cw *self = data;

  g_free (self->origin);
  g_free (self->w);
  g_free (self->first_moment);
  g_free (self->second_moment);
  g_free (self->x);
  g_free (self->reference);
  g_free (self->picture);
  g_free (self->gradient);
  g_free (self);
}

/* The same where the network has to become sure: the lead of all others together over the class
 * that shall win, and its gradient. */
static double
joint_lead (Cw *self, const float *scores, gboolean *beyond)
{
  AscAttack *attack = self->attack;
  const guint n = attack->network->n_classes;
  const double least =
      asc_log_odds (attack->settings->confidence) + attack->settings->margin + SLACK;
  double difference;
  guint k;

  asc_attack_aim (attack, scores, &k);
  difference = -asc_loss_lead (scores, n, k);
  *beyond = difference <= -least;
  asc_loss_direction (scores, n, k, attack->score_gradient);
  return MAX (difference, -least);
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

/* One iteration; *loss is that of the picture where it began. FALSE when it was left, before
 * anything has changed. */
static gboolean
step (Cw *self, double *loss)
{
  AscAttack *attack = self->attack;
  const float *scores;
  double sum = 0;
  gboolean beyond, candidate, success = FALSE;

  for (gsize i = 0; i < attack->network->size; i++)
    {
      self->x[i] = (1.0 + tanh (self->w[i])) / 2;
      self->picture[i] = (float) (self->x[i] * 255.0);
      sum += (self->x[i] - self->reference[i]) * (self->x[i] - self->reference[i]);
    }
  scores = asc_attack_scores (attack, self->picture);
  if (scores == NULL)
    return FALSE;
  *loss =
      sum + self->constant * (attack->settings->confidence > 0 ? joint_lead (self, scores, &beyond)
                                                               : lead (self, scores, &beyond));
  candidate = beyond && asc_attack_succeeds (attack, scores) &&
              (!self->success || sum * 255.0 * 255.0 < (double) attack->best_distance);
  if (!asc_attack_backward (attack, self->picture, self->gradient) ||
      (candidate && !asc_attack_try_smaller (attack, self->picture, &success)))
    return FALSE;
  self->success |= success;
  adam (self, beyond);
  return TRUE;
}

/* Whether this constant is done. */
static gboolean
is_done (Cw *self, double loss)
{
  const guint iterations = self->attack->settings->iterations;
  const guint tenth = MAX (iterations / 10, 1);

  if (self->iteration % tenth == 0)
    {
      if (loss > self->checked * STUCK)
        return TRUE;
      self->checked = loss;
    }
  return ++self->iteration == iterations;
}

static AscAttackOutcome
cw_advance (gpointer data)
{
  Cw *self = data;
  AscAttack *attack = self->attack;
  const AscPerturbSettings *settings = attack->settings;
  double loss;

  attack->fraction =
      (self->search + (double) self->iteration / settings->iterations) / settings->searches;
  if (!step (self, &loss))
    return ASC_ATTACK_LEFT;
  if (!is_done (self, loss))
    return ASC_ATTACK_GOING_ON;
  if (self->success)
    self->upper = self->constant;
  else
    self->lower = self->constant;
  self->constant =
      self->upper < HUGE_VAL ? (self->lower + self->upper) / 2 : self->constant * GROWTH;
  if (++self->search == settings->searches)
    return ASC_ATTACK_OVER;
  begin (self);
  return ASC_ATTACK_GOING_ON;
}

static void
cw_save (gconstpointer data, GByteArray *out)
{
  const Cw *self = data;
  const gsize size = self->attack->network->size;

  base_pack_u32 (out, self->search);
  base_pack_f64 (out, self->lower);
  base_pack_f64 (out, self->upper);
  base_pack_f64 (out, self->constant);
  base_pack_u32 (out, self->iteration);
  base_pack_f64 (out, self->power_1);
  base_pack_f64 (out, self->power_2);
  base_pack_f64 (out, self->checked);
  base_pack_u8 (out, self->success != FALSE);
  base_pack_f64s (out, self->w, size);
  base_pack_f64s (out, self->first_moment, size);
  base_pack_f64s (out, self->second_moment, size);
}

static void
cw_restore (gpointer data, BaseUnpack *in)
{
  Cw *self = data;
  const AscPerturbSettings *settings = self->attack->settings;
  const gsize size = self->attack->network->size;

  self->search = base_unpack_u32 (in);
  self->lower = base_unpack_f64_in (in, 0, HUGE_VAL);
  self->upper = base_unpack_f64_in (in, 0, HUGE_VAL);
  self->constant = base_unpack_f64_in (in, 0, HUGE_VAL);
  self->iteration = base_unpack_u32 (in);
  self->power_1 = base_unpack_f64_in (in, 0, 1);
  self->power_2 = base_unpack_f64_in (in, 0, 1);
  self->checked = base_unpack_f64_in (in, -HUGE_VAL, HUGE_VAL);
  self->success = base_unpack_boolean (in);
  base_unpack_require (in, self->search <= settings->searches);
  base_unpack_require (in, self->iteration <= settings->iterations);
  asc_unpack_doubles (in, self->w, size);
  asc_unpack_doubles (in, self->first_moment, size);
  asc_unpack_doubles (in, self->second_moment, size);
}

static void
cw_init_settings (AscPerturbSettings *settings)
{
  settings->iterations = 300;
  settings->searches = 5;
  settings->constant = 0.1;
}

const AscAttackRow asc_attack_cw = {
  .info = {
    .name = "cw",
    .title = N_ ("Fine balance (Carlini and Wagner)"),
    .explanation = N_ ("Weighs the size of the change against the lead of the wrong class, "
                        "again and again. Slow; its changes are about as small as those of L-BFGS, "
                        "now a little smaller, now a little larger."),
    .iterations = N_ ("at most so many for each constant that is tried"),
  },
  .init_settings = cw_init_settings,
  .make = cw_make,
  .free = cw_free,
  .advance = cw_advance,
  .save = cw_save,
  .restore = cw_restore,
};
