// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/fool-table.h"

G_BEGIN_DECLS

/* The table of the best drawings of a lesson; gone with the program, unless people ask to keep it.
 *
 * Signal "message" (string): what went wrong. */
#define FOOLED_TYPE_FOOL_LIST (fooled_fool_list_get_type ())
G_DECLARE_FINAL_TYPE (FooledFoolList, fooled_fool_list, FOOLED, FOOL_LIST, GtkWidget)

/* Borrowed, until it changes. */
const RunFoolTable *fooled_fool_list_get_table (FooledFoolList *self);

/* As run_fool_table_add. */
gint fooled_fool_list_add (FooledFoolList *self,
                           const char *name,
                           const char *target,
                           const char *network,
                           float confidence,
                           BaseImage *image);

G_END_DECLS
