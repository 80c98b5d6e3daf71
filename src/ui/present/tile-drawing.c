// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/tile-drawing.h"

#include "config.h"

#include <math.h>

#include "ui/widgets/draw-text.h"
#include "ui/widgets/palette.h"
#include "ui/widgets/texture.h"

/* Pixels are enlarged to hard squares up to this side, device pixels; the rest is stretched while
 * drawing, which blurs edges by no more than one of these. */
#define MAX_SIDE 512

/* Words get so much smaller before they are broken. */
#define MIN_SHRINK 0.7

/* See wall-layout.c. */
#define GAP     0.5
#define SPACING 0.15

typedef enum
{
  TITLE,
  LABEL,
  VALUE,
  N_TEXTS,
} Text;

struct _FooledTileDrawing
{
  GtkWidget *widget; /* not owned */
  FooledTile tile;
  PangoLayout *layouts[N_TEXTS]; /* NULL = none, or to be made */
  FooledTileShape shape;         /* that they were made for */
  GdkTexture *texture;           /* of the tile's image; NULL = to be made */
  guint side;                    /* device pixels that it was made for */
};

FooledTileDrawing *
fooled_tile_drawing_new (GtkWidget *widget)
{
  FooledTileDrawing *self = g_new0 (FooledTileDrawing, 1);

  self->widget = widget;
  return self;
}

static void
forget_layouts (FooledTileDrawing *self)
{
  for (guint i = 0; i < N_TEXTS; i++)
    g_clear_object (&self->layouts[i]);
}

void
fooled_tile_drawing_free (FooledTileDrawing *self)
{
  forget_layouts (self);
  g_clear_object (&self->texture);
  fooled_tile_clear (&self->tile);
  g_free (self);
}

void
fooled_tile_drawing_forget (FooledTileDrawing *self)
{
  forget_layouts (self);
}

gboolean
fooled_tile_drawing_take (FooledTileDrawing *self, FooledTile *tile)
{
  gboolean same_texts = g_strcmp0 (tile->title, self->tile.title) == 0 &&
                        g_strcmp0 (tile->label, self->tile.label) == 0 &&
                        g_strcmp0 (tile->value, self->tile.value) == 0;
  gboolean same_image = tile->image == self->tile.image;
  gboolean same_overlay = tile->overlay == self->tile.overlay;

  if (!same_image)
    g_clear_object (&self->texture);
  if (!same_texts)
    forget_layouts (self);
  fooled_tile_clear (&self->tile);
  self->tile = *tile;
  *tile = (FooledTile){ 0 };
  return !same_texts || !same_image || !same_overlay;
}

PangoLayout *
fooled_tile_layout_new (GtkWidget *widget, const char *text, double size)
{
  PangoLayout *layout = fooled_text_layout_new (widget, text, FALSE);
  PangoAttrList *attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int) (size * PANGO_SCALE)));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

static const char *
text_of (FooledTileDrawing *self, Text which)
{
  const char *texts[N_TEXTS] = { self->tile.title, self->tile.label, self->tile.value };

  return texts[which];
}

/* A confidence is never cut off: rather smaller. */
static void
shrink_to (PangoLayout **layout, GtkWidget *widget, const char *text, double size, double width)
{
  int natural;

  pango_layout_set_ellipsize (*layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_width (*layout, -1);
  natural = fooled_text_width (*layout);
  if (natural <= width)
    return;
  g_object_unref (*layout);
  *layout = fooled_tile_layout_new (widget, text, size * width / natural);
}

/* The size in which the longest word of a label stands on one line; a very long one is broken. */
static double
size_for_words (GtkWidget *widget, const char *text, double size, double room)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  double smallest = size;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (PangoLayout) word = fooled_tile_layout_new (widget, words[i], size);
      int natural = fooled_text_width (word);

      if (natural > room)
        smallest = MIN (smallest, floor (size * room / natural * 0.99));
    }
  return MAX (smallest, floor (size * MIN_SHRINK));
}

static void
make_layouts (FooledTileDrawing *self, const FooledTileShape *shape)
{
  double room = shape->width - GAP * shape->font / 2;

  if (memcmp (shape, &self->shape, sizeof *shape) != 0)
    forget_layouts (self);
  self->shape = *shape;
  for (Text i = 0; i < N_TEXTS; i++)
    {
      const char *text = text_of (self, i);

      if (text == NULL || self->layouts[i] != NULL)
        continue;
      self->layouts[i] = fooled_tile_layout_new (
          self->widget, text,
          i == VALUE ? shape->font : size_for_words (self->widget, text, shape->font, room));
      if (i == VALUE)
        shrink_to (&self->layouts[i], self->widget, text, shape->font, room);
      else
        pango_layout_set_width (self->layouts[i], (int) (room * PANGO_SCALE));
      if (i == LABEL && shape->label_lines == 2)
        {
          pango_layout_set_single_paragraph_mode (self->layouts[i], FALSE);
          pango_layout_set_wrap (self->layouts[i], PANGO_WRAP_WORD_CHAR);
          pango_layout_set_height (self->layouts[i], -2);
        }
      pango_layout_set_alignment (self->layouts[i], PANGO_ALIGN_CENTER);
    }
}

static int
height_of (PangoLayout *layout)
{
  int height = 0;

  if (layout != NULL)
    pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

/* What is a little too large is as good as it is. */
static BaseImage *
fit (BaseImage *image, guint side)
{
  guint longest = MAX (image->width, image->height), factor;

  if (longest >= 2 * side)
    return base_image_for_cell (image, side);
  factor = MAX (1, MIN (side, MAX_SIDE) / longest);
  if (factor == 1 && image->channels == 3)
    return base_image_ref (image);
  return base_image_enlarge_rgb (image, factor);
}

static void
make_texture (FooledTileDrawing *self, double side)
{
  guint wanted = (guint) MAX (1, side * gtk_widget_get_scale_factor (self->widget));
  g_autoptr (BaseImage) fitted = NULL;

  if (self->tile.image == NULL || (self->texture != NULL && self->side == wanted))
    return;
  g_clear_object (&self->texture);
  fitted = fit (self->tile.image, wanted);
  self->texture = fooled_texture_new (fitted);
  self->side = wanted;
}

/* Height of all texts and the picture. */
static double
content_height (FooledTileDrawing *self, const FooledTileShape *shape)
{
  double height = height_of (self->layouts[TITLE]) + shape->side + SPACING * shape->font;

  if (shape->label_lines == 0)
    return height + MAX (height_of (self->layouts[LABEL]), height_of (self->layouts[VALUE]));
  return height + height_of (self->layouts[LABEL]) + height_of (self->layouts[VALUE]);
}

/* In the middle, but with its picture at the height of its neighbours', however long the label. */
static double
picture_top (FooledTileDrawing *self, const FooledTileShape *shape)
{
  double lines = MAX (shape->label_lines + 1, 1);
  double one = self->layouts[VALUE] != NULL ? height_of (self->layouts[VALUE])
                                            : height_of (self->layouts[TITLE]);
  double usual = height_of (self->layouts[TITLE]) + shape->side + SPACING * shape->font +
                 MAX (one, shape->font * 1.2) * lines;
  double height = MIN (MAX (usual, content_height (self, shape)), shape->height);

  return (shape->height - height) / 2 + height_of (self->layouts[TITLE]);
}

void
fooled_tile_drawing_get_picture (FooledTileDrawing *self,
                                 const FooledTileShape *shape,
                                 graphene_rect_t *bounds)
{
  make_layouts (self, shape);
  *bounds = GRAPHENE_RECT_INIT ((float) (shape->width - shape->side) / 2,
                                (float) picture_top (self, shape), (float) shape->side,
                                (float) shape->side);
}

static void
draw_picture (FooledTileDrawing *self, const graphene_rect_t *frame, GtkSnapshot *snapshot)
{
  graphene_rect_t picture;
  GdkRGBA text, faint;
  float scale, width, height;

  gtk_style_context_get_color (gtk_widget_get_style_context (self->widget), &text);
  faint = fooled_faded (&text, 0.1);
  if (self->texture == NULL)
    {
      gtk_snapshot_append_color (snapshot, &faint, frame);
      return;
    }
  width = gdk_texture_get_width (self->texture);
  height = gdk_texture_get_height (self->texture);
  scale = frame->size.width / MAX (width, height);
  picture = GRAPHENE_RECT_INIT (frame->origin.x + (frame->size.width - width * scale) / 2,
                                frame->origin.y + (frame->size.height - height * scale) / 2,
                                width * scale, height * scale);
  gtk_snapshot_append_texture (snapshot, self->texture, &picture);
  if (self->tile.overlay != NULL)
    gtk_snapshot_append_texture (snapshot, self->tile.overlay, &picture);
}

/* Layouts of a width are centred in it, those without are as wide as they are. */
static void
draw_text (FooledTileDrawing *self,
           Text which,
           double left,
           double width,
           double y,
           double opacity,
           GtkSnapshot *snapshot)
{
  PangoLayout *layout = self->layouts[which];
  GdkRGBA color;
  double room;

  if (layout == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (self->widget), &color);
  color = fooled_faded (&color, opacity);
  room = pango_layout_get_width (layout) >= 0
             ? pango_layout_get_width (layout) / (double) PANGO_SCALE
             : fooled_text_width (layout);
  fooled_text_draw (snapshot, layout, left + (width - room) / 2, y, &color);
}

static void
draw_side_by_side (FooledTileDrawing *self,
                   const FooledTileShape *shape,
                   double y,
                   GtkSnapshot *snapshot)
{
  double left = (shape->width - shape->side) / 2, label = 0, value = 0;

  if (self->layouts[LABEL] != NULL)
    {
      pango_layout_set_width (self->layouts[LABEL], -1);
      label = fooled_text_width (self->layouts[LABEL]);
    }
  if (self->layouts[VALUE] != NULL)
    value = fooled_text_width (self->layouts[VALUE]);
  if (value == 0)
    left = (shape->width - label) / 2;
  else if (label + value > shape->side)
    left = (shape->width - label - value - 0.5 * shape->font) / 2;
  draw_text (self, LABEL, left, label, y, 1, snapshot);
  draw_text (self, VALUE, shape->width - left - value, value, y, 0.85, snapshot);
}

void
fooled_tile_drawing_draw (FooledTileDrawing *self,
                          const FooledTileShape *shape,
                          GtkSnapshot *snapshot)
{
  graphene_rect_t picture;
  double y;

  if (shape->side < 1)
    return;
  fooled_tile_drawing_get_picture (self, shape, &picture);
  make_texture (self, shape->side);
  draw_picture (self, &picture, snapshot);
  draw_text (self, TITLE, 0, shape->width, picture.origin.y - height_of (self->layouts[TITLE]),
             0.85, snapshot);
  y = picture.origin.y + picture.size.height + SPACING * shape->font;
  if (shape->label_lines == 0)
    {
      draw_side_by_side (self, shape, y, snapshot);
      return;
    }
  draw_text (self, LABEL, 0, shape->width, y, 1, snapshot);
  draw_text (self, VALUE, 0, shape->width, y + height_of (self->layouts[LABEL]), 0.85, snapshot);
}

char *
fooled_tile_drawing_get_name (FooledTileDrawing *self)
{
  const FooledTile *tile = &self->tile;
  GString *name = g_string_new (tile->title);

  if (tile->label != NULL)
    /* Between what a picture is and what it is taken for, and how sure. */
    g_string_append_printf (name, "%s%s", name->len > 0 ? ": " : "", tile->label);
  if (tile->value != NULL)
    g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "", tile->value);
  return g_string_free (name, FALSE);
}
