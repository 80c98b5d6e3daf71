// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preferences.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/file-dialog.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/spin-row.h"

struct _FooledPreferences
{
  AdwPreferencesWindow parent_instance;
  GSettings *settings;

  GtkSwitch *start_switch;
  GtkSwitch *class_switch;
  AdwComboRow *color_row;
  AdwActionRow *folder_row;
  GtkSwitch *ask_switch;
  FooledSpinRow *threads_row;
};

G_DEFINE_FINAL_TYPE (FooledPreferences, fooled_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the row's entries (ui/settings/preferences.ui). */
static const char *const color_schemes[] = { "system", "light", "dark", NULL };

static void
show_folder (FooledPreferences *self)
{
  g_autofree char *folder = fooled_settings_save_folder (self->settings);
  g_autofree char *text = g_filename_display_name (folder);
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (self->folder_row, escaped);
}

static void
folder_chosen (gpointer owner, GFile *file, gpointer data)
{
  FooledPreferences *self = owner;
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    g_settings_set_string (self->settings, "save-folder", path);
}

static void
choose_folder (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *folder = fooled_settings_save_folder (FOOLED_PREFERENCES (widget)->settings);
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                  .title = _ ("Folder for Saved Images"),
                                  .accept = _ ("_Select"),
                                  .folder = folder };

  fooled_file_dialog_ask (widget, &question, folder_chosen, NULL, NULL);
}

static void
fooled_preferences_dispose (GObject *object)
{
  FooledPreferences *self = FOOLED_PREFERENCES (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_preferences_parent_class)->dispose (object);
}

static void
fooled_preferences_class_init (FooledPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_preferences_dispose;

  g_type_ensure (FOOLED_TYPE_SPIN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/settings/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, FooledPreferences, start_switch);
  gtk_widget_class_bind_template_child (widget_class, FooledPreferences, class_switch);
  gtk_widget_class_bind_template_child (widget_class, FooledPreferences, color_row);
  gtk_widget_class_bind_template_child (widget_class, FooledPreferences, folder_row);
  gtk_widget_class_bind_template_child (widget_class, FooledPreferences, ask_switch);
  gtk_widget_class_bind_template_child (widget_class, FooledPreferences, threads_row);
  gtk_widget_class_install_action (widget_class, "preferences.choose-folder", NULL, choose_folder);
}

static void
fooled_preferences_init (FooledPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
fooled_preferences_new (GtkWindow *parent, GSettings *settings)
{
  FooledPreferences *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (FOOLED_TYPE_PREFERENCES, "transient-for", parent, NULL);
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "start-on-open", self->start_switch, "active",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_settings_bind (settings, "fit-for-class", self->class_switch, "active",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_settings_bind (settings, "ask-where-to-save", self->ask_switch, "active",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_settings_bind (settings, "threads", self->threads_row, "value",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  fooled_settings_bind_choice (settings, "color-scheme", self->color_row, color_schemes);
  g_signal_connect_object (settings, "changed::save-folder", G_CALLBACK (show_folder), self,
                           G_CONNECT_SWAPPED);
  show_folder (self);
  return GTK_WINDOW (self);
}
