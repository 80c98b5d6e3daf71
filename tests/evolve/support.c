// SPDX-License-Identifier: GPL-3.0-or-later
#include "support.h"

#include <math.h>
#include <string.h>

EvoGenome *
support_genome (EvoEncoding encoding,
                guint size,
                guint channels,
                EvoCoordinates coordinates,
                guint rounds,
                guint64 key)
{
  EvoVariation variation;
  EvoGenome *genome;
  BaseRandom random;

  evo_variation_init (&variation);
  variation.coordinates = coordinates;
  base_random_init (&random, 7, 0, key);
  genome = evo_genome_new_random (encoding, size, size, channels, &variation, &random);
  for (guint i = 0; i < rounds; i++)
    evo_genome_mutate (genome, &variation, 0, &random);
  return genome;
}

EvoGenome *
support_child (const EvoGenome *genome, const EvoVariation *variation, BaseRandom *random)
{
  EvoGenome *child = evo_genome_copy (genome);

  evo_genome_mutate (child, variation, 0, random);
  return child;
}

static void
assert_nodes (const EvoDiagram *diagram)
{
  EvoNodeKind last = EVO_NODE_INPUT_X;

  g_assert_cmpuint (diagram->n_nodes, >=, 5);
  g_assert_cmpuint (diagram->n_nodes, <=, EVO_CPPN_MAX_NODES);
  for (guint i = 0; i < diagram->n_nodes; i++)
    {
      g_assert_cmpuint (diagram->nodes[i].kind, >=, last);
      g_assert_cmpuint (diagram->nodes[i].activation, <, EVO_N_ACTIVATIONS);
      last = diagram->nodes[i].kind;
      if (i < 4)
        g_assert_cmpuint (diagram->nodes[i].kind, ==, EVO_NODE_INPUT_X + i);
      else
        g_assert_cmpuint (diagram->nodes[i].kind, >=, EVO_NODE_OUTPUT);
    }
}

static void
assert_links (const EvoDiagram *diagram)
{
  g_autofree guint8 *joined = g_new0 (guint8, (gsize) diagram->n_nodes * diagram->n_nodes);

  g_assert_cmpuint (diagram->n_links, <=, EVO_CPPN_MAX_LINKS);
  for (guint i = 0; i < diagram->n_links; i++)
    {
      const EvoDiagramLink *link = &diagram->links[i];
      guint8 *cell;

      g_assert_cmpuint (link->from, <, diagram->n_nodes);
      g_assert_cmpuint (link->to, <, diagram->n_nodes);
      g_assert_cmpuint (diagram->nodes[link->from].kind, !=, EVO_NODE_OUTPUT);
      g_assert_cmpuint (diagram->nodes[link->to].kind, >=, EVO_NODE_OUTPUT);
      g_assert_true (isfinite (link->weight));
      g_assert_cmpfloat (fabsf (link->weight), <=, 10.0f);
      cell = &joined[(gsize) link->from * diagram->n_nodes + link->to];
      g_assert_cmpuint (*cell, ==, 0);
      *cell = 1;
    }
}

/* Takes away, again and again, a node that no remaining link enters: a circle would stay. The
 * round in which a node goes is its longest path from a node that nothing enters. */
static void
assert_no_circle (const EvoDiagram *diagram)
{
  g_autofree gboolean *gone = g_new0 (gboolean, diagram->n_nodes);
  guint n_gone = 0;

  while (n_gone < diagram->n_nodes)
    {
      gboolean found = FALSE;

      for (guint node = 0; node < diagram->n_nodes; node++)
        {
          gboolean is_free = !gone[node];

          for (guint i = 0; i < diagram->n_links && is_free; i++)
            if (diagram->links[i].to == node && !gone[diagram->links[i].from])
              is_free = FALSE;
          if (is_free)
            {
              gone[node] = found = TRUE;
              n_gone++;
            }
        }
      g_assert_true (found);
    }
}

static void
assert_layers (const EvoDiagram *diagram)
{
  guint highest = 0;

  for (guint node = 0; node < diagram->n_nodes; node++)
    {
      guint expected = diagram->nodes[node].kind >= EVO_NODE_OUTPUT ? 1 : 0;

      for (guint i = 0; i < diagram->n_links; i++)
        if (diagram->links[i].to == node)
          expected = MAX (expected, diagram->nodes[diagram->links[i].from].layer + 1);
      g_assert_cmpuint (diagram->nodes[node].layer, ==, expected);
      highest = MAX (highest, expected);
    }
  g_assert_cmpuint (diagram->n_layers, ==, highest + 1);
}

void
support_assert_valid_diagram (const EvoDiagram *diagram)
{
  assert_nodes (diagram);
  assert_links (diagram);
  assert_no_circle (diagram);
  assert_layers (diagram);
}

gboolean
support_genomes_equal (const EvoGenome *a, const EvoGenome *b)
{
  g_autoptr (GBytes) bytes_a = evo_genome_serialise (a);
  g_autoptr (GBytes) bytes_b = evo_genome_serialise (b);

  return g_bytes_equal (bytes_a, bytes_b);
}

gboolean
support_images_equal (const BaseImage *a, const BaseImage *b)
{
  return a->width == b->width && a->height == b->height && a->channels == b->channels &&
         memcmp (a->pixels, b->pixels, base_image_size (a)) == 0;
}

BaseImage *
support_render (const EvoGenome *genome)
{
  BaseImage *image = base_image_new (evo_genome_width (genome), evo_genome_height (genome),
                                     evo_genome_channels (genome));

  evo_genome_render (genome, image);
  return image;
}

void
support_assert_near (double value, double expected, double standard_error)
{
  g_assert_cmpfloat (value, >=, expected - SUPPORT_SIGMAS * standard_error);
  g_assert_cmpfloat (value, <=, expected + SUPPORT_SIGMAS * standard_error);
}

void
support_assert_uniform (const guint *counts, guint n)
{
  double total = 0, statistic = 0;

  for (guint i = 0; i < n; i++)
    total += counts[i];
  for (guint i = 0; i < n; i++)
    statistic += (counts[i] - total / n) * (counts[i] - total / n) / (total / n);
  g_assert_cmpfloat (statistic, <, n - 1 + SUPPORT_SIGMAS * sqrt (2.0 * (n - 1)));
}
