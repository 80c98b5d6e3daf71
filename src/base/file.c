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

struct _BaseFileWriter
{
  char *path;
  char *temporary;
  int fd; /* -1 = closed */
};

BaseFileWriter *
base_file_writer_new (const char *path, GError **error)
{
  g_autoptr (BaseFileWriter) writer = NULL;
  g_autofree char *folder = NULL;
  GStatBuf status;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_stat (path, &status) == 0 && !S_ISREG (status.st_mode))
    {
      set_write_error (error, path, S_ISDIR (status.st_mode) ? EISDIR : EINVAL);
      return NULL;
    }
  folder = g_path_get_dirname (path);
  writer = g_new0 (BaseFileWriter, 1);
  writer->path = g_strdup (path);
  writer->temporary = g_build_filename (folder, ".fooled-XXXXXX", NULL);
  writer->fd = g_mkstemp_full (writer->temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (writer->fd >= 0)
    return g_steal_pointer (&writer);
  set_write_error (error, path, errno);
  g_clear_pointer (&writer->temporary, g_free);
  return NULL;
}

gboolean
base_file_writer_add (BaseFileWriter *writer, gconstpointer data, gsize size, GError **error)
{
  const guint8 *rest = data;

  while (size > 0)
    {
      gssize n = write (writer->fd, rest, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_write_error (error, writer->path, errno);
          return FALSE;
        }
      rest += n;
      size -= (gsize) n;
    }
  return TRUE;
}

gboolean
base_file_writer_finish (BaseFileWriter *writer, GError **error)
{
  int code = fsync (writer->fd) == 0 ? 0 : errno;

  if (close (writer->fd) != 0 && code == 0)
    code = errno;
  writer->fd = -1;
  if (code == 0 && g_rename (writer->temporary, writer->path) != 0)
    code = errno;
  if (code != 0)
    {
      set_write_error (error, writer->path, code);
      return FALSE;
    }
  g_clear_pointer (&writer->temporary, g_free);
  return TRUE;
}

void
base_file_writer_free (BaseFileWriter *writer)
{
  if (writer == NULL)
    return;
  if (writer->fd >= 0)
    close (writer->fd);
  if (writer->temporary != NULL)
    g_unlink (writer->temporary);
  g_free (writer->temporary);
  g_free (writer->path);
  g_free (writer);
}

gboolean
base_file_write (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (BaseFileWriter) writer = NULL;
  gconstpointer data;
  gsize size;

  g_return_val_if_fail (path != NULL && bytes != NULL, FALSE);

  data = g_bytes_get_data (bytes, &size);
  writer = base_file_writer_new (path, error);
  return writer != NULL && base_file_writer_add (writer, data, size, error) &&
         base_file_writer_finish (writer, error);
}
