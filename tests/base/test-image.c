// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "base/image.h"

static BaseImage *
new_filled (guint width, guint height, guint channels, guint8 value)
{
  BaseImage *image = base_image_new (width, height, channels);

  memset (image->pixels, value, base_image_size (image));
  return image;
}

/* Every pixel and channel has another value, as far as 8 bits go. */
static BaseImage *
new_pattern (guint width, guint height, guint channels)
{
  BaseImage *image = base_image_new (width, height, channels);

  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) (i * 37 + 11);
  return image;
}

static guint8
pixel (const BaseImage *image, guint x, guint y, guint channel)
{
  return image->pixels[((gsize) y * image->width + x) * image->channels + channel];
}

static void
assert_size (const BaseImage *image, guint width, guint height, guint channels)
{
  g_assert_nonnull (image);
  g_assert_cmpuint (image->width, ==, width);
  g_assert_cmpuint (image->height, ==, height);
  g_assert_cmpuint (image->channels, ==, channels);
}

static void
assert_equal (const BaseImage *a, const BaseImage *b)
{
  assert_size (a, b->width, b->height, b->channels);
  g_assert_cmpmem (a->pixels, base_image_size (a), b->pixels, base_image_size (b));
}

static void
test_new (void)
{
  g_autoptr (BaseImage) image = base_image_new (3, 2, 3);

  assert_size (image, 3, 2, 3);
  g_assert_cmpuint (base_image_size (image), ==, 18);
  for (guint i = 0; i < 18; i++)
    g_assert_cmpuint (image->pixels[i], ==, 0);
}

static void
test_copy (void)
{
  g_autoptr (BaseImage) image = new_pattern (5, 3, 1);
  g_autoptr (BaseImage) copy = base_image_copy (image);

  assert_equal (copy, image);
  image->pixels[4] ^= 1;
  g_assert_cmpuint (copy->pixels[4], !=, image->pixels[4]);
}

static void
test_references (void)
{
  BaseImage *image = new_pattern (2, 2, 1);

  g_assert_true (base_image_ref (image) == image);
  base_image_unref (image);
  g_assert_cmpuint (image->pixels[0], ==, 11);
  base_image_unref (image);
  base_image_unref (NULL);
}

static void
test_enlarge (gconstpointer data)
{
  guint channels = GPOINTER_TO_UINT (data);
  g_autoptr (BaseImage) image = new_pattern (4, 3, channels);

  for (guint factor = 1; factor <= 5; factor++)
    {
      g_autoptr (BaseImage) large = base_image_enlarge_rgb (image, factor);

      assert_size (large, 4 * factor, 3 * factor, 3);
      for (guint y = 0; y < large->height; y++)
        for (guint x = 0; x < large->width; x++)
          for (guint c = 0; c < 3; c++)
            g_assert_cmpuint (pixel (large, x, y, c), ==,
                              pixel (image, x / factor, y / factor, channels == 3 ? c : 0));
    }
}

static void
test_shrink_is_mean (void)
{
  g_autoptr (BaseImage) image = base_image_new (4, 2, 1);
  g_autoptr (BaseImage) small = NULL;
  const guint8 pixels[] = { 10, 20, 100, 104, 30, 40, 108, 112 };

  memcpy (image->pixels, pixels, sizeof pixels);
  small = base_image_shrink_rgb (image, 2, 1);
  assert_size (small, 2, 1, 3);
  for (guint c = 0; c < 3; c++)
    {
      g_assert_cmpuint (pixel (small, 0, 0, c), ==, 25);
      g_assert_cmpuint (pixel (small, 1, 0, c), ==, 106);
    }
}

/* Three columns into two: the middle one counts half for each side. */
static void
test_shrink_shares_borders (void)
{
  g_autoptr (BaseImage) image = base_image_new (3, 1, 1);
  g_autoptr (BaseImage) small = NULL;

  image->pixels[0] = 0;
  image->pixels[1] = 90;
  image->pixels[2] = 240;
  small = base_image_shrink_rgb (image, 2, 1);
  assert_size (small, 2, 1, 3);
  g_assert_cmpuint (small->pixels[0], ==, 30);  /* (0 + 90 / 2) / 1.5 */
  g_assert_cmpuint (small->pixels[3], ==, 190); /* (90 / 2 + 240) / 1.5 */
}

static void
test_resize_keeps_flat (void)
{
  const guint sizes[][2] = { { 1, 1 }, { 3, 50 }, { 50, 3 }, { 7, 7 }, { 64, 200 }, { 19, 23 } };
  const guint8 values[] = { 0, 1, 128, 254, 255 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint v = 0; v < G_N_ELEMENTS (values); v++)
      {
        g_autoptr (BaseImage) image = new_filled (19, 23, 3, values[v]);
        g_autoptr (BaseImage) other = base_image_resize (image, sizes[i][0], sizes[i][1]);

        assert_size (other, sizes[i][0], sizes[i][1], 3);
        for (gsize k = 0; k < base_image_size (other); k++)
          g_assert_cmpuint (other->pixels[k], ==, values[v]);
      }
}

static void
test_resize_to_own_size (void)
{
  g_autoptr (BaseImage) image = new_pattern (6, 9, 3);
  g_autoptr (BaseImage) same = base_image_resize (image, 6, 9);

  assert_equal (same, image);
}

/* Bilinear: centres of the old pixels lie at 1/4 and 3/4 of the new grid's steps. */
static void
test_resize_interpolates (void)
{
  g_autoptr (BaseImage) image = base_image_new (2, 1, 1);
  g_autoptr (BaseImage) large = NULL;
  const guint8 expected[] = { 0, 50, 150, 200 };

  image->pixels[1] = 200;
  large = base_image_resize (image, 4, 1);
  g_assert_cmpmem (large->pixels, 4, expected, 4);
}

/* A single bright column must not be lost when the width shrinks while the height grows. */
static void
test_resize_mixed_averages (void)
{
  for (guint column = 0; column < 20; column++)
    {
      g_autoptr (BaseImage) image = base_image_new (20, 2, 1);
      g_autoptr (BaseImage) other = NULL;

      image->pixels[column] = image->pixels[20 + column] = 200;
      other = base_image_resize (image, 2, 6);
      assert_size (other, 2, 6, 1);
      for (guint y = 0; y < 6; y++)
        g_assert_cmpuint (pixel (other, 0, y, 0) + pixel (other, 1, y, 0), >, 0);
    }
}

/* Sizes before and after, and the SHA-256 of what Pillow 9.4 makes of this picture with
 * Image.resize (size, Image.BILINEAR). */
static const struct
{
  guint width, height, channels, to_width, to_height;
  const char *checksum;
} recorded[] = {
  { 37, 23, 3, 11, 9, "4382b5a4c52c2d2f18096b1ab93bd4058b203d62805479ee7b594b20b431c656" },
  { 64, 48, 1, 28, 28, "1d7f3643d9b4b6e493e5ce9c2cc496c5ad73ca1d59f1b7ab81c487dce18e9e61" },
  { 10, 7, 3, 33, 40, "8590941e5d8450166caa4b8664cc899bfbf12ebdca9fc0b151cc95ab027477b4" },
  { 300, 200, 3, 224, 149, "00e41ab20b87eb25ce2f9b3490717dce0b109c76462bf23619e08279c887662f" },
  { 50, 300, 1, 64, 32, "24879fb1298ef826b21c65ec1212fed6ce3a95fabc43192f4e88d901971a9b53" },
  { 5, 5, 3, 1, 1, "efbec4061ebbbcba4c8bd359df5ed7015cbb4d463b17246c049d1011c9003aa1" },
  { 1, 1, 1, 4, 3, "15ec7bf0b50732b49f8228e07d24365338f9e3ab994b00af08e5a3bffe55fd8b" },
  { 997, 601, 3, 256, 256, "3aaf7eb00b24450b273cb0b07866ee62be07514881073dcb0d563b687c9f6410" },
};

static void
test_resize_as_pillow (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (recorded); i++)
    {
      guint channels = recorded[i].channels;
      g_autoptr (BaseImage) image =
          base_image_new (recorded[i].width, recorded[i].height, channels);
      g_autoptr (BaseImage) other = NULL;
      g_autofree char *checksum = NULL;

      for (guint y = 0; y < image->height; y++)
        for (guint x = 0; x < image->width; x++)
          for (guint c = 0; c < channels; c++)
            image->pixels[(y * image->width + x) * channels + c] =
                (guint8) (x * 7 + y * 13 + x * y * 3 + c * 50 + x * x / 5);
      other = base_image_resize (image, recorded[i].to_width, recorded[i].to_height);
      checksum =
          g_compute_checksum_for_data (G_CHECKSUM_SHA256, other->pixels, base_image_size (other));
      g_assert_cmpstr (checksum, ==, recorded[i].checksum);
    }
}

static void
test_crop (void)
{
  g_autoptr (BaseImage) image = new_pattern (6, 9, 3);
  g_autoptr (BaseImage) part = base_image_crop (image, 2, 3, 4, 5);

  assert_size (part, 4, 5, 3);
  for (guint y = 0; y < 5; y++)
    for (guint x = 0; x < 4; x++)
      for (guint c = 0; c < 3; c++)
        g_assert_cmpuint (pixel (part, x, y, c), ==, pixel (image, x + 2, y + 3, c));
}

static void
test_cell (void)
{
  g_autoptr (BaseImage) small = new_pattern (28, 28, 1);
  g_autoptr (BaseImage) wide = new_pattern (200, 50, 3);
  g_autoptr (BaseImage) thin = new_pattern (300, 1, 1);
  const struct
  {
    const BaseImage *image;
    guint cell, width, height;
  } cases[] = {
    { small, 28, 28, 28 },  { small, 29, 56, 56 },   { small, 96, 112, 112 },
    { small, 14, 14, 14 },  { small, 1, 1, 1 },      { wide, 200, 200, 50 },
    { wide, 100, 100, 25 }, { wide, 201, 400, 100 }, { thin, 100, 100, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BaseImage) cell = base_image_for_cell (cases[i].image, cases[i].cell);

      assert_size (cell, cases[i].width, cases[i].height, 3);
    }
}

/* The enlarged picture never passes the limit of a side, however large the cell. */
static void
test_cell_limit (void)
{
  g_autoptr (BaseImage) line = new_filled (10000, 1, 1, 7);
  g_autoptr (BaseImage) cell = base_image_for_cell (line, BASE_IMAGE_MAX_SIDE);

  assert_size (cell, 10000, 1, 3);
}

static void
test_convert (void)
{
  const guint8 colours[][4] = {
    /* red, green, blue, and their Rec. 601 luma 0.299 R + 0.587 G + 0.114 B */
    { 255, 255, 255, 255 }, { 0, 0, 0, 0 },    { 255, 0, 0, 76 },
    { 0, 255, 0, 150 },     { 0, 0, 255, 29 }, { 10, 20, 30, 18 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      g_autoptr (BaseImage) colour = base_image_new (1, 1, 3);
      g_autoptr (BaseImage) grey = NULL;
      g_autoptr (BaseImage) back = NULL;

      memcpy (colour->pixels, colours[i], 3);
      grey = base_image_convert (colour, 1);
      assert_size (grey, 1, 1, 1);
      g_assert_cmpuint (grey->pixels[0], ==, colours[i][3]);
      back = base_image_convert (grey, 3);
      assert_size (back, 1, 1, 3);
      for (guint c = 0; c < 3; c++)
        g_assert_cmpuint (back->pixels[c], ==, colours[i][3]);
    }
}

static void
test_convert_to_same (void)
{
  g_autoptr (BaseImage) image = new_pattern (4, 4, 3);
  g_autoptr (BaseImage) same = base_image_convert (image, 3);

  g_assert_true (same != image);
  assert_equal (same, image);
}

static void
assert_refused (BaseImage *result)
{
  g_test_assert_expected_messages ();
  g_assert_null (result);
}

/* Sizes out of range are a programmer's mistake: a message and NULL, never a wild write. */
static void
test_out_of_range (void)
{
  g_autoptr (BaseImage) image = new_pattern (28, 28, 1);
  const char *text = "*assertion*failed*";

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_new (0, 1, 1));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_new (1, BASE_IMAGE_MAX_SIDE + 1, 1));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_new (1, 1, 2));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_enlarge_rgb (image, 0));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_enlarge_rgb (image, BASE_IMAGE_MAX_SIDE / 28 + 1));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_enlarge_rgb (image, G_MAXUINT));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_resize (image, 0, 28));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_resize (image, 28, BASE_IMAGE_MAX_SIDE + 1));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_shrink_rgb (image, 29, 28));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_for_cell (image, 0));
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, text);
  assert_refused (base_image_convert (image, 4));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/image/new", test_new);
  g_test_add_func ("/base/image/copy", test_copy);
  g_test_add_func ("/base/image/references", test_references);
  g_test_add_data_func ("/base/image/enlarge/grey", GUINT_TO_POINTER (1), test_enlarge);
  g_test_add_data_func ("/base/image/enlarge/colour", GUINT_TO_POINTER (3), test_enlarge);
  g_test_add_func ("/base/image/shrink-is-mean", test_shrink_is_mean);
  g_test_add_func ("/base/image/shrink-shares-borders", test_shrink_shares_borders);
  g_test_add_func ("/base/image/resize-keeps-flat", test_resize_keeps_flat);
  g_test_add_func ("/base/image/resize-to-own-size", test_resize_to_own_size);
  g_test_add_func ("/base/image/resize-interpolates", test_resize_interpolates);
  g_test_add_func ("/base/image/resize-mixed-averages", test_resize_mixed_averages);
  g_test_add_func ("/base/image/resize-as-pillow", test_resize_as_pillow);
  g_test_add_func ("/base/image/crop", test_crop);
  g_test_add_func ("/base/image/cell", test_cell);
  g_test_add_func ("/base/image/cell-limit", test_cell_limit);
  g_test_add_func ("/base/image/convert", test_convert);
  g_test_add_func ("/base/image/convert-to-same", test_convert_to_same);
  g_test_add_func ("/base/image/out-of-range", test_out_of_range);
  return g_test_run ();
}
