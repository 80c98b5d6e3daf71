// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/present/score-table.h"

#include <math.h>

#include "ui/present/tile-drawing.h"
#include "ui/widgets/draw-text.h"
#include "ui/widgets/palette.h"

/* The names of rows take this part of the width, those of columns this part of the height. */
#define HEAD_WIDTH  0.24
#define HEAD_HEIGHT 0.2

/* Between cells, as a part of the smaller side. */
#define GAP 0.008

/* Texts are at most so large, as a part of a cell's height; the one below is so much smaller. */
#define MAX_FONT 0.34
#define BELOW    0.7

typedef struct
{
  char *text, *below;
  double share;
} Cell;

struct _FooledScoreTable
{
  GtkWidget parent_instance;
  guint n_rows, n_columns;
  char **rows, **columns; /* (n_rows), (n_columns); entries may be NULL */
  Cell *cells;            /* (n_rows, n_columns) */
};

G_DEFINE_FINAL_TYPE (FooledScoreTable, fooled_score_table, GTK_TYPE_WIDGET)

/* The largest size, at most this one, in which the text takes no more than that width. */
static double
size_for (GtkWidget *widget, const char *text, double size, double width)
{
  g_autoptr (PangoLayout) layout = NULL;
  int natural;

  if (text == NULL)
    return size;
  layout = fooled_tile_layout_new (widget, text, size);
  natural = fooled_text_width (layout);
  return natural > width ? size * width / natural : size;
}

/* Centred in the area, on as many lines as fit. */
static void
draw_text (GtkWidget *widget,
           GtkSnapshot *snapshot,
           const char *text,
           const graphene_rect_t *area,
           double size,
           gboolean wrap,
           const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = NULL;
  int height;

  if (text == NULL || size < 1)
    return;
  layout = fooled_tile_layout_new (widget, text, size);
  pango_layout_set_width (layout, (int) (area->size.width * PANGO_SCALE));
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  if (wrap)
    {
      pango_layout_set_single_paragraph_mode (layout, FALSE);
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_height (layout, (int) (area->size.height * PANGO_SCALE));
    }
  pango_layout_get_pixel_size (layout, NULL, &height);
  fooled_text_draw (snapshot, layout, area->origin.x,
                    area->origin.y + (area->size.height - height) / 2, color);
}

static void
draw_cell (FooledScoreTable *self,
           GtkSnapshot *snapshot,
           const Cell *cell,
           const graphene_rect_t *area,
           double size)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float half = area->size.height * (cell->below != NULL ? 0.56f : 1);
  GskRoundedRect frame;
  FooledPalette palette;
  GdkRGBA fill;

  fooled_palette_read (&palette, widget);
  fill = cell->share < 0 ? fooled_faded (&palette.text, 0.08)
                         : fooled_faded (&palette.accent_bg, 0.15 + 0.85 * cell->share);
  gsk_rounded_rect_init_from_rect (&frame, area, (float) size / 4);
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_color (snapshot, &fill, area);
  gtk_snapshot_pop (snapshot);
  draw_text (widget, snapshot, cell->text,
             &GRAPHENE_RECT_INIT (area->origin.x,
                                  area->origin.y +
                                      (half < area->size.height ? area->size.height * 0.06f : 0),
                                  area->size.width, half),
             size, FALSE, &palette.text);
  if (cell->below != NULL)
    draw_text (widget, snapshot, cell->below,
               &GRAPHENE_RECT_INIT (area->origin.x, area->origin.y + half, area->size.width,
                                    area->size.height - half),
               size * BELOW, FALSE, &palette.text);
}

static void
fooled_score_table_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  FooledScoreTable *self = FOOLED_SCORE_TABLE (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double gap = ceil (GAP * MIN (width, height)), left = width * HEAD_WIDTH,
         top = height * HEAD_HEIGHT, cell_width, cell_height, size, head;
  GdkRGBA color;

  if (self->n_rows == 0 || self->n_columns == 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  cell_width = floor ((width - left) / self->n_columns);
  cell_height = floor (MIN ((height - top) / self->n_rows, height / 3));
  size = MAX_FONT * cell_height;
  for (guint i = 0; i < self->n_rows * self->n_columns; i++)
    size = size_for (widget, self->cells[i].text, size, cell_width - 4 * gap);
  head = MIN (MIN (size, cell_height / 2.6), top / 2.6);
  for (guint column = 0; column < self->n_columns; column++)
    draw_text (widget, snapshot, self->columns[column],
               &GRAPHENE_RECT_INIT ((float) (left + column * cell_width + gap), (float) gap,
                                    (float) (cell_width - 2 * gap), (float) (top - 2 * gap)),
               head, TRUE, &color);
  for (guint row = 0; row < self->n_rows; row++)
    {
      double y = top + row * cell_height;

      draw_text (widget, snapshot, self->rows[row],
                 &GRAPHENE_RECT_INIT ((float) gap, (float) (y + gap), (float) (left - 2 * gap),
                                      (float) (cell_height - 2 * gap)),
                 head, TRUE, &color);
      for (guint column = 0; column < self->n_columns; column++)
        draw_cell (self, snapshot, &self->cells[row * self->n_columns + column],
                   &GRAPHENE_RECT_INIT ((float) (left + column * cell_width + gap),
                                        (float) (y + gap), (float) (cell_width - 2 * gap),
                                        (float) (cell_height - 2 * gap)),
                   size);
    }
}

static void
clear (FooledScoreTable *self)
{
  for (guint i = 0; i < self->n_rows; i++)
    g_free (self->rows[i]);
  for (guint i = 0; i < self->n_columns; i++)
    g_free (self->columns[i]);
  for (guint i = 0; i < self->n_rows * self->n_columns; i++)
    {
      g_free (self->cells[i].text);
      g_free (self->cells[i].below);
    }
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->cells, g_free);
  self->n_rows = self->n_columns = 0;
}

static void
fooled_score_table_finalize (GObject *object)
{
  clear (FOOLED_SCORE_TABLE (object));

  G_OBJECT_CLASS (fooled_score_table_parent_class)->finalize (object);
}

static void
fooled_score_table_class_init (FooledScoreTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fooled_score_table_finalize;
  widget_class->snapshot = fooled_score_table_snapshot;
  gtk_widget_class_set_css_name (widget_class, "score-table");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
fooled_score_table_init (FooledScoreTable *self)
{
}

GtkWidget *
fooled_score_table_new (void)
{
  return g_object_new (FOOLED_TYPE_SCORE_TABLE, NULL);
}

static void
update_name (FooledScoreTable *self)
{
  GString *name = g_string_new (NULL);

  for (guint row = 0; row < self->n_rows; row++)
    for (guint column = 0; column < self->n_columns; column++)
      {
        const Cell *cell = &self->cells[row * self->n_columns + column];

        g_string_append_printf (name, "%s%s, %s: %s", name->len > 0 ? "; " : "",
                                self->rows[row] != NULL ? self->rows[row] : "",
                                self->columns[column] != NULL ? self->columns[column] : "",
                                cell->text != NULL ? cell->text : "–");
      }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
  g_string_free (name, TRUE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
fooled_score_table_resize (FooledScoreTable *self, guint n_rows, guint n_columns)
{
  g_return_if_fail (FOOLED_IS_SCORE_TABLE (self));

  if (n_rows == self->n_rows && n_columns == self->n_columns)
    return;
  clear (self);
  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->rows = g_new0 (char *, n_rows + 1);
  self->columns = g_new0 (char *, n_columns + 1);
  self->cells = g_new0 (Cell, n_rows * n_columns + 1);
  for (guint i = 0; i < n_rows * n_columns; i++)
    self->cells[i].share = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Whether it is something else than before. */
static gboolean
change (char **text, const char *now)
{
  if (g_strcmp0 (*text, now) == 0)
    return FALSE;
  g_free (*text);
  *text = g_strdup (now);
  return TRUE;
}

void
fooled_score_table_set_row (FooledScoreTable *self, guint row, const char *name)
{
  g_return_if_fail (FOOLED_IS_SCORE_TABLE (self) && row < self->n_rows);

  if (change (&self->rows[row], name))
    update_name (self);
}

void
fooled_score_table_set_column (FooledScoreTable *self, guint column, const char *name)
{
  g_return_if_fail (FOOLED_IS_SCORE_TABLE (self) && column < self->n_columns);

  if (change (&self->columns[column], name))
    update_name (self);
}

void
fooled_score_table_set_cell (FooledScoreTable *self,
                             guint row,
                             guint column,
                             const char *text,
                             const char *below,
                             double share)
{
  Cell *cell;

  g_return_if_fail (FOOLED_IS_SCORE_TABLE (self));
  g_return_if_fail (row < self->n_rows && column < self->n_columns);

  cell = &self->cells[row * self->n_columns + column];
  if ((change (&cell->text, text) | change (&cell->below, below)) || share != cell->share)
    {
      cell->share = share;
      update_name (self);
    }
}
