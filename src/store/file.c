// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define BLOCK_SIZE 65536

static void
set_read_error (GError **error, const char *path, int code)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), _ ("“%s” cannot be read: %s."),
               name, g_strerror (code));
}

static void
set_write_error (GError **error, const char *path, int code)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _ ("“%s” cannot be written: %s."), name, g_strerror (code));
}

/* Returns 0 or an errno value; EFBIG when there is more than max_size. */
static int
read_all (int fd, gsize max_size, GByteArray *content)
{
  guint8 block[BLOCK_SIZE];

  for (;;)
    {
      gssize n = read (fd, block, sizeof block);

      if (n == 0)
        return 0;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      if ((gsize) n > max_size - content->len)
        return EFBIG;
      g_byte_array_append (content, block, (guint) n);
    }
}

GBytes *
store_file_read (const char *path, gsize max_size, GError **error)
{
  g_autoptr (GByteArray) content = NULL;
  int fd, code;

  g_return_val_if_fail (path != NULL && max_size <= G_MAXUINT / 2, NULL);

  fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    {
      set_read_error (error, path, errno);
      return NULL;
    }
  content = g_byte_array_new ();
  code = read_all (fd, max_size, content);
  close (fd);
  if (code == EFBIG)
    {
      g_autofree char *name = g_filename_display_name (path);
      g_autofree char *limit = g_format_size (max_size);

      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("“%s” is larger than %s, which is the most that can be opened."), name,
                   limit);
      return NULL;
    }
  if (code != 0)
    {
      set_read_error (error, path, code);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

static int
write_all (int fd, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      data += n;
      size -= (gsize) n;
    }
  return fsync (fd) == 0 ? 0 : errno;
}

gboolean
store_file_write (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *temporary = NULL;
  GStatBuf status;
  int fd, code;

  g_return_val_if_fail (path != NULL && bytes != NULL, FALSE);

  if (g_stat (path, &status) == 0 && !S_ISREG (status.st_mode))
    {
      set_write_error (error, path, S_ISDIR (status.st_mode) ? EISDIR : EINVAL);
      return FALSE;
    }
  folder = g_path_get_dirname (path);
  temporary = g_build_filename (folder, ".fooled-XXXXXX", NULL);
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      set_write_error (error, path, errno);
      return FALSE;
    }
  code = write_all (fd, bytes);
  if (close (fd) != 0 && code == 0)
    code = errno;
  if (code == 0 && g_rename (temporary, path) != 0)
    code = errno;
  if (code != 0)
    {
      g_unlink (temporary);
      set_write_error (error, path, code);
      return FALSE;
    }
  return TRUE;
}
