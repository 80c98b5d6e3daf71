// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"
#include "evolve/encoding.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "evolve/pixels.h"

/* The body is the genes, (height, width, channels); so are the bytes. */

static void
make_room (EvoGenome *genome)
{
  if (genome->body == NULL)
    genome->body = g_malloc (evo_genome_n_genes (genome));
}

static void
randomise (EvoGenome *genome, const EvoVariation *variation, BaseRandom *random)
{
  make_room (genome);
  evo_pixels_randomise (genome->body, evo_genome_n_genes (genome), random);
}

static void
assign (EvoGenome *genome, const EvoGenome *source)
{
  make_room (genome);
  memcpy (genome->body, source->body, evo_genome_n_genes (genome));
}

static void
render (const EvoGenome *genome, BaseImage *image)
{
  evo_pixels_render (genome->body, genome->width, genome->height, image);
}

/* The picture at the new size, in the new channels. */
static void
adapt (EvoGenome *genome, const EvoGenome *source)
{
  g_autoptr (BaseImage) image = base_image_new (genome->width, genome->height, source->channels);
  g_autoptr (BaseImage) converted = NULL;

  render (source, image);
  converted = base_image_convert (image, genome->channels);
  make_room (genome);
  evo_pixels_from_image (genome->body, converted);
}

EvoGenome *
evo_genome_new_from_image (const BaseImage *image)
{
  EvoGenome *genome = g_new0 (EvoGenome, 1);

  genome->encoding = EVO_ENCODING_PIXELS;
  genome->width = image->width;
  genome->height = image->height;
  genome->channels = image->channels;
  make_room (genome);
  evo_pixels_from_image (genome->body, image);
  return genome;
}

static void
mutate (EvoGenome *genome, const EvoVariation *variation, guint64 generation, BaseRandom *random)
{
  evo_pixels_mutate (genome->body, evo_genome_n_genes (genome), genome->channels, variation->eta,
                     evo_pixels_chance (variation, generation), random);
}

static guint
size_of (const EvoGenome *genome)
{
  return (guint) evo_genome_n_genes (genome);
}

static void
serialise (const EvoGenome *genome, guint8 *variant, GByteArray *out)
{
  g_byte_array_append (out, genome->body, (guint) evo_genome_n_genes (genome));
}

static gboolean
deserialise (EvoGenome *genome, guint8 variant, const guint8 *data, gsize size, GError **error)
{
  if (variant != 0)
    return evo_encoding_fail (error, _ ("its coordinates are unknown"));
  if (size != evo_genome_n_genes (genome))
    return evo_encoding_fail (error, _ ("its length does not fit its content"));
  make_room (genome);
  memcpy (genome->body, data, size);
  return TRUE;
}

const EvoEncodingRow evo_encoding_pixels = {
  .name = "pixels",
  .randomise = randomise,
  .assign = assign,
  .adapt = adapt,
  .deserialise = deserialise,
  .free_body = g_free,
  .mutate = mutate,
  .render = render,
  .size = size_of,
  .serialise = serialise,
};
