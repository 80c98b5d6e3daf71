// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/genome-private.h"

#include "evolve/pixels.h"

#include <string.h>

static const char *const encoding_names[] = {
  [EVO_ENCODING_PIXELS] = "pixels",
  [EVO_ENCODING_CPPN] = "cppn",
};

const char *
evo_encoding_to_string (EvoEncoding encoding)
{
  g_return_val_if_fail (encoding < G_N_ELEMENTS (encoding_names), NULL);

  return encoding_names[encoding];
}

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
  };
}

EvoGenome *
evo_genome_new (EvoEncoding encoding, guint width, guint height, guint channels)
{
  EvoGenome *genome = g_new0 (EvoGenome, 1);

  genome->encoding = encoding;
  genome->width = width;
  genome->height = height;
  genome->channels = channels;
  if (encoding == EVO_ENCODING_PIXELS)
    genome->genes = g_malloc (evo_genome_n_genes (genome));
  return genome;
}

gsize
evo_genome_n_genes (const EvoGenome *genome)
{
  return (gsize) genome->width * genome->height * genome->channels;
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

  genome = evo_genome_new (encoding, width, height, channels);
  if (encoding == EVO_ENCODING_PIXELS)
    evo_pixels_randomise (genome->genes, evo_genome_n_genes (genome), random);
  else
    evo_cppn_init_random (&genome->cppn, channels, variation->coordinates, random);
  return genome;
}

EvoGenome *
evo_genome_copy (const EvoGenome *genome)
{
  EvoGenome *copy =
      evo_genome_new (genome->encoding, genome->width, genome->height, genome->channels);

  evo_genome_assign (copy, genome);
  return copy;
}

void
evo_genome_free (EvoGenome *genome)
{
  if (genome == NULL)
    return;
  g_free (genome->genes);
  evo_cppn_clear (&genome->cppn);
  g_free (genome);
}

void
evo_genome_mutate (EvoGenome *genome,
                   const EvoVariation *variation,
                   guint64 generation,
                   BaseRandom *random)
{
  if (genome->encoding == EVO_ENCODING_PIXELS)
    evo_pixels_mutate (genome->genes, evo_genome_n_genes (genome), genome->channels, variation->eta,
                       evo_pixels_chance (variation, generation), random);
  else
    evo_cppn_mutate (&genome->cppn, variation, random);
}

void
evo_genome_assign (EvoGenome *genome, const EvoGenome *source)
{
  if (genome == source)
    return;

  if (source->encoding == EVO_ENCODING_PIXELS)
    {
      gsize n = evo_genome_n_genes (source);

      if (genome->genes == NULL || evo_genome_n_genes (genome) != n)
        genome->genes = g_realloc (genome->genes, n);
      memcpy (genome->genes, source->genes, n);
      evo_cppn_clear (&genome->cppn);
    }
  else
    {
      g_clear_pointer (&genome->genes, g_free);
      evo_cppn_assign (&genome->cppn, &source->cppn);
    }
  genome->encoding = source->encoding;
  genome->width = source->width;
  genome->height = source->height;
  genome->channels = source->channels;
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
  if (genome->encoding == EVO_ENCODING_PIXELS)
    return (guint) evo_genome_n_genes (genome);
  return genome->cppn.n_links + genome->cppn.n_nodes;
}

void
evo_genome_render (const EvoGenome *genome, BaseImage *image)
{
  g_return_if_fail (image->channels == genome->channels);

  if (genome->encoding == EVO_ENCODING_PIXELS)
    evo_pixels_render (genome->genes, genome->width, genome->height, image);
  else
    evo_cppn_render (&genome->cppn, genome->width, genome->height, image);
}

/* The picture at the new size, in the new channels. */
static void
adapt_pixels (EvoGenome *adapted, const EvoGenome *genome)
{
  g_autoptr (BaseImage) image = base_image_new (adapted->width, adapted->height, genome->channels);
  g_autoptr (BaseImage) converted = NULL;

  evo_pixels_render (genome->genes, genome->width, genome->height, image);
  converted = base_image_convert (image, adapted->channels);
  evo_pixels_from_image (adapted->genes, converted);
}

EvoGenome *
evo_genome_adapt (const EvoGenome *genome, guint width, guint height, guint channels)
{
  EvoGenome *adapted;

  g_return_val_if_fail (width >= 1 && width <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height >= 1 && height <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (channels == 1 || channels == 3, NULL);

  if (genome->width == width && genome->height == height && genome->channels == channels)
    return evo_genome_copy (genome);
  adapted = evo_genome_new (genome->encoding, width, height, channels);
  if (genome->encoding == EVO_ENCODING_PIXELS)
    adapt_pixels (adapted, genome);
  else
    evo_cppn_init_adapted (&adapted->cppn, &genome->cppn, channels);
  return adapted;
}
