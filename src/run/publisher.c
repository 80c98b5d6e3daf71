// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/publisher-private.h"

#include "run/cells-private.h"
#include "run/specimen-private.h"

/* Snapshots of a run that goes on: about as often as people see a difference, and seldom while
 * nobody takes them. */
#define INTERVAL         (G_USEC_PER_SEC / 30)
#define INTERVAL_UNTAKEN (G_USEC_PER_SEC / 4)

struct _RunPublisher
{
  RunMailbox *mailbox; /* borrowed */
  RunNotify notify;
  gpointer notify_data;

  RunCells *cells;
  guint64 serial;     /* of the last snapshot */
  gint64 last_posted; /* monotonic time */

  gint selected_index;
  StoreSpecimen *selected;  /* cached; NULL = to be made */
  guint64 selected_version; /* of the cell that it was made from */
};

RunPublisher *
run_publisher_new (RunMailbox *mailbox, RunNotify notify, gpointer notify_data)
{
  RunPublisher *publisher = g_new0 (RunPublisher, 1);

  publisher->mailbox = mailbox;
  publisher->notify = notify;
  publisher->notify_data = notify_data;
  publisher->cells = run_cells_new ();
  publisher->selected_index = -1;
  return publisher;
}

void
run_publisher_free (RunPublisher *publisher)
{
  if (publisher == NULL)
    return;
  run_cells_free (publisher->cells);
  store_specimen_unref (publisher->selected);
  g_free (publisher);
}

void
run_publisher_set_view (RunPublisher *publisher, RunView view, guint cell_size)
{
  if (view != run_cells_view (publisher->cells))
    run_publisher_select (publisher, -1);
  run_cells_set_view (publisher->cells, view, cell_size);
}

void
run_publisher_select (RunPublisher *publisher, gint index)
{
  publisher->selected_index = MAX (index, -1);
  g_clear_pointer (&publisher->selected, store_specimen_unref);
}

void
run_publisher_forget (RunPublisher *publisher)
{
  run_cells_forget (publisher->cells);
  g_clear_pointer (&publisher->selected, store_specimen_unref);
}

gboolean
run_publisher_is_due (const RunPublisher *publisher)
{
  gboolean untaken = run_mailbox_is_full (publisher->mailbox);

  return g_get_monotonic_time () - publisher->last_posted >=
         (untaken ? INTERVAL_UNTAKEN : INTERVAL);
}

static void
fill_in_selected (RunPublisher *publisher, const RunExperiment *experiment, RunSnapshot *snapshot)
{
  guint index = (guint) publisher->selected_index;
  guint64 version;

  snapshot->selected_index = -1;
  if (publisher->selected_index < 0 || index >= snapshot->n_cells)
    return;

  version = run_cells_version (publisher->cells, experiment, index);
  if (publisher->selected == NULL || version != publisher->selected_version)
    {
      store_specimen_unref (publisher->selected);
      publisher->selected = snapshot->view == RUN_VIEW_CHAMPIONS
                                ? run_specimen_of_champion (experiment, index)
                                : run_specimen_of_child (experiment, index);
      publisher->selected_version = version;
    }
  snapshot->selected_index = publisher->selected_index;
  if (publisher->selected != NULL)
    snapshot->selected = store_specimen_ref (publisher->selected);
}

/* NULL when all are wanted. Caller frees. */
static gboolean *
copy_wanted (const EvoArchive *archive)
{
  for (guint i = 0; i < archive->n_classes; i++)
    if (!archive->wanted[i])
      return g_memdup2 (archive->wanted, archive->n_classes * sizeof *archive->wanted);
  return NULL;
}

static void
fill_in_progress (const RunExperiment *experiment, RunSnapshot *snapshot)
{
  const RunProgress *progress = &experiment->progress;

  snapshot->method = experiment->settings.method;
  snapshot->seed = experiment->settings.seed;
  snapshot->wanted = copy_wanted (run_experiment_archive (experiment));
  snapshot->generation = run_experiment_generation (experiment);
  snapshot->evaluations = run_experiment_evaluations (experiment);
  snapshot->evaluations_per_second = run_progress_rate (progress);
  snapshot->seconds =
      (double) run_progress_running_time (progress, g_get_monotonic_time ()) / G_USEC_PER_SEC;
  snapshot->min = experiment->statistics.min;
  snapshot->median = experiment->statistics.median;
  snapshot->mean = experiment->statistics.mean;
  snapshot->max = experiment->statistics.max;
  snapshot->history = run_progress_history (progress, &snapshot->n_history);
}

void
run_publisher_publish (RunPublisher *publisher, const RunMoment *moment)
{
  RunSnapshot *snapshot = g_new0 (RunSnapshot, 1);
  guint64 serial = ++publisher->serial;

  g_atomic_ref_count_init (&snapshot->ref_count);
  snapshot->run_number = moment->run_number;
  snapshot->state = moment->state;
  snapshot->message = g_strdup (moment->message);
  snapshot->network = moment->network != NULL ? run_network_info_ref (moment->network) : NULL;
  snapshot->view = run_cells_view (publisher->cells);
  snapshot->cell_size = run_cells_cell_size (publisher->cells);
  snapshot->n_cells = run_cells_n_cells (publisher->cells, moment->experiment);
  snapshot->selected_index = -1;
  if (moment->experiment != NULL)
    {
      snapshot->n_changed =
          run_cells_collect (publisher->cells, moment->experiment, serial,
                             run_mailbox_last_taken (publisher->mailbox), &snapshot->changed);
      fill_in_progress (moment->experiment, snapshot);
      fill_in_selected (publisher, moment->experiment, snapshot);
    }

  publisher->last_posted = g_get_monotonic_time ();
  if (run_mailbox_post (publisher->mailbox, snapshot, serial) && publisher->notify != NULL)
    publisher->notify (publisher->notify_data);
}
