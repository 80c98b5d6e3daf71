// SPDX-License-Identifier: GPL-3.0-or-later
/* What becomes of a sum (NnFinish). The kinds up to NN_FINISH_LAST_LIGHT are a few instructions and
 * part of what stores the sums; the others would be copied into each of its unrolled stores, and so
 * go over the tile or row once more, while it is in the first-level cache. */

/* e^x as nn/exponential.h has it, but with fused multiplications. */
INLINE Vector
exponential (Vector x)
{
  const Vector rounder = spread (0x1.8p23f);
  Vector shifted, k, r, series;

  x = smaller (spread (87), larger (spread (-87), x));
  shifted = x * spread (1.44269504f) + rounder;
  k = shifted - rounder;
  r = (x - k * spread (0x1.62ep-1f)) - k * spread (0x1.0bfbe8p-15f);
  series = spread (1.0f / 120) + r * (spread (1.0f / 720) + r * spread (1.0f / 5040));
  series = spread (1.0f / 6) + r * (spread (1.0f / 24) + r * series);
  series = spread (1) + r * (spread (1) + r * (spread (0.5f) + r * series));
  return series * (Vector) (((Mask) shifted + 127) << 23);
}

/* 1 / x for x in 1 .. 1e38; AVX-512 begins with 14 good bits, which one step of Newton's method
 * makes about 28, in half the time of its division. */
INLINE Vector
inverse (Vector x)
{
#if VECTOR == 16 && defined(__AVX512F__)
  Vector r = (Vector) _mm512_rcp14_ps ((__m512) x);

  return r + r * (spread (1) - x * r);
#else
  return spread (1) / x;
#endif
}

INLINE Vector
logistic (Vector x)
{
  return inverse (spread (1) + exponential (-x));
}

/* min (max (alpha x + beta, 0), 1) */
INLINE Vector
hard_logistic (Vector x, float alpha, float beta)
{
  return smaller (spread (1), larger (spread (0), x * spread (alpha) + spread (beta)));
}

INLINE Vector
clamp (Vector x, Vector low, Vector high)
{
  return smaller (larger (x, low), high);
}

INLINE Vector
leak (Vector x, Vector slope)
{
  return choose (x > spread (0), x, x * slope);
}

/* n sums in registers; decided once for all of them: a decision costs as much as a store. */
INLINE void
finish_vectors (Vector *x, const int n, const NnFinish *finish)
{
  if (finish == NULL)
    return;
  if (finish->kind == NN_FINISH_CLAMP)
    {
      Vector low = spread (finish->low), high = spread (finish->high);

#pragma GCC unroll 32
      for (int i = 0; i < n; i++)
        x[i] = clamp (x[i], low, high);
    }
  else if (finish->kind == NN_FINISH_LEAKY)
    {
      Vector slope = spread (finish->low);

#pragma GCC unroll 32
      for (int i = 0; i < n; i++)
        x[i] = leak (x[i], slope);
    }
}

INLINE Vector
finish_vector (Vector x, const NnFinish *finish)
{
  finish_vectors (&x, 1, finish);
  return x;
}

INLINE Lanes
finish_lanes (Lanes x, const NnFinish *finish)
{
  FOR_PARTS PART (x) = finish_vector (PART (x), finish);
  return x;
}

INLINE int
is_late (const NnFinish *finish)
{
  return finish != NULL && finish->kind > NN_FINISH_LAST_LIGHT;
}

#define FOR_VECTORS for (size_t i = 0; i < n * PARTS; i++, x += VECTOR, y += VECTOR)

static void
activate (size_t n, const float *x, const NnFinish *finish, float *y)
{
  switch (finish->kind)
    {
    case NN_FINISH_HARD_SWISH:
      FOR_VECTORS store (y, load (x) * hard_logistic (load (x), 1.0f / 6, 0.5f));
      break;
    case NN_FINISH_HARD_SIGMOID:
      FOR_VECTORS store (y, hard_logistic (load (x), finish->low, finish->high));
      break;
    case NN_FINISH_SWISH:
      FOR_VECTORS store (y,
                         load (x) / (spread (1) + exponential (load (x) * spread (-finish->low))));
      break;
    case NN_FINISH_SIGMOID:
      FOR_VECTORS store (y, logistic (load (x)));
      break;
    default:
      FOR_VECTORS store (y, finish_vector (load (x), finish));
    }
}

/* The slope for one vector, where the kind has one of x alone. */
INLINE Vector
slope_at (Vector x, Vector y, const NnFinish *finish)
{
  Vector alpha = spread (finish->low), one = spread (1), zero = spread (0), s;

  switch (finish->kind)
    {
    case NN_FINISH_CLAMP:
      return choose ((y > alpha) & (y < spread (finish->high)), one, zero);
    case NN_FINISH_LEAKY:
      return choose (y > zero, one, alpha);
    case NN_FINISH_HARD_SWISH:
      s = choose (x <= spread (-3), zero, x * spread (1.0f / 3) + spread (0.5f));
      return choose (x >= spread (3), one, s);
    case NN_FINISH_HARD_SIGMOID:
      return choose ((y > zero) & (y < one), alpha, zero);
    case NN_FINISH_SWISH:
      s = logistic (x * alpha);
      return s + alpha * x * s * (one - s);
    case NN_FINISH_SIGMOID:
      return y * (one - y);
    default:
      return one;
    }
}

static void
activate_backward (size_t n,
                   const NnFinish *finish,
                   const float *x,
                   const float *y,
                   const float *dy,
                   float *dx)
{
  for (size_t i = 0; i < n * NN_LANES; i += VECTOR)
    store (dx + i, load (dx + i) + load (dy + i) * slope_at (load (x + i), load (y + i), finish));
}

static void
mask (size_t n, const NnFinish *how, const float *y, float *dy)
{
  for (size_t i = 0; i < n * NN_LANES; i += VECTOR)
    if (how->kind == NN_FINISH_CLAMP)
      store (dy + i, (Vector) ((Mask) load (dy + i) & (load (y + i) > spread (how->low)) &
                               (load (y + i) < spread (how->high))));
    else
      store (dy + i, load (dy + i) * slope_at (load (y + i), load (y + i), how));
}
