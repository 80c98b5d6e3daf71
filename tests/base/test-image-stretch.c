// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/image.h"

static void
test_grey (void)
{
  g_autoptr (BaseImage) image = base_image_new (20, 20, 1);
  g_autoptr (BaseImage) stretched = NULL;

  for (guint i = 0; i < 400; i++)
    image->pixels[i] = (guint8) (120 + i % 5);
  stretched = base_image_stretch (image);
  g_assert_cmpuint (stretched->width, ==, 20);
  g_assert_cmpuint (stretched->channels, ==, 1);
  for (guint i = 0; i < 400; i++)
    g_assert_cmpuint (stretched->pixels[i], ==, (guint) (i % 5 * 63.75 + 0.5));
  g_assert_cmpuint (image->pixels[0], ==, 120);
}

/* One pixel of 400 does not count: it is cut off. */
static void
test_outlier (void)
{
  g_autoptr (BaseImage) image = base_image_new (20, 20, 1);
  g_autoptr (BaseImage) stretched = NULL;

  for (guint i = 0; i < 400; i++)
    image->pixels[i] = i % 2 == 0 ? 100 : 110;
  image->pixels[0] = 0;
  image->pixels[1] = 255;
  stretched = base_image_stretch (image);
  g_assert_cmpuint (stretched->pixels[0], ==, 0);
  g_assert_cmpuint (stretched->pixels[1], ==, 255);
  g_assert_cmpuint (stretched->pixels[2], ==, 0);
  g_assert_cmpuint (stretched->pixels[3], ==, 255);
}

/* The same factor for all, each around its own middle: colours stay what they are to each other. */
static void
test_colour (void)
{
  g_autoptr (BaseImage) image = base_image_new (10, 20, 3);
  g_autoptr (BaseImage) stretched = NULL;

  for (guint i = 0; i < 200; i++)
    {
      image->pixels[i * 3] = (guint8) (100 + i % 2 * 10);
      image->pixels[i * 3 + 1] = (guint8) (120 + i % 2 * 5);
      image->pixels[i * 3 + 2] = 30;
    }
  stretched = base_image_stretch (image);
  for (guint i = 0; i < 200; i++)
    {
      g_assert_cmpuint (stretched->pixels[i * 3], ==, i % 2 * 255);
      g_assert_cmpuint (ABS ((int) stretched->pixels[i * 3 + 1] - (i % 2 == 0 ? 59 : 186)), <=, 1);
      g_assert_cmpuint (stretched->pixels[i * 3 + 2], ==, 30);
    }
}

/* What cannot be stretched stays as it is, to the bit. */
static void
test_same (void)
{
  for (guint channels = 1; channels <= 3; channels += 2)
    for (guint kind = 0; kind < 3; kind++)
      {
        g_autoptr (BaseImage) image =
            base_image_new (kind == 2 ? 1 : 16, kind == 2 ? 1 : 16, channels);
        g_autoptr (BaseImage) stretched = NULL;

        for (gsize i = 0; i < base_image_size (image); i++)
          image->pixels[i] = kind == 0 ? (guint8) (i / channels / 16 * 17) : 77;
        stretched = base_image_stretch (image);
        g_assert_cmpmem (stretched->pixels, base_image_size (stretched), image->pixels,
                         base_image_size (image));
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/image-stretch/grey", test_grey);
  g_test_add_func ("/base/image-stretch/outlier", test_outlier);
  g_test_add_func ("/base/image-stretch/colour", test_colour);
  g_test_add_func ("/base/image-stretch/same", test_same);
  return g_test_run ();
}
