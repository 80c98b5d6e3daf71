// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is strictly smaller than a percentile, 0 .. 100, of all of its kind is set to 0. x is
 * (channels, n_pixels). */

/* The percentile as NumPy takes it unless told otherwise: between two order statistics it
 * interpolates. Puts the values into another order. n >= 1. */
double asc_percentile (float *values, gsize n, double percentile);

/* Numbers with a small |x|. scratch: n floats. */
void asc_clear_small_values (float *x, gsize n, double percentile, float *scratch);

/* Pixels with a small norm over the channels. scratch: 2 * n_pixels floats. */
void asc_clear_small_norms (float *x,
                            guint channels,
                            gsize n_pixels,
                            double percentile,
                            float *scratch);

/* Pixels whose clearing is predicted to bring little: the sum over the channels of gradient * -x,
 * or its absolute value. scratch: 2 * n_pixels floats. */
void asc_clear_small_benefits (float *x,
                               const float *gradient,
                               guint channels,
                               gsize n_pixels,
                               double percentile,
                               gboolean absolute,
                               float *scratch);

G_END_DECLS
