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

/* A content that is held against several checksums: it is summed up once for each kind of them. */
typedef struct
{
  GBytes *bytes;
  char *digits[3]; /* of each kind; NULL = not summed up yet */
} FmtChecksums;

void fmt_checksums_init (FmtChecksums *sums, GBytes *bytes);
void fmt_checksums_clear (FmtChecksums *sums);
gboolean fmt_checksums_fit (FmtChecksums *sums, const char *checksum);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FmtChecksums, fmt_checksums_clear)

/* Reads from the file's beginning. FALSE without an error = the content is another. */
gboolean fmt_checksum_fits_file (const char *checksum,
                                 const char *path,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
