// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one seam to BLAS: nothing else in the program names it. Single-threaded on purpose: the
 * parallelism of this program is over images. */

/* C (m, n) <- alpha * op(A) (m, k) * op(B) (k, n) + beta * C, row-major, leading dimensions equal
 * to the stored row lengths. transpose_a: A is stored (k, m); transpose_b: B is stored (n, k).
 * With beta 0 what C held before counts nothing. */
void nn_gemm (gboolean transpose_a,
              gboolean transpose_b,
              int m,
              int n,
              int k,
              float alpha,
              const float *a,
              const float *b,
              float beta,
              float *c);

/* The same over parts of larger matrices: stride_* is the distance between stored rows, at least
 * their length. */
void nn_gemm_strided (gboolean transpose_a,
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
                      int stride_c);

/* The same as nn_gemm with plain loops in double precision: what the tests hold it against. */
void nn_gemm_naive (gboolean transpose_a,
                    gboolean transpose_b,
                    int m,
                    int n,
                    int k,
                    float alpha,
                    const float *a,
                    const float *b,
                    float beta,
                    float *c);

/* To be asked before the first product that n_threads threads at once will make: FALSE when the
 * library is not there, or the memory that it takes for them (128 MB each) cannot be had. */
gboolean nn_gemm_prepare (guint n_threads, GError **error);

/* What OpenBLAS calls the kernels that it has chosen, e.g. "SkylakeX"; NULL = there is none. Loads
 * it. */
const char *nn_gemm_kernels (void);

G_END_DECLS
