// SPDX-License-Identifier: GPL-3.0-or-later
/* The first stage of a round: a network is trained, and written. */
#include "run/retraining-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "run/host-private.h"

static gboolean
set_other (GError **error)
{
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The last network’s file is of another architecture: training cannot go "
                          "on from it."));
  return FALSE;
}

/* Into a tensor that is as large, or larger by the rows of the rubbish, which stay as they are. */
static gboolean
copy_tensor (const NnTensor *from, NnTensor *to, GError **error)
{
  gsize n = nn_shape_size (&from->shape);

  if (from->shape.rank != to->shape.rank || n > nn_shape_size (&to->shape))
    return set_other (error);
  for (int i = 1; i < from->shape.rank; i++)
    if (from->shape.dims[i] != to->shape.dims[i])
      return set_other (error);
  memcpy (to->data, from->data, n * sizeof (float));
  return TRUE;
}

static GPtrArray *
list_parameters (const NnGraph *graph)
{
  GPtrArray *parameters = g_ptr_array_new ();

  for (NnValue value = 0; value < nn_graph_n_nodes (graph); value++)
    {
      const NnNode *node = nn_graph_node (graph, value);

      for (int i = 0; i < node->n_parameters; i++)
        g_ptr_array_add (parameters, node->parameters[i]);
    }
  return parameters;
}

/* The weights of the network before. */
static gboolean
go_on (RunRetrain *retrain, GError **error)
{
  g_autoptr (FmtNetwork) before = run_retrain_load (retrain, retrain->round - 1, error);
  g_autoptr (GPtrArray) from = before != NULL ? list_parameters (before->graph) : NULL;
  g_autoptr (GPtrArray) to = list_parameters (retrain->graph);

  if (from == NULL || (from->len != to->len && !set_other (error)))
    return FALSE;
  for (guint i = 0; i < from->len; i++)
    if (!copy_tensor (from->pdata[i], to->pdata[i], error))
      return FALSE;
  nn_graph_parameters_changed (retrain->graph);
  return TRUE;
}

FmtNetwork *
run_retrain_load (const RunRetrain *retrain, guint round, GError **error)
{
  g_autoptr (RunTraining) training = run_retraining_of_round (retrain->order, round);
  g_autoptr (FmtNetwork) network = fmt_network_load (training->output, error);
  guint n_classes = g_strv_length (training->labels);

  if (network == NULL)
    return NULL;
  if ((round > retrain->checksums->len ||
       g_strcmp0 (network->card->checksum, retrain->checksums->pdata[round - 1]) == 0) &&
      fmt_network_n_classes (network) == n_classes &&
      fmt_network_image_width (network) == retrain->images.train->width &&
      fmt_network_image_height (network) == retrain->images.train->height &&
      network->card->channels == retrain->images.train->channels)
    return g_steal_pointer (&network);
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The file of the network “%s” is another one by now. Put the old file back to go "
                  "on with the experiment."),
               training->name);
  return NULL;
}

void
run_retrain_set_round (RunRetrain *retrain)
{
  run_training_free (retrain->training_order);
  retrain->training_order = run_retraining_of_round (retrain->order, retrain->round);
  retrain->data = run_retraining_images_for (&retrain->images, retrain->round);
  retrain->progress = (NnTrainProgress){ .total = retrain->data.n, .test_error = -1 };
  g_array_set_size (retrain->tested, 0);
  run_retrain_forget_wrong (retrain);
  retrain->training_seconds = 0;
}

/* As the network that was opened, or the one before, with the classes that it lacks. */
static NnGraph *
widen (RunRetrain *retrain, GError **error)
{
  g_autoptr (FmtNetwork) from = retrain->order->go_on && retrain->round > 1
                                    ? run_retrain_load (retrain, retrain->round - 1, error)
                                    : fmt_network_ref (retrain->start);

  return from != NULL
             ? run_training_widen_network (retrain->training_order, from, &retrain->data, error)
             : NULL;
}

gboolean
run_retrain_make_graph (RunRetrain *retrain, GError **error)
{
  g_clear_pointer (&retrain->graph, nn_graph_free);
  retrain->graph = retrain->start != NULL
                       ? widen (retrain, error)
                       : run_training_make_network (retrain->training_order, &retrain->data, error);
  return retrain->graph != NULL;
}

gboolean
run_retrain_begin_training (RunRetrain *retrain, GError **error)
{
  run_retrain_set_round (retrain);
  if (!run_retrain_make_graph (retrain, error) ||
      (retrain->start == NULL && retrain->order->go_on && retrain->round > 1 &&
       !go_on (retrain, error)))
    return FALSE;
  retrain->training = nn_training_new (retrain->graph, &retrain->data, retrain->images.test,
                                       &retrain->training_order->sgd, error);
  return retrain->training != NULL;
}

/* The first pictures that it gets wrong, so that one sees them come and go. */
static void
take_down_wrong (RunRetrain *retrain)
{
  const NnDataset *test = retrain->images.test;
  const guint16 *said = nn_training_said (retrain->training);

  run_retrain_forget_wrong (retrain);
  for (guint i = 0; i < test->n && retrain->wrong->len < RUN_RETRAINING_MAX_WRONG; i++)
    if (said[i] != test->labels[i])
      {
        RunWrongPicture wrong = { .picture = i,
                                  .label = test->labels[i],
                                  .said = said[i],
                                  .image = run_retraining_image (test, i) };

        g_array_append_val (retrain->wrong, wrong);
      }
}

static void
take_down (RunRetrain *retrain)
{
  RunEpoch epoch = { .loss = retrain->progress.loss, .test_error = retrain->progress.test_error };

  g_array_append_val (retrain->tested, epoch);
  take_down_wrong (retrain);
}

/* The network appears; what comes next needs no more than its files. */
static gboolean
finish (RunRetrain *retrain, GError **error)
{
  if (!run_training_write (retrain->training_order, retrain->graph, &retrain->data,
                           retrain->progress.test_error, error))
    return FALSE;
  g_clear_pointer (&retrain->training, nn_training_free);
  g_clear_pointer (&retrain->graph, nn_graph_free);
  return TRUE;
}

gboolean
run_retrain_train (RunRetrain *retrain, gint *interrupt, gboolean *over, GError **error)
{
  RunHost *host = run_context_host (retrain->context);
  gboolean was_tested = retrain->progress.test_error >= 0;
  NnTrainingState state;
  gint64 start;
  BasePool *pool;

  if (retrain->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (retrain->failure));
      return FALSE;
    }
  pool = run_host_borrow (host, retrain->order->training.n_threads, interrupt);
  if (pool == NULL)
    return TRUE;
  start = g_get_monotonic_time ();
  state = nn_training_advance (retrain->training, pool, interrupt, &retrain->failure);
  retrain->training_seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  run_host_give_back (host);
  if (state == NN_TRAINING_FAILED)
    {
      g_propagate_error (error, g_error_copy (retrain->failure));
      return FALSE;
    }
  nn_training_progress (retrain->training, &retrain->progress);
  if (retrain->progress.test_error >= 0 && !was_tested)
    take_down (retrain);
  *over = state == NN_TRAINING_OVER;
  return !*over || finish (retrain, error);
}
