// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-page.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/retrain/retrain-page-private.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/news.h"
#include "ui/widgets/whole-numbers.h"

/* Data that is read faster than this does not flash a page of its own. */
#define LOADING_DELAY_MS 300

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledRetrainPage,
                               fooled_retrain_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      fooled_retrain_page_scene_init))

enum
{
  PROP_0,
  PROP_SPECIMEN,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* What the thread does at the moment. */
static RunState
get_state (FooledRetrainPage *self)
{
  const RunRetrainingSnapshot *snapshot =
      self->retrain != NULL ? fooled_retrain_get_snapshot (self->retrain) : NULL;

  return snapshot != NULL ? snapshot->job.state : RUN_STATE_IDLE;
}

gboolean
fooled_retrain_page_is_stopped (FooledRetrainPage *self)
{
  RunState state = get_state (self);

  return self->shown != NULL && !fooled_retrain_is_running (self->retrain) &&
         (state == RUN_STATE_IDLE || state == RUN_STATE_FAILED);
}

static void
update_actions (FooledRetrainPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_there = self->shown != NULL && !self->in_setup;
  gboolean goes_on = is_there && self->shown->stage != RUN_RETRAINING_FINISHED;
  gboolean can_wake = !fooled_retrain_page_is_stopped (self) || self->shown->job.session != NULL;
  gboolean ready;

  g_object_get (self->form, "ready", &ready, NULL);
  gtk_widget_action_set_enabled (widget, "retrain.start", ready);
  gtk_widget_set_visible (self->no_data_label, !ready);
  gtk_widget_action_set_enabled (widget, "retrain.back", self->shown != NULL);
  gtk_widget_set_visible (self->back_button, self->shown != NULL);
  gtk_widget_action_set_enabled (widget, "retrain.toggle", goes_on && can_wake);
  gtk_widget_action_set_enabled (widget, "retrain.step", goes_on && can_wake);
  gtk_widget_action_set_enabled (widget, "retrain.stop",
                                 goes_on && !fooled_retrain_page_is_stopped (self));
  gtk_widget_action_set_enabled (widget, "retrain.restart", is_there);
  gtk_widget_action_set_enabled (widget, "retrain.copy-table", is_there && self->shown->n_rows > 0);
}

/* What had the keyboard goes with its page; GTK would give it to the window's first control. */
static void
show_child (FooledRetrainPage *self, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean is_new = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) != 0;

  gtk_stack_set_visible_child_name (self->stack, name);
  if (focus != NULL && (focus == widget || (is_new && gtk_widget_is_ancestor (focus, widget))))
    gtk_widget_grab_focus (widget);
  if (!self->opening)
    gtk_widget_set_focusable (widget, FALSE);
}

static gboolean
loading_takes_long (gpointer data)
{
  FooledRetrainPage *self = data;

  self->loading_timeout = 0;
  if (get_state (self) == RUN_STATE_LOADING && !self->in_setup)
    show_child (self, "loading");
  return G_SOURCE_REMOVE;
}

/* Either the pictures, or what another program will save. */
static void
show_loading (FooledRetrainPage *self, gboolean waits)
{
  adw_status_page_set_title (self->loading_page,
                             waits ? _ ("Nothing to See Yet") : _ ("Reading the Pictures…"));
  adw_status_page_set_description (
      self->loading_page,
      waits ? _ ("Another program is at work at this session, but has not saved anything yet. It "
                 "is shown here as soon as there is something.")
            : NULL);
}

static void
show_page (FooledRetrainPage *self)
{
  const RunRetrainingSnapshot *snapshot =
      self->retrain != NULL ? fooled_retrain_get_snapshot (self->retrain) : NULL;

  if (get_state (self) == RUN_STATE_LOADING && snapshot->order == NULL)
    {
      show_loading (self, snapshot->job.is_watched);
      if (self->loading_timeout == 0)
        self->loading_timeout = g_timeout_add (LOADING_DELAY_MS, loading_takes_long, self);
      return;
    }
  g_clear_handle_id (&self->loading_timeout, g_source_remove);
  if (self->in_setup)
    show_child (self, "setup");
  else if (self->failed)
    show_child (self, "failed");
  else if (self->shown != NULL)
    show_child (self, "experiment");
  else
    show_child (self, "setup");
}

void
fooled_retrain_page_show_all (FooledRetrainPage *self)
{
  if (self->shown != NULL)
    fooled_retrain_board_show (self->board, self->shown, fooled_retrain_page_is_stopped (self),
                               fooled_retrain_is_running (self->retrain));
  update_actions (self);
  show_page (self);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

static void
set_specimen (FooledRetrainPage *self, StoreSpecimen *specimen)
{
  if (specimen == self->specimen)
    return;
  g_clear_pointer (&self->specimen, store_specimen_unref);
  self->specimen = specimen != NULL ? store_specimen_ref (specimen) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPECIMEN]);
}

static void
take_snapshot (FooledRetrainPage *self, const RunRetrainingSnapshot *snapshot)
{
  const RunSnapshot *evolution = snapshot->evolution;
  g_autofree char *known = g_settings_get_string (self->settings, "retrain-session");

  g_clear_pointer (&self->shown, run_job_snapshot_unref);
  self->shown = run_job_snapshot_ref ((gpointer) snapshot);
  set_specimen (self, evolution != NULL ? evolution->selected : NULL);
  if (snapshot->job.session != NULL && !g_str_equal (known, snapshot->job.session))
    g_settings_set_string (self->settings, "retrain-session", snapshot->job.session);
}

static void
snapshot_arrived (FooledRetrainPage *self, const RunRetrainingSnapshot *snapshot)
{
  self->failed = snapshot->job.state == RUN_STATE_FAILED;
  if (snapshot->order != NULL ||
      (snapshot->job.state != RUN_STATE_LOADING && snapshot->job.state != RUN_STATE_IDLE))
    self->opening = FALSE;
  if (self->failed)
    {
      const char *message = snapshot->job.message != NULL ? snapshot->job.message : "";
      g_autofree char *escaped = g_markup_escape_text (message, -1);

      adw_status_page_set_title (self->failed_page, snapshot->job.cannot_open
                                                        ? _ ("This Session Cannot Be Opened")
                                                        : _ ("This Experiment Cannot Start"));
      adw_status_page_set_description (self->failed_page, escaped);
      g_settings_reset (self->settings, "retrain-session"); /* it would fail again */
    }
  else if (snapshot->job.message != NULL)
    fooled_news_message (self, snapshot->job.message);
  if (snapshot->order != NULL)
    take_snapshot (self, snapshot);
  fooled_retrain_page_show_all (self);
}

void
fooled_retrain_page_begin (FooledRetrainPage *self)
{
  if (self->retrain != NULL || self->ended)
    return;
  self->retrain = fooled_retrain_new ();
  g_signal_connect_object (self->retrain, "snapshot", G_CALLBACK (snapshot_arrived), self,
                           G_CONNECT_SWAPPED);
  fooled_retrain_set_cell_size (self->retrain, fooled_retrain_board_get_cell_size (self->board));
  fooled_retrain_set_threads (self->retrain, g_settings_get_uint (self->settings, "threads"));
}

static void
begin_with_last (FooledRetrainPage *self)
{
  g_autofree char *session = NULL;

  if (self->retrain != NULL || self->ended || self->settings == NULL)
    return;
  fooled_retrain_page_begin (self);
  session = g_settings_get_string (self->settings, "retrain-session");
  if (*session == '\0' || !g_file_test (session, G_FILE_TEST_EXISTS))
    return;
  self->opening = TRUE;
  fooled_retrain_open (self->retrain, session, TRUE);
}

static void
cell_size_changed (FooledRetrainPage *self, guint device_pixels)
{
  if (self->retrain != NULL)
    fooled_retrain_set_cell_size (self->retrain, device_pixels);
}

static void
cell_selected (FooledRetrainPage *self, int index)
{
  if (self->retrain != NULL)
    fooled_retrain_select (self->retrain, index);
}

static void
threads_changed (FooledRetrainPage *self)
{
  if (self->retrain != NULL)
    fooled_retrain_set_threads (self->retrain, g_settings_get_uint (self->settings, "threads"));
}

static void
fooled_retrain_page_map (GtkWidget *widget)
{
  begin_with_last (FOOLED_RETRAIN_PAGE (widget));

  GTK_WIDGET_CLASS (fooled_retrain_page_parent_class)->map (widget);
}

/* While a session loads the page itself has the keyboard: in a control a key could do what nobody
 * wants. */
static gboolean
fooled_retrain_page_grab_focus (GtkWidget *widget)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  if (self->opening)
    {
      gtk_widget_set_focusable (widget, TRUE);
      return GTK_WIDGET_CLASS (fooled_retrain_page_parent_class)->grab_focus (widget);
    }
  if (g_strcmp0 (page, "experiment") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->board));
  if (g_strcmp0 (page, "setup") == 0)
    return gtk_widget_grab_focus (self->start_button) ||
           gtk_widget_grab_focus (GTK_WIDGET (self->form));
  return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static gboolean
fooled_retrain_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *parts[] = { GTK_WIDGET (FOOLED_RETRAIN_PAGE (widget)->stack), NULL };

  return fooled_focus_order (widget, parts, direction);
}

static void
fooled_retrain_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_SPECIMEN)
    g_value_set_pointer (value, FOOLED_RETRAIN_PAGE (object)->specimen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
fooled_retrain_page_dispose (GObject *object)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (object);

  fooled_retrain_page_shutdown (self);
  g_clear_handle_id (&self->loading_timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_RETRAIN_PAGE);
  g_clear_pointer (&self->shown, run_job_snapshot_unref);
  g_clear_pointer (&self->specimen, store_specimen_unref);
  g_clear_object (&self->retrain);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_retrain_page_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledRetrainPage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (stack);
  BIND (start_button);
  BIND (back_button);
  BIND (no_data_label);
  BIND (form);
  BIND (loading_page);
  BIND (failed_page);
  BIND (board);
  gtk_widget_class_bind_template_callback (widget_class, fooled_news_message);
  gtk_widget_class_bind_template_callback (widget_class, fooled_news_done);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
  gtk_widget_class_bind_template_callback (widget_class, cell_size_changed);
  gtk_widget_class_bind_template_callback (widget_class, cell_selected);
  gtk_widget_class_bind_template_callback (widget_class, fooled_retrain_page_row_wish);
}

/* Those that retrain-page.h says, beside the news. */
static void
install_signals (GType type)
{
  fooled_news_install (type);
  g_signal_new ("started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("watch", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_POINTER);
  g_signal_new ("perturb", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_POINTER);
}

static void
fooled_retrain_page_class_init (FooledRetrainPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_retrain_page_dispose;
  object_class->get_property = fooled_retrain_page_get_property;
  widget_class->map = fooled_retrain_page_map;
  widget_class->focus = fooled_retrain_page_focus;
  widget_class->grab_focus = fooled_retrain_page_grab_focus;
  properties[PROP_SPECIMEN] =
      g_param_spec_pointer ("specimen", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (FOOLED_TYPE_RETRAIN_BOARD);
  g_type_ensure (FOOLED_TYPE_RETRAIN_SETTINGS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/retrain/retrain-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  fooled_retrain_page_install_actions (widget_class);
}

static void
fooled_retrain_page_init (FooledRetrainPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_labels_keep_percents (GTK_WIDGET (self));
  fooled_retrain_page_show_all (self);
}

GtkWidget *
fooled_retrain_page_new (void)
{
  return g_object_new (FOOLED_TYPE_RETRAIN_PAGE, NULL);
}

void
fooled_retrain_page_bind (FooledRetrainPage *self, GSettings *settings)
{
  g_return_if_fail (FOOLED_IS_RETRAIN_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::threads", G_CALLBACK (threads_changed), self,
                           G_CONNECT_SWAPPED);
}

void
fooled_retrain_page_open_session (FooledRetrainPage *self, const char *path, gboolean paused)
{
  g_return_if_fail (FOOLED_IS_RETRAIN_PAGE (self));
  g_return_if_fail (path != NULL);

  fooled_retrain_page_begin (self);
  if (self->retrain == NULL)
    return;
  self->in_setup = FALSE;
  if (self->shown == NULL || fooled_retrain_page_is_stopped (self) ||
      g_strcmp0 (self->shown->job.session, path) != 0)
    fooled_retrain_open (self->retrain, path, paused);
  fooled_retrain_page_show_all (self);
}

StoreSpecimen *
fooled_retrain_page_get_specimen (FooledRetrainPage *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN_PAGE (self), NULL);

  return self->specimen;
}

FooledRetrain *
fooled_retrain_page_get_retrain (FooledRetrainPage *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN_PAGE (self), NULL);

  return self->retrain;
}

void
fooled_retrain_page_shutdown (FooledRetrainPage *self)
{
  g_return_if_fail (FOOLED_IS_RETRAIN_PAGE (self));

  self->ended = TRUE;
  if (self->retrain != NULL)
    fooled_retrain_shutdown (self->retrain);
}
