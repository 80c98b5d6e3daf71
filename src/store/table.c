// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/table.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/error.h"

/* Of everything, in pixels. */
#define MARGIN      24
#define TITLE       48
#define ROW_HEAD    260
#define COLUMN_HEAD 64
#define WIDTH       160
#define HEIGHT      64
#define PADDING     8
#define FONT        17

/* From here on a ground is dark, and what is on it white. */
#define DARK 0.55

#define MAX_PIXELS ((guint64) 64 << 20)

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoLayout *layout;
} Canvas;

static void
canvas_init (Canvas *canvas, guint width, guint height)
{
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  cairo_font_options_t *options = cairo_font_options_create ();

  canvas->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  canvas->cairo = cairo_create (canvas->surface);
  canvas->layout = pango_cairo_create_layout (canvas->cairo);
  /* Sub-pixel colours suit one kind of screen, not a file. */
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (pango_layout_get_context (canvas->layout), options);
  cairo_font_options_destroy (options);
  pango_font_description_set_absolute_size (font, FONT * PANGO_SCALE);
  pango_layout_set_font_description (canvas->layout, font);
  pango_font_description_free (font);
  pango_layout_set_ellipsize (canvas->layout, PANGO_ELLIPSIZE_END);
  cairo_set_source_rgb (canvas->cairo, 1, 1, 1);
  cairo_paint (canvas->cairo);
}

static void
canvas_clear (Canvas *canvas)
{
  g_object_unref (canvas->layout);
  cairo_destroy (canvas->cairo);
  cairo_surface_destroy (canvas->surface);
}

/* In the middle of the height of a box; lines: how many it may have, when it is too long. */
static void
write_in (Canvas *canvas,
          const char *text,
          const double box[4], /* left, top, width, height */
          PangoAlignment alignment,
          int lines,
          double grey)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  int height;

  pango_layout_set_width (canvas->layout, (int) (box[2] - 2 * PADDING) * PANGO_SCALE);
  pango_layout_set_height (canvas->layout, -lines);
  pango_layout_set_alignment (canvas->layout, alignment);
  pango_layout_set_text (canvas->layout, valid, -1);
  pango_layout_get_pixel_size (canvas->layout, NULL, &height);
  cairo_set_source_rgb (canvas->cairo, grey, grey, grey);
  cairo_move_to (canvas->cairo, box[0] + PADDING, box[1] + MAX ((int) box[3] - height, 0) / 2);
  pango_cairo_show_layout (canvas->cairo, canvas->layout);
}

static void
draw_cell (Canvas *canvas, const StoreTableCell *cell, const double box[4])
{
  double share = CLAMP (cell->share, 0, 1);

  if (cell->share >= 0)
    {
      /* From white to a dark blue. */
      cairo_set_source_rgb (canvas->cairo, 1 - 0.89 * share, 1 - 0.64 * share, 1 - 0.32 * share);
      cairo_rectangle (canvas->cairo, box[0], box[1], box[2], box[3]);
      cairo_fill (canvas->cairo);
    }
  cairo_set_source_rgb (canvas->cairo, 0.7, 0.7, 0.7);
  cairo_set_line_width (canvas->cairo, 1);
  cairo_rectangle (canvas->cairo, box[0] + 0.5, box[1] + 0.5, box[2], box[3]);
  cairo_stroke (canvas->cairo);
  write_in (canvas, cell->text, box, PANGO_ALIGN_CENTER, 1, share > DARK ? 1 : 0);
}

/* cairo's 24-bit rows hold one 0x00rrggbb word a pixel. */
static BaseImage *
take_image (cairo_surface_t *surface, guint width, guint height)
{
  BaseImage *image = base_image_new (width, height, 3);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const guint8 *data;
  guint8 *out = image->pixels;

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, out += 3)
      {
        guint32 pixel;

        memcpy (&pixel, data + y * stride + x * sizeof pixel, sizeof pixel);
        out[0] = (pixel >> 16) & 0xff;
        out[1] = (pixel >> 8) & 0xff;
        out[2] = pixel & 0xff;
      }
  return image;
}

BaseImage *
store_table_new (const char *title,
                 const char *const *rows,
                 guint n_rows,
                 const char *const *columns,
                 guint n_columns,
                 const StoreTableCell *cells,
                 GError **error)
{
  guint64 width = 2 * MARGIN + ROW_HEAD + (guint64) n_columns * WIDTH;
  guint64 height = 2 * MARGIN + TITLE + COLUMN_HEAD + (guint64) n_rows * HEIGHT;
  double top = MARGIN + TITLE + COLUMN_HEAD, left = MARGIN + ROW_HEAD;
  BaseImage *image;
  Canvas canvas;

  g_return_val_if_fail (n_rows >= 1 && n_columns >= 1, NULL);

  if (width > BASE_IMAGE_MAX_SIDE || height > BASE_IMAGE_MAX_SIDE || width * height > MAX_PIXELS)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("A picture of %u × %u cells would be too large; save the table as CSV."),
                   n_rows, n_columns);
      return NULL;
    }
  canvas_init (&canvas, (guint) width, (guint) height);
  write_in (&canvas, title, (double[]){ MARGIN, MARGIN, (double) width - 2 * MARGIN, TITLE },
            PANGO_ALIGN_LEFT, 2, 0);
  for (guint c = 0; c < n_columns; c++)
    write_in (&canvas, columns[c],
              (double[]){ left + c * WIDTH, MARGIN + TITLE, WIDTH, COLUMN_HEAD },
              PANGO_ALIGN_CENTER, 2, 0);
  for (guint r = 0; r < n_rows; r++)
    {
      write_in (&canvas, rows[r], (double[]){ MARGIN, top + r * HEIGHT, ROW_HEAD, HEIGHT },
                PANGO_ALIGN_LEFT, 2, 0);
      for (guint c = 0; c < n_columns; c++)
        draw_cell (&canvas, &cells[(gsize) r * n_columns + c],
                   (double[]){ left + c * WIDTH, top + r * HEIGHT, WIDTH, HEIGHT });
    }
  image = take_image (canvas.surface, (guint) width, (guint) height);
  canvas_clear (&canvas);
  return image;
}
