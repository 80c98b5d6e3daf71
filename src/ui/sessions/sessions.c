// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessions.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/file-dialog.h"
#include "ui/sessions/session-row.h"
#include "ui/sessions/session-work.h"
#include "ui/threads/background.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/toast.h"

struct _FooledSessions
{
  AdwWindow parent_instance;
  char *chosen;  /* path of the session that gets the focus once it is listed; or NULL */
  char *deleted; /* where the one lies that was deleted last; NULL = there is no way back */

  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  AdwStatusPage *failed_page;
  GtkListBox *list_box; /* NULL once the window is disposed of */
};

G_DEFINE_FINAL_TYPE (FooledSessions, fooled_sessions, ADW_TYPE_WINDOW)

static guint open_signal, timelapse_signal;

static void
show_toast (FooledSessions *self, const char *text)
{
  adw_toast_overlay_add_toast (self->toast_overlay,
                               fooled_toast_new (GTK_WIDGET (self->toast_overlay), text, NULL));
}

static void
start (FooledSessions *self,
       FooledSessionFunc run,
       const char *path,
       const char *name,
       const char *text,
       FooledWorkDone done)
{
  fooled_background_queue (G_OBJECT (self), fooled_session_work_new (run, path, name, text),
                           fooled_session_work_free, fooled_session_work_run, done);
}

/* Whether a job succeeded, after a toast that says why not, and with the list read again. */
static gboolean
finish (FooledSessions *self, const FooledSessionWork *work, const GError *error)
{
  if (self->list_box == NULL)
    return FALSE;
  if (error != NULL)
    show_toast (self, error->message);
  else
    {
      g_free (self->chosen);
      self->chosen = g_strdup (work->result);
    }
  fooled_sessions_reload (self);
  return error == NULL;
}

static void
finished (gpointer owner, gpointer job, const GError *error)
{
  finish (owner, job, error);
}

static void
restore (FooledSessions *self, const char *deleted)
{
  if (g_strcmp0 (deleted, self->deleted) == 0)
    g_clear_pointer (&self->deleted, g_free);
  start (self, fooled_session_restore, deleted, NULL, NULL, finished);
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledSessions *self = FOOLED_SESSIONS (widget);
  g_autofree char *deleted = g_steal_pointer (&self->deleted);

  if (deleted != NULL)
    restore (self, deleted);
}

static void
undo_clicked (AdwToast *toast, FooledSessions *self)
{
  restore (self, g_object_get_data (G_OBJECT (toast), "deleted"));
}

static void
deleted (gpointer owner, gpointer job, const GError *error)
{
  FooledSessions *self = owner;
  const FooledSessionWork *work = job;
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (!finish (self, work, error))
    return;
  g_clear_pointer (&self->chosen, g_free);
  g_free (self->deleted);
  self->deleted = g_strdup (work->result);
  /* Translators: %s is the name of a session. */
  text = g_strdup_printf (_ ("Deleted “%s”"), work->name);
  toast = fooled_toast_new (GTK_WIDGET (self->toast_overlay), text, _ ("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "deleted", g_strdup (work->result), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_clicked), self, 0);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
exported (gpointer owner, gpointer job, const GError *error)
{
  const FooledSessionWork *work = job;
  g_autofree char *file = g_filename_display_basename (work->text);
  /* Translators: %s is the name of a file. */
  g_autofree char *text = g_strdup_printf (_ ("Exported %s"), file);

  if (finish (owner, work, error))
    show_toast (owner, text);
}

static GtkFileFilter *
session_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Sessions of Fooled"));
  gtk_file_filter_add_suffix (filter, STORE_SESSION_SUFFIX + 1);
  return filter;
}

/* NULL after a toast when the file is not on this computer. Caller frees. */
static char *
local_path (FooledSessions *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = NULL;
  char *path = g_file_get_path (file);

  if (path != NULL)
    return path;
  text = g_strdup_printf (_ ("“%s” is not on this computer: copy it here first"), name);
  show_toast (self, text);
  return NULL;
}

static void
export_chosen (gpointer owner, GFile *file, gpointer data)
{
  FooledSessionItem *item = data;
  g_autofree char *name = fooled_session_item_name (item);
  g_autofree char *target = local_path (owner, file);

  if (target != NULL)
    start (owner, fooled_session_export, item->entry->path, name, target, exported);
}

static void
ask_export (FooledSessions *self, FooledSessionItem *item)
{
  g_autofree char *name = fooled_session_item_name (item);
  g_autofree char *file =
      g_strconcat (g_strdelimit (name, "/\\:\n", '-'), STORE_SESSION_SUFFIX, NULL);
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                  .title = _ ("Export Session"),
                                  .filter = session_filter (),
                                  .name = file };

  fooled_file_dialog_ask (GTK_WIDGET (self), &question, export_chosen,
                          fooled_session_item_ref (item),
                          (GDestroyNotify) fooled_session_item_unref);
}

static void
import_chosen (gpointer owner, GFile *file, gpointer data)
{
  g_autofree char *path = local_path (owner, file);

  if (path != NULL)
    start (owner, fooled_session_import, path, NULL, NULL, finished);
}

static void
import (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                  .title = _ ("Import Session"),
                                  .filter = session_filter () };

  fooled_file_dialog_ask (widget, &question, import_chosen, NULL, NULL);
}

static void
rename_answered (AdwMessageDialog *dialog, const char *response, FooledSessions *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (g_str_equal (response, "rename") && *name != '\0')
    start (self, fooled_session_rename, g_object_get_data (G_OBJECT (dialog), "path"), NULL, name,
           finished);
}

static void
name_edited (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "rename", *name != '\0');
}

static void
ask_rename (FooledSessions *self, FooledSessionItem *item)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Rename Session"), NULL);
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *name = fooled_session_item_name (item);

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the session"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "rename",
                                    _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  g_object_set_data_full (G_OBJECT (dialog), "path", g_strdup (item->entry->path), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (rename_answered), self, 0);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_edited), dialog, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
open_session (FooledSessions *self, FooledSessionItem *item)
{
  g_autofree char *path = g_strdup (item->entry->path);

  g_object_ref (self);
  g_signal_emit (self, open_signal, 0, path);
  gtk_window_close (GTK_WINDOW (self));
  g_object_unref (self);
}

static void
row_wish (FooledSessions *self, int wish, FooledSessionRow *row)
{
  g_autoptr (FooledSessionItem) item = fooled_session_item_ref (fooled_session_row_get_item (row));
  g_autofree char *name = fooled_session_item_name (item);
  /* Translators: the name of a copied session; %s is that of the other. */
  g_autofree char *copy = g_strdup_printf (_ ("Copy of %s"), name);

  switch ((FooledSessionWish) wish)
    {
    case FOOLED_SESSION_OPEN:
      open_session (self, item);
      break;
    case FOOLED_SESSION_RENAME:
      ask_rename (self, item);
      break;
    case FOOLED_SESSION_BRANCH:
      start (self, fooled_session_branch, item->entry->path, name, copy, finished);
      break;
    case FOOLED_SESSION_EXPORT:
      ask_export (self, item);
      break;
    case FOOLED_SESSION_TIMELAPSE:
      g_signal_emit (self, timelapse_signal, 0, item->entry->path, name);
      break;
    case FOOLED_SESSION_DELETE:
      start (self, fooled_session_delete, item->entry->path, name, NULL, deleted);
      break;
    }
}

/* A double click, or Enter. */
static void
row_activated (FooledSessions *self, GtkListBoxRow *row)
{
  if (fooled_session_row_can_open (FOOLED_SESSION_ROW (row)))
    open_session (self, fooled_session_row_get_item (FOOLED_SESSION_ROW (row)));
}

static void
remove_rows (FooledSessions *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list_box, 0)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
}

/* The rows in the order of the list; the focus stays where it was, or goes to the chosen one. */
static void
show_items (FooledSessions *self, GPtrArray *items)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list_box);
  int index = selected != NULL ? gtk_list_box_row_get_index (selected) : 0;
  GtkListBoxRow *row;

  remove_rows (self);
  for (guint i = 0; i < items->len; i++)
    {
      FooledSessionItem *item = items->pdata[i];
      GtkWidget *made = fooled_session_row_new (item);

      g_signal_connect_object (made, "wish", G_CALLBACK (row_wish), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->list_box, made);
      if (g_strcmp0 (item->entry->path, self->chosen) == 0)
        index = (int) i;
    }
  g_clear_pointer (&self->chosen, g_free);
  gtk_stack_set_visible_child_name (self->stack, items->len > 0 ? "list" : "empty");
  row = gtk_list_box_get_row_at_index (self->list_box, MIN (index, (int) items->len - 1));
  if (row == NULL)
    return;
  gtk_list_box_select_row (self->list_box, row);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
listed (gpointer owner, gpointer job, const GError *error)
{
  FooledSessions *self = owner;
  const FooledSessionWork *work = job;

  if (self->list_box == NULL)
    return;
  if (error == NULL)
    show_items (self, work->items);
  else
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "failed");
    }
}

static void
reload (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_sessions_reload (FOOLED_SESSIONS (widget));
}

/* It is shown once. Whoever holds a reference beyond that (the pointer, a menu) may let go only after
 * the main window has gone. */
static void
fooled_sessions_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_sessions_parent_class)->unmap (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
fooled_sessions_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_SESSIONS);

  G_OBJECT_CLASS (fooled_sessions_parent_class)->dispose (object);
}

static void
fooled_sessions_finalize (GObject *object)
{
  FooledSessions *self = FOOLED_SESSIONS (object);

  g_free (self->chosen);
  g_free (self->deleted);

  G_OBJECT_CLASS (fooled_sessions_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledSessions, name)

static void
fooled_sessions_class_init (FooledSessionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_sessions_dispose;
  fooled_focus_order_class_init (widget_class);
  G_OBJECT_CLASS (klass)->finalize = fooled_sessions_finalize;
  widget_class->unmap = fooled_sessions_unmap;
  open_signal = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  timelapse_signal = g_signal_new ("time-lapse", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/sessions/sessions.ui");
  BIND (toast_overlay);
  BIND (stack);
  BIND (failed_page);
  BIND (list_box);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_install_action (widget_class, "sessions.import", NULL, import);
  gtk_widget_class_install_action (widget_class, "sessions.reload", NULL, reload);
  gtk_widget_class_install_action (widget_class, "sessions.undo", NULL, undo);
}

static void
fooled_sessions_init (FooledSessions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
fooled_sessions_new (GtkWindow *parent)
{
  FooledSessions *self;

  self = g_object_new (FOOLED_TYPE_SESSIONS, "application",
                       parent != NULL ? gtk_window_get_application (parent) : NULL, "transient-for",
                       parent, NULL);
  fooled_sessions_reload (self);
  return GTK_WINDOW (self);
}

void
fooled_sessions_tell (FooledSessions *self, const char *text)
{
  g_return_if_fail (FOOLED_IS_SESSIONS (self));

  show_toast (self, text);
}

void
fooled_sessions_reload (FooledSessions *self)
{
  g_return_if_fail (FOOLED_IS_SESSIONS (self));

  start (self, fooled_session_list, NULL, NULL, NULL, listed);
}
