// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* The naive twin of nn/executor.h: the same graph evaluated in double precision with plain loops
 * that follow the definitions. Slow, and shares no code with the operators. */
typedef struct
{
  const NnGraph *graph;
  int batch;
  double **values;      /* one a node, (batch, shape) */
  double ***parameters; /* of each node; copies, free to be changed */
} Naive;

Naive *naive_new (const NnGraph *graph, int batch);
void naive_free (Naive *naive);

/* Computes one value from its inputs, or every value behind values[0]. */
void naive_evaluate (Naive *naive, NnValue value);
void naive_forward (Naive *naive);

/* Floats of a value over the batch. */
gsize naive_size (const Naive *naive, NnValue value);

/* sum (seed * value): the loss of which seed is the gradient. */
double naive_loss (const Naive *naive, NnValue value, const float *seed);

/* d loss / d *where by central differences, *where being a number of the graph's input or of a
 * parameter; or, when only that node is to be evaluated, of one of its inputs. */
double naive_slope (Naive *naive,
                    double *where,
                    NnValue value,
                    gboolean only_that_node,
                    const float *seed);

/* Numbers for tests: standard normal, a tensor of them, and uniform in from .. to. */
void random_fill (BaseRandom *random, gsize n, float *numbers);
NnTensor *random_tensor (BaseRandom *random, int rank, const int *dims);
int random_between (BaseRandom *random, int from, int to);

/* Fails the test when the two differ by more than tolerance * (1 + |b|). */
void assert_near (double a, double b, double tolerance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Naive, naive_free)

G_END_DECLS
