// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Products with a large matrix W (n_out, n_in) for few vectors. A general product lays W out anew
 * first, which takes longer than the work itself; these read it once, in order. */

#define NN_FEW_ROWS 4

/* Y (n_rows, n_out) += X (n_rows, n_in) W^T, 1 <= n_rows <= NN_FEW_ROWS; rows of Y are `step`
 * floats apart, so that W may be some rows of a larger matrix. */
void nn_few_rows_forward (int n_rows,
                          int n_out,
                          int n_in,
                          const float *w,
                          const float *x,
                          float *y,
                          gsize step);

/* dX (n_rows, n_in) += dY (n_rows, n_out) W */
void nn_few_rows_backward (int n_rows,
                           int n_out,
                           int n_in,
                           const float *w,
                           const float *dy,
                           float *dx);

G_END_DECLS
