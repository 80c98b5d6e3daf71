// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings-panel.h"

#include "config.h"

#include <glib/gi18n.h>

#include "evolve/encoding.h"
#include "ui/networks/network-chooser.h"
#include "ui/settings/ascent-settings.h"
#include "ui/settings/classes-row.h"
#include "ui/settings/crops-row.h"
#include "ui/settings/screening-row.h"
#include "ui/settings/settings-keys.h"
#include "ui/settings/settings-text.h"
#include "ui/widgets/spin-row.h"
#include "ui/widgets/combo-list.h"
#include "ui/widgets/tooltips.h"

struct _FooledSettingsPanel
{
  GtkWidget parent_instance;
  GSettings *settings;
  FooledNetworkChooser *chooser; /* behind network_row */

  GtkWidget *scroller;
  AdwComboRow *network_row;
  GtkLabel *network_label;
  AdwComboRow *method_row;
  FooledSpinRow *gradient_share_row;
  FooledSpinRow *seed_row;
  FooledSpinRow *batch_row;
  AdwComboRow *parents_row;
  FooledSpinRow *tournament_row;
  FooledSpinRow *strengths_row;
  GtkWidget *slow_row;
  GtkSwitch *slow_switch;
  FooledCropsRow *crops_row;
  FooledScreeningRow *screening_row;
  FooledAscentSettings *ascent_settings;
  FooledClassesRow *classes_row;
  GtkWidget *paper_button;
  AdwComboRow *stop_row;
  FooledSpinRow *stop_generations_row;
  FooledSpinRow *stop_evaluations_row;
  FooledSpinRow *stop_confidence_row;
  AdwExpanderRow *rates_row;
  FooledSpinRow *pixel_rate_row;
  FooledSpinRow *pixel_half_life_row;
  FooledSpinRow *weight_rate_row;
  FooledSpinRow *activation_rate_row;
  FooledSpinRow *add_link_rate_row;
  FooledSpinRow *delete_link_rate_row;
  FooledSpinRow *add_node_rate_row;
  FooledSpinRow *delete_node_rate_row;
  AdwComboRow *coordinates_row;
};

G_DEFINE_FINAL_TYPE (FooledSettingsPanel, fooled_settings_panel, GTK_TYPE_WIDGET)

/* The values of the keys in the order of the rows' entries (ui/settings/settings-panel.ui), and
 * NULL. Those that have names elsewhere are filled in from there. */
static const char *const stops[] = { "never", "generations", "confidence", "evaluations", NULL };
static const char *methods[RUN_N_METHODS + 1];
static const char *parents[EVO_N_PARENT_CHOICES + 1];
static const char *coordinates[EVO_N_COORDINATES + 1];

static RunNetworkInfo *
chosen_network (FooledSettingsPanel *self)
{
  return fooled_network_chooser_get_info (self->chooser);
}

static void
show_text (FooledSettingsPanel *self)
{
  g_autofree char *text = fooled_network_text (chosen_network (self), self->settings);

  gtk_label_set_label (self->network_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->network_label), *text != '\0');
}

static void
show_network (FooledSettingsPanel *self)
{
  RunNetworkInfo *info = chosen_network (self);

  show_text (self);
  fooled_classes_row_set_network (self->classes_row, info);
  fooled_crops_row_set_network (self->crops_row, info);
  fooled_screening_row_set_network (self->screening_row, info);
}

static void
network_chosen (FooledSettingsPanel *self)
{
  fooled_settings_set_network (self->settings, fooled_network_chooser_get_key (self->chooser));
}

static void
choose_stored (FooledSettingsPanel *self)
{
  g_autofree char *stored = g_settings_get_string (self->settings, "network");

  fooled_network_chooser_choose (self->chooser, stored);
}

static void
method_changed (FooledSettingsPanel *self)
{
  guint selected = adw_combo_row_get_selected (self->method_row);
  const RunMethodInfo *method = run_method (MIN (selected, RUN_N_METHODS - 1));
  gboolean ascent = !method->is_evolution;
  EvoRates rates = ascent ? EVO_RATES_NONE : evo_encoding_row (method->encoding)->rates;
  GtkWidget *network_rows[] = {
    GTK_WIDGET (self->weight_rate_row),   GTK_WIDGET (self->activation_rate_row),
    GTK_WIDGET (self->add_link_rate_row), GTK_WIDGET (self->delete_link_rate_row),
    GTK_WIDGET (self->add_node_rate_row), GTK_WIDGET (self->delete_node_rate_row),
    GTK_WIDGET (self->coordinates_row),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (network_rows); i++)
    gtk_widget_set_visible (network_rows[i], (rates & EVO_RATES_NETWORK) != 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->method_row), _ (method->explanation));
  gtk_widget_set_visible (GTK_WIDGET (self->gradient_share_row), method->climbs);
  gtk_widget_set_visible (GTK_WIDGET (self->pixel_rate_row), (rates & EVO_RATES_PIXELS) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->pixel_half_life_row), (rates & EVO_RATES_PIXELS) != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->batch_row), !ascent);
  gtk_widget_set_visible (GTK_WIDGET (self->parents_row), !ascent);
  gtk_widget_set_visible (GTK_WIDGET (self->tournament_row), !ascent);
  gtk_widget_set_visible (GTK_WIDGET (self->rates_row), !ascent);
  gtk_widget_set_visible (self->slow_row, !ascent);
  gtk_widget_set_visible (self->paper_button, !ascent);
  gtk_widget_set_visible (GTK_WIDGET (self->screening_row), !ascent);
  gtk_widget_set_visible (GTK_WIDGET (self->ascent_settings), ascent);
}

static void
stop_changed (FooledSettingsPanel *self)
{
  guint selected = adw_combo_row_get_selected (self->stop_row);

  gtk_widget_set_visible (GTK_WIDGET (self->stop_generations_row), selected == 1);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_confidence_row), selected == 2);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_evaluations_row), selected == 3);
}

static void
random_seed (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledSettingsPanel *self = FOOLED_SETTINGS_PANEL (widget);

  g_settings_set_uint64 (self->settings, "seed", (guint64) g_random_int_range (1, 1000000));
}

static void
reset (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_settings_reset_experiment (FOOLED_SETTINGS_PANEL (widget)->settings);
}

static void
use_paper (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_settings_use_paper (FOOLED_SETTINGS_PANEL (widget)->settings);
}

static void
fooled_settings_panel_dispose (GObject *object)
{
  FooledSettingsPanel *self = FOOLED_SETTINGS_PANEL (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_SETTINGS_PANEL);

  G_OBJECT_CLASS (fooled_settings_panel_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledSettingsPanel, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (scroller);
  BIND (network_row);
  BIND (network_label);
  BIND (method_row);
  BIND (gradient_share_row);
  BIND (seed_row);
  BIND (batch_row);
  BIND (parents_row);
  BIND (tournament_row);
  BIND (strengths_row);
  BIND (slow_row);
  BIND (slow_switch);
  BIND (crops_row);
  BIND (screening_row);
  BIND (ascent_settings);
  BIND (classes_row);
  BIND (paper_button);
  BIND (stop_row);
  BIND (stop_generations_row);
  BIND (stop_evaluations_row);
  BIND (stop_confidence_row);
  BIND (rates_row);
  BIND (pixel_rate_row);
  BIND (pixel_half_life_row);
  BIND (weight_rate_row);
  BIND (activation_rate_row);
  BIND (add_link_rate_row);
  BIND (delete_link_rate_row);
  BIND (add_node_rate_row);
  BIND (delete_node_rate_row);
  BIND (coordinates_row);
}

static void
fooled_settings_panel_class_init (FooledSettingsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_settings_panel_dispose;

  g_type_ensure (FOOLED_TYPE_ASCENT_SETTINGS);
  g_type_ensure (FOOLED_TYPE_CLASSES_ROW);
  g_type_ensure (FOOLED_TYPE_CROPS_ROW);
  g_type_ensure (FOOLED_TYPE_SCREENING_ROW);
  g_type_ensure (FOOLED_TYPE_SPIN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/settings/settings-panel.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, method_changed);
  gtk_widget_class_bind_template_callback (widget_class, stop_changed);
  gtk_widget_class_install_action (widget_class, "experiment.random-seed", NULL, random_seed);
  gtk_widget_class_install_action (widget_class, "experiment.reset", NULL, reset);
  gtk_widget_class_install_action (widget_class, "experiment.paper", NULL, use_paper);
}

static void
list_choices (FooledSettingsPanel *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (RunMethod i = 0; i < RUN_N_METHODS; i++)
    {
      methods[i] = run_method (i)->name;
      gtk_string_list_append (titles, _ (run_method (i)->title));
    }
  adw_combo_row_set_model (self->method_row, G_LIST_MODEL (titles));
  for (EvoParentChoice i = 0; i < EVO_N_PARENT_CHOICES; i++)
    parents[i] = evo_parent_choice_to_string (i);
  for (EvoCoordinates i = 0; i < EVO_N_COORDINATES; i++)
    coordinates[i] = evo_coordinates_to_string (i);
}

static void
fooled_settings_panel_init (FooledSettingsPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  list_choices (self);
  method_changed (self);
  stop_changed (self);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
  fooled_combo_lists_widen (GTK_WIDGET (self));
}

GtkWidget *
fooled_settings_panel_new (void)
{
  return g_object_new (FOOLED_TYPE_SETTINGS_PANEL, NULL);
}

static void
bind_value (FooledSettingsPanel *self, const char *key, FooledSpinRow *row)
{
  g_settings_bind (self->settings, key, row, "value",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
}

static void
bind_rows (FooledSettingsPanel *self)
{
  fooled_settings_bind_choice (self->settings, "method", self->method_row, methods);
  fooled_settings_bind_choice (self->settings, "stop", self->stop_row, stops);
  fooled_settings_bind_choice (self->settings, "parents", self->parents_row, parents);
  fooled_settings_bind_choice (self->settings, "coordinates", self->coordinates_row, coordinates);
  g_settings_bind (self->settings, "slow-start", self->slow_switch, "active",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  bind_value (self, "gradient-share", self->gradient_share_row);
  bind_value (self, "seed", self->seed_row);
  bind_value (self, "batch", self->batch_row);
  bind_value (self, "tournament", self->tournament_row);
  bind_value (self, "strengths", self->strengths_row);
  bind_value (self, "stop-generations", self->stop_generations_row);
  bind_value (self, "stop-evaluations", self->stop_evaluations_row);
  bind_value (self, "stop-confidence", self->stop_confidence_row);
  bind_value (self, "pixel-rate", self->pixel_rate_row);
  bind_value (self, "pixel-half-life", self->pixel_half_life_row);
  bind_value (self, "weight-rate", self->weight_rate_row);
  bind_value (self, "activation-rate", self->activation_rate_row);
  bind_value (self, "add-link-rate", self->add_link_rate_row);
  bind_value (self, "delete-link-rate", self->delete_link_rate_row);
  bind_value (self, "add-node-rate", self->add_node_rate_row);
  bind_value (self, "delete-node-rate", self->delete_node_rate_row);
}

gboolean
fooled_settings_panel_bind (FooledSettingsPanel *self, GSettings *settings, GPtrArray *networks)
{
  gboolean any;

  g_return_val_if_fail (FOOLED_IS_SETTINGS_PANEL (self), FALSE);
  g_return_val_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL, FALSE);
  g_return_val_if_fail (networks != NULL, FALSE);

  self->settings = g_object_ref (settings);
  self->chooser = fooled_network_chooser_new (self->network_row);
  fooled_ascent_settings_bind (self->ascent_settings, settings);
  fooled_classes_row_bind (self->classes_row, settings);
  fooled_crops_row_bind (self->crops_row, settings);
  fooled_screening_row_bind (self->screening_row, settings);
  g_signal_connect_object (self->chooser, "changed", G_CALLBACK (show_network), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chooser, "chosen", G_CALLBACK (network_chosen), self,
                           G_CONNECT_SWAPPED);
  any = fooled_settings_panel_set_networks (self, networks);
  g_signal_connect_object (settings, "changed::network", G_CALLBACK (choose_stored), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
  bind_rows (self);
  return any;
}

gboolean
fooled_settings_panel_set_networks (FooledSettingsPanel *self, GPtrArray *networks)
{
  g_autofree char *stored = NULL;

  g_return_val_if_fail (FOOLED_IS_SETTINGS_PANEL (self), FALSE);
  g_return_val_if_fail (self->settings != NULL, FALSE);
  g_return_val_if_fail (networks != NULL, FALSE);

  stored = g_settings_get_string (self->settings, "network");
  return fooled_network_chooser_set_networks (self->chooser, networks, stored);
}

gboolean
fooled_settings_panel_set_loaded (FooledSettingsPanel *self, RunNetworkInfo *info)
{
  g_return_val_if_fail (FOOLED_IS_SETTINGS_PANEL (self), FALSE);
  g_return_val_if_fail (info != NULL, FALSE);

  return fooled_network_chooser_set_loaded (self->chooser, info);
}

guint
fooled_settings_panel_get_n_classes (FooledSettingsPanel *self)
{
  RunNetworkInfo *info;

  g_return_val_if_fail (FOOLED_IS_SETTINGS_PANEL (self), 0);

  info = chosen_network (self);
  return info != NULL ? info->n_classes : 0;
}

GActionGroup *
fooled_settings_panel_get_class_actions (FooledSettingsPanel *self)
{
  g_return_val_if_fail (FOOLED_IS_SETTINGS_PANEL (self), NULL);

  return fooled_classes_row_get_actions (self->classes_row);
}

gboolean
fooled_settings_panel_get_can_crop (FooledSettingsPanel *self)
{
  RunNetworkInfo *info;

  g_return_val_if_fail (FOOLED_IS_SETTINGS_PANEL (self), FALSE);

  info = chosen_network (self);
  return info != NULL && run_network_info_can_crop (info);
}
