// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/png.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"

/* All that encoding needs lives here and not in local variables: libpng leaves by longjmp. */
struct _StorePngWriter
{
  png_structp png;
  png_infop info;
  png_text *entries; /* point into `owned` and the caller's texts */
  GPtrArray *owned;  /* char * */
  guint width, channels;

  /* Where the bytes go: one of the two. */
  BaseFileWriter *file;
  GByteArray *memory;

  char *message;      /* of libpng's failure */
  GError *file_error; /* of the file's */
};

static void
on_error (png_structp png, png_const_charp message)
{
  StorePngWriter *writer = png_get_error_ptr (png);

  g_free (writer->message);
  writer->message = g_strdup (message);
  png_longjmp (png, 1);
}

static void
on_warning (png_structp png, png_const_charp message)
{
}

static void
on_write (png_structp png, png_bytep data, size_t size)
{
  StorePngWriter *writer = png_get_io_ptr (png);

  if (writer->file != NULL)
    {
      if (!base_file_writer_add (writer->file, data, size, &writer->file_error))
        png_error (png, "the file cannot be written");
      return;
    }
  if (size > G_MAXUINT / 2 - writer->memory->len)
    png_error (png, "the file would pass 2 GB");
  g_byte_array_append (writer->memory, data, (guint) size);
}

static void
on_flush (png_structp png)
{
}

void
store_png_writer_free (StorePngWriter *writer)
{
  if (writer == NULL)
    return;
  png_destroy_write_struct (&writer->png, &writer->info);
  base_file_writer_free (writer->file);
  g_free (writer->entries);
  g_clear_pointer (&writer->owned, g_ptr_array_unref);
  g_clear_pointer (&writer->memory, g_byte_array_unref);
  g_clear_error (&writer->file_error);
  g_free (writer->message);
  g_free (writer);
}

/* Pure ASCII becomes tEXt, which every reader knows; anything else iTXt, which is UTF-8. */
static void
collect_texts (StorePngWriter *writer, const StoreText *texts, guint n_texts)
{
  writer->owned = g_ptr_array_new_with_free_func (g_free);
  writer->entries = g_new0 (png_text, n_texts + 1);
  for (guint i = 0; i < n_texts; i++)
    {
      png_text *entry = &writer->entries[i];
      char *text = g_utf8_make_valid (texts[i].text, -1);

      g_ptr_array_add (writer->owned, text);
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
fail (StorePngWriter *writer, GError **error)
{
  if (writer->file_error != NULL)
    g_propagate_error (error, g_steal_pointer (&writer->file_error));
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("The picture could not be turned into a PNG file: %s."),
                 writer->message != NULL ? writer->message : _ ("not enough memory"));
  return FALSE;
}

static gboolean
begin (StorePngWriter *writer, guint width, guint height, guint n_texts, GError **error)
{
  writer->png = png_create_write_struct (PNG_LIBPNG_VER_STRING, writer, on_error, on_warning);
  writer->info = writer->png != NULL ? png_create_info_struct (writer->png) : NULL;
  if (writer->info == NULL || setjmp (png_jmpbuf (writer->png)) != 0)
    return fail (writer, error);

  png_set_write_fn (writer->png, writer, on_write, on_flush);
  png_set_IHDR (writer->png, writer->info, width, height, 8,
                writer->channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY,
                PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_text (writer->png, writer->info, writer->entries, (int) n_texts);
  png_write_info (writer->png, writer->info);
  return TRUE;
}

/* path NULL: into memory. */
static StorePngWriter *
writer_new (const char *path,
            guint width,
            guint height,
            guint channels,
            const StoreText *texts,
            guint n_texts,
            GError **error)
{
  g_autoptr (StorePngWriter) writer = g_new0 (StorePngWriter, 1);

  for (guint i = 0; i < n_texts; i++)
    g_return_val_if_fail (strlen (texts[i].key) >= 1 && strlen (texts[i].key) <= 79, NULL);

  writer->width = width;
  writer->channels = channels;
  if (path == NULL)
    writer->memory = g_byte_array_new ();
  else
    writer->file = base_file_writer_new (path, error);
  if (path != NULL && writer->file == NULL)
    return NULL;
  collect_texts (writer, texts, n_texts);
  if (!begin (writer, width, height, n_texts, error))
    return NULL;
  return g_steal_pointer (&writer);
}

StorePngWriter *
store_png_writer_new (const char *path,
                      guint width,
                      guint height,
                      guint channels,
                      const StoreText *texts,
                      guint n_texts,
                      GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (width >= 1 && width <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (height >= 1 && height <= BASE_IMAGE_MAX_SIDE, NULL);
  g_return_val_if_fail (texts != NULL || n_texts == 0, NULL);

  return writer_new (path, width, height, channels, texts, n_texts, error);
}

gboolean
store_png_writer_add (StorePngWriter *writer,
                      const BaseImage *rows,
                      const gint *interrupt,
                      GError **error)
{
  gsize row_size = (gsize) rows->width * rows->channels;

  g_return_val_if_fail (rows->width == writer->width && rows->channels == writer->channels, FALSE);

  if (setjmp (png_jmpbuf (writer->png)) != 0)
    return fail (writer, error);
  for (guint y = 0; y < rows->height; y++)
    {
      if (interrupt != NULL && g_atomic_int_get (interrupt) != 0)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               _ ("The picture was not saved."));
          return FALSE;
        }
      png_write_row (writer->png, rows->pixels + y * row_size);
    }
  return TRUE;
}

static gboolean
end (StorePngWriter *writer, GError **error)
{
  if (setjmp (png_jmpbuf (writer->png)) != 0)
    return fail (writer, error);
  png_write_end (writer->png, writer->info);
  return TRUE;
}

gboolean
store_png_writer_finish (StorePngWriter *writer, GError **error)
{
  return end (writer, error) && base_file_writer_finish (writer->file, error);
}

GBytes *
store_png_encode (const BaseImage *image, const StoreText *texts, guint n_texts, GError **error)
{
  g_autoptr (StorePngWriter) writer = NULL;

  g_return_val_if_fail (image != NULL, NULL);
  g_return_val_if_fail (texts != NULL || n_texts == 0, NULL);

  writer = writer_new (NULL, image->width, image->height, image->channels, texts, n_texts, error);
  if (writer == NULL || !store_png_writer_add (writer, image, NULL, error) || !end (writer, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&writer->memory));
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
