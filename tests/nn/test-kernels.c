// SPDX-License-Identifier: GPL-3.0-or-later
/* Each kernel against plain loops in double precision, for each kind of instructions that the
 * processor has. Plain C without GLib, so that test-neon.py can build it for another one. */
#include "nn/kernels.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define L      NN_LANES
#define ROUNDS 60

static const NnKernels *kernels;
static uint64_t state;
static int n_failed; /* of the test under way */

/* --- Random numbers and memory --- */

static uint32_t
draw (void)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t) (state >> 33);
}

static int
between (int least, int most)
{
  return least + (int) (draw () % (uint32_t) (most - least + 1));
}

static float
number (void)
{
  return (float) (draw () % 20001) / 10000 - 1;
}

#define N_KEPT 64
static void *kept[N_KEPT];
static int n_kept;

/* n random numbers, aligned as the engine's are; until the end of the round. */
static float *
numbers (size_t n)
{
  float *memory = aligned_alloc (64, (n * sizeof (float) / 64 + 1) * 64);

  for (size_t i = 0; i < n; i++)
    memory[i] = number ();
  kept[n_kept++] = memory;
  return memory;
}

static float *
copy_of (const float *from, size_t n)
{
  float *memory = numbers (n);

  memcpy (memory, from, n * sizeof (float));
  return memory;
}

static void
end_round (void)
{
  while (n_kept > 0)
    free (kept[--n_kept]);
}

static void
check (double got, double wanted, double size)
{
  if (!(fabs (got - wanted) <= 1e-5 * (1 + size)))
    n_failed++;
}

/* --- What is finished --- */

static double
finished (const NnFinish *finish, double x)
{
  switch (finish->kind)
    {
    case NN_FINISH_CLAMP:
      return fmin (fmax (x, finish->low), finish->high);
    case NN_FINISH_LEAKY:
      return x > 0 ? x : finish->low * x;
    case NN_FINISH_HARD_SWISH:
      return x * fmin (fmax (x / 6 + 0.5, 0), 1);
    case NN_FINISH_HARD_SIGMOID:
      return fmin (fmax (finish->low * x + finish->high, 0), 1);
    case NN_FINISH_SWISH:
      return x / (1 + exp (-finish->low * x));
    case NN_FINISH_SIGMOID:
      return 1 / (1 + exp (-x));
    case NN_FINISH_NONE:
    default:
      return x;
    }
}

static NnFinish
any_finish (void)
{
  static const NnFinish all[] = {
    { NN_FINISH_NONE, 0, 0 },          { NN_FINISH_CLAMP, 0, INFINITY },
    { NN_FINISH_CLAMP, -0.25f, 0.5f }, { NN_FINISH_LEAKY, 0.1f, 0 },
    { NN_FINISH_HARD_SWISH, 0, 0 },    { NN_FINISH_HARD_SIGMOID, 0.2f, 0.5f },
    { NN_FINISH_SWISH, 1, 0 },         { NN_FINISH_SIGMOID, 0, 0 },
  };

  return all[draw () % (sizeof all / sizeof all[0])];
}

static NnFinish
light_finish (void)
{
  NnFinish finish = any_finish ();

  return finish.kind <= NN_FINISH_LAST_LIGHT ? finish : (NnFinish){ NN_FINISH_CLAMP, 0, 6 };
}

/* --- The tests --- */

static void
check_products (void)
{
  int few = between (0, 1), rows = between (1, few ? 3 : 2 * kernels->max_rows);
  int blocks = between (1, few ? 20 : kernels->max_blocks + 2);
  int n_segments = between (1, 4), depth = 0;
  NnSegment segments[4];
  NnFinish finish = light_finish ();
  float *a = numbers (2000), *b, *c = numbers (4000), *before, *bias = numbers (400), *residual;
  NnProducts tile = { .a = a,
                      .segments = segments,
                      .n_segments = n_segments,
                      .a_row = between (1, 40),
                      .c = c,
                      .c_row = blocks * L,
                      .c_block = L,
                      .row_bias = between (0, 1),
                      .add = between (0, 1),
                      .finish = &finish };

  for (int s = 0; s < n_segments; s++)
    {
      segments[s] = (NnSegment){ between (0, 500), depth * L, between (1, 30) };
      depth += segments[s].n;
    }
  tile.b = b = numbers ((size_t) blocks * depth * L);
  tile.b_block = (ptrdiff_t) depth * L;
  tile.bias = between (0, 2) > 0 ? bias : NULL;
  tile.residual = residual = between (0, 1) ? numbers (4000) : NULL;
  before = copy_of (c, 4000);
  kernels->products (rows, blocks, &tile);
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < blocks; v++)
      for (int l = 0; l < L; l++)
        {
          ptrdiff_t place = r * tile.c_row + v * tile.c_block + l;
          double sum = 0, size = 0;

          if (tile.bias != NULL)
            sum += bias[tile.row_bias ? r : v * L + l];
          if (tile.add)
            sum += before[place];
          for (int s = 0; s < n_segments; s++)
            for (int i = 0; i < segments[s].n; i++)
              {
                double term = (double) a[segments[s].a + i + r * tile.a_row] *
                              b[segments[s].b + i * L + v * tile.b_block + l];

                sum += term;
                size += fabs (term);
              }
          if (residual != NULL)
            sum += residual[place];
          check (c[place], finished (&finish, sum), size);
        }
}

/* B^T of F(4x4, 3x3), which all sizes share, and A^T (Lavin and Gray 2016). */
static const double b_t[6][6] = { { 4, 0, -5, 0, 1, 0 },  { 0, -4, -4, 1, 1, 0 },
                                  { 0, 4, -4, -1, 1, 0 }, { 0, -2, -1, 2, 1, 0 },
                                  { 0, 2, -1, -2, 1, 0 }, { 0, 4, 0, -5, 0, 1 } };

static double
a_t (int m, int i, int k)
{
  static const double points[] = { 0, 1, -1, 2, -2 };

  return k == 5 ? i == m - 1 : i == 0 ? 1 : pow (points[k], i);
}

static void
check_winograd_input (void)
{
  int top = between (0, 2), bottom = between (4, 6), left = between (0, 2), right = between (4, 6);
  float *x = numbers (36 * L), *v = numbers (36 * L);

  kernels->winograd_input (x, 6 * L, top, bottom, left, right, v, L);
  for (int p = 0; p < 6; p++)
    for (int q = 0; q < 6; q++)
      for (int l = 0; l < L; l++)
        {
          double sum = 0;

          for (int i = top; i < bottom; i++)
            for (int j = left; j < right; j++)
              sum += b_t[p][i] * b_t[q][j] * x[(i * 6 + j) * L + l];
          check (v[(p * 6 + q) * L + l], sum, 20);
        }
}

static void
check_winograd_output (void)
{
  int m = between (2, 4), rows = between (1, m), columns = between (1, m), add = between (0, 1);
  NnFinish finish = light_finish ();
  float *products = numbers (36 * L), *y = numbers (16 * L), *before = copy_of (y, 16 * L);
  float *bias = between (0, 1) ? numbers (L) : NULL;
  float *residual = between (0, 1) ? numbers (16 * L) : NULL;

  kernels->winograd_output (m, products, L, y, 4 * L, rows, columns, bias, residual, add, &finish);
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++)
      for (int l = 0; l < L; l++)
        {
          int place = (i * 4 + j) * L + l;
          double sum = 0;

          for (int p = 0; p < 6; p++)
            for (int q = 0; q < 6; q++)
              sum += a_t (m, i, p) * a_t (m, j, q) * products[(p * 6 + q) * L + l];
          sum += (bias != NULL ? bias[l] : 0) + (add ? before[place] : 0) +
                 (residual != NULL ? residual[place] : 0);
          if (i < rows && j < columns)
            check (y[place], finished (&finish, sum), 200);
          else
            check (y[place], before[place], 0);
        }
}

/* The polynomial's coefficient i of the product over the points other than points[k], which is row
 * k of B^T but for a factor; of all points for the last row, infinity. */
static double
b8_t (int k, int i)
{
  static const double points[] = { 0, 1, -1, 2, -2, 0.5, -0.5 };
  double polynomial[9] = { 1 };
  int degree = 0;

  for (int p = 0; p < 7; p++)
    if (p != k)
      {
        degree++;
        for (int j = degree; j >= 0; j--)
          polynomial[j] = (j > 0 ? polynomial[j - 1] : 0) - points[p] * polynomial[j];
      }
  return (k == 0 ? -1 : 1) * polynomial[i]; /* as the kernel has it */
}

static double
a8_t (int m, int i, int k)
{
  static const double points[] = { 0, 1, -1, 2, -2, 0.5, -0.5 };

  return k == 7 ? i == m - 1 : i == 0 ? 1 : pow (points[k], i);
}

static void
check_winograd8_input (void)
{
  int top = between (0, 3), bottom = between (5, 8), left = between (0, 3), right = between (5, 8);
  float *x = numbers (64 * L), *v = numbers (64 * L);

  kernels->winograd8_input (x, 8 * L, top, bottom, left, right, v, L);
  for (int p = 0; p < 8; p++)
    for (int q = 0; q < 8; q++)
      for (int l = 0; l < L; l++)
        {
          double sum = 0;

          for (int i = top; i < bottom; i++)
            for (int j = left; j < right; j++)
              sum += b8_t (p, i) * b8_t (q, j) * x[(i * 8 + j) * L + l];
          check (v[(p * 8 + q) * L + l], sum, 100);
        }
}

static void
check_winograd8_output (void)
{
  int m = between (4, 5), rows = between (1, 6), columns = between (1, 6), add = between (0, 1);
  NnFinish finish = light_finish ();
  float *products = numbers (64 * L), *y = numbers (36 * L), *before = copy_of (y, 36 * L);
  float *bias = between (0, 1) ? numbers (L) : NULL;
  float *residual = between (0, 1) ? numbers (36 * L) : NULL;

  kernels->winograd8_output (m, products, L, y, 6 * L, rows, columns, bias, residual, add, &finish);
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 6; j++)
      for (int l = 0; l < L; l++)
        {
          int place = (i * 6 + j) * L + l;
          double sum = (bias != NULL ? bias[l] : 0) + (add ? before[place] : 0) +
                       (residual != NULL ? residual[place] : 0);

          for (int p = 0; p < 8; p++)
            for (int q = 0; q < 8; q++)
              sum += a8_t (m, i, p) * a8_t (m, j, q) * products[(p * 8 + q) * L + l];
          if (i < rows && j < columns && i < m && j < m)
            check (y[place], finished (&finish, sum), 500);
          else
            check (y[place], before[place], 0);
        }
}

static void
check_winograd8_output_backward (void)
{
  int m = between (4, 5), rows = between (1, 6), columns = between (1, 6);
  float *dy = numbers (36 * L), *products = numbers (64 * L);

  kernels->winograd8_output_backward (m, dy, 6 * L, rows, columns, products, L);
  for (int p = 0; p < 8; p++)
    for (int q = 0; q < 8; q++)
      for (int l = 0; l < L; l++)
        {
          double sum = 0;

          for (int i = 0; i < m && i < rows; i++)
            for (int j = 0; j < m && j < columns; j++)
              sum += a8_t (m, i, p) * a8_t (m, j, q) * dy[(i * 6 + j) * L + l];
          check (products[(p * 8 + q) * L + l], sum, 500);
        }
}

static void
check_winograd8_input_backward (void)
{
  int top = between (0, 3), bottom = between (5, 8), left = between (0, 3), right = between (5, 8);
  float *v = numbers (64 * L), *x = numbers (64 * L), *before = copy_of (x, 64 * L);

  kernels->winograd8_input_backward (v, L, x, 8 * L, top, bottom, left, right);
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++)
      for (int l = 0; l < L; l++)
        {
          int place = (i * 8 + j) * L + l;
          double sum = before[place];

          for (int p = 0; p < 8; p++)
            for (int q = 0; q < 8; q++)
              sum += b8_t (p, i) * b8_t (q, j) * v[(p * 8 + q) * L + l];
          if (i >= top && i < bottom && j >= left && j < right)
            check (x[place], sum, 500);
          else
            check (x[place], before[place], 0);
        }
}

static NnPlane
any_plane (void)
{
  NnPlane plane = { .in_h = between (4, 12),
                    .in_w = between (4, 12),
                    .kernel_h = between (1, 4),
                    .kernel_w = between (1, 4),
                    .stride_h = between (1, 3),
                    .stride_w = between (1, 3),
                    .dilation_h = 1,
                    .dilation_w = 1 };

  plane.pad_top = between (0, plane.kernel_h - 1);
  plane.pad_left = between (0, plane.kernel_w - 1);
  plane.out_h = (plane.in_h + plane.pad_top - plane.kernel_h) / plane.stride_h + 1;
  plane.out_w = (plane.in_w + plane.pad_left - plane.kernel_w) / plane.stride_w + 1;
  plane.x = numbers ((size_t) plane.in_h * plane.in_w * L);
  plane.y = numbers ((size_t) plane.out_h * plane.out_w * L);
  plane.y_row = plane.out_w * L;
  plane.y_column = L;
  return plane;
}

/* Where tap (i, j) of an output reads, -1 = outside. */
static int
tap_place (const NnPlane *plane, int row, int column, int i, int j)
{
  int y = row * plane->stride_h - plane->pad_top + i;
  int x = column * plane->stride_w - plane->pad_left + j;

  return y >= 0 && y < plane->in_h && x >= 0 && x < plane->in_w ? y * plane->in_w + x : -1;
}

/* Of one output in one lane: the largest input and where it lies first, the sum, and how many there
 * are; `weights`, which may be NULL, is for the sum. */
typedef struct
{
  double largest, sum;
  int place, n;
} Window;

static Window
window_of (const NnPlane *plane, int row, int column, int lane, const float *weights)
{
  Window window = { -INFINITY, 0, -1, 0 };

  for (int i = 0; i < plane->kernel_h; i++)
    for (int j = 0; j < plane->kernel_w; j++)
      {
        int place = tap_place (plane, row, column, i, j);
        double x = place < 0 ? 0 : plane->x[place * L + lane];

        if (place < 0)
          continue;
        if (x > window.largest)
          {
            window.largest = x;
            window.place = place;
          }
        window.sum += weights != NULL ? x * weights[(i * plane->kernel_w + j) * L + lane] : x;
        window.n++;
      }
  return window;
}

static void
check_planes (void)
{
  NnPlane plane = any_plane ();
  NnFinish finish = light_finish ();
  size_t n_in = (size_t) plane.in_h * plane.in_w * L;
  size_t n_out = (size_t) plane.out_h * plane.out_w * L;
  int divisor = between (0, 1) * plane.kernel_h * plane.kernel_w;
  float *weights = numbers (16 * L), *bias = numbers (L), *dy = numbers (n_out);
  float *largest = copy_of (plane.y, n_out), *average = copy_of (plane.y, n_out);
  float *d_largest = numbers (n_in), *d_average = numbers (n_in);
  double *wanted_largest = calloc (n_in, sizeof (double)),
         *wanted_average = calloc (n_in, sizeof (double));
  NnPlane other = plane;
  NnFinish clamp = { NN_FINISH_CLAMP, (float) between (-1, 0), 0.5f * (float) between (1, 3) };
  int clamped = between (0, 1), add = between (0, 1);

  for (size_t i = 0; i < n_in; i++)
    {
      wanted_largest[i] = add ? d_largest[i] : 0;
      wanted_average[i] = d_average[i];
    }
  other.y = largest;
  kernels->max_pool (&other, 0, plane.out_h);
  kernels->max_pool_backward (&other, dy, clamped ? &clamp : NULL, add, d_largest);
  other.y = average;
  kernels->average_pool (&other, 0, plane.out_h, divisor);
  kernels->average_pool_backward (&other, dy, d_average, divisor);
  kernels->depthwise (&plane, 0, plane.out_h, weights, bias, 0, &finish);
  for (int row = 0; row < plane.out_h; row++)
    for (int column = 0; column < plane.out_w; column++)
      for (int l = 0; l < L; l++)
        {
          size_t place = ((size_t) row * plane.out_w + column) * L + l;
          Window window = window_of (&plane, row, column, l, NULL);
          Window weighted = window_of (&plane, row, column, l, weights);
          double share = divisor > 0 ? divisor : window.n;

          check (plane.y[place], finished (&finish, weighted.sum + bias[l]), 10);
          if (window.n == 0)
            continue;
          check (largest[place], window.largest, 0);
          check (average[place], window.sum / share, 1);
          if (!clamped || (window.largest > clamp.low && window.largest < clamp.high))
            wanted_largest[(size_t) window.place * L + l] += dy[place];
          for (int i = 0; i < plane.kernel_h; i++)
            for (int j = 0; j < plane.kernel_w; j++)
              if (tap_place (&plane, row, column, i, j) >= 0)
                wanted_average[(size_t) tap_place (&plane, row, column, i, j) * L + l] +=
                    dy[place] / share;
        }
  for (size_t i = 0; i < n_in; i++)
    {
      check (d_largest[i], wanted_largest[i], 10);
      check (d_average[i], wanted_average[i], 10);
    }
  free (wanted_largest);
  free (wanted_average);
}

static void
check_lrn (void)
{
  int before = between (0, 3), after = between (0, 3), blocks = between (1, 3);
  NnNormalisation lrn = { .channels = blocks * L - between (0, L - 1),
                          .plane = 6,
                          .before = before,
                          .after = after,
                          .factor = 0.3f,
                          .beta = between (0, 1) ? 0.75f : 0.5f,
                          .bias = between (1, 2) };
  size_t n = (size_t) blocks * L * lrn.plane;
  float *x = numbers (n), *y = numbers (n), *scratch = numbers (2 * (size_t) (blocks * L + 5 * L));

  kernels->lrn (&lrn, 1, lrn.plane - 1, x, y, scratch);
  for (int c = 0; c < lrn.channels; c++)
    for (size_t pixel = 1; pixel < lrn.plane; pixel++)
      {
        double sum = 0;

        for (int k = c - before; k <= c + after; k++)
          if (k >= 0 && k < lrn.channels)
            {
              double value = x[((k / L) * lrn.plane + pixel) * L + k % L];

              sum += value * value;
            }
        check (y[((c / L) * lrn.plane + pixel) * L + c % L],
               x[((c / L) * lrn.plane + pixel) * L + c % L] /
                   pow (lrn.bias + lrn.factor * sum, lrn.beta),
               1);
      }
}

static void
check_lanes (void)
{
  int n_lanes = between (1, L);
  size_t n = (size_t) between (1, 50), step = n + (size_t) between (0, 9);
  float *x = numbers (L * step), *y = numbers (n * L), *back = numbers (L * step);

  kernels->to_lanes (n_lanes, n, x, step, y);
  kernels->from_lanes (n_lanes, n, y, back, step);
  for (size_t i = 0; i < n; i++)
    for (int l = 0; l < L; l++)
      {
        check (y[i * L + l], l < n_lanes ? x[l * step + i] : 0, 0);
        if (l < n_lanes)
          check (back[l * step + i], x[l * step + i], 0);
      }
}

/* A slope from the outside; numbers near a bend are left out by whoever calls. */
static double
slope (const NnFinish *finish, double x)
{
  return (finished (finish, x + 1e-6) - finished (finish, x - 1e-6)) / 2e-6;
}

static int
is_near_bend (const NnFinish *finish, double x)
{
  return fabs (slope (finish, x + 1e-4) - slope (finish, x - 1e-4)) > 1e-2;
}

static void
check_vectors (void)
{
  NnFinish finish = any_finish ();
  size_t n = (size_t) between (1, 20);
  int add = between (0, 1);
  float *x = numbers (n * L), *dy = numbers (n * L), *scale = numbers (L), *shift = numbers (L);
  float *y = numbers (n * L), *activated = numbers (n * L), *dx = numbers (n * L);
  float *before = copy_of (dx, n * L), *scaled = numbers (n * L);
  float *scaled_before = copy_of (scaled, n * L), *added = copy_of (dy, n * L), total[L];
  double sums[L] = { 0 };

  for (size_t i = 0; i < n * L; i++)
    x[i] *= 5;
  kernels->finish (n, x, scale, shift, &finish, y);
  kernels->activate (n, x, &finish, activated);
  kernels->activate_backward (n, &finish, x, activated, dy, dx);
  kernels->scale_by (n, x, scale, add, scaled);
  kernels->add (n, x, added);
  kernels->sum (n, x, total);
  for (size_t i = 0; i < n * L; i++)
    {
      double finish_in = (double) x[i] * scale[i % L] + shift[i % L];

      check (y[i], finished (&finish, finish_in), 5);
      check (activated[i], finished (&finish, x[i]), 5);
      if (!is_near_bend (&finish, x[i]))
        check (dx[i], before[i] + dy[i] * slope (&finish, x[i]), 5);
      check (scaled[i], (double) x[i] * scale[i % L] + (add ? scaled_before[i] : 0), 5);
      check (added[i], (double) dy[i] + x[i], 5);
      sums[i % L] += x[i];
    }
  for (int l = 0; l < L; l++)
    check (total[l], sums[l], 100);
  if (finish.kind == NN_FINISH_HARD_SWISH || finish.kind == NN_FINISH_SWISH)
    return; /* the output does not tell the slope */
  memcpy (dx, dy, n * L * sizeof (float));
  kernels->mask (n, &finish, activated, dx);
  for (size_t i = 0; i < n * L; i++)
    if (!is_near_bend (&finish, x[i]))
      check (dx[i], dy[i] * slope (&finish, x[i]), 5);
}

static void
check_correlate (void)
{
  int rows = between (1, 9), taps = between (1, NN_CORRELATION_MOST_TAPS), stride = between (1, 2);
  int n_lines = between (0, 5), n = between (0, 9), wide = 30;
  float *a = numbers ((size_t) rows * 5 * 9 * L), *b = numbers ((size_t) 5 * wide * L);
  float *c = numbers ((size_t) rows * 10), *before = copy_of (c, (size_t) rows * 10);
  const NnCorrelation correlation = { .a = a,
                                      .b = b,
                                      .a_row = 5 * 9 * L,
                                      .a_line = 9 * L,
                                      .b_line = wide * L,
                                      .b_step = stride * L,
                                      .n_lines = n_lines,
                                      .n = n,
                                      .c = c,
                                      .c_row = 10,
                                      .add = between (0, 1) };

  kernels->correlate (rows, taps, &correlation);
  for (int r = 0; r < rows; r++)
    for (int k = 0; k < 10; k++)
      {
        double sum = correlation.add ? before[r * 10 + k] : 0, size = 1;

        for (int j = 0; j < n_lines; j++)
          for (int i = 0; i < n; i++)
            for (int l = 0; l < L; l++)
              {
                double term = (double) a[(r * 5 * 9 + j * 9 + i) * L + l] *
                              b[(j * wide + i * stride + (k < taps ? k : 0)) * L + l];

                sum += term;
                size += fabs (term);
              }
        check (c[r * 10 + k], k < taps ? sum : before[r * 10 + k], k < taps ? size : 0);
      }
}

int
main (void)
{
  static const struct
  {
    const char *name;
    void (*check) (void);
  } tests[] = { { "products", check_products },
                { "correlate", check_correlate },
                { "winograd-input", check_winograd_input },
                { "winograd-output", check_winograd_output },
                { "winograd8-input", check_winograd8_input },
                { "winograd8-output", check_winograd8_output },
                { "winograd8-output-backward", check_winograd8_output_backward },
                { "winograd8-input-backward", check_winograd8_input_backward },
                { "planes", check_planes },
                { "lrn", check_lrn },
                { "lanes", check_lanes },
                { "vectors", check_vectors } };
  const int n_tests = sizeof tests / sizeof tests[0];
  const struct
  {
    const char *name;
    const NnKernels *kernels;
    int is_there;
  } sets[] = {
    { "baseline", &nn_kernels_baseline, 1 },
#ifdef __x86_64__
    { "avx2", &nn_kernels_avx2, __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma") },
    { "avx512", &nn_kernels_avx512,
      __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
          __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl") },
#endif
  };
  const int n_sets = sizeof sets / sizeof sets[0];
  int n_bad = 0;

  printf ("1..%d\n", n_sets * n_tests);
  for (int i = 0; i < n_sets; i++)
    for (int k = 0; k < n_tests; k++)
      {
        int n = i * n_tests + k + 1;

        if (!sets[i].is_there)
          {
            printf ("ok %d /nn/kernels/%s/%s # SKIP this processor has them not\n", n, sets[i].name,
                    tests[k].name);
            continue;
          }
        kernels = sets[i].kernels;
        state = (uint64_t) k;
        n_failed = 0;
        for (int round = 0; round < ROUNDS; round++)
          {
            tests[k].check ();
            end_round ();
          }
        printf ("%s %d /nn/kernels/%s/%s\n", n_failed ? "not ok" : "ok", n, sets[i].name,
                tests[k].name);
        if (n_failed)
          printf ("# %d numbers are wrong\n", n_failed);
        n_bad += n_failed > 0;
      }
  return n_bad > 0;
}
