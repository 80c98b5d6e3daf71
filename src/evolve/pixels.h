// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "evolve/genome.h"

G_BEGIN_DECLS

/* The direct encoding. genes (height, width, channels): grey levels, or hue, saturation and value
 * of each pixel. */

/* Uniform in 0 .. 255. */
void evo_pixels_randomise (guint8 *genes, gsize n_genes, BaseRandom *random);

/* The chance that a number changes, in this generation. */
double evo_pixels_chance (const EvoVariation *variation, guint64 generation);

/* Changes each number with the given chance by a polynomial step of the whole range, rounded to a
 * whole number; clamped to 0 .. 255, except hue, which goes on round the circle. */
void evo_pixels_mutate (guint8 *genes,
                        gsize n_genes,
                        guint channels,
                        double eta,
                        double chance,
                        BaseRandom *random);

/* The genes of a picture, image: (height, width, channels). */
void evo_pixels_from_image (guint8 *genes, const BaseImage *image);

/* Into the caller's image, of that size. */
void evo_pixels_render (const guint8 *genes, guint width, guint height, BaseImage *image);

G_END_DECLS
