// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "ui/app/window-private.h"
#include "ui/picks/image-window.h"
#include "ui/picks/poster-window.h"
#include "ui/settings/settings-keys.h"

/* What the actions for one or more images concern: the picks that are selected, or the image of the
 * page that is shown. Caller unrefs. */
static GPtrArray *
get_specimens (FooledWindow *self)
{
  GPtrArray *specimens;
  StoreSpecimen *specimen;

  if (fooled_window_current_page (self) == FOOLED_PAGE_PICKS)
    return fooled_picks_page_get_specimens (fooled_window_picks_page (self));
  specimens = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
  specimen = fooled_window_get_specimen (self);
  if (specimen != NULL)
    g_ptr_array_add (specimens, store_specimen_ref (specimen));
  return specimens;
}

gboolean
fooled_window_has_specimens (FooledWindow *self)
{
  g_autoptr (GPtrArray) specimens = get_specimens (self);

  return specimens->len > 0;
}

static void
poster_saved (gpointer owner, const char *path, const char *text, const GError *error)
{
  FooledWindow *self = owner;

  if (self->toasts == NULL)
    return;
  if (error != NULL)
    fooled_toasts_show_failure (self->toasts, error->message);
  else if (path == NULL)
    fooled_toasts_show (self->toasts, _ ("Sent to the printer"));
  else
    fooled_toasts_show_saved (self->toasts, path);
}

static void
make_poster (FooledWindow *self, GPtrArray *specimens)
{
  g_autofree char *folder = fooled_settings_save_folder (self->settings);

  gtk_window_present (fooled_poster_window_new (
      GTK_WINDOW (self), specimens, folder,
      g_settings_get_boolean (self->settings, "ask-where-to-save"), poster_saved));
}

static void
poster (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) specimens = get_specimens (data);

  if (specimens->len > 0)
    make_poster (data, specimens);
}

/* What the window with a large image asks for. */
static void
command (FooledWindow *self, const char *name, StoreSpecimen *specimen)
{
  g_autoptr (GPtrArray) specimens = g_ptr_array_new ();

  g_ptr_array_add (specimens, specimen);
  if (g_str_equal (name, "poster"))
    {
      g_ptr_array_set_free_func (specimens, (GDestroyNotify) store_specimen_unref);
      store_specimen_ref (specimen);
      make_poster (self, specimens);
    }
  else if (g_str_equal (name, "star"))
    fooled_pick_list_set_wanted (self->picks, specimen,
                                 !fooled_pick_list_wants (self->picks, specimen));
  else if (g_str_equal (name, "save"))
    fooled_window_save_output (self, fooled_output_new_specimen (specimen));
  else if (g_str_equal (name, "copy"))
    fooled_window_copy_output (self, fooled_output_new_specimen (specimen));
}

static void
show_image (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  g_autoptr (GPtrArray) specimens = get_specimens (self);
  const RunSnapshot *snapshot = fooled_run_get_snapshot (self->run);
  gboolean is_run = fooled_window_current_page (self) == FOOLED_PAGE_RUN && snapshot != NULL;
  GtkWindow *window;

  if (specimens->len == 0)
    return;
  if (specimens->len > FOOLED_IMAGE_WINDOW_MAX)
    fooled_toasts_show (self->toasts, _ ("The first four of them are shown side by side"));
  window = fooled_image_window_new (GTK_WINDOW (self), self->picks, specimens,
                                    is_run ? snapshot->job.session : NULL,
                                    is_run ? snapshot->network : NULL);
  g_signal_connect_object (window, "command", G_CALLBACK (command), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "save-output", G_CALLBACK (fooled_window_save_output), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
remove_pick (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  g_autoptr (GPtrArray) specimens = get_specimens (self);

  fooled_pick_toasts_set_wanted (self->pick_toasts, specimens, FALSE);
}

/* Of what was changed where one looks: on Picks the picks, elsewhere the run. */
static void
undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  gboolean is_picks = fooled_window_current_page (self) == FOOLED_PAGE_PICKS;

  g_action_group_activate_action (G_ACTION_GROUP (self), is_picks ? "undo-pick" : "undo-run", NULL);
}

void
fooled_window_add_pick_actions (FooledWindow *self)
{
  static const GActionEntry actions[] = {
    { "show-image", show_image },
    { "poster", poster },
    { "remove-pick", remove_pick },
    { "undo", undo },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
