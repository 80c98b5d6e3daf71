// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"
#include "evolve/genome-private.h"

#include "base/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The bytes of a genome, whole numbers and floats little-endian:
 *
 *   0  4  "EvoG"
 *   4  1  version, 1
 *   5  1  encoding: 0 pixels, 1 cppn
 *   6  1  channels: 1 or 3
 *   7  1  coordinates of a cppn: 0 unit, 1 pixel; otherwise 0
 *   8  2  width
 *  10  2  height
 *
 * pixels: height * width * channels bytes.
 * cppn: number of nodes (2 bytes) and links (2), one byte of activation a node after the inputs,
 * then for each link from (2), to (2) and weight (4, IEEE 754 single precision). */
#define MAGIC       "EvoG"
#define VERSION     1
#define HEADER_SIZE 12
#define COUNTS_SIZE 4
#define LINK_SIZE   8

static void
put_16 (guint8 **out, guint value)
{
  *(*out)++ = (guint8) (value & 0xff);
  *(*out)++ = (guint8) (value >> 8);
}

static void
put_float (guint8 **out, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  put_16 (out, bits & 0xffff);
  put_16 (out, bits >> 16);
}

static guint
get_16 (const guint8 *in)
{
  return in[0] | (guint) in[1] << 8;
}

static float
get_float (const guint8 *in)
{
  guint32 bits = get_16 (in) | (guint32) get_16 (in + 2) << 16;
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static gsize
cppn_size (guint n_nodes, guint n_links)
{
  return COUNTS_SIZE + (n_nodes - EVO_CPPN_N_INPUTS) + (gsize) n_links * LINK_SIZE;
}

static void
put_cppn (guint8 *out, const EvoCppn *cppn)
{
  guint n_activations = cppn->n_nodes - EVO_CPPN_N_INPUTS;

  put_16 (&out, cppn->n_nodes);
  put_16 (&out, cppn->n_links);
  memcpy (out, cppn->activations + EVO_CPPN_N_INPUTS, n_activations);
  out += n_activations;
  for (guint i = 0; i < cppn->n_links; i++)
    {
      put_16 (&out, cppn->links[i].from);
      put_16 (&out, cppn->links[i].to);
      put_float (&out, cppn->links[i].weight);
    }
}

GBytes *
evo_genome_serialise (const EvoGenome *genome)
{
  gboolean is_cppn = genome->encoding == EVO_ENCODING_CPPN;
  gsize body_size = is_cppn ? cppn_size (genome->cppn.n_nodes, genome->cppn.n_links)
                            : evo_genome_n_genes (genome);
  guint8 *data = g_malloc (HEADER_SIZE + body_size);
  guint8 *out = data;

  memcpy (out, MAGIC, 4);
  out += 4;
  *out++ = VERSION;
  *out++ = (guint8) genome->encoding;
  *out++ = (guint8) genome->channels;
  *out++ = is_cppn ? (guint8) genome->cppn.coordinates : 0;
  put_16 (&out, genome->width);
  put_16 (&out, genome->height);
  if (is_cppn)
    put_cppn (out, &genome->cppn);
  else
    memcpy (out, genome->genes, body_size);
  return g_bytes_new_take (data, HEADER_SIZE + body_size);
}

static gboolean
fail (GError **error, const char *reason)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("The genome is damaged: %s."), reason);
  return FALSE;
}

static gboolean
check_header (const guint8 *data, gsize size, GError **error)
{
  guint width, height;

  if (size < HEADER_SIZE || memcmp (data, MAGIC, 4) != 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("This is not a genome."));
      return FALSE;
    }
  if (data[4] != VERSION)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("The genome was written by another version of the program (format %u; this "
                      "one reads format %u)."),
                   data[4], VERSION);
      return FALSE;
    }
  if (data[5] > EVO_ENCODING_CPPN)
    return fail (error, _ ("its encoding is unknown"));
  if (data[6] != 1 && data[6] != 3)
    return fail (error, _ ("it has neither 1 nor 3 channels"));
  if (data[7] > (data[5] == EVO_ENCODING_CPPN ? EVO_COORDINATES_PIXEL : 0))
    return fail (error, _ ("its coordinates are unknown"));
  width = get_16 (data + 8);
  height = get_16 (data + 10);
  if (width < 1 || width > BASE_IMAGE_MAX_SIDE || height < 1 || height > BASE_IMAGE_MAX_SIDE)
    return fail (error, _ ("the size of its picture is out of range"));
  return TRUE;
}

static gboolean
read_link (EvoCppn *cppn, const guint8 *in, GError **error)
{
  guint from = get_16 (in), to = get_16 (in + 2);
  float weight = get_float (in + 4);
  guint first_hidden = EVO_CPPN_N_INPUTS + cppn->n_outputs;

  if (from >= cppn->n_nodes || to >= cppn->n_nodes)
    return fail (error, _ ("a link ends at a node that does not exist"));
  if (to < EVO_CPPN_N_INPUTS || (from >= EVO_CPPN_N_INPUTS && from < first_hidden))
    return fail (error, _ ("a link enters an input or leaves an output"));
  if (!isfinite (weight) || fabsf (weight) > EVO_CPPN_MAX_WEIGHT)
    return fail (error, _ ("a weight is out of range"));
  evo_cppn_append_link (cppn, from, to, weight);
  return TRUE;
}

/* At most one link from one node to another, and no circle. */
static gboolean
check_graph (const EvoCppn *cppn, GError **error)
{
  EvoCppnGraph graph;
  guint16 last_target[EVO_CPPN_MAX_NODES] = { 0 };

  if (!evo_cppn_graph_init (&graph, cppn))
    return fail (error, _ ("its links close a circle"));
  for (guint to = EVO_CPPN_N_INPUTS; to < cppn->n_nodes; to++)
    for (guint i = graph.first[to]; i < graph.first[to + 1]; i++)
      {
        guint from = cppn->links[graph.incoming[i]].from;

        if (last_target[from] == to)
          return fail (error, _ ("two links join the same nodes"));
        last_target[from] = (guint16) to;
      }
  return TRUE;
}

static gboolean
read_cppn (EvoCppn *cppn, guint n_outputs, const guint8 *in, gsize size, GError **error)
{
  guint n_nodes, n_links;

  if (size < COUNTS_SIZE)
    return fail (error, _ ("it ends too early"));
  n_nodes = get_16 (in);
  n_links = get_16 (in + 2);
  if (n_nodes < EVO_CPPN_N_INPUTS + n_outputs || n_nodes > EVO_CPPN_MAX_NODES ||
      n_links > EVO_CPPN_MAX_LINKS)
    return fail (error, _ ("it has too many or too few nodes or links"));
  if (size != cppn_size (n_nodes, n_links))
    return fail (error, _ ("its length does not fit its content"));
  in += COUNTS_SIZE;

  cppn->n_outputs = n_outputs;
  for (guint node = 0; node < EVO_CPPN_N_INPUTS; node++)
    evo_cppn_append_node (cppn, EVO_ACTIVATION_SINE);
  for (guint node = EVO_CPPN_N_INPUTS; node < n_nodes; node++, in++)
    {
      if (*in >= EVO_N_ACTIVATIONS)
        return fail (error, _ ("a node's activation is unknown"));
      evo_cppn_append_node (cppn, *in);
    }
  for (guint i = 0; i < n_links; i++, in += LINK_SIZE)
    if (!read_link (cppn, in, error))
      return FALSE;
  return check_graph (cppn, error);
}

EvoGenome *
evo_genome_deserialise (GBytes *bytes, GError **error)
{
  g_autoptr (EvoGenome) genome = NULL;
  gsize size;
  const guint8 *data;
  EvoEncoding encoding;
  EvoCoordinates coordinates;
  guint width, height, channels;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (!check_header (data, size, error))
    return NULL;
  encoding = data[5];
  channels = data[6];
  coordinates = data[7];
  width = get_16 (data + 8);
  height = get_16 (data + 10);
  data += HEADER_SIZE;
  size -= HEADER_SIZE;

  if (encoding == EVO_ENCODING_PIXELS && size != (gsize) width * height * channels)
    {
      fail (error, _ ("its length does not fit its content"));
      return NULL;
    }
  genome = evo_genome_new (encoding, width, height, channels);
  if (encoding == EVO_ENCODING_PIXELS)
    memcpy (genome->genes, data, size);
  else
    {
      genome->cppn.coordinates = coordinates;
      if (!read_cppn (&genome->cppn, channels, data, size, error))
        return NULL;
    }
  return g_steal_pointer (&genome);
}
