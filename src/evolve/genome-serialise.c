// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"
#include "evolve/encoding.h"

#include "base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The bytes of a genome, whole numbers little-endian:
 *
 *   0  4  "EvoG"
 *   4  1  version, 1
 *   5  1  encoding: 0 pixels, 1 cppn
 *   6  1  channels: 1 or 3
 *   7  1  of the encoding's own: coordinates of a cppn, 0 unit, 1 pixel; otherwise 0
 *   8  2  width
 *  10  2  height
 *  12     the body, as the encoding writes it */
#define MAGIC       "EvoG"
#define VERSION     1
#define HEADER_SIZE 12
#define VARIANT_AT  7

GBytes *
evo_genome_serialise (const EvoGenome *genome)
{
  const guint8 header[HEADER_SIZE] = { 'E',
                                       'v',
                                       'o',
                                       'G',
                                       VERSION,
                                       (guint8) genome->encoding,
                                       (guint8) genome->channels,
                                       0,
                                       (guint8) (genome->width & 0xff),
                                       (guint8) (genome->width >> 8),
                                       (guint8) (genome->height & 0xff),
                                       (guint8) (genome->height >> 8) };
  GByteArray *out = g_byte_array_new ();
  guint8 variant = 0;

  g_byte_array_append (out, header, HEADER_SIZE);
  evo_encoding_row (genome->encoding)->serialise (genome, &variant, out);
  out->data[VARIANT_AT] = variant;
  return g_byte_array_free_to_bytes (out);
}

static guint
get_16 (const guint8 *in)
{
  return in[0] | (guint) in[1] << 8;
}

static gboolean
check_header (const guint8 *data, gsize size, GError **error)
{
  guint width, height;

  if (size < HEADER_SIZE || memcmp (data, MAGIC, 4) != 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("This is not a genome."));
      return FALSE;
    }
  if (data[4] != VERSION)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("The genome was written by another version of the program (format %u; this "
                      "one reads format %u)."),
                   data[4], VERSION);
      return FALSE;
    }
  if (data[5] >= evo_encoding_count ())
    return evo_encoding_fail (error, _ ("its encoding is unknown"));
  if (data[6] != 1 && data[6] != 3)
    return evo_encoding_fail (error, _ ("it has neither 1 nor 3 channels"));
  width = get_16 (data + 8);
  height = get_16 (data + 10);
  if (width < 1 || width > BASE_IMAGE_MAX_SIDE || height < 1 || height > BASE_IMAGE_MAX_SIDE)
    return evo_encoding_fail (error, _ ("the size of its picture is out of range"));
  return TRUE;
}

EvoGenome *
evo_genome_deserialise (GBytes *bytes, GError **error)
{
  g_autoptr (EvoGenome) genome = NULL;
  gsize size;
  const guint8 *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (!check_header (data, size, error))
    return NULL;
  genome = g_new (EvoGenome, 1);
  *genome = (EvoGenome){ .encoding = data[5],
                         .channels = data[6],
                         .width = get_16 (data + 8),
                         .height = get_16 (data + 10) };
  if (!evo_encoding_row (genome->encoding)
           ->deserialise (genome, data[VARIANT_AT], data + HEADER_SIZE, size - HEADER_SIZE, error))
    return NULL;
  return g_steal_pointer (&genome);
}
