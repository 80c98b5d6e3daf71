// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-settings.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/data-sets.h"
#include "ui/files/file-dialog.h"
#include "ui/retrain/data-choice.h"
#include "ui/retrain/data-get.h"
#include "ui/retrain/start-choice.h"
#include "ui/widgets/spin-row.h"
#include "ui/widgets/combo-list.h"
#include "ui/widgets/tooltips.h"

struct _FooledRetrainSettings
{
  GtkWidget parent_instance;
  FooledDataChoice *data;
  FooledDataGet *get;
  FooledStartChoice *start;

  GtkWidget *box;
  AdwPreferencesGroup *data_group;
  AdwComboRow *data_row;
  AdwComboRow *architecture_row;
  AdwComboRow *method_row;
  FooledSpinRow *rounds_row;
  GtkSwitch *control_switch;
  FooledSpinRow *train_images_row;
  FooledSpinRow *test_images_row;
  FooledSpinRow *runs_row;
  FooledSpinRow *generations_row;
  FooledSpinRow *batch_row;
  FooledSpinRow *epochs_row;
  AdwActionRow *go_on_row;
  GtkSwitch *go_on_switch;
  GtkWidget *last_layer_row;
  GtkSwitch *last_layer_switch;
  FooledSpinRow *rate_row;
  FooledSpinRow *shift_row;
  FooledSpinRow *seed_row;
};

G_DEFINE_FINAL_TYPE (FooledRetrainSettings, fooled_retrain_settings, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_READY,
  N_PROPS,
};

enum
{
  MESSAGE,
  DONE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* The numbers of an order that a row shows as they are. */
static const struct
{
  gsize row, value;
} counts[] = {
  { G_STRUCT_OFFSET (FooledRetrainSettings, rounds_row),
    G_STRUCT_OFFSET (RunRetraining, n_rounds) },
  { G_STRUCT_OFFSET (FooledRetrainSettings, train_images_row),
    G_STRUCT_OFFSET (RunRetraining, n_train_images) },
  { G_STRUCT_OFFSET (FooledRetrainSettings, test_images_row),
    G_STRUCT_OFFSET (RunRetraining, n_test_images) },
  { G_STRUCT_OFFSET (FooledRetrainSettings, runs_row), G_STRUCT_OFFSET (RunRetraining, n_runs) },
  { G_STRUCT_OFFSET (FooledRetrainSettings, batch_row), G_STRUCT_OFFSET (RunRetraining, batch) },
};

static RunMethod
chosen_method (FooledRetrainSettings *self)
{
  return (RunMethod) MIN (adw_combo_row_get_selected (self->method_row), RUN_N_METHODS - 1);
}

static void
data_changed (FooledRetrainSettings *self)
{
  gboolean any = fooled_data_choice_get_folder (self->data) != NULL;

  /* The row itself writes what is chosen, below its title, where there is room for it. */
  adw_combo_row_set_use_subtitle (self->data_row, any);
  if (!any)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->data_row),
                                 _ ("None was found on this computer"));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

/* Who got it wants to use it. */
static void
data_got (FooledRetrainSettings *self, const char *id)
{
  g_autofree char *folder = run_data_set_folder (id, NULL);

  if (folder != NULL)
    fooled_data_choice_add (self->data, folder, run_data_set_name (id));
}

static void
forward_message (FooledRetrainSettings *self, const char *text)
{
  g_signal_emit (self, signals[MESSAGE], 0, text);
}

static void
forward_done (FooledRetrainSettings *self, const char *text)
{
  g_signal_emit (self, signals[DONE], 0, text);
}

/* Each method has its usual numbers. */
static void
method_changed (FooledRetrainSettings *self)
{
  RunMethod method = chosen_method (self);
  RunRetraining usual;

  run_retraining_init (&usual);
  run_retraining_set_method (&usual, method);
  fooled_spin_row_set_value (self->runs_row, usual.n_runs);
  fooled_spin_row_set_value (self->generations_row, (double) usual.generations);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->generations_row),
                                 run_method (method)->is_evolution ? _ ("Generations")
                                                                   : _ ("Iterations"));
  gtk_widget_set_visible (GTK_WIDGET (self->batch_row), run_method (method)->is_evolution);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->method_row), _ (run_method (method)->explanation));
}

/* A network that is there already has choices of its own. */
static void
start_changed (FooledRetrainSettings *self)
{
  gboolean is_network = fooled_start_choice_get_network (self->start) != NULL;

  gtk_widget_set_visible (self->last_layer_row, is_network);
  adw_action_row_set_subtitle (
      self->go_on_row,
      is_network ? _ ("Each network begins as the one before it; else as the one that was chosen")
                 : _ ("Each network begins as the one before it; else from scratch"));
}

/* Networks come while the page is not shown. */
static void
fooled_retrain_settings_map (GtkWidget *widget)
{
  fooled_start_choice_refresh (FOOLED_RETRAIN_SETTINGS (widget)->start);

  GTK_WIDGET_CLASS (fooled_retrain_settings_parent_class)->map (widget);
}

static void
folder_chosen (gpointer owner, GFile *file, gpointer data)
{
  FooledRetrainSettings *self = owner;
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    fooled_data_choice_add (self->data, path, NULL);
}

static void
choose_folder (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledFileQuestion question = { .action = GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                  .title = _ ("Folder of Pictures to Learn From"),
                                  .accept = _ ("_Choose") };

  fooled_file_dialog_ask (widget, &question, folder_chosen, NULL, NULL);
}

static void
random_seed (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_spin_row_set_value (FOOLED_RETRAIN_SETTINGS (widget)->seed_row,
                             g_random_int_range (1, 1000000));
}

static gboolean
fooled_retrain_settings_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FOOLED_RETRAIN_SETTINGS (widget)->data_row));
}

static void
fooled_retrain_settings_get_property (GObject *object,
                                      guint prop_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  FooledRetrainSettings *self = FOOLED_RETRAIN_SETTINGS (object);

  if (prop_id == PROP_READY)
    g_value_set_boolean (value,
                         self->data != NULL && fooled_data_choice_get_folder (self->data) != NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
fooled_retrain_settings_dispose (GObject *object)
{
  FooledRetrainSettings *self = FOOLED_RETRAIN_SETTINGS (object);

  g_clear_object (&self->get);
  g_clear_object (&self->start);
  g_clear_object (&self->data);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_RETRAIN_SETTINGS);

  G_OBJECT_CLASS (fooled_retrain_settings_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledRetrainSettings, name)

static void
fooled_retrain_settings_class_init (FooledRetrainSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_retrain_settings_dispose;
  G_OBJECT_CLASS (klass)->get_property = fooled_retrain_settings_get_property;
  widget_class->grab_focus = fooled_retrain_settings_grab_focus;
  widget_class->map = fooled_retrain_settings_map;
  properties[PROP_READY] =
      g_param_spec_boolean ("ready", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (FOOLED_TYPE_SPIN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/retrain/retrain-settings.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (box);
  BIND (data_group);
  BIND (data_row);
  BIND (architecture_row);
  BIND (method_row);
  BIND (rounds_row);
  BIND (control_switch);
  BIND (train_images_row);
  BIND (test_images_row);
  BIND (runs_row);
  BIND (generations_row);
  BIND (batch_row);
  BIND (epochs_row);
  BIND (go_on_row);
  BIND (go_on_switch);
  BIND (last_layer_row);
  BIND (last_layer_switch);
  BIND (rate_row);
  BIND (shift_row);
  BIND (seed_row);
  gtk_widget_class_bind_template_callback (widget_class, method_changed);
  gtk_widget_class_install_action (widget_class, "retrain.choose-folder", NULL, choose_folder);
  gtk_widget_class_install_action (widget_class, "retrain.random-seed", NULL, random_seed);
}

static void
list_choices (FooledRetrainSettings *self)
{
  g_autoptr (GtkStringList) methods = gtk_string_list_new (NULL);

  for (RunMethod i = 0; i < RUN_N_METHODS; i++)
    gtk_string_list_append (methods, _ (run_method (i)->title));
  adw_combo_row_set_model (self->method_row, G_LIST_MODEL (methods));
  self->start = fooled_start_choice_new (self->architecture_row);
  g_signal_connect_object (self->start, "changed", G_CALLBACK (start_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
show_order (FooledRetrainSettings *self, const RunRetraining *order)
{
  const RunTraining *training = &order->training;

  fooled_start_choice_set (self->start, training->architecture, training->network, training->name);
  start_changed (self);
  adw_combo_row_set_selected (self->method_row, order->method);
  method_changed (self);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    fooled_spin_row_set_value (G_STRUCT_MEMBER (FooledSpinRow *, self, counts[i].row),
                               G_STRUCT_MEMBER (guint, order, counts[i].value));
  fooled_spin_row_set_value (self->generations_row, (double) order->generations);
  fooled_spin_row_set_value (self->epochs_row, training->sgd.epochs);
  fooled_spin_row_set_value (self->rate_row, training->sgd.base_rate);
  fooled_spin_row_set_value (self->shift_row, training->sgd.shift);
  fooled_spin_row_set_value (self->seed_row, (double) training->sgd.seed);
  gtk_switch_set_active (self->control_switch, order->control);
  gtk_switch_set_active (self->go_on_switch, order->go_on);
  gtk_switch_set_active (self->last_layer_switch, training->sgd.last_layer);
}

static void
fooled_retrain_settings_init (FooledRetrainSettings *self)
{
  RunRetraining usual;

  gtk_widget_init_template (GTK_WIDGET (self));
  list_choices (self);
  run_retraining_init (&usual);
  show_order (self, &usual);
  self->data = fooled_data_choice_new (self->data_row);
  g_signal_connect_object (self->data, "changed", G_CALLBACK (data_changed), self,
                           G_CONNECT_SWAPPED);
  data_changed (self);
  self->get = fooled_data_get_new (self->data_group);
  g_signal_connect_object (self->get, "got", G_CALLBACK (data_got), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->get, "message", G_CALLBACK (forward_message), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->get, "done", G_CALLBACK (forward_done), self, G_CONNECT_SWAPPED);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
  fooled_combo_lists_widen (GTK_WIDGET (self));
}

RunRetraining *
fooled_retrain_settings_get (FooledRetrainSettings *self)
{
  RunRetraining order;

  g_return_val_if_fail (FOOLED_IS_RETRAIN_SETTINGS (self), NULL);

  if (fooled_data_choice_get_folder (self->data) == NULL)
    return NULL;
  run_retraining_init (&order);
  run_retraining_set_method (&order, chosen_method (self));
  order.training.folder = fooled_data_choice_get_folder (self->data);
  order.training.data_set = fooled_data_choice_get_data_set (self->data);
  order.training.architecture = fooled_start_choice_get_architecture (self->start);
  order.training.network = fooled_start_choice_get_network (self->start);
  order.training.sgd.last_layer =
      order.training.network != NULL && gtk_switch_get_active (self->last_layer_switch);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    G_STRUCT_MEMBER (guint, &order, counts[i].value) =
        (guint) fooled_spin_row_get_value (G_STRUCT_MEMBER (FooledSpinRow *, self, counts[i].row));
  order.generations = (guint64) fooled_spin_row_get_value (self->generations_row);
  order.training.sgd.epochs = (int) fooled_spin_row_get_value (self->epochs_row);
  order.training.sgd.base_rate = fooled_spin_row_get_value (self->rate_row);
  order.training.sgd.shift = (int) fooled_spin_row_get_value (self->shift_row);
  order.training.sgd.seed = (guint64) fooled_spin_row_get_value (self->seed_row);
  order.control = gtk_switch_get_active (self->control_switch);
  order.go_on = gtk_switch_get_active (self->go_on_switch);
  return run_retraining_copy (&order);
}

void
fooled_retrain_settings_set (FooledRetrainSettings *self, const RunRetraining *order)
{
  g_return_if_fail (FOOLED_IS_RETRAIN_SETTINGS (self));
  g_return_if_fail (order != NULL);

  show_order (self, order);
  if (order->training.folder != NULL)
    fooled_data_choice_add (self->data, order->training.folder, order->training.data_set);
}
