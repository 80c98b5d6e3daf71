// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pack.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

void
base_unpack_init (BaseUnpack *in, gconstpointer data, gsize size)
{
  *in = (BaseUnpack){ .data = data, .size = size };
}

/* The next `size` bytes, which are read thereby; NULL when there are not so many. */
static const guint8 *
take (BaseUnpack *in, gsize size)
{
  const guint8 *data = in->data + in->at;

  if (in->failed || size > in->size - in->at)
    {
      in->failed = TRUE;
      return NULL;
    }
  in->at += size;
  return data;
}

guint8
base_unpack_u8 (BaseUnpack *in)
{
  const guint8 *data = take (in, 1);

  return data != NULL ? *data : 0;
}

guint32
base_unpack_u32 (BaseUnpack *in)
{
  const guint8 *data = take (in, sizeof (guint32));
  guint32 value = 0;

  if (data != NULL)
    memcpy (&value, data, sizeof value);
  return GUINT32_FROM_LE (value);
}

guint64
base_unpack_u64 (BaseUnpack *in)
{
  const guint8 *data = take (in, sizeof (guint64));
  guint64 value = 0;

  if (data != NULL)
    memcpy (&value, data, sizeof value);
  return GUINT64_FROM_LE (value);
}

gint64
base_unpack_i64 (BaseUnpack *in)
{
  return (gint64) base_unpack_u64 (in);
}

float
base_unpack_f32 (BaseUnpack *in)
{
  guint32 bits = base_unpack_u32 (in);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

double
base_unpack_f64 (BaseUnpack *in)
{
  guint64 bits = base_unpack_u64 (in);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

const guint8 *
base_unpack_blob (BaseUnpack *in, gsize *size)
{
  guint64 n = base_unpack_u64 (in);
  const guint8 *data = NULL;

  if (base_unpack_require (in, n <= in->size - in->at))
    data = take (in, (gsize) n);
  *size = data != NULL ? (gsize) n : 0;
  return data;
}

gboolean
base_unpack_blob_into (BaseUnpack *in, gpointer data, gsize size)
{
  gsize n;
  const guint8 *bytes = base_unpack_blob (in, &n);

  if (!base_unpack_require (in, n == size))
    return FALSE;
  if (size > 0)
    memcpy (data, bytes, size);
  return TRUE;
}

char *
base_unpack_string (BaseUnpack *in)
{
  gsize size;
  const char *text = (const char *) base_unpack_blob (in, &size);

  /* A zero byte is not valid either, when the length is given. */
  if (text == NULL || !base_unpack_require (in, g_utf8_validate_len (text, size, NULL)))
    return NULL;
  return g_strndup (text, size);
}

/* An array of exactly n elements of `size` bytes each; zeros when that is not what is there. */
static gboolean
unpack_array (BaseUnpack *in, guint8 *values, gsize n, gsize size)
{
  const guint8 *data = NULL;

  if (base_unpack_require (in, base_unpack_u64 (in) == n) &&
      base_unpack_require (in, n <= (in->size - in->at) / size))
    data = take (in, n * size);
  if (n == 0 || data == NULL)
    {
      if (n > 0)
        memset (values, 0, n * size);
      return data != NULL;
    }
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    memcpy (values, data, n * size);
  else
    for (gsize i = 0; i < n * size; i++)
      values[i] = data[i - i % size + (size - 1 - i % size)];
  return TRUE;
}

gboolean
base_unpack_u32s (BaseUnpack *in, guint32 *values, gsize n)
{
  return unpack_array (in, (guint8 *) values, n, sizeof *values);
}

gboolean
base_unpack_f32s (BaseUnpack *in, float *values, gsize n)
{
  return unpack_array (in, (guint8 *) values, n, sizeof *values);
}

gboolean
base_unpack_f64s (BaseUnpack *in, double *values, gsize n)
{
  return unpack_array (in, (guint8 *) values, n, sizeof *values);
}

guint
base_unpack_count (BaseUnpack *in, guint most, gsize min_size)
{
  guint32 n = base_unpack_u32 (in);

  g_return_val_if_fail (min_size >= 1, 0);

  return base_unpack_require (in, n <= most && n <= (in->size - in->at) / min_size) ? n : 0;
}

gboolean
base_unpack_boolean (BaseUnpack *in)
{
  guint8 value = base_unpack_u8 (in);

  return base_unpack_require (in, value <= 1) && value == 1;
}

double
base_unpack_f64_in (BaseUnpack *in, double min, double max)
{
  double value = base_unpack_f64 (in);

  return base_unpack_require (in, value >= min && value <= max) ? value : 0;
}

gboolean
base_unpack_require (BaseUnpack *in, gboolean condition)
{
  if (!condition)
    in->failed = TRUE;
  return !in->failed;
}

guint32
base_unpack_header_since (BaseUnpack *in,
                          const char *tag,
                          guint32 oldest,
                          guint32 version,
                          GError **error)
{
  const guint8 *data = take (in, BASE_PACK_TAG_SIZE);
  guint32 found = base_unpack_u32 (in);

  base_unpack_require (in, data != NULL && memcmp (data, tag, BASE_PACK_TAG_SIZE) == 0);
  if (!base_unpack_check (in, error))
    return 0;
  if (found >= oldest && found <= version)
    return found;
  in->failed = TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
               _ ("This was saved by another version of the program (format %u; this one reads "
                  "format %u). Open it with the version that saved it."),
               found, version);
  return 0;
}

gboolean
base_unpack_header (BaseUnpack *in, const char *tag, guint32 version, GError **error)
{
  return base_unpack_header_since (in, tag, version, version, error) != 0;
}

gboolean
base_unpack_check (const BaseUnpack *in, GError **error)
{
  if (!in->failed)
    return TRUE;
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("What was saved is damaged or incomplete, so that it cannot go on from "
                          "there."));
  return FALSE;
}

gboolean
base_unpack_check_same (const BaseUnpack *in, gboolean same, GError **error)
{
  if (!base_unpack_check (in, error))
    return FALSE;
  if (!same)
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                         _ ("What was saved belongs to a run with another network, method or "
                            "seed."));
  return same;
}

gboolean
base_unpack_finish (const BaseUnpack *in, GError **error)
{
  BaseUnpack all = *in;

  base_unpack_require (&all, all.at == all.size);
  return base_unpack_check (&all, error);
}
