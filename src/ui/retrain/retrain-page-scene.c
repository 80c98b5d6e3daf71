// SPDX-License-Identifier: GPL-3.0-or-later
/* The page when it is presented. */
#include "ui/retrain/retrain-page-private.h"
#include "ui/retrain/retrain-presentation.h"
#include "ui/retrain/retrain-text.h"
#include "ui/run/grid-presentation.h"

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  const RunRetrainingSnapshot *shown = self->in_setup ? NULL : self->shown;
  const RunRetrainingRow *row;

  scene->line = fooled_retrain_line (shown, shown != NULL && fooled_retrain_page_is_stopped (self));
  if (shown == NULL)
    return;
  row = fooled_retrain_last_row (shown);
  scene->can_run = shown->stage != RUN_RETRAINING_FINISHED;
  scene->running = fooled_retrain_is_running (self->retrain);
  if (fooled_retrain_is_evolving (shown))
    {
      FooledGrid *grid = fooled_retrain_board_get_grid (self->board);

      scene->n_tiles = fooled_grid_presentation_n_tiles (grid);
      scene->number = 1 + fooled_grid_presentation_number (grid);
      scene->can_star = TRUE;
    }
  else if (row != NULL)
    scene->n_tiles = row->n_champions;
}

static GArray *
list_tiles (FooledPresentable *page, gboolean strongest)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  const RunRetrainingRow *row = fooled_retrain_last_row (self->shown);
  GArray *numbers;

  if (fooled_retrain_is_evolving (self->shown))
    return fooled_grid_presentation_list (fooled_retrain_board_get_grid (self->board), strongest);
  numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; row != NULL && i < row->n_champions; i++)
    g_array_append_val (numbers, i);
  return numbers;
}

static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);

  if (self->shown == NULL)
    return;
  if (fooled_retrain_is_evolving (self->shown))
    fooled_grid_presentation_read (fooled_retrain_board_get_grid (self->board), number, tile);
  else
    fooled_retrain_presentation_read (fooled_retrain_last_row (self->shown), number, tile);
}

static void
select_tile (FooledPresentable *page, gint number, gboolean by_hand)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  FooledGrid *grid = fooled_retrain_board_get_grid (self->board);

  if (self->shown == NULL || !fooled_retrain_is_evolving (self->shown))
    return;
  if (by_hand && number >= 0)
    fooled_grid_select (grid, number);
  fooled_retrain_select (self->retrain, number >= 0 ? number : fooled_grid_get_selected (grid));
}

static void
set_side (FooledPresentable *page, guint device_pixels)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  guint side = device_pixels > 0 ? MAX (device_pixels, RUN_MIN_CELL_SIZE)
                                 : fooled_retrain_board_get_cell_size (self->board);

  if (self->retrain != NULL)
    fooled_retrain_set_cell_size (self->retrain, side);
}

static void
toggle_experiment (FooledPresentable *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "retrain.toggle", NULL);
}

static GtkWidget *
create_figure (FooledPresentable *page)
{
  return fooled_retrain_rounds_new ();
}

static void
update_figure (FooledPresentable *page, GtkWidget *figure)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  gboolean any = self->shown != NULL && !self->in_setup && self->shown->n_rows > 0;

  gtk_widget_set_visible (figure, any);
  if (any)
    fooled_retrain_show_rounds (FOOLED_ROUND_PLOT (figure), self->shown);
}

void
fooled_retrain_page_scene_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->list = list_tiles;
  interface->read_tile = read_tile;
  interface->select = select_tile;
  interface->set_side = set_side;
  interface->toggle = toggle_experiment;
  interface->create_figure = create_figure;
  interface->update_figure = update_figure;
}
