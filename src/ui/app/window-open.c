// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "run/networks.h"
#include "run/sessions.h"
#include "ui/app/image-opener.h"
#include "ui/app/window-private.h"
#include "ui/files/file-dialog.h"
#include "ui/picks/seeds-window.h"
#include "ui/sessions/session-kind.h"
#include "ui/settings/settings-keys.h"

static void
start_seeds (FooledWindow *self, const char *network, RunSeeds *seeds, guint method)
{
  const RunSettings *now = fooled_run_get_settings (self->run);
  g_autofree char *text = NULL;
  RunSettings settings;
  guint n_classes;

  g_object_get (fooled_window_run_page (self), "n-classes", &n_classes, NULL);
  fooled_settings_read (self->settings, n_classes, &settings);
  /* Classes and crops were chosen for the network that was there. */
  if (g_strcmp0 (now->network, network) != 0)
    {
      g_free (settings.network);
      settings.network = g_strdup (network);
      settings.n_crops = 0;
      g_clear_pointer (&settings.wanted, g_free);
      settings.n_wanted = 0;
    }
  settings.method = (RunMethod) method;
  settings.seeds = run_seeds_ref (seeds);
  settings.batch = MAX (settings.batch, seeds->n);
  fooled_window_show_page (self, FOOLED_PAGE_RUN);
  fooled_run_start_with (self->run, &settings);
  run_settings_clear (&settings);
  text = g_strdup_printf (ngettext ("The run begins with %u image; with another seed, at random",
                                    "The run begins with %u images; with another seed, at random",
                                    seeds->n),
                          seeds->n);
  fooled_run_undo_say (self->undo, text);
}

void
fooled_window_perturb (FooledWindow *self, StoreSpecimen *specimen)
{
  fooled_perturb_page_set_specimen (fooled_window_perturb_page (self), specimen);
  fooled_window_show_page (self, FOOLED_PAGE_PERTURB);
  gtk_widget_grab_focus (GTK_WIDGET (fooled_window_perturb_page (self)));
}

/* Takes images up again, if the user wants to. */
static void
show_specimens (FooledWindow *self, GPtrArray *specimens)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();
  GtkWindow *window = fooled_seeds_window_new (GTK_WINDOW (self), specimens, networks,
                                               fooled_run_get_settings (self->run)->network);

  g_signal_connect_object (window, "start", G_CALLBACK (start_seeds), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "perturb", G_CALLBACK (fooled_window_perturb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
saved_images_read (gpointer owner, GSList *files, GPtrArray *specimens, const GError *error)
{
  FooledWindow *self = owner;

  if (self->toasts == NULL)
    return;
  if (specimens != NULL)
    show_specimens (self, specimens);
  else
    fooled_toasts_show (self->toasts, error->message);
}

/* One that does not say how it was made is a picture to be perturbed. */
static void
images_read (gpointer owner, GSList *files, GPtrArray *specimens, const GError *error)
{
  FooledWindow *self = owner;
  gboolean is_picture = g_error_matches (error, BASE_ERROR, BASE_ERROR_NOT_FOUND) ||
                        g_error_matches (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);

  if (specimens == NULL && is_picture && files->next == NULL && self->toasts != NULL)
    {
      fooled_window_show_page (self, FOOLED_PAGE_PERTURB);
      fooled_perturb_page_open (fooled_window_perturb_page (self), files->data);
    }
  else
    saved_images_read (self, files, specimens, error);
}

static void
image_chosen (gpointer owner, GFile *file, gpointer data)
{
  GSList files = { .data = file };

  fooled_images_read (G_OBJECT (owner), &files, saved_images_read);
}

static void
open_image (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                  .title = _ ("Open Saved Image"),
                                  .filter = gtk_file_filter_new () };

  gtk_file_filter_set_name (question.filter, _ ("Saved images (PNG)"));
  gtk_file_filter_add_mime_type (question.filter, "image/png");
  fooled_file_dialog_ask (data, &question, image_chosen, NULL, NULL);
}

/* What the page has selected; of the picks, several. */
static void
start_from (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  g_autoptr (GPtrArray) specimens = NULL;

  if (fooled_window_current_page (self) == FOOLED_PAGE_PICKS)
    specimens = fooled_picks_page_get_specimens (fooled_window_picks_page (self));
  else
    {
      specimens = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
      if (fooled_window_get_specimen (self) != NULL)
        g_ptr_array_add (specimens, store_specimen_ref (fooled_window_get_specimen (self)));
    }
  if (specimens->len > 0)
    show_specimens (self, specimens);
}

static void
open_picture (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_window_show_page (data, FOOLED_PAGE_PERTURB);
  gtk_widget_activate_action (GTK_WIDGET (fooled_window_perturb_page (data)), "perturb.open", NULL);
}

static void
paste (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  fooled_window_show_page (data, FOOLED_PAGE_PERTURB);
  gtk_widget_activate_action (GTK_WIDGET (fooled_window_perturb_page (data)), "perturb.paste",
                              NULL);
}

static void
session_found (gpointer owner, const char *path, RunSessionKind kind)
{
  FooledWindow *self = owner;
  FooledPage page = fooled_page_for_session (kind);

  if (self->toasts == NULL)
    return;
  fooled_window_show_page (self, page);
  fooled_page_kind (page)->open_session (fooled_window_page (self, page), path);
}

void
fooled_window_open_session (FooledWindow *self, const char *path)
{
  fooled_session_find_kind (G_OBJECT (self), path, session_found);
}

static gboolean
is_picture (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *type = g_content_type_guess (base, NULL, 0, NULL);

  return g_content_type_is_mime_type (type, "image/*");
}

static gboolean
are_pictures (GSList *files)
{
  for (; files != NULL; files = files->next)
    if (!is_picture (files->data))
      return FALSE;
  return TRUE;
}

/* In place: what goes on is saved in that file. */
static void
open_session_file (FooledWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *refusal = path == NULL ? fooled_network_manager_refusal (file) : NULL;

  if (path != NULL)
    fooled_window_open_session (self, path);
  else
    fooled_toasts_show_failure (self->toasts, refusal);
}

void
fooled_window_open (FooledWindow *self, GFile *file)
{
  g_autofree char *base = NULL;
  g_autofree char *refusal = NULL;
  StoreSpecimen *specimen;

  g_return_if_fail (FOOLED_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  base = g_file_get_basename (file);
  refusal = fooled_network_manager_refusal (file);
  specimen = fooled_run_page_get_specimen (fooled_window_run_page (self));

  if (base != NULL && run_session_is_name (base))
    open_session_file (self, file);
  else if (is_picture (file) && !fooled_window_current_kind (self)->takes_pictures)
    {
      GSList files = { .data = file };

      fooled_images_read (G_OBJECT (self), &files, images_read);
    }
  else if (is_picture (file) ||
           (refusal != NULL && fooled_window_current_kind (self)->takes_pictures))
    {
      fooled_window_show_page (self, FOOLED_PAGE_PERTURB);
      fooled_perturb_page_open (fooled_window_perturb_page (self), file);
    }
  else if (refusal != NULL)
    fooled_toasts_show_failure (self->toasts, refusal);
  else
    fooled_network_manager_open (self->networks, file, specimen != NULL ? specimen->image : NULL);
}

static gboolean
dropped (FooledWindow *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (files == NULL)
    return FALSE;
  if (files->next != NULL && are_pictures (files))
    {
      fooled_images_read (G_OBJECT (self), files, images_read);
    }
  else if (files->next != NULL)
    fooled_toasts_show (self->toasts, _ ("Drop one file at a time, or several saved images"));
  else
    fooled_window_open (self, files->data);
  return TRUE;
}

void
fooled_window_add_open_actions (FooledWindow *self)
{
  static const GActionEntry actions[] = {
    { "open-image", open_image },
    { "start-from", start_from },
    { "open-picture", open_picture },
    { "paste", paste },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

void
fooled_window_accept_drops (FooledWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
