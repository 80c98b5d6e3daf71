// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FMT_PART_SUFFIX ".part"

/* A file that has not arrived completely. Locked, so that only one download at a time writes to
 * it. All errors are G_FILE_ERROR. */
typedef struct
{
  char *path; /* ".../name.part" */
  char *shown;
  int file;
  guint64 size;
  gboolean resumed; /* begins with what came in an earlier answer */
} FmtPart;

/* Opens what there is of "<path>.part"; makes the folder and an empty file where there is none. */
gboolean fmt_part_open (FmtPart *part, const char *path, GError **error);

/* Lets go of it. An empty one disappears. */
void fmt_part_close (FmtPart *part);

/* When the disk is full, also forgets what has arrived. */
gboolean fmt_part_append (FmtPart *part, const void *data, gsize size, GError **error);

/* Forgets what has arrived. */
gboolean fmt_part_empty (FmtPart *part, GError **error);

/* FALSE when the disk has no room for so many more bytes. */
gboolean fmt_part_has_room (FmtPart *part, guint64 size, GError **error);

/* It is complete: gives it its own name, at once and for good. */
gboolean fmt_part_accept (FmtPart *part, const char *path, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FmtPart, fmt_part_close)

G_END_DECLS
