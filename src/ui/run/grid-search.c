// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/grid-search.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/number-text.h"

struct _FooledGridSearch
{
  GtkWidget parent_instance;
  FooledGrid *grid; /* NULL until it is set */

  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  GtkLabel *count_label;
};

G_DEFINE_FINAL_TYPE (FooledGridSearch, fooled_grid_search, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_GRID,
  PROP_SEARCH_MODE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
show_count (FooledGridSearch *self)
{
  guint n_shown, n_cells;
  g_autofree char *shown = NULL;
  g_autofree char *cells = NULL;
  g_autofree char *text = NULL;

  g_object_get (self->grid, "n-shown", &n_shown, "n-cells", &n_cells, NULL);
  shown = fooled_count_text (n_shown);
  cells = fooled_count_text (n_cells);
  /* Translators: how many cells of the grid were found, and how many there are: "12 of 1000". */
  text = g_strdup_printf (_ ("%s of %s"), shown, cells);
  gtk_label_set_label (self->count_label, text);
}

static void
text_changed (FooledGridSearch *self)
{
  if (self->grid != NULL)
    g_object_set (self->grid, "search", gtk_editable_get_text (GTK_EDITABLE (self->entry)), NULL);
}

/* What was typed last may not have been looked for yet. */
static gboolean
go_to_grid (FooledGridSearch *self)
{
  text_changed (self);
  return fooled_grid_select_first (self->grid);
}

static gboolean
key_in_entry (GtkEventControllerKey *controller,
              guint key,
              guint code,
              GdkModifierType modifiers,
              FooledGridSearch *self)
{
  return key == GDK_KEY_Down && go_to_grid (self);
}

static gboolean
key_in_grid (GtkEventControllerKey *controller,
             guint key,
             guint code,
             GdkModifierType modifiers,
             FooledGridSearch *self)
{
  if (key != GDK_KEY_Escape || !gtk_search_bar_get_search_mode (self->bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->bar, FALSE);
  return TRUE;
}

/* The bar empties its entry when it goes; the grid need not wait for that to come round. */
static void
mode_changed (FooledGridSearch *self)
{
  if (!gtk_search_bar_get_search_mode (self->bar) && self->grid != NULL)
    {
      g_object_set (self->grid, "search", "", NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->grid));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
}

static void
set_grid (FooledGridSearch *self, FooledGrid *grid)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (FOOLED_IS_GRID (grid) && self->grid == NULL);

  self->grid = grid;
  g_object_add_weak_pointer (G_OBJECT (grid), (gpointer *) &self->grid);
  g_signal_connect_object (grid, "notify::n-shown", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (grid, "notify::n-cells", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_in_grid), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (grid), keys);
  show_count (self);
}

static void
fooled_grid_search_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FooledGridSearch *self = FOOLED_GRID_SEARCH (object);

  switch (id)
    {
    case PROP_GRID:
      g_value_set_object (value, self->grid);
      break;
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, gtk_search_bar_get_search_mode (self->bar));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
fooled_grid_search_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FooledGridSearch *self = FOOLED_GRID_SEARCH (object);

  switch (id)
    {
    case PROP_GRID:
      set_grid (self, g_value_get_object (value));
      break;
    case PROP_SEARCH_MODE:
      gtk_search_bar_set_search_mode (self->bar, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
fooled_grid_search_grab_focus (GtkWidget *widget)
{
  GtkWidget *entry = GTK_WIDGET (FOOLED_GRID_SEARCH (widget)->entry);
  gboolean grabbed = gtk_widget_grab_focus (entry);

  /* What is typed next takes the place of what was looked for last. */
  gtk_editable_select_region (GTK_EDITABLE (entry), 0, -1);
  return grabbed;
}

/* Its entry is no place for the keyboard while nobody sees it. */
static gboolean
fooled_grid_search_focus (GtkWidget *widget, GtkDirectionType direction)
{
  FooledGridSearch *self = FOOLED_GRID_SEARCH (widget);

  return gtk_search_bar_get_search_mode (self->bar) &&
         gtk_widget_child_focus (GTK_WIDGET (self->bar), direction);
}

static void
fooled_grid_search_dispose (GObject *object)
{
  FooledGridSearch *self = FOOLED_GRID_SEARCH (object);

  g_clear_weak_pointer (&self->grid);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_GRID_SEARCH);

  G_OBJECT_CLASS (fooled_grid_search_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledGridSearch, name)

static void
fooled_grid_search_class_init (FooledGridSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_grid_search_dispose;
  object_class->get_property = fooled_grid_search_get_property;
  object_class->set_property = fooled_grid_search_set_property;
  widget_class->focus = fooled_grid_search_focus;
  widget_class->grab_focus = fooled_grid_search_grab_focus;

  properties[PROP_GRID] = g_param_spec_object ("grid", NULL, NULL, FOOLED_TYPE_GRID,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCH_MODE] =
      g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/run/grid-search.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (bar);
  BIND (entry);
  BIND (count_label);
  gtk_widget_class_bind_template_callback (widget_class, text_changed);
  gtk_widget_class_bind_template_callback (widget_class, go_to_grid);
  gtk_widget_class_bind_template_callback (widget_class, key_in_entry);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed);
}

static void
fooled_grid_search_init (FooledGridSearch *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
}

GtkWidget *
fooled_grid_search_new (void)
{
  return g_object_new (FOOLED_TYPE_GRID_SEARCH, NULL);
}
