// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/download-box.h"

#include "config.h"

#include <glib/gi18n.h>

struct _FooledDownloadBox
{
  GtkWidget parent_instance;
  FooledDownloads *downloads;
  char *id, *name;
  guint64 size;
  gboolean here, can_get, in_use;

  GtkWidget *box;
  GtkLabel *name_label;
  GtkLabel *summary_label;
  GtkLabel *state_label;
  GtkButton *button;
  GtkWidget *progress_box;
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (FooledDownloadBox, fooled_download_box, GTK_TYPE_WIDGET)

static guint use_signal;

static void
clicked (FooledDownloadBox *self)
{
  const FooledDownload *download = fooled_downloads_get (self->downloads, self->id);

  if (self->here)
    g_signal_emit (self, use_signal, 0);
  else if (download != NULL && download->running)
    fooled_downloads_cancel (self->downloads, self->id);
  else
    fooled_downloads_start (self->downloads, self->id);
}

/* The accessible name says more than the label: every row has such a button. Takes it over. */
static void
show_button (FooledDownloadBox *self, const char *label, char *name)
{
  gtk_widget_set_visible (GTK_WIDGET (self->button), TRUE);
  gtk_button_set_label (self->button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  g_free (name);
}

static void
hide_button (FooledDownloadBox *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
}

static void
set_state_text (FooledDownloadBox *self, const char *text)
{
  gtk_label_set_label (self->state_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), text != NULL);
}

static void
show_progress (FooledDownloadBox *self, const FooledDownload *download)
{
  g_autofree char *arrived = g_format_size (download->n_bytes);
  g_autofree char *text = NULL;

  if (download->total > 0)
    {
      g_autofree char *total = g_format_size (download->total);

      /* Translators: of a download: "3.2 MB of 9.0 MB". */
      text = g_strdup_printf (_ ("%s of %s"), arrived, total);
      gtk_progress_bar_set_fraction (
          self->progress_bar, CLAMP ((double) download->n_bytes / (double) download->total, 0, 1));
    }
  else
    {
      text = download->n_bytes > 0 ? g_strdup (arrived) : g_strdup (_ ("Connecting…"));
      gtk_progress_bar_pulse (self->progress_bar);
    }
  gtk_label_set_label (self->progress_label, text);
}

static void
show_here (FooledDownloadBox *self)
{
  set_state_text (self, self->in_use ? _ ("In use") : NULL);
  if (self->in_use)
    hide_button (self);
  else
    /* Translators: the button that chooses a network; %s is its name. */
    show_button (self, _ ("Use"), g_strdup_printf (_ ("Use %s"), self->name));
}

static void
show_absent (FooledDownloadBox *self, gboolean failed)
{
  if (!self->can_get)
    {
      set_state_text (self, _ ("File missing"));
      hide_button (self);
    }
  else if (failed)
    {
      set_state_text (self, NULL);
      show_button (self, _ ("Try Again"), g_strdup_printf (_ ("Try again to get %s"), self->name));
    }
  else
    {
      g_autofree char *size = g_format_size (self->size);

      set_state_text (self, self->size > 0 ? size : NULL);
      /* Translators: the button that downloads a network or a data set; %s is its name. */
      show_button (self, _ ("Get"), g_strdup_printf (_ ("Get %s"), self->name));
    }
}

static void
update (FooledDownloadBox *self)
{
  const FooledDownload *download = fooled_downloads_get (self->downloads, self->id);
  gboolean running = download != NULL && download->running;
  gboolean failed = download != NULL && !download->running;

  gtk_widget_set_visible (self->progress_box, running);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), failed);
  if (failed)
    gtk_label_set_label (self->error_label, download->message);
  if (self->here)
    show_here (self);
  else if (running)
    {
      set_state_text (self, NULL);
      show_button (self, _ ("Cancel"),
                   g_strdup_printf (_ ("Cancel the download of %s"), self->name));
      show_progress (self, download);
    }
  else
    show_absent (self, failed);
}

static void
download_changed (FooledDownloadBox *self, const char *id)
{
  if (g_str_equal (id, self->id))
    update (self);
}

static void
download_finished (FooledDownloadBox *self, const char *id)
{
  if (g_str_equal (id, self->id))
    self->here = TRUE;
}

static void
fooled_download_box_dispose (GObject *object)
{
  FooledDownloadBox *self = FOOLED_DOWNLOAD_BOX (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_DOWNLOAD_BOX);
  g_clear_object (&self->downloads);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (fooled_download_box_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledDownloadBox, name)

static void
fooled_download_box_class_init (FooledDownloadBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_download_box_dispose;
  use_signal = g_signal_new ("use", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                             NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/download-box.ui");
  BIND (box);
  BIND (name_label);
  BIND (summary_label);
  BIND (state_label);
  BIND (button);
  BIND (progress_box);
  BIND (progress_bar);
  BIND (progress_label);
  BIND (error_label);
  gtk_widget_class_bind_template_callback (widget_class, clicked);
}

static void
fooled_download_box_init (FooledDownloadBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fooled_download_box_bind (FooledDownloadBox *self,
                          const FooledDownloadable *thing,
                          FooledDownloads *downloads)
{
  g_autofree char *downloading = NULL;

  g_return_if_fail (FOOLED_IS_DOWNLOAD_BOX (self) && self->downloads == NULL);
  g_return_if_fail (thing != NULL && FOOLED_IS_DOWNLOADS (downloads));

  self->downloads = g_object_ref (downloads);
  self->id = g_strdup (thing->id);
  self->name = g_strdup (thing->name);
  self->size = thing->size;
  self->here = thing->here;
  self->can_get = thing->can_get;
  gtk_label_set_label (self->name_label, thing->name);
  gtk_label_set_label (self->summary_label, thing->summary);
  /* Translators: %s is the name of a network or a data set. */
  downloading = g_strdup_printf (_ ("Download of %s"), thing->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress_bar),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, downloading, -1);
  g_signal_connect_object (downloads, "finished", G_CALLBACK (download_finished), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (downloads, "changed", G_CALLBACK (download_changed), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

void
fooled_download_box_set_in_use (FooledDownloadBox *self, gboolean in_use)
{
  g_return_if_fail (FOOLED_IS_DOWNLOAD_BOX (self));

  if (in_use == self->in_use)
    return;
  self->in_use = in_use;
  update (self);
}
