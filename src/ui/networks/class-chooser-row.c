// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/class-chooser-row.h"

struct _FooledClassChooserRow
{
  GtkWidget parent_instance;
  FooledClassItem *item; /* NULL while recycled */
  GBinding *binding;     /* owned by its ends */

  GtkCheckButton *check;
  GtkWidget *names;
  GtkLabel *label;
  GtkLabel *synonyms_label;
  GtkLabel *number_label;
};

G_DEFINE_FINAL_TYPE (FooledClassChooserRow, fooled_class_chooser_row, GTK_TYPE_WIDGET)

static void
show_checked (FooledClassChooserRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  gboolean checked = gtk_check_button_get_active (self->check);

  if (parent != NULL)
    gtk_accessible_update_state (
        GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_STATE_CHECKED,
        checked ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
fooled_class_chooser_row_dispose (GObject *object)
{
  FooledClassChooserRow *self = FOOLED_CLASS_CHOOSER_ROW (object);

  fooled_class_chooser_row_set_item (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_CLASS_CHOOSER_ROW);

  G_OBJECT_CLASS (fooled_class_chooser_row_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledClassChooserRow, name)

static void
fooled_class_chooser_row_class_init (FooledClassChooserRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_class_chooser_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/class-chooser-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  BIND (check);
  BIND (names);
  BIND (label);
  BIND (synonyms_label);
  BIND (number_label);
  gtk_widget_class_bind_template_callback (widget_class, show_checked);
}

static void
fooled_class_chooser_row_init (FooledClassChooserRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
fooled_class_chooser_row_new (void)
{
  return g_object_new (FOOLED_TYPE_CLASS_CHOOSER_ROW, NULL);
}

static void
show_item (FooledClassChooserRow *self)
{
  const char *label = fooled_class_item_get_label (self->item);
  const char *synonyms = fooled_class_item_get_synonyms (self->item);
  g_autofree char *number = g_strdup_printf ("%u", fooled_class_item_get_index (self->item));
  g_autofree char *all = g_strjoin (", ", label, synonyms, NULL);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_label_set_label (self->label, label);
  gtk_label_set_label (self->synonyms_label, synonyms != NULL ? synonyms : "");
  gtk_widget_set_visible (GTK_WIDGET (self->synonyms_label), synonyms != NULL);
  /* Where the label is the number, once is enough. */
  gtk_label_set_label (self->number_label, g_str_equal (label, number) ? "" : number);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), synonyms != NULL ? all : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, all,
                                    -1);
}

void
fooled_class_chooser_row_set_item (FooledClassChooserRow *self, FooledClassItem *item)
{
  g_return_if_fail (FOOLED_IS_CLASS_CHOOSER_ROW (self));

  if (item == self->item)
    return;
  g_clear_pointer (&self->binding, g_binding_unbind);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  show_item (self);
  self->binding = g_object_bind_property (item, "chosen", self->check, "active",
                                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  show_checked (self);
}
