// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Hue is an angle, of which 256 units are the whole turn: 0 red, 256 / 3 green, 512 / 3 blue. */
#define EVO_HUE_TURN 256

/* n pixels of hue, saturation and value, 0 .. 255 each, to n sRGB triplets, correctly rounded.
 * hue (n), saturation (n), value (n), rgb (n, 3). */
void evo_hsv_planes_to_rgb (const guint8 *hue,
                            const guint8 *saturation,
                            const guint8 *value,
                            gsize n,
                            guint8 *rgb);

/* Backward through the conversion before anything is rounded: hue as a part of the whole turn,
 * saturation and value 0 .. 1, each the absolute value of the number that is given, to grey levels
 * 0 .. 255. hue, saturation, value (n); rgb_gradient (n, 3) with respect to the levels; the
 * gradients with respect to the three numbers (n) each. At the edges between two sixths of the turn
 * it is that of the later one; of 0 that of the positive side. */
void evo_hsv_planes_backward (const float *hue,
                              const float *saturation,
                              const float *value,
                              gsize n,
                              const float *rgb_gradient,
                              float *hue_gradient,
                              float *saturation_gradient,
                              float *value_gradient);

/* evo_hsv_planes_to_rgb with the three numbers of a pixel side by side: hsv (n, 3), rgb (n, 3). */
void evo_hsv_to_rgb (const guint8 *hsv, gsize n, guint8 *rgb);

/* The nearest hue, saturation and value; of a grey the hue is 0. rgb (n, 3), hsv (n, 3). */
void evo_rgb_to_hsv (const guint8 *rgb, gsize n, guint8 *hsv);

G_END_DECLS
