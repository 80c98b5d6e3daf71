// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/op.h"

G_BEGIN_DECLS

/* Shape rules that several operators share. Their errors need not name the node. */

/* No member of a window is larger than this, so that positions in padded pictures stay ints. */
#define NN_MAX_WINDOW (1 << 20)

/* The node has n_inputs inputs and between min and max parameters. */
gboolean nn_op_check_counts (const NnNode *node,
                             int n_inputs,
                             int min_parameters,
                             int max_parameters,
                             GError **error);

/* The input is a picture or feature map (channels, height, width). */
gboolean nn_op_check_picture (const NnShape *input, GError **error);

/* Checks the window and computes the height and width that it gives over (c, height, width).
 * With ceil_mode a last window that would start past the picture and its upper or left padding is
 * left out, as everywhere. */
gboolean nn_op_infer_window (const NnWindow *window,
                             const NnShape *input,
                             int *out_h,
                             int *out_w,
                             GError **error);

/* The same for pooling, where every window has to begin and end in the picture: the padding is
 * smaller than the kernel. */
gboolean nn_op_infer_pool (const NnWindow *window,
                           const NnShape *input,
                           int *out_h,
                           int *out_w,
                           GError **error);

/* The infer_shape of operators with one input, no parameter, and an output of the same shape. */
gboolean nn_op_infer_same (NnNode *node, const NnShape *const *inputs, GError **error);

/* An attribute, called `name` in the error, is neither infinite nor not a number. */
gboolean nn_op_check_finite (float value, const char *name, GError **error);

G_END_DECLS
