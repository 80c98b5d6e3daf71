// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network-trial.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/picture-file.h"
#include "ui/threads/background.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/ranking-bars.h"

struct _FooledNetworkTrial
{
  GtkWidget parent_instance;
  BaseImage *champion; /* may be NULL */
  BaseImage *image;    /* may be NULL */
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;

  GtkWidget *box;
  GtkSpinner *spinner;
  GtkWidget *champion_button;
  GtkStack *stack;
  FooledPicture *picture;
  FooledRankingBars *ranking;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (FooledNetworkTrial, fooled_network_trial, GTK_TYPE_WIDGET)

static guint image_chosen_signal;

/* A picture that is being read. */
typedef struct
{
  char *path;
  BaseImage *image;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  base_image_unref (job->image);
  g_free (job->path);
  g_free (job);
}

static void
set_image (FooledNetworkTrial *self, BaseImage *image)
{
  g_clear_pointer (&self->image, base_image_unref);
  self->image = image != NULL ? base_image_ref (image) : NULL;
  if (image != NULL)
    g_signal_emit (self, image_chosen_signal, 0);
}

static void
read_picture (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->image = fooled_picture_file_load (job->path, error);
}

static void
picture_read (gpointer owner, gpointer data, const GError *error)
{
  FooledNetworkTrial *self = owner;
  Job *job = data;

  fooled_network_trial_set_busy (self, FALSE);
  if (error != NULL)
    fooled_network_trial_show_error (self, error->message);
  else
    set_image (self, job->image);
}

static void
picture_chosen (FooledNetworkTrial *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT)
    return;
  if (path == NULL)
    fooled_network_trial_show_error (
        self, _ ("Pictures can only be read on this computer: choose another one."));
  else
    {
      Job *job = g_new0 (Job, 1);

      job->path = g_steal_pointer (&path);
      fooled_network_trial_set_busy (self, TRUE);
      fooled_background_run (G_OBJECT (self), job, job_free, self->cancellable, read_picture,
                             picture_read);
    }
}

static void
choose_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledNetworkTrial *self = FOOLED_NETWORK_TRIAL (widget);
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
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (picture_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
use_champion (GtkWidget *widget, const char *action, GVariant *parameter)
{
  set_image (FOOLED_NETWORK_TRIAL (widget), FOOLED_NETWORK_TRIAL (widget)->champion);
}

static void
fooled_network_trial_dispose (GObject *object)
{
  FooledNetworkTrial *self = FOOLED_NETWORK_TRIAL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->champion, base_image_unref);
  g_clear_pointer (&self->image, base_image_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_NETWORK_TRIAL);

  G_OBJECT_CLASS (fooled_network_trial_parent_class)->dispose (object);
}

static void
fooled_network_trial_finalize (GObject *object)
{
  g_object_unref (FOOLED_NETWORK_TRIAL (object)->cancellable);

  G_OBJECT_CLASS (fooled_network_trial_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledNetworkTrial, name)

static void
fooled_network_trial_class_init (FooledNetworkTrialClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_network_trial_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_network_trial_finalize;
  image_chosen_signal = g_signal_new ("image-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                      0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (FOOLED_TYPE_PICTURE);
  g_type_ensure (FOOLED_TYPE_RANKING_BARS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/network-trial.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (box);
  BIND (spinner);
  BIND (champion_button);
  BIND (stack);
  BIND (picture);
  BIND (ranking);
  BIND (error_label);
  gtk_widget_class_install_action (widget_class, "trial.choose-picture", NULL, choose_picture);
  gtk_widget_class_install_action (widget_class, "trial.use-champion", NULL, use_champion);
}

static void
fooled_network_trial_init (FooledNetworkTrial *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fooled_network_trial_set_champion (FooledNetworkTrial *self, BaseImage *image)
{
  g_return_if_fail (FOOLED_IS_NETWORK_TRIAL (self));

  g_clear_pointer (&self->champion, base_image_unref);
  self->champion = image != NULL ? base_image_ref (image) : NULL;
  gtk_widget_set_visible (self->champion_button, image != NULL);
  set_image (self, image);
}

BaseImage *
fooled_network_trial_get_image (FooledNetworkTrial *self)
{
  g_return_val_if_fail (FOOLED_IS_NETWORK_TRIAL (self), NULL);

  return self->image;
}

void
fooled_network_trial_set_busy (FooledNetworkTrial *self, gboolean busy)
{
  g_return_if_fail (FOOLED_IS_NETWORK_TRIAL (self));

  gtk_spinner_set_spinning (self->spinner, busy);
}

void
fooled_network_trial_show_result (FooledNetworkTrial *self, StoreSpecimen *specimen)
{
  g_autoptr (BaseImage) color = NULL;

  g_return_if_fail (FOOLED_IS_NETWORK_TRIAL (self));
  g_return_if_fail (specimen != NULL);

  color = base_image_convert (specimen->image, 3);
  fooled_picture_set_image (self->picture, color);
  fooled_ranking_bars_set_specimen (self->ranking, specimen);
  gtk_stack_set_visible_child_name (self->stack, "result");
}

void
fooled_network_trial_show_error (FooledNetworkTrial *self, const char *message)
{
  g_return_if_fail (FOOLED_IS_NETWORK_TRIAL (self));
  g_return_if_fail (message != NULL);

  gtk_label_set_label (self->error_label, message);
  gtk_stack_set_visible_child_name (self->stack, "error");
}
