// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tells assistive technologies what the drop-down is for and what it says: "Method: L-BFGS". (GTK
 * 4.8 gives its name to a widget that never has the keyboard; the button in it has none.) Once. */
void fooled_drop_down_set_name (GtkDropDown *drop_down, const char *name);

G_END_DECLS
