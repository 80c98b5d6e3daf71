// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/drawing-pad.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/palette.h"
#include "ui/widgets/pen.h"
#include "ui/widgets/texture.h"

/* Logical pixels; as FooledPicture, whose place it takes. */
#define MIN_SIDE     96
#define NATURAL_SIDE 280
#define MAX_SIDE     336
#define RADIUS       9

struct _FooledDrawingPad
{
  GtkWidget parent_instance;

  guint columns, rows; /* pixels of the picture */
  FooledPen *pen;
  GdkTexture *texture; /* at `factor`; NULL = to be made */
  guint factor;        /* device pixels of one pixel */
  GdkTexture *overlay; /* may be NULL */

  double last_x, last_y;     /* of the stroke under way, in pixels of the picture */
  double cursor_x, cursor_y; /* of the keyboard */
  gboolean cursor_draws;
  gboolean cursor_shown;
};

G_DEFINE_FINAL_TYPE (FooledDrawingPad, fooled_drawing_pad, GTK_TYPE_WIDGET)

static guint changed_signal;

/* Where the picture is, and the logical pixels of one of its pixels. */
static void
place (FooledDrawingPad *self, double *left, double *top, double *cell)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  guint side = (guint) (MAX (1, MIN (width, height)) * scale);
  guint factor = MAX (1, side / MAX (self->columns, self->rows));

  *cell = (double) factor / scale;
  *left = (int) ((width - *cell * self->columns) / 2);
  *top = (int) ((height - *cell * self->rows) / 2);
}

static void
to_picture (FooledDrawingPad *self, double x, double y, double *column, double *row)
{
  double left, top, cell;

  place (self, &left, &top, &cell);
  *column = (x - left) / cell;
  *row = (y - top) / cell;
}

static void
changed (FooledDrawingPad *self)
{
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, changed_signal, 0);
}

static void
draw_to (FooledDrawingPad *self, double column, double row)
{
  fooled_pen_line (self->pen, self->last_x, self->last_y, column, row);
  self->last_x = column;
  self->last_y = row;
  changed (self);
}

/* The touch is ours: it does not scroll the page. */
static void
drag_begin (GtkGestureDrag *gesture, double x, double y, FooledDrawingPad *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->cursor_shown = FALSE;
  self->cursor_draws = FALSE;
  to_picture (self, x, y, &self->last_x, &self->last_y);
  draw_to (self, self->last_x, self->last_y);
}

static void
drag_update (GtkGestureDrag *gesture, double offset_x, double offset_y, FooledDrawingPad *self)
{
  double x, y, column, row;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  to_picture (self, x + offset_x, y + offset_y, &column, &row);
  draw_to (self, column, row);
}

static void
move_cursor (FooledDrawingPad *self, double columns, double rows)
{
  self->last_x = self->cursor_x;
  self->last_y = self->cursor_y;
  self->cursor_x = CLAMP (self->cursor_x + columns, 0.5, self->columns - 0.5);
  self->cursor_y = CLAMP (self->cursor_y + rows, 0.5, self->rows - 0.5);
  self->cursor_shown = TRUE;
  if (self->cursor_draws)
    draw_to (self, self->cursor_x, self->cursor_y);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
lower_or_raise (FooledDrawingPad *self)
{
  self->cursor_shown = TRUE;
  self->cursor_draws = !self->cursor_draws;
  move_cursor (self, 0, 0);
}

static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint key,
             guint code,
             GdkModifierType modifiers,
             FooledDrawingPad *self)
{
  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move_cursor (self, -1, 0);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move_cursor (self, 1, 0);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_cursor (self, 0, -1);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_cursor (self, 0, 1);
      return TRUE;
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      lower_or_raise (self);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
    case GDK_KEY_BackSpace:
      fooled_drawing_pad_clear (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
focus_entered (FooledDrawingPad *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  self->cursor_shown = GTK_IS_WINDOW (root) && gtk_window_get_focus_visible (GTK_WINDOW (root));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
focus_left (FooledDrawingPad *self)
{
  self->cursor_shown = FALSE;
  self->cursor_draws = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_texture (FooledDrawingPad *self, guint factor)
{
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (BaseImage) enlarged = NULL;

  if (self->texture != NULL && self->factor == factor)
    return;
  g_clear_object (&self->texture);
  image = fooled_pen_image (self->pen);
  enlarged = base_image_enlarge_rgb (image, factor);
  self->texture = fooled_texture_new (enlarged);
  self->factor = factor;
}

/* A ring, filled while the pen is down. */
static void
snapshot_cursor (FooledDrawingPad *self,
                 GtkSnapshot *snapshot,
                 double left,
                 double top,
                 double cell,
                 const FooledPalette *palette)
{
  float radius = MAX (5, cell);
  float x = left + self->cursor_x * cell, y = top + self->cursor_y * cell;
  GdkRGBA ring = palette->accent;
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (
      &circle, &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius), radius);
  if (self->cursor_draws)
    {
      gtk_snapshot_push_rounded_clip (snapshot, &circle);
      gtk_snapshot_append_color (snapshot, &ring, &circle.bounds);
      gtk_snapshot_pop (snapshot);
    }
  gtk_snapshot_append_border (snapshot, &circle, (float[4]){ 2, 2, 2, 2 },
                              (GdkRGBA[4]){ ring, ring, ring, ring });
}

static void
fooled_drawing_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledDrawingPad *self = FOOLED_DRAWING_PAD (widget);
  FooledPalette palette;
  double left, top, cell;
  GskRoundedRect area;
  GdkRGBA line;

  place (self, &left, &top, &cell);
  update_texture (self, (guint) (cell * gtk_widget_get_scale_factor (widget) + 0.5));
  fooled_palette_read (&palette, widget);
  line = fooled_faded (&palette.text, palette.high_contrast ? 0.8 : 0.3);
  gsk_rounded_rect_init_from_rect (
      &area, &GRAPHENE_RECT_INIT (left, top, cell * self->columns, cell * self->rows), RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &area);
  gtk_snapshot_append_texture (snapshot, self->texture, &area.bounds);
  if (self->overlay != NULL)
    gtk_snapshot_append_texture (snapshot, self->overlay, &area.bounds);
  if (self->cursor_shown)
    snapshot_cursor (self, snapshot, left, top, cell, &palette);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &area, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ line, line, line, line });
}

static GtkSizeRequestMode
fooled_drawing_pad_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
fooled_drawing_pad_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_SIDE;
      *natural = NATURAL_SIDE;
      return;
    }
  *minimum = for_size < 0 ? MIN_SIDE : CLAMP (for_size, MIN_SIDE, MAX_SIDE);
  *natural = for_size < 0 ? NATURAL_SIDE : *minimum;
}

static void
fooled_drawing_pad_dispose (GObject *object)
{
  g_clear_object (&FOOLED_DRAWING_PAD (object)->texture);
  g_clear_object (&FOOLED_DRAWING_PAD (object)->overlay);

  G_OBJECT_CLASS (fooled_drawing_pad_parent_class)->dispose (object);
}

static void
fooled_drawing_pad_finalize (GObject *object)
{
  fooled_pen_free (FOOLED_DRAWING_PAD (object)->pen);

  G_OBJECT_CLASS (fooled_drawing_pad_parent_class)->finalize (object);
}

static void
fooled_drawing_pad_class_init (FooledDrawingPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_drawing_pad_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_drawing_pad_finalize;
  widget_class->measure = fooled_drawing_pad_measure;
  widget_class->snapshot = fooled_drawing_pad_snapshot;
  widget_class->get_request_mode = fooled_drawing_pad_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "drawing-pad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_controllers (FooledDrawingPad *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_entered), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static void
fooled_drawing_pad_init (FooledDrawingPad *self)
{
  fooled_drawing_pad_set_size (self, 28, 28);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "crosshair");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Drawing pad"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Arrow keys move the pen, Space lowers and raises it, Delete "
                                     "clears the pad"),
                                  -1);
  add_controllers (self);
}

GtkWidget *
fooled_drawing_pad_new (void)
{
  return g_object_new (FOOLED_TYPE_DRAWING_PAD, NULL);
}

void
fooled_drawing_pad_set_size (FooledDrawingPad *self, guint width, guint height)
{
  g_return_if_fail (FOOLED_IS_DRAWING_PAD (self));
  g_return_if_fail (width >= 1 && width <= 256 && height >= 1 && height <= 256);

  if (self->columns == width && self->rows == height)
    return;
  g_clear_pointer (&self->pen, fooled_pen_free);
  g_clear_object (&self->texture);
  self->pen = fooled_pen_new (width, height);
  self->columns = width;
  self->rows = height;
  self->cursor_x = width / 2 + 0.5;
  self->cursor_y = height / 2 + 0.5;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

BaseImage *
fooled_drawing_pad_get_image (FooledDrawingPad *self)
{
  g_return_val_if_fail (FOOLED_IS_DRAWING_PAD (self), NULL);

  return fooled_pen_is_empty (self->pen) ? NULL : fooled_pen_image (self->pen);
}

void
fooled_drawing_pad_set_overlay (FooledDrawingPad *self, GdkTexture *overlay)
{
  g_return_if_fail (FOOLED_IS_DRAWING_PAD (self));

  if (g_set_object (&self->overlay, overlay))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fooled_drawing_pad_clear (FooledDrawingPad *self)
{
  g_return_if_fail (FOOLED_IS_DRAWING_PAD (self));

  self->cursor_draws = FALSE;
  fooled_pen_clear (self->pen);
  changed (self);
}
