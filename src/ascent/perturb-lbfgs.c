// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-attack.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <nlopt.h>
#include <string.h>

#include "ascent/perturb-loss.h"
#include "base/error.h"

/* Szegedy et al. 2013: minimise |x - before|^2 + C * loss (x) in the box 0 .. 1, and search over C
 * as Tabacof and Valle 2016 do. */
typedef struct
{
  AscAttack *attack;
  nlopt_opt optimizer;
  double constant; /* C */
  double *x;       /* (size) pixels in 0 .. 1 */
  double *start;   /* (size): where the next search begins */
  float *picture;  /* (size) grey levels */
  float *gradient; /* (size) */
  gboolean success;
  GError *error;
} Lbfgs;

#define CORRECTIONS        15
#define GROWTH             10.0 /* of C while nothing has succeeded */
#define CONSTANT_TOLERANCE 1.1  /* the gap between a C that fails and one that succeeds */
#define TOLERANCE          1e-3 /* of the objective */
#define WORTH_TRYING       0.99 /* how much smaller a change has to be to be tried again */

/* What succeeds with a clearly smaller change than the best so far is looked at in whole levels. */
static gboolean
try_candidate (Lbfgs *self, const double *x, double sum)
{
  AscAttack *attack = self->attack;
  gboolean success;

  if (sum * 255.0 * 255.0 >= WORTH_TRYING * (double) attack->best_distance)
    return TRUE;
  if (!asc_attack_try_smaller (attack, self->picture, &success, &self->error))
    return FALSE;
  if (success)
    {
      self->success = TRUE;
      memcpy (self->start, x, attack->network->size * sizeof *x);
    }
  return TRUE;
}

/* C * loss at self->picture; its gradient, d / d grey level, is `factor` times self->gradient. */
static gboolean
evaluate (Lbfgs *self, double *loss, double *factor, gboolean *succeeds)
{
  AscAttack *attack = self->attack;
  const guint n = attack->network->n_classes;
  const gint target = attack->settings->target;
  const guint k = target == ASC_ANY_OTHER ? attack->label : (guint) target;
  const float *scores = asc_attack_scores (attack, self->picture, &self->error);

  if (scores == NULL)
    return FALSE;
  *succeeds = asc_attack_succeeds (attack, scores);
  *loss = target == ASC_ANY_OTHER ? asc_loss_away (scores, n, k, factor)
                                  : asc_loss_towards (scores, n, k, factor);
  *loss *= self->constant;
  *factor *= self->constant;
  asc_loss_direction (scores, n, k, attack->score_gradient);
  return asc_attack_backward (attack, self->picture, self->gradient, &self->error) &&
         (attack->iterations > 1 || asc_attack_check_start (attack, self->gradient, &self->error));
}

static double
objective (unsigned n, const double *x, double *gradient, void *data)
{
  Lbfgs *self = data;
  const guint8 *before = self->attack->before;
  double sum = 0, loss, factor;
  gboolean succeeds;

  for (gsize i = 0; i < n; i++)
    {
      const double change = x[i] - before[i] / 255.0;

      self->picture[i] = (float) (CLAMP (x[i], 0.0, 1.0) * 255.0);
      sum += change * change;
    }
  if (!evaluate (self, &loss, &factor, &succeeds) || (succeeds && !try_candidate (self, x, sum)))
    {
      nlopt_force_stop (self->optimizer);
      return HUGE_VAL;
    }
  for (gsize i = 0; gradient != NULL && i < n; i++)
    {
      double pull = 255.0 * factor * self->gradient[i];

      if ((x[i] <= 0 && pull > 0) || (x[i] >= 1 && pull < 0))
        pull = 0;
      gradient[i] = 2 * (x[i] - before[i] / 255.0) + pull;
    }
  return sum + loss;
}

/* One C. Whatever made the optimiser stop, what it tried on its way counts. */
static gboolean
minimise (Lbfgs *self, GError **error)
{
  const gsize size = self->attack->network->size;
  nlopt_result result;
  double value;

  self->success = FALSE;
  memcpy (self->x, self->start, size * sizeof *self->x);
  result = nlopt_optimize (self->optimizer, self->x, &value);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }
  if (result == NLOPT_OUT_OF_MEMORY)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                           _ ("There is not enough memory for the search."));
      return FALSE;
    }
  if (!self->success && self->attack->best_distance == ASC_NOT_FOUND)
    memcpy (self->start, self->x, size * sizeof *self->x);
  return TRUE;
}

static gboolean
search (Lbfgs *self, GError **error)
{
  AscAttack *attack = self->attack;
  const AscPerturbSettings *settings = attack->settings;
  double lower = 0, upper = HUGE_VAL;

  self->constant = settings->constant;
  for (guint i = 0; i < settings->searches; i++)
    {
      attack->fraction = (double) i / settings->searches;
      if (!minimise (self, error))
        return FALSE;
      if (self->success)
        upper = self->constant;
      else
        lower = self->constant;
      if (upper < CONSTANT_TOLERANCE * lower)
        break;
      if (upper == HUGE_VAL)
        self->constant *= GROWTH;
      else
        self->constant = lower == 0 ? upper / GROWTH : sqrt (lower * upper);
    }
  return TRUE;
}

static nlopt_opt
make_optimizer (Lbfgs *self)
{
  nlopt_opt optimizer = nlopt_create (NLOPT_LD_LBFGS, (unsigned) self->attack->network->size);

  nlopt_set_min_objective (optimizer, objective, self);
  nlopt_set_vector_storage (optimizer, CORRECTIONS);
  nlopt_set_maxeval (optimizer, (int) self->attack->settings->iterations);
  nlopt_set_ftol_rel (optimizer, TOLERANCE);
  return optimizer;
}

gboolean
asc_attack_lbfgs (AscAttack *attack, GError **error)
{
  const gsize size = attack->network->size;
  Lbfgs self = { .attack = attack };
  gboolean result;

  self.x = g_new (double, size);
  self.start = g_new (double, size);
  self.picture = g_new (float, size);
  self.gradient = g_new (float, size);
  for (gsize i = 0; i < size; i++)
    self.start[i] = attack->before[i] / 255.0;
  self.optimizer = make_optimizer (&self);
  result = search (&self, error);
  nlopt_destroy (self.optimizer);
  g_free (self.x);
  g_free (self.start);
  g_free (self.picture);
  g_free (self.gradient);
  return result;
}
