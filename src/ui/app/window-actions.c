// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "ui/app/window-private.h"
#include "ui/files/specimen-output.h"
#include "ui/settings/settings-keys.h"

#define CELL_SIZE_STEP 16
#define CELL_SIZE_MIN  48
#define CELL_SIZE_MAX  256

static void
start_pause (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  gboolean running;

  g_object_get (self->run, "running", &running, NULL);
  if (running)
    fooled_run_pause (self->run);
  else
    fooled_run_start (self->run);
}

static void
step (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_run_step (FOOLED_WINDOW (data)->run);
}

static void
restart (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_run_restart (FOOLED_WINDOW (data)->run);
}

/* A pick that a toast can take back. The window outlives its toasts. */
typedef struct
{
  FooledWindow *window;
  StoreSpecimen *specimen;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  store_specimen_unref (undo->specimen);
  g_free (undo);
}

static Undo *
undo_new (FooledWindow *self, StoreSpecimen *specimen)
{
  Undo *undo = g_new (Undo, 1);

  undo->window = self;
  undo->specimen = store_specimen_ref (specimen);
  return undo;
}

static void
undo_star (AdwToast *toast, Undo *undo)
{
  FooledPickItem *item = fooled_pick_list_find (undo->window->picks, undo->specimen);
  g_autoptr (GError) error = NULL;

  if (item != NULL && !fooled_pick_list_remove (undo->window->picks, item, &error))
    _fooled_window_toast (undo->window, error->message);
}

static void
undo_unstar (AdwToast *toast, Undo *undo)
{
  g_autoptr (GError) error = NULL;

  if (fooled_pick_list_add (undo->window->picks, undo->specimen, &error) == NULL)
    _fooled_window_toast (undo->window, error->message);
}

static void
add_pick (FooledWindow *self, StoreSpecimen *specimen)
{
  g_autofree char *name = fooled_specimen_text (specimen);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (fooled_pick_list_add (self->picks, specimen, &error) == NULL)
    {
      _fooled_window_toast (self, error->message);
      return;
    }
  /* Translators: %s is an image such as "7, 99.98 %". */
  text = g_strdup_printf (_ ("Starred %s"), name);
  _fooled_window_toast_with_button (self, text, _ ("Undo"), G_CALLBACK (undo_star),
                                    undo_new (self, specimen), undo_free);
}

static void
remove_pick (FooledWindow *self, FooledPickItem *item)
{
  g_autoptr (StoreSpecimen) specimen = store_specimen_ref (fooled_pick_item_get_specimen (item));
  g_autofree char *name = fooled_specimen_text (specimen);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!fooled_pick_list_remove (self->picks, item, &error))
    {
      _fooled_window_toast (self, error->message);
      return;
    }
  /* Translators: %s is an image such as "7, 99.98 %". */
  text = g_strdup_printf (_ ("Removed %s from the picks"), name);
  _fooled_window_toast_with_button (self, text, _ ("Undo"), G_CALLBACK (undo_unstar),
                                    undo_new (self, specimen), undo_free);
}

static void
star (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = fooled_run_page_get_specimen (self->run_page);
  FooledPickItem *item;

  if (specimen == NULL)
    return;
  item = fooled_pick_list_find (self->picks, specimen);
  if (item != NULL)
    remove_pick (self, item);
  else
    add_pick (self, specimen);
}

static void
remove_selected_pick (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  FooledPickItem *item = fooled_picks_page_get_selected (self->picks_page);

  if (item != NULL)
    remove_pick (self, item);
}

static void
load_picks (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  _fooled_window_load_picks (FOOLED_WINDOW (data));
}

static void
open_folder (AdwToast *toast, const char *folder)
{
  g_autofree char *uri = g_filename_to_uri (folder, NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (NULL, uri, GDK_CURRENT_TIME);
}

static void
free_string (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
_fooled_window_toast_saved (FooledWindow *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  /* Translators: %s is the name of a file. */
  g_autofree char *text = g_strdup_printf (_ ("Saved %s"), name);

  _fooled_window_toast_with_button (self, text, _ ("Open Folder"), G_CALLBACK (open_folder),
                                    g_path_get_dirname (path), free_string);
}

/* What is saved is the image of the moment when the dialog was asked for. */
static void
file_chosen (FooledWindow *self, int response)
{
  StoreSpecimen *specimen = g_object_get_data (G_OBJECT (self->chooser), "specimen");
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && path == NULL)
    _fooled_window_toast (self,
                          _ ("Images can only be saved on this computer: choose another folder."));
  else if (response == GTK_RESPONSE_ACCEPT && !store_specimen_save (specimen, path, &error))
    _fooled_window_toast (self, error->message);
  else if (response == GTK_RESPONSE_ACCEPT)
    _fooled_window_toast_saved (self, path);
  g_clear_object (&self->chooser);
}

static void
ask_where_to_save (FooledWindow *self, StoreSpecimen *specimen)
{
  g_autofree char *path = fooled_settings_save_folder (self->settings);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autofree char *name = store_specimen_file_name (specimen);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Save Image"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_filter_set_name (filter, _ ("PNG images"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_mkdir_with_parents (path, 0755); /* if that fails, the dialog begins elsewhere */
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_object_set_data_full (G_OBJECT (self->chooser), "specimen", store_specimen_ref (specimen),
                          (GDestroyNotify) store_specimen_unref);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (file_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = _fooled_window_get_specimen (self);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (_fooled_window_shows (self, "perturb"))
    gtk_widget_activate_action (GTK_WIDGET (self->perturb_page), "perturb.save", "s", "all");
  if (specimen == NULL)
    return;
  if (g_settings_get_boolean (self->settings, "ask-where-to-save"))
    {
      ask_where_to_save (self, specimen);
      return;
    }
  folder = fooled_settings_save_folder (self->settings);
  path = fooled_specimen_save_in (specimen, folder, &error);
  if (path != NULL)
    _fooled_window_toast_saved (self, path);
  else
    _fooled_window_toast (self, error->message);
}

static void
copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = _fooled_window_get_specimen (self);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (_fooled_window_shows (self, "perturb"))
    gtk_widget_activate_action (GTK_WIDGET (self->perturb_page), "perturb.copy", "s", "all");
  if (specimen == NULL)
    return;
  if (!fooled_specimen_copy (specimen, gtk_widget_get_clipboard (GTK_WIDGET (self)), &error))
    {
      _fooled_window_toast (self, error != NULL ? error->message : _ ("The image was not copied."));
      return;
    }
  name = fooled_specimen_text (specimen);
  /* Translators: %s is an image such as "7, 99.98 %". */
  text = g_strdup_printf (_ ("Copied %s"), name);
  _fooled_window_toast (self, text);
}

static void
change_cell_size (FooledWindow *self, int difference)
{
  int size = g_settings_get_int (self->settings, "cell-size") + difference;

  g_settings_set_int (self->settings, "cell-size", CLAMP (size, CELL_SIZE_MIN, CELL_SIZE_MAX));
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  change_cell_size (data, CELL_SIZE_STEP);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  change_cell_size (data, -CELL_SIZE_STEP);
}

static void
show_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  adw_view_stack_set_visible_child_name (self->stack, g_variant_get_string (parameter, NULL));
  gtk_widget_grab_focus (adw_view_stack_get_visible_child (self->stack));
}

/* Not a property action: that would hold a reference on the window. */
static void
change_fullscreen (GSimpleAction *action, GVariant *state, gpointer data)
{
  if (g_variant_get_boolean (state))
    gtk_window_fullscreen (GTK_WINDOW (data));
  else
    gtk_window_unfullscreen (GTK_WINDOW (data));
}

static void
fullscreen_changed (FooledWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "fullscreen");

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_boolean (gtk_window_is_fullscreen (GTK_WINDOW (self))));
}

static void
search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  adw_view_stack_set_visible_child_name (self->stack, "run");
  fooled_run_page_search (self->run_page);
}

static const GActionEntry actions[] = {
  { "start-pause", start_pause },
  { "step", step },
  { "restart", restart },
  { "star", star },
  { "remove-pick", remove_selected_pick },
  { "load-picks", load_picks },
  { "save", save },
  { "copy", copy },
  { "zoom-in", zoom_in },
  { "zoom-out", zoom_out },
  { "page", show_page, "s" },
  { "search", search },
  { "fullscreen", NULL, NULL, "false", change_fullscreen },
};

static void
add_page_action (FooledWindow *self, const char *name)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (name, self->run_page, name);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

void
_fooled_window_add_actions (FooledWindow *self)
{
  g_autoptr (GAction) sort = g_settings_create_action (self->settings, "sort");

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action (G_ACTION_MAP (self), sort);
  add_page_action (self, "show-settings");
  add_page_action (self, "show-champion");
  add_page_action (self, "view");
  _fooled_window_add_network_actions (self);
  _fooled_window_add_perturb_actions (self);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fullscreen_changed), NULL);
}

static void
enable (FooledWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
_fooled_window_update_actions (FooledWindow *self)
{
  gboolean picks = _fooled_window_shows (self, "picks");
  gboolean perturb = _fooled_window_shows (self, "perturb");
  gboolean any = _fooled_window_get_specimen (self) != NULL;

  if (self->settings == NULL) /* while the template is being made */
    return;
  enable (self, "start-pause", self->has_network);
  enable (self, "step", self->has_network);
  enable (self, "restart", self->has_network);
  enable (self, "star", !picks && any);
  enable (self, "save", any || perturb);
  enable (self, "copy", any || perturb);
  enable (self, "perturb", any);
  enable (self, "remove-pick", picks && any);
}
