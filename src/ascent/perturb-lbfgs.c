// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-attack.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ascent/minimiser.h"
#include "ascent/perturb-loss.h"
#include "base/error.h"

/* Szegedy et al. 2013: minimise |x - before|^2 + C * loss (x) in the box 0 .. 1 by L-BFGS. The
 * smallest change needs the smallest C whose minimum succeeds: C grows until one does, and then the
 * gap is halved, each search beginning where the last one that succeeded ended (Tabacof and Valle
 * 2016).
 *
 * The optimiser's own bounds end a step at the first pixel that comes to one, and a picture with a
 * black background has hundreds of them there. So it is told of none: x may leave the box, the
 * network is shown the nearest picture inside, and outside only the distance pulls. Because
 * `before` is inside, that nearest picture has the same loss at a smaller distance: all minima are
 * inside the box, and they are the same. */
typedef struct
{
  AscAttack *attack;
  double constant; /* C */
  double *start;   /* (size): where the next search begins */
  double lower;    /* the largest C that failed; 0 = none */
  double upper;    /* the smallest C that succeeded; infinite = none */
  guint done;      /* constants */
  double fraction; /* of the whole way when this C began */
  double share;    /* of one C in the whole way */

  /* Within one C. */
  AscMinimiser *minimiser; /* NULL = it has not begun */
  double *x;               /* (size) where the minimum is, in 0 .. 1 */
  float *picture;          /* (size): inside the box, in grey levels */
  float *gradient;         /* (size) */
  guint evaluations;       /* with this C */
  gboolean found;          /* the minimum is */
} Lbfgs;

#define CORRECTIONS        15
#define TOLERANCE          2e-3 /* of the objective */
#define GROWTH             3.0  /* of C as long as nothing succeeds */
#define CONSTANT_TOLERANCE 1.2  /* upper / lower when the search over C is over */
#define HALVINGS           5    /* on the way back to the picture */

/* C * loss of self->picture; its gradient over grey levels is `factor` times self->gradient. */
static gboolean
evaluate (Lbfgs *self, double *loss, double *factor)
{
  AscAttack *attack = self->attack;
  const guint n = attack->network->n_classes;
  const float *scores = asc_attack_scores (attack, self->picture);
  guint k;

  if (scores == NULL)
    return FALSE;
  *loss = asc_attack_aim (attack, scores, &k) ? asc_loss_towards (scores, n, k, factor)
                                              : asc_loss_away (scores, n, k, factor);
  *loss *= self->constant;
  *factor *= self->constant;
  asc_loss_direction (scores, n, k, attack->score_gradient);
  return asc_attack_backward (attack, self->picture, self->gradient);
}

/* The objective at x, and its gradient. FALSE when it was left. */
static gboolean
objective (Lbfgs *self, const double *x, double *gradient, double *value)
{
  AscAttack *attack = self->attack;
  const gsize n = attack->network->size;
  double sum = 0, loss, factor;

  for (gsize i = 0; i < n; i++)
    {
      const double change = x[i] - attack->before[i] / 255.0;

      self->picture[i] = (float) (CLAMP (x[i], 0.0, 1.0) * 255.0);
      sum += change * change;
    }
  attack->fraction =
      self->fraction + self->share * self->evaluations / attack->settings->iterations;
  if (!evaluate (self, &loss, &factor))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      const double pull = 255.0 * factor * self->gradient[i];
      const gboolean outwards = (x[i] <= 0 && pull > 0) || (x[i] >= 1 && pull < 0);

      gradient[i] = 2 * (x[i] - attack->before[i] / 255.0) + (outwards ? 0 : pull);
    }
  *value = sum + loss;
  return TRUE;
}

/* Tries before + t * (x - before). */
static gboolean
try_between (Lbfgs *self, double t, gboolean *success)
{
  AscAttack *attack = self->attack;

  for (gsize i = 0; i < attack->network->size; i++)
    {
      const double before = attack->before[i] / 255.0;
      const double x = before + t * (CLAMP (self->x[i], 0.0, 1.0) - before);

      self->picture[i] = (float) (x * 255.0);
    }
  return asc_attack_try_smaller (attack, self->picture, success);
}

/* Whether the minimum succeeds; if so, no C is exactly the smallest one, and the way back to the
 * picture leads to where success ends. FALSE when it was left. */
static gboolean
judge (Lbfgs *self, gboolean *succeeds)
{
  double failed = 0, succeeded = 1;
  gboolean success;

  if (!try_between (self, 1, succeeds))
    return FALSE;
  for (guint i = 0; *succeeds && i < HALVINGS; i++)
    {
      const double t = (failed + succeeded) / 2;

      if (!try_between (self, t, &success))
        return FALSE;
      if (success)
        succeeded = t;
      else
        failed = t;
    }
  return TRUE;
}

static void
begin (Lbfgs *self)
{
  AscAttack *attack = self->attack;

  self->evaluations = 0;
  attack->unfinished = 0;
  self->minimiser = asc_minimiser_new (attack->network->size, self->start, CORRECTIONS, TOLERANCE,
                                       attack->settings->iterations);
}

/* Goes on towards the minimum for this C; wherever the optimiser stops, and why, is where it is
 * judged. Each C has a new one: what it does must not depend on what was done before. FALSE when it
 * was left. */
static gboolean
minimise (Lbfgs *self)
{
  AscAttack *attack = self->attack;
  double value;

  if (self->minimiser == NULL)
    begin (self);
  for (;;)
    switch (asc_minimiser_wait (self->minimiser, attack->interrupt))
      {
      case ASC_MINIMISER_ASKS:
        if (!objective (self, asc_minimiser_point (self->minimiser),
                        asc_minimiser_gradient (self->minimiser), &value))
          return FALSE;
        asc_minimiser_answer (self->minimiser, value);
        self->evaluations++;
        attack->unfinished++;
        break;
      case ASC_MINIMISER_OVER:
        memcpy (self->x, asc_minimiser_point (self->minimiser),
                attack->network->size * sizeof *self->x);
        self->found = TRUE;
        return TRUE;
      case ASC_MINIMISER_FAILED:
        g_set_error_literal (&attack->error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                             _ ("There is not enough memory for the search."));
        return FALSE;
      case ASC_MINIMISER_INTERRUPTED:
      default:
        return FALSE;
      }
}

/* How many more constants it takes at most, when `left` are allowed. */
static guint
remaining (const Lbfgs *self, guint left)
{
  double halvings;

  if (self->lower == 0 || self->upper == HUGE_VAL)
    return left;
  halvings = ceil (log2 (log (self->upper / self->lower) / log (CONSTANT_TOLERANCE)));
  return (guint) CLAMP (halvings, 0, left);
}

static AscAttackOutcome
lbfgs_advance (gpointer data)
{
  Lbfgs *self = data;
  const guint searches = self->attack->settings->searches;
  const guint iterations = self->attack->iterations;
  guint left;
  gboolean success;

  /* What was computed before it was left is kept. */
  if ((!self->found && !minimise (self)) || !judge (self, &success))
    return self->attack->iterations > iterations ? ASC_ATTACK_GOING_ON : ASC_ATTACK_LEFT;
  g_clear_pointer (&self->minimiser, asc_minimiser_free);
  self->found = FALSE;
  self->attack->unfinished = 0;
  if (success)
    self->upper = self->constant;
  else
    self->lower = self->constant;
  if (success || self->upper == HUGE_VAL)
    memcpy (self->start, self->x, self->attack->network->size * sizeof *self->x);
  left = remaining (self, searches - ++self->done);
  self->fraction += self->share;
  self->share = (1 - self->fraction) / MAX (left, 1);
  if (self->upper == HUGE_VAL)
    self->constant *= GROWTH;
  else
    self->constant = self->lower == 0 ? self->upper / GROWTH : sqrt (self->lower * self->upper);
  return left == 0 ? ASC_ATTACK_OVER : ASC_ATTACK_GOING_ON;
}

static gpointer
lbfgs_make (AscAttack *attack)
{
  const gsize size = attack->network->size;
  Lbfgs *self = g_new0 (Lbfgs, 1);

  self->attack = attack;
  self->constant = attack->settings->constant;
  self->upper = HUGE_VAL;
  self->share = 1.0 / attack->settings->searches;
  self->x = g_new (double, size);
  self->start = g_new (double, size);
  self->picture = g_new (float, size);
  self->gradient = g_new (float, size);
  for (gsize i = 0; i < size; i++)
    self->start[i] = attack->before[i] / 255.0;
  return self;
}

static void
lbfgs_free (gpointer data)
{
  Lbfgs *self = data;

  asc_minimiser_free (self->minimiser);
  g_free (self->x);
  g_free (self->start);
  g_free (self->picture);
  g_free (self->gradient);
  g_free (self);
}

static void
lbfgs_save (gconstpointer data, GByteArray *out)
{
  const Lbfgs *self = data;

  base_pack_f64 (out, self->constant);
  base_pack_f64 (out, self->lower);
  base_pack_f64 (out, self->upper);
  base_pack_u32 (out, self->done);
  base_pack_f64 (out, self->fraction);
  base_pack_f64 (out, self->share);
  base_pack_f64s (out, self->start, self->attack->network->size);
}

static void
lbfgs_restore (gpointer data, BaseUnpack *in)
{
  Lbfgs *self = data;

  self->constant = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  self->lower = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  self->upper = base_unpack_f64_in (in, 0, HUGE_VAL);
  self->done = base_unpack_u32 (in);
  base_unpack_require (in, self->done <= self->attack->settings->searches);
  self->fraction = base_unpack_f64_in (in, 0, 2);
  self->share = base_unpack_f64_in (in, -1, 1);
  asc_unpack_doubles (in, self->start, self->attack->network->size);
}

const AscAttackRow asc_attack_lbfgs = {
  .info = {
    .name = "lbfgs",
    .title = N_ ("Small change (L-BFGS)"),
    .explanation = N_ ("Looks for the smallest change of all pixels together that the network "
                        "falls for: the way in which such pictures were discovered in 2013. Fast, "
                        "and the changes are small."),
    .iterations = N_ ("at most so many for each constant that is tried"),
  },
  .make = lbfgs_make,
  .free = lbfgs_free,
  .advance = lbfgs_advance,
  .save = lbfgs_save,
  .restore = lbfgs_restore,
};
