// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/exponential.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Functions of one number. */

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  if (!nn_op_infer_same (node, inputs, error) ||
      !nn_op_check_finite (node->attributes.function.alpha, "alpha", error) ||
      !nn_op_check_finite (node->attributes.function.beta, "beta", error))
    return FALSE;
  if ((guint) node->attributes.function.kind < NN_N_FUNCTIONS)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("There is no such function."));
  return FALSE;
}

/* erf to within 3e-7: up to 1 its Taylor series, past it Abramowitz and Stegun 7.1.26. */
G_ALWAYS_INLINE static inline float
error_function (float x)
{
  float size = fabsf (x), square = x * x, t = 1 / (1 + 0.3275911f * size), inner, outer;

  inner = 1.0f / 9360 + square * (-1.0f / 75600 + square * (1.0f / 685440));
  inner = -1.0f / 42 + square * (1.0f / 216 + square * (-1.0f / 1320 + square * inner));
  inner = x * 1.12837917f * (1 + square * (-1.0f / 3 + square * (0.1f + square * inner)));
  outer = -1.453152027f + t * 1.061405429f;
  outer = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * outer)));
  outer = 1 - outer * nn_exponential (-square);
  return size < 1 ? inner : copysignf (outer, x);
}

/* The density of the normal distribution without its 1 / sqrt (2 pi). */
G_ALWAYS_INLINE static inline float
bell (float x)
{
  return nn_exponential (-0.5f * x * x);
}

G_ALWAYS_INLINE static inline float
logistic (float x)
{
  return 1 / (1 + nn_exponential (-x));
}

G_ALWAYS_INLINE static inline float
softplus (float x)
{
  return (x > 0 ? x : 0) + log1pf (expf (-fabsf (x)));
}

/* sqrt (2 / pi) (x + 0.044715 x^3), and tanh of it. */
G_ALWAYS_INLINE static inline float
gelu_tanh (float x)
{
  float y = 0.797884561f * (x + 0.044715f * x * x * x);

  return 1 - 2 / (1 + nn_exponential (2 * y));
}

/* exp (x) - 1 below 0. */
G_ALWAYS_INLINE static inline float
below_zero (float x)
{
  return x > 0 ? 0 : expm1f (x);
}

/* The nearest number that a float with fewer bits of fraction holds, halves to the even one. */
G_ALWAYS_INLINE static inline float
cut_bits (float x, int n_bits)
{
  union
  {
    float number;
    guint32 bits;
  } cut = { x };
  guint32 half = 1u << (n_bits - 1), even = cut.bits >> n_bits & 1;

  cut.bits = (cut.bits + half - 1 + even) & ~((1u << n_bits) - 1);
  return cut.number;
}

/* Below 2^-14 the steps of a float16 stay the same. */
G_ALWAYS_INLINE static inline float
to_half (float x)
{
  float size = fabsf (x), cut = cut_bits (x, 13);

  if (size < 0x1p-14f)
    return rintf (x * 0x1p24f) * 0x1p-24f;
  return fabsf (cut) > 65504 ? copysignf (INFINITY, x) : cut;
}

#define ALPHA (function->alpha)
#define BETA  (function->beta)
typedef struct
{
  float alpha, beta;
} Function;

/* For each function y = f (x), and its slope in terms of x and y. */
#define DEFINE_FUNCTION(name, value, slope)                                                        \
  BASE_MULTIVERSION static void forward_##name (const Function *restrict function G_GNUC_UNUSED,   \
                                                gsize n, const float *input, float *output)        \
  {                                                                                                \
    _Pragma ("GCC ivdep") /* they may be the same */                                               \
        for (gsize i = 0; i < n; i++)                                                              \
    {                                                                                              \
      float x = input[i];                                                                          \
      output[i] = (value);                                                                         \
    }                                                                                              \
  }                                                                                                \
  BASE_MULTIVERSION static void backward_##name (                                                  \
      const Function *restrict function G_GNUC_UNUSED, gsize n, const float *restrict input,       \
      const float *restrict output, const float *restrict dy, float *restrict dx)                  \
  {                                                                                                \
    for (gsize i = 0; i < n; i++)                                                                  \
      {                                                                                            \
        float x G_GNUC_UNUSED = input[i], y G_GNUC_UNUSED = output[i];                             \
        dx[i] += dy[i] * (slope);                                                                  \
      }                                                                                            \
  }

DEFINE_FUNCTION (abs, fabsf (x), x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f)
DEFINE_FUNCTION (acos, acosf (x), -1 / sqrtf (1 - x * x))
DEFINE_FUNCTION (acosh, acoshf (x), 1 / sqrtf (x * x - 1))
DEFINE_FUNCTION (asin, asinf (x), 1 / sqrtf (1 - x * x))
DEFINE_FUNCTION (asinh, asinhf (x), 1 / sqrtf (x * x + 1))
DEFINE_FUNCTION (atan, atanf (x), 1 / (1 + x * x))
DEFINE_FUNCTION (atanh, atanhf (x), 1 / (1 - x * x))
DEFINE_FUNCTION (bfloat, cut_bits (x, 16), 1)
DEFINE_FUNCTION (ceil, ceilf (x), 0)
DEFINE_FUNCTION (celu, x > 0 ? x : ALPHA * expm1f (x / ALPHA), x > 0 ? 1 : expf (x / ALPHA))
DEFINE_FUNCTION (cos, cosf (x), -sinf (x))
DEFINE_FUNCTION (cosh, coshf (x), sinhf (x))
DEFINE_FUNCTION (elu, x > 0 ? x : ALPHA * below_zero (x), x > 0 ? 1 : y + ALPHA)
DEFINE_FUNCTION (erf, error_function (x), 1.12837917f * nn_exponential (-x * x))
DEFINE_FUNCTION (exp, expf (x), y)
DEFINE_FUNCTION (floor, floorf (x), 0)
DEFINE_FUNCTION (gelu,
                 0.5f * x * (1 + error_function (0.707106781f * x)),
                 0.5f * (1 + error_function (0.707106781f * x)) + 0.39894228f * x * bell (x))
DEFINE_FUNCTION (gelu_tanh,
                 0.5f * x * (1 + gelu_tanh (x)),
                 0.5f * (1 + gelu_tanh (x)) + 0.5f * x * (1 - gelu_tanh (x) * gelu_tanh (x)) *
                                                  0.797884561f * (1 + 0.134145f * x * x))
DEFINE_FUNCTION (half, to_half (x), 1)
DEFINE_FUNCTION (log, logf (x), 1 / x)
DEFINE_FUNCTION (mish,
                 x *tanhf (softplus (x)),
                 tanhf (softplus (x)) +
                     x * (1 - tanhf (softplus (x)) * tanhf (softplus (x))) * logistic (x))
DEFINE_FUNCTION (not, x == 0 ? 1.0f : 0.0f, 0)
DEFINE_FUNCTION (reciprocal, 1 / x, -y *y)
DEFINE_FUNCTION (round, rintf (x), 0)
DEFINE_FUNCTION (selu,
                 x > 0 ? BETA * x : BETA * ALPHA * below_zero (x),
                 x > 0 ? BETA : y + BETA * ALPHA)
DEFINE_FUNCTION (shrink,
                 x<-ALPHA ? x + BETA : x> ALPHA ? x - BETA : 0,
                 x<-ALPHA || x> ALPHA ? 1 : 0)
DEFINE_FUNCTION (sign, x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f, 0)
DEFINE_FUNCTION (sin, sinf (x), cosf (x))
DEFINE_FUNCTION (sinh, sinhf (x), coshf (x))
DEFINE_FUNCTION (softplus, softplus (x), logistic (x))
DEFINE_FUNCTION (softsign, x / (1 + fabsf (x)), 1 / ((1 + fabsf (x)) * (1 + fabsf (x))))
DEFINE_FUNCTION (sqrt, sqrtf (x), y > 0 ? 0.5f / y : 0.0f)
DEFINE_FUNCTION (square, x *x, 2 * x)
DEFINE_FUNCTION (swish,
                 x *logistic (ALPHA *x),
                 logistic (ALPHA *x) +
                     ALPHA * x * logistic (ALPHA * x) * (1 - logistic (ALPHA * x)))
DEFINE_FUNCTION (tan, tanf (x), 1 + y * y)
DEFINE_FUNCTION (thresholded_relu, x > ALPHA ? x : 0, x > ALPHA ? 1 : 0)
DEFINE_FUNCTION (trunc, truncf (x), 0)

#define ENTRY(kind, name) [NN_FUNCTION_##kind] = { forward_##name, backward_##name }
static const struct
{
  void (*forward) (const Function *restrict function, gsize n, const float *x, float *y);
  void (*backward) (const Function *restrict function,
                    gsize n,
                    const float *restrict x,
                    const float *restrict y,
                    const float *restrict dy,
                    float *restrict dx);
} functions[] = {
  ENTRY (ABS, abs),
  ENTRY (BFLOAT, bfloat),
  ENTRY (HALF, half),
  ENTRY (ACOS, acos),
  ENTRY (ACOSH, acosh),
  ENTRY (ASIN, asin),
  ENTRY (ASINH, asinh),
  ENTRY (ATAN, atan),
  ENTRY (ATANH, atanh),
  ENTRY (CEIL, ceil),
  ENTRY (CELU, celu),
  ENTRY (COS, cos),
  ENTRY (COSH, cosh),
  ENTRY (ELU, elu),
  ENTRY (ERF, erf),
  ENTRY (EXP, exp),
  ENTRY (FLOOR, floor),
  ENTRY (GELU, gelu),
  ENTRY (GELU_TANH, gelu_tanh),
  ENTRY (LOG, log),
  ENTRY (MISH, mish),
  ENTRY (NOT, not ),
  ENTRY (RECIPROCAL, reciprocal),
  ENTRY (ROUND, round),
  ENTRY (SELU, selu),
  ENTRY (SHRINK, shrink),
  ENTRY (SIGN, sign),
  ENTRY (SIN, sin),
  ENTRY (SINH, sinh),
  ENTRY (SOFTPLUS, softplus),
  ENTRY (SOFTSIGN, softsign),
  ENTRY (SQRT, sqrt),
  ENTRY (SQUARE, square),
  ENTRY (SWISH, swish),
  ENTRY (TAN, tan),
  ENTRY (THRESHOLDED_RELU, thresholded_relu),
  ENTRY (TRUNC, trunc),
};

static void
forward (const NnNode *node, NnOpContext *context)
{
  Function function = { node->attributes.function.alpha, node->attributes.function.beta };

  functions[node->attributes.function.kind].forward (&function,
                                                     context->batch * nn_shape_size (&node->output),
                                                     context->inputs[0], context->output);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Function function = { node->attributes.function.alpha, node->attributes.function.beta };

  if (context->input_gradients[0] != NULL)
    functions[node->attributes.function.kind].backward (
        &function, context->batch * nn_shape_size (&node->output), context->inputs[0],
        context->output, context->output_gradient, context->input_gradients[0]);
}

const NnOp nn_op_function = {
  .name = "Function",
  .in_place = TRUE,
  .infer_shape = infer_shape,
  .forward = forward,
  .backward = backward,
};
