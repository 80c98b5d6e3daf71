// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/perturb.h"

G_BEGIN_DECLS

/* What a network takes a picture for: the label, large, with its confidence, and the five most
 * likely classes as bars. Nothing moves when there is nothing to show. */
#define FOOLED_TYPE_LOOK_VIEW (fooled_look_view_get_type ())
G_DECLARE_FINAL_TYPE (FooledLookView, fooled_look_view, FOOLED, LOOK_VIEW, GtkWidget)

/* NULL look empties it. Cheap when it is the one already shown. */
void fooled_look_view_set_look (FooledLookView *self, RunNetworkInfo *network, RunLook *look);

/* The label of a class as it is shown, or its number. Caller frees. */
char *fooled_class_text (const RunNetworkInfo *network, guint class_index);

/* The place among the most likely classes of the first one that is to be seen (class-labels.h); 0
 * also where none is. */
guint fooled_look_first (const RunNetworkInfo *network, const RunLook *look);

/* "hen, 99.95 %", with a note where a likelier class is left out. Caller frees. */
char *fooled_look_text (const RunNetworkInfo *network, const RunLook *look);

G_END_DECLS
