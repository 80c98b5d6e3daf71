// SPDX-License-Identifier: GPL-3.0-or-later
/* What an update does to the weights. */
#include "nn/train-private.h"

#include "base/multiversion.h"
#include "nn/ops.h"

#include <math.h>
#include <string.h>

/* As in Caffe's LeNet, where lr_mult is 2 for the biases. */
#define BIAS_RATE_FACTOR 2.0

/* Kingma and Ba's own. */
#define BETA2   0.999
#define EPSILON 1e-8

/* PyTorch's and everybody's. */
#define STATISTICS_MOMENTUM 0.1f

/* In a batch normalisation: scale, shift, then what is measured. */
#define FIRST_STATISTIC 2

static const NnOp *const trainable[] = {
  &nn_op_conv,       &nn_op_linear,    &nn_op_scale_shift, &nn_op_batch_norm,
  &nn_op_row_linear, &nn_op_normalize, &nn_op_prelu,       &nn_op_conv_transpose,
};

/* Of imported networks: what is done to each channel may have been learned, as where it follows a
 * pooling; what is done to the input or to all numbers is how pictures are prepared. */
static gboolean
was_learned (const NnNode *node, int parameter)
{
  gsize size = nn_shape_size (&node->parameters[parameter]->shape);

  return node->inputs[0] != 0 && size > 1 && size == (gsize) node->output.dims[0];
}

NnTrainKind
nn_train_kind (const NnGraph *graph, NnValue value, int parameter)
{
  const NnNode *node = nn_graph_node (graph, value);
  gboolean is_trainable = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (trainable); i++)
    is_trainable = is_trainable || node->op == trainable[i];
  if (!is_trainable || (node->op == &nn_op_scale_shift && !was_learned (node, parameter)))
    return NN_TRAIN_FIXED;
  return node->op == &nn_op_batch_norm && parameter >= FIRST_STATISTIC ? NN_TRAIN_STATISTIC
                                                                       : NN_TRAIN_WEIGHT;
}

double
nn_train_rate (const NnTrainSettings *settings, guint n_updates, guint n_a_epoch)
{
  double total = (double) n_a_epoch * settings->epochs;
  guint epochs = n_updates / MAX (n_a_epoch, 1);

  switch (settings->schedule)
    {
    case NN_SCHEDULE_STEP:
      return settings->base_rate *
             pow (settings->step_factor, epochs / (guint) MAX (settings->step_epochs, 1));
    case NN_SCHEDULE_COSINE:
      return settings->base_rate * 0.5 * (1 + cos (G_PI * MIN (n_updates / total, 1)));
    case NN_SCHEDULE_CONSTANT:
      return settings->base_rate;
    case NN_SCHEDULE_INV:
    default:
      return settings->base_rate * pow (1.0 + settings->gamma * n_updates, -settings->power);
    }
}

BASE_MULTIVERSION static void
descend (const NnTraining *training, const NnTrainSlice *slice, const float *gradient)
{
  float momentum = (float) training->settings.momentum;
  float decay = (float) training->settings.weight_decay;
  float rate = (float) (training->rate * (slice->parameter == 0 ? 1.0 : BIAS_RATE_FACTOR));

  for (gsize i = 0; i < slice->size; i++)
    {
      slice->velocity[i] =
          momentum * slice->velocity[i] + rate * (gradient[i] + decay * slice->weights[i]);
      slice->weights[i] -= slice->velocity[i];
    }
}

BASE_MULTIVERSION static void
adapt (const NnTraining *training, const NnTrainSlice *slice, const float *gradient)
{
  double t = training->n_updates + 1.0;
  float beta1 = (float) training->settings.momentum, beta2 = (float) BETA2;
  float decay = (float) training->settings.weight_decay;
  float rate = (float) (training->rate / (1 - pow (training->settings.momentum, t)));
  float correction = (float) (1 / sqrt (1 - pow (BETA2, t)));

  for (gsize i = 0; i < slice->size; i++)
    {
      float g = gradient[i] + decay * slice->weights[i];

      slice->velocity[i] = beta1 * slice->velocity[i] + (1 - beta1) * g;
      slice->squares[i] = beta2 * slice->squares[i] + (1 - beta2) * g * g;
      slice->weights[i] -=
          rate * slice->velocity[i] / (sqrtf (slice->squares[i]) * correction + (float) EPSILON);
    }
}

/* `sum` is over the chunks of what each has measured. */
static void
follow (const NnTrainSlice *slice, int n_chunks, const float *sum)
{
  for (gsize i = 0; i < slice->size; i++)
    slice->weights[i] += STATISTICS_MOMENTUM * (sum[i] / (float) n_chunks - slice->weights[i]);
}

void
nn_train_update_slice (gpointer user_data, guint task, guint worker)
{
  const NnTraining *training = user_data;
  const NnTrainSlice *slice = &g_array_index (training->slices, NnTrainSlice, task);
  int n_chunks = (training->count + training->chunk - 1) / training->chunk;
  float gradient[NN_TRAIN_SLICE];

  for (int chunk = 0; chunk < n_chunks; chunk++)
    {
      const float *part = nn_executor_parameter_gradient (training->executors[chunk], slice->node,
                                                          slice->parameter) +
                          slice->first;

      if (chunk == 0)
        memcpy (gradient, part, slice->size * sizeof (float));
      else
        for (gsize i = 0; i < slice->size; i++)
          gradient[i] += part[i];
    }
  if (slice->kind == NN_TRAIN_STATISTIC)
    follow (slice, n_chunks, gradient);
  else if (training->settings.optimizer == NN_OPTIMIZER_ADAM)
    adapt (training, slice, gradient);
  else
    descend (training, slice, gradient);
}

/* --- Set-up --- */

/* The last node that has weights to learn. */
static NnValue
last_layer (const NnGraph *graph)
{
  for (NnValue value = nn_graph_n_nodes (graph) - 1; value > 0; value--)
    {
      const NnNode *node = nn_graph_node (graph, value);

      if (node->n_parameters > 0 && nn_train_kind (graph, value, 0) == NN_TRAIN_WEIGHT)
        return value;
    }
  return NN_NO_VALUE;
}

static void
add_parameter (NnTraining *training, NnValue node, int index, NnTrainKind kind, gsize place)
{
  NnTensor *tensor = nn_graph_node (training->graph, node)->parameters[index];
  gsize size = nn_shape_size (&tensor->shape);

  for (gsize first = 0; first < size; first += NN_TRAIN_SLICE)
    {
      NnTrainSlice slice = {
        .node = node,
        .parameter = index,
        .kind = kind,
        .first = first,
        .size = MIN (NN_TRAIN_SLICE, size - first),
        .weights = tensor->data + first,
        .velocity = training->velocity + place + first,
        .squares = training->squares != NULL ? training->squares + place + first : NULL,
      };

      g_array_append_val (training->slices, slice);
    }
}

void
nn_train_add_slices (NnTraining *training)
{
  const NnGraph *graph = training->graph;
  NnValue last = training->settings.last_layer ? last_layer (graph) : NN_NO_VALUE;
  gsize n = nn_graph_n_parameters (graph), place = 0;

  training->velocity = g_new0 (float, n);
  if (training->settings.optimizer == NN_OPTIMIZER_ADAM)
    training->squares = g_new0 (float, n);
  for (NnValue value = 0; value < nn_graph_n_nodes (graph); value++)
    {
      const NnNode *node = nn_graph_node (graph, value);

      for (int i = 0; i < node->n_parameters; i++)
        {
          NnTrainKind kind = nn_train_kind (graph, value, i);

          if (kind != NN_TRAIN_FIXED && (!training->settings.last_layer || value == last))
            add_parameter (training, value, i, kind, place);
          place += nn_shape_size (&node->parameters[i]->shape);
        }
    }
}
