// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/session-chooser.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/sessions.h"
#include "ui/threads/background.h"

struct _FooledSessionChooser
{
  AdwWindow parent_instance;

  GtkStack *stack;
  AdwStatusPage *failed_page;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (FooledSessionChooser, fooled_session_chooser, ADW_TYPE_WINDOW)

static guint chosen_signal;

typedef struct
{
  GPtrArray *entries; /* StoreSessionEntry *; NULL = not read */
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_pointer (&listing->entries, g_ptr_array_unref);
  g_free (listing);
}

static void
list_sessions (gpointer job, GCancellable *cancellable, GError **error)
{
  ((Listing *) job)->entries = run_sessions_list (error);
}

static void
add_row (FooledSessionChooser *self, const StoreSessionEntry *entry)
{
  const StoreSessionInfo *info = entry->info;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *count =
      g_strdup_printf (ngettext ("%u champion", "%u champions", info->n_filled), info->n_filled);
  g_autoptr (GDateTime) changed = g_date_time_new_from_unix_local (info->changed);
  /* Translators: date and time, as strftime writes them. */
  g_autofree char *date =
      changed != NULL ? g_date_time_format (changed, _ ("%Y-%m-%d, %H:%M")) : NULL;
  g_autofree char *text =
      g_strdup_printf ("%s · %s · %s · %s", info->network_name, run_session_method (info), count,
                       date != NULL ? date : "–");
  g_autofree char *title = g_markup_escape_text (info->name, -1);
  g_autofree char *subtitle = g_markup_escape_text (text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (entry->path), g_free);
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (info->name), g_free);
  gtk_list_box_append (self->list, row);
}

static void
listed (gpointer owner, gpointer job, const GError *error)
{
  FooledSessionChooser *self = owner;
  const Listing *listing = job;
  guint n = 0;

  if (self->stack == NULL)
    return;
  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  for (guint i = 0; i < listing->entries->len; i++)
    {
      const StoreSessionEntry *entry = listing->entries->pdata[i];

      if (entry->info == NULL || entry->info->n_filled == 0)
        continue;
      add_row (self, entry);
      n++;
    }
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "sessions" : "empty");
  if (n > 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

static void
row_activated (FooledSessionChooser *self, GtkListBoxRow *row)
{
  g_autofree char *path = g_strdup (g_object_get_data (G_OBJECT (row), "path"));
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (row), "name"));

  g_signal_emit (self, chosen_signal, 0, path, name);
  gtk_window_close (GTK_WINDOW (self));
}

static void
fooled_session_chooser_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_SESSION_CHOOSER);

  G_OBJECT_CLASS (fooled_session_chooser_parent_class)->dispose (object);
}

static void
fooled_session_chooser_class_init (FooledSessionChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_session_chooser_dispose;
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/compare/session-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, FooledSessionChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, FooledSessionChooser, failed_page);
  gtk_widget_class_bind_template_child (widget_class, FooledSessionChooser, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
fooled_session_chooser_init (FooledSessionChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_background_queue (G_OBJECT (self), g_new0 (Listing, 1), listing_free, list_sessions,
                           listed);
}

GtkWindow *
fooled_session_chooser_new (GtkWindow *parent)
{
  return g_object_new (FOOLED_TYPE_SESSION_CHOOSER, "transient-for", parent, "modal", TRUE, NULL);
}
