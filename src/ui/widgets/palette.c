// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/palette.h"

#include <adwaita.h>

static void
look_up (GtkStyleContext *context, const char *name, const GdkRGBA *fallback, GdkRGBA *color)
{
  if (!gtk_style_context_lookup_color (context, name, color))
    *color = *fallback;
}

void
fooled_palette_read (FooledPalette *palette, GtkWidget *widget)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  const GdkRGBA white = { 1, 1, 1, 1 };

  gtk_style_context_get_color (context, &palette->text);
  look_up (context, "accent_color", &palette->text, &palette->accent);
  look_up (context, "accent_bg_color", &palette->accent, &palette->accent_bg);
  look_up (context, "accent_fg_color", &white, &palette->accent_fg);
  look_up (context, "view_bg_color", &white, &palette->surface);
  look_up (context, "warning_color", &palette->text, &palette->contrast);
  palette->high_contrast = adw_style_manager_get_high_contrast (manager);
}

GdkRGBA
fooled_faded (const GdkRGBA *color, double opacity)
{
  GdkRGBA faded = *color;

  faded.alpha *= opacity;
  return faded;
}
