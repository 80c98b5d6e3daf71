// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network-trial.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/file-dialog.h"
#include "ui/files/picture-file.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/bars.h"

struct _FooledNetworkTrial
{
  GtkWidget parent_instance;
  BaseImage *champion; /* may be NULL */
  BaseImage *image;    /* may be NULL */
  GCancellable *cancellable;

  GtkWidget *box;
  GtkSpinner *spinner;
  GtkWidget *champion_button;
  GtkStack *stack;
  FooledPicture *picture;
  FooledBars *ranking;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (FooledNetworkTrial, fooled_network_trial, GTK_TYPE_WIDGET)

static guint image_chosen_signal;

static void
set_image (FooledNetworkTrial *self, BaseImage *image)
{
  g_clear_pointer (&self->image, base_image_unref);
  self->image = image != NULL ? base_image_ref (image) : NULL;
  if (image != NULL)
    g_signal_emit (self, image_chosen_signal, 0);
}

static void
picture_read (gpointer owner, BaseImage *image, const GError *error)
{
  FooledNetworkTrial *self = owner;

  fooled_network_trial_set_busy (self, FALSE);
  if (error != NULL)
    fooled_network_trial_show_error (self, error->message);
  else
    set_image (self, image);
}

static void
picture_chosen (gpointer owner, GFile *file, gpointer data)
{
  FooledNetworkTrial *self = owner;

  fooled_network_trial_set_busy (self, TRUE);
  fooled_picture_file_read (owner, file, self->cancellable, picture_read);
}

static void
choose_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_file_dialog_ask_picture (widget, picture_chosen, NULL);
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
  g_type_ensure (FOOLED_TYPE_BARS);
  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
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
  fooled_bars_set_ranking (self->ranking, specimen->top, specimen->top_labels, specimen->n_top,
                           specimen->class_index);
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
