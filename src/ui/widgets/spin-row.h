// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A preferences row with a number that can be typed and stepped. What is no number, or none of
 * those that are allowed, is marked while it is typed, and changes nothing.
 *
 * Properties: "adjustment" (GtkAdjustment), "value" (double), "digits" (uint), "unit" (string after
 * the number, or NULL), "zero" (string that stands for 0, or NULL). */
#define FOOLED_TYPE_SPIN_ROW (fooled_spin_row_get_type ())
G_DECLARE_FINAL_TYPE (FooledSpinRow, fooled_spin_row, FOOLED, SPIN_ROW, AdwActionRow)

double fooled_spin_row_get_value (FooledSpinRow *self);
void fooled_spin_row_set_value (FooledSpinRow *self, double value);

G_END_DECLS
