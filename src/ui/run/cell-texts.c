// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/cell-texts.h"

#include "ui/widgets/draw-text.h"
#include "ui/widgets/number-text.h"

/* Between label and confidence on one line. */
#define SPACING 4

/* Up to this side of the picture texts have their usual size, logical pixels; to read them from the
 * back row they grow with larger ones, up to so many times. */
#define USUAL_SIDE 160.0
#define MAX_SCALE  4.0

static double
scale_for (double side)
{
  return CLAMP (side / USUAL_SIDE, 1, MAX_SCALE);
}

static void
set_scale (PangoLayout *layout, double scale)
{
  PangoAttrList *attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

void
fooled_cell_texts_clear (FooledCellTexts *texts)
{
  g_clear_object (&texts->label);
  g_clear_object (&texts->confidence);
  texts->line_height = 0;
  texts->valid = FALSE;
}

static int
line_height (FooledCellTexts *texts, GtkWidget *cell, double side)
{
  if (texts->line_height == 0)
    texts->line_height = fooled_text_height (cell);
  return (int) (texts->line_height * scale_for (side) + 0.5);
}

int
fooled_cell_texts_height (FooledCellTexts *texts, GtkWidget *cell, int side, gboolean two_lines)
{
  return line_height (texts, cell, side) * (two_lines ? 2 : 1);
}

static int
natural_width (PangoLayout *layout)
{
  pango_layout_set_width (layout, -1);
  return fooled_text_width (layout);
}

static void
limit_width (PangoLayout *layout, int width)
{
  pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
}

static void
update (FooledCellTexts *texts,
        GtkWidget *cell,
        FooledCellItem *item,
        gboolean two_lines,
        int width)
{
  const FooledCellData *data = fooled_cell_item_get_data (item);
  g_autofree char *label = fooled_cell_item_label (item);
  g_autofree char *confidence = NULL;
  int confidence_width;

  /* Long labels in normal weight: more of them fits. */
  if (texts->label == NULL)
    {
      texts->label = fooled_text_layout_new (cell, NULL, !two_lines);
      set_scale (texts->label, scale_for (width));
    }
  if (texts->confidence == NULL)
    {
      texts->confidence = fooled_text_layout_new (cell, NULL, FALSE);
      set_scale (texts->confidence, scale_for (width));
    }
  if (data->filled)
    confidence = width < FOOLED_CELL_SMALL_SIDE ? fooled_confidence_short_text (data->confidence)
                                                : fooled_confidence_text (data->confidence);
  if (!g_str_equal (label, pango_layout_get_text (texts->label)))
    pango_layout_set_text (texts->label, label, -1);
  pango_layout_set_text (texts->confidence, confidence != NULL ? confidence : "", -1);
  confidence_width = natural_width (texts->confidence);
  limit_width (texts->confidence, MIN (confidence_width, width));
  limit_width (texts->label,
               two_lines || confidence == NULL ? width : width - confidence_width - SPACING);
  texts->valid = TRUE;
}

void
fooled_cell_texts_draw (FooledCellTexts *texts,
                        GtkWidget *cell,
                        FooledCellItem *item,
                        gboolean two_lines,
                        GtkSnapshot *snapshot,
                        const graphene_rect_t *bounds,
                        const FooledPalette *palette)
{
  gboolean filled = fooled_cell_item_get_data (item)->filled;
  GdkRGBA dim = fooled_faded (&palette->text, palette->high_contrast ? 1 : 0.7);
  float x = bounds->origin.x, y = bounds->origin.y;

  if (!texts->valid)
    update (texts, cell, item, two_lines, (int) bounds->size.width);
  fooled_text_draw (snapshot, texts->label, x, y, filled ? &palette->text : &dim);
  if (!filled)
    return;
  if (two_lines)
    fooled_text_draw (snapshot, texts->confidence, x,
                      y + line_height (texts, cell, bounds->size.width), &dim);
  else
    fooled_text_draw (snapshot, texts->confidence,
                      x + bounds->size.width - fooled_text_width (texts->confidence), y, &dim);
}
