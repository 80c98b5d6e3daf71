// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/diagram-layout.h"

#define WIDTH  280
#define HEIGHT 180

static EvoDiagram *
random_diagram (guint n_mutations, guint64 seed)
{
  g_autoptr (EvoGenome) genome = NULL;
  EvoVariation variation;
  BaseRandom random;

  evo_variation_init (&variation);
  base_random_init (&random, seed, 0, 0);
  genome =
      evo_genome_new_random (EVO_ENCODING_CPPN, 8, 8, seed % 2 == 0 ? 1 : 3, &variation, &random);
  for (guint i = 0; i < n_mutations; i++)
    evo_genome_mutate (genome, &variation, 0, &random);
  return evo_genome_diagram (genome);
}

static void
assert_in_place (const EvoDiagram *diagram, const FooledDiagramLayout *layout)
{
  float r = layout->radius;

  g_assert_cmpfloat (r, >, 0);
  for (guint i = 0; i < diagram->n_nodes; i++)
    {
      FooledPoint a = layout->centres[i];

      g_assert_cmpfloat (a.x - r, >=, 0);
      g_assert_cmpfloat (a.x + r, <=, WIDTH);
      g_assert_cmpfloat (a.y - r, >=, 0);
      g_assert_cmpfloat (a.y + r, <=, HEIGHT);
      for (guint k = 0; k < i; k++)
        {
          FooledPoint b = layout->centres[k];
          float dx = a.x - b.x, dy = a.y - b.y;

          g_assert_cmpfloat (dx * dx + dy * dy, >=, 4 * r * r);
        }
    }
}

/* Nodes lie inside, apart from each other, and every link runs to the right. */
static void
test_random_networks (void)
{
  for (guint seed = 0; seed < 200; seed++)
    {
      g_autoptr (EvoDiagram) diagram = random_diagram (seed / 4, seed);
      g_autoptr (FooledDiagramLayout) layout = fooled_diagram_layout_new (diagram, WIDTH, HEIGHT);

      assert_in_place (diagram, layout);
      for (guint i = 0; i < diagram->n_links; i++)
        g_assert_cmpfloat (layout->centres[diagram->links[i].from].x, <,
                           layout->centres[diagram->links[i].to].x);
    }
}

/* Inputs x, y, d, 1 from top to bottom at the left; an output that feeds nothing at the right. */
static void
test_ends (void)
{
  g_autoptr (EvoDiagram) diagram = random_diagram (0, 1);
  g_autoptr (FooledDiagramLayout) layout = fooled_diagram_layout_new (diagram, WIDTH, HEIGHT);

  for (guint i = 1; i < 4; i++)
    {
      g_assert_cmpfloat (layout->centres[i].x, ==, layout->centres[0].x);
      g_assert_cmpfloat (layout->centres[i].y, >, layout->centres[i - 1].y);
    }
  for (guint i = 4; i < diagram->n_nodes; i++)
    g_assert_cmpuint (layout->columns[i], ==, layout->n_columns - 1);
}

/* Two crossed chains are drawn side by side. */
static void
test_order_avoids_crossings (void)
{
  EvoDiagramNode nodes[] = {
    { EVO_NODE_INPUT_X, 0, 0 },    { EVO_NODE_INPUT_Y, 0, 0 }, { EVO_NODE_INPUT_DISTANCE, 0, 0 },
    { EVO_NODE_INPUT_BIAS, 0, 0 }, { EVO_NODE_OUTPUT, 0, 2 },  { EVO_NODE_HIDDEN, 0, 1 },
    { EVO_NODE_HIDDEN, 0, 1 },
  };
  EvoDiagramLink links[] = { { 3, 5, 1 }, { 0, 6, 1 }, { 5, 4, 1 }, { 6, 4, 1 } };
  EvoDiagram diagram = { .n_nodes = G_N_ELEMENTS (nodes),
                         .n_links = G_N_ELEMENTS (links),
                         .n_layers = 3,
                         .nodes = nodes,
                         .links = links };
  g_autoptr (FooledDiagramLayout) layout = fooled_diagram_layout_new (&diagram, WIDTH, HEIGHT);

  g_assert_cmpfloat (layout->centres[6].y, <, layout->centres[5].y);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/diagram/random-networks", test_random_networks);
  g_test_add_func ("/ui/diagram/ends", test_ends);
  g_test_add_func ("/ui/diagram/order-avoids-crossings", test_order_avoids_crossings);
  return g_test_run ();
}
