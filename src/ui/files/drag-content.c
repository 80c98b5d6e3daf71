// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/drag-content.h"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "base/file.h"
#include "store/file-name.h"
#include "ui/files/output.h"
#include "ui/threads/background.h"
#include "ui/widgets/texture.h"

struct _FooledDragContent
{
  GdkContentProvider parent_instance;
  GPtrArray *waiting; /* GTask * of a Write: asked for before it was known what comes of it */
  GdkContentProvider *ready; /* NULL as long as nothing is there, or when it failed */
  GError *failure;
};

G_DEFINE_FINAL_TYPE (FooledDragContent, fooled_drag_content, GDK_TYPE_CONTENT_PROVIDER)

/* What is made on the other thread. */
typedef struct
{
  StoreSpecimen *specimen;
  char *path;
  GBytes *png;
  BaseImage *image; /* the same, in three channels */
} Job;

/* What somebody asked for. */
typedef struct
{
  char *mime_type;
  GOutputStream *stream;
} Write;

static void
job_free (gpointer data)
{
  Job *job = data;

  store_specimen_unref (job->specimen);
  g_free (job->path);
  g_clear_pointer (&job->png, g_bytes_unref);
  g_clear_pointer (&job->image, base_image_unref);
  g_free (job);
}

static void
write_free (gpointer data)
{
  Write *write = data;

  g_free (write->mime_type);
  g_object_unref (write->stream);
  g_free (write);
}

static void
make (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autofree char *folder = g_path_get_dirname (job->path);
  g_autoptr (BaseImage) image = fooled_output_draw_large (job->specimen);

  job->png = store_specimen_encode_as (job->specimen, image, error);
  if (job->png == NULL)
    return;
  job->image = base_image_convert (image, 3);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));
  else
    base_file_write (job->path, job->png, error);
}

/* As which of the two a MIME type is written. */
static GType
type_of (const char *mime_type)
{
  g_autoptr (GdkContentFormats) files = gdk_content_formats_union_serialize_mime_types (
      gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST));

  return gdk_content_formats_contain_mime_type (files, mime_type) ? GDK_TYPE_FILE_LIST
                                                                  : GDK_TYPE_TEXTURE;
}

static void
return_written (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
bytes_written (GObject *provider, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  gboolean done =
      gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (provider), result, &error);

  return_written (task, done, error);
}

static void
value_written (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  gboolean done = gdk_content_serialize_finish (result, &error);

  return_written (task, done, error);
}

/* Takes over the task. */
static void
write_now (FooledDragContent *self, GTask *task)
{
  const Write *write = g_task_get_task_data (task);
  g_autoptr (GdkContentFormats) formats = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  GError *error = NULL;

  if (self->failure != NULL)
    {
      return_written (task, FALSE, g_error_copy (self->failure));
      return;
    }
  formats = gdk_content_provider_ref_formats (self->ready);
  if (gdk_content_formats_contain_mime_type (formats, write->mime_type))
    {
      gdk_content_provider_write_mime_type_async (
          self->ready, write->mime_type, write->stream, g_task_get_priority (task),
          g_task_get_cancellable (task), bytes_written, task);
      return;
    }
  g_value_init (&value, type_of (write->mime_type));
  if (!gdk_content_provider_get_value (self->ready, &value, &error))
    {
      return_written (task, FALSE, error);
      return;
    }
  gdk_content_serialize_async (write->stream, write->mime_type, &value, g_task_get_priority (task),
                               g_task_get_cancellable (task), value_written, task);
}

static void
made (gpointer owner, gpointer data, const GError *error)
{
  FooledDragContent *self = owner;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);
  Job *job = data;

  if (error != NULL)
    self->failure = g_error_copy (error);
  else
    {
      g_autoptr (GdkTexture) texture = fooled_texture_new (job->image);
      g_autoptr (GFile) file = g_file_new_for_path (job->path);
      GdkFileList *files = gdk_file_list_new_from_array (&file, 1);
      GdkContentProvider *providers[] = {
        /* The first one that offers image/png wins: the file with its text entries. */
        gdk_content_provider_new_for_bytes ("image/png", job->png),
        gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files),
        gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture),
      };

      g_boxed_free (GDK_TYPE_FILE_LIST, files);
      self->ready = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
    }
  for (guint i = 0; i < waiting->len; i++)
    write_now (self, waiting->pdata[i]);
}

/* With the MIME types: what is asked for by those may come later. */
static GdkContentFormats *
fooled_drag_content_ref_formats (GdkContentProvider *provider)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  gdk_content_formats_builder_add_gtype (builder, GDK_TYPE_FILE_LIST);
  gdk_content_formats_builder_add_gtype (builder, GDK_TYPE_TEXTURE);
  return gdk_content_formats_union_serialize_mime_types (
      gdk_content_formats_builder_free_to_formats (builder));
}

static void
fooled_drag_content_write_mime_type_async (GdkContentProvider *provider,
                                           const char *mime_type,
                                           GOutputStream *stream,
                                           int io_priority,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer data)
{
  FooledDragContent *self = FOOLED_DRAG_CONTENT (provider);
  GTask *task = g_task_new (provider, cancellable, callback, data);
  Write *write = g_new (Write, 1);

  *write = (Write){ .mime_type = g_strdup (mime_type), .stream = g_object_ref (stream) };
  g_task_set_source_tag (task, fooled_drag_content_write_mime_type_async);
  g_task_set_priority (task, io_priority);
  g_task_set_task_data (task, write, write_free);
  if (self->waiting != NULL)
    g_ptr_array_add (self->waiting, task);
  else
    write_now (self, task);
}

static gboolean
fooled_drag_content_write_mime_type_finish (GdkContentProvider *provider,
                                            GAsyncResult *result,
                                            GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A window of this program asks for it so. Where it is not there yet, GTK reads it as others do. */
static gboolean
fooled_drag_content_get_value (GdkContentProvider *provider, GValue *value, GError **error)
{
  FooledDragContent *self = FOOLED_DRAG_CONTENT (provider);

  if (self->ready != NULL)
    return gdk_content_provider_get_value (self->ready, value, error);
  return GDK_CONTENT_PROVIDER_CLASS (fooled_drag_content_parent_class)
      ->get_value (provider, value, error);
}

static void
fooled_drag_content_finalize (GObject *object)
{
  FooledDragContent *self = FOOLED_DRAG_CONTENT (object);

  g_clear_pointer (&self->waiting, g_ptr_array_unref); /* each task would have kept this alive */
  g_clear_object (&self->ready);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (fooled_drag_content_parent_class)->finalize (object);
}

static void
fooled_drag_content_class_init (FooledDragContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = fooled_drag_content_finalize;
  provider_class->ref_formats = fooled_drag_content_ref_formats;
  provider_class->write_mime_type_async = fooled_drag_content_write_mime_type_async;
  provider_class->write_mime_type_finish = fooled_drag_content_write_mime_type_finish;
  provider_class->get_value = fooled_drag_content_get_value;
}

static void
fooled_drag_content_init (FooledDragContent *self)
{
  self->waiting = g_ptr_array_new ();
}

GdkContentProvider *
fooled_drag_content_new (StoreSpecimen *specimen)
{
  FooledDragContent *self;
  g_autofree char *name = NULL;
  Job *job;

  g_return_val_if_fail (specimen != NULL, NULL);

  self = g_object_new (FOOLED_TYPE_DRAG_CONTENT, NULL);
  name = store_specimen_file_name (specimen, NULL, ".png");
  job = g_new0 (Job, 1);
  job->specimen = store_specimen_ref (specimen);
  job->path = g_build_filename (g_get_user_cache_dir (), "fooled", "dragged", name, NULL);
  fooled_background_run (G_OBJECT (self), job, job_free, NULL, make, made);
  return GDK_CONTENT_PROVIDER (self);
}
