// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/networks.h"

G_BEGIN_DECLS

/* A button that tells which class the network is to name, and a list to choose another one from,
 * with a search.
 *
 * Property "target" (int: a class, or ASC_ANY_OTHER). */
#define FOOLED_TYPE_TARGET_CHOOSER (fooled_target_chooser_get_type ())
G_DECLARE_FINAL_TYPE (FooledTargetChooser, fooled_target_chooser, FOOLED, TARGET_CHOOSER, GtkWidget)

GtkWidget *fooled_target_chooser_new (void);

/* Other classes than before make it “any other” again. NULL: none are known. */
void fooled_target_chooser_set_network (FooledTargetChooser *self, RunNetworkInfo *network);

/* A class, or ASC_ANY_OTHER. */
int fooled_target_chooser_get_target (FooledTargetChooser *self);
void fooled_target_chooser_set_target (FooledTargetChooser *self, int target);

G_END_DECLS
