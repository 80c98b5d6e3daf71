// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn.h"

#include "support.h"

#include <math.h>
#include <string.h>

#define N_TRIALS 20000

static EvoVariation
nothing (void)
{
  return (EvoVariation){ .eta = 15.0 };
}

static EvoCppn
grown (guint n_outputs, guint rounds, guint64 key)
{
  EvoCppn cppn = { 0 };
  EvoVariation variation;
  BaseRandom random;

  evo_variation_init (&variation);
  base_random_init (&random, 11, 0, key);
  evo_cppn_init_random (&cppn, n_outputs, EVO_COORDINATES_UNIT, &random);
  for (guint i = 0; i < rounds; i++)
    evo_cppn_mutate (&cppn, &variation, &random);
  return cppn;
}

static void
test_start (void)
{
  guint activations[EVO_N_ACTIVATIONS] = { 0 };
  guint weights[20] = { 0 };

  for (guint k = 0; k < 3000; k++)
    {
      guint n_outputs = k % 2 == 0 ? 1 : 3;
      EvoCppn cppn = grown (n_outputs, 0, k);

      g_assert_cmpuint (cppn.n_nodes, ==, 4 + n_outputs);
      g_assert_cmpuint (cppn.n_links, ==, 4 * n_outputs);
      for (guint i = 0; i < cppn.n_links; i++)
        {
          g_assert_cmpuint (cppn.links[i].from, <, 4);
          weights[MIN ((guint) (cppn.links[i].weight + 10.0f), 19)]++;
        }
      for (guint i = 4; i < cppn.n_nodes; i++)
        activations[cppn.activations[i]]++;
      evo_cppn_clear (&cppn);
    }
  support_assert_uniform (activations, EVO_N_ACTIVATIONS);
  support_assert_uniform (weights, G_N_ELEMENTS (weights));
}

static void
test_always_valid (void)
{
  for (guint k = 0; k < 3000; k++)
    {
      guint channels = k % 2 == 0 ? 1 : 3;
      EvoCoordinates coordinates = k % 3 == 0 ? EVO_COORDINATES_PIXEL : EVO_COORDINATES_UNIT;
      g_autoptr (EvoGenome) genome =
          support_genome (EVO_ENCODING_CPPN, 28, channels, coordinates, 0, k);
      EvoVariation variation;
      BaseRandom random;

      evo_variation_init (&variation);
      base_random_init (&random, 12, 0, k);
      for (guint round = 0; round < 40; round++)
        {
          g_autoptr (EvoDiagram) diagram = NULL;

          evo_genome_mutate (genome, &variation, round, &random);
          diagram = evo_genome_diagram (genome);
          support_assert_valid_diagram (diagram);
          g_assert_cmpuint (evo_genome_size (genome), ==, diagram->n_nodes + diagram->n_links);
        }
    }
}

/* Growth without pruning reaches the limits and stops there. */
static void
test_limits (void)
{
  g_autoptr (EvoGenome) genome = support_genome (EVO_ENCODING_CPPN, 28, 3, 0, 0, 1);
  g_autoptr (EvoDiagram) diagram = NULL;
  g_autoptr (BaseImage) image = NULL;
  EvoVariation variation = nothing ();
  BaseRandom random;

  base_random_init (&random, 13, 0, 0);
  variation.add_node_chance = 1.0;
  for (guint i = 0; i < 300; i++)
    evo_genome_mutate (genome, &variation, 0, &random);
  variation.add_link_chance = 1.0;
  for (guint i = 0; i < 800; i++)
    evo_genome_mutate (genome, &variation, 0, &random);
  diagram = evo_genome_diagram (genome);
  support_assert_valid_diagram (diagram);
  g_assert_cmpuint (diagram->n_nodes, ==, EVO_CPPN_MAX_NODES);
  g_assert_cmpuint (diagram->n_links, ==, EVO_CPPN_MAX_LINKS);
  image = support_render (genome);
}

/* One gene in [0, 1] stands for -10 .. 10: the mean step is 20 / 17. */
static void
test_weight_statistics (void)
{
  EvoVariation variation = nothing ();
  EvoCppn parent = grown (3, 0, 5), child = { 0 };
  double n_changed = 0, sum_absolute = 0;
  double n = (double) N_TRIALS * parent.n_links;
  BaseRandom random;

  variation.weight_chance = 0.1;
  for (guint i = 0; i < parent.n_links; i++)
    parent.links[i].weight = 0.0f;
  base_random_init (&random, 14, 0, 0);
  for (guint k = 0; k < N_TRIALS; k++)
    {
      evo_cppn_assign (&child, &parent);
      evo_cppn_mutate (&child, &variation, &random);
      g_assert_cmpuint (child.n_links, ==, parent.n_links);
      for (guint i = 0; i < child.n_links; i++)
        {
          n_changed += child.links[i].weight != 0.0f;
          sum_absolute += fabsf (child.links[i].weight);
        }
    }
  support_assert_near (n_changed / n, 0.1, sqrt (0.1 * 0.9 / n));
  support_assert_near (sum_absolute / n_changed, 20.0 / 17, 20.0 / 17 / sqrt (n_changed));
  evo_cppn_clear (&parent);
  evo_cppn_clear (&child);
}

static void
test_activation_statistics (void)
{
  EvoVariation variation = nothing ();
  EvoCppn parent = grown (3, 0, 6), child = { 0 };
  guint counts[EVO_N_ACTIVATIONS] = { 0 };
  double n = 3.0 * N_TRIALS;
  BaseRandom random;

  variation.activation_chance = 0.1;
  memset (parent.activations, EVO_ACTIVATION_LINEAR, parent.n_nodes);
  base_random_init (&random, 15, 0, 0);
  for (guint k = 0; k < N_TRIALS; k++)
    {
      evo_cppn_assign (&child, &parent);
      evo_cppn_mutate (&child, &variation, &random);
      for (guint i = 4; i < child.n_nodes; i++)
        counts[child.activations[i]]++;
    }
  /* Drawn again among all four, so one draw in four changes nothing. */
  for (guint i = 0; i < EVO_ACTIVATION_LINEAR; i++)
    support_assert_near (counts[i] / n, 0.025, sqrt (0.025 / n));
  evo_cppn_clear (&parent);
  evo_cppn_clear (&child);
}

typedef struct
{
  int n_links, n_hidden;
} Change;

/* How often one of the structural mutations, with the given chance, changes the size as it should;
 * nothing else may come out. */
static void
check_structural_rate (EvoVariation variation, const EvoCppn *parent, double chance, Change change)
{
  EvoCppn child = { 0 };
  double n_changed = 0;
  BaseRandom random;

  base_random_init (&random, 16, 0, 0);
  for (guint k = 0; k < N_TRIALS; k++)
    {
      int n_links, n_hidden;

      evo_cppn_assign (&child, parent);
      evo_cppn_mutate (&child, &variation, &random);
      n_links = (int) child.n_links - (int) parent->n_links;
      n_hidden = (int) evo_cppn_n_hidden (&child) - (int) evo_cppn_n_hidden (parent);
      if (n_links == 0 && n_hidden == 0)
        continue;
      n_changed++;
      g_assert_cmpint (n_links, ==, change.n_links);
      g_assert_cmpint (n_hidden, ==, change.n_hidden);
    }
  support_assert_near (n_changed / N_TRIALS, chance, sqrt (chance * (1 - chance) / N_TRIALS));
  evo_cppn_clear (&child);
}

static void
test_structural_rates (void)
{
  /* x -> hidden -> output, and bias -> output: one link into the hidden node, one out of it. */
  EvoCppn parent = { .n_outputs = 1 };
  EvoVariation standard, variation;

  for (guint i = 0; i < 6; i++)
    evo_cppn_append_node (&parent, EVO_ACTIVATION_SINE);
  evo_cppn_append_link (&parent, 0, 5, 1.0f);
  evo_cppn_append_link (&parent, 5, 4, 2.0f);
  evo_cppn_append_link (&parent, 3, 4, 3.0f);

  evo_variation_init (&standard);
  variation = nothing ();
  variation.add_link_chance = standard.add_link_chance;
  check_structural_rate (variation, &parent, 0.5, (Change){ 1, 0 });
  variation = nothing ();
  variation.delete_link_chance = standard.delete_link_chance;
  check_structural_rate (variation, &parent, 0.3, (Change){ -1, 0 });
  variation = nothing ();
  variation.add_node_chance = standard.add_node_chance;
  check_structural_rate (variation, &parent, 0.5, (Change){ 1, 1 });
  variation = nothing ();
  variation.delete_node_chance = standard.delete_node_chance;
  check_structural_rate (variation, &parent, 0.2, (Change){ -2, -1 });
  evo_cppn_clear (&parent);
}

/* Which links can be added to x -> a -> b -> output: every one but those that exist, and b -> a. */
static void
test_new_links_are_uniform (void)
{
  enum
  {
    OUTPUT = 4,
    A = 5,
    B = 6,
    N_NODES = 7
  };
  EvoCppn parent = { .n_outputs = 1 }, child = { 0 };
  EvoVariation variation = nothing ();
  guint counts[N_NODES][N_NODES] = { 0 };
  guint possible[N_NODES * N_NODES], n_possible = 0;
  BaseRandom random;

  for (guint i = 0; i < N_NODES; i++)
    evo_cppn_append_node (&parent, EVO_ACTIVATION_SINE);
  evo_cppn_append_link (&parent, 0, A, 1.0f);
  evo_cppn_append_link (&parent, A, B, 1.0f);
  evo_cppn_append_link (&parent, B, OUTPUT, 1.0f);

  variation.add_link_chance = 1.0;
  base_random_init (&random, 17, 0, 0);
  for (guint k = 0; k < N_TRIALS; k++)
    {
      evo_cppn_assign (&child, &parent);
      evo_cppn_mutate (&child, &variation, &random);
      g_assert_cmpuint (child.n_links, ==, 4);
      counts[child.links[3].from][child.links[3].to]++;
    }
  /* 4 inputs to 3 nodes but for x -> a, and a -> output. */
  for (guint from = 0; from < N_NODES; from++)
    for (guint to = 0; to < N_NODES; to++)
      if (counts[from][to] > 0)
        possible[n_possible++] = counts[from][to];
  g_assert_cmpuint (n_possible, ==, 12);
  g_assert_cmpuint (counts[A][OUTPUT], >, 0);
  g_assert_cmpuint (counts[B][A], ==, 0);
  g_assert_cmpuint (counts[0][A], ==, 0);
  support_assert_uniform (possible, n_possible);
  evo_cppn_clear (&parent);
  evo_cppn_clear (&child);
}

static void
test_split_keeps_weight (void)
{
  EvoCppn cppn = { .n_outputs = 1 };
  EvoVariation variation = nothing ();
  BaseRandom random;

  for (guint i = 0; i < 5; i++)
    evo_cppn_append_node (&cppn, EVO_ACTIVATION_SINE);
  evo_cppn_append_link (&cppn, 1, 4, -7.5f);
  variation.add_node_chance = 1.0;
  base_random_init (&random, 18, 0, 0);
  evo_cppn_mutate (&cppn, &variation, &random);
  g_assert_cmpuint (cppn.n_nodes, ==, 6);
  g_assert_cmpuint (cppn.n_links, ==, 2);
  g_assert_cmpuint (cppn.links[0].from, ==, 1);
  g_assert_cmpuint (cppn.links[0].to, ==, 5);
  g_assert_cmpuint (cppn.links[1].from, ==, 5);
  g_assert_cmpuint (cppn.links[1].to, ==, 4);
  g_assert_cmpfloat (cppn.links[0].weight, ==, -7.5f);
  g_assert_cmpfloat (cppn.links[1].weight, ==, -7.5f);
  evo_cppn_clear (&cppn);
}

/* Add link, delete link, add node, delete node: any other order leaves something behind. */
static void
test_order (void)
{
  EvoCppn cppn = { .n_outputs = 1 };
  EvoVariation variation = nothing ();
  BaseRandom random;

  for (guint i = 0; i < 5; i++)
    evo_cppn_append_node (&cppn, EVO_ACTIVATION_SINE);
  base_random_init (&random, 19, 0, 0);
  variation.add_link_chance = variation.delete_link_chance = 1.0;
  evo_cppn_mutate (&cppn, &variation, &random);
  g_assert_cmpuint (cppn.n_links, ==, 0);

  evo_cppn_append_link (&cppn, 0, 4, 1.0f);
  variation = nothing ();
  variation.delete_link_chance = variation.add_node_chance = 1.0;
  evo_cppn_mutate (&cppn, &variation, &random);
  g_assert_cmpuint (cppn.n_links, ==, 0);
  g_assert_cmpuint (evo_cppn_n_hidden (&cppn), ==, 0);

  evo_cppn_append_link (&cppn, 0, 4, 1.0f);
  variation = nothing ();
  variation.add_node_chance = variation.delete_node_chance = 1.0;
  evo_cppn_mutate (&cppn, &variation, &random);
  g_assert_cmpuint (evo_cppn_n_hidden (&cppn), ==, 0);
  g_assert_cmpuint (cppn.n_links, ==, 0);
  evo_cppn_clear (&cppn);
}

static void
test_finds_circle (void)
{
  EvoCppn cppn = { .n_outputs = 1 };
  EvoCppnGraph graph;

  for (guint i = 0; i < 8; i++)
    evo_cppn_append_node (&cppn, EVO_ACTIVATION_SINE);
  evo_cppn_append_link (&cppn, 5, 6, 1.0f);
  evo_cppn_append_link (&cppn, 6, 7, 1.0f);
  g_assert_true (evo_cppn_graph_init (&graph, &cppn));
  evo_cppn_append_link (&cppn, 7, 5, 1.0f);
  g_assert_false (evo_cppn_graph_init (&graph, &cppn));
  cppn.n_links = 2;
  evo_cppn_append_link (&cppn, 6, 6, 1.0f);
  g_assert_false (evo_cppn_graph_init (&graph, &cppn));
  evo_cppn_clear (&cppn);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/cppn/start", test_start);
  g_test_add_func ("/evolve/cppn/always-valid", test_always_valid);
  g_test_add_func ("/evolve/cppn/limits", test_limits);
  g_test_add_func ("/evolve/cppn/weight-statistics", test_weight_statistics);
  g_test_add_func ("/evolve/cppn/activation-statistics", test_activation_statistics);
  g_test_add_func ("/evolve/cppn/structural-rates", test_structural_rates);
  g_test_add_func ("/evolve/cppn/new-links-are-uniform", test_new_links_are_uniform);
  g_test_add_func ("/evolve/cppn/split-keeps-weight", test_split_keeps_weight);
  g_test_add_func ("/evolve/cppn/order", test_order);
  g_test_add_func ("/evolve/cppn/finds-circle", test_finds_circle);
  return g_test_run ();
}
