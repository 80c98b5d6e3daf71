// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pack.h"

#include <string.h>

static void
pack_bytes (GByteArray *out, gconstpointer data, gsize size)
{
  /* An array counts its bytes with 32 bits. */
  g_assert (size <= G_MAXUINT - out->len);
  if (size > 0)
    g_byte_array_append (out, data, (guint) size);
}

void
base_pack_u8 (GByteArray *out, guint8 value)
{
  pack_bytes (out, &value, sizeof value);
}

void
base_pack_u32 (GByteArray *out, guint32 value)
{
  value = GUINT32_TO_LE (value);
  pack_bytes (out, &value, sizeof value);
}

void
base_pack_u64 (GByteArray *out, guint64 value)
{
  value = GUINT64_TO_LE (value);
  pack_bytes (out, &value, sizeof value);
}

void
base_pack_i64 (GByteArray *out, gint64 value)
{
  base_pack_u64 (out, (guint64) value);
}

void
base_pack_f32 (GByteArray *out, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  base_pack_u32 (out, bits);
}

void
base_pack_f64 (GByteArray *out, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  base_pack_u64 (out, bits);
}

void
base_pack_string (GByteArray *out, const char *text)
{
  base_pack_blob (out, text, text != NULL ? strlen (text) : 0);
}

void
base_pack_blob (GByteArray *out, gconstpointer data, gsize size)
{
  base_pack_u64 (out, size);
  pack_bytes (out, data, size);
}

void
base_pack_u32s (GByteArray *out, const guint32 *values, gsize n)
{
  base_pack_u64 (out, n);
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    pack_bytes (out, values, n * sizeof *values);
  else
    for (gsize i = 0; i < n; i++)
      base_pack_u32 (out, values[i]);
}

void
base_pack_f32s (GByteArray *out, const float *values, gsize n)
{
  base_pack_u64 (out, n);
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    pack_bytes (out, values, n * sizeof *values);
  else
    for (gsize i = 0; i < n; i++)
      base_pack_f32 (out, values[i]);
}

void
base_pack_f64s (GByteArray *out, const double *values, gsize n)
{
  base_pack_u64 (out, n);
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    pack_bytes (out, values, n * sizeof *values);
  else
    for (gsize i = 0; i < n; i++)
      base_pack_f64 (out, values[i]);
}

void
base_pack_header (GByteArray *out, const char *tag, guint32 version)
{
  g_return_if_fail (strlen (tag) == BASE_PACK_TAG_SIZE);

  pack_bytes (out, tag, BASE_PACK_TAG_SIZE);
  base_pack_u32 (out, version);
}
