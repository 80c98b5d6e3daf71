// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/length-dialog.h"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "run/ancestry.h"

typedef struct
{
  GWeakRef owner;
  GtkSpinButton *spin; /* the dialog's */
  FooledLengthChosen chosen;
  gpointer data;
  GDestroyNotify free_data;
} Answer;

static void
answer_free (gpointer data, GClosure *closure)
{
  Answer *answer = data;

  g_weak_ref_clear (&answer->owner);
  answer->free_data (answer->data);
  g_free (answer);
}

static void
answered (AdwMessageDialog *dialog, const char *response, Answer *answer)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&answer->owner);

  if (owner == NULL || !g_str_equal (response, "save"))
    return;
  gtk_spin_button_update (answer->spin);
  answer->chosen (owner, (guint) gtk_spin_button_get_value_as_int (answer->spin), answer->data);
}

static GtkWidget *
row_new (GtkSpinButton *spin)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ ("_Length in seconds"));

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (spin));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label,
                                  NULL, -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (spin));
  return row;
}

void
fooled_length_ask (GtkWidget *owner,
                   const char *heading,
                   const char *body,
                   FooledLengthChosen chosen,
                   gpointer data,
                   GDestroyNotify free_data)
{
  GtkRoot *root;
  GtkWidget *dialog, *spin;
  Answer *answer;

  g_return_if_fail (GTK_IS_WIDGET (owner));
  g_return_if_fail (chosen != NULL && free_data != NULL);

  root = gtk_widget_get_root (owner);
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  spin = gtk_spin_button_new_with_range (RUN_ANIMATION_MIN_SECONDS, RUN_ANIMATION_MAX_SECONDS, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), RUN_ANIMATION_SECONDS);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_text_set_activates_default (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (spin))), TRUE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog),
                                      row_new (GTK_SPIN_BUTTON (spin)));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "save",
                                    _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  answer = g_new0 (Answer, 1);
  g_weak_ref_init (&answer->owner, owner);
  answer->spin = GTK_SPIN_BUTTON (spin);
  answer->chosen = chosen;
  answer->data = data;
  answer->free_data = free_data;
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), answer, answer_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (spin);
}
