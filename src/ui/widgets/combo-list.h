// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The lists of all combo rows below root show their entries in full: libadwaita cuts what is
 * longer than 20 characters. Once, after the rows were made; their models may come later. Entries
 * are GtkStringObjects, or what the row's expression says. */
void fooled_combo_lists_widen (GtkWidget *root);

G_END_DECLS
