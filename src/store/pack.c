// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/pack.h"

#include <string.h>
#include <zlib.h>

/* The longest gap that one byte holds; as a byte of its own it says that nothing changes there. */
#define SKIP 255

/* Bytes of a difference before the gaps: their number, little-endian. */
#define COUNT_SIZE 4

/* A whole one of more bytes than this is made of pixels that hardly repeat. */
#define LARGE 16384

/* Deflate never does better than this (zlib's technical notes: 1032 to 1). */
#define MAX_RATIO 1040

/* Of a whole one, taken from all over it, when that has to be fast. */
#define N_SAMPLES   16
#define SAMPLE_SIZE 1024

/* Huffman codes alone, where repetitions are not to be expected or take too long to look for. */
static GBytes *
deflate_bytes (const guint8 *data, gsize size, int level, gboolean huffman_only)
{
  z_stream stream = { .next_in = (Bytef *) data, .avail_in = (uInt) size };
  gsize bound;
  guint8 *packed;

  g_assert (size <= G_MAXUINT32 / 2);
  if (deflateInit2 (&stream, level, Z_DEFLATED, MAX_WBITS, MAX_MEM_LEVEL,
                    huffman_only ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY) != Z_OK)
    g_error ("zlib is out of memory");
  bound = deflateBound (&stream, size);
  packed = g_malloc (bound);
  stream.next_out = packed;
  stream.avail_out = (uInt) bound;
  if (deflate (&stream, Z_FINISH) != Z_STREAM_END)
    g_error ("zlib did not keep to its bound");
  bound = stream.total_out;
  deflateEnd (&stream);
  return g_bytes_new_take (g_realloc (packed, bound), bound);
}

/* Whether deflate would win less than an eighth, as of a network's weights: not worth the time. */
static gboolean
hardly_shrinks (const guint8 *data, gsize size)
{
  guint8 samples[N_SAMPLES * SAMPLE_SIZE];
  g_autoptr (GBytes) packed = NULL;

  if (size < 4 * sizeof samples)
    return FALSE;
  for (guint i = 0; i < N_SAMPLES; i++)
    memcpy (samples + i * SAMPLE_SIZE, data + (size - SAMPLE_SIZE) / N_SAMPLES * i, SAMPLE_SIZE);
  packed = deflate_bytes (samples, sizeof samples, STORE_PACK_FASTEST, FALSE);
  return g_bytes_get_size (packed) > sizeof samples / 8 * 7;
}

/* NULL when it is not a complete stream, or longer than `size`. */
static guint8 *
inflate_bytes (const guint8 *packed, gsize n, gsize size, gsize *inflated)
{
  uLongf length = size;
  guint8 *data;

  if (size / MAX_RATIO > n)
    return NULL;
  data = g_try_malloc (MAX (size, 1));
  if (data == NULL)
    return NULL;
  if (uncompress (data, &length, packed, n) != Z_OK)
    {
      g_free (data);
      return NULL;
    }
  *inflated = length;
  return data;
}

/* Gives up, with NULL, where the difference would be longer than the bytes themselves. */
static guint8 *
find_difference (const guint8 *data, const guint8 *base, gsize size, gsize *length)
{
  g_autofree guint8 *gaps = g_malloc (size + 1), *changes = g_malloc (size + 1);
  gsize n_gaps = 0, n_changes = 0, gap = 0;
  guint8 *difference;

  for (gsize i = 0; i < size; i++)
    {
      if (data[i] == base[i])
        gap++;
      else
        {
          gaps[n_gaps++] = (guint8) gap;
          changes[n_changes++] = (guint8) (data[i] - base[i]);
          gap = 0;
        }
      if (gap == SKIP)
        {
          gaps[n_gaps++] = SKIP;
          gap = 0;
        }
      if (n_gaps + n_changes + COUNT_SIZE >= size)
        return NULL;
    }
  *length = COUNT_SIZE + n_gaps + n_changes;
  difference = g_malloc (*length);
  for (guint i = 0; i < COUNT_SIZE; i++)
    difference[i] = (guint8) (n_gaps >> (8 * i));
  memcpy (difference + COUNT_SIZE, gaps, n_gaps);
  memcpy (difference + COUNT_SIZE + n_gaps, changes, n_changes);
  return difference;
}

static gboolean
apply_difference (guint8 *data, gsize size, const guint8 *difference, gsize length)
{
  const guint8 *gaps = difference + COUNT_SIZE, *changes, *end = difference + length;
  gsize n_gaps = 0, position = 0;

  if (length < COUNT_SIZE)
    return FALSE;
  for (guint i = 0; i < COUNT_SIZE; i++)
    n_gaps |= (gsize) difference[i] << (8 * i);
  if (n_gaps > length - COUNT_SIZE)
    return FALSE;
  changes = gaps + n_gaps;
  for (gsize i = 0; i < n_gaps; i++)
    {
      position += gaps[i];
      if (gaps[i] == SKIP)
        continue;
      if (position >= size || changes == end)
        return FALSE;
      data[position++] += *changes++;
    }
  return changes == end;
}

GBytes *
store_pack (GBytes *bytes, GBytes *base, int level, StorePacking *packing)
{
  g_autofree guint8 *difference = NULL;
  g_autoptr (GBytes) as_difference = NULL;
  GBytes *whole;
  gsize size, length;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (base != NULL && size > 0 && size < G_MAXUINT32 && g_bytes_get_size (base) == size)
    difference = find_difference (data, g_bytes_get_data (base, NULL), size, &length);
  *packing = STORE_PACKING_DIFFERENCE;
  if (difference != NULL)
    {
      as_difference = deflate_bytes (difference, length, level, TRUE);
      /* A whole one of a quarter of the size would be news: do not even try. */
      if (g_bytes_get_size (as_difference) < size / 4)
        return g_steal_pointer (&as_difference);
    }
  if (level == STORE_PACK_FASTEST && hardly_shrinks (data, size))
    level = Z_NO_COMPRESSION;
  whole = deflate_bytes (data, size, level, level == STORE_PACK_DEFAULT && size > LARGE);
  if (as_difference != NULL && g_bytes_get_size (as_difference) < g_bytes_get_size (whole))
    {
      g_bytes_unref (whole);
      return g_steal_pointer (&as_difference);
    }
  *packing = STORE_PACKING_WHOLE;
  return whole;
}

GBytes *
store_unpack (gconstpointer packed, gsize n, gsize size, StorePacking packing, GBytes *base)
{
  gsize length;
  guint8 *data = NULL;
  g_autofree guint8 *difference = NULL;

  if (packing == STORE_PACKING_WHOLE)
    {
      data = inflate_bytes (packed, n, size, &length);
      if (data != NULL && length == size)
        return g_bytes_new_take (data, size);
      g_free (data);
      return NULL;
    }
  if (base == NULL || g_bytes_get_size (base) != size || size == 0)
    return NULL;
  difference = inflate_bytes (packed, n, MIN (size, n * MAX_RATIO), &length);
  if (difference == NULL)
    return NULL;
  data = g_memdup2 (g_bytes_get_data (base, NULL), size);
  if (apply_difference (data, size, difference, length))
    return g_bytes_new_take (data, size);
  g_free (data);
  return NULL;
}
