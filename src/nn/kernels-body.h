// SPDX-License-Identifier: GPL-3.0-or-later
/* The kernels, a file each, written once with the compiler's vectors. A file that includes this
 * defines
 *
 *   KERNELS     the name of the set
 *   VECTOR      floats of a vector register: 4, 8 or 16
 *   MAX_ROWS, MAX_BLOCKS  of a tile of products; the sums, MAX_ROWS * MAX_BLOCKS * NN_LANES /
 * VECTOR vectors, the operands of one step and a number that is spread have to fit the registers
 *
 * and is compiled with its instructions switched on, with contraction of multiply and add, and
 * without -O3 (predictive commoning would spill the sums of strided tiles). */

#include "nn/kernel-vector.h"

#include "nn/kernel-activation.h"

#include "nn/kernel-tile.h"
#include "nn/kernel-correlate.h"
#include "nn/kernel-winograd.h"
#include "nn/kernel-winograd8.h"

#include "nn/kernel-window.h"

#include "nn/kernel-depthwise.h"
#include "nn/kernel-pool.h"

#include "nn/kernel-lrn.h"
#include "nn/kernel-plane.h"
#include "nn/kernel-transpose.h"

const NnKernels KERNELS = {
  .max_rows = MAX_ROWS,
  .max_blocks = MAX_BLOCKS,
  .products = products,
  .correlate = correlate,
  .winograd_input = winograd_input,
  .winograd_output = winograd_output,
  .winograd8_input = winograd8_input,
  .winograd8_output = winograd8_output,
  .winograd8_output_backward = winograd8_output_backward,
  .winograd8_input_backward = winograd8_input_backward,
  .depthwise = depthwise,
  .max_pool = max_pool,
  .average_pool = average_pool,
  .max_pool_backward = max_pool_backward,
  .average_pool_backward = average_pool_backward,
  .lrn = lrn_forward,
  .lrn_backward = lrn_backward,
  .to_lanes = to_lanes,
  .from_lanes = from_lanes,
  .finish = finish,
  .activate = activate,
  .activate_backward = activate_backward,
  .scale_by = scale_by,
  .sum = sum,
  .mask = mask,
  .add = add,
};
