// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/networks.h"
#include "store/animation.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* The line of an image: from the first, random one to the image itself, each the parent of the next
 * one. Of an ascent, whose images have no parents: moments of the climb. Every function reads files
 * or draws, and belongs on a thread beside the UI's; any thread may call them. */

/* One image of a line. */
typedef struct
{
  EvoOrigin origin;
  BaseImage *image;  /* as the network saw it */
  guint class_index; /* the one of which it was champion with the highest confidence; of one that
                        was champion of none, what it was taken for */
  char *label;
  float confidence; /* for that class, 0 .. 1, when it became champion */
  guint n_classes;  /* that it was champion of at some time; 0 = none */
} RunAncestor;

/* Immutable and reference counted. */
typedef struct
{
  gatomicrefcount ref_count;
  gboolean is_climb; /* moments of an ascent */
  guint n_line;      /* images of the whole line, >= 1 */
  guint n;           /* that are here: all of them, or so many evenly chosen, with both ends */
  RunAncestor *ancestors;
} RunAncestry;

RunAncestry *run_ancestry_ref (RunAncestry *ancestry);
void run_ancestry_unref (RunAncestry *ancestry); /* NULL is ignored */

/* The line of an image. session: path of the one to be read; NULL = the one among the user's that
 * the specimen names. network: whose labels; NULL = found by the id in the session. max >= 2:
 * images at most. known: an older line from which images are taken that would be drawn again; or
 * NULL.
 *
 * Where the session has the image's parent but not yet the image itself, that is added.
 * BASE_ERROR_NOT_FOUND: the session does not have it, or is not there; other errors as in
 * store/session.h. Caller unrefs. */
RunAncestry *run_ancestry_read (const StoreSpecimen *specimen,
                                const char *session,
                                const RunNetworkInfo *network,
                                guint max,
                                const RunAncestry *known,
                                GError **error);

/* The same of a class's champion as it was saved last. which: the class's number or label, in any
 * case. */
RunAncestry *run_ancestry_read_class (const char *session,
                                      const char *which,
                                      guint max,
                                      GError **error);

/* All images in a row, or as many rows as fit, with captions: a PNG file that says what it is.
 * image: if not NULL, what is in it; caller unrefs both. */
GBytes *run_ancestry_encode (const RunAncestry *ancestry, BaseImage **image, GError **error);

/* One after the other; the last one stands for a fifth of the time. For so many seconds there are
 * at most RUN_ANIMATION_RATE frames a second. interrupt: as in store_animation_add. */
#define RUN_ANIMATION_RATE        20
#define RUN_ANIMATION_MIN_SECONDS 1
#define RUN_ANIMATION_MAX_SECONDS 300
#define RUN_ANIMATION_SECONDS     10 /* unless something else is wished for */
StoreAnimation *run_ancestry_animate (const RunAncestry *ancestry,
                                      guint seconds,
                                      const gint *interrupt,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunAncestry, run_ancestry_unref)

G_END_DECLS
