// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/sample-private.h"

#include <cairo.h>

typedef struct
{
  const DataSample *samples;
  guint n;
  guint32 ground; /* 0xRRGGBB */
  guint channels;
  guint side; /* of the picture, pixels */
  double box; /* side of the square that the paths are in */
} Kind;

static const Kind kinds[DATA_N_SAMPLE_KINDS] = {
  [DATA_SAMPLE_DIGITS] = { data_sample_digits, DATA_N_SAMPLE_DIGITS, 0x000000, 1, 28, 28 },
  [DATA_SAMPLE_GARMENTS] = { data_sample_garments, DATA_N_SAMPLE_GARMENTS, 0x000000, 1, 28, 28 },
  [DATA_SAMPLE_THINGS] = { data_sample_things, DATA_N_SAMPLE_THINGS, 0xffffff, 3, 256, 100 },
};

/* What follows a command's letter. */
static void
read_numbers (const char **path, double *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      char *end;

      numbers[i] = g_ascii_strtod (*path, &end);
      g_assert (end != *path);
      *path = end;
    }
}

static void
add_ellipse (cairo_t *cairo, double x, double y, double radius_x, double radius_y)
{
  cairo_save (cairo);
  cairo_new_sub_path (cairo);
  cairo_translate (cairo, x, y);
  cairo_scale (cairo, radius_x, radius_y);
  cairo_arc (cairo, 0, 0, 1, 0, 2 * G_PI);
  cairo_close_path (cairo);
  cairo_restore (cairo);
}

static void
add_path (cairo_t *cairo, const char *path)
{
  double at[6];

  while (*path != '\0')
    switch (*path++)
      {
      case 'M':
        read_numbers (&path, at, 2);
        cairo_move_to (cairo, at[0], at[1]);
        break;
      case 'L':
        read_numbers (&path, at, 2);
        cairo_line_to (cairo, at[0], at[1]);
        break;
      case 'C':
        read_numbers (&path, at, 6);
        cairo_curve_to (cairo, at[0], at[1], at[2], at[3], at[4], at[5]);
        break;
      case 'O':
        read_numbers (&path, at, 4);
        add_ellipse (cairo, at[0], at[1], at[2], at[3]);
        break;
      case 'Z':
        cairo_close_path (cairo);
        break;
      case ' ':
        break;
      default:
        g_assert_not_reached ();
      }
}

static void
set_colour (cairo_t *cairo, guint32 colour)
{
  cairo_set_source_rgb (cairo, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                        (colour & 255) / 255.0);
}

static void
draw_shape (cairo_t *cairo, const DataSampleShape *shape)
{
  add_path (cairo, shape->path);
  if (shape->fill != DATA_SAMPLE_NO_COLOUR)
    {
      set_colour (cairo, (guint32) shape->fill);
      cairo_fill_preserve (cairo);
    }
  if (shape->pen != DATA_SAMPLE_NO_COLOUR)
    {
      set_colour (cairo, (guint32) shape->pen);
      cairo_set_line_width (cairo, shape->width);
      cairo_stroke_preserve (cairo);
    }
  cairo_new_path (cairo);
}

/* The surface's pixels, which have no alpha. */
static BaseImage *
read_surface (cairo_surface_t *surface, const Kind *kind)
{
  g_autoptr (BaseImage) image = base_image_new (kind->side, kind->side, 3);
  const guint8 *rows;
  gsize stride;

  cairo_surface_flush (surface);
  rows = cairo_image_surface_get_data (surface);
  stride = (gsize) cairo_image_surface_get_stride (surface);
  for (guint y = 0; y < kind->side; y++)
    for (guint x = 0; x < kind->side; x++)
      {
        guint32 pixel = ((const guint32 *) (gconstpointer) (rows + y * stride))[x];
        guint8 *to = image->pixels + ((gsize) y * kind->side + x) * 3;

        for (guint c = 0; c < 3; c++)
          to[c] = (guint8) (pixel >> (16 - 8 * c));
      }
  return base_image_convert (image, kind->channels);
}

guint
data_sample_n (DataSampleKind kind)
{
  g_return_val_if_fail (kind < DATA_N_SAMPLE_KINDS, 0);
  return kinds[kind].n;
}

const char *
data_sample_name (DataSampleKind kind, guint number)
{
  g_return_val_if_fail (kind < DATA_N_SAMPLE_KINDS && number < kinds[kind].n, NULL);
  return kinds[kind].samples[number].name;
}

BaseImage *
data_sample_draw (DataSampleKind kind, guint number)
{
  const Kind *row;
  cairo_surface_t *surface;
  cairo_t *cairo;
  BaseImage *image;

  g_return_val_if_fail (kind < DATA_N_SAMPLE_KINDS && number < kinds[kind].n, NULL);

  row = &kinds[kind];
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) row->side, (int) row->side);
  cairo = cairo_create (surface);
  set_colour (cairo, row->ground);
  cairo_paint (cairo);
  cairo_scale (cairo, row->side / row->box, row->side / row->box);
  cairo_set_line_cap (cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cairo, CAIRO_LINE_JOIN_ROUND);
  for (const DataSampleShape *shape = row->samples[number].shapes; shape->path != NULL; shape++)
    draw_shape (cairo, shape);
  cairo_destroy (cairo);
  image = read_surface (surface, row);
  cairo_surface_destroy (surface);
  return image;
}
