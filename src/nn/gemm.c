// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/gemm.h"

#include "base/error.h"
#include "config.h"
#include "nn/cpu.h"

#include <cblas.h>
#include <dlfcn.h>
#include <glib/gi18n-lib.h>
#include <sys/mman.h>

/* OpenBLAS chooses its kernels while it is being loaded, and of a processor newer than itself it
 * knows nothing: then it takes its slowest ones, unless OPENBLAS_CORETYPE names better ones. So the
 * variable is set before the program has threads, and the library is loaded when the first product
 * is due. A variable that the user has set stays. */

#define CORETYPE "OPENBLAS_CORETYPE"

/* What OpenBLAS 0.3 maps for each thread that multiplies, at once and again and again until it gets
 * it: that it can be had is to be found out before. */
#define THREAD_BUFFER ((gsize) 128 << 20)

static struct
{
  __typeof__ (cblas_sgemm) *sgemm;
  __typeof__ (openblas_get_corename) *corename;
} blas;

__attribute__ ((constructor)) static void
choose_kernels (void)
{
#ifdef __x86_64__
  switch (nn_instructions ())
    {
    case NN_INSTRUCTIONS_AVX512:
      g_setenv (CORETYPE, "SkylakeX", FALSE);
      break;
    case NN_INSTRUCTIONS_AVX2:
      g_setenv (CORETYPE, "Haswell", FALSE);
      break;
    case NN_INSTRUCTIONS_BASELINE:
    default:
      break;
    }
#endif
}

static gboolean
load (void)
{
  static gsize done = 0; /* 1 = loaded, 2 = there is none */

  if (g_once_init_enter (&done))
    {
      void *library = dlopen ("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
      void (*set_threads) (int) = NULL;

      if (library == NULL)
        library = dlopen ("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
      if (library != NULL)
        {
          *(void **) &blas.sgemm = dlsym (library, "cblas_sgemm");
          *(void **) &blas.corename = dlsym (library, "openblas_get_corename");
          *(void **) &set_threads = dlsym (library, "openblas_set_num_threads");
        }
      if (set_threads != NULL)
        set_threads (1);
      g_once_init_leave (&done, blas.sgemm != NULL && set_threads != NULL ? 1 : 2);
    }
  return done == 1;
}

gboolean
nn_gemm_prepare (guint n_threads, GError **error)
{
  gsize size = n_threads * THREAD_BUFFER;
  void *room;

  if (!load ())
    {
      g_set_error (
          error, BASE_ERROR, BASE_ERROR_INVALID,
          _ ("This needs the library OpenBLAS, which cannot be loaded. Install it (Debian: "
             "libopenblas0)."));
      return FALSE;
    }
  room = mmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED)
    {
      g_autofree char *text = g_format_size (size);

      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("Matrix products need %s of memory, and there is not so much left. Use fewer "
                      "threads, or allow the program more (ulimit -v)."),
                   text);
      return FALSE;
    }
  munmap (room, size);
  return TRUE;
}

const char *
nn_gemm_kernels (void)
{
  return load () && blas.corename != NULL ? blas.corename () : NULL;
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

  if (!load ())
    g_error ("OpenBLAS cannot be loaded"); /* nn_gemm_prepare has not been asked */
  blas.sgemm (CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
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
