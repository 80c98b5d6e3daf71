// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-page.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/retrain/retrain-board.h"
#include "ui/retrain/retrain-presentation.h"
#include "ui/run/grid-presentation.h"
#include "ui/retrain/retrain-save.h"
#include "ui/retrain/retrain-settings.h"
#include "ui/retrain/retrain-text.h"
#include "ui/widgets/focus-order.h"

/* Data that is read faster than this does not flash a page of its own. */
#define LOADING_DELAY_MS 300

struct _FooledRetrainPage
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledRetrain *retrain; /* NULL until the page is shown */
  gboolean ended;
  RunRetrainingSnapshot *shown; /* the last one with an experiment; NULL = there was none */
  StoreSpecimen *specimen;      /* of `shown` */
  gboolean in_setup;            /* the user looks at the settings */
  gboolean failed;              /* what was to begin could not, which is to be read */
  guint loading_timeout;

  GtkStack *stack;
  GtkWidget *start_button;
  GtkWidget *back_button;
  GtkWidget *no_data_label;
  FooledRetrainSettings *form;
  AdwStatusPage *failed_page;
  FooledRetrainBoard *board;
};

static void presentable_interface_init (FooledPresentableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledRetrainPage,
                               fooled_retrain_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      presentable_interface_init))

enum
{
  PROP_0,
  PROP_SPECIMEN,
  N_PROPS,
};

enum
{
  MESSAGE,
  DONE,
  SAVED,
  STARTED,
  WATCH,
  PERTURB,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
tell (FooledRetrainPage *self, const char *message)
{
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

/* What the thread does at the moment. */
static RunState
get_state (FooledRetrainPage *self)
{
  const RunRetrainingSnapshot *snapshot =
      self->retrain != NULL ? fooled_retrain_get_snapshot (self->retrain) : NULL;

  return snapshot != NULL ? snapshot->job.state : RUN_STATE_IDLE;
}

/* The experiment that is shown rests in its session: nothing holds it any more. */
static gboolean
is_stopped (FooledRetrainPage *self)
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
  gboolean can_wake = !is_stopped (self) || self->shown->job.session != NULL;
  gboolean ready;

  g_object_get (self->form, "ready", &ready, NULL);
  gtk_widget_action_set_enabled (widget, "retrain.start", ready);
  gtk_widget_set_visible (self->no_data_label, !ready);
  gtk_widget_action_set_enabled (widget, "retrain.back", self->shown != NULL);
  gtk_widget_set_visible (self->back_button, self->shown != NULL);
  gtk_widget_action_set_enabled (widget, "retrain.toggle", goes_on && can_wake);
  gtk_widget_action_set_enabled (widget, "retrain.step", goes_on && can_wake);
  gtk_widget_action_set_enabled (widget, "retrain.stop", goes_on && !is_stopped (self));
  gtk_widget_action_set_enabled (widget, "retrain.restart", is_there);
  gtk_widget_action_set_enabled (widget, "retrain.copy-table", is_there && self->shown->n_rows > 0);
}

static gboolean
loading_takes_long (gpointer data)
{
  FooledRetrainPage *self = data;

  self->loading_timeout = 0;
  if (get_state (self) == RUN_STATE_LOADING && !self->in_setup)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
show_page (FooledRetrainPage *self)
{
  const RunRetrainingSnapshot *snapshot =
      self->retrain != NULL ? fooled_retrain_get_snapshot (self->retrain) : NULL;

  if (get_state (self) == RUN_STATE_LOADING && snapshot->order == NULL)
    {
      if (self->loading_timeout == 0)
        self->loading_timeout = g_timeout_add (LOADING_DELAY_MS, loading_takes_long, self);
      return;
    }
  g_clear_handle_id (&self->loading_timeout, g_source_remove);
  if (self->in_setup)
    gtk_stack_set_visible_child_name (self->stack, "setup");
  else if (self->failed)
    gtk_stack_set_visible_child_name (self->stack, "failed");
  else if (self->shown != NULL)
    gtk_stack_set_visible_child_name (self->stack, "experiment");
  else
    gtk_stack_set_visible_child_name (self->stack, "setup");
}

static void
show_all (FooledRetrainPage *self)
{
  if (self->shown != NULL)
    fooled_retrain_board_show (self->board, self->shown, is_stopped (self),
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
  if (self->failed)
    {
      const char *message = snapshot->job.message != NULL ? snapshot->job.message : "";
      g_autofree char *escaped = g_markup_escape_text (message, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      g_settings_reset (self->settings, "retrain-session"); /* it would fail again */
    }
  else if (snapshot->job.message != NULL)
    tell (self, snapshot->job.message);
  if (snapshot->order != NULL)
    take_snapshot (self, snapshot);
  show_all (self);
}

static void
begin (FooledRetrainPage *self)
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
  begin (self);
  session = g_settings_get_string (self->settings, "retrain-session");
  if (*session != '\0' && g_file_test (session, G_FILE_TEST_EXISTS))
    fooled_retrain_open (self->retrain, session, TRUE);
}

static void
begin_order (FooledRetrainPage *self, const RunRetraining *order)
{
  begin (self);
  if (self->retrain == NULL)
    return;
  self->in_setup = FALSE;
  fooled_retrain_start (self->retrain, order);
  show_all (self);
  g_signal_emit (self, signals[STARTED], 0);
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);
  g_autoptr (RunRetraining) order = fooled_retrain_settings_get (self->form);

  if (order == NULL)
    return;
  order->training.n_threads = g_settings_get_uint (self->settings, "threads");
  begin_order (self, order);
}

/* The same once more: its networks get files of their own. */
static void
restart (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);
  g_autoptr (RunRetraining) before = NULL;
  RunRetraining order;

  if (self->shown == NULL)
    return;
  before = run_retraining_copy (self->shown->order);
  order = *before;
  order.prefix = NULL;
  order.training.output = NULL;
  begin_order (self, &order);
}

/* What was going on goes on meanwhile. */
static void
show_setup (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  self->in_setup = TRUE;
  self->failed = FALSE;
  if (self->shown != NULL)
    fooled_retrain_settings_set (self->form, self->shown->order);
  show_all (self);
  gtk_widget_grab_focus (self->start_button);
}

static void
show_experiment (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  self->in_setup = FALSE;
  show_all (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->board));
}

static void
toggle (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  if (is_stopped (self))
    fooled_retrain_open (self->retrain, self->shown->job.session, FALSE);
  else if (fooled_retrain_is_running (self->retrain))
    fooled_retrain_pause (self->retrain);
  else
    fooled_retrain_resume (self->retrain);
  if (fooled_retrain_is_running (self->retrain))
    g_signal_emit (self, signals[STARTED], 0);
  show_all (self);
}

static void
step (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  if (is_stopped (self))
    fooled_retrain_open (self->retrain, self->shown->job.session, TRUE);
  fooled_retrain_step (self->retrain);
  g_signal_emit (self, signals[STARTED], 0);
  show_all (self);
}

static void
stop (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  fooled_retrain_stop (self->retrain);
  show_all (self);
}

static void
copy_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);
  g_autofree char *csv = fooled_retrain_csv (self->shown->rows, self->shown->n_rows);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  g_signal_emit (self, signals[DONE], 0, _ ("Copied the table"));
}

static void
network_saved (gpointer owner, const char *path, const GError *error)
{
  if (error != NULL)
    tell (owner, error->message);
  else
    g_signal_emit (owner, signals[SAVED], 0, path);
}

static void
row_wish (FooledRetrainPage *self, int wish, RunRetrainingRow *row)
{
  switch ((FooledRetrainWish) wish)
    {
    case FOOLED_RETRAIN_WATCH:
      g_signal_emit (self, signals[WATCH], 0, row);
      break;
    case FOOLED_RETRAIN_PERTURB:
      g_signal_emit (self, signals[PERTURB], 0, row);
      break;
    case FOOLED_RETRAIN_SAVE:
      fooled_retrain_save (GTK_WIDGET (self), row, network_saved);
      break;
    }
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

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  const RunRetrainingSnapshot *shown = self->in_setup ? NULL : self->shown;
  const RunRetrainingRow *row;

  scene->line = fooled_retrain_line (shown, shown != NULL && is_stopped (self));
  if (shown == NULL)
    return;
  row = fooled_retrain_last_row (shown);
  scene->can_run = shown->stage != RUN_RETRAINING_FINISHED;
  scene->running = fooled_retrain_is_running (self->retrain);
  if (fooled_retrain_is_evolving (shown))
    {
      FooledGrid *grid = fooled_retrain_board_get_grid (self->board);

      scene->n_tiles = fooled_grid_presentation_n_tiles (grid);
      scene->number = 1 + fooled_grid_presentation_number (grid);
      scene->can_star = TRUE;
    }
  else if (row != NULL)
    scene->n_tiles = row->n_champions;
}

static GArray *
list_tiles (FooledPresentable *page, gboolean strongest)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  const RunRetrainingRow *row = fooled_retrain_last_row (self->shown);
  GArray *numbers;

  if (fooled_retrain_is_evolving (self->shown))
    return fooled_grid_presentation_list (fooled_retrain_board_get_grid (self->board), strongest);
  numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; row != NULL && i < row->n_champions; i++)
    g_array_append_val (numbers, i);
  return numbers;
}

static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);

  if (self->shown == NULL)
    return;
  if (fooled_retrain_is_evolving (self->shown))
    fooled_grid_presentation_read (fooled_retrain_board_get_grid (self->board), number, tile);
  else
    fooled_retrain_presentation_read (fooled_retrain_last_row (self->shown), number, tile);
}

static void
select_tile (FooledPresentable *page, gint number, gboolean by_hand)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  FooledGrid *grid = fooled_retrain_board_get_grid (self->board);

  if (self->shown == NULL || !fooled_retrain_is_evolving (self->shown))
    return;
  if (by_hand && number >= 0)
    fooled_grid_select (grid, number);
  fooled_retrain_select (self->retrain, number >= 0 ? number : fooled_grid_get_selected (grid));
}

static void
set_side (FooledPresentable *page, guint device_pixels)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  guint side = device_pixels > 0 ? MAX (device_pixels, RUN_MIN_CELL_SIZE)
                                 : fooled_retrain_board_get_cell_size (self->board);

  if (self->retrain != NULL)
    fooled_retrain_set_cell_size (self->retrain, side);
}

static void
toggle_experiment (FooledPresentable *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "retrain.toggle", NULL);
}

static GtkWidget *
create_figure (FooledPresentable *page)
{
  return fooled_retrain_rounds_new ();
}

static void
update_figure (FooledPresentable *page, GtkWidget *figure)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (page);
  gboolean any = self->shown != NULL && !self->in_setup && self->shown->n_rows > 0;

  gtk_widget_set_visible (figure, any);
  if (any)
    fooled_retrain_show_rounds (FOOLED_ROUND_PLOT (figure), self->shown);
}

static void
presentable_interface_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->list = list_tiles;
  interface->read_tile = read_tile;
  interface->select = select_tile;
  interface->set_side = set_side;
  interface->toggle = toggle_experiment;
  interface->create_figure = create_figure;
  interface->update_figure = update_figure;
}

static gboolean
fooled_retrain_page_grab_focus (GtkWidget *widget)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);
  const char *page = gtk_stack_get_visible_child_name (self->stack);

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
  BIND (failed_page);
  BIND (board);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
  gtk_widget_class_bind_template_callback (widget_class, cell_size_changed);
  gtk_widget_class_bind_template_callback (widget_class, cell_selected);
  gtk_widget_class_bind_template_callback (widget_class, row_wish);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "retrain.start", start },    { "retrain.restart", restart },
    { "retrain.new", show_setup }, { "retrain.back", show_experiment },
    { "retrain.toggle", toggle },  { "retrain.step", step },
    { "retrain.stop", stop },      { "retrain.copy-table", copy_table },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "retrain.toggle", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, 0, "retrain.step", NULL);
}

static void
install_signals (GType type)
{
  static const struct
  {
    const char *name;
    guint n; /* parameters */
  } kinds[N_SIGNALS] = {
    [MESSAGE] = { "message", 1 }, [DONE] = { "done", 1 },   [SAVED] = { "saved", 1 },
    [STARTED] = { "started", 0 }, [WATCH] = { "watch", 1 }, [PERTURB] = { "perturb", 1 }
  };

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] =
        g_signal_new (kinds[i].name, type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                      kinds[i].n, i < STARTED ? G_TYPE_STRING : G_TYPE_POINTER);
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
  install_actions (widget_class);
}

static void
fooled_retrain_page_init (FooledRetrainPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_all (self);
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

  begin (self);
  if (self->retrain == NULL)
    return;
  self->in_setup = FALSE;
  if (self->shown == NULL || is_stopped (self) || g_strcmp0 (self->shown->job.session, path) != 0)
    fooled_retrain_open (self->retrain, path, paused);
  show_all (self);
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
