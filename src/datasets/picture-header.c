// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/picture-kind.h"

#include <string.h>

/* What gdk-pixbuf's readers would stumble over. */

/* The reader of BMP files makes room for a header of whatever size they claim, up to 4 GB. None of
 * the headers that there are is longer than this. */
#define MAX_BMP_HEADER 124

static gboolean
bmp_is_sound (const guint8 *data, gsize size)
{
  guint32 header;

  if (size < 18)
    return TRUE;
  memcpy (&header, data + 14, sizeof header);
  return GUINT32_FROM_LE (header) <= MAX_BMP_HEADER;
}

#define GIF_HEAD  13
#define GIF_FRAME 10 /* with the byte that says so */

/* Bytes of the table of colours whose size is in these flags. */
static gsize
gif_table (guint8 flags)
{
  return (flags & 0x80) != 0 ? (gsize) 3 << ((flags & 7) + 1) : 0;
}

/* Behind the blocks, each with its length, up to one of none. */
static gsize
gif_skip_blocks (const guint8 *data, gsize size, gsize at)
{
  while (at < size && data[at] > 0)
    at += 1 + (gsize) data[at];
  return at + 1;
}

/* The reader of GIF files expects of every frame that it has pixels. */
static gboolean
gif_is_sound (const guint8 *data, gsize size)
{
  gsize at = size >= GIF_HEAD ? GIF_HEAD + gif_table (data[10]) : size;

  while (at < size && data[at] != ';')
    if (data[at] == '!')
      at = gif_skip_blocks (data, size, at + 2);
    else if (data[at] != ',')
      at++; /* as that reader goes on */
    else if (size - at < GIF_FRAME)
      return TRUE;
    else if ((data[at + 5] | data[at + 6]) == 0 || (data[at + 7] | data[at + 8]) == 0)
      return FALSE;
    else
      at = gif_skip_blocks (data, size, at + GIF_FRAME + gif_table (data[at + 9]) + 1);
  return TRUE;
}

gboolean
data_picture_has_sound_header (const guint8 *data, gsize size)
{
  g_return_val_if_fail (data != NULL || size == 0, FALSE);

  if (size >= 2 && memcmp (data, "BM", 2) == 0)
    return bmp_is_sound (data, size);
  return size < 3 || memcmp (data, "GIF", 3) != 0 || gif_is_sound (data, size);
}
