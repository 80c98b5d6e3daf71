// SPDX-License-Identifier: GPL-3.0-or-later
/* Emoji from a font. */
#include "datasets/character.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <hb-ot.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Fontconfig's name for whatever font of them is installed. */
#define FAMILY "emoji"

/* Asks for the picture where a character is also a letter, as that of a plane is. */
#define AS_PICTURE "\uFE0F"

/* Fonts with pictures have them about this large. */
#define FONT_SIZE 128

#define MAX_SIDE 1024

/* What has less of it is not seen. */
#define LEAST_ALPHA 8

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_t, cairo_destroy)

static PangoLayout *
layout_new (PangoContext *context, const char *character)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  g_autofree char *text = g_strconcat (character, AS_PICTURE, NULL);
  PangoLayout *layout = pango_layout_new (context);

  pango_font_description_set_family (font, FAMILY);
  pango_font_description_set_absolute_size (font, FONT_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* Whether it is one picture from a font that has them in colour; another font would give an
 * outline. */
static gboolean
is_in_colour (PangoLayout *layout)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (layout);
  const PangoLayoutRun *run = pango_layout_iter_get_run_readonly (iter);
  hb_face_t *face;

  if (run == NULL || pango_layout_get_unknown_glyphs_count (layout) > 0)
    return FALSE;
  face = hb_font_get_face (pango_font_get_hb_font (run->item->analysis.font));
  return hb_ot_color_has_png (face) || hb_ot_color_has_layers (face) || hb_ot_color_has_svg (face);
}

/* The ink alone, on nothing; NULL when there is none. */
static cairo_surface_t *
draw (PangoLayout *layout)
{
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (cairo_t) cairo = NULL;
  PangoRectangle ink;

  pango_layout_get_pixel_extents (layout, &ink, NULL);
  if (ink.width < 1 || ink.width > MAX_SIDE || ink.height < 1 || ink.height > MAX_SIDE)
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, ink.width, ink.height);
  cairo = cairo_create (surface);
  cairo_translate (cairo, -ink.x, -ink.y);
  pango_cairo_update_layout (cairo, layout);
  pango_cairo_show_layout (cairo, layout);
  cairo_surface_flush (surface);
  return cairo_status (cairo) == CAIRO_STATUS_SUCCESS ? g_steal_pointer (&surface) : NULL;
}

/* A pixel of the surface: alpha, red, green, blue, multiplied by alpha. */
static guint32
pixel_at (cairo_surface_t *surface, int x, int y)
{
  const guint8 *rows = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) (rows + (gsize) y * (gsize) stride))[x];
}

/* The part that is not transparent, which in fonts has a margin of any width around it; in the
 * middle of a white square. NULL when there is none. */
static BaseImage *
cut_out (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int left = width, right = -1, top = height, bottom = -1;
  BaseImage *image;
  int side;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (pixel_at (surface, x, y) >> 24 >= LEAST_ALPHA)
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, y);
          bottom = MAX (bottom, y);
        }
  if (right < 0)
    return NULL;
  side = 1 + MAX (right - left, bottom - top);
  image = base_image_new ((guint) side, (guint) side, 3);
  memset (image->pixels, 255, base_image_size (image));
  for (int y = top; y <= bottom; y++)
    for (int x = left; x <= right; x++)
      {
        guint32 pixel = pixel_at (surface, x, y);
        int to_x = x - left + (side - 1 - right + left) / 2;
        int to_y = y - top + (side - 1 - bottom + top) / 2;
        guint8 *to = image->pixels + ((gsize) to_y * (gsize) side + (gsize) to_x) * 3;

        for (guint c = 0; c < 3; c++)
          to[c] = (guint8) ((pixel >> (16 - 8 * c) & 255) + 255 - (pixel >> 24));
      }
  return image;
}

BaseImage *
data_character_draw (const char *character, guint side, GError **error)
{
  /* Maps of fonts are not shared between threads. */
  g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (BaseImage) image = NULL;
  PangoContext *context;

  g_return_val_if_fail (character != NULL && side >= 1 && side <= MAX_SIDE, NULL);

  context = pango_font_map_create_context (fonts);
  layout = layout_new (context, character);
  g_object_unref (context);
  surface = is_in_colour (layout) ? draw (layout) : NULL;
  image = surface != NULL ? cut_out (surface) : NULL;
  if (image != NULL)
    return base_image_resize (image, side, side);
  g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
               _ ("There is no font here that has “%s” in colour. Install one, such as Noto Color "
                  "Emoji (Debian: fonts-noto-color-emoji), or choose a picture of your own."),
               character);
  return NULL;
}
