// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the processor can do, as far as the kernels make a difference of it. */
typedef enum
{
  NN_INSTRUCTIONS_BASELINE, /* what every processor of the architecture has: SSE2, or NEON */
  NN_INSTRUCTIONS_AVX2,     /* AVX2 and FMA: x86-64-v3 */
  NN_INSTRUCTIONS_AVX512,   /* AVX-512 F, BW, DQ, VL: x86-64-v4 */
} NnInstructions;

#define NN_N_INSTRUCTIONS 3

/* The best that this processor has, or less when the environment variable FOOLED_INSTRUCTIONS says
 * so ("baseline", "avx2", "avx512"; more than the processor has counts for nothing). The same for
 * the whole life of the process. */
NnInstructions nn_instructions (void);

/* For people: "AVX-512", "AVX2", "SSE2", "NEON" or "plain C". */
const char *nn_instructions_name (NnInstructions instructions);

/* One line about what computes: the processor's instructions in use, and the kernels that OpenBLAS
 * chose, or that it has not been needed so far. Free with g_free. */
char *nn_describe_kernels (void);

G_END_DECLS
