// SPDX-License-Identifier: GPL-3.0-or-later
// How climbs end: honestly.
#include "ascent/ascent.h"

#include <math.h>
#include <string.h>

/* A picture of (1, 2, 2), a linear layer with the given weights (3, 4) and bias (3), and a softmax;
 * mean 100, scale 1. */
#define TINY         4
#define TINY_CLASSES 3

static void
finish (AscAscent *ascent, guint n_threads)
{
  g_autoptr (BasePool) pool = base_pool_new (n_threads);

  while (!asc_ascent_is_over (ascent))
    g_assert_true (asc_ascent_advance (ascent, pool, NULL));
}

static void
assert_same_climb (const AscClimb *a, const AscClimb *b)
{
  g_assert_cmpuint (a->class_index, ==, b->class_index);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpmem (a->picture, TINY * sizeof (float), b->picture, TINY * sizeof (float));
  g_assert_cmpfloat (a->confidence, ==, b->confidence);
}

static AscNetwork *
tiny_new (const float *weights, const float *bias, NnGraph **graph)
{
  const NnShape input = { 3, { 1, 2, 2 } }, w_shape = { 2, { TINY_CLASSES, TINY } };
  const NnShape b_shape = { 1, { TINY_CLASSES } };
  const float mean[] = { 100, 100, 100, 100 }, scale[] = { 1, 1, 1, 1 };
  NnTensor *w = nn_tensor_new (&w_shape), *b = nn_tensor_new (&b_shape);
  NnValue value;

  memcpy (w->data, weights, TINY_CLASSES * TINY * sizeof *weights);
  memcpy (b->data, bias, TINY_CLASSES * sizeof *bias);
  *graph = nn_graph_new ("input", &input, NULL);
  value = nn_graph_add_linear (*graph, "scores", 0, w, b, NULL);
  nn_graph_add_softmax (*graph, "prob", value, NULL);
  return asc_network_new (*graph, mean, scale, NULL);
}

static const guint tiny_classes[] = { 0, 1, 2 };

static const float tiny_weights[] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 };

/* Without weights nothing pulls: it ends after one look, and stays where it began. */
static void
test_zero_gradient (void)
{
  const float weights[TINY_CLASSES * TINY] = { 0 }, bias[TINY_CLASSES] = { 0 };
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = tiny_new (weights, bias, &graph);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (AscAscent) ascent = NULL;
  AscRules rules;

  asc_rules_init (&rules);
  rules.start = ASC_START_ZERO;
  ascent = asc_ascent_new (network, &rules, 0, 3, tiny_classes, 1, NULL);
  g_assert_true (asc_ascent_advance (ascent, pool, NULL));
  g_assert_true (asc_ascent_is_over (ascent));
  g_assert_cmpuint (asc_ascent_iteration (ascent), ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      const AscClimb *climb = asc_ascent_climb (ascent, i);

      g_assert_cmpint (climb->state, ==, ASC_CLIMB_ZERO_GRADIENT);
      g_assert_cmpfloat_with_epsilon (climb->confidence, 1.0 / 3, 1e-6);
      g_assert_cmpfloat (climb->picture[3], ==, 100);
    }
  g_assert_true (asc_ascent_advance (ascent, pool, NULL));
  g_assert_cmpuint (asc_ascent_iteration (ascent), ==, 1);
}

/* A softmax so sure that nothing is left of a class's gradient: that class ends, the others climb
 * as they would without it. The scores still pull. */
static void
test_saturated (void)
{
  const float bias[TINY_CLASSES] = { 0, 0.5f, -1000 };
  const guint others[] = { 1, 0 };
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = tiny_new (tiny_weights, bias, &graph);
  g_autoptr (AscAscent) all = NULL;
  g_autoptr (AscAscent) two = NULL;
  g_autoptr (AscAscent) scores = NULL;
  AscRules rules;

  asc_rules_init (&rules);
  rules.iterations = 60;
  all = asc_ascent_new (network, &rules, 5, 3, tiny_classes, 2, NULL);
  two = asc_ascent_new (network, &rules, 5, 2, others, 1, NULL);
  finish (all, 2);
  finish (two, 1);
  g_assert_cmpint (asc_ascent_climb (all, 2)->state, ==, ASC_CLIMB_ZERO_GRADIENT);
  g_assert_cmpfloat (asc_ascent_climb (all, 2)->confidence, ==, 0);
  g_assert_cmpint (asc_ascent_climb (all, 0)->state, ==, ASC_CLIMB_COMPLETE);
  g_assert_cmpfloat (asc_ascent_climb (all, 0)->confidence, >, 0.95);
  assert_same_climb (asc_ascent_climb (all, 0), asc_ascent_climb (two, 1));
  assert_same_climb (asc_ascent_climb (all, 1), asc_ascent_climb (two, 0));

  rules.objective = ASC_OBJECTIVE_SCORE;
  scores = asc_ascent_new (network, &rules, 5, 3, tiny_classes, 1, NULL);
  finish (scores, 1);
  g_assert_cmpint (asc_ascent_climb (scores, 2)->state, ==, ASC_CLIMB_COMPLETE);
  g_assert_cmpfloat (asc_ascent_climb (scores, 2)->objective, >, -1000);
}

/* Weights that are no numbers: it says so at the first look, and keeps the start. */
static void
test_not_a_number (void)
{
  const float weights[TINY_CLASSES * TINY] = { NAN }, bias[TINY_CLASSES] = { 0 };
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = tiny_new (weights, bias, &graph);
  g_autoptr (AscAscent) ascent = NULL;
  AscRules rules;

  asc_rules_init (&rules);
  ascent = asc_ascent_new (network, &rules, 0, 3, tiny_classes, 1, NULL);
  finish (ascent, 1);
  g_assert_cmpuint (asc_ascent_iteration (ascent), ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      const AscClimb *climb = asc_ascent_climb (ascent, i);

      g_assert_cmpint (climb->state, ==, ASC_CLIMB_NOT_A_NUMBER);
      g_assert_cmpfloat (climb->confidence, ==, 0);
      g_assert_cmpfloat_with_epsilon (climb->picture[0], 100, 6);
      g_assert_cmpint (climb->first[ASC_MARK_TOP_1], ==, -1);
    }
}

/* The first answer is a number, the step from it leads out of them: the picture before is kept. A
 * climb towards white leads out at the second answer, with scores past all numbers. */
static void
test_overflow (void)
{
  const float weights[TINY_CLASSES * TINY] = { 1e37f, 0, 0, 0, 0, 0.01f }, bias[3] = { 0 };
  const guint steep = 0, gentle = 1;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = tiny_new (weights, bias, &graph);
  AscRules rules;

  asc_rules_init (&rules);
  rules.start = ASC_START_ZERO;
  rules.step = ASC_STEP_CONSTANT;
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (AscAscent) ascent = NULL;
      const AscClimb *climb;

      rules.rate = round == 0 ? 1e30 : 1e-30;
      ascent = asc_ascent_new (network, &rules, 0, 1, &steep, 1, NULL);
      finish (ascent, 1);
      climb = asc_ascent_climb (ascent, 0);
      g_assert_cmpint (climb->state, ==, ASC_CLIMB_NOT_A_NUMBER);
      g_assert_cmpuint (asc_ascent_iteration (ascent), ==, round + 1);
      g_assert_cmpfloat_with_epsilon (climb->confidence, 1.0 / 3, 1e-6);
      for (int i = 0; i < TINY; i++)
        g_assert_cmpfloat (climb->picture[i], ==, 100);
    }
  {
    g_autoptr (AscAscent) ascent = NULL;

    rules.objective = ASC_OBJECTIVE_SCORE;
    rules.iterations = 4;
    rules.rate = 100;
    ascent = asc_ascent_new (network, &rules, 0, 1, &gentle, 1, NULL);
    finish (ascent, 1);
    g_assert_cmpint (asc_ascent_climb (ascent, 0)->state, ==, ASC_CLIMB_COMPLETE);
    g_assert_cmpfloat (asc_ascent_climb (ascent, 0)->picture[1], ==, 103);
  }
}

/* It ends with the first confidence past what is enough. */
static void
test_enough (void)
{
  const float bias[TINY_CLASSES] = { 0 };
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = tiny_new (tiny_weights, bias, &graph);
  g_autoptr (AscAscent) ascent = NULL;
  const AscClimb *climb;
  AscRules rules;

  asc_rules_init (&rules);
  rules.enough = 0.99;
  ascent = asc_ascent_new (network, &rules, 0, 1, tiny_classes, 1, NULL);
  finish (ascent, 1);
  climb = asc_ascent_climb (ascent, 0);
  g_assert_cmpint (climb->state, ==, ASC_CLIMB_COMPLETE);
  g_assert_cmpfloat (climb->confidence, >, 0.99);
  g_assert_cmpint (climb->first[ASC_MARK_99], ==, (gint) asc_ascent_iteration (ascent) - 1);
  g_assert_cmpuint (asc_ascent_iteration (ascent), <, rules.iterations);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/ends/zero-gradient", test_zero_gradient);
  g_test_add_func ("/ascent/ends/saturated", test_saturated);
  g_test_add_func ("/ascent/ends/not-a-number", test_not_a_number);
  g_test_add_func ("/ascent/ends/overflow", test_overflow);
  g_test_add_func ("/ascent/ends/enough", test_enough);
  return g_test_run ();
}
