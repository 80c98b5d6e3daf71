// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/ancestry/ancestry-item.h"

G_BEGIN_DECLS

/* A line of ancestors one after the other in one place, with what each of them was. It moves only
 * when it is told to, also where the system's animations are on.
 *
 * Signal "ended": the last one has been shown. */
#define FOOLED_TYPE_ANCESTRY_PLAYER (fooled_ancestry_player_get_type ())
G_DECLARE_FINAL_TYPE (FooledAncestryPlayer,
                      fooled_ancestry_player,
                      FOOLED,
                      ANCESTRY_PLAYER,
                      GtkWidget)

/* Begins with item `from` of a list of FooledAncestryItem that does not change meanwhile. */
void fooled_ancestry_player_play (FooledAncestryPlayer *self, GListModel *items, guint from);

/* The item that it stands at. */
guint fooled_ancestry_player_stop (FooledAncestryPlayer *self);

gboolean fooled_ancestry_player_is_playing (FooledAncestryPlayer *self);

G_END_DECLS
