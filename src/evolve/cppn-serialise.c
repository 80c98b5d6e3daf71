// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"
#include "evolve/cppn.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "evolve/encoding.h"

/* Whole numbers and floats little-endian: number of nodes (2 bytes) and links (2), one byte of
 * activation a node after the inputs, then for each link from (2), to (2) and weight (4, IEEE 754
 * single precision). */
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

void
evo_cppn_serialise (const EvoCppn *cppn, GByteArray *array)
{
  guint n_activations = cppn->n_nodes - EVO_CPPN_N_INPUTS;
  guint before = array->len;
  guint8 *out;

  g_byte_array_set_size (array, before + (guint) cppn_size (cppn->n_nodes, cppn->n_links));
  out = array->data + before;
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

static gboolean
read_link (EvoCppn *cppn, const guint8 *in, GError **error)
{
  guint from = get_16 (in), to = get_16 (in + 2);
  float weight = get_float (in + 4);
  guint first_hidden = EVO_CPPN_N_INPUTS + cppn->n_outputs;

  if (from >= cppn->n_nodes || to >= cppn->n_nodes)
    return evo_encoding_fail (error, _ ("a link ends at a node that does not exist"));
  if (to < EVO_CPPN_N_INPUTS || (from >= EVO_CPPN_N_INPUTS && from < first_hidden))
    return evo_encoding_fail (error, _ ("a link enters an input or leaves an output"));
  if (!isfinite (weight) || fabsf (weight) > EVO_CPPN_MAX_WEIGHT)
    return evo_encoding_fail (error, _ ("a weight is out of range"));
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
    return evo_encoding_fail (error, _ ("its links close a circle"));
  for (guint to = EVO_CPPN_N_INPUTS; to < cppn->n_nodes; to++)
    for (guint i = graph.first[to]; i < graph.first[to + 1]; i++)
      {
        guint from = cppn->links[graph.incoming[i]].from;

        if (last_target[from] == to)
          return evo_encoding_fail (error, _ ("two links join the same nodes"));
        last_target[from] = (guint16) to;
      }
  return TRUE;
}

gboolean
evo_cppn_deserialise (EvoCppn *cppn, guint n_outputs, const guint8 *in, gsize size, GError **error)
{
  guint n_nodes, n_links;

  if (size < COUNTS_SIZE)
    return evo_encoding_fail (error, _ ("it ends too early"));
  n_nodes = get_16 (in);
  n_links = get_16 (in + 2);
  if (n_nodes < EVO_CPPN_N_INPUTS + n_outputs || n_nodes > EVO_CPPN_MAX_NODES ||
      n_links > EVO_CPPN_MAX_LINKS)
    return evo_encoding_fail (error, _ ("it has too many or too few nodes or links"));
  if (size != cppn_size (n_nodes, n_links))
    return evo_encoding_fail (error, _ ("its length does not fit its content"));
  in += COUNTS_SIZE;

  cppn->n_outputs = n_outputs;
  for (guint node = 0; node < EVO_CPPN_N_INPUTS; node++)
    evo_cppn_append_node (cppn, EVO_ACTIVATION_SINE);
  for (guint node = EVO_CPPN_N_INPUTS; node < n_nodes; node++, in++)
    {
      if (*in >= EVO_N_ACTIVATIONS)
        return evo_encoding_fail (error, _ ("a node's activation is unknown"));
      evo_cppn_append_node (cppn, *in);
    }
  for (guint i = 0; i < n_links; i++, in += LINK_SIZE)
    if (!read_link (cppn, in, error))
      return FALSE;
  return check_graph (cppn, error);
}
