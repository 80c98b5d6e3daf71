// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"

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

typedef struct
{
  guint8 *data;
  gsize size;
  gsize capacity;
} Content;

/* Room for one byte more than there is, so that the end is seen without growing. */
static gboolean
reserve (Content *content, gsize capacity)
{
  guint8 *data = base_memory_prepare (g_try_realloc (content->data, capacity), capacity);

  if (data == NULL)
    return FALSE;
  content->data = data;
  content->capacity = capacity;
  return TRUE;
}

/* Returns 0 or an errno value; EFBIG when there is more than max_size. */
static int
read_all (int fd, gsize expected, gsize max_size, Content *content)
{
  if (expected > max_size)
    return EFBIG;
  if (!reserve (content, expected + 1))
    return ENOMEM;
  for (;;)
    {
      gssize n = read (fd, content->data + content->size, content->capacity - content->size);

      if (n == 0)
        return 0;
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      content->size += (gsize) n;
      if (content->size > max_size)
        return EFBIG;
      if (content->size == content->capacity &&
          !reserve (content, MIN (MAX (2 * content->capacity, BLOCK_SIZE), max_size + 1)))
        return ENOMEM;
    }
}

/* To open a pipe must not wait for its other end, but to read from it has to. Returns an errno
 * value where it fails. */
static int
open_to_read (const char *path, int *fd, gsize *expected)
{
  struct stat status;
  int code = 0;

  *expected = 0;
  *fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (*fd < 0)
    return errno;
  if (fstat (*fd, &status) != 0)
    code = errno;
  else if (S_ISDIR (status.st_mode))
    code = EISDIR;
  else if (!S_ISREG (status.st_mode) && !S_ISFIFO (status.st_mode))
    code = EINVAL;
  else if (fcntl (*fd, F_SETFL, 0) != 0)
    code = errno;
  if (code != 0)
    close (*fd);
  else if (S_ISREG (status.st_mode))
    *expected = (gsize) status.st_size;
  return code;
}

GBytes *
base_file_read (const char *path, gsize max_size, GError **error)
{
  Content content = { NULL };
  gsize expected;
  int fd, code;

  g_return_val_if_fail (path != NULL && max_size <= G_MAXSSIZE / 2, NULL);

  code = open_to_read (path, &fd, &expected);
  if (code == 0)
    {
      code = read_all (fd, expected, max_size, &content);
      close (fd);
    }
  if (code == 0)
    return g_bytes_new_take (content.data, content.size);

  g_free (content.data);
  if (code == EFBIG)
    {
      g_autofree char *name = g_filename_display_name (path);
      g_autofree char *limit = g_format_size (max_size);

      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("“%s” is larger than %s, which is the most that can be opened."), name,
                   limit);
    }
  else
    set_read_error (error, path, code);
  return NULL;
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
base_file_write (const char *path, GBytes *bytes, GError **error)
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
