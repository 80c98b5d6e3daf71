// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/network.h"
#include "ascent/rules.h"

/* Gradient ascent in double precision and plain loops, on a network small enough for gradients by
 * finite differences. */

#define NAIVE_CHANNELS 3
#define NAIVE_HEIGHT   5
#define NAIVE_WIDTH    6
#define NAIVE_PIXELS   (NAIVE_HEIGHT * NAIVE_WIDTH)
#define NAIVE_SIZE     (NAIVE_CHANNELS * NAIVE_PIXELS)
#define NAIVE_MAPS     2
#define NAIVE_CLASSES  4

/* A convolution called "maps", a linear layer called "scores", a softmax called "prob". Mean and
 * scale differ from element to element, and some means are close to black or white. */
typedef struct
{
  NnGraph *graph;
  AscNetwork *network;
  double kernels[NAIVE_MAPS][NAIVE_CHANNELS][3][3];
  double weights[NAIVE_CLASSES][NAIVE_MAPS][NAIVE_PIXELS];
  double bias[NAIVE_CLASSES];
} NaiveNetwork;

NaiveNetwork *naive_network_new (void);
void naive_network_free (NaiveNetwork *network);

typedef struct
{
  double maps[NAIVE_MAPS][NAIVE_PIXELS];
  double scores[NAIVE_CLASSES];
  double confidences[NAIVE_CLASSES];
} NaiveAnswer;

void naive_answer (const NaiveNetwork *network, const double *picture, NaiveAnswer *answer);

/* What the rules want to be large, for a class or unit. */
double naive_objective (const NaiveNetwork *network,
                        const AscRules *rules,
                        guint unit,
                        const double *picture);

void naive_start (const NaiveNetwork *network,
                  const AscRules *rules,
                  guint64 seed,
                  guint unit,
                  double *picture);

/* The picture of the next iteration. */
void naive_step (const NaiveNetwork *network,
                 const AscRules *rules,
                 guint unit,
                 guint iteration,
                 const double *picture,
                 double *next);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NaiveNetwork, naive_network_free)
