// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/train-check.h"

#include "config.h"

#include "base/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_BATCH 65536

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
    .scale = 1.0 / 256.0,
  };
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

gboolean
nn_train_check_settings (const NnTrainSettings *settings, const NnDataset *data, GError **error)
{
  return check_range (_ ("number of epochs"), settings->epochs, 1, 100000, error) &&
         check_range (_ ("batch"), settings->batch, 1, MAX_BATCH, error) &&
         check_positive (_ ("learning rate"), settings->base_rate, error) &&
         check_range (_ ("momentum"), settings->momentum, 0, 1, error) &&
         check_range (_ ("weight decay"), settings->weight_decay, 0, 1, error) &&
         check_range (_ ("learning-rate gamma"), settings->gamma, 0, 1000, error) &&
         check_range (_ ("learning-rate power"), settings->power, 0, 1000, error) &&
         check_positive (_ ("scale"), settings->scale, error) &&
         check_range (_ ("shift"), settings->shift, 0, MIN (data->width, data->height) - 1, error);
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
