// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/gemm.h"

#include <cblas.h>

void
nn_gemm_init (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      openblas_set_num_threads (1);
      g_once_init_leave (&done, 1);
    }
}

void
nn_gemm_strided (gboolean transpose_a,
                 gboolean transpose_b,
                 int m,
                 int n,
                 int k,
                 float alpha,
                 const float *a,
                 int stride_a,
                 const float *b,
                 int stride_b,
                 float beta,
                 float *c,
                 int stride_c)
{
  g_return_if_fail (m >= 1 && n >= 1 && k >= 1);
  g_return_if_fail (a != NULL && b != NULL && c != NULL);
  g_return_if_fail (stride_a >= (transpose_a ? m : k));
  g_return_if_fail (stride_b >= (transpose_b ? k : n));
  g_return_if_fail (stride_c >= n);

  nn_gemm_init ();
  cblas_sgemm (CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
               transpose_b ? CblasTrans : CblasNoTrans, m, n, k, alpha, a, stride_a, b, stride_b,
               beta, c, stride_c);
}

void
nn_gemm (gboolean transpose_a,
         gboolean transpose_b,
         int m,
         int n,
         int k,
         float alpha,
         const float *a,
         const float *b,
         float beta,
         float *c)
{
  nn_gemm_strided (transpose_a, transpose_b, m, n, k, alpha, a, transpose_a ? m : k, b,
                   transpose_b ? k : n, beta, c, n);
}

void
nn_gemm_naive (gboolean transpose_a,
               gboolean transpose_b,
               int m,
               int n,
               int k,
               float alpha,
               const float *a,
               const float *b,
               float beta,
               float *c)
{
  for (gsize i = 0; i < (gsize) m; i++)
    for (gsize j = 0; j < (gsize) n; j++)
      {
        double sum = 0;

        for (gsize l = 0; l < (gsize) k; l++)
          sum += (double) a[transpose_a ? l * m + i : i * k + l] *
                 (double) b[transpose_b ? j * k + l : l * n + j];
        sum *= alpha;
        c[i * n + j] = (float) (beta == 0 ? sum : sum + (double) beta * c[i * n + j]);
      }
}
