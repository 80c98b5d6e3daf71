// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/character.h"

#include "base/error.h"

#include <string.h>

/* What is drawn, or NULL after a skip: not every system has a font for it. */
static BaseImage *
draw (const char *character, guint side)
{
  g_autoptr (GError) error = NULL;
  BaseImage *image = data_character_draw (character, side, &error);

  if (image == NULL)
    {
      g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, character));
      g_test_skip ("No font of emoji.");
      return NULL;
    }
  g_assert_cmpuint (image->width, ==, side);
  g_assert_cmpuint (image->height, ==, side);
  g_assert_cmpuint (image->channels, ==, 3);
  return image;
}

/* How much of it is yellow, and whether its sides are touched by anything but white. */
static void
test_banana (void)
{
  g_autoptr (BaseImage) image = draw ("🍌", 64);
  guint n_yellow = 0, n_left = 0, n_top = 0, n_right = 0, n_bottom = 0;

  if (image == NULL)
    return;
  for (guint y = 0; y < 64; y++)
    for (guint x = 0; x < 64; x++)
      {
        const guint8 *pixel = image->pixels + (y * 64 + x) * 3;
        guint is_ink = pixel[0] < 250 || pixel[1] < 250 || pixel[2] < 250 ? 1 : 0;

        n_yellow += pixel[0] > 180 && pixel[1] > 130 && pixel[2] < 120 ? 1 : 0;
        n_left += x < 3 ? is_ink : 0;
        n_right += x >= 61 ? is_ink : 0;
        n_top += y < 3 ? is_ink : 0;
        n_bottom += y >= 61 ? is_ink : 0;
      }
  g_test_message ("%u yellow; %u %u %u %u", n_yellow, n_left, n_right, n_top, n_bottom);
  g_assert_cmpuint (n_yellow, >, 64 * 64 / 10);
  g_assert_true ((n_left > 0 && n_right > 0) || (n_top > 0 && n_bottom > 0));
}

/* A plane is a letter, too, in other fonts. */
static void
test_plane (void)
{
  g_autoptr (BaseImage) plane = draw ("✈", 32);
  g_autoptr (BaseImage) sun = plane != NULL ? draw ("☀", 32) : NULL;
  g_autoptr (BaseImage) again = plane != NULL ? draw ("✈", 32) : NULL;

  if (sun == NULL || again == NULL)
    return;
  g_assert_cmpmem (plane->pixels, base_image_size (plane), again->pixels, base_image_size (again));
  g_assert_true (memcmp (plane->pixels, sun->pixels, base_image_size (plane)) != 0);
}

/* No font has these in colour. */
static void
test_none (void)
{
  static const char *const characters[] = { "x", "", " ", "\U0010fffd" };

  for (gsize i = 0; i < G_N_ELEMENTS (characters); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (data_character_draw (characters[i], 40, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/datasets/character/banana", test_banana);
  g_test_add_func ("/datasets/character/plane", test_plane);
  g_test_add_func ("/datasets/character/none", test_none);
  return g_test_run ();
}
