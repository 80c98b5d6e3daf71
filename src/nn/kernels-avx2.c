// SPDX-License-Identifier: GPL-3.0-or-later
#define KERNELS    nn_kernels_avx2
#define VECTOR     8
#define MAX_ROWS   6
#define MAX_BLOCKS 1
#include "nn/kernels-body.h"
