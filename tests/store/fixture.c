// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <glib/gstdio.h>

#define N_MUTATIONS 40

StoreSpecimen *
fixture_specimen_new (EvoEncoding encoding, guint64 seed)
{
  StoreSpecimen *specimen = store_specimen_new ();
  g_autoptr (EvoGenome) genome = NULL;
  EvoVariation variation;
  BaseRandom random;

  evo_variation_init (&variation);
  base_random_init (&random, seed, 0, 0);
  genome = evo_genome_new_random (encoding, 28, 28, seed % 2 == 0 ? 1 : 3, &variation, &random);
  for (guint i = 0; i < N_MUTATIONS; i++)
    evo_genome_mutate (genome, &variation, i, &random);

  specimen->network_id = g_strdup ("lenet-mnist");
  specimen->network_name = g_strdup ("LeNet (MNIST), größer");
  specimen->encoding = g_strdup (evo_encoding_to_string (encoding));
  specimen->seed = G_MAXUINT64 - seed;
  specimen->origin.generation = 143;
  specimen->origin.evaluation = G_GUINT64_CONSTANT (12345678901);
  specimen->origin.parent = seed % 5 == 0 ? EVO_NO_PARENT : G_GUINT64_CONSTANT (12345678000);
  specimen->network_sha256 = g_strnfill (64, 'b');
  specimen->method = g_strdup ("größer");
  specimen->session = g_strdup ("Sitzung\nvon = gestern");
  specimen->batch = 200;
  specimen->n_crops = 10;
  specimen->screening = TRUE;
  variation.eta = 15.1 + base_random_uniform (&random);
  variation.delete_node_chance = base_random_uniform (&random);
  variation.pixel_half_life = 77;
  variation.coordinates = EVO_COORDINATES_PIXEL;
  variation.tournament = 5;
  variation.n_strengths = 3;
  variation.parents = EVO_PARENTS_CURIOUS;
  variation.gradient_share = base_random_uniform (&random);
  specimen->variation = g_memdup2 (&variation, sizeof variation);
  specimen->class_index = 7;
  specimen->label = g_strdup ("seven, 七");
  specimen->confidence = (float) (0.9998 + base_random_uniform (&random) * 1e-4);
  specimen->n_top = EVO_TOP;
  for (guint i = 0; i < EVO_TOP; i++)
    {
      specimen->top[i].class_index = (7 + 3 * i) % 10;
      specimen->top[i].confidence =
          i == 0 ? specimen->confidence : (float) (base_random_uniform (&random) * 1e-9);
      specimen->top_labels[i] = g_strdup_printf ("label %u=x", i);
    }
  specimen->image = base_image_new (evo_genome_width (genome), evo_genome_height (genome),
                                    evo_genome_channels (genome));
  evo_genome_render (genome, specimen->image);
  specimen->genome = evo_genome_serialise (genome);
  specimen->genome_size = evo_genome_size (genome);
  specimen->diagram = evo_genome_diagram (genome);
  return specimen;
}

static void
assert_equal_diagrams (const EvoDiagram *a, const EvoDiagram *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  g_assert_cmpuint (a->n_nodes, ==, b->n_nodes);
  g_assert_cmpuint (a->n_links, ==, b->n_links);
  g_assert_cmpuint (a->n_layers, ==, b->n_layers);
  for (guint i = 0; i < a->n_links; i++)
    {
      g_assert_cmpuint (a->links[i].from, ==, b->links[i].from);
      g_assert_cmpuint (a->links[i].to, ==, b->links[i].to);
      g_assert_cmpfloat (a->links[i].weight, ==, b->links[i].weight);
    }
}

static void
assert_equal_variations (const EvoVariation *a, const EvoVariation *b)
{
  g_assert_true ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  g_assert_cmpfloat (a->eta, ==, b->eta);
  g_assert_cmpfloat (a->pixel_chance, ==, b->pixel_chance);
  g_assert_cmpuint (a->pixel_half_life, ==, b->pixel_half_life);
  g_assert_cmpint (a->coordinates, ==, b->coordinates);
  g_assert_cmpfloat (a->weight_chance, ==, b->weight_chance);
  g_assert_cmpfloat (a->activation_chance, ==, b->activation_chance);
  g_assert_cmpfloat (a->add_link_chance, ==, b->add_link_chance);
  g_assert_cmpfloat (a->delete_link_chance, ==, b->delete_link_chance);
  g_assert_cmpfloat (a->add_node_chance, ==, b->add_node_chance);
  g_assert_cmpfloat (a->delete_node_chance, ==, b->delete_node_chance);
  g_assert_cmpuint (a->tournament, ==, b->tournament);
  g_assert_cmpuint (a->n_strengths, ==, b->n_strengths);
  g_assert_cmpint (a->parents, ==, b->parents);
  g_assert_cmpfloat (a->gradient_share, ==, b->gradient_share);
}

void
fixture_assert_equal (const StoreSpecimen *a, const StoreSpecimen *b)
{
  g_assert_nonnull (a);
  g_assert_nonnull (b);
  g_assert_cmpstr (a->network_id, ==, b->network_id);
  g_assert_cmpstr (a->network_name, ==, b->network_name);
  g_assert_cmpstr (a->encoding, ==, b->encoding);
  g_assert_cmpuint (a->seed, ==, b->seed);
  g_assert_cmpuint (a->origin.generation, ==, b->origin.generation);
  g_assert_cmpuint (a->origin.evaluation, ==, b->origin.evaluation);
  g_assert_cmpuint (a->origin.parent, ==, b->origin.parent);
  g_assert_cmpstr (a->network_sha256, ==, b->network_sha256);
  g_assert_cmpstr (a->method, ==, b->method);
  g_assert_cmpstr (a->session, ==, b->session);
  g_assert_cmpstr (a->rules, ==, b->rules);
  g_assert_cmpuint (a->batch, ==, b->batch);
  g_assert_cmpuint (a->n_crops, ==, b->n_crops);
  g_assert_true (a->screening == b->screening);
  assert_equal_variations (a->variation, b->variation);
  g_assert_cmpuint (a->target, ==, b->target);
  g_assert_cmpstr (a->target_label, ==, b->target_label);
  g_assert_cmpuint (a->original, ==, b->original);
  g_assert_cmpstr (a->original_label, ==, b->original_label);
  g_assert_cmpfloat (a->distortion, ==, b->distortion);
  g_assert_cmpuint (a->class_index, ==, b->class_index);
  g_assert_cmpstr (a->label, ==, b->label);
  g_assert_cmpfloat (a->confidence, ==, b->confidence);
  g_assert_cmpuint (a->n_top, ==, b->n_top);
  for (guint i = 0; i < a->n_top; i++)
    {
      g_assert_cmpuint (a->top[i].class_index, ==, b->top[i].class_index);
      g_assert_cmpfloat (a->top[i].confidence, ==, b->top[i].confidence);
      g_assert_cmpstr (a->top_labels[i], ==, b->top_labels[i]);
    }
  g_assert_cmpuint (a->image->channels, ==, b->image->channels);
  g_assert_cmpuint (a->image->width, ==, b->image->width);
  g_assert_cmpmem (a->image->pixels, base_image_size (a->image), b->image->pixels,
                   base_image_size (b->image));
  g_assert_true ((a->genome == NULL) == (b->genome == NULL));
  g_assert_true (a->genome == NULL || g_bytes_equal (a->genome, b->genome));
  g_assert_cmpuint (a->genome_size, ==, b->genome_size);
  assert_equal_diagrams (a->diagram, b->diagram);
}

char *
fixture_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("fooled-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}
