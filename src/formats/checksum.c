// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/checksum.h"

#include "base/error.h"
#include "config.h"
#include "formats/sha256.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK_SIZE ((gsize) 1 << 18)

typedef enum
{
  KIND_SHA256,
  KIND_SHA1,
  KIND_GIT_BLOB,
} Kind;

static const struct
{
  const char *prefix;
  gsize n_digits;
  GChecksumType type;
} kinds[] = {
  [KIND_SHA256] = { "sha256:", 64, G_CHECKSUM_SHA256 },
  [KIND_SHA1] = { "sha1:", 40, G_CHECKSUM_SHA1 },
  [KIND_GIT_BLOB] = { "git-blob:", 40, G_CHECKSUM_SHA1 },
};

static Kind
find_kind (const char *checksum, const char **digits)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (checksum, kinds[i].prefix))
      {
        *digits = checksum + strlen (kinds[i].prefix);
        return (Kind) i;
      }
  *digits = checksum;
  return KIND_SHA256;
}

char *
fmt_checksum_parse (const char *text, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  const char *digits;
  Kind kind = find_kind (lower, &digits);

  if (strlen (digits) == kinds[kind].n_digits &&
      strspn (digits, "0123456789abcdef") == kinds[kind].n_digits)
    return g_steal_pointer (&lower);
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” is not a checksum: “sha256:” and 64 hexadecimal digits, or “sha1:” or "
                  "“git-blob:” and 40."),
               text);
  return NULL;
}

/* Ready for a content of this size. */
static GChecksum *
start (Kind kind, guint64 size)
{
  GChecksum *sum = g_checksum_new (kinds[kind].type);

  if (kind == KIND_GIT_BLOB)
    {
      g_autofree char *head = g_strdup_printf ("blob %" G_GUINT64_FORMAT, size);

      /* The zero byte at its end belongs to it. */
      g_checksum_update (sum, (const guchar *) head, (gssize) strlen (head) + 1);
    }
  return sum;
}

void
fmt_checksums_init (FmtChecksums *sums, GBytes *bytes)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (sums->digits) == G_N_ELEMENTS (kinds));

  *sums = (FmtChecksums){ .bytes = g_bytes_ref (bytes) };
}

void
fmt_checksums_clear (FmtChecksums *sums)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sums->digits); i++)
    g_clear_pointer (&sums->digits[i], g_free);
  g_clear_pointer (&sums->bytes, g_bytes_unref);
}

gboolean
fmt_checksums_fit (FmtChecksums *sums, const char *checksum)
{
  const char *digits;
  Kind kind;

  g_return_val_if_fail (checksum != NULL && sums->bytes != NULL, FALSE);

  kind = find_kind (checksum, &digits);
  if (sums->digits[kind] == NULL)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (sums->bytes, &size);
      g_autoptr (GChecksum) sum = kind != KIND_SHA256 ? start (kind, size) : NULL;

      if (size > 0 && sum != NULL)
        g_checksum_update (sum, data, (gssize) size);
      sums->digits[kind] =
          sum != NULL ? g_strdup (g_checksum_get_string (sum)) : fmt_sha256 (data, size);
    }
  return g_str_equal (sums->digits[kind], digits);
}

gboolean
fmt_checksum_fits_bytes (const char *checksum, GBytes *bytes)
{
  g_auto (FmtChecksums) sums = { 0 };

  g_return_val_if_fail (checksum != NULL && bytes != NULL, FALSE);

  fmt_checksums_init (&sums, bytes);
  return fmt_checksums_fit (&sums, checksum);
}

gboolean
fmt_checksum_fits_file (const char *checksum,
                        const char *path,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GChecksum) sum = NULL;
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  const char *digits;
  gssize n;

  g_return_val_if_fail (checksum != NULL && path != NULL, FALSE);

  file = g_file_new_for_path (path);
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return FALSE;
  info =
      g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, error);
  if (info == NULL)
    return FALSE;
  sum = start (find_kind (checksum, &digits), (guint64) g_file_info_get_size (info));
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), block, BLOCK_SIZE, cancellable,
                                   error)) > 0)
    g_checksum_update (sum, block, n);
  return n == 0 && g_str_equal (g_checksum_get_string (sum), digits);
}
