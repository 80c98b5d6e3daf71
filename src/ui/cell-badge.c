// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cell-badge.h"

GtkIconPaintable *
fooled_cell_badge_arrow (GtkWidget *widget)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));

  return gtk_icon_theme_lookup_icon (theme, "go-up-symbolic", NULL, 16,
                                     gtk_widget_get_scale_factor (widget), GTK_TEXT_DIR_NONE,
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
}

static void
draw_arrow (GtkSnapshot *snapshot,
            GtkIconPaintable *arrow,
            const graphene_rect_t *bounds,
            const GdkRGBA *color)
{
  int size = (int) (bounds->size.width * 0.8f);
  GdkRGBA colors[4] = { *color, *color, *color, *color };

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (bounds->origin.x + (bounds->size.width - size) / 2,
                                      bounds->origin.y + (bounds->size.height - size) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (arrow), snapshot, size, size,
                                            colors, G_N_ELEMENTS (colors));
  gtk_snapshot_restore (snapshot);
}

void
fooled_cell_badge_draw (GtkSnapshot *snapshot,
                        GtkIconPaintable *arrow,
                        const graphene_rect_t *bounds,
                        const FooledPalette *palette)
{
  GdkRGBA edge = palette->accent_fg;
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (&disc, bounds, bounds->size.width / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &palette->accent_bg, &disc.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &disc, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ edge, edge, edge, edge });
  draw_arrow (snapshot, arrow, &disc.bounds, &palette->accent_fg);
}
