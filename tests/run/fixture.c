// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <glib/gstdio.h>
#include <math.h>

#include "base/random.h"
#include "formats/card.h"
#include "formats/onnx.h"
#include "tests/folder.h"

#define PATIENCE 60000 /* milliseconds; only a broken job needs them */

static char *network_folder;

static NnTensor *
random_tensor (const NnShape *shape, double deviation, BaseRandom *random)
{
  NnTensor *tensor = nn_tensor_new (shape);

  for (gsize i = 0; i < nn_shape_size (shape); i++)
    tensor->data[i] = (float) (deviation * base_random_normal (random));
  return tensor;
}

static NnGraph *
new_graph (void)
{
  const NnShape input = NN_SHAPE_3 (1, TEST_SIDE, TEST_SIDE);
  const NnShape kernels = { .rank = 4, .dims = { 4, 1, 3, 3 } };
  const NnShape matrix = { .rank = 2, .dims = { TEST_N_CLASSES, 4 * 6 * 6 } };
  const NnWindow window = nn_window_square (3, 1, 0);
  NnGraph *graph = nn_graph_new ("image", &input, NULL);
  BaseRandom random;
  NnValue value;

  base_random_init (&random, 1, 2, 3);
  value = nn_graph_add_conv (graph, "conv", 0, &window, 1, random_tensor (&kernels, 0.5, &random),
                             NULL, NULL);
  value = nn_graph_add_relu (graph, "relu", value, NULL);
  value = nn_graph_add_linear (graph, "scores", value, random_tensor (&matrix, 0.3, &random), NULL,
                               NULL);
  value = nn_graph_add_softmax (graph, "confidences", value, NULL);
  g_assert_cmpint (value, !=, NN_NO_VALUE);
  return graph;
}

void
test_network_create (void)
{
  g_autoptr (NnGraph) graph = new_graph ();
  g_autoptr (FmtCard) card = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *weights = NULL;
  g_autofree char *card_path = NULL;

  network_folder = g_dir_make_tmp ("fooled-run-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("FOOLED_WEIGHTS_DIR", network_folder, TRUE);
  weights = g_build_filename (network_folder, TEST_NETWORK ".onnx", NULL);
  card_path = g_build_filename (network_folder, TEST_NETWORK ".card", NULL);
  g_assert_true (fmt_onnx_save (graph, weights, &error));
  g_assert_no_error (error);
  card = fmt_card_guess (weights, 1, TEST_SIDE, TEST_SIDE, TEST_N_CLASSES);
  g_assert_true (fmt_card_save (card, card_path, &error));
  g_assert_no_error (error);
}

void
test_network_remove (void)
{
  remove_folder (network_folder);
  g_clear_pointer (&network_folder, g_free);
}

const char *
test_network_folder (void)
{
  return network_folder;
}

RunJob *
test_job_new (RunNotify notify, gpointer notify_data)
{
  static RunHost *host;

  if (host == NULL)
    host = run_host_new ();
  return run_experiment_job_new (host, notify, notify_data);
}

gboolean
test_result (RunJob *job, char **archive_hash, GPtrArray **champions)
{
  g_autoptr (RunResult) result = run_experiment_result (job);

  if (archive_hash != NULL)
    *archive_hash = result != NULL ? g_steal_pointer (&result->archive_hash) : NULL;
  if (champions != NULL)
    {
      *champions = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
      for (guint i = 0; result != NULL && i < result->champions->len; i++)
        g_ptr_array_add (*champions, run_experiment_champion (job, i));
    }
  return result != NULL;
}

GArray *
test_climbs (RunJob *job)
{
  g_autoptr (RunResult) result = run_experiment_result (job);

  return result != NULL && result->climbs != NULL ? g_array_ref (result->climbs) : NULL;
}

void
test_settings_init (RunSettings *settings)
{
  run_settings_init (settings, TEST_NETWORK);
  settings->method = RUN_METHOD_EVOLVE_PIXELS;
  settings->batch = TEST_BATCH;
  settings->n_threads = 2;
}

void
test_screen_init (TestScreen *screen, RunJob *job)
{
  *screen = (TestScreen){ .job = job };
}

void
test_screen_clear (TestScreen *screen)
{
  g_clear_pointer (&screen->last, run_job_snapshot_unref);
  g_clear_pointer (&screen->cells, g_free);
}

/* The sides of an image made for a cell of this size. */
static void
check_image (const BaseImage *image, guint cell_size)
{
  guint factor = (cell_size + TEST_SIDE - 1) / TEST_SIDE;

  g_assert_cmpuint (image->channels, ==, 3);
  g_assert_cmpuint (image->width, ==, TEST_SIDE * factor);
  g_assert_cmpuint (image->height, ==, TEST_SIDE * factor);
}

static void
check_cell (const RunCell *cell, const RunSnapshot *snapshot)
{
  g_assert_cmpuint (cell->index, <, snapshot->n_cells);
  g_assert_cmpuint (cell->class_index, <, TEST_N_CLASSES);
  g_assert_true (cell->filled == (cell->image != NULL));
  if (!cell->filled)
    return;
  check_image (cell->image, snapshot->cell_size);
  g_assert_cmpuint (cell->generation, <, snapshot->generation);
  g_assert_cmpfloat (cell->confidence, >=, 0);
  g_assert_cmpfloat (cell->confidence, <=, 1);
  if (snapshot->view == RUN_VIEW_CHAMPIONS)
    {
      g_assert_cmpuint (cell->class_index, ==, cell->index);
      g_assert_cmpuint (cell->improvements, >, 0);
    }
  else if (run_method (snapshot->method)->is_evolution && snapshot->n_undone == 0)
    g_assert_cmpuint (cell->generation, ==, snapshot->generation - 1);
}

static void
check_snapshot (const TestScreen *screen, const RunSnapshot *snapshot)
{
  const RunSnapshot *last = screen->last;

  g_assert_cmpuint (snapshot->n_changed, <=, snapshot->n_cells);
  for (guint i = 0; i < snapshot->n_changed; i++)
    check_cell (&snapshot->changed[i], snapshot);
  g_assert_cmpuint (snapshot->n_history, <=, RUN_HISTORY_MAX);
  g_assert_true ((snapshot->n_history > 0) == (snapshot->generation > 0));
  if (snapshot->n_history > 0)
    {
      const RunHistoryPoint *present = &snapshot->history[snapshot->n_history - 1];

      g_assert_cmpuint (present->evaluations, ==, snapshot->evaluations);
      g_assert_cmpfloat (present->median, ==, snapshot->median);
    }
  g_assert_cmpfloat (snapshot->min, <=, snapshot->median);
  g_assert_cmpfloat (snapshot->median, <=, snapshot->max);
  g_assert_true (snapshot->job.state == RUN_STATE_RUNNING || snapshot->evaluations_per_second == 0);
  g_assert_true (snapshot->job.state != RUN_STATE_FAILED || snapshot->job.message != NULL);

  if (last == NULL)
    return;
  g_assert_cmpuint (snapshot->job.number, >=, last->job.number);
  if (snapshot->job.number == last->job.number && snapshot->n_cells > 0)
    g_assert_cmpuint (snapshot->generation, >=, last->generation);
}

static void
show (TestScreen *screen, const RunSnapshot *snapshot)
{
  gboolean is_new = screen->last == NULL || screen->last->job.number != snapshot->job.number ||
                    screen->last->view != snapshot->view || screen->n_cells != snapshot->n_cells;

  if (is_new)
    {
      /* All cells must be there; the marks tell whether they are. */
      screen->n_cells = snapshot->n_cells;
      g_free (screen->cells);
      screen->cells = g_new0 (RunCell, screen->n_cells);
      g_assert_cmpuint (snapshot->n_changed, ==, snapshot->n_cells);
    }
  for (guint i = 0; i < snapshot->n_changed; i++)
    {
      screen->cells[snapshot->changed[i].index] = snapshot->changed[i];
      screen->cells[snapshot->changed[i].index].image = NULL;
    }
}

gboolean
test_screen_take (TestScreen *screen, guint milliseconds)
{
  RunSnapshot *snapshot = run_job_wait (screen->job, milliseconds);

  if (snapshot == NULL)
    return FALSE;
  check_snapshot (screen, snapshot);
  show (screen, snapshot);
  run_job_snapshot_unref (screen->last);
  screen->last = snapshot;
  screen->n_taken++;
  if (snapshot->job.message != NULL)
    screen->n_messages++;
  return TRUE;
}

void
test_screen_await (TestScreen *screen, RunState state)
{
  test_screen_await_generation (screen, state, 0);
}

void
test_screen_await_generation (TestScreen *screen, RunState state, guint64 generation)
{
  while (screen->last == NULL || screen->last->job.state != state ||
         screen->last->generation < generation)
    if (!test_screen_take (screen, PATIENCE))
      g_error ("no snapshot came");
}

void
test_screen_await_run (TestScreen *screen, RunState state, guint64 run_number)
{
  while (screen->last == NULL || screen->last->job.number < run_number)
    if (!test_screen_take (screen, PATIENCE))
      g_error ("no snapshot came");
  test_screen_await (screen, state);
}
