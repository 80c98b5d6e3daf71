// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "run/networks.h"
#include "ui/app/pick-toasts.h"
#include "ui/app/window-private.h"

/* So many classes can be overlooked without looking for one. */
#define FEW_CLASSES 20

G_DEFINE_FINAL_TYPE (FooledWindow, fooled_window, ADW_TYPE_APPLICATION_WINDOW)

FooledPage
fooled_window_current_page (FooledWindow *self)
{
  GtkWidget *shown = adw_view_stack_get_visible_child (self->stack);
  FooledPage page = 0;

  while (page < FOOLED_N_PAGES - 1 && self->slots[page] != shown)
    page++;
  return page;
}

const FooledPageKind *
fooled_window_current_kind (FooledWindow *self)
{
  return fooled_page_kind (fooled_window_current_page (self));
}

void
fooled_window_show_page (FooledWindow *self, FooledPage page)
{
  adw_view_stack_set_visible_child (self->stack, self->slots[page]);
}

StoreSpecimen *
fooled_window_get_specimen (FooledWindow *self)
{
  const FooledPageKind *kind = fooled_window_current_kind (self);
  GtkWidget *page = self->pages[fooled_window_current_page (self)];

  return kind->get_specimen != NULL && page != NULL ? kind->get_specimen (page) : NULL;
}

static gboolean
is_pick (FooledWindow *self, const StoreSpecimen *specimen)
{
  return specimen != NULL && fooled_pick_list_find (self->picks, specimen) != NULL;
}

static void
show_starred (FooledWindow *self)
{
  FooledRunPage *run = fooled_window_run_page (self);

  fooled_run_page_set_starred (run, is_pick (self, fooled_run_page_get_specimen (run)));
  if (self->pages[FOOLED_PAGE_PERTURB] != NULL)
    {
      FooledPerturbPage *perturb = fooled_window_perturb_page (self);

      fooled_perturb_page_set_starred (perturb,
                                       is_pick (self, fooled_perturb_page_get_specimen (perturb)));
    }
}

void
fooled_window_specimen_changed (FooledWindow *self)
{
  show_starred (self);
  fooled_window_update_actions (self);
}

static void
show_running (FooledWindow *self)
{
  gboolean running;

  g_object_get (self->run, "running", &running, NULL);
  fooled_header_set_running (self->header, running);
}

void
fooled_window_page_changed (FooledWindow *self)
{
  gboolean has_panels = fooled_window_current_kind (self)->has_panels;
  guint n_classes;

  g_object_get (fooled_window_run_page (self), "n-classes", &n_classes, NULL);
  fooled_header_set_page (self->header, has_panels, has_panels && n_classes > FEW_CLASSES);
  fooled_header_show_run (self->header, !fooled_window_current_kind (self)->has_own_work);
  fooled_window_update_actions (self);
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
networks_listed (FooledWindow *self, GPtrArray *networks)
{
  fooled_window_set_networks (self, networks);
  fooled_window_update_actions (self);
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
  fooled_window_end_pages (self);
  fooled_network_manager_shutdown (self->networks);
  if (self->sessions != NULL)
    gtk_window_close (self->sessions);

  return GTK_WINDOW_CLASS (fooled_window_parent_class)->close_request (window);
}

/* The group of the window's actions may outlive it, in a menu's observers; it must not listen to
 * settings any more. */
static void
remove_actions (FooledWindow *self)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self));

  for (guint i = 0; names[i] != NULL; i++)
    g_action_map_remove_action (G_ACTION_MAP (self), names[i]);
}

static void
fooled_window_dispose (GObject *object)
{
  FooledWindow *self = FOOLED_WINDOW (object);

  if (self->hint_bar != NULL)
    fooled_hint_bar_end (self->hint_bar);
  g_clear_pointer (&self->keeper, fooled_run_keeper_free);
  g_clear_pointer (&self->undo, fooled_run_undo_free);
  if (self->run != NULL)
    fooled_run_shutdown (self->run);
  g_clear_handle_id (&self->page_maker, g_source_remove);
  if (self->sessions != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->sessions), (gpointer *) &self->sessions);
  self->sessions = NULL;
  if (self->networks != NULL)
    fooled_network_manager_shutdown (self->networks);
  g_clear_object (&self->networks);
  g_clear_pointer (&self->pick_toasts, fooled_pick_toasts_free);
  g_clear_pointer (&self->toasts, fooled_toasts_free);
  g_clear_pointer (&self->presenter, fooled_presenter_free);
  remove_actions (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_WINDOW);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
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
  g_type_ensure (FOOLED_TYPE_HINT_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/fooled/Fooled/app/window.ui");
  BIND (toast_overlay);
  BIND (header);
  BIND (hint_bar);
  BIND (switcher_bar);
  BIND (stack);
  gtk_widget_class_bind_template_callback (widget_class, width_changed);
}

static void
listen (FooledWindow *self, gpointer object, const char *signal, GCallback handler)
{
  g_signal_connect_object (object, signal, handler, self, G_CONNECT_SWAPPED);
}

/* Before anybody else asks for it. */
static void
page_shown (FooledWindow *self)
{
  fooled_window_page (self, fooled_window_current_page (self));
}

static void
fooled_window_init (FooledWindow *self)
{
  self->run = fooled_run_new ();
  self->picks = fooled_pick_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->toasts = fooled_toasts_new (self->toast_overlay);
  fooled_pages_add (self->stack, self->slots);
  fooled_header_bind (self->header, self->stack, self->switcher_bar);
  listen (self, self->stack, "notify::visible-child", G_CALLBACK (page_shown));
  self->presenter = fooled_presenter_new (GTK_WINDOW (self), self->toast_overlay, self->stack);
}

static void
connect_everything (FooledWindow *self)
{
  listen (self, self->stack, "notify::visible-child", G_CALLBACK (fooled_window_page_changed));
  listen (self, self->run, "notify::state", G_CALLBACK (fooled_window_update_actions));
  listen (self, self->settings, "changed::network", G_CALLBACK (fooled_window_page_changed));
  listen (self, self->run, "notify::running", G_CALLBACK (show_running));
  listen (self, self->picks, "items-changed", G_CALLBACK (show_starred));
  listen (self, self->networks, "listed", G_CALLBACK (networks_listed));
  listen (self, self->networks, "file", G_CALLBACK (fooled_window_open));
  self->pick_toasts = fooled_pick_toasts_new (self->picks, self->toasts, G_ACTION_MAP (self));
  fooled_window_accept_drops (self);
}

FooledWindow *
fooled_window_new (GtkApplication *application, GSettings *settings)
{
  FooledWindow *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (FOOLED_TYPE_WINDOW, "application", application, NULL);
  self->settings = g_object_ref (settings);
  self->listed = run_networks_list ();
  fooled_window_begin_pages (self);
  self->networks = fooled_network_manager_new (GTK_WINDOW (self), settings, self->toasts);
  fooled_window_add_actions (self);
  fooled_window_add_open_actions (self);
  fooled_window_add_pick_actions (self);
  fooled_breeding_add_actions (fooled_run_page_get_breeding (fooled_window_run_page (self)),
                               G_ACTION_MAP (self));
  connect_everything (self);
  fooled_pick_list_load (self->picks);
  self->undo = fooled_run_undo_new (self->run, G_ACTION_MAP (self), self->toasts);
  self->keeper =
      fooled_run_keeper_new (self->run, fooled_window_run_page (self), settings, self->toasts);

  fooled_window_begin_hints (self);

  show_running (self);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  fooled_window_page_changed (self);
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

FooledRun *
fooled_window_get_run (FooledWindow *self)
{
  g_return_val_if_fail (FOOLED_IS_WINDOW (self), NULL);

  return self->run;
}
