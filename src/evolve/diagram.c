// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn.h"

static EvoNodeKind
node_kind (const EvoCppn *cppn, guint node)
{
  if (node < EVO_CPPN_N_INPUTS)
    return (EvoNodeKind) (EVO_NODE_INPUT_X + node);
  return node < EVO_CPPN_N_INPUTS + cppn->n_outputs ? EVO_NODE_OUTPUT : EVO_NODE_HIDDEN;
}

/* A node that nothing enters still stands behind the inputs. */
static void
find_layers (EvoDiagram *diagram, const EvoCppn *cppn)
{
  EvoCppnGraph graph;

  evo_cppn_graph_init (&graph, cppn);
  diagram->n_layers = 1;
  for (guint i = 0; i < cppn->n_nodes; i++)
    {
      guint node = graph.order[i];
      guint layer = node < EVO_CPPN_N_INPUTS ? 0 : 1;

      for (guint k = graph.first[node]; k < graph.first[node + 1]; k++)
        {
          guint from = cppn->links[graph.incoming[k]].from;

          layer = MAX (layer, diagram->nodes[from].layer + 1);
        }
      diagram->nodes[node].layer = layer;
      diagram->n_layers = MAX (diagram->n_layers, layer + 1);
    }
}

EvoDiagram *
evo_cppn_diagram (const EvoCppn *cppn)
{
  EvoDiagram *diagram = g_new0 (EvoDiagram, 1);

  g_atomic_ref_count_init (&diagram->ref_count);
  diagram->n_nodes = cppn->n_nodes;
  diagram->n_links = cppn->n_links;
  diagram->nodes = g_new0 (EvoDiagramNode, cppn->n_nodes);
  diagram->links = g_new0 (EvoDiagramLink, cppn->n_links);
  for (guint i = 0; i < cppn->n_nodes; i++)
    {
      diagram->nodes[i].kind = node_kind (cppn, i);
      diagram->nodes[i].activation = cppn->activations[i];
    }
  for (guint i = 0; i < cppn->n_links; i++)
    diagram->links[i] = (EvoDiagramLink){ .from = cppn->links[i].from,
                                          .to = cppn->links[i].to,
                                          .weight = cppn->links[i].weight };
  find_layers (diagram, cppn);
  return diagram;
}

EvoDiagram *
evo_diagram_ref (EvoDiagram *diagram)
{
  g_atomic_ref_count_inc (&diagram->ref_count);
  return diagram;
}

void
evo_diagram_unref (EvoDiagram *diagram)
{
  if (diagram == NULL || !g_atomic_ref_count_dec (&diagram->ref_count))
    return;
  g_free (diagram->nodes);
  g_free (diagram->links);
  g_free (diagram);
}
