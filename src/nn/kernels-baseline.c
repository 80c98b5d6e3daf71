// SPDX-License-Identifier: GPL-3.0-or-later
#define KERNELS    nn_kernels_baseline
#define VECTOR     4
#define MAX_BLOCKS 1
#ifdef __aarch64__
#define MAX_ROWS 5 /* of 32 registers */
#else
#define MAX_ROWS 2 /* of 16 */
#endif
#include "nn/kernels-body.h"
