// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/class-chooser.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/networks/class-chooser-row.h"
#include "ui/networks/class-list.h"
#include "ui/widgets/number-text.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/one-stop.h"

/* A list of numbers is wrong most of the time while it is being typed. What is wrong is said after
 * a pause, milliseconds. */
#define ERROR_DELAY 800

struct _FooledClassChooser
{
  AdwWindow parent_instance;
  FooledClassList *classes;
  GError *error;    /* of the text; NULL = it is what the check marks say */
  gboolean typing;  /* the check marks follow the text */
  gboolean writing; /* the text follows the check marks */
  guint error_timeout;

  AdwWindowTitle *window_title;
  GtkSearchEntry *search_entry;
  GtkToggleButton *only_chosen_button;
  GtkStack *buttons;
  GtkLabel *found_label;
  GtkStack *pages;
  GtkListView *view;
  AdwEntryRow *text_row;
  GtkRevealer *error_revealer;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (FooledClassChooser, fooled_class_chooser, ADW_TYPE_WINDOW)

static guint applied_signal;

static void
hide_error (FooledClassChooser *self)
{
  g_clear_handle_id (&self->error_timeout, g_source_remove);
  gtk_widget_remove_css_class (GTK_WIDGET (self->text_row), "error");
  gtk_revealer_set_reveal_child (self->error_revealer, FALSE);
}

static gboolean
show_error (gpointer data)
{
  FooledClassChooser *self = data;

  self->error_timeout = 0;
  gtk_widget_add_css_class (GTK_WIDGET (self->text_row), "error");
  gtk_label_set_label (self->error_label, self->error->message);
  gtk_revealer_set_reveal_child (self->error_revealer, TRUE);
  return G_SOURCE_REMOVE;
}

static void
show_validity (FooledClassChooser *self)
{
  gboolean valid = self->error == NULL;

  hide_error (self);
  if (!valid)
    self->error_timeout = g_timeout_add (ERROR_DELAY, show_error, self);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->text_row), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chooser.apply",
                                 valid && fooled_class_list_get_n_chosen (self->classes) > 0);
}

static void
show_count (FooledClassChooser *self)
{
  g_autofree char *chosen = fooled_count_text (fooled_class_list_get_n_chosen (self->classes));
  g_autofree char *all = fooled_count_text (fooled_class_list_get_n_classes (self->classes));
  /* Translators: how many classes are chosen, and how many there are: "12 of 1000 chosen". */
  g_autofree char *text = g_strdup_printf (_ ("%s of %s chosen"), chosen, all);

  adw_window_title_set_subtitle (self->window_title, text);
}

static void
write_text (FooledClassChooser *self)
{
  g_autofree char *text = fooled_class_list_get_text (self->classes);

  self->writing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text_row), text);
  self->writing = FALSE;
  g_clear_error (&self->error);
}

static void
classes_changed (FooledClassChooser *self)
{
  if (!self->typing)
    write_text (self);
  show_count (self);
  show_validity (self);
}

static void
text_changed (FooledClassChooser *self)
{
  if (self->writing)
    return;
  g_clear_error (&self->error);
  self->typing = TRUE;
  fooled_class_list_set_text (self->classes, gtk_editable_get_text (GTK_EDITABLE (self->text_row)),
                              &self->error);
  self->typing = FALSE;
  show_validity (self);
}

static void
show_found (FooledClassChooser *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->classes));
  g_autofree char *count = fooled_count_text (n);
  /* Translators: how many classes the search finds; %s is a count. */
  g_autofree char *text = g_strdup_printf (ngettext ("%s found", "%s found", n), count);

  gtk_label_set_label (self->found_label, text);
  gtk_stack_set_visible_child_name (
      self->buttons, fooled_class_list_is_filtered (self->classes) ? "found" : "all");
  gtk_stack_set_visible_child_name (self->pages, n > 0 ? "list" : "nothing");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chooser.only", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chooser.choose", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chooser.drop", n > 0);
}

static void
show_first (FooledClassChooser *self)
{
  show_found (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->classes)) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0);
}

static void
search_changed (FooledClassChooser *self)
{
  if (fooled_class_list_set_search (self->classes,
                                    gtk_editable_get_text (GTK_EDITABLE (self->search_entry))))
    show_first (self);
}

static void
only_chosen_toggled (FooledClassChooser *self)
{
  fooled_class_list_set_only_chosen (self->classes,
                                     gtk_toggle_button_get_active (self->only_chosen_button));
  show_first (self);
}

/* Escape: first out of the search, then out of the dialog. */
static void
stop_search (FooledClassChooser *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* What was typed last may not have been looked for yet. The view does not give the keyboard to a
 * row by itself when it has none that had it. */
static gboolean
go_to_list (FooledClassChooser *self)
{
  search_changed (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->classes)) == 0)
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0);
  return gtk_widget_grab_focus (gtk_widget_get_first_child (GTK_WIDGET (self->view)));
}

static gboolean
key_in_search (GtkEventControllerKey *controller,
               guint key,
               guint code,
               GdkModifierType modifiers,
               FooledClassChooser *self)
{
  return key == GDK_KEY_Down && go_to_list (self);
}

/* In a list the space bar selects; here what is to be selected are the check marks. */
static gboolean
key_in_list (GtkEventControllerKey *controller,
             guint key,
             guint code,
             GdkModifierType modifiers,
             FooledClassChooser *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return (key == GDK_KEY_space || key == GDK_KEY_KP_Space) && focus != NULL &&
         gtk_widget_activate (focus);
}

static void
row_activated (FooledClassChooser *self, guint position)
{
  g_autoptr (FooledClassItem) item = g_list_model_get_item (G_LIST_MODEL (self->classes), position);

  fooled_class_item_set_chosen (item, !fooled_class_item_get_chosen (item));
}

static void
set_up_row (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, fooled_class_chooser_row_new ());
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  fooled_class_chooser_row_set_item (FOOLED_CLASS_CHOOSER_ROW (gtk_list_item_get_child (list_item)),
                                     gtk_list_item_get_item (list_item));
}

static void
unbind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  fooled_class_chooser_row_set_item (FOOLED_CLASS_CHOOSER_ROW (gtk_list_item_get_child (list_item)),
                                     NULL);
}

static void
change (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const struct
  {
    const char *action;
    FooledClassesChange change;
  } changes[] = {
    { "chooser.choose", FOOLED_CLASSES_CHOOSE },
    { "chooser.drop", FOOLED_CLASSES_DROP },
    { "chooser.invert", FOOLED_CLASSES_INVERT },
    { "chooser.only", FOOLED_CLASSES_ONLY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (action, changes[i].action))
      fooled_class_list_change (FOOLED_CLASS_CHOOSER (widget)->classes, changes[i].change);
}

static void
apply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledClassChooser *self = FOOLED_CLASS_CHOOSER (widget);
  gboolean all = fooled_class_list_get_n_chosen (self->classes) ==
                 fooled_class_list_get_n_classes (self->classes);
  g_autofree char *text = all ? g_strdup ("") : fooled_class_list_get_text (self->classes);

  g_signal_emit (self, applied_signal, 0, text);
  gtk_window_close (GTK_WINDOW (self));
}

/* Enter in the row of numbers, when they are not wrong. */
static void
text_activated (FooledClassChooser *self)
{
  if (self->error != NULL)
    {
      g_clear_handle_id (&self->error_timeout, g_source_remove);
      show_error (self);
    }
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "chooser.apply", NULL);
}

static void
fooled_class_chooser_dispose (GObject *object)
{
  FooledClassChooser *self = FOOLED_CLASS_CHOOSER (object);

  g_clear_handle_id (&self->error_timeout, g_source_remove);
  g_clear_error (&self->error);
  if (self->classes != NULL)
    g_signal_handlers_disconnect_by_data (self->classes, self);
  g_clear_object (&self->classes);

  G_OBJECT_CLASS (fooled_class_chooser_parent_class)->dispose (object);
}

#define BIND(name)     gtk_widget_class_bind_template_child (widget_class, FooledClassChooser, name)
#define CALLBACK(name) gtk_widget_class_bind_template_callback (widget_class, name)

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (FOOLED_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/class-chooser.ui");
  BIND (window_title);
  BIND (search_entry);
  BIND (only_chosen_button);
  BIND (buttons);
  BIND (found_label);
  BIND (pages);
  BIND (view);
  BIND (text_row);
  BIND (error_revealer);
  BIND (error_label);
  CALLBACK (search_changed);
  CALLBACK (only_chosen_toggled);
  CALLBACK (stop_search);
  CALLBACK (go_to_list);
  CALLBACK (key_in_search);
  CALLBACK (key_in_list);
  CALLBACK (row_activated);
  CALLBACK (set_up_row);
  CALLBACK (bind_row);
  CALLBACK (unbind_row);
  CALLBACK (text_changed);
  CALLBACK (text_activated);
}

static void
fooled_class_chooser_class_init (FooledClassChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_class_chooser_dispose;
  fooled_focus_order_class_init (widget_class);
  applied_signal = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "chooser.choose", NULL, change);
  gtk_widget_class_install_action (widget_class, "chooser.drop", NULL, change);
  gtk_widget_class_install_action (widget_class, "chooser.invert", NULL, change);
  gtk_widget_class_install_action (widget_class, "chooser.only", NULL, change);
  gtk_widget_class_install_action (widget_class, "chooser.apply", NULL, apply);
}

static void
fooled_class_chooser_init (FooledClassChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
}

static void
set_network (FooledClassChooser *self, RunNetworkInfo *network, const char *classes)
{
  GtkNoSelection *selection;

  self->classes = fooled_class_list_new (network);
  if (*classes != '\0')
    fooled_class_list_set_text (self->classes, classes, NULL);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->classes)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  g_signal_connect_swapped (self->classes, "changed", G_CALLBACK (classes_changed), self);
  classes_changed (self);
  show_found (self);
}

/* Beside a narrow window there is no room for a wider one. */
static void
fit_to (FooledClassChooser *self, GtkWindow *parent)
{
  int width, height, parent_width, parent_height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  gtk_window_get_default_size (parent, &parent_width, &parent_height);
  if (parent_width > 0 && parent_width < width)
    gtk_window_set_default_size (GTK_WINDOW (self), parent_width, height);
}

GtkWindow *
fooled_class_chooser_new (GtkWindow *parent, RunNetworkInfo *network, const char *classes)
{
  FooledClassChooser *self;

  g_return_val_if_fail (network != NULL && network->n_classes > 0, NULL);
  g_return_val_if_fail (classes != NULL, NULL);

  self = g_object_new (FOOLED_TYPE_CLASS_CHOOSER, "application",
                       parent != NULL ? gtk_window_get_application (parent) : NULL, "transient-for",
                       parent, NULL);
  if (parent != NULL)
    fit_to (self, parent);
  set_network (self, network, classes);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  return GTK_WINDOW (self);
}
