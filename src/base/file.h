// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads a whole file, or a pipe to its end. Longer than max_size is BASE_ERROR_TOO_LARGE: the size
 * of a file is checked before anything is allocated, and of a pipe no more is read. A device or
 * folder is refused. */
GBytes *base_file_read (const char *path, gsize max_size, GError **error);

/* A file that is written piece by piece to a temporary one beside it, and is there under its name
 * only when it is complete. */
typedef struct _BaseFileWriter BaseFileWriter;

/* A device, pipe or folder at `path` is refused. */
BaseFileWriter *base_file_writer_new (const char *path, GError **error);
gboolean base_file_writer_add (BaseFileWriter *writer,
                               gconstpointer data,
                               gsize size,
                               GError **error);

/* Brings it to the disk and renames it. */
gboolean base_file_writer_finish (BaseFileWriter *writer, GError **error);

/* Removes what is not finished. NULL is ignored. */
void base_file_writer_free (BaseFileWriter *writer);

/* Writes to a temporary file beside `path`, brings it to the disk and renames it: at any moment
 * `path` is either the old file or the complete new one. A device, pipe or folder is refused. */
gboolean base_file_write (const char *path, GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BaseFileWriter, base_file_writer_free)

G_END_DECLS
