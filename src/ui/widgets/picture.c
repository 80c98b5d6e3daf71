// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/picture.h"

#include "ui/widgets/palette.h"
#include "ui/widgets/texture.h"

/* Logical pixels. */
#define MIN_SIDE     96
#define NATURAL_SIDE 280
#define MAX_SIDE     336
#define RADIUS       9

struct _FooledPicture
{
  GtkWidget parent_instance;

  BaseImage *image;    /* may be NULL */
  GdkTexture *texture; /* of `image` at `device_side`; NULL = to be made */
  guint device_side;   /* device pixels that the texture was made for */
  gboolean stretched;
  GdkTexture *overlay; /* may be NULL */
};

G_DEFINE_FINAL_TYPE (FooledPicture, fooled_picture, GTK_TYPE_WIDGET)

/* Logical pixels of the square that the picture may fill. */
static int
available_side (FooledPicture *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  return MAX (1, MIN (width, height));
}

static BaseImage *
fit (const BaseImage *image, guint side)
{
  guint longest = MAX (image->width, image->height);

  if (longest <= side)
    return base_image_enlarge_rgb (image, side / longest);
  return base_image_for_cell (image, side);
}

/* What is shown of it. */
static BaseImage *
view (FooledPicture *self)
{
  g_autoptr (BaseImage) plain =
      self->overlay != NULL ? base_image_convert (self->image, 1) : base_image_ref (self->image);

  return self->stretched ? base_image_stretch (plain) : g_steal_pointer (&plain);
}

static void
update_texture (FooledPicture *self)
{
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  guint side = (guint) available_side (self) * scale;
  g_autoptr (BaseImage) shown = NULL;
  g_autoptr (BaseImage) fitted = NULL;

  if (self->texture != NULL && self->device_side == side)
    return;
  g_clear_object (&self->texture);
  shown = view (self);
  fitted = fit (shown, side);
  self->texture = fooled_texture_new (fitted);
  self->device_side = side;
}

static void
fooled_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledPicture *self = FOOLED_PICTURE (widget);
  float scale = gtk_widget_get_scale_factor (widget);
  float width, height;
  FooledPalette palette;
  GdkRGBA line;
  GskRoundedRect area;

  if (self->image == NULL)
    return;
  update_texture (self);
  width = gdk_texture_get_width (self->texture) / scale;
  height = gdk_texture_get_height (self->texture) / scale;
  gsk_rounded_rect_init_from_rect (
      &area,
      &GRAPHENE_RECT_INIT ((int) ((gtk_widget_get_width (widget) - width) / 2),
                           (int) ((gtk_widget_get_height (widget) - height) / 2), width, height),
      RADIUS);
  fooled_palette_read (&palette, widget);
  line = fooled_faded (&palette.text, palette.high_contrast ? 0.6 : 0.15);
  gtk_snapshot_push_rounded_clip (snapshot, &area);
  gtk_snapshot_append_texture (snapshot, self->texture, &area.bounds);
  if (self->overlay != NULL)
    gtk_snapshot_append_texture (snapshot, self->overlay, &area.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &area, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ line, line, line, line });
}

static GtkSizeRequestMode
fooled_picture_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
fooled_picture_measure (GtkWidget *widget,
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
fooled_picture_dispose (GObject *object)
{
  fooled_picture_set_image (FOOLED_PICTURE (object), NULL);
  g_clear_object (&FOOLED_PICTURE (object)->overlay);
  G_OBJECT_CLASS (fooled_picture_parent_class)->dispose (object);
}

static void
fooled_picture_class_init (FooledPictureClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = fooled_picture_dispose;
  widget_class->measure = fooled_picture_measure;
  widget_class->snapshot = fooled_picture_snapshot;
  widget_class->get_request_mode = fooled_picture_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "crisp-picture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_picture_init (FooledPicture *self)
{
}

GtkWidget *
fooled_picture_new (void)
{
  return g_object_new (FOOLED_TYPE_PICTURE, NULL);
}

void
fooled_picture_set_image (FooledPicture *self, BaseImage *image)
{
  g_return_if_fail (FOOLED_IS_PICTURE (self));

  if (image == self->image)
    return;
  g_clear_pointer (&self->image, base_image_unref);
  g_clear_object (&self->texture);
  self->image = image != NULL ? base_image_ref (image) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fooled_picture_set_stretched (FooledPicture *self, gboolean stretched)
{
  g_return_if_fail (FOOLED_IS_PICTURE (self));

  if (stretched == self->stretched)
    return;
  self->stretched = stretched;
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fooled_picture_set_overlay (FooledPicture *self, GdkTexture *overlay)
{
  g_return_if_fail (FOOLED_IS_PICTURE (self));

  if ((overlay == NULL) != (self->overlay == NULL))
    g_clear_object (&self->texture); /* grey, or in colour */
  g_set_object (&self->overlay, overlay);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
