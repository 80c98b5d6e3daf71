// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-loss.h"

#include <math.h>

guint
asc_highest_score (const float *scores, guint n, gint k)
{
  guint highest = k == 0 ? 1 : 0;

  for (guint i = highest + 1; i < n; i++)
    if ((gint) i != k && scores[i] > scores[highest])
      highest = i;
  return highest;
}

/* log sum exp (z) over the classes but for k; k = -1: over all. */
static double
log_sum_exp (const float *scores, guint n, gint k)
{
  const double highest = scores[asc_highest_score (scores, n, k)];
  double sum = 0;

  for (guint i = 0; i < n; i++)
    if ((gint) i != k)
      sum += exp (scores[i] - highest);
  return highest + log (sum);
}

double
asc_loss_towards (const float *scores, guint n, guint k, double *factor)
{
  const double all = log_sum_exp (scores, n, -1);

  *factor = exp (log_sum_exp (scores, n, (gint) k) - all);
  return all - scores[k];
}

double
asc_loss_away (const float *scores, guint n, guint k, double *factor)
{
  const double all = log_sum_exp (scores, n, -1);

  *factor = -exp (scores[k] - all);
  return all - log_sum_exp (scores, n, (gint) k);
}

double
asc_loss_lead (const float *scores, guint n, guint k)
{
  return scores[k] - log_sum_exp (scores, n, (gint) k);
}

double
asc_log_odds (double p)
{
  return log (p / (1 - p));
}

void
asc_loss_direction (const float *scores, guint n, guint k, float *direction)
{
  const double others = log_sum_exp (scores, n, (gint) k);

  for (guint i = 0; i < n; i++)
    direction[i] = i == k ? -1.0f : (float) exp (scores[i] - others);
}
