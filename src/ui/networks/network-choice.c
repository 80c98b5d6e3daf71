// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/network-choice.h"

#include "ui/widgets/spin-row.h"

struct _FooledNetworkChoice
{
  AdwPreferencesGroup parent_instance;
  gboolean filling;

  AdwComboRow *output_row;
  FooledSpinRow *width_row;
  FooledSpinRow *height_row;
};

G_DEFINE_FINAL_TYPE (FooledNetworkChoice, fooled_network_choice, ADW_TYPE_PREFERENCES_GROUP)

static guint changed_signal;

static void
changed (FooledNetworkChoice *self)
{
  if (!self->filling)
    g_signal_emit (self, changed_signal, 0);
}

static void
fooled_network_choice_class_init (FooledNetworkChoiceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (FOOLED_TYPE_SPIN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/network-choice.ui");
  gtk_widget_class_bind_template_child (widget_class, FooledNetworkChoice, output_row);
  gtk_widget_class_bind_template_child (widget_class, FooledNetworkChoice, width_row);
  gtk_widget_class_bind_template_child (widget_class, FooledNetworkChoice, height_row);
  gtk_widget_class_bind_template_callback (widget_class, changed);
}

static void
fooled_network_choice_init (FooledNetworkChoice *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
fill_outputs (FooledNetworkChoice *self, const RunNetworkInfo *info)
{
  const char *const *outputs = (const char *const *) info->outputs;
  guint n = outputs != NULL ? g_strv_length (info->outputs) : 0;
  g_autoptr (GtkStringList) names = gtk_string_list_new (outputs);

  adw_combo_row_set_model (self->output_row, G_LIST_MODEL (names));
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (outputs[i], info->output) == 0)
      adw_combo_row_set_selected (self->output_row, i);
  gtk_widget_set_visible (GTK_WIDGET (self->output_row), n > 1);
  return n > 1;
}

void
fooled_network_choice_set_info (FooledNetworkChoice *self, const RunNetworkInfo *info)
{
  gboolean several;

  g_return_if_fail (FOOLED_IS_NETWORK_CHOICE (self) && info != NULL);

  self->filling = TRUE;
  several = fill_outputs (self, info);
  fooled_spin_row_set_value (self->width_row, info->width);
  fooled_spin_row_set_value (self->height_row, info->height);
  gtk_widget_set_visible (GTK_WIDGET (self->width_row), info->open_size);
  gtk_widget_set_visible (GTK_WIDGET (self->height_row), info->open_size);
  gtk_widget_set_visible (GTK_WIDGET (self), several || info->open_size);
  self->filling = FALSE;
}

void
fooled_network_choice_read (FooledNetworkChoice *self, RunOpenChoice *choice)
{
  GtkStringObject *selected;

  g_return_if_fail (FOOLED_IS_NETWORK_CHOICE (self) && choice != NULL);

  *choice = (RunOpenChoice){ 0 };
  selected = adw_combo_row_get_selected_item (self->output_row);
  if (selected != NULL && gtk_widget_get_visible (GTK_WIDGET (self->output_row)))
    choice->output = g_strdup (gtk_string_object_get_string (selected));
  if (!gtk_widget_get_visible (GTK_WIDGET (self->width_row)))
    return;
  choice->width = (guint) fooled_spin_row_get_value (self->width_row);
  choice->height = (guint) fooled_spin_row_get_value (self->height_row);
}
