// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/window.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "run/networks.h"
#include "run/sessions.h"
#include "ui/app/header.h"
#include "ui/app/image-opener.h"
#include "ui/app/network-manager.h"
#include "ui/app/pages.h"
#include "ui/app/pick-toasts.h"
#include "ui/app/run-keeper.h"
#include "ui/app/run-undo.h"
#include "ui/app/toasts.h"
#include "ui/compare/compare-page.h"
#include "ui/files/file-dialog.h"
#include "ui/files/output.h"
#include "ui/perturb/perturb-page.h"
#include "ui/picks/picks-page.h"
#include "ui/picks/seeds-window.h"
#include "ui/retrain/retrain-page.h"
#include "ui/run/run-actions.h"
#include "ui/run/run-page.h"
#include "ui/sessions/session-kind.h"
#include "ui/sessions/sessions.h"
#include "ui/sessions/timelapse.h"
#include "ui/settings/settings-keys.h"

/* So many classes can be overlooked without looking for one. */
#define FEW_CLASSES 20

struct _FooledWindow
{
  AdwApplicationWindow parent_instance;
  GSettings *settings;
  FooledRun *run;
  FooledPickList *picks;
  FooledToasts *toasts;
  FooledNetworkManager *networks;
  GtkWindow *sessions; /* the list while it is shown; not owned */
  GtkWidget *pages[FOOLED_N_PAGES];
  gboolean has_network; /* one can be chosen */
  FooledRunKeeper *keeper;
  FooledRunUndo *undo;

  AdwToastOverlay *toast_overlay;
  FooledHeader *header;
  AdwViewSwitcherBar *switcher_bar;
  AdwViewStack *stack;
};

G_DEFINE_FINAL_TYPE (FooledWindow, fooled_window, ADW_TYPE_APPLICATION_WINDOW)

static FooledRunPage *
run_page (FooledWindow *self)
{
  return FOOLED_RUN_PAGE (self->pages[FOOLED_PAGE_RUN]);
}

static FooledPerturbPage *
perturb_page (FooledWindow *self)
{
  return FOOLED_PERTURB_PAGE (self->pages[FOOLED_PAGE_PERTURB]);
}

static FooledRetrainPage *
retrain_page (FooledWindow *self)
{
  return FOOLED_RETRAIN_PAGE (self->pages[FOOLED_PAGE_RETRAIN]);
}

static FooledComparePage *
compare_page (FooledWindow *self)
{
  return FOOLED_COMPARE_PAGE (self->pages[FOOLED_PAGE_COMPARE]);
}

/* The page that is shown. */
static FooledPage
current_page (FooledWindow *self)
{
  GtkWidget *shown = adw_view_stack_get_visible_child (self->stack);
  FooledPage page = 0;

  while (page < FOOLED_N_PAGES - 1 && self->pages[page] != shown)
    page++;
  return page;
}

static const FooledPageKind *
current_kind (FooledWindow *self)
{
  return fooled_page_kind (current_page (self));
}

static void
show_page (FooledWindow *self, FooledPage page)
{
  adw_view_stack_set_visible_child (self->stack, self->pages[page]);
}

/* The image that the actions concern: of the page that is shown. Borrowed, or NULL. */
static StoreSpecimen *
get_specimen (FooledWindow *self)
{
  const FooledPageKind *kind = current_kind (self);

  return kind->get_specimen != NULL ? kind->get_specimen (self->pages[current_page (self)]) : NULL;
}

static void
enable (FooledWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* Picks are selected where they are shown. */
static gboolean
has_picks (FooledWindow *self)
{
  g_autoptr (GPtrArray) specimens = NULL;

  if (current_page (self) != FOOLED_PAGE_PICKS)
    return FALSE;
  specimens = fooled_picks_page_get_specimens (FOOLED_PICKS_PAGE (self->pages[FOOLED_PAGE_PICKS]));
  return specimens->len > 0;
}

static void
update_actions (FooledWindow *self)
{
  const FooledPageKind *shown = current_kind (self);
  gboolean any = get_specimen (self) != NULL;

  fooled_run_actions_set_enabled (G_ACTION_MAP (self), self->has_network && !shown->has_own_work);
  enable (self, "save", any || shown->save != NULL);
  enable (self, "copy", any || shown->copy != NULL);
  enable (self, "perturb", any);
  enable (self, "start-from", any || has_picks (self));
  for (FooledPage page = 0; page < FOOLED_N_PAGES; page++)
    {
      const FooledPageKind *kind = fooled_page_kind (page);

      for (gsize i = 0; i < G_N_ELEMENTS (kind->actions) && kind->actions[i] != NULL; i++)
        enable (self, kind->actions[i], FALSE);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (shown->actions) && shown->actions[i] != NULL; i++)
    enable (self, shown->actions[i], any);
}

static void
show_starred (FooledWindow *self)
{
  StoreSpecimen *specimen = fooled_run_page_get_specimen (run_page (self));

  fooled_run_page_set_starred (
      run_page (self), specimen != NULL && fooled_pick_list_find (self->picks, specimen) != NULL);
}

static void
specimen_changed (FooledWindow *self)
{
  show_starred (self);
  update_actions (self);
}

static void
show_running (FooledWindow *self)
{
  gboolean running;

  g_object_get (self->run, "running", &running, NULL);
  fooled_header_set_running (self->header, running);
}

static void
page_changed (FooledWindow *self)
{
  gboolean has_panels = current_kind (self)->has_panels;
  guint n_classes;

  g_object_get (run_page (self), "n-classes", &n_classes, NULL);
  fooled_header_set_page (self->header, has_panels, has_panels && n_classes > FEW_CLASSES);
  fooled_header_show_run (self->header, !current_kind (self)->has_own_work);
  update_actions (self);
}

static void
width_changed (FooledWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (self->header != NULL)
    fooled_header_set_width (self->header, width);
}

static void
star (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = get_specimen (self);

  if (specimen != NULL)
    fooled_pick_list_set_wanted (self->picks, specimen,
                                 !fooled_pick_list_wants (self->picks, specimen));
}

static void
remove_pick (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = get_specimen (self);

  if (specimen != NULL)
    fooled_pick_list_set_wanted (self->picks, specimen, FALSE);
}

static void
tell_saved (FooledWindow *self, const char *path)
{
  fooled_toasts_show_saved (self->toasts, path);
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
static void
save_output (FooledWindow *self, FooledOutput *output)
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

static void
start_seeds (FooledWindow *self, const char *network, RunSeeds *seeds, guint method)
{
  const RunSettings *now = fooled_run_get_settings (self->run);
  g_autofree char *text = NULL;
  RunSettings settings;
  guint n_classes;

  g_object_get (run_page (self), "n-classes", &n_classes, NULL);
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
  show_page (self, FOOLED_PAGE_RUN);
  fooled_run_start_with (self->run, &settings);
  run_settings_clear (&settings);
  text = g_strdup_printf (ngettext ("The run begins with %u image; with another seed, at random",
                                    "The run begins with %u images; with another seed, at random",
                                    seeds->n),
                          seeds->n);
  fooled_run_undo_say (self->undo, text);
}

static void
perturb_specimen (FooledWindow *self, StoreSpecimen *specimen)
{
  fooled_perturb_page_set_specimen (perturb_page (self), specimen);
  show_page (self, FOOLED_PAGE_PERTURB);
  gtk_widget_grab_focus (GTK_WIDGET (perturb_page (self)));
}

/* Takes images up again, if the user wants to. */
static void
show_specimens (FooledWindow *self, GPtrArray *specimens)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();
  GtkWindow *window = fooled_seeds_window_new (GTK_WINDOW (self), specimens, networks,
                                               fooled_run_get_settings (self->run)->network);

  g_signal_connect_object (window, "start", G_CALLBACK (start_seeds), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "perturb", G_CALLBACK (perturb_specimen), self,
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
      show_page (self, FOOLED_PAGE_PERTURB);
      fooled_perturb_page_open (perturb_page (self), files->data);
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

  if (current_page (self) == FOOLED_PAGE_PICKS)
    specimens =
        fooled_picks_page_get_specimens (FOOLED_PICKS_PAGE (self->pages[FOOLED_PAGE_PICKS]));
  else
    {
      specimens = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
      if (get_specimen (self) != NULL)
        g_ptr_array_add (specimens, store_specimen_ref (get_specimen (self)));
    }
  if (specimens->len > 0)
    show_specimens (self, specimens);
}

/* An action of the page that is shown. */
static void
activate_on_page (FooledWindow *self, const char *detailed_name)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (g_action_parse_detailed_name (detailed_name, &name, &target, NULL))
    gtk_widget_activate_action_variant (self->pages[current_page (self)], name, target);
}

static void
save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = get_specimen (self);

  if (current_kind (self)->save != NULL)
    activate_on_page (self, current_kind (self)->save);
  else if (specimen != NULL)
    save_output (self, fooled_output_new_specimen (specimen));
}

static void
copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = get_specimen (self);

  if (current_kind (self)->copy != NULL)
    activate_on_page (self, current_kind (self)->copy);
  else if (specimen != NULL)
    fooled_output_copy (GTK_WIDGET (self), fooled_output_new_specimen (specimen), copied);
}

static void
go_to_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  FooledPage page = fooled_page_find (g_variant_get_string (parameter, NULL));

  if (page == FOOLED_N_PAGES)
    return;
  show_page (self, page);
  gtk_widget_grab_focus (self->pages[page]);
}

static void
search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  show_page (self, FOOLED_PAGE_RUN);
  fooled_run_page_search (run_page (self));
}

/* The image that is selected on the page that is shown. */
static void
perturb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  StoreSpecimen *specimen = get_specimen (self);

  if (specimen != NULL)
    perturb_specimen (self, specimen);
}

static void
open_picture (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_page (data, FOOLED_PAGE_PERTURB);
  activate_on_page (data, "perturb.open");
}

static void
paste (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_page (data, FOOLED_PAGE_PERTURB);
  activate_on_page (data, "perturb.paste");
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

/* On the page where such work is shown. */
static void
session_found (gpointer owner, const char *path, const char *work)
{
  FooledWindow *self = owner;

  if (self->toasts == NULL)
    return;
  if (g_strcmp0 (work, "retrain") == 0)
    {
      show_page (self, FOOLED_PAGE_RETRAIN);
      fooled_retrain_page_open_session (retrain_page (self), path, TRUE);
    }
  else
    {
      show_page (self, FOOLED_PAGE_RUN);
      fooled_run_open_session (self->run, path, fooled_run_wants_pause (self->run));
    }
}

static void
open_session (FooledWindow *self, const char *path)
{
  fooled_session_find_kind (G_OBJECT (self), path, session_found);
}

/* An experiment shall not share the processors with a run that nobody looks at. */
static void
retraining_started (FooledWindow *self)
{
  gboolean running;

  g_object_get (self->run, "running", &running, NULL);
  if (!running)
    return;
  fooled_run_pause (self->run);
  fooled_toasts_show (self->toasts, _ ("The run on the Run page pauses meanwhile"));
}

/* How a network of an experiment is called elsewhere: by its card where that is listed. */
static const char *
network_key (const RunRetrainingRow *row)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  for (guint i = 0; i < networks->len; i++)
    if (g_strcmp0 (((RunNetworkInfo *) networks->pdata[i])->id, row->id) == 0)
      return row->id;
  return row->network;
}

/* Evolution against it, by the same method. */
static void
watch_network (FooledWindow *self, const RunRetrainingRow *row)
{
  const RunRetrainingSnapshot *snapshot =
      fooled_retrain_get_snapshot (fooled_retrain_page_get_retrain (retrain_page (self)));

  fooled_network_manager_reload (self->networks);
  if (snapshot->order != NULL)
    g_settings_set_string (self->settings, "method", run_method (snapshot->order->method)->name);
  fooled_settings_set_network (self->settings, network_key (row));
  show_page (self, FOOLED_PAGE_RUN);
  fooled_run_start (self->run);
  gtk_widget_grab_focus (GTK_WIDGET (run_page (self)));
}

static void
draw_for_network (FooledWindow *self, const RunRetrainingRow *row)
{
  fooled_network_manager_reload (self->networks);
  show_page (self, FOOLED_PAGE_PERTURB);
  fooled_perturb_page_draw_for (perturb_page (self), network_key (row));
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
      g_signal_connect_object (self->sessions, "open", G_CALLBACK (open_session), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->sessions, "time-lapse", G_CALLBACK (make_timelapse), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_window_present (self->sessions);
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
add_actions (FooledWindow *self)
{
  static const GActionEntry actions[] = {
    { "star", star },
    { "remove-pick", remove_pick },
    { "save", save },
    { "copy", copy },
    { "page", go_to_page, "s" },
    { "search", search },
    { "perturb", perturb },
    { "open-image", open_image },
    { "start-from", start_from },
    { "open-picture", open_picture },
    { "paste", paste },
    { "networks", show_networks },
    { "open-network", open_network },
    { "sessions", show_sessions },
    { "time-lapse", timelapse },
    { "fullscreen", NULL, NULL, "false", change_fullscreen },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  fooled_run_actions_add (G_ACTION_MAP (self), self->run, run_page (self), self->settings);
  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fullscreen_changed), NULL);
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
    open_session (self, path);
  else
    fooled_toasts_show_failure (self->toasts, refusal);
}

static void
open_file (FooledWindow *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *refusal = fooled_network_manager_refusal (file);
  StoreSpecimen *specimen = fooled_run_page_get_specimen (run_page (self));

  if (base != NULL && run_session_is_name (base))
    open_session_file (self, file);
  else if (is_picture (file) && !current_kind (self)->takes_pictures)
    {
      GSList files = { .data = file };

      fooled_images_read (G_OBJECT (self), &files, images_read);
    }
  else if (is_picture (file) || (refusal != NULL && current_kind (self)->takes_pictures))
    {
      show_page (self, FOOLED_PAGE_PERTURB);
      fooled_perturb_page_open (perturb_page (self), file);
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
    open_file (self, files->data);
  return TRUE;
}

static void
networks_listed (FooledWindow *self, GPtrArray *networks)
{
  self->has_network = fooled_run_page_set_networks (run_page (self), networks);
  fooled_perturb_page_set_networks (perturb_page (self), networks);
  fooled_compare_page_set_networks (compare_page (self), networks);
  update_actions (self);
}

static void
message_arrived (FooledWindow *self, const char *message)
{
  fooled_toasts_show_failure (self->toasts, message);
}

static void
tell_done (FooledWindow *self, const char *text)
{
  fooled_toasts_show (self->toasts, text);
}

static gboolean
fooled_window_close_request (GtkWindow *window)
{
  FooledWindow *self = FOOLED_WINDOW (window);
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (self->settings, "window-width", MAX (width, 360));
  g_settings_set_int (self->settings, "window-height", MAX (height, 240));
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
  fooled_run_shutdown (self->run);
  fooled_perturb_page_shutdown (perturb_page (self));
  fooled_retrain_page_shutdown (retrain_page (self));
  fooled_compare_page_shutdown (compare_page (self));
  fooled_network_manager_shutdown (self->networks);
  if (self->sessions != NULL)
    gtk_window_close (self->sessions);

  return GTK_WINDOW_CLASS (fooled_window_parent_class)->close_request (window);
}

static void
fooled_window_dispose (GObject *object)
{
  FooledWindow *self = FOOLED_WINDOW (object);

  g_clear_pointer (&self->keeper, fooled_run_keeper_free);
  g_clear_pointer (&self->undo, fooled_run_undo_free);
  if (self->run != NULL)
    fooled_run_shutdown (self->run);
  if (self->sessions != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->sessions), (gpointer *) &self->sessions);
  self->sessions = NULL;
  if (self->networks != NULL)
    fooled_network_manager_shutdown (self->networks);
  g_clear_object (&self->networks);
  if (self->toasts != NULL)
    fooled_pick_toasts_end (self->picks, self->toasts);
  g_clear_pointer (&self->toasts, fooled_toasts_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_WINDOW);
  g_clear_object (&self->run);
  g_clear_object (&self->picks);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_window_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledWindow, name)

static void
fooled_window_class_init (FooledWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = fooled_window_close_request;

  g_type_ensure (FOOLED_TYPE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/fooled/Fooled/app/window.ui");
  BIND (toast_overlay);
  BIND (header);
  BIND (switcher_bar);
  BIND (stack);
  gtk_widget_class_bind_template_callback (widget_class, width_changed);
}

static void
fooled_window_init (FooledWindow *self)
{
  self->run = fooled_run_new ();
  self->picks = fooled_pick_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->toasts = fooled_toasts_new (self->toast_overlay);
  fooled_pages_create (self->stack, self->pages);
  fooled_header_bind (self->header, self->stack, self->switcher_bar);
}

static void
listen (FooledWindow *self, gpointer object, const char *signal, GCallback handler)
{
  g_signal_connect_object (object, signal, handler, self, G_CONNECT_SWAPPED);
}

static void
connect_pages (FooledWindow *self)
{
  listen (self, self->stack, "notify::visible-child", G_CALLBACK (page_changed));
  listen (self, run_page (self), "notify::specimen", G_CALLBACK (specimen_changed));
  listen (self, run_page (self), "notify::n-classes", G_CALLBACK (page_changed));
  listen (self, perturb_page (self), "message", G_CALLBACK (message_arrived));
  listen (self, perturb_page (self), "done", G_CALLBACK (tell_done));
  listen (self, perturb_page (self), "saved", G_CALLBACK (tell_saved));
  listen (self, retrain_page (self), "message", G_CALLBACK (message_arrived));
  listen (self, retrain_page (self), "done", G_CALLBACK (tell_done));
  listen (self, retrain_page (self), "saved", G_CALLBACK (tell_saved));
  listen (self, retrain_page (self), "started", G_CALLBACK (retraining_started));
  listen (self, retrain_page (self), "watch", G_CALLBACK (watch_network));
  listen (self, retrain_page (self), "perturb", G_CALLBACK (draw_for_network));
  listen (self, retrain_page (self), "notify::specimen", G_CALLBACK (update_actions));
  listen (self, compare_page (self), "message", G_CALLBACK (message_arrived));
  listen (self, compare_page (self), "done", G_CALLBACK (tell_done));
  listen (self, compare_page (self), "saved", G_CALLBACK (tell_saved));
  listen (self, self->pages[FOOLED_PAGE_PICKS], "notify::selected", G_CALLBACK (update_actions));
  listen (self, fooled_run_page_get_ancestry (run_page (self)), "save", G_CALLBACK (save_output));
  listen (self, fooled_picks_page_get_ancestry (FOOLED_PICKS_PAGE (self->pages[FOOLED_PAGE_PICKS])),
          "save", G_CALLBACK (save_output));
  g_object_bind_property (run_page (self), "search-mode", self->header, "search-mode",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
connect_everything (FooledWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  connect_pages (self);
  listen (self, self->run, "notify::state", G_CALLBACK (update_actions));
  listen (self, self->settings, "changed::network", G_CALLBACK (page_changed));
  listen (self, self->run, "notify::running", G_CALLBACK (show_running));
  listen (self, self->picks, "items-changed", G_CALLBACK (show_starred));
  listen (self, self->networks, "listed", G_CALLBACK (networks_listed));
  listen (self, self->networks, "file", G_CALLBACK (open_file));
  fooled_pick_toasts_begin (self->picks, self->toasts);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* The pages get what they show. */
static void
bind_pages (FooledWindow *self)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  self->has_network = fooled_run_page_bind (run_page (self), self->run, self->settings, networks);
  fooled_run_page_set_picks (run_page (self), self->picks);
  fooled_perturb_page_bind (perturb_page (self), self->settings, networks);
  fooled_retrain_page_bind (retrain_page (self), self->settings);
  fooled_compare_page_bind (compare_page (self), self->settings, networks);
  fooled_picks_page_bind (FOOLED_PICKS_PAGE (self->pages[FOOLED_PAGE_PICKS]), self->picks);
}

FooledWindow *
fooled_window_new (GtkApplication *application, GSettings *settings)
{
  FooledWindow *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (FOOLED_TYPE_WINDOW, "application", application, NULL);
  self->settings = g_object_ref (settings);
  self->networks = fooled_network_manager_new (GTK_WINDOW (self), settings, self->toasts);
  add_actions (self);
  bind_pages (self);
  fooled_breeding_add_actions (fooled_run_page_get_breeding (run_page (self)), G_ACTION_MAP (self));
  connect_everything (self);
  fooled_pick_list_load (self->picks);
  self->undo = fooled_run_undo_new (self->run, G_ACTION_MAP (self), self->toasts);
  self->keeper = fooled_run_keeper_new (self->run, run_page (self), settings, self->toasts);

  show_running (self);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  page_changed (self);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

void
fooled_window_start (FooledWindow *self, gboolean anew, gboolean paused)
{
  g_autofree char *session = NULL;

  g_return_if_fail (FOOLED_IS_WINDOW (self));

  session = g_settings_get_string (self->settings, "session");
  fooled_run_set_saving (self->run, TRUE);
  if (!anew && *session != '\0' && g_file_test (session, G_FILE_TEST_EXISTS))
    fooled_run_open_session (self->run, session, paused);
  else if (self->has_network && !paused)
    fooled_run_start (self->run);
}

void
fooled_window_open (FooledWindow *self, GFile *file)
{
  g_return_if_fail (FOOLED_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  open_file (self, file);
}

FooledRun *
fooled_window_get_run (FooledWindow *self)
{
  g_return_val_if_fail (FOOLED_IS_WINDOW (self), NULL);

  return self->run;
}
