// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/wall-layout.h"

#include <math.h>
#include <string.h>

/* Between tiles, as a part of the font's size. */
#define GAP 0.5

/* Between picture and text, likewise. */
#define SPACING 0.15

/* A smaller picture says nothing; as a part of the screen's height. */
#define MIN_SIDE 0.11

/* Beside the one that is shown large they may be a little smaller. */
#define MIN_SIDE_BESIDE 0.095

/* But not larger than this part of it. */
#define MAX_BESIDE 0.8

/* On a wall there are fewer and larger ones. */
#define MIN_WALL_SIDE 0.16

/* Texts grow as long as they take no more than this from the picture's side, ... */
#define GIVEN_UP 0.93

/* ... and are not larger than this part of it. */
#define MAX_FONT 0.3

/* The one that is shown large takes at most this part of the longer side of the screen, ... */
#define LARGE_PART 0.47

/* ... and its texts are so much larger. */
#define LARGE_FONT 1.7

static double
min_font (const FooledWallNeeds *needs)
{
  return ceil (FOOLED_WALL_CAPITALS * needs->screen_height / needs->capitals);
}

/* The tile of that size with texts of that font. FALSE: it is not readable so. */
static gboolean
shape_tile (const FooledWallNeeds *needs,
            double width,
            double height,
            double font,
            double min_side,
            FooledTileShape *shape)
{
  double room = width - GAP * font, lines = needs->has_titles ? 1 : 0;

  *shape = (FooledTileShape){ .width = width, .height = height, .font = font };
  if (needs->value * font > room)
    return FALSE;
  if ((needs->label + needs->value + 0.6) * font > room)
    shape->label_lines = needs->label * font > room ? 2 : 1;
  lines += shape->label_lines + 1;
  shape->side =
      floor (MIN (room, height - GAP * font - SPACING * font - lines * needs->line * font));
  return shape->side >= min_side * needs->screen_height && shape->side >= font;
}

/* n tiles in a room, all of them. FALSE: there is not room enough. */
static gboolean
place_all (const FooledWallNeeds *needs,
           guint n,
           double width,
           double height,
           double min_side,
           FooledWallLayout *layout)
{
  double font = min_font (needs), least;
  FooledTileShape shape;
  gboolean found = FALSE;

  for (guint columns = 1; columns <= n; columns++)
    {
      guint rows = (n - 1) / columns + 1;

      if (!shape_tile (needs, floor (width / columns), floor (height / rows), font, min_side,
                       &shape) ||
          (found && shape.side <= layout->tile.side))
        continue;
      found = TRUE;
      layout->columns = columns;
      layout->rows = rows;
      layout->tile = shape;
    }
  least = found ? layout->tile.side * GIVEN_UP : 0;
  while (found && (font += 1) <= MAX_FONT * layout->tile.side &&
         shape_tile (needs, layout->tile.width, layout->tile.height, font, min_side, &shape) &&
         shape.side >= least && shape.label_lines <= MAX (layout->tile.label_lines, 1) &&
         (shape.label_lines < 2 || needs->word * font <= shape.width - GAP * font))
    layout->tile = shape;
  layout->n_shown = n;
  return found;
}

/* As many tiles as are readable. */
static gboolean
place_many (const FooledWallNeeds *needs, double width, double height, FooledWallLayout *layout)
{
  double font = min_font (needs);
  FooledTileShape shape;
  guint most = 0;

  for (guint rows = 1; rows * font < height; rows++)
    for (guint columns = 1; columns * font < width; columns++)
      {
        guint n = rows * columns;

        if (n < most ||
            !shape_tile (needs, floor (width / columns), floor (height / rows), font, MIN_WALL_SIDE,
                         &shape) ||
            (n == most && shape.side <= layout->tile.side))
          continue;
        most = n;
        layout->columns = columns;
        layout->rows = rows;
        layout->tile = shape;
      }
  layout->n_shown = most;
  return most > 0;
}

/* The large tile, and the room that it leaves. */
static void
place_large (const FooledWallNeeds *needs, FooledWallLayout *layout, double *width, double *height)
{
  gboolean beside = needs->width >= needs->height;
  double room_x = beside ? needs->width * LARGE_PART : needs->width;
  double room_y = beside ? needs->height : needs->height * LARGE_PART;
  double font = min_font (needs) * LARGE_FONT;
  FooledTileShape *large = &layout->large;

  font = MAX (MIN (font, room_x / (needs->value + GAP)), 1);
  shape_tile (needs, floor (room_x), floor (room_y), font, 0, large);
  large->label_lines = needs->label * font > room_x - GAP * font ? 2 : 1;
  large->side =
      MAX (floor (MIN (room_x - GAP * font,
                       room_y - (GAP + SPACING) * font -
                           (large->label_lines + 1.0 + needs->has_titles) * needs->line * font)),
           1);
  if (beside)
    large->width = MIN (large->width, MAX (large->side, needs->value * font) + 2 * GAP * font);
  layout->has_large = TRUE;
  layout->x = beside ? large->width : 0;
  layout->y = beside ? 0 : large->height;
  *width = needs->width - layout->x;
  *height = needs->height - layout->y;
}

void
fooled_wall_lay_out (const FooledWallNeeds *needs, FooledWallLayout *layout)
{
  guint n = needs->n_tiles;
  double width = needs->width, height = needs->height;

  g_return_if_fail (needs->capitals > 0 && needs->line > 0 && needs->value > 0);

  memset (layout, 0, sizeof *layout);
  if (n == 0 || width < 1 || height < 1)
    return;
  if ((!needs->enlarge || n == 1) &&
      place_all (needs, n, width, height, n == 1 ? 0 : MIN_SIDE, layout))
    {
      layout->x = floor ((width - layout->columns * layout->tile.width) / 2);
      layout->y = floor ((height - layout->rows * layout->tile.height) / 2);
      return;
    }
  place_large (needs, layout, &width, &height);
  if (n == 1)
    return;
  if (needs->enlarge && place_all (needs, n, width, height, MIN_SIDE_BESIDE, layout))
    {
      /* Few of them would outgrow it. */
      layout->tile.side = MIN (layout->tile.side, floor (MAX_BESIDE * layout->large.side));
      layout->tile.font = MIN (layout->tile.font, MAX_BESIDE * layout->large.font);
      return;
    }
  layout->is_wall = TRUE;
  if (place_many (needs, width, height, layout))
    layout->n_shown = MIN (layout->n_shown, n);
}
