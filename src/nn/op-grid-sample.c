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

#define MAX_TAPS 4

/* One coordinate: the pixels on both sides of a place with their weights, and how the place moves
 * with the grid's number. */
typedef struct
{
  int n;
  int index[MAX_TAPS];
  float weight[MAX_TAPS], slope[MAX_TAPS]; /* slope: of the weights */
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

/* The weight of a pixel at a distance of at most 2 from the place, and how it falls with that. */
static void
weigh_cubic (float distance, float *weight, float *slope)
{
  const float a = -0.75f;
  float d = distance;

  if (d <= 1)
    {
      *weight = ((a + 2) * d - (a + 3)) * d * d + 1;
      *slope = (3 * (a + 2) * d - 2 * (a + 3)) * d;
    }
  else
    {
      *weight = ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
      *slope = (3 * a * d - 10 * a) * d + 8 * a;
    }
}

/* Further than any picture is large; there all pixels are those at the edge. */
#define MAX_PLACE 1e6f

/* Here each pixel that is outside is found inside, and not the place. `x` in pixels, moving by
 * `step`. */
static Taps
find_cubic_taps (const NnNode *node, float x, float step, int size)
{
  gboolean corners = node->attributes.grid_sample.align_corners;
  NnGridPadding padding = node->attributes.grid_sample.padding;
  float last = (float) (size - 1), low, sign;
  Taps taps = { .n = MAX_TAPS };

  x = x > -MAX_PLACE ? MIN (x, MAX_PLACE) : -MAX_PLACE;
  low = floorf (x);
  for (int i = 0; i < MAX_TAPS; i++)
    {
      float at = low + (float) (i - 1), direction = x < at ? -1 : 1, inside = at;

      if (padding == NN_GRID_REFLECTION)
        inside = reflect (at, corners ? 0 : -0.5f, corners ? last : last + 0.5f, &sign);
      if (padding == NN_GRID_ZEROS && !(at >= 0 && at <= last))
        continue;
      weigh_cubic (fabsf (x - at), &taps.weight[i], &taps.slope[i]);
      taps.slope[i] *= direction * step;
      taps.index[i] = (int) CLAMP (inside, 0, last);
    }
  return taps;
}

static Taps
find_taps (const NnNode *node, float number, int size)
{
  gboolean nearest = node->attributes.grid_sample.mode == NN_GRID_NEAREST;
  gboolean corners = node->attributes.grid_sample.align_corners;
  NnGridPadding padding = node->attributes.grid_sample.padding;
  float last = (float) (size - 1), sign = 1;
  float x = corners ? (number + 1) / 2 * last : ((number + 1) * (float) size - 1) / 2;
  Taps taps = { .n = 2 };
  float step = (corners ? last : (float) size) / 2, low;

  if (node->attributes.grid_sample.mode == NN_GRID_CUBIC)
    return find_cubic_taps (node, x, step, size);
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
  low = nearest ? rintf (x) : floorf (x);
  for (int i = 0; i < taps.n; i++)
    {
      int index = (int) low + i;

      if (index < 0 || index >= size)
        continue;
      taps.index[i] = index;
      if (nearest)
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

            for (int i = 0; i < down.n; i++)
              for (int j = 0; j < across.n; j++)
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
          for (int i = 0; i < down.n; i++)
            for (int j = 0; j < across.n; j++)
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
