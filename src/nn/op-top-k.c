// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/along.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>

/* The greatest or least numbers along an axis in order, or their places, which have no slope. */

/* Past 2^24 a float is no longer any whole number. */
#define MAX_PLACES (1 << 24)

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int axis = node->attributes.top_k.axis, n = node->attributes.top_k.n;

  if (!nn_op_infer_same (node, inputs, error) || !nn_along_check (inputs[0], axis, error))
    return FALSE;
  if (n < 1 || n > inputs[0]->dims[axis] || inputs[0]->dims[axis] > MAX_PLACES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("It takes %d of the %d numbers along a dimension."), n,
                   inputs[0]->dims[axis]);
      return FALSE;
    }
  node->output.dims[axis] = n;
  return TRUE;
}

static gsize
scratch_size (const NnGraph *graph G_GNUC_UNUSED, const NnNode *node, int batch G_GNUC_UNUSED)
{
  return (gsize) node->attributes.top_k.n;
}

static gsize
kept_size (const NnGraph *graph G_GNUC_UNUSED, const NnNode *node, int batch)
{
  return node->attributes.top_k.places ? 0 : (gsize) batch * nn_shape_size (&node->output);
}

/* The places of the n_best best of n numbers, each `step` after the other; of equal ones the first
 * comes first. */
static void
find_best (const float *x, gsize n, gsize step, float sign, gsize n_best, float *places)
{
  gsize found = 0;

  for (gsize j = 0; j < n; j++)
    {
      float number = sign * x[j * step];
      gsize i;

      if (found == n_best && !(number > sign * x[(gsize) places[found - 1] * step]))
        continue;
      found += found < n_best;
      for (i = found - 1; i > 0 && number > sign * x[(gsize) places[i - 1] * step]; i--)
        places[i] = places[i - 1];
      places[i] = (float) j;
    }
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);
  NnAlong a = nn_along (context->batch, in, node->attributes.top_k.axis);
  gsize n = (gsize) node->attributes.top_k.n;
  float sign = node->attributes.top_k.least ? -1 : 1;

  for (gsize o = 0; o < a.outer; o++)
    for (gsize i = 0; i < a.inner; i++)
      {
        const float *x = context->inputs[0] + o * a.n * a.inner + i;
        gsize first = o * n * a.inner + i;

        find_best (x, a.n, a.inner, sign, n, context->scratch);
        for (gsize j = 0; j < n; j++)
          {
            float place = context->scratch[j];

            context->output[first + j * a.inner] =
                node->attributes.top_k.places ? place : x[(gsize) place * a.inner];
            if (!node->attributes.top_k.places && context->kept != NULL)
              context->kept[first + j * a.inner] = place;
          }
      }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]);
  NnAlong a = nn_along (context->batch, in, node->attributes.top_k.axis);
  gsize n = (gsize) node->attributes.top_k.n;

  if (node->attributes.top_k.places || context->input_gradients[0] == NULL)
    return;
  for (gsize o = 0; o < a.outer; o++)
    for (gsize j = 0; j < n; j++)
      for (gsize i = 0; i < a.inner; i++)
        {
          gsize from = (o * n + j) * a.inner + i;

          context->input_gradients[0][(o * a.n + (gsize) context->kept[from]) * a.inner + i] +=
              context->output_gradient[from];
        }
}

const NnOp nn_op_top_k = {
  .name = "TopK",
  .infer_shape = infer_shape,
  .scratch_size = scratch_size,
  .kept_size = kept_size,
  .forward = forward,
  .backward = backward,
};
