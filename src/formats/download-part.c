// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/download-part.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static gboolean
set_error (const char *shown, int number, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
               _ ("The file “%s” could not be written: %s."), shown, g_strerror (number));
  return FALSE;
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown = g_filename_display_name (folder);
  int number;

  if (g_mkdir_with_parents (folder, 0755) == 0)
    return TRUE;
  number = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
               _ ("The folder “%s” could not be made: %s."), shown, g_strerror (number));
  return FALSE;
}

/* Whether the open file is still the one of this name: another download may have finished with it
 * between opening and locking. */
static gboolean
is_still_there (int file, const char *path)
{
  struct stat opened, named;

  return fstat (file, &opened) == 0 && lstat (path, &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

static gboolean
lock (FmtPart *part, GError **error)
{
  /* A file system that knows no locks is no reason to stop. */
  if (flock (part->file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
               _ ("The file “%s” is already being downloaded."), part->shown);
  return FALSE;
}

static gboolean
open_and_lock (FmtPart *part, GError **error)
{
  struct stat status;

  do
    {
      if (part->file >= 0)
        close (part->file);
      part->file =
          g_open (part->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0644);
      if (part->file < 0)
        return set_error (part->shown, errno, error);
      if (!lock (part, error))
        return FALSE;
    }
  while (!is_still_there (part->file, part->path));
  if (fstat (part->file, &status) != 0)
    return set_error (part->shown, errno, error);
  if (!S_ISREG (status.st_mode))
    return set_error (part->shown, EINVAL, error);
  part->size = (guint64) status.st_size;
  return TRUE;
}

gboolean
fmt_part_open (FmtPart *part, const char *path, GError **error)
{
  *part = (FmtPart){ .path = g_strconcat (path, FMT_PART_SUFFIX, NULL),
                     .shown = g_filename_display_name (path),
                     .file = -1 };
  if (!make_folder (path, error))
    return FALSE;
  if (open_and_lock (part, error))
    return TRUE;
  /* What is not ours is not to be removed by closing it. */
  if (part->file >= 0)
    close (part->file);
  part->file = -1;
  return FALSE;
}

void
fmt_part_close (FmtPart *part)
{
  if (part->file >= 0)
    {
      if (part->size == 0)
        g_unlink (part->path);
      close (part->file);
    }
  part->file = -1;
  g_clear_pointer (&part->path, g_free);
  g_clear_pointer (&part->shown, g_free);
}

/* The space that was taken is given back. */
static gboolean
give_up (FmtPart *part, GError **error)
{
  int number = errno;

  fmt_part_empty (part, NULL);
  return set_error (part->shown, number, error);
}

gboolean
fmt_part_append (FmtPart *part, const void *data, gsize size, GError **error)
{
  const guint8 *next = data;

  while (size > 0)
    {
      ssize_t n = pwrite (part->file, next, size, (off_t) part->size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return give_up (part, error);
      next += n;
      size -= (gsize) n;
      part->size += (guint64) n;
    }
  return TRUE;
}

gboolean
fmt_part_empty (FmtPart *part, GError **error)
{
  if (ftruncate (part->file, 0) != 0)
    return set_error (part->shown, errno, error);
  part->size = 0;
  part->resumed = FALSE;
  return TRUE;
}

gboolean
fmt_part_has_room (FmtPart *part, guint64 size, GError **error)
{
  g_autofree char *needed = NULL, *available = NULL;
  struct statvfs status;
  guint64 n_free;

  /* A file system that does not say is given a try. */
  if (fstatvfs (part->file, &status) != 0 || status.f_frsize == 0)
    return TRUE;
  n_free = (guint64) status.f_bavail * status.f_frsize;
  if (size <= n_free)
    return TRUE;
  needed = g_format_size (size);
  available = g_format_size (n_free);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
               _ ("There is no room for the file “%s”: it needs %s more, and %s are free."),
               part->shown, needed, available);
  return FALSE;
}

gboolean
fmt_part_accept (FmtPart *part, const char *path, GError **error)
{
  /* Some file systems notice only now that they are full. */
  if (fsync (part->file) != 0)
    return give_up (part, error);
  if (g_rename (part->path, path) != 0)
    return set_error (part->shown, errno, error);
  close (part->file);
  part->file = -1;
  return TRUE;
}
