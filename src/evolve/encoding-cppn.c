// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"
#include "evolve/encoding.h"

#include <glib/gi18n-lib.h>

#include "evolve/cppn.h"

/* The body is an EvoCppn; the variant in the header is its coordinates. */

static EvoCppn *
make_body (EvoGenome *genome)
{
  if (genome->body == NULL)
    genome->body = g_new0 (EvoCppn, 1);
  return genome->body;
}

static void
free_body (gpointer body)
{
  evo_cppn_clear (body);
  g_free (body);
}

static void
randomise (EvoGenome *genome, const EvoVariation *variation, BaseRandom *random)
{
  evo_cppn_init_random (make_body (genome), genome->channels, variation->coordinates, random);
}

static void
assign (EvoGenome *genome, const EvoGenome *source)
{
  evo_cppn_assign (make_body (genome), source->body);
}

static void
adapt (EvoGenome *genome, const EvoGenome *source)
{
  evo_cppn_init_adapted (make_body (genome), source->body, genome->channels);
}

static void
mutate (EvoGenome *genome, const EvoVariation *variation, guint64 generation, BaseRandom *random)
{
  evo_cppn_mutate (genome->body, variation, random);
}

static void
render (const EvoGenome *genome, BaseImage *image)
{
  evo_cppn_render (genome->body, genome->width, genome->height, image);
}

static void
render_rows (const EvoGenome *genome, guint top, guint height, BaseImage *image)
{
  evo_cppn_render_rows (genome->body, genome->width, genome->height, top, height, image);
}

static guint
size_of (const EvoGenome *genome)
{
  const EvoCppn *cppn = genome->body;

  return cppn->n_links + cppn->n_nodes;
}

static void
serialise (const EvoGenome *genome, guint8 *variant, GByteArray *out)
{
  const EvoCppn *cppn = genome->body;

  *variant = (guint8) cppn->coordinates;
  evo_cppn_serialise (cppn, out);
}

static gboolean
deserialise (EvoGenome *genome, guint8 variant, const guint8 *data, gsize size, GError **error)
{
  EvoCppn *cppn = make_body (genome);

  if (variant > EVO_COORDINATES_PIXEL)
    return evo_encoding_fail (error, _ ("its coordinates are unknown"));
  cppn->coordinates = variant;
  return evo_cppn_deserialise (cppn, genome->channels, data, size, error);
}

static EvoDiagram *
diagram (const EvoGenome *genome)
{
  return evo_cppn_diagram (genome->body);
}

static guint
n_weights (const EvoGenome *genome)
{
  const EvoCppn *cppn = genome->body;

  return cppn->n_links;
}

static void
gradient (const EvoGenome *genome, const float *image_gradient, float *weight_gradient)
{
  evo_cppn_gradient (genome->body, genome->width, genome->height, image_gradient, weight_gradient);
}

static void
move (EvoGenome *genome, const float *steps)
{
  evo_cppn_move (genome->body, genome->width, genome->height, steps);
}

const EvoEncodingRow evo_encoding_cppn = {
  .name = "cppn",
  .rates = EVO_RATES_NETWORK,
  .randomise = randomise,
  .assign = assign,
  .adapt = adapt,
  .deserialise = deserialise,
  .free_body = free_body,
  .mutate = mutate,
  .render = render,
  .render_rows = render_rows,
  .size = size_of,
  .serialise = serialise,
  .diagram = diagram,
  .n_weights = n_weights,
  .gradient = gradient,
  .move = move,
};
