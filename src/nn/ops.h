// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/op.h"

G_BEGIN_DECLS

/* The table of operators. */
extern const NnOp nn_op_input; /* the graph's input; has neither forward nor backward */
extern const NnOp nn_op_conv;
extern const NnOp nn_op_max_pool;
extern const NnOp nn_op_average_pool;
extern const NnOp nn_op_global_average_pool;
extern const NnOp nn_op_lrn;
extern const NnOp nn_op_linear;
extern const NnOp nn_op_relu;
extern const NnOp nn_op_sigmoid;
extern const NnOp nn_op_tanh;
extern const NnOp nn_op_leaky_relu;
extern const NnOp nn_op_prelu; /* parameter: slopes */
extern const NnOp nn_op_clip;
extern const NnOp nn_op_hard_sigmoid;
extern const NnOp nn_op_hard_swish;
extern const NnOp nn_op_scale_shift; /* parameters: scale, then shift unless it is absent */
extern const NnOp nn_op_batch_norm;  /* parameters: scale, shift, mean, variance */
extern const NnOp nn_op_flatten;
extern const NnOp nn_op_reshape;
extern const NnOp nn_op_transpose;
extern const NnOp nn_op_pad;
extern const NnOp nn_op_slice;
extern const NnOp nn_op_softmax;
extern const NnOp nn_op_concat;
extern const NnOp nn_op_sum; /* of one or more inputs */
extern const NnOp nn_op_mul;

/* Of values of any shape, with broadcasting. */
extern const NnOp nn_op_constant; /* parameter: the numbers */
extern const NnOp nn_op_function;
extern const NnOp nn_op_binary;
extern const NnOp nn_op_where;
extern const NnOp nn_op_reduce;
extern const NnOp nn_op_arg_max;
extern const NnOp nn_op_top_k;
extern const NnOp nn_op_softmax_along;
extern const NnOp nn_op_log_softmax_along;
extern const NnOp nn_op_concat_along;
extern const NnOp nn_op_resample; /* parameters: indices, then weights unless they are absent */
extern const NnOp nn_op_mat_mul;
extern const NnOp nn_op_row_linear; /* parameters: weights, then bias unless it is absent */
extern const NnOp nn_op_normalize;  /* parameters: scale and shift unless they are absent */
extern const NnOp nn_op_conv_transpose;
extern const NnOp nn_op_quantize; /* parameters: scale, zero point */
extern const NnOp nn_op_grid_sample;

G_END_DECLS
