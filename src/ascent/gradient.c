// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/gradient.h"

#include "nn/executor.h"

struct _AscGradient
{
  const AscNetwork *network;
  NnExecutor *executor;
  NnValue output;
  guint batch;
  gboolean shares;    /* a pass is worth several threads */
  gboolean under_way; /* a forward pass was interrupted */
};

AscGradient *
asc_gradient_new (const AscNetwork *network, guint batch, GError **error)
{
  g_autoptr (AscGradient) gradient = NULL;

  g_return_val_if_fail (network != NULL, NULL);
  g_return_val_if_fail (batch >= 1 && batch <= 4096, NULL);

  gradient = g_new0 (AscGradient, 1);
  gradient->network = network;
  gradient->output = nn_graph_output (network->graph);
  gradient->batch = batch;
  gradient->executor = nn_executor_new (network->graph, (int) batch, NN_INPUT_GRADIENT, error);
  if (gradient->executor == NULL)
    return NULL;
  gradient->shares = nn_graph_is_worth_sharing (network->graph, (int) batch);
  return g_steal_pointer (&gradient);
}

void
asc_gradient_free (AscGradient *gradient)
{
  if (gradient == NULL)
    return;
  g_clear_pointer (&gradient->executor, nn_executor_free);
  g_free (gradient);
}

void
asc_gradient_set_pool (AscGradient *gradient, BasePool *pool)
{
  nn_executor_set_pool (gradient->executor, gradient->shares ? pool : NULL, NULL);
}

/* Where a new picture goes. A pass over the old ones that was interrupted is brought to its end
 * first: the executor would go on in the middle of it. */
static float *
input (AscGradient *gradient, guint slot)
{
  if (gradient->under_way)
    asc_gradient_forward (gradient, NULL);
  return nn_executor_input (gradient->executor) + slot * gradient->network->size;
}

void
asc_gradient_feed (AscGradient *gradient, guint slot, const float *picture)
{
  g_return_if_fail (slot < gradient->batch);
  asc_network_feed (gradient->network, picture, input (gradient, slot));
}

void
asc_gradient_feed_levels (AscGradient *gradient, guint slot, const guint8 *levels)
{
  g_return_if_fail (slot < gradient->batch);
  asc_network_feed_levels (gradient->network, levels, input (gradient, slot));
}

gboolean
asc_gradient_forward (AscGradient *gradient, const gint *interrupt)
{
  gradient->under_way = nn_executor_forward_until (gradient->executor, interrupt) == NULL;
  return !gradient->under_way;
}

const float *
asc_gradient_value (AscGradient *gradient, NnValue value, guint slot)
{
  g_return_val_if_fail (slot < gradient->batch, NULL);
  return nn_executor_value (gradient->executor, value) +
         slot * nn_shape_size (nn_graph_shape (gradient->network->graph, value));
}

const float *
asc_gradient_scores (AscGradient *gradient, guint slot)
{
  return asc_gradient_value (gradient, gradient->network->scores, slot);
}

const float *
asc_gradient_confidences (AscGradient *gradient, guint slot)
{
  return asc_gradient_value (gradient, gradient->output, slot);
}

guint
asc_gradient_label (AscGradient *gradient, guint slot)
{
  const float *confidences = asc_gradient_confidences (gradient, slot);
  guint label = 0;

  for (guint i = 1; i < gradient->network->n_classes; i++)
    if (confidences[i] > confidences[label])
      label = i;
  return label;
}

gboolean
asc_gradient_backward (AscGradient *gradient,
                       NnValue value,
                       const float *value_gradient,
                       const gint *interrupt)
{
  return nn_executor_backward_until (gradient->executor, value, value_gradient, interrupt);
}

void
asc_gradient_get (AscGradient *gradient, guint slot, float *picture_gradient)
{
  const AscNetwork *network = gradient->network;
  const float *input_gradient =
      nn_executor_input_gradient (gradient->executor) + slot * network->size;

  g_return_if_fail (slot < gradient->batch);
  for (gsize i = 0; i < network->size; i++)
    picture_gradient[i] = network->scale[i] * input_gradient[i];
}
