// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* The paper's LeNet, for 28 x 28 grey pictures with values 0 .. 1 (255 / 256): conv 20 5x5, max
 * pool 2, conv 50 5x5, max pool 2, fully connected 500 + ReLU, fully connected n_classes, softmax.
 * Weights drawn as Caffe's "xavier" filler, uniform within +- sqrt (3 / fan in) (Glorot and Bengio
 * 2010, with the fan-in form), biases 0. */
NnGraph *nn_lenet_new (int n_classes, guint64 seed);

/* A small network for grey or colour pictures of side x side, 32 <= side <= 64, with values 0 .. 1:
 * the convolutions of the VGG-7 that work on small networks uses for CIFAR-10 (Li, Zhang and Liu
 * 2016, "Ternary weight networks", after Simonyan and Zisserman 2015) with a quarter of the
 * channels (32, 64, 128), batch normalisation and ReLU after each, the mean of each channel in
 * place of the fully connected layer. Weights uniform within +- sqrt (6 / fan in) (He et al. 2015).
 */
NnGraph *nn_vgg7_new (int channels, int side, int n_classes, guint64 seed);

/* The same with a pool after the first convolution and three times more: 32, 48, 48, 96, 96, 192 and
 * 192 channels. It sees more of the picture at once, and takes two thirds of the time. */
NnGraph *nn_vgg8_new (int channels, int side, int n_classes, guint64 seed);

/* What can be trained from scratch. */
typedef struct
{
  const char *id;            /* "lenet", as the command line calls it */
  const char *name;          /* "LeNet" */
  int least_side, most_side; /* pixels; pictures are square */
  int channels;              /* 1 or 3; 0 = either */
  NnGraph *(*make) (int channels, int side, int n_classes, guint64 seed);
} NnArchitecture;

/* All of them; static. */
const NnArchitecture *nn_architectures (guint *n);

/* By id; NULL = there is none. */
const NnArchitecture *nn_architecture_find (const char *id);

/* The ids, with commas between them. Caller frees. */
char *nn_architecture_ids (void);

G_END_DECLS
