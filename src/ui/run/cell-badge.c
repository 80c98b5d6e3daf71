// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/cell-badge.h"

/* On any picture, light or dark. */
static const GdkRGBA star_color = { 1.0f, 0.85f, 0.3f, 1.0f };
static const GdkRGBA star_background = { 0.1f, 0.1f, 0.1f, 0.85f };

GtkIconPaintable *
fooled_cell_badge_icon (GtkWidget *widget, FooledBadge badge)
{
  static const char *const names[FOOLED_N_BADGES] = {
    [FOOLED_BADGE_IMPROVED] = "go-up-symbolic",
    [FOOLED_BADGE_STARRED] = "starred-symbolic",
  };
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));

  return gtk_icon_theme_lookup_icon (theme, names[badge], NULL, 16,
                                     gtk_widget_get_scale_factor (widget), GTK_TEXT_DIR_NONE,
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
}

static void
draw_icon (GtkSnapshot *snapshot,
           GtkIconPaintable *icon,
           const graphene_rect_t *bounds,
           double share,
           const GdkRGBA *color)
{
  int size = (int) (bounds->size.width * share);
  GdkRGBA colors[4] = { *color, *color, *color, *color };

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (bounds->origin.x + (bounds->size.width - size) / 2,
                                      bounds->origin.y + (bounds->size.height - size) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            colors, G_N_ELEMENTS (colors));
  gtk_snapshot_restore (snapshot);
}

void
fooled_cell_badge_draw (GtkSnapshot *snapshot,
                        FooledBadge badge,
                        GtkIconPaintable *icon,
                        const graphene_rect_t *bounds,
                        const FooledPalette *palette)
{
  gboolean star = badge == FOOLED_BADGE_STARRED;
  const GdkRGBA *background = star ? &star_background : &palette->accent_bg;
  const GdkRGBA *color = star ? &star_color : &palette->accent_fg;
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (&disc, bounds, bounds->size.width / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, background, &disc.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &disc, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
  draw_icon (snapshot, icon, &disc.bounds, star ? 0.65 : 0.8, color);
}
