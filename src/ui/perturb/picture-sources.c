// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/picture-sources.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/files/file-dialog.h"
#include "ui/files/picture-file.h"
#include "ui/perturb/test-pictures.h"

struct _FooledPictureSources
{
  GObject parent_instance;
  GtkWidget *widget; /* NULL after shutdown */
  FooledTestPictures *test_pictures;
  GCancellable *cancellable; /* of the picture that is being read */
};

G_DEFINE_FINAL_TYPE (FooledPictureSources, fooled_picture_sources, G_TYPE_OBJECT)

enum
{
  PICTURE,
  MESSAGE,
  GETTING,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tell (FooledPictureSources *self, const char *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
picture_read (gpointer owner, BaseImage *image, const GError *error)
{
  if (error != NULL)
    tell (owner, error->message);
  else
    g_signal_emit (owner, signals[PICTURE], 0, image);
}

static void
forget_reading (FooledPictureSources *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}

void
fooled_picture_sources_open (FooledPictureSources *self, GFile *file)
{
  g_return_if_fail (FOOLED_IS_PICTURE_SOURCES (self));

  forget_reading (self);
  fooled_picture_file_read (G_OBJECT (self), file, self->cancellable, picture_read);
}

void
fooled_picture_sources_take_texture (FooledPictureSources *self, GdkTexture *texture)
{
  g_return_if_fail (FOOLED_IS_PICTURE_SOURCES (self));

  forget_reading (self);
  fooled_picture_texture_read (G_OBJECT (self), texture, self->cancellable, picture_read);
}

static void
file_chosen (gpointer owner, GFile *file, gpointer data)
{
  fooled_picture_sources_open (data, file);
}

void
fooled_picture_sources_ask (FooledPictureSources *self)
{
  g_return_if_fail (FOOLED_IS_PICTURE_SOURCES (self));

  fooled_file_dialog_ask_picture (self->widget, file_chosen, self);
}

/* The widget may have gone meanwhile. */
static void
texture_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FooledPictureSources) self = data;
  g_autoptr (GdkTexture) texture =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);

  if (self->widget == NULL)
    return;
  if (texture != NULL)
    fooled_picture_sources_take_texture (self, texture);
  else
    tell (self, _ ("There is no picture to be pasted: copy one, then try again."));
}

static void
files_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FooledPictureSources) self = data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GSList) files =
      value != NULL ? gdk_file_list_get_files (g_value_get_boxed (value)) : NULL;

  if (self->widget == NULL)
    return;
  if (files != NULL)
    fooled_picture_sources_open (self, files->data);
  else
    tell (self, _ ("There is no picture to be pasted: copy one, then try again."));
}

void
fooled_picture_sources_paste (FooledPictureSources *self)
{
  GdkClipboard *clipboard;
  GdkContentFormats *formats;

  g_return_if_fail (FOOLED_IS_PICTURE_SOURCES (self));

  clipboard = gtk_widget_get_clipboard (self->widget);
  formats = gdk_clipboard_get_formats (clipboard);
  /* A file that was copied offers itself as text, too, and its icon as a picture. */
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
      gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                    files_pasted, g_object_ref (self));
  else
    gdk_clipboard_read_texture_async (clipboard, NULL, texture_pasted, g_object_ref (self));
}

static void
test_picture_found (FooledPictureSources *self, BaseImage *image)
{
  forget_reading (self);
  g_signal_emit (self, signals[PICTURE], 0, image);
}

static void
answered (FooledPictureSources *self, const char *response, AdwMessageDialog *dialog)
{
  if (self->widget == NULL)
    return;
  if (g_str_equal (response, "get"))
    fooled_test_pictures_get (self->test_pictures,
                              g_object_get_data (G_OBJECT (dialog), "data-set"));
  else if (g_str_equal (response, "sample"))
    gtk_widget_activate_action (self->widget, "perturb.sample", NULL);
}

/* What can be had instead, with the whole of the reason. get: what getting them is called; NULL =
 * they cannot be got. */
static void
offer (FooledPictureSources *self,
       const char *heading,
       const char *body,
       const char *data_set,
       const char *get)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);
  GtkWidget *widget =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "sample", _ ("Use a _Sample"),
                                    NULL);
  if (get != NULL)
    {
      adw_message_dialog_add_response (dialog, "get", get);
      g_object_set_data_full (G_OBJECT (dialog), "data-set", g_strdup (data_set), g_free);
    }
  adw_message_dialog_set_response_appearance (dialog, get != NULL ? "get" : "sample",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, get != NULL ? "get" : "sample");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
offer_test_pictures (FooledPictureSources *self,
                     const char *data_set,
                     gboolean can_get,
                     const char *message)
{
  /* Translators: %s is the name of a data set, such as MNIST. */
  g_autofree char *body = g_strdup_printf (
      _ ("The pictures that networks for %s are tested on are not here. They can be downloaded. A "
         "sample comes along with the program."),
      data_set);

  if (can_get)
    offer (self, _ ("Get the Test Pictures?"), body, data_set, _ ("_Download"));
  else
    offer (self, _ ("No Test Picture"), message, NULL, NULL);
}

static void
failed (FooledPictureSources *self, const char *data_set, const char *message)
{
  offer (self, _ ("No Test Picture"), message, data_set,
         data_set != NULL ? _ ("_Try Again") : NULL);
}

static void
getting_changed (FooledPictureSources *self)
{
  double fraction = -1;
  gboolean getting = fooled_test_pictures_is_getting (self->test_pictures, &fraction);

  g_signal_emit (self, signals[GETTING], 0, getting, fraction);
}

void
fooled_picture_sources_pick_test_picture (FooledPictureSources *self, const char *data_set)
{
  g_return_if_fail (FOOLED_IS_PICTURE_SOURCES (self));
  g_return_if_fail (data_set != NULL);

  fooled_test_pictures_pick (self->test_pictures, data_set);
}

void
fooled_picture_sources_draw_test_picture (FooledPictureSources *self, const char *character)
{
  g_return_if_fail (FOOLED_IS_PICTURE_SOURCES (self));
  g_return_if_fail (character != NULL);

  fooled_test_pictures_draw (self->test_pictures, character);
}

void
fooled_picture_sources_cancel_getting (FooledPictureSources *self)
{
  g_return_if_fail (FOOLED_IS_PICTURE_SOURCES (self));

  fooled_test_pictures_cancel (self->test_pictures);
}

static void
fooled_picture_sources_dispose (GObject *object)
{
  FooledPictureSources *self = FOOLED_PICTURE_SOURCES (object);

  fooled_picture_sources_shutdown (self);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (fooled_picture_sources_parent_class)->dispose (object);
}

static void
fooled_picture_sources_class_init (FooledPictureSourcesClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_picture_sources_dispose;
  signals[PICTURE] = g_signal_new ("picture", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[GETTING] = g_signal_new ("getting", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_BOOLEAN, G_TYPE_DOUBLE);
}

static void
fooled_picture_sources_init (FooledPictureSources *self)
{
  self->cancellable = g_cancellable_new ();
  self->test_pictures = fooled_test_pictures_new ();
  g_signal_connect_object (self->test_pictures, "picture", G_CALLBACK (test_picture_found), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->test_pictures, "missing", G_CALLBACK (offer_test_pictures), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->test_pictures, "changed", G_CALLBACK (getting_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->test_pictures, "failed", G_CALLBACK (failed), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
dropped (FooledPictureSources *self, const GValue *value)
{
  if (!G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    return FALSE;
  fooled_picture_sources_take_texture (self, g_value_get_object (value));
  return TRUE;
}

FooledPictureSources *
fooled_picture_sources_new (GtkWidget *widget)
{
  FooledPictureSources *self;
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_TEXTURE, GDK_ACTION_COPY);

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  self = g_object_new (FOOLED_TYPE_PICTURE_SOURCES, NULL);
  self->widget = widget;
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
  return self;
}

void
fooled_picture_sources_shutdown (FooledPictureSources *self)
{
  g_return_if_fail (FOOLED_IS_PICTURE_SOURCES (self));

  self->widget = NULL;
  g_cancellable_cancel (self->cancellable);
  if (self->test_pictures != NULL)
    g_object_run_dispose (G_OBJECT (self->test_pictures));
  g_clear_object (&self->test_pictures);
}
