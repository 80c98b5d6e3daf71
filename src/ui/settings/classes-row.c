// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/classes-row.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/settings.h"
#include "ui/networks/class-chooser.h"
#include "ui/widgets/number-text.h"

struct _FooledClassesRow
{
  AdwActionRow parent_instance;
  GSettings *settings;
  RunNetworkInfo *network; /* may be NULL */
  GSimpleActionGroup *actions;
};

G_DEFINE_FINAL_TYPE (FooledClassesRow, fooled_classes_row, ADW_TYPE_ACTION_ROW)

/* Flags of each of the network's classes; a stored list that does not suit it counts as all.
 * Caller frees. */
static gboolean *
read_wanted (FooledClassesRow *self, GError **error)
{
  g_autofree char *text = g_settings_get_string (self->settings, "classes");
  guint n = self->network->n_classes;
  gboolean *wanted = NULL;

  run_parse_classes (text, n, &wanted, error);
  if (wanted == NULL)
    {
      wanted = g_new (gboolean, n);
      for (guint i = 0; i < n; i++)
        wanted[i] = TRUE;
    }
  return wanted;
}

static guint
count (const gboolean *wanted, guint n)
{
  guint n_wanted = 0;

  for (guint i = 0; i < n; i++)
    n_wanted += wanted[i] ? 1 : 0;
  return n_wanted;
}

static void
write_wanted (FooledClassesRow *self, const gboolean *wanted)
{
  guint n = self->network->n_classes;
  g_autofree char *text = count (wanted, n) < n ? run_format_classes (wanted, n) : g_strdup ("");

  g_settings_set_string (self->settings, "classes", text);
}

static void
enable (FooledClassesRow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_actions (FooledClassesRow *self, guint n_wanted, guint n)
{
  enable (self, "choose", n > 0);
  enable (self, "only", n_wanted > 1);
  enable (self, "leave-out", n_wanted > 1);
  enable (self, "all", n_wanted < n);
}

/* Caller frees. */
static char *
describe (guint n_wanted, guint n)
{
  g_autofree char *wanted = fooled_count_text (n_wanted);
  g_autofree char *all = fooled_count_text (n);

  if (n_wanted == n)
    /* Translators: of the classes of a network, with their number. */
    return g_strdup_printf (_ ("All %s"), all);
  /* Translators: of the classes of a network: "12 of 1000". */
  return g_strdup_printf (_ ("%s of %s"), wanted, all);
}

static void
show_classes (FooledClassesRow *self)
{
  g_autofree gboolean *wanted = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  guint n = self->network != NULL ? self->network->n_classes : 0;
  guint n_wanted = 0;

  if (n == 0)
    text = g_settings_get_string (self->settings, "classes");
  else
    {
      wanted = read_wanted (self, &error);
      n_wanted = count (wanted, n);
      text = describe (n_wanted, n);
    }
  if (error != NULL)
    {
      g_autofree char *all = g_steal_pointer (&text);

      /* Translators: a sentence that says what is wrong with the stored list of classes, and what
       * is done instead, such as "All 10". */
      text = g_strdup_printf (_ ("%s %s take part."), error->message, all);
      gtk_widget_add_css_class (GTK_WIDGET (self), "error");
    }
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  update_actions (self, n_wanted, n);
}

static void
applied (FooledClassesRow *self, const char *classes)
{
  g_settings_set_string (self->settings, "classes", classes);
}

static void
choose (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledClassesRow *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *classes = g_settings_get_string (self->settings, "classes");
  GtkWindow *chooser = fooled_class_chooser_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                 self->network, classes);

  g_signal_connect_object (chooser, "applied", G_CALLBACK (applied), self, G_CONNECT_SWAPPED);
  gtk_window_present (chooser);
}

static void
only (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledClassesRow *self = data;
  guint class_index = g_variant_get_uint32 (parameter);
  g_autofree gboolean *wanted = g_new0 (gboolean, self->network->n_classes);

  if (class_index >= self->network->n_classes)
    return;
  wanted[class_index] = TRUE;
  write_wanted (self, wanted);
}

static void
leave_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledClassesRow *self = data;
  guint class_index = g_variant_get_uint32 (parameter);
  g_autofree gboolean *wanted = read_wanted (self, NULL);

  if (class_index >= self->network->n_classes)
    return;
  wanted[class_index] = FALSE;
  if (count (wanted, self->network->n_classes) > 0)
    write_wanted (self, wanted);
}

static void
all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_settings_set_string (FOOLED_CLASSES_ROW (data)->settings, "classes", "");
}

static const GActionEntry actions[] = {
  { "choose", choose },
  { "only", only, "u" },
  { "leave-out", leave_out, "u" },
  { "all", all },
};

/* Others may still hold the actions. */
static void
fooled_classes_row_dispose (GObject *object)
{
  FooledClassesRow *self = FOOLED_CLASSES_ROW (object);

  g_clear_object (&self->settings);
  if (self->actions != NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
      g_action_map_remove_action (G_ACTION_MAP (self->actions), actions[i].name);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->network, run_network_info_unref);

  G_OBJECT_CLASS (fooled_classes_row_parent_class)->dispose (object);
}

static void
fooled_classes_row_class_init (FooledClassesRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fooled_classes_row_dispose;
}

static GtkWidget *
new_button (void)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Choose the classes to evolve images for"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose classes"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "classes.choose");
  return button;
}

static void
activated (FooledClassesRow *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "choose", NULL);
}

static void
fooled_classes_row_init (FooledClassesRow *self)
{
  GtkWidget *button = new_button ();

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions),
                                   self);
  update_actions (self, 0, 0);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "classes", G_ACTION_GROUP (self->actions));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  /* Not the row's activatable widget: that would get the row's name besides its own. */
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  g_signal_connect (self, "activated", G_CALLBACK (activated), NULL);
}

GtkWidget *
fooled_classes_row_new (void)
{
  return g_object_new (FOOLED_TYPE_CLASSES_ROW, NULL);
}

void
fooled_classes_row_bind (FooledClassesRow *self, GSettings *settings)
{
  g_return_if_fail (FOOLED_IS_CLASSES_ROW (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::classes", G_CALLBACK (show_classes), self,
                           G_CONNECT_SWAPPED);
  show_classes (self);
}

void
fooled_classes_row_set_network (FooledClassesRow *self, RunNetworkInfo *network)
{
  g_return_if_fail (FOOLED_IS_CLASSES_ROW (self));
  g_return_if_fail (self->settings != NULL);

  if (network == self->network)
    return;
  g_clear_pointer (&self->network, run_network_info_unref);
  self->network = network != NULL ? run_network_info_ref (network) : NULL;
  show_classes (self);
}

GActionGroup *
fooled_classes_row_get_actions (FooledClassesRow *self)
{
  g_return_val_if_fail (FOOLED_IS_CLASSES_ROW (self), NULL);

  return G_ACTION_GROUP (self->actions);
}
