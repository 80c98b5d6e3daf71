// SPDX-License-Identifier: GPL-3.0-or-later
/* Local response normalisation of one pixel after the other: its channels come from their blocks
 * into one line, whose windows are loads that overlap. */

INLINE Vector
root (Vector x)
{
#if VECTOR == 16 && defined(__AVX512F__)
  return (Vector) _mm512_sqrt_ps ((__m512) x);
#elif VECTOR == 8 && defined(__AVX__)
  return (Vector) _mm256_sqrt_ps ((__m256) x);
#elif VECTOR == 4 && defined(__SSE2__)
  return (Vector) _mm_sqrt_ps ((__m128) x);
#else
  for (int i = 0; i < VECTOR; i++)
    x[i] = __builtin_sqrtf (x[i]);
  return x;
#endif
}

/* s^-beta; square roots do for the usual exponent of 3/4. */
INLINE Vector
power (Vector s, float beta)
{
  if (beta == 0.75f)
    {
      Vector r = root (s);

      return spread (1) / (r * root (r));
    }
  if (beta == 0.5f)
    return spread (1) / root (s);
  if (beta == 1)
    return spread (1) / s;
  for (int i = 0; i < VECTOR; i++)
    s[i] = __builtin_powf (s[i], -beta);
  return s;
}

/* Margins on both sides of the channels of one pixel, for windows that reach past them. Wider ones
 * are cut by the caller: 4 * NN_LANES are there, half on each side. */
#define MARGIN (2 * NN_LANES)

INLINE int
padded_channels (const NnNormalisation *lrn)
{
  return (lrn->channels + NN_LANES - 1) / NN_LANES * NN_LANES;
}

/* The channels past the last real one count nothing. */
INLINE void
clear_margins (const NnNormalisation *lrn, float *line)
{
  for (int i = 0; i < MARGIN; i++)
    line[i] = line[MARGIN + padded_channels (lrn) + i] = 0;
  for (int i = lrn->channels; i < padded_channels (lrn); i++)
    line[MARGIN + i] = 0;
}

/* s for VECTOR channels from c on. */
INLINE Vector
window_sum (const NnNormalisation *lrn, const float *squares, int c)
{
  Vector s = spread (lrn->bias);

  for (int j = -lrn->before; j <= lrn->after; j++)
    s += spread (lrn->factor) * load (squares + MARGIN + c + j);
  return s;
}

INLINE void
fill_squares (const NnNormalisation *lrn, const float *x, float *squares)
{
  for (int c = 0; c < padded_channels (lrn); c += VECTOR)
    {
      Vector v = load (x + c / NN_LANES * lrn->plane * NN_LANES + c % NN_LANES);

      store (squares + MARGIN + c, v * v);
    }
  clear_margins (lrn, squares);
}

static void
lrn_forward (const NnNormalisation *lrn,
             size_t first,
             size_t n,
             const float *x,
             float *y,
             float *scratch)
{
  for (size_t i = first; i < first + n; i++)
    {
      fill_squares (lrn, x + i * NN_LANES, scratch);
      for (int c = 0; c < padded_channels (lrn); c += VECTOR)
        {
          size_t place = (c / NN_LANES * lrn->plane + i) * NN_LANES + c % NN_LANES;

          store (y + place, load (x + place) * power (window_sum (lrn, scratch, c), lrn->beta));
        }
    }
}

static void
lrn_backward (const NnNormalisation *lrn,
              size_t first,
              size_t n,
              const float *x,
              const float *y,
              const float *dy,
              float *dx,
              float *scratch)
{
  float *ratios = scratch + padded_channels (lrn) + 2 * MARGIN;
  Vector factor = spread (2 * lrn->beta * lrn->factor);

  for (size_t i = first; i < first + n; i++)
    {
      fill_squares (lrn, x + i * NN_LANES, scratch);
      for (int c = 0; c < padded_channels (lrn); c += VECTOR)
        {
          size_t place = (c / NN_LANES * lrn->plane + i) * NN_LANES + c % NN_LANES;

          store (ratios + MARGIN + c,
                 load (dy + place) * load (y + place) / window_sum (lrn, scratch, c));
        }
      clear_margins (lrn, ratios);
      for (int c = 0; c < padded_channels (lrn); c += VECTOR)
        {
          size_t place = (c / NN_LANES * lrn->plane + i) * NN_LANES + c % NN_LANES;
          Vector sum = spread (0);

          for (int j = -lrn->after; j <= lrn->before; j++)
            sum += load (ratios + MARGIN + c + j);
          store (dx + place,
                 load (dx + place) +
                     load (dy + place) * power (window_sum (lrn, scratch, c), lrn->beta) -
                     factor * load (x + place) * sum);
        }
    }
}
