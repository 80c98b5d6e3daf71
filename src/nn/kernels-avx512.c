// SPDX-License-Identifier: GPL-3.0-or-later
#define KERNELS    nn_kernels_avx512
#define VECTOR     16
#define MAX_ROWS   14
#define MAX_BLOCKS 2
#include "nn/kernels-body.h"
