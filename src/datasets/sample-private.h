// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datasets/sample.h"

G_BEGIN_DECLS

#define DATA_SAMPLE_NO_COLOUR (-1)

/* One path, filled or drawn with a round pen, or both. The commands are those of SVG, with absolute
 * coordinates: M x y, L x y, C x y x y x y, Z; and O x y rx ry, an ellipse. */
typedef struct
{
  const char *path;
  gint32 fill; /* 0xRRGGBB, or DATA_SAMPLE_NO_COLOUR */
  gint32 pen;
  double width; /* of the pen */
} DataSampleShape;

#define DATA_SAMPLE_MAX_SHAPES 16

/* One picture: what is later covers what is before. The last shape is followed by one without a
 * path. */
typedef struct
{
  const char *name;
  DataSampleShape shapes[DATA_SAMPLE_MAX_SHAPES + 1];
} DataSample;

#define DATA_N_SAMPLE_DIGITS   10
#define DATA_N_SAMPLE_GARMENTS 10
#define DATA_N_SAMPLE_THINGS   12

extern const DataSample data_sample_digits[DATA_N_SAMPLE_DIGITS];     /* in 28 x 28 */
extern const DataSample data_sample_garments[DATA_N_SAMPLE_GARMENTS]; /* in 28 x 28 */
extern const DataSample data_sample_things[DATA_N_SAMPLE_THINGS];     /* in 100 x 100 */

G_END_DECLS
