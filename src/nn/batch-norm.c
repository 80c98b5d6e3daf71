// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/graph.h"

#include "base/error.h"
#include "config.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  NnTensor *scale, *shift, *mean, *variance; /* owned; the first two may be NULL */
} Statistics;

static void
statistics_clear (Statistics *self)
{
  nn_tensor_free (self->scale);
  nn_tensor_free (self->shift);
  nn_tensor_free (self->mean);
  nn_tensor_free (self->variance);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Statistics, statistics_clear)

static gboolean
fits (const NnTensor *tensor, int n_channels)
{
  return tensor == NULL || nn_shape_size (&tensor->shape) == (gsize) n_channels;
}

static gboolean
check (const Statistics *s, const char *name, int n_channels, double epsilon, GError **error)
{
  if (name == NULL)
    name = "BatchNormalization";
  if (!fits (s->scale, n_channels) || !fits (s->shift, n_channels) || !fits (s->mean, n_channels) ||
      !fits (s->variance, n_channels))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Layer “%s”: Its statistics do not fit its %d channels."), name, n_channels);
      return FALSE;
    }
  for (int i = 0; i < n_channels; i++)
    if (!(s->variance->data[i] + epsilon > 0))
      {
        g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                     _ ("Layer “%s”: The variance of channel %d, %g, is not positive."), name, i,
                     s->variance->data[i] + epsilon);
        return FALSE;
      }
  return TRUE;
}

NnValue
nn_graph_add_batch_norm (NnGraph *graph,
                         const char *name,
                         NnValue input,
                         NnTensor *scale,
                         NnTensor *shift,
                         NnTensor *mean,
                         NnTensor *variance,
                         double epsilon,
                         GError **error)
{
  g_auto (Statistics) s = { scale, shift, mean, variance };
  NnTensor *factors, *offsets;
  int n_channels;

  g_return_val_if_fail (graph != NULL && mean != NULL && variance != NULL, NN_NO_VALUE);
  g_return_val_if_fail (error == NULL || *error == NULL, NN_NO_VALUE);

  /* For an input that is none, nn_graph_add has the error. */
  if (input < 0 || input >= nn_graph_n_nodes (graph))
    return nn_graph_add_scale_shift (graph, name, input, g_steal_pointer (&s.mean), NULL, error);
  n_channels = nn_graph_shape (graph, input)->dims[0];
  if (!check (&s, name, n_channels, epsilon, error))
    return NN_NO_VALUE;
  factors = nn_tensor_new (&NN_SHAPE_1 (n_channels));
  offsets = nn_tensor_new (&NN_SHAPE_1 (n_channels));
  for (int i = 0; i < n_channels; i++)
    {
      double factor = (scale != NULL ? scale->data[i] : 1) / sqrt (variance->data[i] + epsilon);

      factors->data[i] = (float) factor;
      offsets->data[i] = (float) ((shift != NULL ? shift->data[i] : 0) - factor * mean->data[i]);
    }
  return nn_graph_add_scale_shift (graph, name, input, factors, offsets, error);
}

NnValue
nn_graph_add_learning_batch_norm (NnGraph *graph,
                                  const char *name,
                                  NnValue input,
                                  float epsilon,
                                  GError **error)
{
  NnAttributes attributes = { .batch_norm = { epsilon } };
  NnTensor *parameters[4];
  int n_channels = 1; /* for an input that is none, nn_graph_add has the error */

  g_return_val_if_fail (graph != NULL && epsilon > 0, NN_NO_VALUE);

  if (input >= 0 && input < nn_graph_n_nodes (graph))
    n_channels = nn_graph_shape (graph, input)->dims[0];
  for (int i = 0; i < 4; i++)
    {
      parameters[i] = nn_tensor_new (&NN_SHAPE_1 (n_channels));
      for (int channel = 0; channel < n_channels && (i == 0 || i == 3); channel++)
        parameters[i]->data[channel] = 1;
    }
  return nn_graph_add (graph, &nn_op_batch_norm, name, 1, &input, &attributes, 4, parameters,
                       error);
}
