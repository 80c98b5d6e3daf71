// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How plainly people see a change of a picture. */
typedef enum
{
  RUN_SIGHT_NOTHING, /* there is none */
  RUN_SIGHT_HARDLY,  /* hardly anyone sees it */
  RUN_SIGHT_CLOSELY, /* who looks closely does */
  RUN_SIGHT_PLAINLY, /* it is plain to see */
} RunSight;

/* A rule of this program's own, and a cautious one: it says "hardly" only where that is sure. The
 * two numbers that count are the root of the mean of the squared changes and the largest one, in
 * grey levels of 255; and how large a pixel is. A step of one level is about the smallest that the
 * eye tells apart on a screen where an area is large enough. In a picture of 28 x 28 pixels, shown
 * as large as any other, each pixel is such an area; of smaller ones the eye sees the average, in
 * which changes up and down cancel, so the limit rises with the root of the number of pixels on the
 * longer side. One pixel alone must differ by eight times as much to be seen. Eight times as much
 * again is plain.
 *
 * distortion: as in RunPerturbResult, 0 .. 1; max_change: 0 .. 255; width, height: of the picture
 * in which the change is, pixels. */
RunSight run_sight_of_change (double distortion, guint max_change, guint width, guint height);

G_END_DECLS
