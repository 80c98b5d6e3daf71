// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/diagram-layout.h"

#include <math.h>

#define MAX_RADIUS 13.0f
#define MIN_RADIUS 1.5f
#define SWEEPS     4

/* While nodes are ordered. */
typedef struct
{
  guint node;
  guint place; /* in its column, before it is sorted */
  float rank;  /* what the column is sorted by */
} Entry;

typedef struct
{
  const EvoDiagram *diagram;
  FooledDiagramLayout *layout;
  GArray **columns; /* (n_columns) of Entry */
} Order;

/* Outputs stand in the last column; one that feeds other nodes stays in its layer, so that every
 * link runs to the right. */
static void
choose_columns (const EvoDiagram *diagram, FooledDiagramLayout *layout)
{
  g_autofree gboolean *feeds = g_new0 (gboolean, MAX (diagram->n_nodes, 1));

  for (guint i = 0; i < diagram->n_links; i++)
    feeds[diagram->links[i].from] = TRUE;
  layout->n_columns = MAX (diagram->n_layers, 2);
  for (guint i = 0; i < diagram->n_nodes; i++)
    {
      const EvoDiagramNode *node = &diagram->nodes[i];
      gboolean last = node->kind == EVO_NODE_OUTPUT && !feeds[i];

      layout->columns[i] = last ? layout->n_columns - 1 : MIN (node->layer, layout->n_columns - 1);
    }
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a, *second = b;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  return first->place < second->place ? -1 : first->place > second->place;
}

/* Nodes of one column share its height evenly. */
static void
place_column (Order *order, guint column, float height)
{
  GArray *entries = order->columns[column];

  for (guint k = 0; k < entries->len; k++)
    order->layout->centres[g_array_index (entries, Entry, k).node].y =
        height * (k + 0.5f) / entries->len;
}

/* Ranks each node by the mean height of its neighbours on one side. */
static void
sort_column (Order *order, guint column, gboolean by_sources, float height)
{
  const EvoDiagram *diagram = order->diagram;
  GArray *entries = order->columns[column];

  for (guint k = 0; k < entries->len; k++)
    {
      Entry *entry = &g_array_index (entries, Entry, k);
      float sum = 0;
      guint n = 0;

      for (guint i = 0; i < diagram->n_links; i++)
        {
          const EvoDiagramLink *link = &diagram->links[i];

          if ((by_sources ? link->to : link->from) != entry->node)
            continue;
          sum += order->layout->centres[by_sources ? link->from : link->to].y;
          n++;
        }
      entry->place = k;
      entry->rank = n > 0 ? sum / n : order->layout->centres[entry->node].y;
    }
  g_array_sort (entries, compare_entries);
  place_column (order, column, height);
}

/* Inputs and outputs keep their order, which people know. */
static void
order_columns (Order *order, float height)
{
  guint n_columns = order->layout->n_columns;

  for (guint c = 0; c < n_columns; c++)
    place_column (order, c, height);
  for (guint sweep = 0; sweep < SWEEPS; sweep++)
    for (guint k = 1; k + 1 < n_columns; k++)
      sort_column (order, sweep % 2 == 0 ? k : n_columns - 1 - k, sweep % 2 == 0, height);
}

FooledDiagramLayout *
fooled_diagram_layout_new (const EvoDiagram *diagram, float width, float height)
{
  FooledDiagramLayout *layout = g_new0 (FooledDiagramLayout, 1);
  Order order = { diagram, layout, NULL };
  float step;
  guint longest = 1;

  layout->n_nodes = diagram->n_nodes;
  layout->centres = g_new0 (FooledPoint, MAX (diagram->n_nodes, 1));
  layout->columns = g_new0 (guint, MAX (diagram->n_nodes, 1));
  choose_columns (diagram, layout);

  order.columns = g_new (GArray *, layout->n_columns);
  for (guint c = 0; c < layout->n_columns; c++)
    order.columns[c] = g_array_new (FALSE, FALSE, sizeof (Entry));
  for (guint i = 0; i < diagram->n_nodes; i++)
    {
      GArray *column = order.columns[layout->columns[i]];

      g_array_append_vals (column, &(Entry){ .node = i }, 1);
      longest = MAX (longest, column->len);
    }
  order_columns (&order, height);

  step = width / layout->n_columns;
  layout->radius = CLAMP (0.36f * MIN (step, height / longest), MIN_RADIUS, MAX_RADIUS);
  step = (width - 2 * layout->radius - 2) / (layout->n_columns - 1);
  for (guint i = 0; i < diagram->n_nodes; i++)
    layout->centres[i].x = layout->radius + 1 + step * layout->columns[i];

  for (guint c = 0; c < layout->n_columns; c++)
    g_array_unref (order.columns[c]);
  g_free (order.columns);
  return layout;
}

void
fooled_diagram_layout_free (FooledDiagramLayout *layout)
{
  if (layout == NULL)
    return;
  g_free (layout->centres);
  g_free (layout->columns);
  g_free (layout);
}
