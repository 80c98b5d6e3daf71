// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "base/error.h"
#include "store/sheet.h"

#define WHITE 255

static BaseImage *
new_filled (guint width, guint height, guint channels, guint8 value)
{
  BaseImage *image = base_image_new (width, height, channels);

  memset (image->pixels, value, base_image_size (image));
  return image;
}

/* The pixels of one grey level: how many, and the box around them. */
typedef struct
{
  guint n, left, top, right, bottom; /* right and bottom are one past the last */
} Area;

static Area
find_grey (const BaseImage *sheet, guint8 value)
{
  Area area = { .left = G_MAXUINT, .top = G_MAXUINT };

  for (guint y = 0; y < sheet->height; y++)
    for (guint x = 0; x < sheet->width; x++)
      {
        const guint8 *p = sheet->pixels + ((gsize) y * sheet->width + x) * 3;

        if (p[0] != value || p[1] != value || p[2] != value)
          continue;
        area.n++;
        area.left = MIN (area.left, x);
        area.top = MIN (area.top, y);
        area.right = MAX (area.right, x + 1);
        area.bottom = MAX (area.bottom, y + 1);
      }
  return area;
}

static guint
count_dark (const BaseImage *sheet, guint from_row)
{
  guint n = 0;

  for (gsize i = (gsize) from_row * sheet->width * 3; i < base_image_size (sheet); i += 3)
    n += sheet->pixels[i] < 128 ? 1 : 0;
  return n;
}

static void
test_places (void)
{
  const guint n = 6, cell = 40;
  BaseImage *images[6];
  g_autoptr (BaseImage) sheet = NULL;
  g_autoptr (GError) error = NULL;
  Area first, areas[6];

  for (guint i = 0; i < n; i++)
    images[i] = new_filled (10, 10, 1, (guint8) (20 + i));
  sheet = store_sheet_new (images, NULL, n, 3, cell, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sheet->channels, ==, 3);

  first = find_grey (sheet, 20);
  for (guint i = 0; i < n; i++)
    {
      areas[i] = find_grey (sheet, (guint8) (20 + i));
      g_assert_cmpuint (areas[i].n, ==, cell * cell);
      g_assert_cmpuint (areas[i].right - areas[i].left, ==, cell);
      g_assert_cmpuint (areas[i].bottom - areas[i].top, ==, cell);
    }
  /* Three columns: 0 1 2 in one row, 3 below 0. */
  g_assert_cmpuint (areas[1].top, ==, first.top);
  g_assert_cmpuint (areas[1].left, >, first.right);
  g_assert_cmpuint (areas[2].left - areas[1].left, ==, areas[1].left - first.left);
  g_assert_cmpuint (areas[3].left, ==, first.left);
  g_assert_cmpuint (areas[3].top, >, first.bottom);
  /* The same white border all around. */
  g_assert_cmpuint (first.left, ==, first.top);
  g_assert_cmpuint (sheet->width - areas[5].right, ==, first.left);
  g_assert_cmpuint (sheet->height - areas[5].bottom, ==, first.top);
  for (guint i = 0; i < n; i++)
    base_image_unref (images[i]);
}

static void
test_fits (void)
{
  const struct
  {
    guint width, height, fitted_width, fitted_height;
  } cases[] = {
    { 28, 28, 84, 84 },     { 28, 14, 84, 42 },    { 100, 100, 100, 100 },
    { 200, 200, 100, 100 }, { 400, 100, 100, 25 }, { 51, 3, 51, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BaseImage) image = new_filled (cases[i].width, cases[i].height, 3, 77);
      g_autoptr (GError) error = NULL;
      g_autoptr (BaseImage) sheet = store_sheet_new (&image, NULL, 1, 0, 100, &error);
      Area area;

      g_assert_no_error (error);
      area = find_grey (sheet, 77);
      g_assert_cmpuint (area.right - area.left, ==, cases[i].fitted_width);
      g_assert_cmpuint (area.bottom - area.top, ==, cases[i].fitted_height);
      /* In the middle, to the pixel. */
      g_assert_cmpint (ABS ((int) area.left - (int) (sheet->width - area.right)), <=, 1);
      g_assert_cmpint (ABS ((int) area.top - (int) (sheet->height - area.bottom)), <=, 1);
    }
}

static void
test_square_by_default (void)
{
  /* Nine are a square; ten make full rows of five; eleven cannot, and stay close to a square. */
  static const guint columns[][2] = { { 9, 3 }, { 10, 5 }, { 11, 4 } };
  BaseImage *images[11];

  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    images[i] = new_filled (8, 8, 1, 50);
  for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BaseImage) sheet = store_sheet_new (images, NULL, columns[k][0], 0, 16, &error);
      g_autoptr (BaseImage) explicit_sheet =
          store_sheet_new (images, NULL, columns[k][0], columns[k][1], 16, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (sheet->width, ==, explicit_sheet->width);
      g_assert_cmpuint (sheet->height, ==, explicit_sheet->height);
      g_assert_cmpuint (find_grey (sheet, 50).n, ==, columns[k][0] * 16 * 16);
    }
  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    base_image_unref (images[i]);
}

static void
test_empty_cells (void)
{
  BaseImage *images[4] = { NULL, new_filled (8, 8, 1, 50), NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) sheet = store_sheet_new (images, NULL, 4, 2, 16, &error);
  Area area;

  g_assert_no_error (error);
  area = find_grey (sheet, 50);
  g_assert_cmpuint (area.n, ==, 16 * 16);
  g_assert_cmpuint (area.left, >, sheet->width / 2);
  g_assert_cmpuint (find_grey (sheet, WHITE).n, ==, sheet->width * sheet->height - 16 * 16);
  base_image_unref (images[1]);
}

static void
test_captions (void)
{
  g_autoptr (BaseImage) image = new_filled (20, 20, 1, 200);
  BaseImage *images[] = { image, image };
  const char *const none[] = { NULL, NULL };
  const char *const texts[] = { "7  99.98 %", "Größe 七 🦉" };
  const char *const broken[] = { "\xff\xfe not UTF-8", "" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) bare = store_sheet_new (images, NULL, 2, 2, 100, &error);
  g_autoptr (BaseImage) empty = store_sheet_new (images, none, 2, 2, 100, &error);
  g_autoptr (BaseImage) sheet = store_sheet_new (images, texts, 2, 2, 100, &error);
  g_autoptr (BaseImage) odd = store_sheet_new (images, broken, 2, 2, 100, &error);
  Area picture;

  g_assert_no_error (error);
  g_assert_cmpuint (sheet->width, ==, bare->width);
  g_assert_cmpuint (sheet->height, >, bare->height);
  g_assert_cmpuint (count_dark (empty, 0), ==, 0);
  picture = find_grey (sheet, 200);
  g_assert_cmpuint (picture.n, ==, 2 * 100 * 100);
  g_assert_cmpuint (count_dark (sheet, picture.bottom), >, 20);
  g_assert_cmpuint (count_dark (sheet, 0), ==, count_dark (sheet, picture.bottom));
  g_assert_cmpuint (count_dark (odd, picture.bottom), >, 20);
}

/* A caption that is far too long stays in its column. */
static void
test_long_caption (void)
{
  g_autofree char *text = g_strnfill (500, 'W');
  g_autoptr (BaseImage) image = new_filled (100, 100, 1, 200);
  const char *const captions[] = { text };
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) sheet = store_sheet_new (&image, captions, 1, 1, 100, &error);
  Area picture;
  guint n_inside = 0, n_outside = 0;

  g_assert_no_error (error);
  picture = find_grey (sheet, 200);
  for (guint y = picture.bottom; y < sheet->height; y++)
    for (guint x = 0; x < sheet->width; x++)
      if (sheet->pixels[((gsize) y * sheet->width + x) * 3] < 250)
        {
          if (x >= picture.left && x < picture.right)
            n_inside++;
          else
            n_outside++;
        }
  g_assert_cmpuint (n_inside, >, 50);
  g_assert_cmpuint (n_outside, ==, 0);
}

static void
test_too_large (void)
{
  g_autofree BaseImage **images = g_new0 (BaseImage *, 100000);
  const struct
  {
    guint n, columns, cell;
  } cases[] = {
    { 1, 1, BASE_IMAGE_MAX_SIDE },    { 1, 1, G_MAXUINT }, { 100000, 1, 1 },
    { 100000, G_MAXUINT, G_MAXUINT }, { 1000, 1000, 16 },  { 100, 10, 1600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          store_sheet_new (images, NULL, cases[i].n, cases[i].columns, cases[i].cell, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
    }
}

static void
test_thousand_classes (void)
{
  g_autofree BaseImage **images = g_new0 (BaseImage *, 1000);
  g_autoptr (BaseImage) image = new_filled (64, 64, 1, 50);
  g_autoptr (BaseImage) sheet = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    images[i] = image;
  sheet = store_sheet_new (images, NULL, 1000, 0, 64, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (find_grey (sheet, 50).n, ==, 1000 * 64 * 64);
}

/* One row, or as many as the longest side needs. */
static void
test_strip (void)
{
  enum
  {
    N = 2000
  };
  g_autoptr (BaseImage) image = new_filled (4, 4, 1, 100);
  g_autofree BaseImage **images = g_new (BaseImage *, N);
  g_autoptr (BaseImage) row = NULL, rows = NULL;
  g_autoptr (GError) error = NULL;
  Area area;

  for (guint i = 0; i < N; i++)
    images[i] = image;
  row = store_strip_new (images, NULL, 7, 32, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (row->width, ==, 7 * 36 + 4);
  g_assert_cmpuint (row->height, ==, 32 + 2 * 4);
  rows = store_strip_new (images, NULL, N, 32, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->height, ==, 5 * 36 + 4);
  g_assert_cmpuint (rows->width, ==, N / 5 * 36 + 4);
  area = find_grey (rows, 100);
  g_assert_cmpuint (area.n, ==, N * 32 * 32);
}

/* Filled cell by cell, in any order and more than once, it is the sheet that is made at once. */
static void
test_cell_by_cell (void)
{
  const char *const captions[] = { "one\nline more", "two", NULL, "four" };
  BaseImage *images[4];
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSheet) sheet = store_sheet_begin (4, 2, 60, 2, &error);
  g_autoptr (BaseImage) expected = NULL;
  g_autoptr (BaseImage) low = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    images[i] = i == 2 ? NULL : new_filled (7 + i, 5, 1, (guint8) (20 + i));
  expected = store_sheet_new (images, captions, 4, 2, 60, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    store_sheet_put (sheet, i, images[3 - i], captions[3 - i]);
  for (guint i = 0; i < 4; i++)
    store_sheet_put (sheet, 3 - i, images[3 - i], captions[3 - i]);
  g_assert_cmpuint (store_sheet_image (sheet)->height, ==, expected->height);
  g_assert_cmpmem (store_sheet_image (sheet)->pixels, base_image_size (expected), expected->pixels,
                   base_image_size (expected));

  /* A second line makes it higher. */
  low = store_sheet_new (images, captions + 1, 3, 2, 60, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (low->height, <, expected->height);
  for (guint i = 0; i < 4; i++)
    base_image_unref (images[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/sheet/cell-by-cell", test_cell_by_cell);
  g_test_add_func ("/store/sheet/places", test_places);
  g_test_add_func ("/store/sheet/fits", test_fits);
  g_test_add_func ("/store/sheet/square-by-default", test_square_by_default);
  g_test_add_func ("/store/sheet/empty-cells", test_empty_cells);
  g_test_add_func ("/store/sheet/captions", test_captions);
  g_test_add_func ("/store/sheet/long-caption", test_long_caption);
  g_test_add_func ("/store/sheet/too-large", test_too_large);
  g_test_add_func ("/store/sheet/thousand-classes", test_thousand_classes);
  g_test_add_func ("/store/sheet/strip", test_strip);
  return g_test_run ();
}
