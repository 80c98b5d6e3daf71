// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/op.h"

G_BEGIN_DECLS

/* The table of operators. */
extern const NnOp nn_op_input; /* the graph's input; has neither forward nor backward */
extern const NnOp nn_op_conv;
extern const NnOp nn_op_max_pool;
extern const NnOp nn_op_linear;
extern const NnOp nn_op_relu;
extern const NnOp nn_op_flatten;
extern const NnOp nn_op_softmax;
extern const NnOp nn_op_concat;
extern const NnOp nn_op_sum;

G_END_DECLS
