// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sheet.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/error.h"

#define WHITE         255
#define MAX_PIXELS    (64u << 20) /* as many as store_png_load opens */
#define MIN_FONT_SIZE 8           /* pixels */
#define MAX_FONT_SIZE 18

/* Where things go on the sheet, in pixels. */
typedef struct
{
  guint columns, rows;
  guint cell;
  guint gap;           /* between cells, and around all of them */
  guint lines;         /* of a caption */
  guint caption;       /* height of the lines under a picture, with the space above; 0 = none */
  guint width, height; /* of the sheet */
} Layout;

static guint
font_size (guint cell)
{
  return CLAMP (cell / 9, MIN_FONT_SIZE, MAX_FONT_SIZE);
}

static guint
line_height (guint cell)
{
  return font_size (cell) * 4 / 3;
}

static guint
gap_of (guint cell)
{
  return MAX (4, cell / 16);
}

/* As square as possible, but full rows where they cost at most one column more. */
static guint
choose_columns (guint n)
{
  guint columns = (guint) ceil (sqrt (n));

  return n % columns != 0 && n % (columns + 1) == 0 ? columns + 1 : columns;
}

static gboolean
lay_out (Layout *layout, guint n, guint columns, guint cell, guint lines, GError **error)
{
  guint64 width, height;

  if (columns == 0)
    columns = choose_columns (n);
  layout->columns = MIN (columns, n);
  layout->rows = n / layout->columns + (n % layout->columns != 0);
  layout->cell = cell;
  layout->gap = gap_of (cell);
  layout->lines = lines;
  layout->caption = lines > 0 ? 2 * font_size (cell) + (lines - 1) * line_height (cell) : 0;
  width = (guint64) layout->columns * (cell + layout->gap) + layout->gap;
  height = (guint64) layout->rows * (cell + layout->caption + layout->gap) + layout->gap;
  if (width > BASE_IMAGE_MAX_SIDE || height > BASE_IMAGE_MAX_SIDE || width * height > MAX_PIXELS)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("A contact sheet of %u pictures of %u × %u pixels would be too large; choose "
                      "smaller pictures."),
                   n, cell, cell);
      return FALSE;
    }
  layout->width = (guint) width;
  layout->height = (guint) height;
  return TRUE;
}

/* Fitted into a cell: small pictures by a whole factor, so that every pixel stays a square. */
static BaseImage *
fit (const BaseImage *image, guint cell)
{
  guint longest = MAX (image->width, image->height);

  if (longest <= cell)
    return base_image_enlarge_rgb (image, cell / longest);
  return base_image_for_cell (image, cell);
}

static void
paste (BaseImage *sheet, const BaseImage *image, guint left, guint top)
{
  gsize row_size = (gsize) image->width * 3;

  for (guint y = 0; y < image->height; y++)
    memcpy (sheet->pixels + ((gsize) (top + y) * sheet->width + left) * 3,
            image->pixels + y * row_size, row_size);
}

/* Each line of a caption is cut by itself. */
static PangoLayout *
new_caption_layout (cairo_t *cairo, guint cell, guint lines)
{
  PangoLayout *layout = pango_cairo_create_layout (cairo);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, (double) font_size (cell) * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) cell * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_single_paragraph_mode (layout, lines == 1);
  return layout;
}

static void
draw_caption (cairo_surface_t *surface, cairo_t *cairo, PangoLayout *layout, const char *caption)
{
  g_autofree char *text = g_utf8_make_valid (caption, -1);
  int height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_paint (cairo);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  cairo_move_to (cairo, 0, MAX (0, (cairo_image_surface_get_height (surface) - height) / 2));
  pango_cairo_show_layout (cairo, layout);
  cairo_surface_flush (surface);
}

/* cairo's 24-bit rows hold one 0x00rrggbb word a pixel. */
static void
paste_surface (BaseImage *sheet, cairo_surface_t *surface, guint left, guint top)
{
  guint width = (guint) cairo_image_surface_get_width (surface);
  guint height = (guint) cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);

  for (guint y = 0; y < height; y++)
    {
      guint8 *out = sheet->pixels + ((gsize) (top + y) * sheet->width + left) * 3;

      for (guint x = 0; x < width; x++, out += 3)
        {
          guint32 pixel;

          memcpy (&pixel, data + y * stride + x * sizeof pixel, sizeof pixel);
          out[0] = (pixel >> 16) & 0xff;
          out[1] = (pixel >> 8) & 0xff;
          out[2] = pixel & 0xff;
        }
    }
}

static void
cell_origin (const Layout *layout, guint index, guint *left, guint *top)
{
  *left = layout->gap + index % layout->columns * (layout->cell + layout->gap);
  *top = layout->gap + index / layout->columns * (layout->cell + layout->caption + layout->gap);
}

struct _StoreSheet
{
  Layout layout;
  BaseImage *image;

  /* Where a caption is drawn before it is pasted; NULL without captions. */
  cairo_surface_t *surface;
  cairo_t *cairo;
  PangoLayout *text;
};

static void
prepare_captions (StoreSheet *sheet)
{
  const Layout *layout = &sheet->layout;
  cairo_font_options_t *options = cairo_font_options_create ();

  sheet->surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) layout->cell, (int) layout->caption);
  sheet->cairo = cairo_create (sheet->surface);
  /* Sub-pixel colours suit one kind of screen, not a file. */
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  sheet->text = new_caption_layout (sheet->cairo, layout->cell, layout->lines);
  pango_cairo_context_set_font_options (pango_layout_get_context (sheet->text), options);
  cairo_font_options_destroy (options);
}

StoreSheet *
store_sheet_begin (guint n, guint columns, guint cell, guint lines, GError **error)
{
  g_autoptr (StoreSheet) sheet = g_new0 (StoreSheet, 1);

  g_return_val_if_fail (n >= 1 && cell >= 1, NULL);

  if (!lay_out (&sheet->layout, n, columns, cell, lines, error))
    return NULL;
  sheet->image = base_image_new (sheet->layout.width, sheet->layout.height, 3);
  memset (sheet->image->pixels, WHITE, base_image_size (sheet->image));
  if (lines > 0)
    prepare_captions (sheet);
  return g_steal_pointer (&sheet);
}

void
store_sheet_free (StoreSheet *sheet)
{
  if (sheet == NULL)
    return;
  g_clear_object (&sheet->text);
  g_clear_pointer (&sheet->cairo, cairo_destroy);
  g_clear_pointer (&sheet->surface, cairo_surface_destroy);
  g_clear_pointer (&sheet->image, base_image_unref);
  g_free (sheet);
}

static void
whiten (BaseImage *image, guint left, guint top, guint width, guint height)
{
  for (guint y = top; y < top + height; y++)
    memset (image->pixels + ((gsize) y * image->width + left) * 3, WHITE, (gsize) width * 3);
}

void
store_sheet_put (StoreSheet *sheet, guint index, const BaseImage *image, const char *caption)
{
  const Layout *layout = &sheet->layout;
  g_autoptr (BaseImage) small = NULL;
  guint left, top;

  g_return_if_fail (index < layout->columns * layout->rows);

  cell_origin (layout, index, &left, &top);
  whiten (sheet->image, left, top, layout->cell, layout->cell + layout->caption);
  if (image != NULL)
    {
      small = fit (image, layout->cell);
      paste (sheet->image, small, left + (layout->cell - small->width) / 2,
             top + (layout->cell - small->height) / 2);
    }
  if (caption == NULL || sheet->text == NULL)
    return;
  draw_caption (sheet->surface, sheet->cairo, sheet->text, caption);
  paste_surface (sheet->image, sheet->surface, left, top + layout->cell);
}

const BaseImage *
store_sheet_image (const StoreSheet *sheet)
{
  return sheet->image;
}

/* Of the longest caption. */
static guint
count_lines (const char *const *captions, guint n)
{
  guint longest = 1;

  for (guint i = 0; i < n; i++)
    {
      guint lines = 1;

      for (const char *c = captions[i]; c != NULL && *c != '\0'; c++)
        lines += *c == '\n' ? 1 : 0;
      longest = MAX (longest, lines);
    }
  return MIN (longest, STORE_SHEET_MAX_LINES);
}

BaseImage *
store_sheet_new (BaseImage *const *images,
                 const char *const *captions,
                 guint n,
                 guint columns,
                 guint cell,
                 GError **error)
{
  g_autoptr (StoreSheet) sheet = NULL;

  g_return_val_if_fail (images != NULL && n >= 1 && cell >= 1, NULL);

  sheet =
      store_sheet_begin (n, columns, cell, captions != NULL ? count_lines (captions, n) : 0, error);
  if (sheet == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    store_sheet_put (sheet, i, images[i], captions != NULL ? captions[i] : NULL);
  return base_image_ref (sheet->image);
}

BaseImage *
store_strip_new (BaseImage *const *images,
                 const char *const *captions,
                 guint n,
                 guint cell,
                 GError **error)
{
  guint gap, longest, n_rows;

  g_return_val_if_fail (images != NULL && n >= 1 && cell >= 1, NULL);

  gap = gap_of (MIN (cell, BASE_IMAGE_MAX_SIDE));
  longest = (BASE_IMAGE_MAX_SIDE - gap) / (MIN (cell, BASE_IMAGE_MAX_SIDE) + gap);
  longest = MAX (longest, 1);
  n_rows = n / longest + (n % longest != 0);
  return store_sheet_new (images, captions, n, n / n_rows + (n % n_rows != 0), cell, error);
}
