// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers, texts and arrays as bytes, for the state of work that shall go on later. Everything is
 * little-endian, floating-point numbers as their IEEE 754 bits, so that what is read is what was
 * written to the last bit, not-a-number included. What comes with a length has it in front, 64 bits
 * of bytes or of elements. */

/* Appends to `out`. */
void base_pack_u8 (GByteArray *out, guint8 value);
void base_pack_u32 (GByteArray *out, guint32 value);
void base_pack_u64 (GByteArray *out, guint64 value);
void base_pack_i64 (GByteArray *out, gint64 value);
void base_pack_f32 (GByteArray *out, float value);
void base_pack_f64 (GByteArray *out, double value);
void base_pack_string (GByteArray *out, const char *text); /* UTF-8; NULL = an empty one */
void base_pack_blob (GByteArray *out, gconstpointer data, gsize size);
void base_pack_u32s (GByteArray *out, const guint32 *values, gsize n);
void base_pack_f32s (GByteArray *out, const float *values, gsize n);
void base_pack_f64s (GByteArray *out, const double *values, gsize n);

#define BASE_PACK_TAG_SIZE 4

/* Four letters that say what follows, and the version of its format. */
void base_pack_header (GByteArray *out, const char *tag, guint32 version);

/* Reads bytes that somebody else may have made. The first thing that is not there, or not as it
 * should be, sets `failed`; from then on every call gives zeros, and nothing is read any more. So a
 * reader reads all of it, checks ranges as it goes, and asks once at the end. Nothing is allocated
 * for more than the bytes that are there. */
typedef struct
{
  const guint8 *data; /* borrowed */
  gsize size;
  gsize at; /* read so far */
  gboolean failed;
} BaseUnpack;

void base_unpack_init (BaseUnpack *in, gconstpointer data, gsize size);

guint8 base_unpack_u8 (BaseUnpack *in);
guint32 base_unpack_u32 (BaseUnpack *in);
guint64 base_unpack_u64 (BaseUnpack *in);
gint64 base_unpack_i64 (BaseUnpack *in);
float base_unpack_f32 (BaseUnpack *in);
double base_unpack_f64 (BaseUnpack *in);

/* A copy, valid UTF-8 without zero bytes; NULL when failed. Caller frees. */
char *base_unpack_string (BaseUnpack *in);

/* The bytes of a blob where they are, and how many; NULL when failed. */
const guint8 *base_unpack_blob (BaseUnpack *in, gsize *size);

/* A blob of exactly this size, copied; FALSE, and nothing copied, when failed. */
gboolean base_unpack_blob_into (BaseUnpack *in, gpointer data, gsize size);

/* An array of exactly n elements; FALSE when failed, `values` is all zeros then. */
gboolean base_unpack_u32s (BaseUnpack *in, guint32 *values, gsize n);
gboolean base_unpack_f32s (BaseUnpack *in, float *values, gsize n);
gboolean base_unpack_f64s (BaseUnpack *in, double *values, gsize n);

/* A number of things that are to follow, of which each takes at least min_size >= 1 bytes: more
 * than fit into the rest, or more than `most`, is a failure. */
guint base_unpack_count (BaseUnpack *in, guint most, gsize min_size);

/* 0 or 1; anything else is a failure. */
gboolean base_unpack_boolean (BaseUnpack *in);

/* A number in min .. max; anything else, and not-a-number, is a failure. */
double base_unpack_f64_in (BaseUnpack *in, double min, double max);

/* Fails unless `condition`, which is returned. */
gboolean base_unpack_require (BaseUnpack *in, gboolean condition);

/* What base_pack_header wrote. FALSE when it is something else (BASE_ERROR_INVALID) or another
 * version (BASE_ERROR_UNSUPPORTED). */
gboolean base_unpack_header (BaseUnpack *in, const char *tag, guint32 version, GError **error);

/* The same for each version from the oldest, >= 1, to `version`: returns which it is; 0 on failure.
 */
guint32 base_unpack_header_since (BaseUnpack *in,
                                  const char *tag,
                                  guint32 oldest,
                                  guint32 version,
                                  GError **error);

/* TRUE when nothing failed; else BASE_ERROR_INVALID. */
gboolean base_unpack_check (const BaseUnpack *in, GError **error);

/* base_unpack_check, and that what was read so far is what the caller has: its settings, its
 * network. If it is not, BASE_ERROR_ARGUMENT. */
gboolean base_unpack_check_same (const BaseUnpack *in, gboolean same, GError **error);

/* base_unpack_check, and that nothing is left. */
gboolean base_unpack_finish (const BaseUnpack *in, GError **error);

G_END_DECLS
