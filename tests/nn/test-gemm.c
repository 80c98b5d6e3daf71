// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "nn/gemm.h"

#include <sys/resource.h>

#include "naive.h"

#include <math.h>

static void
check_product (BaseRandom *random,
               gboolean transpose_a,
               gboolean transpose_b,
               int m,
               int n,
               int k,
               float alpha,
               float beta)
{
  g_autofree float *a = g_new (float, m *k);
  g_autofree float *b = g_new (float, k *n);
  g_autofree float *fast = g_new (float, m *n);
  g_autofree float *naive = g_new (float, m *n);

  random_fill (random, m * k, a);
  random_fill (random, k * n, b);
  random_fill (random, m * n, fast);
  for (int i = 0; i < m * n; i++)
    naive[i] = fast[i];
  nn_gemm (transpose_a, transpose_b, m, n, k, alpha, a, b, beta, fast);
  nn_gemm_naive (transpose_a, transpose_b, m, n, k, alpha, a, b, beta, naive);
  for (int i = 0; i < m * n; i++)
    assert_near (fast[i], naive[i], 2e-6 * sqrt (k) * 4);
}

static void
test_random_shapes (void)
{
  const float factors[] = { 0, 1, -0.5f, 2 };
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 200; i++)
    {
      int m = random_between (&random, 1, i % 4 == 0 ? 1 : 70);
      int n = random_between (&random, 1, i % 4 == 1 ? 1 : 70);
      int k = random_between (&random, 1, i % 4 == 2 ? 1 : 150);

      check_product (&random, i & 1, (i >> 1) & 1, m, n, k, factors[(i >> 2) & 3],
                     factors[(i >> 4) & 3]);
    }
}

/* A 2 x 3 by 3 x 2 product worked out by hand, so that the naive loops have a judge too. */
static void
test_by_hand (void)
{
  const float a[] = { 1, 2, 3, 4, 5, 6 };
  const float b[] = { 7, 8, 9, 10, 11, 12 };
  const float expected[] = { 58, 64, 139, 154 };
  const float expected_transposed[] = { 89, 98, 116, 128 };
  float c[4] = { NAN, NAN, NAN, NAN };

  nn_gemm (FALSE, FALSE, 2, 2, 3, 1, a, b, 0, c);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (c[i], ==, expected[i]);
  nn_gemm_naive (FALSE, FALSE, 2, 2, 3, 1, a, b, 0, c);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (c[i], ==, expected[i]);
  /* a as (3, 2), transposed: rows 1 3 5 and 2 4 6. */
  nn_gemm (TRUE, FALSE, 2, 2, 3, 1, a, b, 0, c);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (c[i], ==, expected_transposed[i]);
}

static void
test_strided_leaves_the_rest (void)
{
  enum
  {
    M = 5,
    N = 7,
    K = 6,
    STRIDE_A = 9,
    STRIDE_B = 11,
    STRIDE_C = 13
  };
  float a[M * STRIDE_A], b[K * STRIDE_B], c[M * STRIDE_C], before[M * STRIDE_C];
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  random_fill (&random, G_N_ELEMENTS (a), a);
  random_fill (&random, G_N_ELEMENTS (b), b);
  random_fill (&random, G_N_ELEMENTS (c), c);
  for (int i = 0; i < M * STRIDE_C; i++)
    before[i] = c[i];
  nn_gemm_strided (FALSE, FALSE, M, N, K, 1, a, STRIDE_A, b, STRIDE_B, 1, c, STRIDE_C);
  for (int i = 0; i < M; i++)
    for (int j = 0; j < STRIDE_C; j++)
      {
        double sum = before[i * STRIDE_C + j];

        for (int l = 0; l < K && j < N; l++)
          sum += (double) a[i * STRIDE_A + l] * b[l * STRIDE_B + j];
        assert_near (c[i * STRIDE_C + j], sum, 1e-5);
        if (j >= N)
          g_assert_cmpfloat (c[i * STRIDE_C + j], ==, before[i * STRIDE_C + j]);
      }
}

/* Where the memory for OpenBLAS's buffers cannot be had, a sentence says so before it is asked. */
static void
test_no_memory (void)
{
  g_autoptr (GError) error = NULL;
  struct rlimit before, little;
  gboolean ok;

  g_assert_true (nn_gemm_prepare (1, &error));
  g_assert_no_error (error);
  g_assert_nonnull (nn_gemm_kernels ());
  g_assert_cmpint (getrlimit (RLIMIT_AS, &before), ==, 0);
  little = before;
  little.rlim_cur = (rlim_t) 150 << 20;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &little), ==, 0);
  ok = nn_gemm_prepare (4, &error);
  g_assert_cmpint (setrlimit (RLIMIT_AS, &before), ==, 0);
  g_assert_false (ok);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/gemm/by-hand", test_by_hand);
  g_test_add_func ("/nn/gemm/random-shapes", test_random_shapes);
  g_test_add_func ("/nn/gemm/strided", test_strided_leaves_the_rest);
  g_test_add_func ("/nn/gemm/no-memory", test_no_memory);
  return g_test_run ();
}
