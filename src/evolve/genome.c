// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/encoding.h"

#include <string.h>

void
evo_variation_init (EvoVariation *variation)
{
  *variation = (EvoVariation){
    .eta = 15.0,
    .pixel_chance = 0.1,
    .pixel_half_life = 1000,
    .coordinates = EVO_COORDINATES_UNIT,
    .weight_chance = 0.1,
    .activation_chance = 0.1,
    .add_link_chance = 0.5,
    .delete_link_chance = 0.3,
    .add_node_chance = 0.5,
    .delete_node_chance = 0.2,
    .tournament = 1,
    .n_strengths = 1,
  };
}

static const char *const coordinates_names[EVO_N_COORDINATES] = {
  [EVO_COORDINATES_UNIT] = "unit",
  [EVO_COORDINATES_PIXEL] = "pixel",
};

static const char *const parent_choices[EVO_N_PARENT_CHOICES] = {
  [EVO_PARENTS_UNIFORM] = "uniform",
  [EVO_PARENTS_RECENT] = "recent",
  [EVO_PARENTS_CURIOUS] = "curious",
};

/* n when it is none of the names. */
static guint
find_name (const char *text, const char *const *names, guint n)
{
  guint i = 0;

  while (i < n && strcmp (text, names[i]) != 0)
    i++;
  return i;
}

const char *
evo_coordinates_to_string (EvoCoordinates coordinates)
{
  g_return_val_if_fail (coordinates < EVO_N_COORDINATES, NULL);

  return coordinates_names[coordinates];
}

gboolean
evo_coordinates_from_string (const char *text, EvoCoordinates *coordinates)
{
  guint i = find_name (text, coordinates_names, EVO_N_COORDINATES);

  if (i == EVO_N_COORDINATES)
    return FALSE;
  *coordinates = (EvoCoordinates) i;
  return TRUE;
}

const char *
evo_parent_choice_to_string (EvoParentChoice choice)
{
  g_return_val_if_fail (choice < EVO_N_PARENT_CHOICES, NULL);

  return parent_choices[choice];
}

gboolean
evo_parent_choice_from_string (const char *text, EvoParentChoice *choice)
{
  guint i = find_name (text, parent_choices, EVO_N_PARENT_CHOICES);

  if (i == EVO_N_PARENT_CHOICES)
    return FALSE;
  *choice = (EvoParentChoice) i;
  return TRUE;
}

static EvoGenome *
genome_new (EvoEncoding encoding, guint width, guint height, guint channels)
{
  EvoGenome *genome = g_new (EvoGenome, 1);

  *genome =
      (EvoGenome){ .encoding = encoding, .width = width, .height = height, .channels = channels };
  return genome;
}

static const EvoEncodingRow *
row_of (const EvoGenome *genome)
{
  return evo_encoding_row (genome->encoding);
}

gsize
evo_genome_n_genes (const EvoGenome *genome)
{
  return (gsize) genome->width * genome->height * genome->channels;
}

EvoGenome *
evo_genome_new_from_image (EvoEncoding encoding, const BaseImage *image)
{
  const EvoEncodingRow *row = evo_encoding_row (encoding);
  EvoGenome *genome;

  if (row->from_image == NULL)
    return NULL;
  genome = genome_new (encoding, image->width, image->height, image->channels);
  row->from_image (genome, image);
  return genome;
}

EvoGenome *
evo_genome_new_random (EvoEncoding encoding,
                       guint width,
                       guint height,
                       guint channels,
                       const EvoVariation *variation,
                       BaseRandom *random)
{
  EvoGenome *genome;

  g_return_val_if_fail (width >= 1 && width <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height >= 1 && height <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (channels == 1 || channels == 3, NULL);

  genome = genome_new (encoding, width, height, channels);
  row_of (genome)->randomise (genome, variation, random);
  return genome;
}

EvoGenome *
evo_genome_copy (const EvoGenome *genome)
{
  EvoGenome *copy = genome_new (genome->encoding, genome->width, genome->height, genome->channels);

  row_of (copy)->assign (copy, genome);
  return copy;
}

static void
clear_body (EvoGenome *genome)
{
  if (genome->body != NULL)
    row_of (genome)->free_body (genome->body);
  genome->body = NULL;
}

void
evo_genome_free (EvoGenome *genome)
{
  if (genome == NULL)
    return;
  clear_body (genome);
  g_free (genome);
}

void
evo_genome_mutate (EvoGenome *genome,
                   const EvoVariation *variation,
                   guint64 generation,
                   BaseRandom *random)
{
  row_of (genome)->mutate (genome, variation, generation, random);
}

static gboolean
is_size (const EvoGenome *genome, guint width, guint height, guint channels)
{
  return genome->width == width && genome->height == height && genome->channels == channels;
}

void
evo_genome_assign (EvoGenome *genome, const EvoGenome *source)
{
  if (genome == source)
    return;

  if (genome->encoding != source->encoding ||
      !is_size (genome, source->width, source->height, source->channels))
    clear_body (genome);
  genome->encoding = source->encoding;
  genome->width = source->width;
  genome->height = source->height;
  genome->channels = source->channels;
  row_of (genome)->assign (genome, source);
}

EvoGenome *
evo_genome_adapt (const EvoGenome *genome, guint width, guint height, guint channels)
{
  EvoGenome *adapted;

  g_return_val_if_fail (width >= 1 && width <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height >= 1 && height <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (channels == 1 || channels == 3, NULL);

  if (is_size (genome, width, height, channels))
    return evo_genome_copy (genome);
  adapted = genome_new (genome->encoding, width, height, channels);
  row_of (adapted)->adapt (adapted, genome);
  return adapted;
}

EvoEncoding
evo_genome_encoding (const EvoGenome *genome)
{
  return genome->encoding;
}

guint
evo_genome_width (const EvoGenome *genome)
{
  return genome->width;
}

guint
evo_genome_height (const EvoGenome *genome)
{
  return genome->height;
}

guint
evo_genome_channels (const EvoGenome *genome)
{
  return genome->channels;
}

guint
evo_genome_size (const EvoGenome *genome)
{
  return row_of (genome)->size (genome);
}

void
evo_genome_render (const EvoGenome *genome, BaseImage *image)
{
  g_return_if_fail (image->channels == genome->channels);

  row_of (genome)->render (genome, image);
}

gboolean
evo_genome_is_scalable (const EvoGenome *genome)
{
  return row_of (genome)->render_rows != NULL;
}

void
evo_genome_render_rows (const EvoGenome *genome, guint top, guint height, BaseImage *image)
{
  g_return_if_fail (image->channels == genome->channels);
  g_return_if_fail (evo_genome_is_scalable (genome));
  g_return_if_fail (top < height && image->height <= height - top);

  row_of (genome)->render_rows (genome, top, height, image);
}

EvoDiagram *
evo_genome_diagram (const EvoGenome *genome)
{
  const EvoEncodingRow *row = row_of (genome);

  return row->diagram != NULL ? row->diagram (genome) : NULL;
}

guint
evo_genome_n_weights (const EvoGenome *genome)
{
  const EvoEncodingRow *row = row_of (genome);

  return row->n_weights != NULL ? row->n_weights (genome) : 0;
}

void
evo_genome_gradient (const EvoGenome *genome, const float *image_gradient, float *weight_gradient)
{
  if (row_of (genome)->gradient != NULL)
    row_of (genome)->gradient (genome, image_gradient, weight_gradient);
}

void
evo_genome_move (EvoGenome *genome, const float *steps)
{
  if (row_of (genome)->move != NULL)
    row_of (genome)->move (genome, steps);
}
