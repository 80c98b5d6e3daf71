// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whatever below `root` has a list or a menu shows its tooltip only while that is closed: it would
 * cover what is to be read. */
void fooled_tooltips_spare_popovers (GtkWidget *root);

G_END_DECLS
