// SPDX-License-Identifier: GPL-3.0-or-later
#include "datasets/picture-orientation.h"

#include <string.h>

#define TAG_ORIENTATION 0x112
#define TYPE_SHORT      3
#define ENTRY_SIZE      12

/* A part of a file. */
typedef struct
{
  const guint8 *data;
  gsize size;
} Part;

/* A number of 2 or 4 bytes; 0 past the end. */
static guint32
get (Part part, gsize offset, gsize n_bytes, gboolean big)
{
  guint32 number = 0;

  if (offset > part.size || part.size - offset < n_bytes)
    return 0;
  for (gsize i = 0; i < n_bytes; i++)
    number |= (guint32) part.data[offset + i] << 8 * (big ? n_bytes - 1 - i : i);
  return number;
}

/* EXIF is a TIFF file without a picture: the tags of its first directory. */
static guint
read_exif (Part exif)
{
  gboolean big;
  gsize directory;
  guint n;

  if (exif.size >= 6 && memcmp (exif.data, "Exif\0\0", 6) == 0)
    exif = (Part){ exif.data + 6, exif.size - 6 };
  if (exif.size < 8)
    return 0;
  big = memcmp (exif.data, "MM\0*", 4) == 0;
  if (!big && memcmp (exif.data, "II*\0", 4) != 0)
    return 0;
  directory = get (exif, 4, 4, big);
  n = get (exif, directory, 2, big);
  for (guint i = 0; i < n; i++)
    {
      gsize entry = directory + 2 + (gsize) i * ENTRY_SIZE;
      guint32 orientation = get (exif, entry + 8, 2, big);

      if (get (exif, entry, 2, big) == TAG_ORIENTATION)
        return get (exif, entry + 2, 2, big) == TYPE_SHORT && orientation <= 8 ? orientation : 0;
    }
  return 0;
}

/* The content of the first chunk of a name. PNG: length, name, content, checksum, big endian; RIFF:
 * name, length, content, a byte more where that is odd, little endian. */
static Part
find_chunk (Part file, gsize first, gboolean png, const char *name)
{
  gsize offset = first;

  while (offset < file.size && file.size - offset >= 8)
    {
      gsize length = get (file, offset + (png ? 0 : 4), 4, png);
      const guint8 *found = file.data + offset + (png ? 4 : 0);

      if (length > file.size - offset - 8)
        break;
      if (memcmp (found, name, 4) == 0)
        return (Part){ file.data + offset + 8, length };
      offset += 8 + length + (png ? 4 : length % 2);
    }
  return (Part){ file.data, 0 };
}

guint
data_picture_orientation (const guint8 *data, gsize size)
{
  Part file = { data, size };

  g_return_val_if_fail (data != NULL || size == 0, 0);

  if (size >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return read_exif (find_chunk (file, 12, FALSE, "EXIF"));
  if (size >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return read_exif (find_chunk (file, 8, TRUE, "eXIf"));
  return 0;
}
