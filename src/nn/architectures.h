// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* The paper's LeNet, for 28 x 28 grey pictures with values 0 .. 1 (255 / 256): conv 20 5x5, max
 * pool 2, conv 50 5x5, max pool 2, fully connected 500 + ReLU, fully connected n_classes, softmax.
 * Weights drawn as Caffe's "xavier" filler, uniform within +- sqrt (3 / fan in) (Glorot and Bengio
 * 2010, with the fan-in form), biases 0. */
NnGraph *nn_lenet_new (int n_classes, guint64 seed);

G_END_DECLS
