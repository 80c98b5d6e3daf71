// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/op-check.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

gboolean
nn_op_check_counts (const NnNode *node,
                    int n_inputs,
                    int min_parameters,
                    int max_parameters,
                    GError **error)
{
  if (node->n_inputs != n_inputs)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("It has %d inputs instead of %d."),
                   node->n_inputs, n_inputs);
      return FALSE;
    }
  if (node->n_parameters < min_parameters || node->n_parameters > max_parameters)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("It has %d parameters; between %d and %d are possible."), node->n_parameters,
                   min_parameters, max_parameters);
      return FALSE;
    }
  return TRUE;
}

gboolean
nn_op_check_picture (const NnShape *input, GError **error)
{
  if (input->rank != 3)
    {
      g_autofree char *text = nn_shape_to_string (input);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its input of shape %s is not channels x height x width."), text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
in_range (int value, int least)
{
  return value >= least && value <= NN_MAX_WINDOW;
}

static gboolean
check_members (const NnWindow *w, GError **error)
{
  if (in_range (w->kernel_h, 1) && in_range (w->kernel_w, 1) && in_range (w->stride_h, 1) &&
      in_range (w->stride_w, 1) && in_range (w->dilation_h, 1) && in_range (w->dilation_w, 1) &&
      in_range (w->pad_top, 0) && in_range (w->pad_left, 0) && in_range (w->pad_bottom, 0) &&
      in_range (w->pad_right, 0))
    return TRUE;
  g_set_error (
      error, BASE_ERROR, BASE_ERROR_INVALID,
      _ ("Its window (kernel %d x %d, stride %d x %d, dilation %d x %d, padding %d, %d, %d, "
         "%d) is out of range."),
      w->kernel_h, w->kernel_w, w->stride_h, w->stride_w, w->dilation_h, w->dilation_w, w->pad_top,
      w->pad_left, w->pad_bottom, w->pad_right);
  return FALSE;
}

/* Positions of the window along one axis; smaller than 1 when it does not fit. */
static gint64
n_positions (int size, int kernel, int stride, int dilation, int before, int after, gboolean ceil)
{
  gint64 extent = (gint64) (kernel - 1) * dilation + 1;
  gint64 room = (gint64) size + before + after - extent;
  gint64 n;

  if (room < 0)
    return 0;
  n = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
  if (ceil && (n - 1) * stride >= (gint64) size + before)
    n--;
  return n;
}

gboolean
nn_op_infer_window (const NnWindow *w, const NnShape *input, int *out_h, int *out_w, GError **error)
{
  gint64 height, width;

  if (!nn_op_check_picture (input, error) || !check_members (w, error))
    return FALSE;

  height = n_positions (input->dims[1], w->kernel_h, w->stride_h, w->dilation_h, w->pad_top,
                        w->pad_bottom, w->ceil_mode);
  width = n_positions (input->dims[2], w->kernel_w, w->stride_w, w->dilation_w, w->pad_left,
                       w->pad_right, w->ceil_mode);
  if (height < 1 || width < 1)
    {
      g_autofree char *text = nn_shape_to_string (input);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its window of %d x %d is larger than its input of %s."), w->kernel_h,
                   w->kernel_w, text);
      return FALSE;
    }
  /* A picture side is at most NN_MAX_SIZE and a padding NN_MAX_WINDOW: both fit into an int. */
  *out_h = (int) height;
  *out_w = (int) width;
  return TRUE;
}

gboolean
nn_op_infer_pool (const NnWindow *w, const NnShape *input, int *out_h, int *out_w, GError **error)
{
  if (!nn_op_infer_window (w, input, out_h, out_w, error))
    return FALSE;
  if (MAX (w->pad_top, w->pad_bottom) >= w->kernel_h ||
      MAX (w->pad_left, w->pad_right) >= w->kernel_w)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its padding is not smaller than its window of %d x %d."), w->kernel_h,
                   w->kernel_w);
      return FALSE;
    }
  return TRUE;
}

gboolean
nn_op_infer_same (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 1, 0, 0, error))
    return FALSE;
  node->output = *inputs[0];
  return TRUE;
}

gboolean
nn_op_check_finite (float value, const char *name, GError **error)
{
  if (isfinite (value))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("Its “%s” is not a finite number."), name);
  return FALSE;
}
