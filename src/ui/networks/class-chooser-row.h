// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/networks/class-item.h"

G_BEGIN_DECLS

/* A class in the list of a chooser: check mark, label, other names, number. Names its parent, which
 * is the list's own row widget, for assistive technologies, and says whether it is checked. */
#define FOOLED_TYPE_CLASS_CHOOSER_ROW (fooled_class_chooser_row_get_type ())
G_DECLARE_FINAL_TYPE (FooledClassChooserRow,
                      fooled_class_chooser_row,
                      FOOLED,
                      CLASS_CHOOSER_ROW,
                      GtkWidget)

GtkWidget *fooled_class_chooser_row_new (void);

/* NULL lets go of the item. */
void fooled_class_chooser_row_set_item (FooledClassChooserRow *self, FooledClassItem *item);

G_END_DECLS
