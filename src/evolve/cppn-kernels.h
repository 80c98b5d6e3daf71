// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/genome.h"

G_BEGIN_DECLS

/* The loops over pixels in which a CPPN spends its time. Every n is a multiple of
 * EVO_KERNEL_STEP, and every array is aligned to EVO_KERNEL_ALIGNMENT bytes, so that whole vectors
 * suffice. Arrays do not overlap unless they are the same. */
#define EVO_KERNEL_STEP      16
#define EVO_KERNEL_ALIGNMENT 64

/* sum = constant */
void evo_kernel_fill (float *sum, float constant, gsize n);

/* sum += weight * values */
void evo_kernel_add (float *sum, float weight, const float *values, gsize n);

/* sum = (sum + weight_0 * values_0) + weight_1 * values_1: one pass for two links */
void evo_kernel_add_two (float *sum,
                         float weight_0,
                         const float *values_0,
                         float weight_1,
                         const float *values_1,
                         gsize n);

/* values = activation (values). Accurate to about 1e-6 while |p| stays below some thousands; the
 * result is always within -1 .. 1 up to rounding, for every finite p. */
void evo_kernel_activate (EvoActivation activation, float *values, gsize n);

/* The same, and slopes = d activation / dp there; of the clamped ends of the linear one 0. */
void evo_kernel_activate_with_slopes (EvoActivation activation,
                                      float *values,
                                      float *slopes,
                                      gsize n);

/* values *= factors */
void evo_kernel_multiply (float *values, const float *factors, gsize n);

/* The sum of a, or of a * b, in one order on every machine. */
float evo_kernel_sum (const float *a, gsize n);
float evo_kernel_dot (const float *a, const float *b, gsize n);

/* values = sqrt (values) */
void evo_kernel_root (float *values, gsize n);

/* bytes = |values| * 255, truncated */
void evo_kernel_to_level (const float *values, guint8 *bytes, gsize n);

/* bytes = |values| as a part of the whole turn, truncated; the whole turn is 0 again */
void evo_kernel_to_hue (const float *values, guint8 *bytes, gsize n);

G_END_DECLS
