// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor.h"

#include <float.h>
#include <math.h>

double
nn_cross_entropy (const float *probabilities,
                  const int *labels,
                  int batch,
                  int n_classes,
                  float scale,
                  float *score_gradients)
{
  double loss = 0;
  int counted = 0;

  g_return_val_if_fail (probabilities != NULL && labels != NULL && score_gradients != NULL, 0);
  g_return_val_if_fail (batch >= 1 && n_classes >= 1, 0);

  for (int i = 0; i < batch; i++)
    {
      const float *p = probabilities + (gsize) i * n_classes;
      float *gradient = score_gradients + (gsize) i * n_classes;

      g_return_val_if_fail (labels[i] < n_classes, 0);
      if (labels[i] < 0)
        {
          for (int j = 0; j < n_classes; j++)
            gradient[j] = 0;
          continue;
        }
      for (int j = 0; j < n_classes; j++)
        gradient[j] = scale * (p[j] - (j == labels[i] ? 1.0f : 0.0f));
      /* A probability that underflowed costs much, not infinitely much; not-a-number stays. */
      loss -= log (p[labels[i]] < FLT_MIN ? FLT_MIN : (double) p[labels[i]]);
      counted++;
    }
  return counted > 0 ? loss / counted : 0;
}
