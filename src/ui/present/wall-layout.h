// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the tiles of a presentation stand, and how large their texts are. Plain numbers, all
 * lengths in logical pixels. */

/* Capital letters are at least so high, as a part of the screen's height. */
#define FOOLED_WALL_CAPITALS 0.031

typedef struct
{
  guint n_tiles;
  double width, height; /* of the room that there is */
  double screen_height; /* that texts are measured by; >= height */
  double capitals;      /* height of a capital letter, as a part of the font's size */
  double line;          /* height of a line, likewise */
  double label;         /* width of the widest label, likewise */
  double word;          /* width of the widest word of a label, likewise */
  double value;         /* width of the widest confidence, likewise */
  gboolean has_titles;  /* a line above each picture */
  gboolean enlarge;     /* one is shown large, the others beside it */
} FooledWallNeeds;

/* A kind of tile: title, picture, label and value below each other. */
typedef struct
{
  double width, height; /* of the whole tile, gaps included */
  double side;          /* of the picture, a square */
  double font;          /* size of the texts */
  guint label_lines;    /* 1 or 2; 0 = the value stands beside the label, on one line */
} FooledTileShape;

typedef struct
{
  guint columns, rows; /* of the small tiles; columns * rows >= n_shown */
  guint n_shown;       /* small tiles that there is room for */
  double x, y;         /* where the first of them begins */
  FooledTileShape tile;
  gboolean is_wall;   /* there are more tiles than room: those in sight change */
  gboolean has_large; /* one is shown large; always so when is_wall */
  double large_x, large_y;
  FooledTileShape large;
} FooledWallLayout;

/* All tiles at once where each is readable, with the largest pictures and then the largest texts
 * that there is room for; else a wall of as many as are readable beside the one that is shown
 * large. What is too small for anything gets one tile. */
void fooled_wall_lay_out (const FooledWallNeeds *needs, FooledWallLayout *layout);

G_END_DECLS
