// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The colours that our own drawing takes from the style, so that it follows light, dark and high
 * contrast. Read again whenever the widget's css_changed runs. A value. */
typedef struct
{
  GdkRGBA text;
  GdkRGBA accent;    /* on the background: lines, text */
  GdkRGBA accent_bg; /* filled areas */
  GdkRGBA accent_fg; /* on accent_bg */
  GdkRGBA surface;   /* opaque, behind shapes that cover others */
  GdkRGBA contrast;  /* the second colour of lines: negative links, the minimum */
  gboolean high_contrast;
} FooledPalette;

void fooled_palette_read (FooledPalette *palette, GtkWidget *widget);

/* The colour with its opacity multiplied. */
GdkRGBA fooled_faded (const GdkRGBA *color, double opacity);

G_END_DECLS
