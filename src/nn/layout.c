// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layout.h"

#include <string.h>

NnView
nn_view_of_shape (const NnShape *shape, NnLayout layout)
{
  NnView view = {
    .layout = layout, .c = shape->dims[0], .h = shape->rank > 1 ? shape->dims[1] : 1, .w = 1
  };

  for (int i = 2; i < shape->rank; i++)
    view.w *= shape->dims[i];
  view.step = nn_view_size (&view);
  return view;
}

gsize
nn_view_size (const NnView *view)
{
  gsize plane = (gsize) view->h * view->w;

  switch (view->layout)
    {
    case NN_BLOCKED:
    case NN_PHASED:
      return nn_n_blocks (view->c) * plane * NN_LANES;
    case NN_LANED:
      return view->c * plane * NN_LANES;
    case NN_PLAIN:
    default:
      return view->c * plane;
    }
}

/* A block of channels is to a picture what a group of images is to a batch: lanes of vectors. */
static void
plain_to_blocked (const NnView *view, const float *x, float *y)
{
  gsize plane = (gsize) view->h * view->w;

  for (int c = 0; c < view->c; c += NN_LANES)
    nn_kernels ()->to_lanes (MIN (NN_LANES, view->c - c), plane, x + c * plane, plane,
                             y + c * plane);
}

static void
blocked_to_plain (const NnView *view, const float *x, float *y)
{
  gsize plane = (gsize) view->h * view->w;

  for (int c = 0; c < view->c; c += NN_LANES)
    nn_kernels ()->from_lanes (MIN (NN_LANES, view->c - c), plane, x + c * plane, y + c * plane,
                               plane);
}

static void
add_numbers (gsize n, const float *restrict x, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}

/* One image or group where the target lies apart; what `add` does with it is the caller's. */
static void
convert (const NnView *from, const NnView *to, int batch, int part, float *y, float *scratch)
{
  gsize size = (gsize) from->c * from->h * from->w;
  int first = part * NN_LANES, n_lanes = MIN (NN_LANES, batch - first);

  if (from->layout == NN_PLAIN && to->layout == NN_BLOCKED)
    plain_to_blocked (to, from->data + part * from->step, y);
  else if (from->layout == NN_BLOCKED && to->layout == NN_PLAIN)
    blocked_to_plain (from, from->data + part * from->step, y);
  else if (from->layout == NN_PLAIN && to->layout == NN_LANED)
    nn_kernels ()->to_lanes (n_lanes, size, from->data + first * from->step, from->step, y);
  else if (from->layout == NN_BLOCKED && to->layout == NN_LANED)
    {
      for (int i = 0; i < n_lanes; i++)
        blocked_to_plain (from, from->data + (first + i) * from->step, scratch + i * size);
      nn_kernels ()->to_lanes (n_lanes, size, scratch, size, y);
    }
  else
    g_return_if_reached ();
}

/* From lanes one group makes several images. */
static void
convert_from_lanes (const NnView *from,
                    const NnView *to,
                    int batch,
                    int part,
                    gboolean add,
                    float *scratch)
{
  gsize size = (gsize) from->c * from->h * from->w;
  int first = part * NN_LANES, n_lanes = MIN (NN_LANES, batch - first);
  const float *x = from->data + part * from->step;
  gsize blocked_size = nn_view_size (to);
  float *blocked = scratch + NN_LANES * size;

  if (to->layout == NN_PLAIN && !add)
    {
      nn_kernels ()->from_lanes (n_lanes, size, x, to->data + first * to->step, to->step);
      return;
    }
  nn_kernels ()->from_lanes (n_lanes, size, x, scratch, size);
  for (int i = 0; i < n_lanes; i++)
    {
      float *y = to->data + (first + i) * to->step;

      if (to->layout == NN_PLAIN)
        add_numbers (size, scratch + i * size, y);
      else if (!add)
        plain_to_blocked (to, scratch + i * size, y);
      else
        {
          plain_to_blocked (to, scratch + i * size, blocked);
          add_numbers (blocked_size, blocked, y);
        }
    }
}

void
nn_convert (const NnView *from, const NnView *to, int batch, int part, gboolean add, float *scratch)
{
  gsize size = nn_view_size (to);

  if (from->layout == NN_LANED)
    convert_from_lanes (from, to, batch, part, add, scratch);
  else if (!add)
    convert (from, to, batch, part, to->data + part * to->step, scratch);
  else
    {
      float *apart =
          scratch + (to->layout == NN_LANED ? (gsize) NN_LANES * from->c * from->h * from->w : 0);

      convert (from, to, batch, part, apart, scratch);
      add_numbers (size, apart, to->data + part * to->step);
    }
}

gsize
nn_convert_scratch (const NnView *from, const NnView *to)
{
  gsize size = (gsize) from->c * from->h * from->w;
  gboolean laned = from->layout == NN_LANED || to->layout == NN_LANED;

  return (laned ? NN_LANES * size : 0) + MAX (nn_view_size (from), nn_view_size (to));
}
