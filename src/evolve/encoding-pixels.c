// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"
#include "evolve/encoding.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "evolve/pixels.h"

/* The body: genes that genomes share until one of them changes. An archive has a champion for each
 * class, and one child often wins hundreds of classes: copies of it would fill the memory, and take
 * longer than to score it. */
typedef struct
{
  gatomicrefcount ref_count;
  guint8 genes[]; /* (height, width, channels); so are the serialised bytes */
} Body;

static guint8 *
genes_of (const EvoGenome *genome)
{
  Body *body = genome->body;

  return body->genes;
}

static void
free_body (gpointer data)
{
  Body *body = data;

  if (g_atomic_ref_count_dec (&body->ref_count))
    g_free (body);
}

/* Genes that no other genome has, to be written over. Nobody else can come to share them meanwhile:
 * only through a genome that has them. */
static guint8 *
make_room (EvoGenome *genome)
{
  Body *body = genome->body;

  if (body != NULL && g_atomic_ref_count_compare (&body->ref_count, 1))
    return body->genes;
  if (body != NULL)
    free_body (body);
  body = g_malloc (sizeof *body + evo_genome_n_genes (genome));
  g_atomic_ref_count_init (&body->ref_count);
  genome->body = body;
  return body->genes;
}

/* The same genes, which no other genome has. */
static guint8 *
own_genes (EvoGenome *genome)
{
  Body *body = genome->body;
  guint8 *genes;

  if (g_atomic_ref_count_compare (&body->ref_count, 1))
    return body->genes;
  genome->body = NULL;
  genes = make_room (genome);
  memcpy (genes, body->genes, evo_genome_n_genes (genome));
  free_body (body);
  return genes;
}

static void
randomise (EvoGenome *genome, const EvoVariation *variation, BaseRandom *random)
{
  evo_pixels_randomise (make_room (genome), evo_genome_n_genes (genome), random);
}

static void
assign (EvoGenome *genome, const EvoGenome *source)
{
  Body *body = source->body;

  g_atomic_ref_count_inc (&body->ref_count);
  if (genome->body != NULL)
    free_body (genome->body);
  genome->body = body;
}

static void
render (const EvoGenome *genome, BaseImage *image)
{
  evo_pixels_render (genes_of (genome), genome->width, genome->height, image);
}

/* The picture at the new size, in the new channels. */
static void
adapt (EvoGenome *genome, const EvoGenome *source)
{
  g_autoptr (BaseImage) image = base_image_new (genome->width, genome->height, source->channels);
  g_autoptr (BaseImage) converted = NULL;

  render (source, image);
  converted = base_image_convert (image, genome->channels);
  evo_pixels_from_image (make_room (genome), converted);
}

static void
from_image (EvoGenome *genome, const BaseImage *image)
{
  evo_pixels_from_image (make_room (genome), image);
}

static void
mutate (EvoGenome *genome, const EvoVariation *variation, guint64 generation, BaseRandom *random)
{
  gsize n_genes = evo_genome_n_genes (genome);

  evo_pixels_mutate (own_genes (genome), n_genes, genome->channels, variation->eta,
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
  g_byte_array_append (out, genes_of (genome), (guint) evo_genome_n_genes (genome));
}

static gboolean
deserialise (EvoGenome *genome, guint8 variant, const guint8 *data, gsize size, GError **error)
{
  if (variant != 0)
    return evo_encoding_fail (error, _ ("its coordinates are unknown"));
  if (size != evo_genome_n_genes (genome))
    return evo_encoding_fail (error, _ ("its length does not fit its content"));
  memcpy (make_room (genome), data, size);
  return TRUE;
}

const EvoEncodingRow evo_encoding_pixels = {
  .name = "pixels",
  .rates = EVO_RATES_PIXELS,
  .randomise = randomise,
  .assign = assign,
  .adapt = adapt,
  .from_image = from_image,
  .deserialise = deserialise,
  .free_body = free_body,
  .mutate = mutate,
  .render = render,
  .size = size_of,
  .serialise = serialise,
};
