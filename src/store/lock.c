// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/lock.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* Someone who only looks whether it is held has it for an instant. */
#define N_TRIES     10
#define TRY_WAIT_US 10000

struct _StoreLock
{
  char *path; /* of the lock file */
  int fd;
};

#define BEFORE "."
#define AFTER  ".lock"

char *
store_lock_name_of (const char *name)
{
  gsize length = strlen (name), around = strlen (BEFORE) + strlen (AFTER);

  return length > around && g_str_has_prefix (name, BEFORE) && g_str_has_suffix (name, AFTER)
             ? g_strndup (name + strlen (BEFORE), length - around)
             : NULL;
}

static char *
lock_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *lock_name = g_strconcat (BEFORE, name, AFTER, NULL);

  return g_build_filename (folder, lock_name, NULL);
}

/* Whoever has the lock removes the file when done, so what was locked may be gone already. */
static gboolean
is_same_file (int fd, const char *path)
{
  struct stat ours, there;

  return fstat (fd, &ours) == 0 && stat (path, &there) == 0 && ours.st_ino == there.st_ino &&
         ours.st_dev == there.st_dev;
}

/* Returns 0, EWOULDBLOCK or another errno value. */
static int
try_lock (StoreLock *lock)
{
  int code = 0;

  lock->fd = g_open (lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock->fd < 0)
    return errno;
  if (flock (lock->fd, LOCK_EX | LOCK_NB) != 0)
    code = errno;
  else if (!is_same_file (lock->fd, lock->path))
    code = EWOULDBLOCK;
  if (code != 0)
    close (lock->fd);
  return code;
}

StoreLock *
store_lock_take (const char *path, GError **error)
{
  StoreLock *lock = g_new0 (StoreLock, 1);
  g_autofree char *name = g_filename_display_name (path);
  int code = 0;

  lock->path = lock_path (path);
  for (guint i = 0; i < N_TRIES; i++)
    {
      code = try_lock (lock);
      if (code != EWOULDBLOCK && code != EINTR)
        break;
      g_usleep (TRY_WAIT_US);
    }
  if (code == 0)
    return lock;

  if (code == EWOULDBLOCK)
    g_set_error (error, BASE_ERROR, BASE_ERROR_LOCKED,
                 _ ("“%s” is open in another window. It can be looked at, but only one window can "
                    "go on with it."),
                 name);
  else if (code == EACCES || code == EROFS || code == EPERM)
    g_set_error (error, BASE_ERROR, BASE_ERROR_READ_ONLY,
                 _ ("“%s” cannot be changed, because its folder cannot be written."), name);
  else if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NO_SPACE,
                 _ ("“%s” cannot be opened: the disk is full. Make room and try again."), name);
  else
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                 _ ("“%s” cannot be opened: %s."), name, g_strerror (code));
  g_free (lock->path);
  g_free (lock);
  return NULL;
}

void
store_lock_release (StoreLock *lock)
{
  if (lock == NULL)
    return;
  g_unlink (lock->path);
  close (lock->fd);
  g_free (lock->path);
  g_free (lock);
}

gboolean
store_lock_is_held (const char *path)
{
  g_autofree char *lock = lock_path (path);
  int fd = g_open (lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  gboolean held;

  if (fd < 0)
    return FALSE;
  held = flock (fd, LOCK_SH | LOCK_NB) != 0;
  close (fd);
  return held;
}
