// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "run/ancestry.h"

G_BEGIN_DECLS

/* A whole run as a time-lapse of its grid: an animated picture (WebP) in which each frame shows the
 * champions at its moment, rebuilt from what the session says about who became champion when. Equal
 * times are equal numbers of evaluations; the last frame is the grid as it was saved last. */

/* What it will be, without reading the images. */
typedef struct
{
  guint n_frames; /* RUN_ANIMATION_RATE a second, but not more than there were generations; equal
                     neighbours are one in the file */
  guint n_cells;  /* classes that the run was for */
  guint cell;     /* pixels of a cell: the more there are, the smaller */
  guint width, height;
} RunTimelapsePlan;

/* What run_timelapse_save would write; reads the session, which another program may write to. */
gboolean run_timelapse_plan (const char *session,
                             guint seconds,
                             RunTimelapsePlan *plan,
                             GError **error);

/* Writes it to `path`: complete, or not at all. RUN_ANIMATION_MIN_SECONDS <= seconds <=
 * RUN_ANIMATION_MAX_SECONDS. progress and interrupt may be NULL; when `interrupt` becomes non-zero
 * it leaves off soon, with G_IO_ERROR_CANCELLED. Errors as in store/session.h; BASE_ERROR_NOT_FOUND
 * while the session has no image. Takes its time, and two threads and more; any thread may call it.
 */
gboolean run_timelapse_save (const char *session,
                             guint seconds,
                             const char *path,
                             BaseProgress progress,
                             gpointer progress_data,
                             const gint *interrupt,
                             GError **error);

G_END_DECLS
