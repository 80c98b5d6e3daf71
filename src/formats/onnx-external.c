// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-external.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Numbers that PyTorch and others keep in a file of their own beside the network's. Its name comes
 * from the network's file, so it is not to be trusted: it must not lead out of the folder. */

typedef struct
{
  const char *location;
  guint64 offset, length; /* length 0 = not given */
} Place;

gboolean
fmt_onnx_is_external (const Onnx__TensorProto *tensor)
{
  return tensor->data_location == FMT_ONNX_DATA_EXTERNAL || tensor->n_external_data > 0;
}

/* A name of one or more parts, none of which leads upwards or is empty. */
static gboolean
is_inside (const char *location)
{
  g_auto (GStrv) parts = NULL;

  if (*location == '\0' || strlen (location) > NN_MAX_NAME || g_path_is_absolute (location) ||
      strchr (location, '\\') != NULL || !g_utf8_validate (location, -1, NULL))
    return FALSE;
  parts = g_strsplit (location, "/", -1);
  for (size_t i = 0; parts[i] != NULL; i++)
    if (g_str_equal (parts[i], "..") || (*parts[i] == '\0'))
      return FALSE;
  return TRUE;
}

static gboolean
find_place (const Onnx__TensorProto *tensor, Place *place, GError **error)
{
  *place = (Place){ NULL };
  for (size_t i = 0; i < tensor->n_external_data; i++)
    {
      const Onnx__StringStringEntryProto *entry = tensor->external_data[i];
      gboolean number = TRUE;

      if (entry->key == NULL || entry->value == NULL)
        continue;
      if (g_str_equal (entry->key, "location"))
        place->location = entry->value;
      else if (g_str_equal (entry->key, "offset"))
        number = g_ascii_string_to_unsigned (entry->value, 10, 0, G_MAXINT64, &place->offset, NULL);
      else if (g_str_equal (entry->key, "length"))
        number = g_ascii_string_to_unsigned (entry->value, 10, 0, G_MAXINT64, &place->length, NULL);
      if (!number)
        {
          fmt_onnx_set_invalid (error, _ ("where the numbers of the tensor “%s” are is damaged."),
                                tensor->name);
          return FALSE;
        }
    }
  if (place->location != NULL && is_inside (place->location))
    return TRUE;
  fmt_onnx_set_invalid (error,
                        _ ("the numbers of the tensor “%s” are said to be in a file that is not in "
                           "the network's folder; it is not opened."),
                        tensor->name);
  return FALSE;
}

static void
set_missing (GError **error, const char *location, const char *reason)
{
  g_set_error (
      error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
      _ ("its data file “%s” cannot be read: %s. It belongs beside the network's file; get "
         "both, or save the network again with all data in one file."),
      location, reason);
}

/* Links may lead from place to place within the folder only. */
static char *
resolve (const FmtOnnxImport *import, const char *location, GError **error)
{
  g_autofree char *path = g_build_filename (import->folder, location, NULL);
  char *folder = realpath (import->folder, NULL), *real = realpath (path, NULL);
  int code = errno;
  size_t n = folder != NULL ? strlen (folder) : 0;
  char *result = NULL;

  if (folder == NULL || real == NULL)
    set_missing (error, location, g_strerror (code));
  else if (strncmp (real, folder, n) != 0 || (real[n] != '/' && folder[n - 1] != '/'))
    fmt_onnx_set_invalid (error,
                          _ ("its data file “%s” is a link that leads out of the network's folder; "
                             "it is not opened. Copy the network and its data files into one "
                             "folder."),
                          location);
  else
    result = g_strdup (real);
  free (folder);
  free (real);
  return result;
}

/* A file that was not read before makes room for as many numbers as it could hold. */
static void
count_file (FmtOnnxImport *import, const char *location, gsize size)
{
  if (g_hash_table_add (import->data_files, g_strdup (location)))
    import->max_numbers += MIN (size, (gsize) NN_MAX_SIZE * sizeof (float));
}

/* A note that stands for the file, as Git leaves it where large files were not got. */
static gboolean
is_pointer (int fd)
{
  static const char mark[] = "version https://git-lfs.github.com/spec/";
  char begin[sizeof mark - 1];

  return pread (fd, begin, sizeof begin, 0) == sizeof begin &&
         memcmp (begin, mark, sizeof begin) == 0;
}

/* The file, opened, with as many bytes from the tensor's place on as it has to have. */
static int
open_file (FmtOnnxImport *import,
           const Onnx__TensorProto *tensor,
           gsize size,
           Place *place,
           GError **error)
{
  g_autofree char *path = NULL;
  struct stat status;
  int fd;

  if (!find_place (tensor, place, error))
    return -1;
  if (import->folder == NULL)
    {
      set_missing (error, place->location, g_strerror (ENOENT));
      return -1;
    }
  path = resolve (import, place->location, error);
  if (path == NULL)
    return -1;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      set_missing (error, place->location, g_strerror (fd < 0 ? errno : EINVAL));
      if (fd >= 0)
        close (fd);
      return -1;
    }
  if ((place->length != 0 && place->length != size) || place->offset > (guint64) status.st_size ||
      size > (guint64) status.st_size - place->offset)
    {
      if (place->length != 0 && place->length != size)
        fmt_onnx_set_invalid (error,
                              _ ("the tensor “%s” does not have the %zu bytes that its dimensions "
                                 "promise."),
                              tensor->name, size);
      else if (is_pointer (fd))
        fmt_onnx_set_invalid (error,
                              _ ("its data file “%s” is a Git LFS pointer, a note that stands for "
                                 "the file. Get the real file with “git lfs pull”."),
                              place->location);
      else
        fmt_onnx_set_invalid (error,
                              _ ("its data file “%s” is cut off: the tensor “%s” would end past "
                                 "its end. Get it again."),
                              place->location, tensor->name);
      close (fd);
      return -1;
    }
  count_file (import, place->location, (gsize) status.st_size);
  return fd;
}

gboolean
fmt_onnx_check_external (FmtOnnxImport *import,
                         const Onnx__TensorProto *tensor,
                         gsize size,
                         GError **error)
{
  Place place;
  int fd = open_file (import, tensor, size, &place, error);

  if (fd < 0)
    return FALSE;
  close (fd);
  return TRUE;
}

gboolean
fmt_onnx_read_external (FmtOnnxImport *import,
                        const Onnx__TensorProto *tensor,
                        gsize size,
                        void *data,
                        GError **error)
{
  Place place;
  int fd = open_file (import, tensor, size, &place, error);
  gsize done = 0;

  if (fd < 0)
    return FALSE;
  while (done < size)
    {
      gssize n = pread (fd, (guint8 *) data + done, size - done, (off_t) (place.offset + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          set_missing (error, place.location, g_strerror (n < 0 ? errno : EIO));
          break;
        }
      done += (gsize) n;
    }
  close (fd);
  return done == size;
}
