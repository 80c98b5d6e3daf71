// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/wall-layout.h"

/* Of a font such as DejaVu Sans. */
#define CAPITALS 0.73
#define LINE     1.17
#define VALUE    4.3

static const struct
{
  double width, height;
} screens[] = { { 1024, 768 }, { 1280, 720 }, { 1920, 1080 }, { 3840, 2160 }, { 2560, 1080 } };

/* The line below takes what is missing to the screen's height. */
static FooledWallNeeds
needs_for (guint screen, guint n, double label, double word)
{
  return (FooledWallNeeds){
    .n_tiles = n,
    .width = screens[screen].width,
    .height = screens[screen].height * 0.93,
    .screen_height = screens[screen].height,
    .capitals = CAPITALS,
    .line = LINE,
    .label = label,
    .word = word,
    .value = VALUE,
  };
}

/* Whatever is shown is in the room, does not lie over something else, and can be read. */
static void
check (const FooledWallNeeds *needs, const FooledWallLayout *layout)
{
  double capitals = layout->tile.font * needs->capitals;

  g_assert_cmpuint (layout->n_shown, <=, layout->columns * layout->rows);
  g_assert_cmpfloat (layout->x + layout->columns * layout->tile.width, <=, needs->width);
  g_assert_cmpfloat (layout->y + layout->rows * layout->tile.height, <=, needs->height);
  g_assert_cmpfloat (layout->x, >=,
                     layout->has_large && needs->width > needs->height
                         ? layout->large_x + layout->large.width
                         : 0);
  if (layout->n_shown > 0)
    {
      guint lines = layout->tile.label_lines + 1 + (needs->has_titles ? 1 : 0);

      g_assert_cmpfloat (capitals, >=, 0.03 * needs->screen_height);
      g_assert_cmpfloat (needs->value * layout->tile.font, <=, layout->tile.width);
      g_assert_cmpfloat (layout->tile.side + lines * needs->line * layout->tile.font, <=,
                         layout->tile.height);
      g_assert_cmpfloat (layout->tile.side, <=, layout->tile.width);
    }
  if (layout->has_large)
    {
      g_assert_cmpfloat (layout->large.font * needs->capitals, >=, 0.03 * needs->screen_height);
      g_assert_cmpfloat (layout->large.side, >, layout->tile.side);
      g_assert_cmpfloat (layout->large.side +
                             (layout->large.label_lines + 1) * needs->line * layout->large.font,
                         <=, layout->large.height);
    }
}

/* Ten digits are two rows of five, which fill the screen. */
static void
test_ten_digits (void)
{
  for (guint screen = 0; screen < G_N_ELEMENTS (screens); screen++)
    {
      FooledWallNeeds needs = needs_for (screen, 10, 0.64, 0.64);
      FooledWallLayout layout;

      fooled_wall_lay_out (&needs, &layout);
      check (&needs, &layout);
      g_assert_false (layout.is_wall || layout.has_large);
      g_assert_cmpuint (layout.n_shown, ==, 10);
      g_assert_cmpuint (layout.columns * layout.rows, ==, 10);
      g_assert_cmpuint (layout.columns, ==, 5);
      g_assert_cmpfloat (layout.columns * layout.tile.side, >=,
                         MIN (0.75 * needs.width, 2.5 * 0.6 * needs.height));
      /* Texts grow beyond the least with their pictures. */
      g_assert_cmpfloat (layout.tile.font * CAPITALS, >, 0.036 * needs.screen_height);
    }
}

/* Ten garments have longer names. */
static void
test_ten_garments (void)
{
  for (guint screen = 0; screen < G_N_ELEMENTS (screens); screen++)
    {
      FooledWallNeeds needs = needs_for (screen, 10, 5.6, 3.4);
      FooledWallLayout layout;

      fooled_wall_lay_out (&needs, &layout);
      check (&needs, &layout);
      g_assert_false (layout.is_wall);
      g_assert_cmpuint (layout.n_shown, ==, 10);
      if (layout.tile.label_lines == 2)
        g_assert_cmpfloat (needs.word * layout.tile.font, <=, layout.tile.width);
    }
}

/* One of ten is enlarged; the others stay in sight. */
static void
test_enlarged (void)
{
  for (guint screen = 0; screen < G_N_ELEMENTS (screens); screen++)
    {
      FooledWallNeeds needs = needs_for (screen, 10, 0.64, 0.64);
      FooledWallLayout layout;

      needs.enlarge = TRUE;
      fooled_wall_lay_out (&needs, &layout);
      check (&needs, &layout);
      g_assert_true (layout.has_large);
      g_assert_false (layout.is_wall);
      g_assert_cmpuint (layout.n_shown, ==, 10);
      g_assert_cmpfloat (layout.large.side, >, 0.4 * needs.screen_height);
    }
}

/* A thousand are a wall. */
static void
test_thousand (void)
{
  for (guint screen = 0; screen < G_N_ELEMENTS (screens); screen++)
    {
      FooledWallNeeds needs = needs_for (screen, 1000, 13, 3.8);
      FooledWallLayout layout;

      fooled_wall_lay_out (&needs, &layout);
      check (&needs, &layout);
      g_assert_true (layout.is_wall && layout.has_large);
      g_assert_cmpuint (layout.n_shown, >=, 6);
      g_assert_cmpuint (layout.n_shown, <=, 60);
    }
}

/* Any number on any screen: never clipped, never too small. */
static void
test_all_numbers (void)
{
  for (guint screen = 0; screen < G_N_ELEMENTS (screens); screen++)
    for (guint n = 1; n <= 200; n++)
      for (guint flags = 0; flags < 4; flags++)
        {
          FooledWallNeeds needs = needs_for (screen, n, 0.64 + flags * 3, 0.64 + flags);
          FooledWallLayout layout;

          needs.enlarge = flags & 1;
          needs.has_titles = flags & 2;
          fooled_wall_lay_out (&needs, &layout);
          check (&needs, &layout);
          g_assert_true (layout.is_wall || layout.n_shown == n || (n == 1 && layout.has_large));
        }
}

static void
test_odd_sizes (void)
{
  FooledWallNeeds needs = needs_for (0, 0, 1, 1);
  FooledWallLayout layout;

  fooled_wall_lay_out (&needs, &layout);
  g_assert_cmpuint (layout.n_shown, ==, 0);
  g_assert_false (layout.has_large);
  for (double side = 0; side < 400; side += 13)
    for (guint n = 1; n < 1200; n += 97)
      {
        needs.n_tiles = n;
        needs.width = side;
        needs.height = side / 2;
        fooled_wall_lay_out (&needs, &layout);
        g_assert_cmpuint (layout.n_shown, <=, n);
      }
  /* Upright: the large one is above the others. */
  needs.width = 768;
  needs.height = 950;
  needs.screen_height = 1024;
  fooled_wall_lay_out (&needs, &layout);
  g_assert_true (layout.has_large);
  g_assert_cmpfloat (layout.y, >=, layout.large.height);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/wall-layout/ten-digits", test_ten_digits);
  g_test_add_func ("/ui/wall-layout/ten-garments", test_ten_garments);
  g_test_add_func ("/ui/wall-layout/enlarged", test_enlarged);
  g_test_add_func ("/ui/wall-layout/thousand", test_thousand);
  g_test_add_func ("/ui/wall-layout/all-numbers", test_all_numbers);
  g_test_add_func ("/ui/wall-layout/odd-sizes", test_odd_sizes);
  return g_test_run ();
}
