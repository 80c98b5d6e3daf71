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

/* Once per process before the first product, from any thread: tells BLAS to stay single-threaded.
 * nn_executor_new and nn_gemm call it themselves. */
void nn_gemm_init (void);

G_END_DECLS
