// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn-kernels.h"

#include "base/multiversion.h"
#include "evolve/hsv.h"

#include <math.h>

/* Adding and subtracting it rounds a float of magnitude below 2^22 to a whole number. */
#define ROUNDER 0x1.8p23f

/* pi in three parts. The first two have so few bits that their products with whole numbers of up
 * to 16 bits are exact: sines of up to 200 000 lose nothing in the reduction. */
#define PI_HIGH   0x1.92p+1f
#define PI_MIDDLE 0x1.fcp-11f
#define PI_LOW    -0x1.5777a6p-20f

/* ln 2 in two parts, the first of 12 bits. */
#define LN2_HIGH 0x1.62ep-1f
#define LN2_LOW  0x1.0bfbe8p-15f

#define ONE_OVER_PI 0.318309886f
#define LOG2_E      1.44269504f

/* Beyond this, e^t leaves the normal floats. */
#define EXP_LIMIT 87.0f

typedef union
{
  float number;
  guint32 bits;
} FloatBits;

#define ALIGNED(pointer) __builtin_assume_aligned ((pointer), EVO_KERNEL_ALIGNMENT)

G_ALWAYS_INLINE static inline float
clamp (float value, float low, float high)
{
  value = value < low ? low : value;
  return value > high ? high : value;
}

/* sin p = (-1)^k sin (p - k pi), and a polynomial of degree 9 that interpolates the sine at
 * Chebyshev's points of -pi/2 .. pi/2. */
G_ALWAYS_INLINE static inline float
sine (float p)
{
  FloatBits shifted = { .number = p * ONE_OVER_PI + ROUNDER };
  FloatBits result;
  float k = shifted.number - ROUNDER;
  float r = ((p - k * PI_HIGH) - k * PI_MIDDLE) - k * PI_LOW;
  float s;

  r = clamp (r, -1.58f, 1.58f);
  s = r * r;
  result.number =
      r +
      r * s * (-0.166666567f + s * (0.00833303295f + s * (-0.000198077309f + s * 2.60215893e-06f)));
  /* The last bit of the shifted number is k's parity. */
  result.bits ^= shifted.bits << 31;
  return result.number;
}

/* cos p = (-1)^k cos (p - k pi), and Taylor's polynomial of degree 12, off by 7e-9 at the ends. */
G_ALWAYS_INLINE static inline float
cosine (float p)
{
  FloatBits shifted = { .number = p * ONE_OVER_PI + ROUNDER };
  FloatBits result;
  float k = shifted.number - ROUNDER;
  float r = ((p - k * PI_HIGH) - k * PI_MIDDLE) - k * PI_LOW;
  float s, series;

  r = clamp (r, -1.58f, 1.58f);
  s = r * r;
  series = -2.75573192e-07f + s * 2.08767570e-09f;
  series = -0.00138888889f + s * (2.48015873e-05f + s * series);
  result.number = 1.0f + s * (-0.5f + s * (0.0416666667f + s * series));
  result.bits ^= shifted.bits << 31;
  return result.number;
}

/* e^t = 2^k e^(t - k ln 2), and a polynomial of degree 6 on -ln 2 / 2 .. ln 2 / 2. */
G_ALWAYS_INLINE static inline float
exponential (float t)
{
  FloatBits power;
  float k, f, series;

  t = clamp (t, -EXP_LIMIT, EXP_LIMIT);
  k = (t * LOG2_E + ROUNDER) - ROUNDER;
  f = (t - k * LN2_HIGH) - k * LN2_LOW;
  series = 0.00837520976f + f * 0.00139412133f;
  series = 0.166664138f + f * (0.0416663513f + f * series);
  series = 1.0f + f * (1.0f + f * (0.5f + f * series));
  power.bits = (guint32) ((gint32) k + 127) << 23;
  return series * power.number;
}

BASE_MULTIVERSION void
evo_kernel_fill (float *sum, float constant, gsize n)
{
  float *restrict out = ALIGNED (sum);

  for (gsize i = 0; i < n; i++)
    out[i] = constant;
}

BASE_MULTIVERSION void
evo_kernel_add (float *sum, float weight, const float *values, gsize n)
{
  float *restrict out = ALIGNED (sum);
  const float *restrict in = ALIGNED (values);

  for (gsize i = 0; i < n; i++)
    out[i] += weight * in[i];
}

BASE_MULTIVERSION void
evo_kernel_add_two (float *sum,
                    float weight_0,
                    const float *values_0,
                    float weight_1,
                    const float *values_1,
                    gsize n)
{
  float *restrict out = ALIGNED (sum);
  const float *restrict in_0 = ALIGNED (values_0);
  const float *restrict in_1 = ALIGNED (values_1);

  for (gsize i = 0; i < n; i++)
    out[i] = (out[i] + weight_0 * in_0[i]) + weight_1 * in_1[i];
}

BASE_MULTIVERSION static void
activate_sine (float *values, gsize n)
{
  float *restrict p = ALIGNED (values);

  for (gsize i = 0; i < n; i++)
    p[i] = sine (p[i]);
}

BASE_MULTIVERSION static void
activate_sigmoid (float *values, gsize n)
{
  float *restrict p = ALIGNED (values);

  for (gsize i = 0; i < n; i++)
    p[i] = 2.0f / (1.0f + exponential (-p[i])) - 1.0f;
}

BASE_MULTIVERSION static void
activate_gaussian (float *values, gsize n)
{
  float *restrict p = ALIGNED (values);

  for (gsize i = 0; i < n; i++)
    p[i] = exponential (-(p[i] * p[i]));
}

BASE_MULTIVERSION static void
activate_linear (float *values, gsize n)
{
  float *restrict p = ALIGNED (values);

  for (gsize i = 0; i < n; i++)
    p[i] = clamp (p[i], -3.0f, 3.0f) / 3.0f;
}

void
evo_kernel_activate (EvoActivation activation, float *values, gsize n)
{
  switch (activation)
    {
    case EVO_ACTIVATION_SINE:
      activate_sine (values, n);
      break;
    case EVO_ACTIVATION_SIGMOID:
      activate_sigmoid (values, n);
      break;
    case EVO_ACTIVATION_GAUSSIAN:
      activate_gaussian (values, n);
      break;
    case EVO_ACTIVATION_LINEAR:
      activate_linear (values, n);
      break;
    case EVO_N_ACTIVATIONS:
    default:
      g_return_if_reached ();
    }
}

BASE_MULTIVERSION static void
slope_sine (float *values, float *slopes, gsize n)
{
  float *restrict p = ALIGNED (values);
  float *restrict slope = ALIGNED (slopes);

  for (gsize i = 0; i < n; i++)
    {
      slope[i] = cosine (p[i]);
      p[i] = sine (p[i]);
    }
}

BASE_MULTIVERSION static void
slope_sigmoid (float *values, float *slopes, gsize n)
{
  float *restrict p = ALIGNED (values);
  float *restrict slope = ALIGNED (slopes);

  for (gsize i = 0; i < n; i++)
    {
      float share = 1.0f / (1.0f + exponential (-p[i]));

      slope[i] = 2.0f * share * (1.0f - share);
      p[i] = 2.0f * share - 1.0f;
    }
}

BASE_MULTIVERSION static void
slope_gaussian (float *values, float *slopes, gsize n)
{
  float *restrict p = ALIGNED (values);
  float *restrict slope = ALIGNED (slopes);

  for (gsize i = 0; i < n; i++)
    {
      float height = exponential (-(p[i] * p[i]));

      slope[i] = -2.0f * p[i] * height;
      p[i] = height;
    }
}

BASE_MULTIVERSION static void
slope_linear (float *values, float *slopes, gsize n)
{
  float *restrict p = ALIGNED (values);
  float *restrict slope = ALIGNED (slopes);

  for (gsize i = 0; i < n; i++)
    {
      slope[i] = fabsf (p[i]) < 3.0f ? 1.0f / 3.0f : 0.0f;
      p[i] = clamp (p[i], -3.0f, 3.0f) / 3.0f;
    }
}

void
evo_kernel_activate_with_slopes (EvoActivation activation, float *values, float *slopes, gsize n)
{
  switch (activation)
    {
    case EVO_ACTIVATION_SINE:
      slope_sine (values, slopes, n);
      break;
    case EVO_ACTIVATION_SIGMOID:
      slope_sigmoid (values, slopes, n);
      break;
    case EVO_ACTIVATION_GAUSSIAN:
      slope_gaussian (values, slopes, n);
      break;
    case EVO_ACTIVATION_LINEAR:
      slope_linear (values, slopes, n);
      break;
    case EVO_N_ACTIVATIONS:
    default:
      g_return_if_reached ();
    }
}

BASE_MULTIVERSION void
evo_kernel_multiply (float *values, const float *factors, gsize n)
{
  float *restrict out = ALIGNED (values);
  const float *restrict in = ALIGNED (factors);

  for (gsize i = 0; i < n; i++)
    out[i] *= in[i];
}

/* So many sums side by side: compilers may not change the order of one, but add up whole vectors.
 */
G_ALWAYS_INLINE static inline float
total (const float *sums)
{
  float sum = 0;

  for (gsize i = 0; i < EVO_KERNEL_STEP; i++)
    sum += sums[i];
  return sum;
}

BASE_MULTIVERSION float
evo_kernel_sum (const float *a, gsize n)
{
  const float *restrict in = ALIGNED (a);
  float sums[EVO_KERNEL_STEP] = { 0 };

  for (gsize i = 0; i < n; i += EVO_KERNEL_STEP)
    for (gsize k = 0; k < EVO_KERNEL_STEP; k++)
      sums[k] += in[i + k];
  return total (sums);
}

BASE_MULTIVERSION float
evo_kernel_dot (const float *a, const float *b, gsize n)
{
  const float *restrict in = ALIGNED (a);
  const float *restrict other = ALIGNED (b);
  float sums[EVO_KERNEL_STEP] = { 0 };

  for (gsize i = 0; i < n; i += EVO_KERNEL_STEP)
    for (gsize k = 0; k < EVO_KERNEL_STEP; k++)
      sums[k] += in[i + k] * other[i + k];
  return total (sums);
}

BASE_MULTIVERSION void
evo_kernel_root (float *values, gsize n)
{
  float *restrict v = ALIGNED (values);

  for (gsize i = 0; i < n; i++)
    v[i] = sqrtf (v[i]);
}

BASE_MULTIVERSION void
evo_kernel_to_level (const float *values, guint8 *bytes, gsize n)
{
  const float *restrict in = ALIGNED (values);
  guint8 *restrict out = ALIGNED (bytes);

  for (gsize i = 0; i < n; i++)
    out[i] = (guint8) (gint32) (fabsf (in[i]) * 255.0f);
}

BASE_MULTIVERSION void
evo_kernel_to_hue (const float *values, guint8 *bytes, gsize n)
{
  const float *restrict in = ALIGNED (values);
  guint8 *restrict out = ALIGNED (bytes);

  for (gsize i = 0; i < n; i++)
    out[i] = (guint8) ((gint32) (fabsf (in[i]) * EVO_HUE_TURN) & (EVO_HUE_TURN - 1));
}
