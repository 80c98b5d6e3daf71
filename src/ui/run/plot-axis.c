// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/plot-axis.h"

#include <math.h>

#define MAX_LABELS 8

/* The axis ends at 1 - 10 ^ -NINES. */
#define NINES 4

guint64
fooled_axis_step (guint64 range, guint max_ticks)
{
  static const guint factors[] = { 1, 2, 5 };
  guint64 power = 1;

  g_return_val_if_fail (max_ticks >= 1, 1);

  while (TRUE)
    {
      for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
        if (range / (factors[i] * power) < max_ticks)
          return factors[i] * power;
      if (power > G_MAXUINT64 / 50)
        return power;
      power *= 10;
    }
}

double
fooled_axis_confidence (float confidence)
{
  double most = 1 - exp10 (-NINES);
  double value = confidence > 0 ? MIN ((double) confidence, most) : 0; /* not a number is 0 */

  return 0.5 * value / most - 0.5 * log10 (1 - value) / NINES;
}

void
fooled_axis_spread (double *middles, guint n, double height, double length)
{
  guint order[MAX_LABELS];

  g_return_if_fail (n <= MAX_LABELS);

  for (guint i = 0; i < n; i++)
    {
      guint k = i;

      for (; k > 0 && middles[order[k - 1]] > middles[i]; k--)
        order[k] = order[k - 1];
      order[k] = i;
    }
  /* Down from the top, then up again from the bottom. */
  for (guint k = 0; k < n; k++)
    {
      double least = k == 0 ? height / 2 : middles[order[k - 1]] + height;

      middles[order[k]] = MAX (middles[order[k]], least);
    }
  for (guint k = n; k-- > 0;)
    {
      double most = k == n - 1 ? length - height / 2 : middles[order[k + 1]] - height;

      middles[order[k]] = MIN (middles[order[k]], most);
    }
}
