// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/file.h"

#include "base/error.h"
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* Asks before opening: to open a named pipe would wait for its other end. */
static gboolean
check_kind_and_size (GFile *file, const char *shown, gsize max_size, gsize *size, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                         G_FILE_QUERY_INFO_NONE, NULL, &local);
  goffset length;

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no file “%s”."), shown);
      return FALSE;
    }
  if (info == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("“%s” is not a file."), shown);
      return FALSE;
    }
  length = g_file_info_get_size (info);
  if (length < 0 || (guint64) length > max_size)
    {
      g_autofree char *limit = g_format_size (max_size);

      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("“%s” is too large: a file of this kind may have at most %s."), shown, limit);
      return FALSE;
    }
  *size = (gsize) length;
  return TRUE;
}

GBytes *
fmt_file_read (const char *path, gsize max_size, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *shown = NULL;
  g_autofree guint8 *data = NULL;
  gsize size, n_read;

  g_return_val_if_fail (path != NULL, NULL);

  shown = g_filename_display_name (path);
  file = g_file_new_for_path (path);
  if (!check_kind_and_size (file, shown, max_size, &size, error))
    return NULL;
  stream = g_file_read (file, NULL, error);
  if (stream == NULL)
    return NULL;

  data = g_try_malloc (MAX (size, 1));
  if (data == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("There is not enough memory to read “%s”."), shown);
      return NULL;
    }
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data, size, &n_read, NULL, error))
    {
      g_prefix_error (error, _ ("“%s” cannot be read: "), shown);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), n_read);
}
