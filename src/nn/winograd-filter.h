// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Filters as Winograd's convolutions multiply them (Lavin and Gray 2016): U = G g G^T, in double
 * precision, as it is done once. g (r, r); u, place by place. */

/* F(m x m, r x r) with m + r = 7 on tiles of 6 x 6: the points 0, 1, -1, 2, -2 and infinity; r 3 to
 * 5. */
void nn_winograd_filter6 (int r, const double *g, double u[36]);

/* m + r = 9 on tiles of 8 x 8: the points 1/2 and -1/2, too; r 4 or 5. */
void nn_winograd_filter8 (int r, const double *g, double u[64]);

/* The same of many: g (n_filters, r, r), u (64, n_filters). */
void nn_winograd_filters8 (int r, gsize n_filters, const float *g, float *u);

G_END_DECLS
