// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Gaussian blur as scipy.ndimage.gaussian_filter does it unless told otherwise: cut off at 4
 * standard deviations, and the picture goes on beyond its borders as in a mirror, with the border
 * pixel twice: d c b a | a b c d | d c b a. */
typedef struct
{
  guint radius;
  float *weights; /* (radius + 1): of the middle, then outwards; owned */
} AscBlur;

AscBlur *asc_blur_new (double standard_deviation);
void asc_blur_free (AscBlur *blur);

/* Floats of scratch for planes of this size. */
gsize asc_blur_scratch (const AscBlur *blur, guint height, guint width);

/* Blurs each plane of x, (channels, height, width). */
void asc_blur (const AscBlur *blur,
               guint channels,
               guint height,
               guint width,
               float *x,
               float *scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AscBlur, asc_blur_free)

G_END_DECLS
