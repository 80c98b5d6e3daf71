// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/perturb/perturb.h"

G_BEGIN_DECLS

/* How easy is it? A button that shows the network pictures of noise, how many it took for
 * something, and a bar chart of what for.
 *
 * Signals: "try" (uint: images, uint: RunNoise), "cancel". */
#define FOOLED_TYPE_RUBBISH_PANEL (fooled_rubbish_panel_get_type ())
G_DECLARE_FINAL_TYPE (FooledRubbishPanel, fooled_rubbish_panel, FOOLED, RUBBISH_PANEL, GtkWidget)

GtkWidget *fooled_rubbish_panel_new (void);

/* perturb: what it is to show. */
void fooled_rubbish_panel_apply (FooledRubbishPanel *self, FooledPerturb *perturb);

G_END_DECLS
