// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "base/image.h"

G_BEGIN_DECLS

/* A small picture shown large, to be drawn on in white with the mouse, a finger, a stylus or the
 * keyboard: arrow keys move a cursor, Space lowers and raises the pen there, Delete clears.
 *
 * Signal "changed": it looks different. */
#define FOOLED_TYPE_DRAWING_PAD (fooled_drawing_pad_get_type ())
G_DECLARE_FINAL_TYPE (FooledDrawingPad, fooled_drawing_pad, FOOLED, DRAWING_PAD, GtkWidget)

/* 28 x 28. */
GtkWidget *fooled_drawing_pad_new (void);

/* Another size empties it, without a signal. */
void fooled_drawing_pad_set_size (FooledDrawingPad *self, guint width, guint height);

/* What was drawn; NULL while it is empty. Caller unrefs. */
BaseImage *fooled_drawing_pad_get_image (FooledDrawingPad *self);

/* Colours over what was drawn; of any size, smoothed. NULL = none. */
void fooled_drawing_pad_set_overlay (FooledDrawingPad *self, GdkTexture *overlay);

void fooled_drawing_pad_clear (FooledDrawingPad *self);

G_END_DECLS
