// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Checksums as network cards write them: "sha256:", "sha1:" or "git-blob:" (the id that git gives
 * to a file) and hexadecimal digits; digits alone are a SHA-256. */

/* The checksum in lower case, or NULL and an error where the text is none. Caller frees. */
char *fmt_checksum_parse (const char *text, GError **error);

/* `checksum` as fmt_checksum_parse gives it. */
gboolean fmt_checksum_fits_bytes (const char *checksum, GBytes *bytes);

/* Reads from the file's beginning. FALSE without an error = the content is another. */
gboolean fmt_checksum_fits_file (const char *checksum,
                                 const char *path,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
