// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* A poster: an image larger than the network saw it. What a CPPN drew is drawn again from its
 * genome, with everything that shows only then; pixels (of the direct encoding, an ascent, or a
 * perturbed picture) are enlarged with hard edges. */
#define RUN_POSTER_MAX_SIDE BASE_IMAGE_MAX_SIDE

/* Whether it is drawn again. */
gboolean run_poster_is_drawn (const StoreSpecimen *specimen);

/* Its size with the longer side `side`, in pixels; at least the image's own. */
void run_poster_size (const StoreSpecimen *specimen, guint side, guint *width, guint *height);

/* Writes it to `path` as a PNG that says how the image was made, as store_specimen_save does: with
 * the image's own size, to the byte the same file. Complete, or not at all. 1 <= side <=
 * RUN_POSTER_MAX_SIDE. A few rows at a time are in memory. progress and interrupt may be NULL; when
 * `interrupt` becomes non-zero it leaves off within 100 ms, with G_IO_ERROR_CANCELLED (not while
 * the system brings a complete file to the disk). Any thread may call it; it takes one a processor
 * meanwhile. */
gboolean run_poster_save (const StoreSpecimen *specimen,
                          guint side,
                          const char *path,
                          BaseProgress progress,
                          gpointer progress_data,
                          const gint *interrupt,
                          GError **error);

/* The same in memory, for a page, a printer or another program. NULL only when interrupted, or
 * with BASE_ERROR_INVALID for a genome that makes no sense. Caller unrefs. */
BaseImage *run_poster_draw (const StoreSpecimen *specimen,
                            guint side,
                            const gint *interrupt,
                            GError **error);

G_END_DECLS
