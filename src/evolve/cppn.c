// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn.h"

#include <string.h>

static void
reserve (EvoCppn *cppn, guint n_nodes, guint n_links)
{
  if (n_nodes > cppn->nodes_capacity)
    {
      cppn->nodes_capacity = MAX (n_nodes, 2 * cppn->nodes_capacity);
      cppn->activations = g_renew (guint8, cppn->activations, cppn->nodes_capacity);
    }
  if (n_links > cppn->links_capacity)
    {
      cppn->links_capacity = MAX (n_links, 2 * cppn->links_capacity);
      cppn->links = g_renew (EvoCppnLink, cppn->links, cppn->links_capacity);
    }
}

float
evo_cppn_random_weight (BaseRandom *random)
{
  return (float) ((2.0 * base_random_uniform (random) - 1.0) * EVO_CPPN_MAX_WEIGHT);
}

void
evo_cppn_init_random (EvoCppn *cppn,
                      guint n_outputs,
                      EvoCoordinates coordinates,
                      BaseRandom *random)
{
  guint n_nodes = EVO_CPPN_N_INPUTS + n_outputs;

  cppn->coordinates = coordinates;
  cppn->n_outputs = n_outputs;
  cppn->n_nodes = n_nodes;
  cppn->n_links = 0;
  reserve (cppn, n_nodes, EVO_CPPN_N_INPUTS * n_outputs);
  memset (cppn->activations, 0, n_nodes);
  for (guint to = EVO_CPPN_N_INPUTS; to < n_nodes; to++)
    {
      cppn->activations[to] = (guint8) base_random_below (random, EVO_N_ACTIVATIONS);
      for (guint from = 0; from < EVO_CPPN_N_INPUTS; from++)
        evo_cppn_append_link (cppn, from, to, evo_cppn_random_weight (random));
    }
}

void
evo_cppn_clear (EvoCppn *cppn)
{
  g_free (cppn->activations);
  g_free (cppn->links);
  memset (cppn, 0, sizeof *cppn);
}

void
evo_cppn_assign (EvoCppn *cppn, const EvoCppn *source)
{
  reserve (cppn, source->n_nodes, source->n_links);
  cppn->coordinates = source->coordinates;
  cppn->n_outputs = source->n_outputs;
  cppn->n_nodes = source->n_nodes;
  cppn->n_links = source->n_links;
  memcpy (cppn->activations, source->activations, source->n_nodes);
  if (source->n_links > 0)
    memcpy (cppn->links, source->links, source->n_links * sizeof *cppn->links);
}

guint
evo_cppn_n_hidden (const EvoCppn *cppn)
{
  return cppn->n_nodes - EVO_CPPN_N_INPUTS - cppn->n_outputs;
}

guint
evo_cppn_append_node (EvoCppn *cppn, EvoActivation activation)
{
  reserve (cppn, cppn->n_nodes + 1, 0);
  cppn->activations[cppn->n_nodes] = (guint8) activation;
  return cppn->n_nodes++;
}

void
evo_cppn_append_link (EvoCppn *cppn, guint from, guint to, float weight)
{
  reserve (cppn, 0, cppn->n_links + 1);
  cppn->links[cppn->n_links++] =
      (EvoCppnLink){ .from = (guint16) from, .to = (guint16) to, .weight = weight };
}

void
evo_cppn_delete_node (EvoCppn *cppn, guint node)
{
  guint n_kept = 0;

  for (guint i = 0; i < cppn->n_links; i++)
    {
      EvoCppnLink link = cppn->links[i];

      if (link.from == node || link.to == node)
        continue;
      link.from -= link.from > node;
      link.to -= link.to > node;
      cppn->links[n_kept++] = link;
    }
  cppn->n_links = n_kept;
  cppn->n_nodes--;
  memmove (cppn->activations + node, cppn->activations + node + 1, cppn->n_nodes - node);
}

/* New outputs before the one that there is. With no links and a linear activation they are 0. */
static void
insert_outputs (EvoCppn *cppn, guint n)
{
  while (cppn->n_nodes + n > EVO_CPPN_MAX_NODES)
    evo_cppn_delete_node (cppn, cppn->n_nodes - 1);
  reserve (cppn, cppn->n_nodes + n, 0);
  memmove (cppn->activations + EVO_CPPN_N_INPUTS + n, cppn->activations + EVO_CPPN_N_INPUTS,
           cppn->n_nodes - EVO_CPPN_N_INPUTS);
  memset (cppn->activations + EVO_CPPN_N_INPUTS, EVO_ACTIVATION_LINEAR, n);
  for (guint i = 0; i < cppn->n_links; i++)
    {
      EvoCppnLink *link = &cppn->links[i];

      link->from += link->from >= EVO_CPPN_N_INPUTS ? n : 0;
      link->to += n;
    }
  cppn->n_nodes += n;
  cppn->n_outputs += n;
}

void
evo_cppn_init_adapted (EvoCppn *cppn, const EvoCppn *source, guint n_outputs)
{
  evo_cppn_assign (cppn, source);
  if (n_outputs > cppn->n_outputs)
    insert_outputs (cppn, n_outputs - cppn->n_outputs);
  for (; cppn->n_outputs > n_outputs; cppn->n_outputs--)
    evo_cppn_delete_node (cppn, EVO_CPPN_N_INPUTS);
}
