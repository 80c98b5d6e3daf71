// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/genome.h"

G_BEGIN_DECLS

typedef struct
{
  float x, y;
} FooledPoint;

/* Where the nodes of a network are drawn: a column for each layer, inputs at the left, outputs at
 * the right; inside a column ordered so that links cross little (the barycentre heuristic of
 * Sugiyama, Tagawa and Toda 1981). */
typedef struct
{
  guint n_nodes;
  FooledPoint *centres; /* (n_nodes) */
  guint *columns;       /* (n_nodes) */
  guint n_columns;
  float radius; /* of every node */
} FooledDiagramLayout;

FooledDiagramLayout *fooled_diagram_layout_new (const EvoDiagram *diagram,
                                                float width,
                                                float height);
void fooled_diagram_layout_free (FooledDiagramLayout *layout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FooledDiagramLayout, fooled_diagram_layout_free)

G_END_DECLS
