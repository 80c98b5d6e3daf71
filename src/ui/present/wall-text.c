// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/wall-text.h"

#include "ui/present/tile-drawing.h"
#include "ui/widgets/draw-text.h"

/* Measured at this size, and divided by it. */
#define SIZE 100.0

/* Of labels that take two lines, in letters. */
#define LONG 12

static double
width_of (GtkWidget *widget, const char *text)
{
  g_autoptr (PangoLayout) layout = fooled_tile_layout_new (widget, text, SIZE);

  return fooled_text_width (layout) / SIZE;
}

static double
word_width (GtkWidget *widget, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " -/", -1);
  double widest = 0;

  for (guint i = 0; words[i] != NULL; i++)
    widest = MAX (widest, width_of (widget, words[i]));
  return widest;
}

double
fooled_capital_height (GtkWidget *widget)
{
  g_autoptr (PangoLayout) layout = fooled_tile_layout_new (widget, "H", SIZE);
  PangoRectangle ink;

  pango_layout_get_pixel_extents (layout, &ink, NULL);
  return MAX (ink.height, 1) / SIZE;
}

void
fooled_wall_measure_texts (GtkWidget *widget,
                           GPtrArray *labels,
                           gboolean are_long,
                           FooledWallNeeds *needs)
{
  g_autoptr (PangoLayout) line = fooled_tile_layout_new (widget, "H", SIZE);
  int height;

  pango_layout_get_pixel_size (line, NULL, &height);
  needs->line = height / SIZE;
  needs->capitals = fooled_capital_height (widget);
  needs->value = width_of (widget, "99.99 %");
  needs->label = needs->word = 0;
  if (are_long)
    {
      g_autofree char *letters = g_strnfill (LONG, 'n');

      needs->word = width_of (widget, letters) / 2;
      needs->label = 2 * needs->word * 2;
    }
  for (guint i = 0; i < labels->len; i++)
    {
      needs->label = MAX (needs->label, width_of (widget, labels->pdata[i]));
      needs->word = MAX (needs->word, word_width (widget, labels->pdata[i]));
    }
}
