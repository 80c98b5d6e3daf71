// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn.h"

#include <string.h>

typedef enum
{
  UNSEEN,
  OPEN, /* its sources are being visited: meeting it again means a circle */
  DONE,
} Mark;

typedef struct
{
  EvoCppnGraph *graph;
  const EvoCppn *cppn;
  guint n_ordered;
  guint8 marks[EVO_CPPN_MAX_NODES];
} Visit;

/* Counting sort of the links by target; stable, so that each node's links stay in order. */
static void
sort_incoming (EvoCppnGraph *graph, const EvoCppn *cppn)
{
  guint16 next[EVO_CPPN_MAX_NODES];

  memset (graph->first, 0, (cppn->n_nodes + 1) * sizeof *graph->first);
  for (guint i = 0; i < cppn->n_links; i++)
    graph->first[cppn->links[i].to + 1]++;
  for (guint i = 0; i < cppn->n_nodes; i++)
    {
      graph->first[i + 1] += graph->first[i];
      next[i] = graph->first[i];
    }
  for (guint i = 0; i < cppn->n_links; i++)
    graph->incoming[next[cppn->links[i].to]++] = (guint16) i;
}

/* Depth first against the links: a node comes after all that it needs. */
static gboolean
visit (Visit *state, guint node)
{
  const EvoCppnGraph *graph = state->graph;

  state->marks[node] = OPEN;
  for (guint i = graph->first[node]; i < graph->first[node + 1]; i++)
    {
      guint from = state->cppn->links[graph->incoming[i]].from;

      if (state->marks[from] == OPEN || (state->marks[from] == UNSEEN && !visit (state, from)))
        return FALSE;
    }
  state->marks[node] = DONE;
  state->graph->order[state->n_ordered++] = (guint16) node;
  return TRUE;
}

gboolean
evo_cppn_graph_init (EvoCppnGraph *graph, const EvoCppn *cppn)
{
  Visit state = { .graph = graph, .cppn = cppn, .n_ordered = 0 };

  g_return_val_if_fail (cppn->n_nodes <= EVO_CPPN_MAX_NODES, FALSE);
  g_return_val_if_fail (cppn->n_links <= EVO_CPPN_MAX_LINKS, FALSE);

  sort_incoming (graph, cppn);
  for (guint node = 0; node < cppn->n_nodes; node++)
    if (state.marks[node] == UNSEEN && !visit (&state, node))
      return FALSE;
  return TRUE;
}
