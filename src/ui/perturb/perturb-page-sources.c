// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/picture-file.h"
#include "ui/perturb/perturb-page-private.h"
#include "ui/threads/background.h"
#include "ui/widgets/texture.h"

/* Networks that see more than this are none for drawings. */
#define MAX_DRAWN_SIDE 64

/* A picture that is being read: of a file, or of another program. */
typedef struct
{
  char *path;
  GdkTexture *texture;
  BaseImage *image;
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
  FooledPerturbPage *self = owner;
  Job *job = data;

  if (error != NULL)
    _fooled_perturb_page_message (self, error->message);
  else
    _fooled_perturb_page_set_image (self, job->image, FALSE);
}

/* The latest wish counts. */
static void
forget_reading (FooledPerturbPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
begin_reading (FooledPerturbPage *self, Job *job)
{
  forget_reading (self);
  fooled_background_run (G_OBJECT (self), job, job_free, self->cancellable, read_picture,
                         picture_read);
}

void
fooled_perturb_page_open (FooledPerturbPage *self, GFile *file)
{
  g_autofree char *path = NULL;
  Job *job;

  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (G_IS_FILE (file));

  path = g_file_get_path (file);
  if (path == NULL)
    {
      _fooled_perturb_page_message (
          self, _ ("Pictures can only be read on this computer: choose another one."));
      return;
    }
  job = g_new0 (Job, 1);
  job->path = g_steal_pointer (&path);
  begin_reading (self, job);
}

void
fooled_perturb_page_take_texture (FooledPerturbPage *self, GdkTexture *texture)
{
  Job *job;

  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (GDK_IS_TEXTURE (texture));

  job = g_new0 (Job, 1);
  job->texture = g_object_ref (texture);
  begin_reading (self, job);
}

static void
file_chosen (FooledPerturbPage *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));

  g_clear_object (&self->chooser);
  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    fooled_perturb_page_open (self, file);
}

static void
open_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;
  self->chooser =
      gtk_file_chooser_native_new (_ ("Picture"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_pixbuf_formats (filter);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (file_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* The page may have gone meanwhile. */
static void
texture_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FooledPerturbPage) self = data;
  g_autoptr (GdkTexture) texture =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);

  if (self->ended)
    return;
  if (texture != NULL)
    fooled_perturb_page_take_texture (self, texture);
  else
    _fooled_perturb_page_message (
        self, _ ("There is no picture to be pasted: copy one, then try again."));
}

static void
files_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FooledPerturbPage) self = data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GSList) files =
      value != NULL ? gdk_file_list_get_files (g_value_get_boxed (value)) : NULL;

  if (self->ended)
    return;
  if (files != NULL)
    fooled_perturb_page_open (self, files->data);
  else
    _fooled_perturb_page_message (
        self, _ ("There is no picture to be pasted: copy one, then try again."));
}

/* A file that was copied offers itself as text, too, and its icon as a picture. */
static void
paste (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ||
      gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                    files_pasted, g_object_ref (widget));
  else
    gdk_clipboard_read_texture_async (clipboard, NULL, texture_pasted, g_object_ref (widget));
}

static gboolean
can_draw (const RunNetworkInfo *info)
{
  return info != NULL && info->width > 0 && info->width <= MAX_DRAWN_SIDE && info->height > 0 &&
         info->height <= MAX_DRAWN_SIDE;
}

/* What was drawn before is still there. */
static void
draw (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);

  if (!self->drawing)
    _fooled_perturb_page_take_pad (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->pad));
}

static void
clear (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_drawing_pad_clear (FOOLED_PERTURB_PAGE (widget)->pad);
}

static void
test_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  RunNetworkInfo *info = _fooled_perturb_page_get_info (self);

  if (info != NULL && info->data_set != NULL)
    fooled_test_pictures_pick (self->test_pictures, info->data_set);
}

static void
take_test_picture (FooledPerturbPage *self, BaseImage *image)
{
  forget_reading (self);
  _fooled_perturb_page_set_image (self, image, FALSE);
}

static void
missing_answered (FooledPerturbPage *self, const char *response, AdwMessageDialog *dialog)
{
  if (g_str_equal (response, "get"))
    fooled_test_pictures_get (self->test_pictures,
                              g_object_get_data (G_OBJECT (dialog), "data-set"));
}

static void
offer_test_pictures (FooledPerturbPage *self,
                     const char *data_set,
                     gboolean can_get,
                     const char *message)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  if (!can_get)
    {
      _fooled_perturb_page_message (self, message);
      return;
    }
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   _ ("Get the Test Pictures?"), NULL);
  /* Translators: %s is the name of a data set, such as MNIST. */
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("The pictures that networks for %s are tested on are not here. They can be downloaded."),
      data_set);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "get",
                                    _ ("_Download"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "get",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "get");
  g_object_set_data_full (G_OBJECT (dialog), "data-set", g_strdup (data_set), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (missing_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_getting (FooledPerturbPage *self)
{
  double fraction;
  gboolean getting = fooled_test_pictures_is_getting (self->test_pictures, &fraction);

  gtk_widget_set_visible (self->getting, getting);
  if (!getting)
    return;
  if (fraction < 0)
    gtk_progress_bar_pulse (self->getting_progress);
  else
    gtk_progress_bar_set_fraction (self->getting_progress, fraction);
}

static void
cancel_getting (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_test_pictures_cancel (FOOLED_PERTURB_PAGE (widget)->test_pictures);
}

static gboolean
dropped (FooledPerturbPage *self, const GValue *value)
{
  if (!G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    return FALSE;
  fooled_perturb_page_take_texture (self, g_value_get_object (value));
  return TRUE;
}

void
_fooled_perturb_page_update_sources (FooledPerturbPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const RunNetworkInfo *info = _fooled_perturb_page_get_info (self);
  gboolean drawable = can_draw (info);

  gtk_widget_action_set_enabled (widget, "perturb.draw", drawable);
  gtk_widget_action_set_enabled (widget, "perturb.clear", drawable);
  gtk_widget_action_set_enabled (widget, "perturb.test-picture",
                                 info != NULL && info->data_set != NULL);
  if (drawable)
    fooled_drawing_pad_set_size (self->pad, info->width, info->height);
  /* What was drawn stays as a picture; another size of the pad loses nothing. */
  if (self->drawing && (!drawable || self->image == NULL || self->image->width != info->width ||
                        self->image->height != info->height))
    self->drawing = drawable && self->image == NULL;
}

void
_fooled_perturb_page_add_sources (FooledPerturbPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_TEXTURE, GDK_ACTION_COPY);

  self->test_pictures = fooled_test_pictures_new ();
  g_signal_connect_object (self->test_pictures, "picture", G_CALLBACK (take_test_picture), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->test_pictures, "missing", G_CALLBACK (offer_test_pictures), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->test_pictures, "changed", G_CALLBACK (show_getting), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->test_pictures, "failed", G_CALLBACK (_fooled_perturb_page_message),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  _fooled_perturb_page_update_sources (self);
}

void
_fooled_perturb_page_install_sources (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "perturb.draw", NULL, draw);
  gtk_widget_class_install_action (widget_class, "perturb.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "perturb.open", NULL, open_picture);
  gtk_widget_class_install_action (widget_class, "perturb.paste", NULL, paste);
  gtk_widget_class_install_action (widget_class, "perturb.test-picture", NULL, test_picture);
  gtk_widget_class_install_action (widget_class, "perturb.cancel-getting", NULL, cancel_getting);
}
