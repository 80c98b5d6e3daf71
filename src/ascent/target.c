// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/target.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

/* From the scores through the softmax to the output, which may reshape it. */
static gboolean
has_classes (const AscNetwork *network, NnValue value)
{
  NnValue output = nn_graph_output (network->graph);

  while (output != value && output != network->scores)
    output = nn_graph_node (network->graph, output)->inputs[0];
  return output == value;
}

gboolean
asc_target_init (AscTarget *target,
                 const AscNetwork *network,
                 const AscRules *rules,
                 GError **error)
{
  target->network = network;
  target->value = network->scores;
  if (rules->objective == ASC_OBJECTIVE_CONFIDENCE)
    target->value = nn_graph_output (network->graph);
  else if (rules->objective == ASC_OBJECTIVE_UNIT)
    target->value = nn_graph_find (network->graph, rules->layer);
  if (target->value == NN_NO_VALUE)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("The network has no layer called “%s”."), rules->layer);
      return FALSE;
    }
  target->is_class = has_classes (network, target->value);
  return TRUE;
}

gboolean
asc_target_check (const AscTarget *target,
                  const AscRules *rules,
                  guint n_units,
                  const guint *units,
                  GError **error)
{
  guint n_there = (guint) nn_graph_shape (target->network->graph, target->value)->dims[0];

  for (guint i = 0; i < n_units; i++)
    if (units[i] >= n_there)
      {
        if (target->is_class)
          g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                       _ ("There is no class %u: the network's classes are 0 to %u."), units[i],
                       n_there - 1);
        else
          g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                       _ ("There is no unit %u: those of the layer “%s” are 0 to %u."), units[i],
                       rules->layer, n_there - 1);
        return FALSE;
      }
  return TRUE;
}

gsize
asc_target_place (const AscTarget *target, guint unit)
{
  const NnShape *shape = nn_graph_shape (target->network->graph, target->value);
  gsize place = unit;

  for (int i = 1; i < shape->rank; i++)
    place = place * (gsize) shape->dims[i] + (gsize) shape->dims[i] / 2;
  return place;
}
