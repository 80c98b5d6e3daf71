// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/tile-view.h"

#include "config.h"

#include "ui/present/tile-drawing.h"

/* The mark of an improvement stays for so long, milliseconds. */
#define MARK_MS 600

/* A tile slides in for so long, microseconds. */
#define SLIDE_US (400 * G_TIME_SPAN_MILLISECOND)

/* Names for assistive technologies change at most this often, milliseconds. */
#define NAME_MS 500

struct _FooledTileView
{
  GtkWidget parent_instance;
  FooledTileShape shape;
  gint number;                     /* of the tile; -1 = none yet */
  FooledTileDrawing *now, *before; /* before: what slides out; NULL = nothing */
  gint64 slide_begin;
  guint tick;
  guint64 stamp;
  guint mark_timeout; /* while it is marked */
  gboolean chosen;
  guint name_timeout;
  char *name;
};

G_DEFINE_FINAL_TYPE (FooledTileView, fooled_tile_view, GTK_TYPE_WIDGET)

static gboolean
name_passed (gpointer data)
{
  FooledTileView *self = data;
  char *name = fooled_tile_drawing_get_name (self->now);

  self->name_timeout = 0;
  if (g_strcmp0 (name, self->name) != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_free (self->name);
  self->name = name;
  return G_SOURCE_REMOVE;
}

static void
name_soon (FooledTileView *self)
{
  if (self->name_timeout == 0)
    self->name_timeout = g_timeout_add (self->name == NULL ? 0 : NAME_MS, name_passed, self);
}

static gboolean
mark_passed (gpointer data)
{
  FooledTileView *self = data;

  self->mark_timeout = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static gboolean
slide (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  FooledTileView *self = FOOLED_TILE_VIEW (widget);

  gtk_widget_queue_draw (widget);
  if (gdk_frame_clock_get_frame_time (clock) < self->slide_begin + SLIDE_US)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->before, fooled_tile_drawing_free);
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
begin_slide (FooledTileView *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  gboolean enabled;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled,
                NULL);
  g_clear_pointer (&self->before, fooled_tile_drawing_free);
  if (!enabled || clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->before = g_steal_pointer (&self->now);
  self->now = fooled_tile_drawing_new (GTK_WIDGET (self));
  self->slide_begin = gdk_frame_clock_get_frame_time (clock);
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), slide, NULL, NULL);
}

static void
draw_frame (FooledTileView *self, GtkSnapshot *snapshot)
{
  float width = MAX (2, (float) self->shape.font / 8);
  gboolean marked = self->mark_timeout != 0;
  GskRoundedRect frame;
  graphene_rect_t picture;
  GdkRGBA color;

  if (!self->chosen && !marked)
    return;
  fooled_tile_drawing_get_picture (self->now, &self->shape, &picture);
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  if (!self->chosen &&
      !gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                       "accent_color", &color))
    return;
  gsk_rounded_rect_init_from_rect (&frame, graphene_rect_inset (&picture, -width, -width), width);
  gtk_snapshot_append_border (snapshot, &frame, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ color, color, color, color });
}

static void
fooled_tile_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledTileView *self = FOOLED_TILE_VIEW (widget);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (self->before != NULL && clock != NULL)
    {
      double t = (double) (gdk_frame_clock_get_frame_time (clock) - self->slide_begin) / SLIDE_US;
      double rest = 1 - CLAMP (t, 0, 1);
      float shift = (float) (rest * rest * rest * height);

      gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, shift - height));
      fooled_tile_drawing_draw (self->before, &self->shape, snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, height));
      fooled_tile_drawing_draw (self->now, &self->shape, snapshot);
      gtk_snapshot_restore (snapshot);
      gtk_snapshot_pop (snapshot);
      return;
    }
  fooled_tile_drawing_draw (self->now, &self->shape, snapshot);
  draw_frame (self, snapshot);
}

static void
fooled_tile_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  FooledTileView *self = FOOLED_TILE_VIEW (widget);

  GTK_WIDGET_CLASS (fooled_tile_view_parent_class)->css_changed (widget, change);
  fooled_tile_drawing_forget (self->now);
  if (self->before != NULL)
    fooled_tile_drawing_forget (self->before);
  gtk_widget_queue_draw (widget);
}

static void
fooled_tile_view_dispose (GObject *object)
{
  FooledTileView *self = FOOLED_TILE_VIEW (object);

  g_clear_handle_id (&self->mark_timeout, g_source_remove);
  g_clear_handle_id (&self->name_timeout, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;

  G_OBJECT_CLASS (fooled_tile_view_parent_class)->dispose (object);
}

static void
fooled_tile_view_finalize (GObject *object)
{
  FooledTileView *self = FOOLED_TILE_VIEW (object);

  fooled_tile_drawing_free (self->now);
  g_clear_pointer (&self->before, fooled_tile_drawing_free);
  g_free (self->name);

  G_OBJECT_CLASS (fooled_tile_view_parent_class)->finalize (object);
}

static void
fooled_tile_view_class_init (FooledTileViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_tile_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_tile_view_finalize;
  widget_class->snapshot = fooled_tile_view_snapshot;
  widget_class->css_changed = fooled_tile_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "tile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_tile_view_init (FooledTileView *self)
{
  self->number = -1;
  self->now = fooled_tile_drawing_new (GTK_WIDGET (self));
}

GtkWidget *
fooled_tile_view_new (void)
{
  return g_object_new (FOOLED_TYPE_TILE_VIEW, NULL);
}

void
fooled_tile_view_set_shape (FooledTileView *self, const FooledTileShape *shape)
{
  g_return_if_fail (FOOLED_IS_TILE_VIEW (self));

  if (memcmp (shape, &self->shape, sizeof *shape) == 0)
    return;
  self->shape = *shape;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fooled_tile_view_take (FooledTileView *self, guint number, FooledTile *tile)
{
  gboolean other, better;

  g_return_if_fail (FOOLED_IS_TILE_VIEW (self));

  other = self->number != (gint) number;
  better = !other && tile->stamp > self->stamp && tile->image != NULL;
  if (other && self->number >= 0)
    begin_slide (self);
  if (other)
    g_clear_handle_id (&self->mark_timeout, g_source_remove);
  self->number = (gint) number;
  self->stamp = tile->stamp;
  if (better && self->mark_timeout == 0)
    self->mark_timeout = g_timeout_add (MARK_MS, mark_passed, self);
  if (!fooled_tile_drawing_take (self->now, tile) && !other && !better)
    return;
  name_soon (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint
fooled_tile_view_get_number (FooledTileView *self)
{
  g_return_val_if_fail (FOOLED_IS_TILE_VIEW (self), -1);

  return self->number;
}

void
fooled_tile_view_set_chosen (FooledTileView *self, gboolean chosen)
{
  g_return_if_fail (FOOLED_IS_TILE_VIEW (self));

  if (chosen == self->chosen)
    return;
  self->chosen = chosen;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
