// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/sight.h"

/* What the four results are of: digits and photographs, as their searches end. */
static void
test_rule (void)
{
  g_assert_cmpint (run_sight_of_change (0, 0, 28, 28), ==, RUN_SIGHT_NOTHING);
  /* A digit after L-BFGS. */
  g_assert_cmpint (run_sight_of_change (0.085, 97, 28, 28), ==, RUN_SIGHT_PLAINLY);
  /* A photograph after L-BFGS, and after one step of 8 levels. */
  g_assert_cmpint (run_sight_of_change (0.0031, 9, 227, 227), ==, RUN_SIGHT_HARDLY);
  g_assert_cmpint (run_sight_of_change (8 / 255.0, 8, 227, 227), ==, RUN_SIGHT_CLOSELY);
  /* Static. */
  g_assert_cmpint (run_sight_of_change (0.3, 255, 227, 227), ==, RUN_SIGHT_PLAINLY);
}

/* The same change is never seen better in a picture of more pixels. */
static void
test_size (void)
{
  static const double distortions[] = { 0.001, 0.005, 0.02, 0.1 };

  for (gsize i = 0; i < G_N_ELEMENTS (distortions); i++)
    for (guint side = 2; side < 512; side++)
      {
        guint most = (guint) (255 * distortions[i]) + 1;

        g_assert_cmpint (run_sight_of_change (distortions[i], most, side, side), >=,
                         run_sight_of_change (distortions[i], most, side + 1, side + 1));
      }
  g_assert_cmpint (run_sight_of_change (0.006, 4, 28, 28), ==, RUN_SIGHT_CLOSELY);
  g_assert_cmpint (run_sight_of_change (0.006, 4, 28, 112), ==, RUN_SIGHT_HARDLY);
}

/* One pixel that turns from black to white shows, however little that is on average. */
static void
test_single_pixel (void)
{
  g_assert_cmpint (run_sight_of_change (1 / 227.0, 255, 227, 227), ==, RUN_SIGHT_PLAINLY);
  g_assert_cmpint (run_sight_of_change (0.0001, 30, 227, 227), ==, RUN_SIGHT_CLOSELY);
  g_assert_cmpint (run_sight_of_change (0.0001, 20, 227, 227), ==, RUN_SIGHT_HARDLY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/sight/rule", test_rule);
  g_test_add_func ("/run/sight/size", test_size);
  g_test_add_func ("/run/sight/single-pixel", test_single_pixel);
  return g_test_run ();
}
