// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/picture-file.h"

#include "base/error.h"
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>

#include "ui/threads/background.h"
#include "ui/widgets/texture.h"

/* Larger pictures are shrunk to this while they are read. */
#define MAX_SIDE 4096

/* Larger ones would take memory for nothing. */
#define MAX_FILE_SIDE 30000

static GdkPixbuf *
read_pixbuf (const char *path, GError **error)
{
  int width, height;

  if (gdk_pixbuf_get_file_info (path, &width, &height) == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("it is not a picture."));
      return NULL;
    }
  if (width > MAX_FILE_SIDE || height > MAX_FILE_SIDE)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE, _ ("it is too large."));
      return NULL;
    }
  if (width > MAX_SIDE || height > MAX_SIDE)
    return gdk_pixbuf_new_from_file_at_size (path, MAX_SIDE, MAX_SIDE, error);
  return gdk_pixbuf_new_from_file (path, error);
}

static BaseImage *
image_from_pixbuf (const GdkPixbuf *pixbuf)
{
  guint width = (guint) gdk_pixbuf_get_width (pixbuf);
  guint height = (guint) gdk_pixbuf_get_height (pixbuf);
  guint channels = (guint) gdk_pixbuf_get_n_channels (pixbuf);
  gsize row = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  BaseImage *image = base_image_new (width, height, 3);

  for (gsize y = 0; y < height; y++)
    for (gsize x = 0; x < width; x++)
      {
        const guint8 *from = pixels + y * row + x * channels;
        guint8 *to = image->pixels + (y * width + x) * 3;
        guint alpha = channels == 4 ? from[3] : 255;

        for (guint c = 0; c < 3; c++)
          to[c] = (guint8) ((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
      }
  return image;
}

BaseImage *
fooled_picture_file_load (const char *path, GError **error)
{
  g_autoptr (GdkPixbuf) stored = NULL;
  g_autoptr (GdkPixbuf) upright = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  stored = read_pixbuf (path, error);
  if (stored == NULL)
    {
      g_autofree char *shown = g_filename_display_basename (path);

      /* Translators: %s is the name of a file; a reason follows. */
      g_prefix_error (error, _ ("“%s” cannot be shown: "), shown);
      return NULL;
    }
  upright = gdk_pixbuf_apply_embedded_orientation (stored);
  return image_from_pixbuf (upright);
}

/* A picture that is being read: of a file, or of another program. */
typedef struct
{
  char *path;
  GdkTexture *texture;
  BaseImage *image;
  FooledPictureRead done;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->image, base_image_unref);
  g_clear_object (&job->texture);
  g_free (job->path);
  g_free (job);
}

static void
read_picture (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  if (job->texture != NULL)
    job->image = fooled_texture_to_image (job->texture, error);
  else
    job->image = fooled_picture_file_load (job->path, error);
}

static void
picture_read (gpointer owner, gpointer data, const GError *error)
{
  Job *job = data;

  job->done (owner, job->image, error);
}

void
fooled_picture_file_read (GObject *owner,
                          GFile *file,
                          GCancellable *cancellable,
                          FooledPictureRead done)
{
  g_autofree char *path = NULL;
  Job *job;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (done != NULL);

  path = g_file_get_path (file);
  if (path == NULL)
    {
      g_autoptr (GError) error =
          g_error_new (BASE_ERROR, BASE_ERROR_UNSUPPORTED, "%s",
                       _ ("Pictures can only be read on this computer: choose another one."));

      done (owner, NULL, error);
      return;
    }
  job = g_new0 (Job, 1);
  job->path = g_steal_pointer (&path);
  job->done = done;
  fooled_background_run (owner, job, job_free, cancellable, read_picture, picture_read);
}

void
fooled_picture_texture_read (GObject *owner,
                             GdkTexture *texture,
                             GCancellable *cancellable,
                             FooledPictureRead done)
{
  Job *job;

  g_return_if_fail (GDK_IS_TEXTURE (texture));
  g_return_if_fail (done != NULL);

  job = g_new0 (Job, 1);
  job->texture = g_object_ref (texture);
  job->done = done;
  fooled_background_run (owner, job, job_free, cancellable, read_picture, picture_read);
}
