// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "store/specimen.h"
#include "ui/ancestry/ancestry-strip.h"

G_BEGIN_DECLS

/* The right panel: one image large (crisp pixels), its label and confidence, the five most likely
 * classes as bars, the generation in which it was found, its evaluation, the size of its genome,
 * for a CPPN a drawing of its network, and the buttons Star, Save and Copy (actions win.star,
 * win.save, win.copy). With nothing selected: a short hint.
 *
 * Property "starred" (boolean): what the star button shows. */
#define FOOLED_TYPE_CHAMPION_PANEL (fooled_champion_panel_get_type ())
G_DECLARE_FINAL_TYPE (FooledChampionPanel, fooled_champion_panel, FOOLED, CHAMPION_PANEL, GtkWidget)

GtkWidget *fooled_champion_panel_new (void);

/* NULL empties it. Cheap when the specimen is the one already shown. */
void fooled_champion_panel_set_specimen (FooledChampionPanel *self, StoreSpecimen *specimen);

/* The part with its ancestors, which has to be told whose. Borrowed. */
FooledAncestryStrip *fooled_champion_panel_get_ancestry (FooledChampionPanel *self);

G_END_DECLS
