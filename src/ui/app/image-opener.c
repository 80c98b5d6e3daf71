// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/image-opener.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n.h>

#include "ui/threads/background.h"

typedef struct
{
  GSList *files;
  GPtrArray *specimens;
  FooledImagesRead done;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_slist_free_full (job->files, g_object_unref);
  g_ptr_array_unref (job->specimens);
  g_free (job);
}

static StoreSpecimen *
read_image (GFile *file, GError **error)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    return store_specimen_load (path, error);
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("Pictures can only be read on this computer: choose another one."));
  return NULL;
}

static void
read_images (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  for (GSList *file = job->files; file != NULL; file = file->next)
    {
      StoreSpecimen *specimen = read_image (file->data, error);

      if (specimen == NULL)
        return;
      g_ptr_array_add (job->specimens, specimen);
    }
}

static void
images_read (gpointer owner, gpointer data, const GError *error)
{
  Job *job = data;

  job->done (owner, job->files, error == NULL ? job->specimens : NULL, error);
}

void
fooled_images_read (GObject *owner, GSList *files, FooledImagesRead done)
{
  Job *job;

  g_return_if_fail (G_IS_OBJECT (owner));
  g_return_if_fail (files != NULL && done != NULL);

  job = g_new0 (Job, 1);
  job->files = g_slist_copy_deep (files, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  job->specimens = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
  job->done = done;
  fooled_background_run (owner, job, job_free, NULL, read_images, images_read);
}
