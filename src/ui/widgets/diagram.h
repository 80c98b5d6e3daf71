// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "evolve/genome.h"

G_BEGIN_DECLS

/* A drawing of a CPPN: inputs x, y, d (distance from the centre) and 1 (bias) at the left, outputs
 * at the right, each node with the curve of its activation function. A link is the thicker, the
 * greater its weight; negative ones are dashed and of another colour. */
#define FOOLED_TYPE_DIAGRAM (fooled_diagram_get_type ())
G_DECLARE_FINAL_TYPE (FooledDiagram, fooled_diagram, FOOLED, DIAGRAM, GtkWidget)

GtkWidget *fooled_diagram_new (void);

/* NULL empties it. */
void fooled_diagram_set_diagram (FooledDiagram *self, EvoDiagram *diagram);

G_END_DECLS
