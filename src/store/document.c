// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/document-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define MIN_CELL      72.0 /* smaller ones go to another page */
#define MIN_FONT_SIZE 6.0
#define MAX_FONT_SIZE 28.0
#define MAX_LINES     4

/* Viewers that smooth what they enlarge cannot do much harm to pixels of this size. */
#define HARD_SIDE 512

struct _StoreDocument
{
  guint n;
  char **captions;    /* (n), or NULL */
  BaseImage **images; /* (n) */
  guint lines;        /* of the longest caption */
  double width, height;

  double margin, gap, cell, font, caption; /* the last: its height with the space above */
  guint columns, rows;                     /* of a page */
};

static const StorePaper papers[] = {
  { "a4", "A4", 595.28, 841.89 },   { "a3", "A3", 841.89, 1190.55 },
  { "a2", "A2", 1190.55, 1683.78 }, { "a1", "A1", 1683.78, 2383.94 },
  { "letter", "Letter", 612, 792 },
};

const StorePaper *
store_paper (guint index)
{
  return index < G_N_ELEMENTS (papers) ? &papers[index] : NULL;
}

static double
font_of (double cell)
{
  return CLAMP (cell / 12, MIN_FONT_SIZE, MAX_FONT_SIZE);
}

static double
caption_of (const StoreDocument *document, double cell)
{
  return document->lines > 0 ? font_of (cell) * (0.5 + 1.4 * document->lines) : 0;
}

/* The largest cell with so many columns on a page. */
static double
cell_with (const StoreDocument *document, guint columns)
{
  double inner_width = document->width - 2 * document->margin;
  double inner_height = document->height - 2 * document->margin;
  guint rows = (document->n + columns - 1) / columns;
  double cell = (inner_width - (columns - 1) * document->gap) / columns;

  /* What a caption takes depends on the cell. */
  while (cell > 1 &&
         rows * (cell + caption_of (document, cell)) + (rows - 1) * document->gap > inner_height)
    cell -= MAX (0.5, cell / 400);
  return cell;
}

static void
lay_out (StoreDocument *document)
{
  double inner_width, inner_height;

  document->margin = MIN (document->width, document->height) / 18;
  document->gap = document->n > 1 ? document->margin / 2 : 0;
  for (guint columns = 1; columns <= document->n; columns++)
    {
      double cell = cell_with (document, columns);

      if (cell > document->cell)
        {
          document->cell = cell;
          document->columns = columns;
        }
      if (cell < 1 && columns > 1)
        break;
    }
  document->rows = (document->n + document->columns - 1) / document->columns;
  if (document->cell < MIN_CELL)
    {
      inner_width = document->width - 2 * document->margin;
      inner_height = document->height - 2 * document->margin;
      document->columns =
          (guint) MAX (1, (inner_width + document->gap) / (MIN_CELL + document->gap));
      document->cell = (inner_width - (document->columns - 1) * document->gap) / document->columns;
      document->rows = (guint) MAX (
          1, (inner_height + document->gap) /
                 (document->cell + caption_of (document, document->cell) + document->gap));
    }
  document->font = font_of (document->cell);
  document->caption = caption_of (document, document->cell);
}

static guint
count_lines (const char *text)
{
  guint lines = 1;

  for (; text != NULL && *text != '\0'; text++)
    lines += *text == '\n' ? 1 : 0;
  return MIN (lines, MAX_LINES);
}

StoreDocument *
store_document_new (guint n, const char *const *captions, double width, double height)
{
  StoreDocument *document;

  g_return_val_if_fail (n >= 1 && width >= 100 && height >= 100, NULL);

  document = g_new0 (StoreDocument, 1);
  document->n = n;
  document->width = width;
  document->height = height;
  document->images = g_new0 (BaseImage *, n);
  if (captions != NULL)
    {
      document->captions = g_new0 (char *, n + 1);
      for (guint i = 0; i < n; i++)
        {
          document->captions[i] =
              captions[i] != NULL ? g_utf8_make_valid (captions[i], -1) : g_strdup ("");
          document->lines = MAX (document->lines, count_lines (captions[i]));
        }
    }
  lay_out (document);
  return document;
}

void
store_document_free (StoreDocument *document)
{
  if (document == NULL)
    return;
  for (guint i = 0; i < document->n; i++)
    g_clear_pointer (&document->images[i], base_image_unref);
  g_free (document->images);
  g_strfreev (document->captions);
  g_free (document);
}

double
store_document_cell (const StoreDocument *document)
{
  return document->cell;
}

void
store_document_set_image (StoreDocument *document, guint index, BaseImage *image)
{
  guint longest;

  g_return_if_fail (index < document->n);

  g_clear_pointer (&document->images[index], base_image_unref);
  if (image == NULL)
    return;
  longest = MAX (image->width, image->height);
  document->images[index] =
      longest < HARD_SIDE ? base_image_enlarge_rgb (image, (HARD_SIDE + longest - 1) / longest)
                          : base_image_ref (image);
}

guint
store_document_n_pages (const StoreDocument *document)
{
  guint n_cells = document->columns * document->rows;

  return (document->n + n_cells - 1) / n_cells;
}

/* cairo's 24-bit rows hold one 0x00rrggbb word a pixel. Caller destroys. */
static cairo_surface_t *
surface_of (const BaseImage *image)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) image->width, (int) image->height);
  guint8 *data = cairo_image_surface_get_data (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const guint8 *in = image->pixels;

  if (data == NULL)
    return surface; /* there is no memory: cairo remembers it */
  for (guint y = 0; y < image->height; y++)
    for (guint x = 0; x < image->width; x++, in += image->channels)
      {
        guint last = image->channels - 1;
        guint32 pixel = (guint32) in[0] << 16 | (guint32) in[last / 2] << 8 | in[last];

        memcpy (data + y * stride + x * sizeof pixel, &pixel, sizeof pixel);
      }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
draw_image (cairo_t *cairo, const BaseImage *image, double left, double top, double cell)
{
  cairo_surface_t *surface = surface_of (image);
  double scale = cell / MAX (image->width, image->height);

  cairo_save (cairo);
  cairo_translate (cairo, left + (cell - image->width * scale) / 2,
                   top + (cell - image->height * scale) / 2);
  cairo_scale (cairo, scale, scale);
  cairo_set_source_surface (cairo, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cairo), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cairo, 0, 0, image->width, image->height);
  cairo_fill (cairo);
  cairo_restore (cairo);
  /* Where a white picture ends. */
  cairo_set_source_rgb (cairo, 0.7, 0.7, 0.7);
  cairo_set_line_width (cairo, 0.25);
  cairo_rectangle (cairo, left + (cell - image->width * scale) / 2,
                   top + (cell - image->height * scale) / 2, image->width * scale,
                   image->height * scale);
  cairo_stroke (cairo);
  cairo_surface_destroy (surface);
}

static void
draw_caption (const StoreDocument *document,
              cairo_t *cairo,
              const char *text,
              double left,
              double top)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cairo);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, document->font * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (document->cell * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_text (layout, text, -1);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  cairo_move_to (cairo, left, top + document->font / 2);
  pango_cairo_show_layout (cairo, layout);
}

/* Cells first .. end - 1, the first in the corner; in the middle of the page across. */
static void
draw_cells (const StoreDocument *document, cairo_t *cairo, guint first, guint end)
{
  guint n = end - first;
  guint columns = MIN (document->columns, n);
  double pitch = document->cell + document->gap;
  double left = (document->width - columns * pitch + document->gap) / 2;
  double used = (n + columns - 1) / columns * (pitch + document->caption) - document->gap;
  double top =
      document->n > 1 ? document->margin : MAX (document->margin, (document->height - used) / 2);

  for (guint i = first; i < end; i++)
    {
      double x = left + (i - first) % columns * pitch;
      double y = top + (i - first) / columns * (pitch + document->caption);

      if (document->images[i] != NULL)
        draw_image (cairo, document->images[i], x, y, document->cell);
      if (document->captions != NULL)
        draw_caption (document, cairo, document->captions[i], x, y + document->cell);
    }
}

void
store_document_draw (const StoreDocument *document, guint page, cairo_t *cairo)
{
  guint n_cells = document->columns * document->rows;

  g_return_if_fail (page < store_document_n_pages (document));

  draw_cells (document, cairo, page * n_cells, MIN ((page + 1) * n_cells, document->n));
}

/* All on one page. */
void
_store_document_draw_long (const StoreDocument *document, cairo_t *cairo)
{
  draw_cells (document, cairo, 0, document->n);
}

double
_store_document_long_height (const StoreDocument *document)
{
  guint rows = (document->n + document->columns - 1) / document->columns;
  double needed = 2 * document->margin +
                  rows * (document->cell + document->caption + document->gap) - document->gap;

  return MAX (document->height, needed);
}

void
_store_document_size (const StoreDocument *document, double *width, double *height)
{
  *width = document->width;
  *height = document->height;
}
