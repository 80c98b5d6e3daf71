// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "ui/app/window-private.h"
#include "ui/lens/lens.h"
#include "ui/run/run-actions.h"
#include "ui/sessions/sessions.h"
#include "ui/sessions/timelapse.h"
#include "ui/settings/settings-keys.h"

static void
enable (FooledWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
fooled_window_update_actions (FooledWindow *self)
{
  const FooledPageKind *shown = fooled_window_current_kind (self);
  gboolean any = fooled_window_get_specimen (self) != NULL;
  gboolean some = fooled_window_has_specimens (self); /* also several */

  fooled_run_actions_set_enabled (G_ACTION_MAP (self), self->has_network && !shown->has_own_work);
  enable (self, "save", any || shown->save != NULL);
  enable (self, "copy", any || shown->copy != NULL);
  enable (self, "perturb", any);
  enable (self, "zoom-fit", shown->has_panels); /* of the grid, which only the Run page has */
  enable (self, "zoom-in", shown->has_panels);
  enable (self, "zoom-out", shown->has_panels);
  enable (self, "start-from", some);
  enable (self, "show-image", some);
  enable (self, "poster", some);
  for (FooledPage page = 0; page < FOOLED_N_PAGES; page++)
    {
      const FooledPageKind *kind = fooled_page_kind (page);

      for (gsize i = 0; i < G_N_ELEMENTS (kind->actions) && kind->actions[i] != NULL; i++)
        enable (self, kind->actions[i], FALSE);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (shown->actions) && shown->actions[i] != NULL; i++)
    enable (self, shown->actions[i], some);
}

static void
star (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = fooled_window_get_specimen (self);

  if (specimen != NULL)
    fooled_pick_list_set_wanted (self->picks, specimen,
                                 !fooled_pick_list_wants (self->picks, specimen));
}

static void
saved (gpointer owner, const char *path, const char *text, const GError *error)
{
  FooledWindow *self = owner;

  if (self->toasts == NULL)
    return;
  if (error != NULL)
    fooled_toasts_show_failure (self->toasts, error->message);
  else
    fooled_toasts_show_saved (self->toasts, path);
}

/* What a page wants saved. Takes over the output. */
void
fooled_window_save_output (FooledWindow *self, FooledOutput *output)
{
  g_autofree char *folder = fooled_settings_save_folder (self->settings);

  fooled_output_save (GTK_WIDGET (self), output, folder,
                      g_settings_get_boolean (self->settings, "ask-where-to-save"), saved);
}

static void
copied (gpointer owner, const char *path, const char *text, const GError *error)
{
  FooledWindow *self = owner;
  /* Translators: %s is an image such as "7, 99.98 %". */
  g_autofree char *sentence = g_strdup_printf (_ ("Copied %s"), text);

  if (self->toasts == NULL)
    return;
  if (error != NULL)
    fooled_toasts_show_failure (self->toasts, error->message);
  else
    fooled_toasts_show (self->toasts, sentence);
}

void
fooled_window_copy_output (FooledWindow *self, FooledOutput *output)
{
  fooled_output_copy (GTK_WIDGET (self), output, copied);
}

/* An action of the page that is shown. */
static void
activate_on_page (FooledWindow *self, const char *detailed_name)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (g_action_parse_detailed_name (detailed_name, &name, &target, NULL))
    gtk_widget_activate_action_variant (
        fooled_window_page (self, fooled_window_current_page (self)), name, target);
}

static void
save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = fooled_window_get_specimen (self);

  if (fooled_window_current_kind (self)->save != NULL)
    activate_on_page (self, fooled_window_current_kind (self)->save);
  else if (specimen != NULL)
    fooled_window_save_output (self, fooled_output_new_specimen (specimen));
}

static void
copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = fooled_window_get_specimen (self);

  if (fooled_window_current_kind (self)->copy != NULL)
    activate_on_page (self, fooled_window_current_kind (self)->copy);
  else if (specimen != NULL)
    fooled_window_copy_output (self, fooled_output_new_specimen (specimen));
}

static void
go_to_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  FooledPage page = fooled_page_find (g_variant_get_string (parameter, NULL));

  if (page == FOOLED_N_PAGES)
    return;
  fooled_window_show_page (self, page);
  gtk_widget_grab_focus (fooled_window_page (self, page));
}

static void
search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  if (fooled_window_current_page (self) == FOOLED_PAGE_PICKS)
    {
      fooled_picks_page_search (fooled_window_picks_page (self));
      return;
    }
  fooled_window_show_page (self, FOOLED_PAGE_RUN);
  fooled_run_page_search (fooled_window_run_page (self));
}

/* The image that is selected on the page that is shown. */
static void
perturb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = fooled_window_get_specimen (self);

  if (specimen != NULL)
    fooled_window_perturb (self, specimen);
}

static void
show_networks (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_network_manager_show_list (FOOLED_WINDOW (data)->networks);
}

static void
open_network (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_network_manager_ask (FOOLED_WINDOW (data)->networks);
}

/* Whoever asked in the list of sessions looks there. */
static void
timelapse_saved (gpointer owner, const char *path, const char *name, const GError *error)
{
  FooledWindow *self = owner;
  /* Translators: %s is the name of a run. */
  g_autofree char *text = g_strdup_printf (_ ("Saved the time-lapse of %s"), name);

  if (self->sessions != NULL)
    fooled_sessions_tell (FOOLED_SESSIONS (self->sessions), error != NULL ? error->message : text);
  saved (owner, path, name, error);
}

static void
make_timelapse (FooledWindow *self, const char *session, const char *name)
{
  g_autofree char *folder = fooled_settings_save_folder (self->settings);

  fooled_timelapse_begin (GTK_WINDOW (self), session, name, folder,
                          g_settings_get_boolean (self->settings, "ask-where-to-save"),
                          timelapse_saved);
}

/* Of the run that is shown. */
static void
timelapse (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  const RunSnapshot *snapshot = fooled_run_get_snapshot (self->run);
  g_autofree char *name = NULL;

  if (snapshot == NULL || snapshot->job.session == NULL || snapshot->network == NULL)
    {
      fooled_toasts_show_failure (self->toasts, _ ("There is no run yet, or it is not saved"));
      return;
    }
  name =
      g_strdup_printf ("%s, %s", snapshot->network->name, _ (run_method (snapshot->method)->title));
  make_timelapse (self, snapshot->job.session, name);
}

static void
show_sessions (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  if (self->sessions == NULL)
    {
      self->sessions = fooled_sessions_new (GTK_WINDOW (self));
      g_object_add_weak_pointer (G_OBJECT (self->sessions), (gpointer *) &self->sessions);
      g_signal_connect_object (self->sessions, "open", G_CALLBACK (fooled_window_open_session),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->sessions, "time-lapse", G_CALLBACK (make_timelapse), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_window_present (self->sessions);
}

/* Made when it is asked for: it takes a tenth of the time that the window itself does. */
static void
show_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/fooled/Fooled/app/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (data));
  gtk_window_present (shortcuts);
}

void
fooled_window_add_actions (FooledWindow *self)
{
  static const GActionEntry actions[] = {
    { "star", star },
    { "save", save },
    { "copy", copy },
    { "page", go_to_page, "s" },
    { "search", search },
    { "perturb", perturb },
    { "networks", show_networks },
    { "open-network", open_network },
    { "sessions", show_sessions },
    { "time-lapse", timelapse },
    { "shortcuts", show_shortcuts },
  };
  g_autoptr (FooledLens) lens = fooled_lens_shared ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  fooled_lens_add_actions (lens, G_ACTION_MAP (self));
  fooled_lens_add_keys (lens, GTK_WIDGET (self));
  fooled_run_actions_add (G_ACTION_MAP (self), self->run, fooled_window_run_page (self),
                          self->settings);
}
