// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/cell-drawing.h"

static void
draw_line (GtkSnapshot *snapshot, const GskRoundedRect *frame, const GdkRGBA *color)
{
  gtk_snapshot_append_border (snapshot, frame, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

void
fooled_cell_draw_placeholder (GtkSnapshot *snapshot,
                              const GskRoundedRect *frame,
                              const FooledPalette *palette)
{
  GdkRGBA fill = fooled_faded (&palette->text, 0.05);
  GdkRGBA line = fooled_faded (&palette->text, palette->high_contrast ? 0.5 : 0.12);

  gtk_snapshot_push_rounded_clip (snapshot, frame);
  gtk_snapshot_append_color (snapshot, &fill, &frame->bounds);
  gtk_snapshot_pop (snapshot);
  draw_line (snapshot, frame, &line);
}

void
fooled_cell_draw_picture (GtkSnapshot *snapshot,
                          const GskRoundedRect *frame,
                          GdkTexture *texture,
                          const FooledPalette *palette)
{
  float side = frame->bounds.size.width;
  double width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  double scale = side / MAX (width, height);
  GdkRGBA line = fooled_faded (&palette->text, palette->high_contrast ? 0.6 : 0.15);
  GskRoundedRect area;

  gsk_rounded_rect_init_from_rect (
      &area,
      &GRAPHENE_RECT_INIT (frame->bounds.origin.x + (side - width * scale) / 2,
                           frame->bounds.origin.y + (side - height * scale) / 2, width * scale,
                           height * scale),
      frame->corner[0].width);
  gtk_snapshot_push_rounded_clip (snapshot, &area);
  gtk_snapshot_append_texture (snapshot, texture, &area.bounds);
  gtk_snapshot_pop (snapshot);
  draw_line (snapshot, &area, &line);
}

void
fooled_cell_draw_bar (GtkSnapshot *snapshot,
                      const graphene_rect_t *bounds,
                      float filled,
                      const FooledPalette *palette)
{
  GdkRGBA trough = fooled_faded (&palette->text, palette->high_contrast ? 0.3 : 0.12);
  float width = CLAMP (filled, 0.0f, 1.0f) * bounds->size.width;
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar, bounds, bounds->size.height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, &trough, &bar.bounds);
  if (width > 0)
    gtk_snapshot_append_color (
        snapshot, &palette->accent_bg,
        &GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y, width, bounds->size.height));
  gtk_snapshot_pop (snapshot);
}
