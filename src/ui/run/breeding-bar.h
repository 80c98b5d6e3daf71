// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/run/breeding.h"

G_BEGIN_DECLS

/* Below the grid while people breed by hand: one sentence that explains it, how many parents are
 * chosen, and what can be done. Its buttons are actions of the window. */
#define FOOLED_TYPE_BREEDING_BAR (fooled_breeding_bar_get_type ())
G_DECLARE_FINAL_TYPE (FooledBreedingBar, fooled_breeding_bar, FOOLED, BREEDING_BAR, GtkWidget)

/* Once. */
void fooled_breeding_bar_bind (FooledBreedingBar *self, FooledBreeding *breeding);

G_END_DECLS
