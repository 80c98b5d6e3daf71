// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor.h"

#include <math.h>

static void
test_cross_entropy (void)
{
  const float p[] = { 0.5f, 0.25f, 0.25f, 1, 0, 0, 0.2f, 0.3f, 0.5f };
  const int labels[] = { 1, 1, -1 };
  const float expected[] = { 1, -1.5f, 0.5f, 2, -2, 0, 0, 0, 0 };
  float gradients[9];
  double loss = nn_cross_entropy (p, labels, 3, 3, 2, gradients);

  /* The second row's probability of 0 counts as the smallest normal float. */
  g_assert_cmpfloat_with_epsilon (loss, (log (4) + 126 * log (2)) / 2, 1e-9);
  for (int i = 0; i < 9; i++)
    g_assert_cmpfloat (gradients[i], ==, expected[i]);
  g_assert_true (isnan (nn_cross_entropy ((float[]){ NAN, 1 }, (int[]){ 0 }, 1, 2, 1, gradients)));
  g_assert_cmpfloat (nn_cross_entropy (p, (int[]){ -1 }, 1, 3, 1, gradients), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/cross-entropy", test_cross_entropy);
  return g_test_run ();
}
