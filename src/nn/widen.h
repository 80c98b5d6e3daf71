// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* A copy of a network with n_more classes, >= 0, after those that it has, to be trained further:
 * for a network that ends in a fully connected layer or a convolution (groups 1) with an output for
 * each class, then a softmax or nothing, and between them only flattening, ReLU or pooling, as in
 * SqueezeNet. Old weights are kept; new ones are a tenth of the "xavier" of nn/architectures.h,
 * by the seed, so that the new classes begin as faint as they can without being dead behind a ReLU,
 * and new biases 0. The copy ends in a softmax in any case; what only gives that another shape is
 * left out. NULL with an error that names the layer that stands in the way. */
NnGraph *nn_graph_widen (const NnGraph *graph, int n_more, guint64 seed, GError **error);

G_END_DECLS
