// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Where toasts are shown: in the middle of the window's lower edge, as usual, or so far above it
 * that they cover no control that is there. */
typedef struct _FooledToastPlace FooledToastPlace;

/* overlay: an AdwToastOverlay, not owned, which outlives it. */
FooledToastPlace *fooled_toast_place_new (GtkWidget *overlay);
void fooled_toast_place_free (FooledToastPlace *self); /* NULL is ignored */

/* The place for the next toast (of fooled_toast_new), by what the window shows now. Logical pixels
 * from the lower edge of the overlay. */
int fooled_toast_place_find (FooledToastPlace *self, AdwToast *toast);

G_END_DECLS
