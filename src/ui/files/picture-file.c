// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/picture-file.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n.h>

#include "run/picture.h"
#include "ui/threads/background.h"
#include "ui/widgets/texture.h"

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
    job->image = run_picture_load (job->path, error);
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
