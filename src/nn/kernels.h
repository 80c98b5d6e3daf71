// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stddef.h>

/* The inner loops of the engine, one set for each kind of instructions, all from the one source
 * kernels-body.h. Everything here is plain C: what includes it is compiled for instructions that
 * the machine may not have, so no inline function of a library may end up in it. */

/* Floats that lie side by side: channels of a blocked value, or images of a value in lanes. The
 * same for every set, so that plans and weights do not depend on the processor. */
#define NN_LANES 16

/* Where the terms of a sum lie: `n` of them in a row from each offset on, in floats. */
typedef struct
{
  int a, b, n;
} NnSegment;

/* What becomes of a sum before it is stored. */
typedef enum
{
  NN_FINISH_NONE,
  NN_FINISH_CLAMP, /* min (max (x, low), high), in that order: 0 for not-a-number and low 0 */
  NN_FINISH_LEAKY, /* x > 0 ? x : low * x */
  NN_FINISH_LAST_LIGHT = NN_FINISH_LEAKY, /* those above fit into a store */
  NN_FINISH_HARD_SWISH,                   /* x min (max (x / 6 + 1 / 2, 0), 1) */
  NN_FINISH_HARD_SIGMOID,                 /* min (max (low * x + high, 0), 1) */
  NN_FINISH_SWISH,                        /* x / (1 + exp (-low * x)) */
  NN_FINISH_SIGMOID,                      /* 1 / (1 + exp (-x)) */
} NnFinishKind;

typedef struct
{
  NnFinishKind kind;
  float low, high;
} NnFinish;

/* Products: for row r, block v and lane l
 *
 *   c[r * c_row + v * c_block + l] = finish (start + sum over segments s and i < n of
 *       a[s.a + i + r * a_row] * b[s.b + i * NN_LANES + v * b_block + l])
 *
 * with start = bias (a vector of NN_LANES for each block, or with row_bias a number for each row)
 * + c as it was, if `add`; + residual, which lies like c. The sum is one chain in the order of the
 * segments, so that it does not depend on how the work is cut into tiles. All distances in floats.
 */
typedef struct
{
  const float *a, *b;
  const NnSegment *segments;
  int n_segments;
  ptrdiff_t a_row, b_block;
  float *c;
  ptrdiff_t c_row, c_block;
  const float *bias; /* NULL = 0 */
  const float *residual;
  int row_bias, add;
  const NnFinish *finish; /* NULL = none */
} NnProducts;

/* Correlation of lines of vectors: for row r and tap k
 *
 *   c[r * c_row + k] = sum over lines j < n_lines, i < n and lanes l of
 *       a[r * a_row + j * a_line + i * NN_LANES + l] * b[j * b_line + i * b_step + k * NN_LANES +
 * l]
 *
 * + c as it was, if `add`. Each sum is one chain for each lane of a vector, whatever the rows. All
 * distances in floats. */
typedef struct
{
  const float *a, *b;
  ptrdiff_t a_row, a_line, b_line, b_step;
  int n_lines, n;
  float *c;
  ptrdiff_t c_row;
  int add;
} NnCorrelation;

#define NN_CORRELATION_MOST_TAPS 7

/* A window over one block of NN_LANES channels, or over one channel of NN_LANES images: places are
 * vectors of NN_LANES floats, row after row. What lies outside of the picture is left out. */
typedef struct
{
  const float *x;
  float *y;
  int in_h, in_w, out_h, out_w;
  int kernel_h, kernel_w, stride_h, stride_w, pad_top, pad_left, dilation_h, dilation_w;
  ptrdiff_t y_row, y_column; /* depthwise only: floats from one row and column of y to the next */
} NnPlane;

typedef struct
{
  int channels;
  size_t plane;
  int before, after; /* channels of a window around the own one */
  float factor, beta, bias;
} NnNormalisation;

/* How many of `left` rows the next tile takes: as few tiles as can be, of the same height as far as
 * can be, since a low one waits for its own sums. */
static inline int
nn_tile_rows (int left, int max_rows)
{
  int n_tiles = (left + max_rows - 1) / max_rows;

  return (left + n_tiles - 1) / n_tiles;
}

/* A set of kernels. */
typedef struct
{
  /* Most rows and blocks of a tile: what is made at once. */
  int max_rows, max_blocks;

  /* Any number of rows and blocks, tile by tile: the rows of some blocks, then the next ones. */
  void (*products) (int n_rows, int n_blocks, const NnProducts *products);

  /* Any number of rows; taps: 1 .. NN_CORRELATION_MOST_TAPS. */
  void (*correlate) (int n_rows, int n_taps, const NnCorrelation *correlation);

  /* Winograd (Lavin and Gray 2016) on tiles of 6 x 6 that overlap by 6 - m: the products are
   * F(m x m, r x r) with m + r = 7, from the points 0, 1, -1, 2, -2 and infinity.
   *
   * input: V = B^T d B of one vector a place; d's place (i, j) is at x[i * row + j * NN_LANES] for
   * top <= i < bottom, left <= j < right and 0 elsewhere; V's place k goes to v[k * step].
   * output: Y = A^T M A; then bias, residual and finish; place (i, j), i < rows, j < columns, goes
   * to y[i * row + j * NN_LANES]. */
  void (*winograd_input) (const float *x,
                          ptrdiff_t row,
                          int top,
                          int bottom,
                          int left,
                          int right,
                          float *v,
                          ptrdiff_t step);
  void (*winograd_output) (int m,
                           const float *products,
                           ptrdiff_t step,
                           float *y,
                           ptrdiff_t row,
                           int rows,
                           int columns,
                           const float *bias,
                           const float *residual,
                           int add,
                           const NnFinish *finish);

  /* The same with m + r = 9, m 4 or 5, on tiles of 8 x 8, from the points 1/2 and -1/2, too. */
  void (*winograd8_input) (const float *x,
                           ptrdiff_t row,
                           int top,
                           int bottom,
                           int left,
                           int right,
                           float *v,
                           ptrdiff_t step);
  void (*winograd8_output) (int m,
                            const float *products,
                            ptrdiff_t step,
                            float *y,
                            ptrdiff_t row,
                            int rows,
                            int columns,
                            const float *bias,
                            const float *residual,
                            int add,
                            const NnFinish *finish);

  /* Both transforms turned around, for the gradient with respect to the input.
   * output_backward: M = A dY A^T of m x m places, 0 past `rows` and `columns`.
   * input_backward: dd = B V B^T; its places in top <= i < bottom, left <= j < right are added to
   * x. */
  void (*winograd8_output_backward) (int m,
                                     const float *dy,
                                     ptrdiff_t row,
                                     int rows,
                                     int columns,
                                     float *products,
                                     ptrdiff_t step);
  void (*winograd8_input_backward) (const float *v,
                                    ptrdiff_t step,
                                    float *x,
                                    ptrdiff_t row,
                                    int top,
                                    int bottom,
                                    int left,
                                    int right);

  /* Rows of a depthwise convolution of one block; weights [tap][NN_LANES]. */
  void (*depthwise) (const NnPlane *plane,
                     int first_row,
                     int n_rows,
                     const float *weights,
                     const float *bias,
                     int add,
                     const NnFinish *finish);

  /* Rows first_row .. first_row + n_rows - 1 of a plane. */
  void (*max_pool) (const NnPlane *plane, int first_row, int n_rows);
  /* kind of divisor: 0 covered, else the fixed number */
  void (*average_pool) (const NnPlane *plane, int first_row, int n_rows, int divisor);
  /* The gradient of each output goes to the first of its window's inputs that is the maximum, add:
   * to what is in dx. clamp: that of which the inputs are the result, for a gradient of what was
   * clamped; or NULL. */
  void (*max_pool_backward) (const NnPlane *plane,
                             const float *dy,
                             const NnFinish *clamp,
                             int add,
                             float *dx);
  void (*average_pool_backward) (const NnPlane *plane, const float *dy, float *dx, int divisor);

  /* Local response normalisation, see op-lrn.c, of n pixels from `first` on of a blocked value with
   * planes of `plane` pixels; windows of at most NN_LANES channels; scratch: 2 * (channels + 5 *
   * NN_LANES) floats. */
  void (*lrn) (const NnNormalisation *lrn,
               size_t first,
               size_t n,
               const float *x,
               float *y,
               float *scratch);
  /* dx += its gradient */
  void (*lrn_backward) (const NnNormalisation *lrn,
                        size_t first,
                        size_t n,
                        const float *x,
                        const float *y,
                        const float *dy,
                        float *dx,
                        float *scratch);

  /* Y[j][lane] = X[lane][j]: n numbers of each of n_lanes <= NN_LANES rows, `step` apart; the lanes
   * past them are 0. And back. */
  void (*to_lanes) (int n_lanes, size_t n, const float *x, size_t step, float *y);
  void (*from_lanes) (int n_lanes, size_t n, const float *x, float *y, size_t step);

  /* y = finish (x * scale + shift), NULL = 1 and 0; n vectors of one block */
  void (*finish) (size_t n,
                  const float *x,
                  const float *scale,
                  const float *shift,
                  const NnFinish *finish,
                  float *y);
  /* y = x * factor or y += x * factor, n vectors, one factor vector */
  void (*scale_by) (size_t n, const float *x, const float *factor, int add, float *y);
  /* sum over n vectors */
  void (*sum) (size_t n, const float *x, float *y);
  /* y = finish (x), n vectors; x may be y. dx += dy * finish' (x) */
  void (*activate) (size_t n, const float *x, const NnFinish *finish, float *y);
  void (*activate_backward) (size_t n,
                             const NnFinish *finish,
                             const float *x,
                             const float *y,
                             const float *dy,
                             float *dx);
  /* dy *= finish' where y tells the slope (not of swish and hard swish), n vectors */
  void (*mask) (size_t n, const NnFinish *finish, const float *y, float *dy);
  /* y += x */
  void (*add) (size_t n, const float *x, float *y);
} NnKernels;

/* Those that this process uses. */
const NnKernels *nn_kernels (void);

extern const NnKernels nn_kernels_baseline;
#ifdef __x86_64__
extern const NnKernels nn_kernels_avx2;
extern const NnKernels nn_kernels_avx512;
#endif
