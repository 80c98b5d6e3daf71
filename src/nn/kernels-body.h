// SPDX-License-Identifier: GPL-3.0-or-later
/* The kernels, written once with the compiler's vectors. A file that includes this defines
 *
 *   KERNELS     the name of the set
 *   VECTOR      floats of a vector register: 4, 8 or 16
 *   MAX_ROWS, MAX_BLOCKS  of a tile of products; the sums, MAX_ROWS * MAX_BLOCKS * NN_LANES /
 * VECTOR vectors, the operands of one step and a number that is spread have to fit the registers
 *
 * and is compiled with its instructions switched on, with contraction of multiply and add, and
 * without -O3 (predictive commoning would spill the sums of strided tiles). */
#include "nn/kernels.h"

#include <float.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define PARTS (NN_LANES / VECTOR) /* vectors that make NN_LANES floats */

typedef float Vector __attribute__ ((vector_size (VECTOR * sizeof (float))));
typedef int Mask __attribute__ ((vector_size (VECTOR * sizeof (float))));

#define INLINE static inline __attribute__ ((always_inline))

/* NN_LANES floats. */
typedef struct
{
  Vector part[PARTS];
} Lanes;

INLINE Vector
load (const float *x)
{
  Vector v;

  memcpy (&v, x, sizeof v);
  return v;
}

INLINE void
store (float *y, Vector v)
{
  memcpy (y, &v, sizeof v);
}

INLINE Vector
spread (float x)
{
  return x - (Vector){ 0 };
}

INLINE Vector
choose (Mask mask, Vector yes, Vector no)
{
  return (Vector) ((mask & (Mask) yes) | (~mask & (Mask) no));
}

/* a > b ? a : b, which is b where either is not a number. */
INLINE Vector
larger (Vector a, Vector b)
{
#if VECTOR == 16 && defined(__AVX512F__)
  return (Vector) _mm512_max_ps ((__m512) a, (__m512) b);
#elif VECTOR == 8 && defined(__AVX__)
  return (Vector) _mm256_max_ps ((__m256) a, (__m256) b);
#elif VECTOR == 4 && defined(__SSE2__)
  return (Vector) _mm_max_ps ((__m128) a, (__m128) b);
#else
  return choose (a > b, a, b);
#endif
}

INLINE Vector
smaller (Vector a, Vector b)
{
#if VECTOR == 16 && defined(__AVX512F__)
  return (Vector) _mm512_min_ps ((__m512) a, (__m512) b);
#elif VECTOR == 8 && defined(__AVX__)
  return (Vector) _mm256_min_ps ((__m256) a, (__m256) b);
#elif VECTOR == 4 && defined(__SSE2__)
  return (Vector) _mm_min_ps ((__m128) a, (__m128) b);
#else
  return choose (a < b, a, b);
#endif
}

INLINE Lanes
load_lanes (const float *x)
{
  Lanes lanes;

  for (int i = 0; i < PARTS; i++)
    lanes.part[i] = load (x + i * VECTOR);
  return lanes;
}

INLINE void
store_lanes (float *y, Lanes lanes)
{
  for (int i = 0; i < PARTS; i++)
    store (y + i * VECTOR, lanes.part[i]);
}

INLINE Lanes
spread_lanes (float x)
{
  Lanes lanes;

  for (int i = 0; i < PARTS; i++)
    lanes.part[i] = spread (x);
  return lanes;
}

#define FOR_PARTS   for (int part_ = 0; part_ < PARTS; part_++)
#define PART(lanes) ((lanes).part[part_])

INLINE Lanes
add_lanes (Lanes a, Lanes b)
{
  FOR_PARTS PART (a) += PART (b);
  return a;
}

INLINE Vector
finish_vector (Vector x, const NnFinish *finish)
{
  if (finish == NULL)
    return x;
  switch (finish->kind)
    {
    case NN_FINISH_CLAMP:
      return smaller (larger (x, spread (finish->low)), spread (finish->high));
    case NN_FINISH_HARD_SWISH:
      return x * smaller (larger (x / spread (6.0f) + spread (0.5f), spread (0)), spread (1));
    case NN_FINISH_LEAKY:
      return choose (x > spread (0), x, x * spread (finish->low));
    case NN_FINISH_NONE:
    default:
      return x;
    }
}

INLINE Lanes
finish_lanes (Lanes x, const NnFinish *finish)
{
  FOR_PARTS PART (x) = finish_vector (PART (x), finish);
  return x;
}

/* --- Products --- */

/* The rows' addresses in fours, so that few registers hold them. */
#define AT(r) four[(r) / 4][((r) % 4) * a_row]

INLINE void
tile_of (const int rows, const int blocks, const NnTile *tile)
{
  Vector sums[MAX_ROWS][MAX_BLOCKS * PARTS];
  const ptrdiff_t a_row = tile->a_row, b_block = tile->b_block;

#pragma GCC unroll 16
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 8
    for (int v = 0; v < blocks * PARTS; v++)
      {
        const float *bias = tile->bias;

        if (bias == NULL)
          sums[r][v] = spread (0);
        else if (tile->row_bias)
          sums[r][v] = spread (bias[r]);
        else
          sums[r][v] = load (bias + v * VECTOR);
      }
  for (int s = 0; s < tile->n_segments; s++)
    {
      const NnSegment *segment = &tile->segments[s];
      const float *b = tile->b + segment->b;
      const float *four[(MAX_ROWS + 3) / 4];

#pragma GCC unroll 4
      for (int i = 0; i < (rows + 3) / 4; i++)
        four[i] = tile->a + segment->a + i * 4 * a_row;
      for (int i = 0; i < segment->n; i++, b += NN_LANES)
        {
          Vector operands[MAX_BLOCKS * PARTS];

#pragma GCC unroll 8
          for (int v = 0; v < blocks * PARTS; v++)
            operands[v] = load (b + v / PARTS * b_block + v % PARTS * VECTOR);
#pragma GCC unroll 16
          for (int r = 0; r < rows; r++)
            {
              Vector x = spread (AT (r));

#pragma GCC unroll 8
              for (int v = 0; v < blocks * PARTS; v++)
                sums[r][v] += x * operands[v];
            }
#pragma GCC unroll 4
          for (int k = 0; k < (rows + 3) / 4; k++)
            four[k]++;
        }
    }
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 8
    for (int v = 0; v < blocks * PARTS; v++)
      {
        ptrdiff_t place = r * tile->c_row + v / PARTS * tile->c_block + v % PARTS * VECTOR;
        Vector y = sums[r][v];

        if (tile->add)
          y += load (tile->c + place);
        if (tile->residual != NULL)
          y += load (tile->residual + place);
        store (tile->c + place, finish_vector (y, tile->finish));
      }
}

/* clang-format off */
#define TILE(rows, blocks) static void tile_##rows##_##blocks (const NnTile *tile) { tile_of (rows, blocks, tile); }
#define TILES(blocks) TILE (1, blocks) TILE (2, blocks) MORE_TILES (blocks)
#define NAMES(blocks) { tile_1_##blocks, tile_2_##blocks, MORE_NAMES (blocks) }

#if MAX_ROWS == 2
#define MORE_TILES(blocks)
#define MORE_NAMES(blocks)
#elif MAX_ROWS == 5
#define MORE_TILES(blocks) TILE (3, blocks) TILE (4, blocks) TILE (5, blocks)
#define MORE_NAMES(blocks) tile_3_##blocks, tile_4_##blocks, tile_5_##blocks
#elif MAX_ROWS == 6
#define MORE_TILES(blocks) TILE (3, blocks) TILE (4, blocks) TILE (5, blocks) TILE (6, blocks)
#define MORE_NAMES(blocks) tile_3_##blocks, tile_4_##blocks, tile_5_##blocks, tile_6_##blocks
#elif MAX_ROWS == 14
#define MORE_TILES(blocks) TILE (3, blocks) TILE (4, blocks) TILE (5, blocks) TILE (6, blocks) TILE (7, blocks) \
  TILE (8, blocks) TILE (9, blocks) TILE (10, blocks) TILE (11, blocks) TILE (12, blocks) TILE (13, blocks) TILE (14, blocks)
#define MORE_NAMES(blocks) tile_3_##blocks, tile_4_##blocks, tile_5_##blocks, tile_6_##blocks, tile_7_##blocks, \
  tile_8_##blocks, tile_9_##blocks, tile_10_##blocks, tile_11_##blocks, tile_12_##blocks, tile_13_##blocks, tile_14_##blocks
#endif
/* clang-format on */

TILES (1)
#if MAX_BLOCKS == 2
TILES (2)
#endif

static void
tile (int rows, int blocks, const NnTile *self)
{
  static void (*const tiles[MAX_BLOCKS][MAX_ROWS]) (const NnTile *) = {
    NAMES (1),
#if MAX_BLOCKS == 2
    NAMES (2),
#endif
  };

  tiles[blocks - 1][rows - 1](self);
}

/* --- Winograd --- */

/* One line of B^T d: six places of d, `from` apart, to six places of the result, `to` apart. */
INLINE void
input_line (const Vector *d, const int from, Vector *v, const int to)
{
  const Vector four = spread (4), five = spread (5), two = spread (2);
  Vector a = d[4 * from] - four * d[2 * from], b = d[3 * from] - four * d[from];
  Vector c = d[4 * from] - d[2 * from], e = two * (d[3 * from] - d[from]);

  v[0] = four * d[0] - five * d[2 * from] + d[4 * from];
  v[to] = a + b;
  v[2 * to] = a - b;
  v[3 * to] = c + e;
  v[4 * to] = c - e;
  v[5 * to] = four * d[from] - five * d[3 * from] + d[5 * from];
}

static void
winograd_input (const float *x,
                ptrdiff_t row,
                int top,
                int bottom,
                int left,
                int right,
                float *v,
                ptrdiff_t step)
{
  for (int part = 0; part < PARTS; part++, x += VECTOR, v += VECTOR)
    {
      Vector d[36], half[36];

      if (top == 0 && left == 0 && bottom == 6 && right == 6)
        {
#pragma GCC unroll 6
          for (int i = 0; i < 6; i++)
#pragma GCC unroll 6
            for (int j = 0; j < 6; j++)
              d[6 * i + j] = load (x + i * row + j * NN_LANES);
        }
      else
        for (int i = 0; i < 6; i++)
          for (int j = 0; j < 6; j++)
            d[6 * i + j] = i >= top && i < bottom && j >= left && j < right
                               ? load (x + i * row + j * NN_LANES)
                               : spread (0);
#pragma GCC unroll 6
      for (int j = 0; j < 6; j++)
        input_line (d + j, 6, half + j, 6);
#pragma GCC unroll 6
      for (int i = 0; i < 6; i++)
        {
          Vector line[6];

          input_line (half + 6 * i, 1, line, 1);
#pragma GCC unroll 6
          for (int j = 0; j < 6; j++)
            store (v + (6 * i + j) * step, line[j]);
        }
    }
}

/* One line of A^T M for F(m, 7 - m). */
INLINE void
output_line (const int m, const Vector *x, const int from, Vector *y, const int to)
{
  Vector a = x[from] + x[2 * from], b = x[from] - x[2 * from];
  Vector c = x[3 * from] + x[4 * from], e = x[3 * from] - x[4 * from];

  y[0] = x[0] + a + c;
  if (m == 2)
    y[to] = b + spread (2) * e + x[5 * from];
  else
    y[to] = b + spread (2) * e;
  if (m == 3)
    y[2 * to] = a + spread (4) * c + x[5 * from];
  if (m == 4)
    {
      y[2 * to] = a + spread (4) * c;
      y[3 * to] = b + spread (8) * e + x[5 * from];
    }
}

INLINE void
winograd_output_of (const int m,
                    const float *products,
                    ptrdiff_t step,
                    float *y,
                    ptrdiff_t row,
                    int rows,
                    int columns,
                    const float *bias,
                    const float *residual,
                    int add,
                    const NnFinish *finish)
{
  for (int part = 0; part < PARTS; part++)
    {
      Vector half[24], result[16];
      Vector start = bias != NULL ? load (bias + part * VECTOR) : spread (0);

#pragma GCC unroll 6
      for (int j = 0; j < 6; j++)
        {
          Vector line[6];

#pragma GCC unroll 6
          for (int i = 0; i < 6; i++)
            line[i] = load (products + (6 * i + j) * step + part * VECTOR);
          output_line (m, line, 1, half + j, 6);
        }
#pragma GCC unroll 4
      for (int i = 0; i < m; i++)
        output_line (m, half + 6 * i, 1, result + m * i, 1);
#pragma GCC unroll 4
      for (int i = 0; i < m; i++)
#pragma GCC unroll 4
        for (int j = 0; j < m; j++)
          {
            ptrdiff_t place = i * row + j * NN_LANES + part * VECTOR;
            Vector value = result[m * i + j] + start;

            if (i >= rows || j >= columns)
              continue;
            if (add)
              value += load (y + place);
            if (residual != NULL)
              value += load (residual + place);
            store (y + place, finish_vector (value, finish));
          }
    }
}

static void
winograd_output (int m,
                 const float *products,
                 ptrdiff_t step,
                 float *y,
                 ptrdiff_t row,
                 int rows,
                 int columns,
                 const float *bias,
                 const float *residual,
                 int add,
                 const NnFinish *finish)
{
  if (m == 4)
    winograd_output_of (4, products, step, y, row, rows, columns, bias, residual, add, finish);
  else if (m == 3)
    winograd_output_of (3, products, step, y, row, rows, columns, bias, residual, add, finish);
  else
    winograd_output_of (2, products, step, y, row, rows, columns, bias, residual, add, finish);
}

/* --- Planes --- */

/* The taps of a window at one position that lie in the picture: first .. end - 1. */
typedef struct
{
  int first, end;
} Range;

INLINE Range
taps (int start, int dilation, int kernel, int size)
{
  Range range = { 0, kernel };

  if (start < 0)
    range.first = (-start + dilation - 1) / dilation;
  while (range.end > range.first && start + (range.end - 1) * dilation >= size)
    range.end--;
  if (range.first > range.end)
    range.first = range.end;
  return range;
}

/* Several columns at once share the weights. */
#define COLUMNS 4

static void
depthwise_column (const NnPlane *p,
                  int oy,
                  int ox,
                  Range rows,
                  const float *weights,
                  const float *bias,
                  int add,
                  const NnFinish *finish)
{
  int iy = oy * p->stride_h - p->pad_top, ix = ox * p->stride_w - p->pad_left;
  Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
  Lanes sum = bias != NULL ? load_lanes (bias) : spread_lanes (0);
  float *y = p->y + oy * p->y_row + ox * p->y_column;

  for (int ky = rows.first; ky < rows.end; ky++)
    for (int kx = columns.first; kx < columns.end; kx++)
      {
        Lanes x = load_lanes (
            p->x +
            ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix + kx * p->dilation_w) * NN_LANES);
        Lanes w = load_lanes (weights + (ky * p->kernel_w + kx) * NN_LANES);

        FOR_PARTS PART (sum) += PART (x) * PART (w);
      }
  if (add)
    sum = add_lanes (sum, load_lanes (y));
  store_lanes (y, finish_lanes (sum, finish));
}

static void
depthwise (const NnPlane *p,
           int first_row,
           int n_rows,
           const float *weights,
           const float *bias,
           int add,
           const NnFinish *finish)
{
  int reach = (p->kernel_w - 1) * p->dilation_w;

  for (int oy = first_row; oy < first_row + n_rows; oy++)
    {
      int iy = oy * p->stride_h - p->pad_top;
      Range rows = taps (iy, p->dilation_h, p->kernel_h, p->in_h);

      for (int ox = 0; ox < p->out_w;)
        {
          int ix = ox * p->stride_w - p->pad_left;
          Lanes sums[COLUMNS];
          float *y = p->y + oy * p->y_row + ox * p->y_column;

          if (ox + COLUMNS > p->out_w || ix < 0 ||
              ix + (COLUMNS - 1) * p->stride_w + reach >= p->in_w)
            {
              depthwise_column (p, oy, ox, rows, weights, bias, add, finish);
              ox++;
              continue;
            }
          for (int c = 0; c < COLUMNS; c++)
            sums[c] = bias != NULL ? load_lanes (bias) : spread_lanes (0);
          for (int ky = rows.first; ky < rows.end; ky++)
            {
              const float *x =
                  p->x + ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix) * NN_LANES;
              const float *w = weights + ky * p->kernel_w * NN_LANES;

              for (int kx = 0; kx < p->kernel_w; kx++)
                {
                  Lanes weight = load_lanes (w + kx * NN_LANES);

#pragma GCC unroll 4
                  for (int c = 0; c < COLUMNS; c++)
                    {
                      Lanes value = load_lanes (x + (kx * p->dilation_w + c * p->stride_w) *
                                                        (ptrdiff_t) NN_LANES);

                      FOR_PARTS PART (sums[c]) += PART (value) * PART (weight);
                    }
                }
            }
          for (int c = 0; c < COLUMNS; c++)
            {
              if (add)
                sums[c] = add_lanes (sums[c], load_lanes (y + c * p->y_column));
              store_lanes (y + c * p->y_column, finish_lanes (sums[c], finish));
            }
          ox += COLUMNS;
        }
    }
}

static void
max_pool (const NnPlane *p, int first_row, int n_rows)
{
  for (int oy = first_row; oy < first_row + n_rows; oy++)
    {
      int iy = oy * p->stride_h - p->pad_top;
      Range rows = taps (iy, p->dilation_h, p->kernel_h, p->in_h);

      for (int ox = 0; ox < p->out_w; ox++)
        {
          int ix = ox * p->stride_w - p->pad_left;
          Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
          Lanes best = spread_lanes (-FLT_MAX);

          for (int ky = rows.first; ky < rows.end; ky++)
            {
              const float *x =
                  p->x + ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix) * NN_LANES;

              for (int kx = columns.first; kx < columns.end; kx++)
                {
                  Lanes value = load_lanes (x + kx * p->dilation_w * (ptrdiff_t) NN_LANES);

                  FOR_PARTS PART (best) = larger (PART (value), PART (best));
                }
            }
          store_lanes (p->y + ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES, best);
        }
    }
}

static void
average_pool (const NnPlane *p, int first_row, int n_rows, int divisor)
{
  for (int oy = first_row; oy < first_row + n_rows; oy++)
    {
      int iy = oy * p->stride_h - p->pad_top;
      Range rows = taps (iy, p->dilation_h, p->kernel_h, p->in_h);

      for (int ox = 0; ox < p->out_w; ox++)
        {
          int ix = ox * p->stride_w - p->pad_left;
          Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
          int covered = (rows.end - rows.first) * (columns.end - columns.first);
          Vector factor = spread (covered > 0 ? 1.0f / (divisor > 0 ? divisor : covered) : 0);
          Lanes sum = spread_lanes (0);

          for (int ky = rows.first; ky < rows.end; ky++)
            {
              const float *x =
                  p->x + ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix) * NN_LANES;

              for (int kx = columns.first; kx < columns.end; kx++)
                sum = add_lanes (sum, load_lanes (x + kx * p->dilation_w * (ptrdiff_t) NN_LANES));
            }
          FOR_PARTS PART (sum) *= factor;
          store_lanes (p->y + ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES, sum);
        }
    }
}

/* Each tap in turn takes what is left of the gradient where it is the maximum. */
static void
max_pool_backward (const NnPlane *p, const float *dy, float *dx)
{
  for (int oy = 0; oy < p->out_h; oy++)
    {
      int iy = oy * p->stride_h - p->pad_top;
      Range rows = taps (iy, p->dilation_h, p->kernel_h, p->in_h);

      for (int ox = 0; ox < p->out_w; ox++)
        {
          int ix = ox * p->stride_w - p->pad_left;
          Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
          ptrdiff_t out = ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES;
          Lanes left = load_lanes (dy + out), best = load_lanes (p->y + out);

          for (int ky = rows.first; ky < rows.end; ky++)
            for (int kx = columns.first; kx < columns.end; kx++)
              {
                ptrdiff_t in =
                    ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix + kx * p->dilation_w) *
                    NN_LANES;
                Lanes x = load_lanes (p->x + in), d = load_lanes (dx + in);

                FOR_PARTS
                {
                  Mask takes = PART (x) == PART (best);

                  PART (d) += (Vector) (takes & (Mask) PART (left));
                  PART (left) = (Vector) (~takes & (Mask) PART (left));
                }
                store_lanes (dx + in, d);
              }
        }
    }
}

static void
average_pool_backward (const NnPlane *p, const float *dy, float *dx, int divisor)
{
  for (int oy = 0; oy < p->out_h; oy++)
    {
      int iy = oy * p->stride_h - p->pad_top;
      Range rows = taps (iy, p->dilation_h, p->kernel_h, p->in_h);

      for (int ox = 0; ox < p->out_w; ox++)
        {
          int ix = ox * p->stride_w - p->pad_left;
          Range columns = taps (ix, p->dilation_w, p->kernel_w, p->in_w);
          int covered = (rows.end - rows.first) * (columns.end - columns.first);
          Vector factor = spread (covered > 0 ? 1.0f / (divisor > 0 ? divisor : covered) : 0);
          Lanes d = load_lanes (dy + ((ptrdiff_t) oy * p->out_w + ox) * NN_LANES);

          FOR_PARTS PART (d) *= factor;
          for (int ky = rows.first; ky < rows.end; ky++)
            for (int kx = columns.first; kx < columns.end; kx++)
              {
                float *to = dx + ((ptrdiff_t) (iy + ky * p->dilation_h) * p->in_w + ix +
                                  kx * p->dilation_w) *
                                     NN_LANES;

                store_lanes (to, add_lanes (load_lanes (to), d));
              }
        }
    }
}

/* --- Local response normalisation --- */

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

/* --- Between layouts --- */

typedef float Four __attribute__ ((vector_size (16)));
typedef int FourMask __attribute__ ((vector_size (16)));

/* Four numbers of each of four rows, `from` apart, exchanged: columns become rows, `to` apart. */
INLINE void
transpose_four (const float *x, size_t from, float *y, size_t to)
{
  Four r[4], a[4];

  for (int i = 0; i < 4; i++)
    memcpy (&r[i], x + i * from, sizeof r[i]);
  a[0] = __builtin_shuffle (r[0], r[1], (FourMask){ 0, 4, 1, 5 });
  a[1] = __builtin_shuffle (r[0], r[1], (FourMask){ 2, 6, 3, 7 });
  a[2] = __builtin_shuffle (r[2], r[3], (FourMask){ 0, 4, 1, 5 });
  a[3] = __builtin_shuffle (r[2], r[3], (FourMask){ 2, 6, 3, 7 });
  r[0] = __builtin_shuffle (a[0], a[2], (FourMask){ 0, 1, 4, 5 });
  r[1] = __builtin_shuffle (a[0], a[2], (FourMask){ 2, 3, 6, 7 });
  r[2] = __builtin_shuffle (a[1], a[3], (FourMask){ 0, 1, 4, 5 });
  r[3] = __builtin_shuffle (a[1], a[3], (FourMask){ 2, 3, 6, 7 });
  for (int i = 0; i < 4; i++)
    memcpy (y + i * to, &r[i], sizeof r[i]);
}

static void
to_lanes (int n_lanes, size_t n, const float *x, size_t step, float *y)
{
  size_t whole = n / 4 * 4;
  int lanes = n_lanes / 4 * 4;

  for (size_t j = 0; j < whole; j += 4)
    for (int lane = 0; lane < lanes; lane += 4)
      transpose_four (x + lane * step + j, step, y + j * NN_LANES + lane, NN_LANES);
  for (size_t j = 0; j < n; j++)
    {
      for (int lane = j < whole ? lanes : 0; lane < n_lanes; lane++)
        y[j * NN_LANES + lane] = x[lane * step + j];
      for (int lane = n_lanes; lane < NN_LANES; lane++)
        y[j * NN_LANES + lane] = 0;
    }
}

static void
from_lanes (int n_lanes, size_t n, const float *x, float *y, size_t step)
{
  size_t whole = n / 4 * 4;
  int lanes = n_lanes / 4 * 4;

  for (int lane = 0; lane < lanes; lane += 4)
    for (size_t j = 0; j < whole; j += 4)
      transpose_four (x + j * NN_LANES + lane, NN_LANES, y + lane * step + j, step);
  for (int lane = 0; lane < n_lanes; lane++)
    for (size_t j = lane < lanes ? whole : 0; j < n; j++)
      y[lane * step + j] = x[j * NN_LANES + lane];
}

/* --- Vectors --- */

static void
finish (size_t n,
        const float *x,
        const float *scale,
        const float *shift,
        const NnFinish *how,
        float *y)
{
  Lanes a = scale != NULL ? load_lanes (scale) : spread_lanes (1);
  Lanes b = shift != NULL ? load_lanes (shift) : spread_lanes (0);

  for (size_t i = 0; i < n; i++, x += NN_LANES, y += NN_LANES)
    {
      Lanes value = load_lanes (x);

      FOR_PARTS PART (value) = PART (value) * PART (a) + PART (b);
      store_lanes (y, finish_lanes (value, how));
    }
}

static void
scale_by (size_t n, const float *x, const float *factor, int add, float *y)
{
  Lanes f = load_lanes (factor);

  for (size_t i = 0; i < n; i++, x += NN_LANES, y += NN_LANES)
    {
      Lanes value = load_lanes (x);

      FOR_PARTS PART (value) *= PART (f);
      if (add)
        value = add_lanes (value, load_lanes (y));
      store_lanes (y, value);
    }
}

/* In four sums, always the same way. */
static void
sum (size_t n, const float *x, float *y)
{
  Lanes sums[4] = { spread_lanes (0), spread_lanes (0), spread_lanes (0), spread_lanes (0) };
  size_t i = 0;

  for (; i + 4 <= n; i += 4)
    for (int k = 0; k < 4; k++)
      sums[k] = add_lanes (sums[k], load_lanes (x + (i + k) * NN_LANES));
  for (; i < n; i++)
    sums[0] = add_lanes (sums[0], load_lanes (x + i * NN_LANES));
  store_lanes (y, add_lanes (add_lanes (sums[0], sums[1]), add_lanes (sums[2], sums[3])));
}

static void
mask (size_t n, const NnFinish *how, const float *y, float *dy)
{
  Vector low = spread (how->low), high = spread (how->high);

  for (size_t i = 0; i < n * PARTS; i++, y += VECTOR, dy += VECTOR)
    {
      Vector value = load (y), d = load (dy);

      if (how->kind == NN_FINISH_CLAMP)
        d = (Vector) ((Mask) d & (value > low) & (value < high));
      else
        d = choose (value > spread (0), d, d * low);
      store (dy, d);
    }
}

static void
add (size_t n, const float *x, float *y)
{
  for (size_t i = 0; i < n * PARTS; i++, x += VECTOR, y += VECTOR)
    store (y, load (x) + load (y));
}

const NnKernels KERNELS = {
  .max_rows = MAX_ROWS,
  .max_blocks = MAX_BLOCKS,
  .tile = tile,
  .winograd_input = winograd_input,
  .winograd_output = winograd_output,
  .depthwise = depthwise,
  .max_pool = max_pool,
  .average_pool = average_pool,
  .max_pool_backward = max_pool_backward,
  .average_pool_backward = average_pool_backward,
  .lrn = lrn_forward,
  .lrn_backward = lrn_backward,
  .to_lanes = to_lanes,
  .from_lanes = from_lanes,
  .finish = finish,
  .scale_by = scale_by,
  .sum = sum,
  .mask = mask,
  .add = add,
};
