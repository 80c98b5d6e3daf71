// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/shape.h"

G_BEGIN_DECLS

/* The shape that ONNX and Caffe mean by `target`, n numbers without the batch: 0 is the same as the
 * input's, -1, once, is what is left. FALSE when it does not come out. */
gboolean fmt_reshape_resolve (const NnShape *input,
                              const gint64 *target,
                              size_t n,
                              NnShape *result);

G_END_DECLS
