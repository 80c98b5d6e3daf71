// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/window.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/networks.h"
#include "ui/app/window-private.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/number-text.h"

#define NARROW_WIDTH 460

/* So many classes can be overlooked without looking for one. */
#define FEW_CLASSES 20

G_DEFINE_FINAL_TYPE (FooledWindow, fooled_window, ADW_TYPE_APPLICATION_WINDOW)

StoreSpecimen *
_fooled_window_get_specimen (FooledWindow *self)
{
  FooledPickItem *pick;

  if (_fooled_window_shows (self, "run"))
    return fooled_run_page_get_specimen (self->run_page);
  if (!_fooled_window_shows (self, "picks"))
    return NULL;
  pick = fooled_picks_page_get_selected (self->picks_page);
  return pick != NULL ? fooled_pick_item_get_specimen (pick) : NULL;
}

gboolean
_fooled_window_shows (FooledWindow *self, const char *page)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), page) == 0;
}

void
_fooled_window_load_picks (FooledWindow *self)
{
  g_autoptr (GError) error = NULL;

  fooled_pick_list_load (self->picks, &error);
  fooled_picks_page_set_error (self->picks_page, error != NULL ? error->message : NULL);
}

static gboolean
load_picks_idle (gpointer data)
{
  FooledWindow *self = data;

  self->load_picks_idle = 0;
  _fooled_window_load_picks (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_narrow (FooledWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  return width > 0 && width < NARROW_WIDTH;
}

static void
show_search_toggle (FooledWindow *self)
{
  guint n_classes;

  g_object_get (self->run_page, "n-classes", &n_classes, NULL);
  gtk_widget_set_visible (self->search_toggle, n_classes > FEW_CLASSES && !is_narrow (self) &&
                                                   _fooled_window_shows (self, "run"));
}

static void
apply_settings (FooledWindow *self)
{
  RunSettings settings;
  guint n_classes;
  gboolean can_crop;

  g_object_get (self->run_page, "n-classes", &n_classes, "can-crop", &can_crop, NULL);
  fooled_settings_read (self->settings, n_classes, &settings);
  if (!can_crop)
    settings.n_crops = 0;
  if (fooled_run_get_snapshot (self->run) != NULL &&
      fooled_run_get_snapshot (self->run)->generation > 0 &&
      run_settings_need_restart (fooled_run_get_settings (self->run), &settings))
    _fooled_window_toast (self, _ ("A new run has begun with these settings"));
  fooled_run_set_settings (self->run, &settings);
  show_search_toggle (self);
  run_settings_clear (&settings);
}

static gboolean
apply_settings_idle (gpointer data)
{
  FooledWindow *self = data;

  self->apply_settings_idle = 0;
  apply_settings (self);
  return G_SOURCE_REMOVE;
}

/* Several keys may change together; they make one change of the run. */
static void
key_changed (FooledWindow *self, const char *key)
{
  if (fooled_settings_is_experiment_key (key) && self->apply_settings_idle == 0)
    self->apply_settings_idle =
        g_idle_add_full (G_PRIORITY_DEFAULT, apply_settings_idle, self, NULL);
}

/* A start or a change failed and the older run goes on: say so once. The failed state has a page
 * of its own. */
static void
snapshot_arrived (FooledWindow *self, const RunSnapshot *snapshot)
{
  if (snapshot->message != NULL && snapshot->state != RUN_STATE_FAILED)
    _fooled_window_toast (self, snapshot->message);
}

static void
show_running (FooledWindow *self)
{
  RunState state = fooled_run_get_state (self->run);
  gboolean running = state == RUN_STATE_RUNNING || state == RUN_STATE_LOADING;
  const char *name = running ? _ ("Pause") : _ ("Start");
  g_autofree char *tooltip = g_strdup_printf ("%s (%s)", name, _ ("Space"));

  gtk_button_set_icon_name (self->start_button, running ? "media-playback-pause-symbolic"
                                                        : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->start_button), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->start_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
state_changed (FooledWindow *self)
{
  show_running (self);
  _fooled_window_update_actions (self);
  if (fooled_run_get_state (self->run) == RUN_STATE_FINISHED)
    {
      const RunSnapshot *snapshot = fooled_run_get_snapshot (self->run);
      g_autofree char *generation = fooled_count_text (snapshot->generation);
      g_autofree char *text = NULL;

      if (run_method_is_evolution (snapshot->method))
        /* Translators: %s is a number of generations. */
        text = g_strdup_printf (_ ("Finished in generation %s"), generation);
      else
        /* Translators: %s is a number of iterations. */
        text = g_strdup_printf (_ ("Finished after %s iterations"), generation);
      _fooled_window_toast (self, text);
    }
}

static void
show_starred (FooledWindow *self)
{
  StoreSpecimen *specimen = fooled_run_page_get_specimen (self->run_page);

  fooled_run_page_set_starred (
      self->run_page, specimen != NULL && fooled_pick_list_find (self->picks, specimen) != NULL);
}

static void
specimen_changed (FooledWindow *self)
{
  show_starred (self);
  _fooled_window_update_actions (self);
}

static void
page_changed (FooledWindow *self)
{
  gboolean run = _fooled_window_shows (self, "run");

  gtk_widget_set_visible (self->settings_toggle, run);
  gtk_widget_set_visible (self->champion_toggle, run);
  show_search_toggle (self);
  _fooled_window_update_actions (self);
}

/* Only the close button, on the side where the user has it. */
static const char *
close_button_layout (void)
{
  g_autofree char *layout = NULL;
  const char *colon, *close;

  g_object_get (gtk_settings_get_default (), "gtk-decoration-layout", &layout, NULL);
  colon = layout != NULL ? strchr (layout, ':') : NULL;
  close = layout != NULL ? strstr (layout, "close") : NULL;
  return colon != NULL && close != NULL && close < colon ? "close:" : ":close";
}

/* On a narrow window the header bar has no room for more than the close button, nor for the search
 * button, which is in the menu, too, nor for the switcher, which moves to the bottom. */
static gboolean
adapt_idle (gpointer data)
{
  FooledWindow *self = data;

  self->adapt_idle = 0;
  show_search_toggle (self);
  adw_header_bar_set_decoration_layout (self->header_bar,
                                        is_narrow (self) ? close_button_layout () : NULL);
  adw_view_switcher_bar_set_reveal (
      self->switcher_bar, adw_view_switcher_title_get_title_visible (self->switcher_title));
  return G_SOURCE_REMOVE;
}

/* Comes while sizes are being given out, when nothing may ask for another one. */
static void
width_changed (FooledWindow *self)
{
  if (self->adapt_idle == 0)
    self->adapt_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, adapt_idle, self, NULL);
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
  fooled_perturb_page_shutdown (self->perturb_page);
  _fooled_window_stop_downloads (self);

  return GTK_WINDOW_CLASS (fooled_window_parent_class)->close_request (window);
}

static void
fooled_window_dispose (GObject *object)
{
  FooledWindow *self = FOOLED_WINDOW (object);

  g_clear_handle_id (&self->apply_settings_idle, g_source_remove);
  g_clear_handle_id (&self->load_picks_idle, g_source_remove);
  g_clear_handle_id (&self->adapt_idle, g_source_remove);
  if (self->run != NULL)
    fooled_run_shutdown (self->run);
  _fooled_window_stop_downloads (self);
  g_clear_object (&self->chooser);
  _fooled_window_drop_toasts (self);
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

  g_type_ensure (FOOLED_TYPE_PERTURB_PAGE);
  g_type_ensure (FOOLED_TYPE_PICKS_PAGE);
  g_type_ensure (FOOLED_TYPE_RUN_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/fooled/Fooled/app/window.ui");
  BIND (toast_overlay);
  BIND (header_bar);
  BIND (switcher_title);
  BIND (switcher_bar);
  BIND (start_button);
  BIND (settings_toggle);
  BIND (champion_toggle);
  BIND (search_toggle);
  BIND (stack);
  BIND (run_page);
  BIND (perturb_page);
  BIND (picks_page);
  gtk_widget_class_bind_template_callback (widget_class, specimen_changed);
  gtk_widget_class_bind_template_callback (widget_class, page_changed);
  gtk_widget_class_bind_template_callback (widget_class, width_changed);
  gtk_widget_class_bind_template_callback (widget_class, _fooled_window_update_actions);
}

static void
fooled_window_init (FooledWindow *self)
{
  self->run = fooled_run_new ();
  self->picks = fooled_pick_list_new ();
  self->downloads = fooled_downloads_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Reading the picks waits until the window is there. */
static void
connect_everything (FooledWindow *self)
{
  g_signal_connect_object (self->run, "notify::state", G_CALLBACK (state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picks, "items-changed", G_CALLBACK (show_starred), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run_page, "notify::n-classes", G_CALLBACK (apply_settings), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "snapshot", G_CALLBACK (snapshot_arrived), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (key_changed), self,
                           G_CONNECT_SWAPPED);
  self->load_picks_idle = g_idle_add_full (G_PRIORITY_LOW, load_picks_idle, self, NULL);
}

FooledWindow *
fooled_window_new (GtkApplication *application, GSettings *settings)
{
  FooledWindow *self;
  g_autoptr (GPtrArray) networks = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (FOOLED_TYPE_WINDOW, "application", application, NULL);
  self->settings = g_object_ref (settings);
  _fooled_window_add_actions (self);
  networks = run_networks_list ();
  self->has_network = fooled_run_page_bind (self->run_page, self->run, settings, networks);
  fooled_perturb_page_bind (self->perturb_page, settings, networks);
  fooled_picks_page_bind (self->picks_page, self->picks);
  fooled_run_page_set_picks (self->run_page, self->picks);
  connect_everything (self);
  apply_settings (self);

  show_running (self);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  page_changed (self);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

void
fooled_window_start (FooledWindow *self)
{
  g_return_if_fail (FOOLED_IS_WINDOW (self));

  if (self->has_network)
    fooled_run_start (self->run);
}
