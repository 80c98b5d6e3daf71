// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/target-chooser.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ascent/perturb.h"
#include "ui/networks/label-search.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/one-stop.h"

struct _FooledTargetChooser
{
  GtkWidget parent_instance;
  RunNetworkInfo *network; /* may be NULL */
  FooledLabelSearch *search;
  GArray *found; /* int: the targets that the list shows */
  int target;

  GtkMenuButton *button;
  GtkLabel *label;
  GtkPopover *popover;
  GtkSearchEntry *entry;
  GtkStack *stack;
  GtkSingleSelection *selection;
  GtkListView *list_view;
};

G_DEFINE_FINAL_TYPE (FooledTargetChooser, fooled_target_chooser, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TARGET,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static guint
n_classes (FooledTargetChooser *self)
{
  return self->network != NULL ? self->network->n_classes : 0;
}

static const char *
target_name (FooledTargetChooser *self, int target)
{
  if (target < 0 || (guint) target >= n_classes (self))
    return _ ("Any other");
  return fooled_label_text (self->network->labels[target]);
}

static void
show_target (FooledTargetChooser *self)
{
  const char *name = target_name (self, self->target);

  gtk_label_set_label (self->label, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), name);
}

static void
add_found (FooledTargetChooser *self, GtkStringList *names, int target)
{
  g_array_append_val (self->found, target);
  gtk_string_list_append (names, target_name (self, target));
}

/* “Any other” is there as long as nothing is looked for. */
static void
show_found (FooledTargetChooser *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gboolean searching = fooled_label_search_is_active (self->search);

  g_array_set_size (self->found, 0);
  if (!searching)
    add_found (self, names, ASC_ANY_OTHER);
  for (guint i = 0; i < n_classes (self); i++)
    if (fooled_label_search_matches (self->search, i))
      add_found (self, names, (int) i);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (names));
  gtk_stack_set_visible_child_name (self->stack, self->found->len > 0 ? "list" : "none");
}

static void
search_changed (FooledTargetChooser *self)
{
  if (fooled_label_search_set_text (self->search,
                                    gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    show_found (self);
}

static void
choose (FooledTargetChooser *self, guint position)
{
  if (position >= self->found->len)
    return;
  fooled_target_chooser_set_target (self, g_array_index (self->found, int, position));
  gtk_popover_popdown (self->popover);
}

static void
activated (FooledTargetChooser *self, guint position)
{
  choose (self, position);
}

static void
entry_activated (FooledTargetChooser *self)
{
  search_changed (self);
  choose (self, 0);
}

static void
search_stopped (FooledTargetChooser *self)
{
  gtk_popover_popdown (self->popover);
}

/* Each time it begins with all of them, and with the keyboard where one types. */
static void
shown (FooledTargetChooser *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  fooled_label_search_set_text (self->search, "");
  show_found (self);
  for (guint i = 0; i < self->found->len; i++)
    if (g_array_index (self->found, int, i) == self->target)
      {
        gtk_single_selection_set_selected (self->selection, i);
        gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", i);
      }
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (list_item, label);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *label = gtk_list_item_get_child (list_item);
  const char *name =
      gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (list_item)));

  gtk_label_set_label (GTK_LABEL (label), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static gboolean
fooled_target_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (FOOLED_TARGET_CHOOSER (widget)->button));
}

static void
fooled_target_chooser_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_TARGET_CHOOSER);

  G_OBJECT_CLASS (fooled_target_chooser_parent_class)->dispose (object);
}

static void
fooled_target_chooser_finalize (GObject *object)
{
  FooledTargetChooser *self = FOOLED_TARGET_CHOOSER (object);

  fooled_label_search_free (self->search);
  g_clear_pointer (&self->network, run_network_info_unref);
  g_array_unref (self->found);

  G_OBJECT_CLASS (fooled_target_chooser_parent_class)->finalize (object);
}

static void
fooled_target_chooser_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TARGET)
    g_value_set_int (value, FOOLED_TARGET_CHOOSER (object)->target);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
fooled_target_chooser_set_property (GObject *object,
                                    guint id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  if (id == PROP_TARGET)
    fooled_target_chooser_set_target (FOOLED_TARGET_CHOOSER (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledTargetChooser, name)

static void
fooled_target_chooser_class_init (FooledTargetChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_target_chooser_dispose;
  object_class->finalize = fooled_target_chooser_finalize;
  object_class->get_property = fooled_target_chooser_get_property;
  object_class->set_property = fooled_target_chooser_set_property;
  widget_class->grab_focus = fooled_target_chooser_grab_focus;
  properties[PROP_TARGET] =
      g_param_spec_int ("target", NULL, NULL, ASC_ANY_OTHER, G_MAXINT, ASC_ANY_OTHER,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (FOOLED_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/target-chooser.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (button);
  BIND (label);
  BIND (popover);
  BIND (entry);
  BIND (stack);
  BIND (selection);
  BIND (list_view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_bind_template_callback (widget_class, shown);
  gtk_widget_class_bind_template_callback (widget_class, setup_row);
  gtk_widget_class_bind_template_callback (widget_class, bind_row);
}

static void
fooled_target_chooser_init (FooledTargetChooser *self)
{
  self->target = ASC_ANY_OTHER;
  self->found = g_array_new (FALSE, FALSE, sizeof (int));
  self->search = fooled_label_search_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* As in a drop-down: the text on the left, the arrow on the right. */
  gtk_widget_set_halign (gtk_widget_get_parent (GTK_WIDGET (self->label)), GTK_ALIGN_FILL);
  show_target (self);
  fooled_classroom_watch (self, G_CALLBACK (show_target));
}

GtkWidget *
fooled_target_chooser_new (void)
{
  return g_object_new (FOOLED_TYPE_TARGET_CHOOSER, NULL);
}

static gboolean
same_classes (const RunNetworkInfo *a, const RunNetworkInfo *b)
{
  return a != NULL && b != NULL &&
         g_strv_equal ((const char *const *) a->labels, (const char *const *) b->labels);
}

void
fooled_target_chooser_set_network (FooledTargetChooser *self, RunNetworkInfo *network)
{
  gboolean same;

  g_return_if_fail (FOOLED_IS_TARGET_CHOOSER (self));

  if (network == self->network)
    return;
  same = same_classes (network, self->network);
  g_clear_pointer (&self->network, run_network_info_unref);
  self->network = network != NULL ? run_network_info_ref (network) : NULL;
  fooled_label_search_free (self->search);
  self->search = fooled_label_search_new (network);
  if (!same)
    fooled_target_chooser_set_target (self, ASC_ANY_OTHER);
  show_target (self);
}

int
fooled_target_chooser_get_target (FooledTargetChooser *self)
{
  g_return_val_if_fail (FOOLED_IS_TARGET_CHOOSER (self), ASC_ANY_OTHER);

  return self->target;
}

void
fooled_target_chooser_set_target (FooledTargetChooser *self, int target)
{
  g_return_if_fail (FOOLED_IS_TARGET_CHOOSER (self));

  if (target < 0 || (guint) target >= n_classes (self))
    target = ASC_ANY_OTHER;
  if (target == self->target)
    return;
  self->target = target;
  show_target (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TARGET]);
}
