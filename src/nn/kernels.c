// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels.h"

#include "nn/cpu.h"

const NnKernels *
nn_kernels (void)
{
#ifdef __x86_64__
  switch (nn_instructions ())
    {
    case NN_INSTRUCTIONS_AVX512:
      return &nn_kernels_avx512;
    case NN_INSTRUCTIONS_AVX2:
      return &nn_kernels_avx2;
    case NN_INSTRUCTIONS_BASELINE:
    default:
      break;
    }
#endif
  return &nn_kernels_baseline;
}
