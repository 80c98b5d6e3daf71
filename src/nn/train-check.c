// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/train-check.h"

#include "config.h"

#include "base/error.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_BATCH 65536

const char *const nn_optimizer_names[] = { "sgd", "adam", NULL };
const char *const nn_schedule_names[] = { "inv", "constant", "step", "cosine", NULL };

void
nn_train_settings_init (NnTrainSettings *settings)
{
  *settings = (NnTrainSettings){
    .epochs = 10,
    .batch = 64,
    .base_rate = 0.01,
    .momentum = 0.9,
    .weight_decay = 0.0005,
    .gamma = 0.0001,
    .power = 0.75,
    .step_epochs = 10,
    .step_factor = 0.1,
    .scale = 1.0 / 256.0,
  };
}

double
nn_optimizer_usual_rate (NnOptimizer optimizer)
{
  return optimizer == NN_OPTIMIZER_ADAM ? 0.001 : 0.01;
}

static gboolean
check_range (const char *setting, double value, double min, double max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT, _ ("The %s must be between %g and %g."),
               setting, min, max);
  return FALSE;
}

static gboolean
check_positive (const char *setting, double value, GError **error)
{
  if (value > 0 && isfinite (value))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT, _ ("The %s must be greater than 0."),
               setting);
  return FALSE;
}

/* Those of a schedule count only with it. */
static gboolean
check_schedule (const NnTrainSettings *settings, GError **error)
{
  return settings->schedule != NN_SCHEDULE_STEP ||
         (check_range (_ ("number of epochs in a step"), settings->step_epochs, 1, 100000, error) &&
          check_range (_ ("factor of a step"), settings->step_factor, 0, 1, error));
}

gboolean
nn_train_check_settings (const NnTrainSettings *settings, const NnDataset *data, GError **error)
{
  g_return_val_if_fail (settings->optimizer <= NN_OPTIMIZER_ADAM, FALSE);
  g_return_val_if_fail (settings->schedule <= NN_SCHEDULE_COSINE, FALSE);

  return check_schedule (settings, error) &&
         check_range (_ ("brightness"), settings->brightness, 0, 1, error) &&
         check_range (_ ("variation"), settings->vary, 0, 1, error) &&
         check_range (_ ("number of epochs"), settings->epochs, 1, 100000, error) &&
         check_range (_ ("batch"), settings->batch, 1, MAX_BATCH, error) &&
         check_positive (_ ("learning rate"), settings->base_rate, error) &&
         check_range (_ ("momentum"), settings->momentum, 0,
                      settings->optimizer == NN_OPTIMIZER_ADAM ? 0.9999 : 1, error) &&
         check_range (_ ("weight decay"), settings->weight_decay, 0, 1, error) &&
         check_range (_ ("learning-rate gamma"), settings->gamma, 0, 1000, error) &&
         check_range (_ ("learning-rate power"), settings->power, 0, 1000, error) &&
         check_positive (_ ("scale"), settings->scale, error) &&
         check_range (_ ("shift"), settings->shift, 0, MIN (data->width, data->height) - 1, error);
}

/* Its statistics are those of what it is shown, and would no longer be those that it has. */
static gboolean
check_last_layer (const NnGraph *graph, GError **error)
{
  for (NnValue value = 0; value < nn_graph_n_nodes (graph); value++)
    if (nn_graph_node (graph, value)->op == &nn_op_batch_norm)
      {
        g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                     _ ("Only of a network that was trained before can the last layer learn "
                        "alone."));
        return FALSE;
      }
  return TRUE;
}

/* Weights that are constants of arithmetic, as exporters leave them, and those that are rounded do
 * not learn; the layers around them would. */
static gboolean
check_all_layers (const NnGraph *graph, GError **error)
{
  for (NnValue value = 0; value < nn_graph_n_nodes (graph); value++)
    {
      const NnNode *node = nn_graph_node (graph, value);

      if (node->op != &nn_op_quantize &&
          (node->op != &nn_op_constant || nn_shape_size (&node->output) == 1))
        continue;
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("The layer “%s” (%s) cannot learn. Let only the last layer of this network "
                      "learn."),
                   node->name, node->op->name);
      return FALSE;
    }
  return TRUE;
}

gboolean
nn_train_check_graph (const NnGraph *graph, const NnTrainSettings *settings, GError **error)
{
  const NnNode *end = nn_graph_node (graph, nn_graph_output (graph));

  if (end->op == &nn_op_softmax)
    return settings->last_layer ? check_last_layer (graph, error) : check_all_layers (graph, error);
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
               _ ("Only a network that ends in a softmax over its classes can be trained, not one "
                  "that ends in “%s”."),
               end->op->name);
  return FALSE;
}

gboolean
nn_train_check_data (const NnGraph *graph, const NnDataset *data, GError **error)
{
  const NnShape *input = nn_graph_shape (graph, 0);
  const NnShape *output = nn_graph_shape (graph, nn_graph_output (graph));
  NnShape picture = NN_SHAPE_3 (data->channels, data->height, data->width);

  if (!nn_shape_equal (input, &picture))
    {
      g_autofree char *wanted = nn_shape_to_string (input);
      g_autofree char *given = nn_shape_to_string (&picture);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("The pictures are %s, but the network takes %s."), given, wanted);
      return FALSE;
    }
  if (nn_shape_size (output) < data->n_classes)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("The data have %u classes, but the network has only %zu."), data->n_classes,
                   nn_shape_size (output));
      return FALSE;
    }
  return TRUE;
}
