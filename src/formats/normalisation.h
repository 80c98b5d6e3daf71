// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* What a network does to its input before anything else. */
typedef enum
{
  FMT_RANGE_UNKNOWN, /* nothing that tells */
  FMT_RANGE_UNIT,    /* it normalises numbers from 0 to 1 */
  FMT_RANGE_BYTES,   /* it normalises grey levels, 0 to 255 */
  FMT_RANGE_SIGNED,  /* it is made for numbers from -1 to 1 */
} FmtRange;

/* Follows the layers from the input as long as each is a scale and a shift, such as a subtracted
 * mean, a division, or batch normalisation, be it of each channel on its own. What they take to 0
 * and to 1 tells which numbers they are made for; so do the ends of a Clip and of a quantised
 * network's first code. `mean` becomes what they take to 0, the mean over the channels; 0 where the
 * ends alone tell. */
FmtRange fmt_normalisation_range (const NnGraph *graph, double *mean);

G_END_DECLS
