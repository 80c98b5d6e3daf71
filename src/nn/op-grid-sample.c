// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A picture read at places that another value names (Jaderberg and others 2015). */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  const NnShape *grid;

  if (!nn_op_check_counts (node, 2, 0, 0, error) || !nn_op_check_picture (inputs[0], error))
    return FALSE;
  grid = inputs[1];
  if (grid->rank == 3 && grid->dims[2] == 2)
    {
      node->output = NN_SHAPE_3 (inputs[0]->dims[0], grid->dims[0], grid->dims[1]);
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("Its grid does not have two numbers for each pixel of a picture."));
  return FALSE;
}

/* One coordinate: the pixels on both sides of a place with their weights, and how the place moves
 * with the grid's number. A pixel of weight 0 may lie outside. */
typedef struct
{
  int index[2];
  float weight[2], slope[2]; /* slope: of the weights */
} Taps;

/* A place thrown back at `low` and `high` as often as needed; *sign becomes the direction in which
 * it moves. */
static float
reflect (float x, float low, float high, float *sign)
{
  float span = high - low, rest;

  if (!(span > 0))
    {
      *sign = 0;
      return low;
    }
  rest = fmodf (fabsf (x - low), 2 * span);
  *sign = x < low ? -1 : 1;
  if (rest <= span)
    return low + rest;
  *sign = -*sign;
  return high - (rest - span);
}

static Taps
find_taps (const NnNode *node, float number, int size)
{
  gboolean corners = node->attributes.grid_sample.align_corners;
  NnGridPadding padding = node->attributes.grid_sample.padding;
  float last = (float) (size - 1), sign = 1;
  float x = corners ? (number + 1) / 2 * last : ((number + 1) * (float) size - 1) / 2;
  Taps taps = { { 0, 0 }, { 0, 0 }, { 0, 0 } };
  float step = (corners ? last : (float) size) / 2, low;

  if (padding == NN_GRID_REFLECTION)
    x = reflect (x, corners ? 0 : -0.5f, corners ? last : last + 0.5f, &sign);
  if (padding != NN_GRID_ZEROS)
    {
      if (!(x >= 0 && x <= last))
        sign = 0;
      x = x > 0 ? MIN (x, last) : 0;
    }
  /* Far outside, and where it is not a number: nothing. */
  if (!(x > -2 && x < last + 2))
    return taps;
  low = node->attributes.grid_sample.nearest ? rintf (x) : floorf (x);
  for (int i = 0; i < 2; i++)
    {
      int index = (int) low + i;

      if (index < 0 || index >= size)
        continue;
      taps.index[i] = index;
      if (node->attributes.grid_sample.nearest)
        taps.weight[i] = i == 0;
      else
        {
          taps.weight[i] = i == 0 ? low + 1 - x : x - low;
          taps.slope[i] = (i == 0 ? -1 : 1) * sign * step;
        }
    }
  return taps;
}

typedef struct
{
  int channels, height, width;
  gsize n_places; /* of the grid */
} Sizes;

static Sizes
sizes_of (const NnNode *node, const NnOpContext *context)
{
  const NnShape *shape = nn_graph_shape (context->graph, node->inputs[0]);

  return (Sizes){ shape->dims[0], shape->dims[1], shape->dims[2],
                  (gsize) node->output.dims[1] * (gsize) node->output.dims[2] };
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  Sizes s = sizes_of (node, context);
  gsize plane = (gsize) s.height * (gsize) s.width;

  for (gsize b = 0; b < (gsize) context->batch; b++)
    for (gsize p = 0; p < s.n_places; p++)
      {
        const float *at = context->inputs[1] + (b * s.n_places + p) * 2;
        const float *x = context->inputs[0] + b * (gsize) s.channels * plane;
        float *y = context->output + b * (gsize) s.channels * s.n_places + p;
        Taps across = find_taps (node, at[0], s.width), down = find_taps (node, at[1], s.height);

        for (int c = 0; c < s.channels; c++, x += plane, y += s.n_places)
          {
            float sum = 0;

            for (int i = 0; i < 2; i++)
              for (int j = 0; j < 2; j++)
                sum += down.weight[i] * across.weight[j] *
                       x[(gsize) down.index[i] * (gsize) s.width + (gsize) across.index[j]];
            *y = sum;
          }
      }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Sizes s = sizes_of (node, context);
  gsize plane = (gsize) s.height * (gsize) s.width;
  float *dx = context->input_gradients[0], *dgrid = context->input_gradients[1];

  for (gsize b = 0; b < (gsize) context->batch; b++)
    for (gsize p = 0; p < s.n_places; p++)
      {
        gsize place = b * s.n_places + p;
        const float *at = context->inputs[1] + place * 2;
        Taps across = find_taps (node, at[0], s.width), down = find_taps (node, at[1], s.height);
        float slopes[2] = { 0, 0 };

        for (gsize c = 0; c < (gsize) s.channels; c++)
          for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++)
              {
                float dy = context->output_gradient[(b * (gsize) s.channels + c) * s.n_places + p];
                gsize pixel = (b * (gsize) s.channels + c) * plane +
                              (gsize) down.index[i] * (gsize) s.width + (gsize) across.index[j];

                if (dx != NULL)
                  dx[pixel] += down.weight[i] * across.weight[j] * dy;
                slopes[0] += down.weight[i] * across.slope[j] * context->inputs[0][pixel] * dy;
                slopes[1] += down.slope[i] * across.weight[j] * context->inputs[0][pixel] * dy;
              }
        for (int i = 0; i < 2 && dgrid != NULL; i++)
          dgrid[place * 2 + (gsize) i] += slopes[i];
      }
}

const NnOp nn_op_grid_sample = {
  .name = "GridSample",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
