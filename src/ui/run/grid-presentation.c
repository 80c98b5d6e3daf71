// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid-presentation.h"

#include "ui/run/grid-private.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"

guint
fooled_grid_presentation_n_tiles (FooledGrid *grid)
{
  g_return_val_if_fail (FOOLED_IS_GRID (grid), 0);

  return fooled_cell_model_get_n_wanted (grid->model);
}

guint64
fooled_grid_presentation_number (FooledGrid *grid)
{
  g_return_val_if_fail (FOOLED_IS_GRID (grid), 0);

  return grid->run_number * 2 + (grid->view_shown == RUN_VIEW_OFFSPRING ? 1 : 0);
}

static gint
compare_strength (gconstpointer a, gconstpointer b, gpointer model)
{
  float first = fooled_cell_item_get_data (fooled_cell_model_get_cell (model, *(const guint *) a))
                    ->confidence;
  float second = fooled_cell_item_get_data (fooled_cell_model_get_cell (model, *(const guint *) b))
                     ->confidence;

  return first != second ? (first < second ? 1 : -1) : 0;
}

GArray *
fooled_grid_presentation_list (FooledGrid *grid, gboolean strongest)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n;

  g_return_val_if_fail (FOOLED_IS_GRID (grid), numbers);

  n = fooled_cell_model_get_n_cells (grid->model);
  for (guint i = 0; i < n; i++)
    if (fooled_cell_model_is_wanted (grid->model, i))
      g_array_append_val (numbers, i);
  if (strongest)
    g_array_sort_with_data (numbers, compare_strength, grid->model);
  return numbers;
}

void
fooled_grid_presentation_read (FooledGrid *grid, guint index, FooledTile *tile)
{
  FooledCellItem *item;
  const FooledCellData *data;

  g_return_if_fail (FOOLED_IS_GRID (grid));

  item = fooled_cell_model_get_cell (grid->model, index);
  if (item == NULL)
    return;
  data = fooled_cell_item_get_data (item);
  tile->label = fooled_cell_item_label (item);
  tile->image = data->image != NULL ? base_image_ref (data->image) : NULL;
  tile->stamp = data->improvements;
  tile->starred = data->starred;
  if (!data->filled)
    return;
  tile->value = fooled_confidence_text (data->confidence);
  tile->strength = data->confidence;
}

/* A champion of a class that is left out is not enlarged. */
static gboolean
is_seen (const RunSnapshot *snapshot, const RunCell *cell)
{
  const RunNetworkInfo *network = snapshot->network;

  return snapshot->view != RUN_VIEW_CHAMPIONS || network == NULL ||
         cell->index >= network->n_classes ||
         !fooled_label_is_left_out (network->labels[cell->index]);
}

gint
fooled_grid_presentation_newest (const RunSnapshot *snapshot, gint before)
{
  const RunCell *newest = NULL;

  for (guint i = 0; i < snapshot->n_changed; i++)
    {
      const RunCell *cell = &snapshot->changed[i];

      if (cell->filled && is_seen (snapshot, cell) &&
          (newest == NULL || cell->confidence > newest->confidence))
        newest = cell;
    }
  return newest != NULL ? (gint) newest->index : before;
}
