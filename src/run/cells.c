// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/cells-private.h"

#include "run/experiment-private.h"
#include "run/host-private.h"

#define DEFAULT_CELL_SIZE 112

/* Fewer images are made sooner than the compute threads wake up. */
#define SERIAL_IMAGES 4

typedef struct
{
  guint64 version;
  guint64 changed_in; /* serial of the first snapshot that held this version */
  BaseImage *image;   /* kept until a snapshot with it was taken */
} CellRecord;

struct _RunCells
{
  RunView view;
  guint cell_size;
  gboolean resend; /* all cells count as changed */
  guint n_records;
  CellRecord *records; /* n_records */
};

RunCells *
run_cells_new (void)
{
  RunCells *cells = g_new0 (RunCells, 1);

  cells->view = RUN_VIEW_CHAMPIONS;
  cells->cell_size = DEFAULT_CELL_SIZE;
  return cells;
}

static void
set_n_records (RunCells *cells, guint n)
{
  for (guint i = 0; i < cells->n_records; i++)
    base_image_unref (cells->records[i].image);
  g_free (cells->records);
  cells->records = g_new0 (CellRecord, n);
  cells->n_records = n;
  cells->resend = TRUE;
}

void
run_cells_free (RunCells *cells)
{
  if (cells == NULL)
    return;
  set_n_records (cells, 0);
  g_free (cells);
}

RunView
run_cells_view (const RunCells *cells)
{
  return cells->view;
}

guint
run_cells_cell_size (const RunCells *cells)
{
  return cells->cell_size;
}

void
run_cells_set_view (RunCells *cells, RunView view, guint cell_size)
{
  cells->view = view;
  cells->cell_size = cell_size;
  set_n_records (cells, 0);
}

static guint64
generation (const RunExperiment *experiment)
{
  return experiment->searcher->generation (experiment->search);
}

guint
run_cells_n_cells (const RunCells *cells, const RunExperiment *experiment)
{
  if (experiment == NULL)
    return 0;
  if (cells->view == RUN_VIEW_CHAMPIONS)
    return run_experiment_n_classes (experiment);
  if (run_method (experiment->settings.method)->is_evolution && generation (experiment) == 0)
    return experiment->settings.batch; /* empty cells, so that the grid is there */
  return experiment->searcher->n_offspring (experiment->search);
}

guint64
run_cells_version (const RunCells *cells, const RunExperiment *experiment, guint index)
{
  if (cells->view == RUN_VIEW_CHAMPIONS)
    return run_experiment_archive (experiment)->cells[index].improvements;
  return generation (experiment) + run_breeding_n_undone (experiment->breeding);
}

/* What an image is made from: a picture; or a champion, which is drawn where its image is not kept.
 */
typedef struct
{
  const BaseImage *picture;
  const EvoChampion *champion;
} Source;

/* Fills in all but the image, and where it comes from. FALSE of an empty cell. */
static gboolean
describe_cell (const RunCells *cells,
               const RunExperiment *experiment,
               guint index,
               RunCell *cell,
               Source *source)
{
  *source = (Source){ NULL };
  *cell = (RunCell){ .index = index };
  if (cells->view == RUN_VIEW_CHAMPIONS)
    {
      const EvoChampion *champion = &run_experiment_archive (experiment)->cells[index];

      cell->filled = evo_champion_is_filled (champion);
      cell->class_index = index;
      cell->confidence = champion->confidence;
      cell->generation = champion->origin.generation;
      cell->evaluation = champion->origin.evaluation;
      cell->improvements = champion->improvements;
      source->picture = champion->image;
      source->champion = champion;
    }
  else if (generation (experiment) > 0)
    {
      const EvoOffspring *child = experiment->searcher->offspring (experiment->search, index);

      cell->filled = child->image != NULL;
      cell->class_index = child->top[0].class_index;
      cell->confidence = child->top[0].confidence;
      cell->generation = child->origin.generation;
      cell->evaluation = child->origin.evaluation;
      cell->n_won = child->n_won;
      source->picture = child->image;
    }
  return cell->filled;
}

/* An image to be made. Cells that show the same picture, as do all that one child won, share it. */
typedef struct
{
  Source source;
  guint cell_size;
  BaseImage *image; /* NULL until it is made */
} Drawing;

static void
drawing_free (gpointer data)
{
  Drawing *drawing = data;

  base_image_unref (drawing->image);
  g_free (drawing);
}

/* by_evaluation: guint64 -> Drawing; no two images of a view have the same number. */
static Drawing *
find_or_add_drawing (GPtrArray *drawings,
                     GHashTable *by_evaluation,
                     const Source *source,
                     const RunCell *cell,
                     guint cell_size)
{
  Drawing *drawing = g_hash_table_lookup (by_evaluation, &cell->evaluation);

  if (drawing == NULL)
    {
      drawing = g_new0 (Drawing, 1);
      drawing->source = *source;
      drawing->cell_size = cell_size;
      g_ptr_array_add (drawings, drawing);
      g_hash_table_insert (by_evaluation, (gpointer) &cell->evaluation, drawing);
    }
  return drawing;
}

static void
make_image (gpointer data, guint task, guint worker)
{
  GPtrArray *drawings = data;
  Drawing *drawing = g_ptr_array_index (drawings, task);
  g_autoptr (BaseImage) drawn = NULL;

  if (drawing->source.picture == NULL)
    drawn = evo_champion_image (drawing->source.champion);
  drawing->image =
      base_image_for_cell (drawn != NULL ? drawn : drawing->source.picture, drawing->cell_size);
}

static void
make_images (GPtrArray *drawings, const RunExperiment *experiment)
{
  RunHost *host = run_context_host (experiment->context);
  BasePool *pool;

  if (drawings->len > SERIAL_IMAGES)
    {
      pool = run_host_borrow (host, experiment->n_threads, NULL);
      base_pool_run (pool, drawings->len, make_image, drawings, NULL);
      run_host_give_back (host);
    }
  else
    for (guint i = 0; i < drawings->len; i++)
      make_image (drawings, i, 0);
}

/* Brings the records up to date; returns how many cells snapshot `serial` has to hold. */
static guint
update_records (RunCells *cells,
                const RunExperiment *experiment,
                guint64 serial,
                guint64 last_taken)
{
  guint n_changed = 0;

  for (guint i = 0; i < cells->n_records; i++)
    {
      CellRecord *record = &cells->records[i];
      guint64 version = run_cells_version (cells, experiment, i);

      if (cells->resend || version != record->version)
        {
          record->version = version;
          record->changed_in = serial;
          g_clear_pointer (&record->image, base_image_unref);
        }
      if (record->changed_in > last_taken)
        n_changed++;
      else
        g_clear_pointer (&record->image, base_image_unref);
    }
  cells->resend = FALSE;
  return n_changed;
}

guint
run_cells_collect (RunCells *cells,
                   const RunExperiment *experiment,
                   guint64 serial,
                   guint64 last_taken,
                   RunCell **changed)
{
  g_autoptr (GPtrArray) drawings = g_ptr_array_new_with_free_func (drawing_free);
  g_autoptr (GHashTable) by_evaluation = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree Drawing **wanted = NULL; /* (n_changed), NULL where the record has its image */
  guint n_cells = run_cells_n_cells (cells, experiment);
  guint n_changed;
  guint n = 0;

  *changed = NULL;
  if (cells->cell_size == RUN_NO_CELLS)
    return 0;
  if (n_cells != cells->n_records)
    set_n_records (cells, n_cells);
  n_changed = update_records (cells, experiment, serial, last_taken);

  *changed = g_new0 (RunCell, n_changed);
  wanted = g_new0 (Drawing *, n_changed);
  for (guint i = 0; i < n_cells; i++)
    {
      RunCell *cell = &(*changed)[n];
      Source source;

      if (cells->records[i].changed_in <= last_taken)
        continue;
      if (describe_cell (cells, experiment, i, cell, &source) && cells->records[i].image == NULL)
        wanted[n] = find_or_add_drawing (drawings, by_evaluation, &source, cell, cells->cell_size);
      n++;
    }
  make_images (drawings, experiment);

  for (guint i = 0; i < n_changed; i++)
    {
      RunCell *cell = &(*changed)[i];
      CellRecord *record = &cells->records[cell->index];

      if (wanted[i] != NULL)
        record->image = base_image_ref (wanted[i]->image);
      if (cell->filled)
        cell->image = base_image_ref (record->image);
    }
  return n_changed;
}
