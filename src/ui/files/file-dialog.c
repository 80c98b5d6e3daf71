// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/file-dialog.h"

#include "config.h"

#include <glib/gi18n.h>

/* The owner's dialog, a GtkFileChooserNative. */
#define KEY "fooled-file-dialog"

typedef struct
{
  GtkWidget *owner;
  FooledFileChosen chosen;
  gpointer data;
  GDestroyNotify free_data;
} Answer;

static void
answer_free (gpointer data, GClosure *closure)
{
  Answer *answer = data;

  if (answer->free_data != NULL)
    answer->free_data (answer->data);
  g_free (answer);
}

static void
close_dialog (GtkWidget *owner)
{
  g_object_set_data (G_OBJECT (owner), KEY, NULL);
}

static void
answered (GtkNativeDialog *dialog, int response, Answer *answer)
{
  GtkWidget *owner = answer->owner;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  g_object_ref (owner);
  g_object_ref (dialog);
  close_dialog (owner);
  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    answer->chosen (owner, file, answer->data);
  g_object_unref (dialog);
  g_object_unref (owner);
}

static Answer *
answer_new (GtkWidget *owner, FooledFileChosen chosen, gpointer data, GDestroyNotify free_data)
{
  Answer *answer = g_new (Answer, 1);

  answer->owner = owner;
  answer->chosen = chosen;
  answer->data = data;
  answer->free_data = free_data;
  return answer;
}

static GtkFileChooserNative *
dialog_new (GtkWidget *owner, const FooledFileQuestion *question)
{
  GtkRoot *root = gtk_widget_get_root (owner);
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (question->title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   question->action, question->accept, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (question->filter != NULL)
    {
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), question->filter);
      g_object_unref (question->filter);
    }
  if (question->folder != NULL)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (question->folder);

      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
    }
  if (question->name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), question->name);
  return dialog;
}

void
fooled_file_dialog_ask (GtkWidget *owner,
                        const FooledFileQuestion *question,
                        FooledFileChosen chosen,
                        gpointer data,
                        GDestroyNotify free_data)
{
  Answer *answer;
  GtkFileChooserNative *dialog;

  g_return_if_fail (GTK_IS_WIDGET (owner));
  g_return_if_fail (question != NULL);
  g_return_if_fail (chosen != NULL);

  answer = answer_new (owner, chosen, data, free_data);
  if (g_object_get_data (G_OBJECT (owner), KEY) != NULL)
    {
      if (question->filter != NULL)
        g_object_unref (question->filter);
      answer_free (answer, NULL);
      return;
    }
  dialog = dialog_new (owner, question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), answer, answer_free, 0);
  g_object_set_data_full (G_OBJECT (owner), KEY, dialog, g_object_unref);
  g_signal_connect_object (owner, "destroy", G_CALLBACK (close_dialog), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
fooled_file_dialog_ask_picture (GtkWidget *owner, FooledFileChosen chosen, gpointer data)
{
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                  .title = _ ("Picture"),
                                  .filter = gtk_file_filter_new () };

  gtk_file_filter_set_name (question.filter, _ ("Pictures"));
  gtk_file_filter_add_pixbuf_formats (question.filter);
  fooled_file_dialog_ask (owner, &question, chosen, data, NULL);
}
