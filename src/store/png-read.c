// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/png.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"

/* What a file may ask for. Pictures: as many pixels as 8192 x 8192. A text entry must hold the
 * genome of a large colour picture in base64; all entries together stay below the pixels. */
#define MAX_FILE_SIZE  (256u << 20)
#define MAX_PIXELS     (64u << 20)
#define MAX_CHUNK_SIZE (8u << 20)
#define MAX_CHUNKS     64

#define SIGNATURE_SIZE   8
#define CHUNK_FRAME_SIZE 12 /* length, type and checksum around a chunk's content */

/* Deflate never packs more than this many bytes into one. */
#define MAX_DEFLATE_RATIO 1032

/* All that decoding needs lives here and not in local variables: libpng leaves by longjmp. */
typedef struct
{
  const char *name; /* of the file, for messages */
  const guint8 *data;
  gsize size;
  gsize position;
  png_structp png;
  png_infop info;
  guint8 *rows; /* one row, or all of an interlaced picture */

  /* Of store_png_decode_points. */
  StorePngChoose choose;  /* NULL = the picture as it is */
  GHashTable *texts;      /* those before the pixels, once they are read */
  guint n_across, n_down; /* 0 = the picture as it is */
  BaseImage *image;
  GError *error;
} Decoder;

static void
set_incomplete_error (const char *name, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("“%s” ends too early; it is not complete."), name);
}

static void
on_error (png_structp png, png_const_charp message)
{
  Decoder *decoder = png_get_error_ptr (png);

  if (decoder->error == NULL)
    g_set_error (&decoder->error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("“%s” is damaged and cannot be opened (%s)."), decoder->name, message);
  png_longjmp (png, 1);
}

static void
on_warning (png_structp png, png_const_charp message)
{
}

static void
on_read (png_structp png, png_bytep data, size_t size)
{
  Decoder *decoder = png_get_io_ptr (png);

  if (size > decoder->size - decoder->position)
    {
      set_incomplete_error (decoder->name, &decoder->error);
      png_error (png, "the file ends too early");
    }
  memcpy (data, decoder->data + decoder->position, size);
  decoder->position += size;
}

/* Walks from chunk to chunk to the end: libpng would allocate whatever length a chunk claims. */
static gboolean
check_chunks (const guint8 *data, gsize size)
{
  gsize position = SIGNATURE_SIZE;

  while (size - position >= CHUNK_FRAME_SIZE)
    {
      guint32 length;

      memcpy (&length, data + position, sizeof length);
      length = GUINT32_FROM_BE (length);
      if (length > size - position - CHUNK_FRAME_SIZE)
        return FALSE;
      if (memcmp (data + position + sizeof length, "IEND", 4) == 0)
        return TRUE;
      position += CHUNK_FRAME_SIZE + length;
    }
  return FALSE;
}

/* Before anything is allocated for the picture. */
static void
check_size (Decoder *decoder)
{
  guint width = png_get_image_width (decoder->png, decoder->info);
  guint height = png_get_image_height (decoder->png, decoder->info);
  guint64 raw_size = (guint64) png_get_rowbytes (decoder->png, decoder->info) * height;

  if (width > BASE_IMAGE_MAX_SIDE || height > BASE_IMAGE_MAX_SIDE ||
      (decoder->n_across == 0 && (guint64) width * height > MAX_PIXELS))
    {
      g_set_error (&decoder->error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("“%s” is %u × %u pixels; at most %u on a side and %u million together can "
                      "be opened."),
                   decoder->name, width, height, BASE_IMAGE_MAX_SIDE, MAX_PIXELS / 1000000);
      png_error (decoder->png, "too large");
    }
  if (raw_size / MAX_DEFLATE_RATIO > decoder->size)
    {
      set_incomplete_error (decoder->name, &decoder->error);
      png_error (decoder->png, "too short for its size");
    }
}

/* One row of 8-bit grey or sRGB, with alpha or without, onto white. */
static void
compose_row (const guint8 *in, gboolean alpha, guint channels, guint width, guint8 *out)
{
  if (!alpha)
    {
      memcpy (out, in, (gsize) width * channels);
      return;
    }
  for (guint x = 0; x < width; x++, in += channels + 1, out += channels)
    for (guint c = 0; c < channels; c++)
      out[c] = (in[c] * in[channels] + 255 * (255 - in[channels]) + 127) / 255;
}

/* The first pixel of part `index` of n of a side. */
static guint
first_of_part (guint index, guint n, guint length)
{
  return (guint) (((guint64) index * length + n - 1) / n);
}

/* Row after row, of which few are kept. */
static void
read_points (Decoder *decoder, gboolean alpha, guint channels, gsize row_size)
{
  png_structp png = decoder->png;
  guint width = png_get_image_width (png, decoder->info);
  guint height = png_get_image_height (png, decoder->info);
  guint down = 0;

  decoder->image = base_image_new (decoder->n_across, decoder->n_down, channels);
  decoder->rows = g_malloc (row_size);
  for (guint y = 0; y < height; y++)
    {
      guint8 *out = decoder->image->pixels + (gsize) down * decoder->n_across * channels;
      gsize pixel_size = channels + (alpha ? 1 : 0);

      png_read_row (png, decoder->rows, NULL);
      if (down == decoder->n_down || y != first_of_part (down, decoder->n_down, height))
        continue;
      for (guint i = 0; i < decoder->n_across; i++)
        compose_row (decoder->rows + first_of_part (i, decoder->n_across, width) * pixel_size,
                     alpha, channels, 1, out + (gsize) i * channels);
      down++;
    }
}

static void
read_pixels (Decoder *decoder)
{
  png_structp png = decoder->png;
  guint width = png_get_image_width (png, decoder->info);
  guint height = png_get_image_height (png, decoder->info);
  int type = png_get_color_type (png, decoder->info);
  guint channels = (type & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
  gboolean alpha;
  int n_passes;
  gsize row_size;

  png_set_expand (png); /* palettes, low depths, and tRNS to alpha */
  png_set_scale_16 (png);
  n_passes = png_set_interlace_handling (png);
  png_read_update_info (png, decoder->info);
  row_size = png_get_rowbytes (png, decoder->info);
  alpha = png_get_channels (png, decoder->info) == channels + 1;
  if (row_size != (gsize) width * (channels + (alpha ? 1 : 0)))
    png_error (png, "unexpected format");
  if (decoder->n_across > 0)
    {
      read_points (decoder, alpha, channels, row_size);
      return;
    }

  decoder->image = base_image_new (width, height, channels);
  decoder->rows = g_malloc (n_passes > 1 ? row_size * height : row_size);
  for (int pass = 0; pass < n_passes; pass++)
    for (guint y = 0; y < height; y++)
      {
        guint8 *row = decoder->rows + (n_passes > 1 ? y * row_size : 0);

        png_read_row (png, row, NULL);
        if (pass == n_passes - 1)
          compose_row (row, alpha, channels, width,
                       decoder->image->pixels + (gsize) y * width * channels);
      }
}

static GHashTable *collect_texts (Decoder *decoder);

/* All of an interlaced picture would have to be in memory. */
static void
choose_points (Decoder *decoder)
{
  guint width, height;

  if (decoder->choose == NULL ||
      png_get_interlace_type (decoder->png, decoder->info) != PNG_INTERLACE_NONE)
    return;
  decoder->texts = collect_texts (decoder);
  if (!decoder->choose (decoder->texts, &width, &height) || width < 1 || height < 1 ||
      width > png_get_image_width (decoder->png, decoder->info) ||
      height > png_get_image_height (decoder->png, decoder->info) ||
      (guint64) width * height > MAX_PIXELS)
    return;
  decoder->n_across = width;
  decoder->n_down = height;
}

static gboolean
decode (Decoder *decoder)
{
  decoder->png = png_create_read_struct (PNG_LIBPNG_VER_STRING, decoder, on_error, on_warning);
  decoder->info = decoder->png != NULL ? png_create_info_struct (decoder->png) : NULL;
  if (decoder->info == NULL)
    {
      g_set_error (&decoder->error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("There is not enough memory to open “%s”."), decoder->name);
      return FALSE;
    }
  if (setjmp (png_jmpbuf (decoder->png)) != 0)
    return FALSE;

  png_set_read_fn (decoder->png, decoder, on_read);
  /* Our own check has the better message, so libpng only guards against the absurd. */
  png_set_user_limits (decoder->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_cache_max (decoder->png, MAX_CHUNKS);
  png_set_chunk_malloc_max (decoder->png, MAX_CHUNK_SIZE);
  png_read_info (decoder->png, decoder->info);
  choose_points (decoder);
  check_size (decoder);
  read_pixels (decoder);
  png_read_end (decoder->png, decoder->info);
  return TRUE;
}

/* tEXt and zTXt are Latin-1, iTXt is UTF-8; an entry that is neither is left out. Of entries with
 * the same key the first counts. */
static GHashTable *
collect_texts (Decoder *decoder)
{
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  png_textp entries = NULL;
  int n = png_get_text (decoder->png, decoder->info, &entries, NULL);

  for (int i = 0; i < n; i++)
    {
      gboolean utf8 = entries[i].compression >= PNG_ITXT_COMPRESSION_NONE;
      g_autofree char *key =
          g_convert (entries[i].key, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
      g_autofree char *text = NULL;

      if (utf8 && g_utf8_validate (entries[i].text, -1, NULL))
        text = g_strdup (entries[i].text);
      else if (!utf8)
        text = g_convert (entries[i].text, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
      if (key != NULL && text != NULL && !g_hash_table_contains (texts, key))
        g_hash_table_insert (texts, g_steal_pointer (&key), g_steal_pointer (&text));
    }
  return texts;
}

BaseImage *
store_png_decode (GBytes *bytes, const char *name, GHashTable **texts, GError **error)
{
  return store_png_decode_points (bytes, name, NULL, texts, error);
}

BaseImage *
store_png_decode_points (GBytes *bytes,
                         const char *name,
                         StorePngChoose choose,
                         GHashTable **texts,
                         GError **error)
{
  Decoder decoder = { .name = name, .choose = choose };

  g_return_val_if_fail (bytes != NULL && name != NULL, NULL);

  decoder.data = g_bytes_get_data (bytes, &decoder.size);
  if (decoder.size < SIGNATURE_SIZE || png_sig_cmp (decoder.data, 0, SIGNATURE_SIZE) != 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("“%s” is not a PNG picture; convert it to PNG and try again."), name);
      return NULL;
    }
  if (!check_chunks (decoder.data, decoder.size))
    {
      set_incomplete_error (name, error);
      return NULL;
    }
  if (!decode (&decoder))
    {
      g_clear_pointer (&decoder.image, base_image_unref);
      g_propagate_error (error, decoder.error);
    }
  else if (texts != NULL)
    *texts = collect_texts (&decoder);
  png_destroy_read_struct (&decoder.png, &decoder.info, NULL);
  g_clear_pointer (&decoder.texts, g_hash_table_unref);
  g_free (decoder.rows);
  return decoder.image;
}

BaseImage *
store_png_load (const char *path, GHashTable **texts, GError **error)
{
  g_autoptr (GBytes) bytes = base_file_read (path, MAX_FILE_SIZE, error);
  g_autofree char *name = NULL;

  if (bytes == NULL)
    return NULL;
  name = g_filename_display_name (path);
  return store_png_decode (bytes, name, texts, error);
}
