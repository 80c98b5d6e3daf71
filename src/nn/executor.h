// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* Runs a graph over a batch of fixed size. All memory is allocated when it is made, but for values
 * that somebody asks for. An executor belongs to one thread at a time; several executors share one
 * graph and its prepared weights. The same input gives the same bits, in any slot of a batch, on
 * any thread or number of threads, and in batches of any size but for three limits: fewer than 8
 * images of a small network, and fewer than 5 before a fully connected layer, go ways of their own
 * whose sums have another order. Between processors with other instructions (nn/cpu.h) the last
 * bits differ. */
typedef struct _NnExecutor NnExecutor;

typedef enum
{
  NN_FORWARD_ONLY = 0,
  NN_INPUT_GRADIENT = 1 << 0,
  NN_PARAMETER_GRADIENTS = 1 << 1,
} NnExecutorFlags;

/* How many images at once give the most images a second forward, 1 .. 64. It depends on nothing but
 * the graph, so that results do not depend on the machine. 16 of a small network, whose images go
 * side by side; 5 of a larger one, or 8 where they share many weights; more where large fully
 * connected layers read all their weights once for each batch: 32 for AlexNet. Whoever has to
 * answer sooner takes fewer. */
int nn_graph_recommended_batch (const NnGraph *graph);

/* Whether a pass over so many images takes so long that it pays to share it among threads
 * (nn_executor_set_pool): to wake them takes time, too. */
gboolean nn_graph_is_worth_sharing (const NnGraph *graph, int batch);

/* batch 1 .. 4096. Fails when the memory would pass NN_EXECUTOR_MAX_FLOATS. The graph must outlive
 * the executor. */
#define NN_EXECUTOR_MAX_FLOATS ((gsize) 2 << 30)
NnExecutor *nn_executor_new (const NnGraph *graph,
                             int batch,
                             NnExecutorFlags flags,
                             GError **error);
void nn_executor_free (NnExecutor *executor);

/* From now on the threads of `pool` share the work of each layer, for few images that are to be
 * done soon; the results stay the same to the bit. NULL: the calling thread alone, as after
 * nn_executor_new. The pool has to outlive the executor or be taken away from it, and may not be at
 * work otherwise during a pass, which may not be one of its tasks. Fails when there is no memory
 * for the threads' workspaces. */
gboolean nn_executor_set_pool (NnExecutor *executor, BasePool *pool, GError **error);

int nn_executor_batch (const NnExecutor *executor);

/* Where the caller writes the images: (batch, input shape). */
float *nn_executor_input (NnExecutor *executor);

/* Computes every value; returns the graph's output, (batch, output shape), valid until the next
 * call. */
const float *nn_executor_forward (NnExecutor *executor);

/* The same in pieces: leaves off after the node during which `interrupt`, which may be NULL,
 * becomes other than 0, and returns NULL. Called again it goes on there, with the same result; the
 * input has to stay as it is until then. */
const float *nn_executor_forward_until (NnExecutor *executor, const gint *interrupt);

/* Throws away a pass that was left off: the next one begins anew, with another input. */
void nn_executor_abandon (NnExecutor *executor);

/* A value of the last forward pass, (batch, shape). A forward-only executor reuses memory and
 * gives only the input and the output; NULL for others. */
const float *nn_executor_value (NnExecutor *executor, NnValue value);

/* Backward from `value`, whose gradient d loss / d value, (batch, shape), is given. Afterwards
 * nn_executor_input_gradient and nn_executor_parameter_gradient hold the gradients of this pass
 * alone. */
void nn_executor_backward (NnExecutor *executor, NnValue value, const float *gradient);

/* The same in pieces: leaves off after the layer during which `interrupt`, which may be NULL,
 * becomes other than 0, and returns FALSE; the gradients hold nothing of use then. Called again
 * with the same value and gradient it goes on there, with the same result. A forward pass, or
 * nn_executor_backward, throws away what was begun. */
gboolean nn_executor_backward_until (NnExecutor *executor,
                                     NnValue value,
                                     const float *gradient,
                                     const gint *interrupt);

/* (batch, input shape). Needs NN_INPUT_GRADIENT. */
const float *nn_executor_input_gradient (NnExecutor *executor);

/* The gradient of parameter `index` of a node, summed over the batch. Needs
 * NN_PARAMETER_GRADIENTS. */
const float *nn_executor_parameter_gradient (NnExecutor *executor, NnValue node, int index);

/* Mean cross-entropy -log p[label] over the rows of probabilities (batch, n_classes), and its
 * gradient with respect to the scores before the softmax, (p - onehot) * scale, into
 * score_gradients (batch, n_classes). Rows with label < 0 count nothing and get zeros. */
double nn_cross_entropy (const float *probabilities,
                         const int *labels,
                         int batch,
                         int n_classes,
                         float scale,
                         float *score_gradients);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NnExecutor, nn_executor_free)

G_END_DECLS
