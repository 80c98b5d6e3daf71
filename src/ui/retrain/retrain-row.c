// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-row.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/retrain/champion-strip.h"
#include "ui/widgets/tooltips.h"

struct _FooledRetrainRow
{
  GtkListBoxRow parent_instance;
  RunRetrainingRow *row;
  gboolean control;

  GtkBox *box;
  GtkLabel *name_label;
  GtkWidget *menu_button;
  GtkLabel *numbers[FOOLED_RETRAIN_N_COLUMNS]; /* NULL = not shown */
  GtkWidget *titles[FOOLED_RETRAIN_N_COLUMNS]; /* before the numbers, where no heading is */
  FooledChampionStrip *strip;
};

G_DEFINE_FINAL_TYPE (FooledRetrainRow, fooled_retrain_row, GTK_TYPE_LIST_BOX_ROW)

static guint wish_signal;

static const char *const actions[] = {
  [FOOLED_RETRAIN_WATCH] = "network.watch",
  [FOOLED_RETRAIN_PERTURB] = "network.perturb",
  [FOOLED_RETRAIN_SAVE] = "network.save",
};

static void
wish (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i], action))
      g_signal_emit (widget, wish_signal, 0, i);
}

static void
open_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (FOOLED_RETRAIN_ROW (widget)->menu_button));
}

static void
fooled_retrain_row_dispose (GObject *object)
{
  g_clear_pointer (&FOOLED_RETRAIN_ROW (object)->row, run_retraining_row_unref);

  G_OBJECT_CLASS (fooled_retrain_row_parent_class)->dispose (object);
}

static void
fooled_retrain_row_class_init (FooledRetrainRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_retrain_row_dispose;
  wish_signal = g_signal_new ("wish", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, wish);
  gtk_widget_class_install_action (widget_class, "menu.popup", NULL, open_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "menu.popup", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "menu.popup",
                                       NULL);
}

static void
fooled_retrain_row_init (FooledRetrainRow *self)
{
}

static GMenuModel *
new_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("_Watch on Run"), actions[FOOLED_RETRAIN_WATCH]);
  g_menu_append (menu, _ ("_Draw for It on Perturb"), actions[FOOLED_RETRAIN_PERTURB]);
  g_menu_append (menu, _ ("_Save as ONNX…"), actions[FOOLED_RETRAIN_SAVE]);
  return G_MENU_MODEL (menu);
}

static GtkLabel *
new_label (void)
{
  return g_object_new (GTK_TYPE_LABEL, "xalign", 1.0, "css-classes",
                       (const char *[]){ "numeric", NULL }, NULL);
}

static void
append_name (FooledRetrainRow *self, GtkBox *box, GtkSizeGroup *width)
{
  g_autoptr (GMenuModel) menu = new_menu ();
  GtkWidget *name_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->name_label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "hexpand", TRUE, "css-classes",
                                   (const char *[]){ "heading", "numeric", NULL }, NULL);
  self->menu_button = g_object_new (GTK_TYPE_MENU_BUTTON, "icon-name", "view-more-symbolic",
                                    "menu-model", menu, "valign", GTK_ALIGN_CENTER, "tooltip-text",
                                    _ ("Watch it, draw for it, or save it"), "css-classes",
                                    (const char *[]){ "flat", NULL }, NULL);
  gtk_box_append (GTK_BOX (name_box), GTK_WIDGET (self->name_label));
  gtk_box_append (GTK_BOX (name_box), self->menu_button);
  gtk_widget_set_hexpand (name_box, FALSE);
  gtk_size_group_add_widget (width, name_box);
  gtk_box_append (box, name_box);
}

static void
append_number (FooledRetrainRow *self, FooledRetrainColumn column, GtkSizeGroup *width)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->titles[column] =
      g_object_new (GTK_TYPE_LABEL, "label", fooled_retrain_column_title (column), "xalign", 0.0,
                    "hexpand", TRUE, "wrap", TRUE, "visible", FALSE, "css-classes",
                    (const char *[]){ "dim-label", NULL }, NULL);
  self->numbers[column] = new_label ();
  gtk_widget_set_halign (GTK_WIDGET (self->numbers[column]), GTK_ALIGN_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->numbers[column]), TRUE);
  gtk_box_append (GTK_BOX (box), self->titles[column]);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->numbers[column]));
  gtk_widget_set_hexpand (box, FALSE);
  gtk_size_group_add_widget (width, box);
  gtk_box_append (self->box, box);
}

GtkWidget *
fooled_retrain_row_new (const FooledRetrainWidths *widths, gboolean control)
{
  FooledRetrainRow *self = g_object_new (FOOLED_TYPE_RETRAIN_ROW, NULL);

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, FOOLED_RETRAIN_COLUMN_GAP));
  self->control = control;
  append_name (self, self->box, widths->name);
  for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
    if (column != FOOLED_RETRAIN_NOISE || control)
      append_number (self, column, widths->numbers[column]);
  self->strip = FOOLED_CHAMPION_STRIP (fooled_champion_strip_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->strip), GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (GTK_WIDGET (self->strip), TRUE);
  gtk_size_group_add_widget (widths->champions, GTK_WIDGET (self->strip));
  gtk_box_append (self->box, GTK_WIDGET (self->strip));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
  fooled_tooltips_spare_popovers (GTK_WIDGET (self->box));
  return GTK_WIDGET (self);
}

void
fooled_retrain_row_set_narrow (FooledRetrainRow *self, gboolean narrow)
{
  g_return_if_fail (FOOLED_IS_RETRAIN_ROW (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), narrow ? GTK_ORIENTATION_VERTICAL
                                                                     : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->box, narrow ? 3 : FOOLED_RETRAIN_COLUMN_GAP);
  for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
    if (self->titles[column] != NULL)
      gtk_widget_set_visible (self->titles[column], narrow);
}

void
fooled_retrain_row_set (FooledRetrainRow *self, RunRetrainingRow *row)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  g_autofree char *more = NULL;

  g_return_if_fail (FOOLED_IS_RETRAIN_ROW (self));
  g_return_if_fail (row != NULL);

  if (row == self->row)
    return;
  run_retraining_row_ref (row);
  g_clear_pointer (&self->row, run_retraining_row_unref);
  self->row = row;
  name = fooled_retrain_network_name (row->number);
  gtk_label_set_label (self->name_label, name);
  for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
    {
      g_autofree char *value = fooled_retrain_value_text (row, column);
      g_autofree char *tooltip = fooled_retrain_value_tooltip (row, column);

      if (self->numbers[column] == NULL)
        continue;
      gtk_label_set_label (self->numbers[column], value);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->numbers[column]), tooltip);
    }
  fooled_champion_strip_set_row (self->strip, row);
  text = fooled_retrain_row_text (row, self->control);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  /* Translators: %s is the name of a network. */
  more = g_strdup_printf (_ ("More for %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  more, -1);
}

RunRetrainingRow *
fooled_retrain_row_get (FooledRetrainRow *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN_ROW (self), NULL);

  return self->row;
}
