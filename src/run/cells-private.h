// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/snapshot.h"

G_BEGIN_DECLS

typedef struct _RunExperiment RunExperiment;

/* Knows which cells of the view changed in which snapshot, and makes their images. */
typedef struct _RunCells RunCells;

RunCells *run_cells_new (void);
void run_cells_free (RunCells *cells);

/* As they were set last; the size in pixels. */
RunView run_cells_view (const RunCells *cells);
guint run_cells_cell_size (const RunCells *cells);

/* All cells count as changed after this. */
void run_cells_set_view (RunCells *cells, RunView view, guint cell_size);

/* Cells of the whole view; 0 without an experiment. */
guint run_cells_n_cells (const RunCells *cells, const RunExperiment *experiment);

/* A number that changes whenever the content of the cell does. */
guint64 run_cells_version (const RunCells *cells, const RunExperiment *experiment, guint index);

/* What snapshot `serial` has to hold: all cells that changed after snapshot `last_taken`. Returns
 * how many; caller frees the array and the images in it. */
guint run_cells_collect (RunCells *cells,
                         const RunExperiment *experiment,
                         guint64 serial,
                         guint64 last_taken,
                         RunCell **changed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunCells, run_cells_free)

G_END_DECLS
