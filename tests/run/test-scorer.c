// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/scorer-private.h"

static guint
n_parts (guint usual, guint n_images)
{
  guint size = run_scorer_fair_batch (usual, n_images);

  return (n_images + size - 1) / size;
}

/* Never more at once than is best, never so few that the bits change, no more parts than needed
 * beyond eight, and none that is all but empty. */
static void
test_any_size (void)
{
  for (guint usual = 1; usual <= 25; usual++)
    for (guint n = 1; n <= 600; n++)
      {
        guint size = run_scorer_fair_batch (usual, n), parts = n_parts (usual, n);

        g_assert_cmpuint (size, <=, usual);
        g_assert_cmpuint (size, >=, MIN (usual, 5));
        g_assert_cmpuint (parts, <=, MAX ((n + usual - 1) / usual, 8));
        if (size > 5)
          g_assert_cmpuint (parts * size - n, <=, parts);
      }
}

/* What the program begins with, and the paper's 200, in the sizes that networks have. */
static void
test_shares (void)
{
  g_assert_cmpuint (n_parts (5, 40), ==, 8);
  g_assert_cmpuint (n_parts (8, 40), ==, 8);
  g_assert_cmpuint (n_parts (25, 40), ==, 2);
  g_assert_cmpuint (run_scorer_fair_batch (25, 40), ==, 20);
  g_assert_cmpuint (n_parts (8, 16), ==, 3);
  g_assert_cmpuint (run_scorer_fair_batch (8, 16), ==, 6);
  g_assert_cmpuint (run_scorer_fair_batch (25, 200), ==, 25);
  g_assert_cmpuint (run_scorer_fair_batch (8, 200), ==, 8);
  g_assert_cmpuint (run_scorer_fair_batch (1, 40), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/scorer/any-size", test_any_size);
  g_test_add_func ("/run/scorer/shares", test_shares);
  return g_test_run ();
}
