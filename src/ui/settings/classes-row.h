// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* The row of the settings that says for how many classes images are evolved, and lets the user
 * choose others. It owns the actions that change them: "choose" (opens the chooser), "only" (uint:
 * a class), "leave-out" (uint) and "all". */
#define FOOLED_TYPE_CLASSES_ROW (fooled_classes_row_get_type ())
G_DECLARE_FINAL_TYPE (FooledClassesRow, fooled_classes_row, FOOLED, CLASSES_ROW, AdwActionRow)

GtkWidget *fooled_classes_row_new (void);

/* Once. */
void fooled_classes_row_bind (FooledClassesRow *self, GSettings *settings);

/* The network that is chosen, or NULL while nothing is known of it. */
void fooled_classes_row_set_network (FooledClassesRow *self, RunNetworkInfo *network);

/* For whoever wants them under the prefix "classes", as the row itself does. Borrowed. */
GActionGroup *fooled_classes_row_get_actions (FooledClassesRow *self);

G_END_DECLS
