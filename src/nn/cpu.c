// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/cpu.h"

#include "nn/gemm.h"

#define VARIABLE "FOOLED_INSTRUCTIONS"

static const char *const keys[NN_N_INSTRUCTIONS] = { "baseline", "avx2", "avx512" };

static NnInstructions
best (void)
{
#ifdef __x86_64__
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
      __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl"))
    return NN_INSTRUCTIONS_AVX512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return NN_INSTRUCTIONS_AVX2;
#endif
  return NN_INSTRUCTIONS_BASELINE;
}

NnInstructions
nn_instructions (void)
{
  static gsize chosen = 0; /* 1 + the instructions */

  if (g_once_init_enter (&chosen))
    {
      const char *wanted = g_getenv (VARIABLE);
      NnInstructions instructions = best ();

      for (guint i = 0; i < NN_N_INSTRUCTIONS; i++)
        if (wanted != NULL && g_str_equal (wanted, keys[i]))
          instructions = MIN (instructions, (NnInstructions) i);
      g_once_init_leave (&chosen, 1 + (gsize) instructions);
    }
  return (NnInstructions) (chosen - 1);
}

const char *
nn_instructions_name (NnInstructions instructions)
{
  switch (instructions)
    {
    case NN_INSTRUCTIONS_AVX512:
      return "AVX-512";
    case NN_INSTRUCTIONS_AVX2:
      return "AVX2";
    case NN_INSTRUCTIONS_BASELINE:
    default:
#if defined(__SSE2__)
      return "SSE2";
#elif defined(__ARM_NEON)
      return "NEON";
#else
      return "plain C";
#endif
    }
}

char *
nn_describe_kernels (void)
{
  const char *blas = nn_gemm_kernels ();

  if (blas == NULL)
    return g_strdup (nn_instructions_name (nn_instructions ()));
  return g_strdup_printf ("%s; OpenBLAS %s", nn_instructions_name (nn_instructions ()), blas);
}
