// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/present/wall-layout.h"

G_BEGIN_DECLS

/* Fills in how high and wide texts are in the widget's font. labels: char *, borrowed; are_long:
 * there are more, which take two lines. */
void fooled_wall_measure_texts (GtkWidget *widget,
                                GPtrArray *labels,
                                gboolean are_long,
                                FooledWallNeeds *needs);

/* The height of a capital letter in the widget's font, as a part of its size. */
double fooled_capital_height (GtkWidget *widget);

G_END_DECLS
