// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/png.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"

/* All that encoding needs lives here and not in local variables: libpng leaves by longjmp. */
typedef struct
{
  png_structp png;
  png_infop info;
  png_text *entries; /* n_texts; point into `owned` and the caller's texts */
  GPtrArray *owned;  /* char * */
  GByteArray *out;
  char *message; /* of the failure */
} Encoder;

static void
on_error (png_structp png, png_const_charp message)
{
  Encoder *encoder = png_get_error_ptr (png);

  g_free (encoder->message);
  encoder->message = g_strdup (message);
  png_longjmp (png, 1);
}

static void
on_warning (png_structp png, png_const_charp message)
{
}

static void
on_write (png_structp png, png_bytep data, size_t size)
{
  Encoder *encoder = png_get_io_ptr (png);

  if (size > G_MAXUINT / 2 - encoder->out->len)
    png_error (png, "the file would pass 2 GB");
  g_byte_array_append (encoder->out, data, (guint) size);
}

static void
on_flush (png_structp png)
{
}

static void
encoder_clear (Encoder *encoder)
{
  png_destroy_write_struct (&encoder->png, &encoder->info);
  g_free (encoder->entries);
  g_clear_pointer (&encoder->owned, g_ptr_array_unref);
  g_clear_pointer (&encoder->out, g_byte_array_unref);
  g_free (encoder->message);
}

/* Pure ASCII becomes tEXt, which every reader knows; anything else iTXt, which is UTF-8. */
static void
collect_texts (Encoder *encoder, const StoreText *texts, guint n_texts)
{
  encoder->owned = g_ptr_array_new_with_free_func (g_free);
  encoder->entries = g_new0 (png_text, n_texts + 1);
  for (guint i = 0; i < n_texts; i++)
    {
      png_text *entry = &encoder->entries[i];
      char *text = g_utf8_make_valid (texts[i].text, -1);

      g_ptr_array_add (encoder->owned, text);
      entry->key = (char *) texts[i].key;
      entry->text = text;
      if (g_str_is_ascii (text))
        {
          entry->compression = PNG_TEXT_COMPRESSION_NONE;
          entry->text_length = strlen (text);
        }
      else
        {
          entry->compression = PNG_ITXT_COMPRESSION_NONE;
          entry->itxt_length = strlen (text);
        }
    }
}

static gboolean
encode (Encoder *encoder, const BaseImage *image, guint n_texts)
{
  gsize row_size = (gsize) image->width * image->channels;

  encoder->png = png_create_write_struct (PNG_LIBPNG_VER_STRING, encoder, on_error, on_warning);
  encoder->info = encoder->png != NULL ? png_create_info_struct (encoder->png) : NULL;
  if (encoder->info == NULL)
    return FALSE;
  if (setjmp (png_jmpbuf (encoder->png)) != 0)
    return FALSE;

  png_set_write_fn (encoder->png, encoder, on_write, on_flush);
  png_set_IHDR (encoder->png, encoder->info, image->width, image->height, 8,
                image->channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_text (encoder->png, encoder->info, encoder->entries, (int) n_texts);
  png_write_info (encoder->png, encoder->info);
  for (guint y = 0; y < image->height; y++)
    png_write_row (encoder->png, image->pixels + y * row_size);
  png_write_end (encoder->png, encoder->info);
  return TRUE;
}

GBytes *
store_png_encode (const BaseImage *image, const StoreText *texts, guint n_texts, GError **error)
{
  Encoder encoder = { NULL };
  GBytes *bytes = NULL;

  g_return_val_if_fail (image != NULL, NULL);
  g_return_val_if_fail (texts != NULL || n_texts == 0, NULL);
  for (guint i = 0; i < n_texts; i++)
    g_return_val_if_fail (strlen (texts[i].key) >= 1 && strlen (texts[i].key) <= 79, NULL);

  encoder.out = g_byte_array_new ();
  collect_texts (&encoder, texts, n_texts);
  if (encode (&encoder, image, n_texts))
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&encoder.out));
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("The picture could not be turned into a PNG file: %s."),
                 encoder.message != NULL ? encoder.message : _ ("not enough memory"));
  encoder_clear (&encoder);
  return bytes;
}

gboolean
store_png_save (const BaseImage *image,
                const StoreText *texts,
                guint n_texts,
                const char *path,
                GError **error)
{
  g_autoptr (GBytes) bytes = store_png_encode (image, texts, n_texts, error);

  return bytes != NULL && base_file_write (path, bytes, error);
}
