// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid-columns.h"

#define CELL_WIDTH  126
#define CELL_HEIGHT 152

static guint
columns (guint n, double width, double height)
{
  return fooled_grid_columns (n, width, height, CELL_WIDTH, CELL_HEIGHT);
}

/* Ten digits: two rows of five wherever they fit, whatever the room around them. */
static void
test_ten_cells (void)
{
  g_assert_cmpuint (columns (10, 640, 520), ==, 5);
  g_assert_cmpuint (columns (10, 1000, 600), ==, 5);
  g_assert_cmpuint (columns (10, 1900, 1000), ==, 5);
  g_assert_cmpuint (columns (10, 1900, 160), ==, 10);
  g_assert_cmpuint (columns (10, 300, 1000), ==, 2);
}

/* What must be scrolled anyway uses the whole width. */
static void
test_many_cells (void)
{
  g_assert_cmpuint (columns (1000, 1000, 600), ==, 7);
  g_assert_cmpuint (columns (10, 600, 300), ==, 4);
}

static void
test_odd_sizes (void)
{
  g_assert_cmpuint (columns (0, 1000, 600), >=, 1);
  g_assert_cmpuint (columns (10, 1, 1), ==, 1);
  g_assert_cmpuint (columns (1, 1000, 600), ==, 1);
  for (guint n = 1; n < 60; n++)
    for (double width = 50; width < 2000; width += 130)
      {
        guint c = columns (n, width, 700);

        g_assert_true (c == 1 || c * CELL_WIDTH <= width);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/grid-columns/ten-cells", test_ten_cells);
  g_test_add_func ("/ui/grid-columns/many-cells", test_many_cells);
  g_test_add_func ("/ui/grid-columns/odd-sizes", test_odd_sizes);
  return g_test_run ();
}
