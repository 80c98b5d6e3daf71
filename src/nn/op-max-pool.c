// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/multiversion.h"
#include "nn/four.h"
#include "nn/op-check.h"
#include "nn/window.h"

#include <float.h>
#include <string.h>

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int out_h, out_w;

  if (!nn_op_check_counts (node, 1, 0, 0, error) ||
      !nn_op_infer_pool (&node->attributes.pool.window, inputs[0], &out_h, &out_w, error))
    return FALSE;
  node->output = NN_SHAPE_3 (inputs[0]->dims[0], out_h, out_w);
  return TRUE;
}

/* y = max (y, x at each stride) */
static inline void
strided_max (int n, int stride, const float *restrict x, float *restrict y)
{
  for (int i = 0; i < n; i++)
    y[i] = x[(gsize) i * stride] > y[i] ? x[(gsize) i * stride] : y[i];
}

/* One channel, any window: the maximum over the window's rows, then over its columns. A window that
 * touches nothing but padding, which dilation makes possible, gives the smallest float. */
BASE_MULTIVERSION static void
pool_any (const NnWindow *w,
          int height,
          int width,
          int out_h,
          int out_w,
          const float *restrict x,
          float *restrict y,
          float *restrict row)
{
  for (int oy = 0; oy < out_h; oy++, y += out_w)
    {
      for (int i = 0; i < width; i++)
        row[i] = -FLT_MAX;
      for (int ky = 0; ky < w->kernel_h; ky++)
        {
          int iy = oy * w->stride_h - w->pad_top + ky * w->dilation_h;

          if (iy >= 0 && iy < height)
            strided_max (width, 1, x + (gsize) iy * width, row);
        }
      for (int ox = 0; ox < out_w; ox++)
        y[ox] = -FLT_MAX;
      for (int kx = 0; kx < w->kernel_w; kx++)
        {
          int offset = kx * w->dilation_w - w->pad_left;
          int first, end;

          nn_window_clip (offset, w->stride_w, width, out_w, &first, &end);
          if (first == end)
            continue;
          if (w->stride_w == 1)
            strided_max (end - first, 1, row + offset + first, y + first);
          else if (w->stride_w == 2)
            strided_max (end - first, 2, row + offset + 2 * first, y + first);
          else
            strided_max (end - first, w->stride_w, row + offset + first * w->stride_w, y + first);
        }
    }
}

/* The gradient goes to the first element of the window that is the maximum: each tap in turn takes
 * what is left of it. */
BASE_MULTIVERSION static void
pool_any_backward (const NnWindow *w,
                   int height,
                   int width,
                   int out_h,
                   int out_w,
                   const float *restrict x,
                   const float *restrict y,
                   const float *restrict dy,
                   float *restrict dx,
                   float *restrict left)
{
  for (int oy = 0; oy < out_h; oy++, y += out_w, dy += out_w)
    {
      memcpy (left, dy, (gsize) out_w * sizeof (float));
      for (int ky = 0; ky < w->kernel_h; ky++)
        {
          int iy = oy * w->stride_h - w->pad_top + ky * w->dilation_h;

          if (iy < 0 || iy >= height)
            continue;
          for (int kx = 0; kx < w->kernel_w; kx++)
            {
              int offset = kx * w->dilation_w - w->pad_left;
              gsize start = (gsize) iy * width;
              int first, end;

              nn_window_clip (offset, w->stride_w, width, out_w, &first, &end);
              for (int ox = first; ox < end; ox++)
                {
                  gsize at = start + (gsize) (ox * w->stride_w + offset);
                  gboolean takes = x[at] == y[ox];

                  dx[at] += takes ? left[ox] : 0;
                  left[ox] = takes ? 0 : left[ox];
                }
            }
        }
    }
}

static gsize
scratch_size (const NnGraph *graph, const NnNode *node, int batch)
{
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]);

  return (gsize) MAX (in->dims[2], node->output.dims[2]); /* a row of either */
}

/* Windows of 2 x 2 side by side, without padding. */
static gboolean
is_halving (const NnWindow *w, const NnShape *input, const NnShape *output)
{
  return w->kernel_h == 2 && w->kernel_w == 2 && w->stride_h == 2 && w->stride_w == 2 &&
         w->dilation_h == 1 && w->dilation_w == 1 && w->pad_top == 0 && w->pad_left == 0 &&
         2 * output->dims[1] <= input->dims[1] && 2 * output->dims[2] <= input->dims[2];
}

BASE_MULTIVERSION static void
pool_halving (int width, int out_h, int out_w, const float *restrict x, float *restrict y)
{
  for (int oy = 0; oy < out_h; oy++)
    {
      const float *restrict upper = x + (gsize) 2 * oy * width;
      const float *restrict lower = upper + width;

      for (int ox = 0; ox < out_w; ox++)
        {
          float a = upper[2 * ox] > upper[2 * ox + 1] ? upper[2 * ox] : upper[2 * ox + 1];
          float b = lower[2 * ox] > lower[2 * ox + 1] ? lower[2 * ox] : lower[2 * ox + 1];

          y[(gsize) oy * out_w + ox] = a > b ? a : b;
        }
    }
}

#define FOUR 4

static inline Four
load_four (const float *x)
{
  Four value;

  memcpy (&value, x, sizeof value);
  return value;
}

static inline void
add_four (float *x, Four value)
{
  Four sum = load_four (x) + value;

  memcpy (x, &sum, sizeof sum);
}

/* What the numbers that are the maximum take of what is left of the gradient. */
static inline Four
take_four (Four x, Four max, Four *left)
{
  FourMask takes = x == max;
  Four taken = (Four) (takes & (FourMask) *left);

  *left = (Four) (~takes & (FourMask) *left);
  return taken;
}

/* Four windows side by side: two rows of eight numbers, of which the even ones lie left. Branches
 * would be as hard to foresee as where a maximum is. */
static inline void
pool_four_backward (const float *upper,
                    const float *lower,
                    Four max,
                    Four left,
                    float *upper_gradient,
                    float *lower_gradient)
{
  const float *rows[2] = { upper, lower };
  float *gradients[2] = { upper_gradient, lower_gradient };

  for (int i = 0; i < 2; i++)
    {
      Four first = load_four (rows[i]), second = load_four (rows[i] + FOUR);
      Four even = SHUFFLE (first, second, 0, 2, 4, 6);
      Four odd = SHUFFLE (first, second, 1, 3, 5, 7);
      Four to_even = take_four (even, max, &left), to_odd = take_four (odd, max, &left);

      add_four (gradients[i], SHUFFLE (to_even, to_odd, 0, 4, 1, 5));
      add_four (gradients[i] + FOUR, SHUFFLE (to_even, to_odd, 2, 6, 3, 7));
    }
}

static inline void
pool_one_backward (const float *upper,
                   const float *lower,
                   float max,
                   float gradient,
                   float *upper_gradient,
                   float *lower_gradient)
{
  float *to = upper[0] == max   ? upper_gradient
              : upper[1] == max ? upper_gradient + 1
              : lower[0] == max ? lower_gradient
              : lower[1] == max ? lower_gradient + 1
                                : NULL;

  if (to != NULL)
    *to += gradient;
}

BASE_MULTIVERSION static void
pool_halving_backward (int width,
                       int out_h,
                       int out_w,
                       const float *restrict x,
                       const float *restrict y,
                       const float *restrict dy,
                       float *restrict dx)
{
  for (int oy = 0; oy < out_h; oy++, y += out_w, dy += out_w)
    {
      const float *upper = x + (gsize) 2 * oy * width, *lower = upper + width;
      float *upper_gradient = dx + (gsize) 2 * oy * width;
      float *lower_gradient = upper_gradient + width;
      int ox = 0;

      for (; ox + FOUR <= out_w; ox += FOUR)
        pool_four_backward (upper + 2 * ox, lower + 2 * ox, load_four (y + ox), load_four (dy + ox),
                            upper_gradient + 2 * ox, lower_gradient + 2 * ox);
      for (; ox < out_w; ox++)
        pool_one_backward (upper + 2 * ox, lower + 2 * ox, y[ox], dy[ox], upper_gradient + 2 * ox,
                           lower_gradient + 2 * ox);
    }
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  const NnWindow *w = &node->attributes.pool.window;
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]), *out = &node->output;
  gsize in_size = (gsize) in->dims[1] * in->dims[2], out_size = (gsize) out->dims[1] * out->dims[2];
  gboolean halving = is_halving (w, in, out);

  for (gsize i = 0; i < (gsize) context->batch * in->dims[0]; i++)
    {
      const float *x = context->inputs[0] + i * in_size;
      float *y = context->output + i * out_size;

      if (halving)
        pool_halving (in->dims[2], out->dims[1], out->dims[2], x, y);
      else
        pool_any (w, in->dims[1], in->dims[2], out->dims[1], out->dims[2], x, y, context->scratch);
    }
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  const NnWindow *w = &node->attributes.pool.window;
  const NnShape *in = nn_graph_shape (context->graph, node->inputs[0]), *out = &node->output;
  gsize in_size = (gsize) in->dims[1] * in->dims[2], out_size = (gsize) out->dims[1] * out->dims[2];
  gboolean halving = is_halving (w, in, out);

  if (context->input_gradients[0] == NULL)
    return;
  for (gsize i = 0; i < (gsize) context->batch * in->dims[0]; i++)
    {
      const float *x = context->inputs[0] + i * in_size, *y = context->output + i * out_size;
      const float *dy = context->output_gradient + i * out_size;
      float *dx = context->input_gradients[0] + i * in_size;

      if (halving)
        pool_halving_backward (in->dims[2], out->dims[1], out->dims[2], x, y, dy, dx);
      else
        pool_any_backward (w, in->dims[1], in->dims[2], out->dims[1], out->dims[2], x, y, dy, dx,
                           context->scratch);
    }
}

const NnOp nn_op_max_pool = {
  .name = "MaxPool",
  .infer_shape = infer_shape,
  .scratch_size = scratch_size,
  .forward = forward,
  .backward = backward,
};
