// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/broadcast.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Two values, number by number. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_check_counts (node, 2, 0, 0, error))
    return FALSE;
  if ((guint) node->attributes.binary.kind >= NN_N_BINARIES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("There is no such function."));
      return FALSE;
    }
  return nn_broadcast_shapes (inputs, 2, &node->output, error);
}

/* What one function is: its value, and its slope in a and in b. */
G_ALWAYS_INLINE static inline float
value_of (NnBinary kind, float a, float b)
{
  switch (kind)
    {
    case NN_BINARY_ADD:
      return a + b;
    case NN_BINARY_SUB:
      return a - b;
    case NN_BINARY_MUL:
      return a * b;
    case NN_BINARY_DIV:
      return a / b;
    case NN_BINARY_MIN:
      return a < b ? a : b;
    case NN_BINARY_MAX:
      return a > b ? a : b;
    case NN_BINARY_POW:
      return powf (a, b);
    case NN_BINARY_PRELU:
      return a > 0 ? a : a * b;
    case NN_BINARY_MOD:
      {
        float rest = fmodf (a, b);

        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
      }
    case NN_BINARY_FMOD:
      return fmodf (a, b);
    case NN_BINARY_QUOTIENT:
      return truncf (a / b);
    case NN_BINARY_EQUAL:
      return a == b;
    case NN_BINARY_LESS:
      return a < b;
    case NN_BINARY_LESS_OR_EQUAL:
      return a <= b;
    case NN_BINARY_AND:
      return a != 0 && b != 0;
    case NN_BINARY_OR:
      return a != 0 || b != 0;
    case NN_BINARY_XOR:
      return (a != 0) != (b != 0);
    default:
      return 0;
    }
}

G_ALWAYS_INLINE static inline float
slope_in_a (NnBinary kind, float a, float b)
{
  switch (kind)
    {
    case NN_BINARY_ADD:
    case NN_BINARY_SUB:
    case NN_BINARY_MOD:
    case NN_BINARY_FMOD:
      return 1;
    case NN_BINARY_MUL:
      return b;
    case NN_BINARY_DIV:
      return 1 / b;
    case NN_BINARY_MIN:
      return a < b;
    case NN_BINARY_MAX:
      return a > b;
    case NN_BINARY_POW:
      return b == 0 ? 0 : b * powf (a, b - 1);
    case NN_BINARY_PRELU:
      return a > 0 ? 1 : b;
    default:
      return 0;
    }
}

/* Where both are the same the second is taken, so it has the slope. */
G_ALWAYS_INLINE static inline float
slope_in_b (NnBinary kind, float a, float b)
{
  switch (kind)
    {
    case NN_BINARY_ADD:
      return 1;
    case NN_BINARY_SUB:
      return -1;
    case NN_BINARY_MUL:
      return a;
    case NN_BINARY_DIV:
      return -a / (b * b);
    case NN_BINARY_MIN:
      return !(a < b);
    case NN_BINARY_MAX:
      return !(a > b);
    case NN_BINARY_POW:
      return a > 0 ? powf (a, b) * logf (a) : 0;
    case NN_BINARY_PRELU:
      return a > 0 ? 0 : a;
    case NN_BINARY_MOD:
      return -floorf (a / b);
    case NN_BINARY_FMOD:
      return -truncf (a / b);
    default:
      return 0;
    }
}

/* A row, where either input goes on or is one number; and what it adds to the gradients. Where an
 * input is one number its shares are summed up. */
#define DEFINE_ROWS(kind)                                                                          \
  BASE_MULTIVERSION static void forward_##kind (gsize n, gsize step_a, gsize step_b,               \
                                                const float *a, const float *b, float *y)          \
  {                                                                                                \
    float number = step_a == 0 ? *a : *b;                                                          \
                                                                                                   \
    if (step_a != 0 && step_b != 0)                                                                \
      for (gsize i = 0; i < n; i++)                                                                \
        y[i] = value_of (kind, a[i], b[i]);                                                        \
    else if (step_a != 0)                                                                          \
      for (gsize i = 0; i < n; i++)                                                                \
        y[i] = value_of (kind, a[i], number);                                                      \
    else if (step_b != 0)                                                                          \
      for (gsize i = 0; i < n; i++)                                                                \
        y[i] = value_of (kind, number, b[i]);                                                      \
    else                                                                                           \
      for (gsize i = 0; i < n; i++)                                                                \
        y[i] = value_of (kind, *a, *b);                                                            \
  }                                                                                                \
  BASE_MULTIVERSION static void backward_a_##kind (                                                \
      gsize n, gsize step_a, gsize step_b, const float *restrict a, const float *restrict b,       \
      const float *restrict dy, float *restrict da)                                                \
  {                                                                                                \
    double sum = 0;                                                                                \
                                                                                                   \
    if (step_a != 0 && step_b != 0)                                                                \
      for (gsize i = 0; i < n; i++)                                                                \
        da[i] += dy[i] * slope_in_a (kind, a[i], b[i]);                                            \
    else if (step_a != 0)                                                                          \
      for (gsize i = 0; i < n; i++)                                                                \
        da[i] += dy[i] * slope_in_a (kind, a[i], *b);                                              \
    else                                                                                           \
      for (gsize i = 0; i < n; i++)                                                                \
        sum += (double) (dy[i] * slope_in_a (kind, *a, b[i * step_b]));                            \
    if (step_a == 0)                                                                               \
      *da += (float) sum;                                                                          \
  }                                                                                                \
  BASE_MULTIVERSION static void backward_b_##kind (                                                \
      gsize n, gsize step_a, gsize step_b, const float *restrict a, const float *restrict b,       \
      const float *restrict dy, float *restrict db)                                                \
  {                                                                                                \
    double sum = 0;                                                                                \
                                                                                                   \
    if (step_a != 0 && step_b != 0)                                                                \
      for (gsize i = 0; i < n; i++)                                                                \
        db[i] += dy[i] * slope_in_b (kind, a[i], b[i]);                                            \
    else if (step_b != 0)                                                                          \
      for (gsize i = 0; i < n; i++)                                                                \
        db[i] += dy[i] * slope_in_b (kind, *a, b[i]);                                              \
    else                                                                                           \
      for (gsize i = 0; i < n; i++)                                                                \
        sum += (double) (dy[i] * slope_in_b (kind, a[i * step_a], *b));                            \
    if (step_b == 0)                                                                               \
      *db += (float) sum;                                                                          \
  }

DEFINE_ROWS (NN_BINARY_ADD)
DEFINE_ROWS (NN_BINARY_SUB)
DEFINE_ROWS (NN_BINARY_MUL)
DEFINE_ROWS (NN_BINARY_DIV)
DEFINE_ROWS (NN_BINARY_MIN)
DEFINE_ROWS (NN_BINARY_MAX)
DEFINE_ROWS (NN_BINARY_POW)
DEFINE_ROWS (NN_BINARY_PRELU)
DEFINE_ROWS (NN_BINARY_MOD)
DEFINE_ROWS (NN_BINARY_FMOD)
DEFINE_ROWS (NN_BINARY_QUOTIENT)
DEFINE_ROWS (NN_BINARY_EQUAL)
DEFINE_ROWS (NN_BINARY_LESS)
DEFINE_ROWS (NN_BINARY_LESS_OR_EQUAL)
DEFINE_ROWS (NN_BINARY_AND)
DEFINE_ROWS (NN_BINARY_OR)
DEFINE_ROWS (NN_BINARY_XOR)

typedef void (
    *ForwardFunc) (gsize n, gsize step_a, gsize step_b, const float *a, const float *b, float *y);
typedef void (*BackwardFunc) (gsize n,
                              gsize step_a,
                              gsize step_b,
                              const float *restrict a,
                              const float *restrict b,
                              const float *restrict dy,
                              float *restrict gradient);

#define ENTRY(kind) [kind] = { forward_##kind, backward_a_##kind, backward_b_##kind }
static const struct
{
  ForwardFunc forward;
  BackwardFunc backward_a, backward_b;
} rows[] = {
  ENTRY (NN_BINARY_ADD),  ENTRY (NN_BINARY_SUB),           ENTRY (NN_BINARY_MUL),
  ENTRY (NN_BINARY_DIV),  ENTRY (NN_BINARY_MIN),           ENTRY (NN_BINARY_MAX),
  ENTRY (NN_BINARY_POW),  ENTRY (NN_BINARY_PRELU),         ENTRY (NN_BINARY_MOD),
  ENTRY (NN_BINARY_FMOD), ENTRY (NN_BINARY_QUOTIENT),      ENTRY (NN_BINARY_EQUAL),
  ENTRY (NN_BINARY_LESS), ENTRY (NN_BINARY_LESS_OR_EQUAL), ENTRY (NN_BINARY_AND),
  ENTRY (NN_BINARY_OR),   ENTRY (NN_BINARY_XOR),
};

typedef struct
{
  NnBinary kind;
  NnOpContext *context;
} Work;

static void
forward_row (gsize n, gsize to, const gsize *from, const gsize *steps, void *data)
{
  const Work *work = data;
  NnOpContext *context = work->context;

  rows[work->kind].forward (n, steps[0], steps[1], context->inputs[0] + from[0],
                            context->inputs[1] + from[1], context->output + to);
}

static void
backward_row (gsize n, gsize to, const gsize *from, const gsize *steps, void *data)
{
  const Work *work = data;
  NnOpContext *context = work->context;
  const float *a = context->inputs[0] + from[0], *b = context->inputs[1] + from[1];
  const float *dy = context->output_gradient + to;

  if (context->input_gradients[0] != NULL)
    rows[work->kind].backward_a (n, steps[0], steps[1], a, b, dy,
                                 context->input_gradients[0] + from[0]);
  if (context->input_gradients[1] != NULL)
    rows[work->kind].backward_b (n, steps[0], steps[1], a, b, dy,
                                 context->input_gradients[1] + from[1]);
}

static void
for_each_row (const NnNode *node, NnOpContext *context, NnBroadcastRow row)
{
  const NnShape *shapes[] = { nn_graph_shape (context->graph, node->inputs[0]),
                              nn_graph_shape (context->graph, node->inputs[1]) };
  Work work = { node->attributes.binary.kind, context };
  NnBroadcast plan;

  nn_broadcast_init (&plan, context->batch, &node->output, shapes, 2);
  nn_broadcast_for_each_row (&plan, row, &work);
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  for_each_row (node, context, forward_row);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  if (context->input_gradients[0] != NULL || context->input_gradients[1] != NULL)
    for_each_row (node, context, backward_row);
}

const NnOp nn_op_binary = {
  .name = "Binary",
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
