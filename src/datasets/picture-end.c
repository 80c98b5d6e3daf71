// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/picture-kind.h"

#include <string.h>

/* gdk-pixbuf shows what there is of a picture that was cut off. Here the rest would be grey to a
 * network, without a word. */

static guint32
read_big (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static guint32
read_little (const guint8 *data)
{
  return (guint32) data[3] << 24 | (guint32) data[2] << 16 | (guint32) data[1] << 8 | data[0];
}

/* From chunk to chunk, each with a length, a type and a checksum, to the one that ends it. */
static gboolean
png_is_whole (const guint8 *data, gsize size)
{
  gsize at = 8;

  while (size - at >= 12)
    {
      guint32 length = read_big (data + at);

      if (length > size - at - 12)
        return FALSE;
      if (memcmp (data + at + 4, "IEND", 4) == 0)
        return TRUE;
      at += 12 + (gsize) length;
    }
  return FALSE;
}

#define JPEG_END  0xd9
#define JPEG_SCAN 0xda

static gboolean
jpeg_has_no_length (guint8 marker)
{
  return marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd8);
}

/* From marker to marker: segments have a length, and after the head of a scan come its data, in
 * which 0xff is followed by 0 or a restart marker. */
static gboolean
jpeg_is_whole (const guint8 *data, gsize size)
{
  gsize at = 2;

  while (size - at >= 2)
    {
      guint8 marker = data[at + 1];

      if (data[at] != 0xff || marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker == JPEG_END)
        return TRUE;
      at += 2;
      if (jpeg_has_no_length (marker))
        continue;
      if (size - at < 2 || ((gsize) data[at] << 8 | data[at + 1]) > size - at)
        return FALSE;
      at += MAX ((gsize) data[at] << 8 | data[at + 1], 2);
    }
  return FALSE;
}

/* Its size is at byte 4, after "RIFF". */
static gboolean
webp_is_whole (const guint8 *data, gsize size)
{
  return size >= 12 && read_little (data + 4) <= size - 8;
}

#define BMP_HEAD 54

/* Rows of whole 4 bytes; of other kinds the file's own size, where it says one. */
static gboolean
bmp_is_whole (const guint8 *data, gsize size)
{
  gint64 width, height, bits, begin, row;

  if (size < BMP_HEAD)
    return FALSE;
  begin = read_little (data + 10);
  width = (gint32) read_little (data + 18);
  height = (gint32) read_little (data + 22);
  bits = data[28] | data[29] << 8;
  if (read_little (data + 14) < 40 || read_little (data + 30) != 0)
    return read_little (data + 2) <= size;
  row = (ABS (width) * bits + 31) / 32 * 4;
  return begin <= (gint64) size && row * ABS (height) <= (gint64) size - begin;
}

gboolean
data_picture_is_whole (const guint8 *data, gsize size)
{
  g_return_val_if_fail (data != NULL || size == 0, FALSE);

  switch (data_picture_kind (data, size))
    {
    case DATA_PICTURE_PNG:
      return png_is_whole (data, size);
    case DATA_PICTURE_JPEG:
      return jpeg_is_whole (data, size);
    case DATA_PICTURE_WEBP:
      return webp_is_whole (data, size);
    default:
      return size < 2 || data[0] != 'B' || data[1] != 'M' || bmp_is_whole (data, size);
    }
}
