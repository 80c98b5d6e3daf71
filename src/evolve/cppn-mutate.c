// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn.h"

#include "evolve/polynomial.h"

#include <string.h>

static EvoActivation
random_activation (BaseRandom *random)
{
  return (EvoActivation) base_random_below (random, EVO_N_ACTIVATIONS);
}

static void
mutate_weights (EvoCppn *cppn, double chance, double eta, BaseRandom *random)
{
  for (guint i = 0; i < cppn->n_links; i++)
    if (base_random_chance (random, chance))
      {
        double range = 2.0 * EVO_CPPN_MAX_WEIGHT;
        double moved = cppn->links[i].weight + range * evo_polynomial_step (eta, random);

        cppn->links[i].weight = (float) CLAMP (moved, -EVO_CPPN_MAX_WEIGHT, EVO_CPPN_MAX_WEIGHT);
      }
}

static void
mutate_activations (EvoCppn *cppn, double chance, BaseRandom *random)
{
  for (guint node = EVO_CPPN_N_INPUTS; node < cppn->n_nodes; node++)
    if (base_random_chance (random, chance))
      cppn->activations[node] = (guint8) random_activation (random);
}

/* The nodes that a new link from `from` may enter: no input, none that it enters already, and none
 * that `from` depends on, which would close a circle. Returns their number. */
static guint
find_targets (const EvoCppn *cppn, const EvoCppnGraph *graph, guint from, guint16 *targets)
{
  gboolean ancestor[EVO_CPPN_MAX_NODES] = { FALSE };
  gboolean linked[EVO_CPPN_MAX_NODES] = { FALSE };
  guint n_targets = 0;

  ancestor[from] = TRUE;
  for (guint i = cppn->n_nodes; i-- > 0;)
    {
      guint node = graph->order[i];

      if (ancestor[node])
        for (guint k = graph->first[node]; k < graph->first[node + 1]; k++)
          ancestor[cppn->links[graph->incoming[k]].from] = TRUE;
    }
  for (guint i = 0; i < cppn->n_links; i++)
    if (cppn->links[i].from == from)
      linked[cppn->links[i].to] = TRUE;
  for (guint node = EVO_CPPN_N_INPUTS; node < cppn->n_nodes; node++)
    if (!ancestor[node] && !linked[node])
      targets[n_targets++] = (guint16) node;
  return n_targets;
}

/* Uniform over all links that are possible. */
static void
add_link (EvoCppn *cppn, BaseRandom *random)
{
  EvoCppnGraph graph;
  guint16 targets[EVO_CPPN_MAX_NODES];
  guint counts[EVO_CPPN_MAX_NODES];
  guint first_hidden = EVO_CPPN_N_INPUTS + cppn->n_outputs;
  guint total = 0, choice, from = 0;

  if (cppn->n_links >= EVO_CPPN_MAX_LINKS)
    return;
  evo_cppn_graph_init (&graph, cppn);
  for (guint node = 0; node < cppn->n_nodes; node++)
    {
      gboolean is_output = node >= EVO_CPPN_N_INPUTS && node < first_hidden;

      counts[node] = is_output ? 0 : find_targets (cppn, &graph, node, targets);
      total += counts[node];
    }
  if (total == 0)
    return;

  for (choice = base_random_below (random, total); choice >= counts[from]; from++)
    choice -= counts[from];
  find_targets (cppn, &graph, from, targets);
  evo_cppn_append_link (cppn, from, targets[choice], evo_cppn_random_weight (random));
}

static void
delete_link (EvoCppn *cppn, BaseRandom *random)
{
  guint index;

  if (cppn->n_links == 0)
    return;
  index = base_random_below (random, cppn->n_links);
  cppn->n_links--;
  memmove (cppn->links + index, cppn->links + index + 1,
           (cppn->n_links - index) * sizeof *cppn->links);
}

/* A node in the middle of a link; both halves keep the weight. */
static void
add_node (EvoCppn *cppn, BaseRandom *random)
{
  EvoCppnLink old;
  guint index, node;

  if (cppn->n_links == 0 || cppn->n_links >= EVO_CPPN_MAX_LINKS ||
      cppn->n_nodes >= EVO_CPPN_MAX_NODES)
    return;
  index = base_random_below (random, cppn->n_links);
  old = cppn->links[index];
  node = evo_cppn_append_node (cppn, random_activation (random));
  cppn->links[index].to = (guint16) node;
  evo_cppn_append_link (cppn, node, old.to, old.weight);
}

static void
delete_node (EvoCppn *cppn, BaseRandom *random)
{
  guint n_hidden = evo_cppn_n_hidden (cppn);

  if (n_hidden > 0)
    evo_cppn_delete_node (cppn, EVO_CPPN_N_INPUTS + cppn->n_outputs +
                                    base_random_below (random, n_hidden));
}

void
evo_cppn_mutate (EvoCppn *cppn, const EvoVariation *variation, BaseRandom *random)
{
  mutate_weights (cppn, variation->weight_chance, variation->eta, random);
  mutate_activations (cppn, variation->activation_chance, random);
  if (base_random_chance (random, variation->add_link_chance))
    add_link (cppn, random);
  if (base_random_chance (random, variation->delete_link_chance))
    delete_link (cppn, random);
  if (base_random_chance (random, variation->add_node_chance))
    add_node (cppn, random);
  if (base_random_chance (random, variation->delete_node_chance))
    delete_node (cppn, random);
}

void
evo_cppn_move (EvoCppn *cppn, guint width, guint height, const float *steps)
{
  gboolean raw = cppn->coordinates == EVO_COORDINATES_PIXEL;

  for (guint i = 0; i < cppn->n_links; i++)
    {
      EvoCppnLink *link = &cppn->links[i];
      float unit = 1.0f;

      if (raw && link->from == EVO_NODE_INPUT_X)
        unit = MAX ((float) width - 1.0f, 2.0f) / 2.0f;
      else if (raw && link->from == EVO_NODE_INPUT_Y)
        unit = MAX ((float) height - 1.0f, 2.0f) / 2.0f;
      link->weight =
          CLAMP (link->weight + steps[i] / unit, -EVO_CPPN_MAX_WEIGHT, EVO_CPPN_MAX_WEIGHT);
    }
}
