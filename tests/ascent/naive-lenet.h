// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/perturb.h"
#include "formats/network.h"

G_BEGIN_DECLS

/* The LeNet of weights/ once more, forward and backward in double precision with plain loops that
 * follow the definitions; takes nothing from the room that it tests but its settings. Pictures
 * are 28 x 28 grey levels. */
#define LENET_PIXELS  784
#define LENET_CLASSES 10

typedef struct
{
  FmtNetwork *file;
  AscNetwork *network; /* the same, for the functions that are tested */
  double scale;        /* input = grey level * scale */
  const float *weights[4], *biases[4];
  double conv1[20][24][24], pool1[20][12][12], conv2[50][8][8], pool2[50][4][4];
  double hidden[500], scores[LENET_CLASSES];
} NaiveLenet;

NaiveLenet *naive_lenet_new (void);
void naive_lenet_free (NaiveLenet *lenet);

/* Fills `scores`. */
void naive_lenet_forward (NaiveLenet *lenet, const double *picture);

/* After it: d objective / d grey level from d objective / d score. */
void naive_lenet_backward (NaiveLenet *lenet, const double *score_gradient, double *gradient);

/* Of the last forward pass. */
int naive_lenet_label (const NaiveLenet *lenet);
void naive_lenet_softmax (const NaiveLenet *lenet, double *confidences);

/* Whether whole grey levels are named `target`, or with ASC_ANY_OTHER anything but `label`. */
gboolean naive_lenet_succeeds (NaiveLenet *lenet, const guint8 *levels, int target, int label);

/* Pixels in 0 .. 1. */
double naive_distortion (const guint8 *before, const guint8 *after);

/* Digits as a child paints them, on a background with some noise: so that no two windows of the
 * network are alike and which one is the maximum does not hang on the order of sums. */
enum
{
  DRAWN_ONE,
  DRAWN_ZERO,
  DRAWN_SEVEN,
  N_DRAWN,
};
void draw_digit (int which, guint8 *levels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NaiveLenet, naive_lenet_free)

G_END_DECLS
