// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/ancestry.h"

G_BEGIN_DECLS

/* Whose line is asked for, and what came of it: a job for another thread. Plain data. */
typedef struct
{
  StoreSpecimen *specimen;
  char *session;           /* path; NULL = the one that the specimen names */
  RunNetworkInfo *network; /* may be NULL */
  RunAncestry *known;      /* may be NULL */
  guint seconds;           /* of an animation that is to be saved */
  RunAncestry *ancestry;   /* the result of reading */
} FooledAncestryWork;

/* So many images a strip shows, and so many a saved one has at most. */
#define FOOLED_ANCESTRY_SHOWN 60
#define FOOLED_ANCESTRY_SAVED 240

/* References and copies; the last two may be NULL. */
FooledAncestryWork *fooled_ancestry_work_new (StoreSpecimen *specimen,
                                              const char *session,
                                              RunNetworkInfo *network);
void fooled_ancestry_work_free (gpointer work);

/* A FooledWork: fills in `ancestry`. */
void fooled_ancestry_work_read (gpointer work, GCancellable *cancellable, GError **error);

/* FooledEncode functions: the strip as a PNG, the animation as a WebP file. */
GBytes *fooled_ancestry_work_encode_strip (gpointer work, BaseImage **image, GError **error);
GBytes *fooled_ancestry_work_encode_animation (gpointer work, BaseImage **image, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FooledAncestryWork, fooled_ancestry_work_free)

G_END_DECLS
