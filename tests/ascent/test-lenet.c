// SPDX-License-Identifier: GPL-3.0-or-later
// The network that comes with the program, and the paper's settings without regularisation.
#include "ascent/ascent.h"
#include "formats/network.h"
#include "tests/thorough.h"

#define N_CLASSES thorough (10, 10, 2)

/* All ten digits at 99.99 % within the 500 iterations. */
static void
test_plain (void)
{
  const guint classes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) lenet = fmt_network_load ("lenet-mnist", &error);
  float mean[28 * 28], scale[28 * 28];
  g_autoptr (AscNetwork) network = NULL;
  g_autoptr (AscAscent) ascent = NULL;
  g_autoptr (BasePool) pool = base_pool_new (2);
  AscRules rules;

  g_assert_no_error (error);
  g_assert_cmpuint (nn_shape_size (nn_graph_shape (lenet->graph, 0)), ==, G_N_ELEMENTS (mean));
  fmt_network_input_space (lenet, mean, scale);
  network = asc_network_new (lenet->graph, mean, scale, &error);
  g_assert_no_error (error);

  asc_rules_init (&rules);
  g_assert_cmpuint (rules.iterations, ==, 500);
  ascent = asc_ascent_new (network, &rules, 0, (guint) N_CLASSES, classes, 2, &error);
  g_assert_no_error (error);
  while (!asc_ascent_is_over (ascent))
    g_assert_true (asc_ascent_advance (ascent, pool, NULL));
  for (guint i = 0; i < (guint) N_CLASSES; i++)
    {
      const AscClimb *climb = asc_ascent_climb (ascent, i);

      g_test_message ("%u: %.6f; first at top-1, 0.99, 0.999, 0.9999: %d, %d, %d, %d", i,
                      climb->confidence, climb->first[ASC_MARK_TOP_1], climb->first[ASC_MARK_99],
                      climb->first[ASC_MARK_999], climb->first[ASC_MARK_9999]);
      g_assert_cmpfloat (climb->confidence, >=, 0.9999);
      g_assert_cmpint (climb->first[ASC_MARK_9999], >=, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/lenet/plain", test_plain);
  return g_test_run ();
}
