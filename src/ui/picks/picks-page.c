// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/picks-page.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/output.h"
#include "ui/picks/pick-cell.h"
#include "ui/picks/picks-presentation.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/one-stop.h"

struct _FooledPicksPage
{
  GtkWidget parent_instance;
  FooledPickList *list;

  GtkStack *stack;
  AdwStatusPage *failed_page;
  GtkGridView *grid_view;
  GtkMultiSelection *selection;
  FooledAncestryStrip *ancestry;
};

static void presentable_interface_init (FooledPresentableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledPicksPage,
                               fooled_picks_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      presentable_interface_init))

enum
{
  PROP_0,
  PROP_SELECTED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, fooled_pick_cell_new ());
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  FooledPickItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  g_autofree char *name = fooled_specimen_text (fooled_pick_item_get_specimen (item));

  fooled_pick_cell_set_item (FOOLED_PICK_CELL (cell), item);
  /* What gets the focus is the cell's parent, so that is what needs a name. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (cell)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
selected_changed (FooledPicksPage *self)
{
  FooledPickItem *pick = fooled_picks_page_get_selected (self);

  if (self->ancestry != NULL)
    fooled_ancestry_strip_set (
        self->ancestry, pick != NULL ? fooled_pick_item_get_specimen (pick) : NULL, NULL, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

/* One is selected, so that there is something that the buttons concern. */
static void
select_first (FooledPicksPage *self)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  if (gtk_bitset_is_empty (selected))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
}

static void
show_page (FooledPicksPage *self)
{
  const char *page = "picks";
  g_autofree char *error = NULL;

  g_object_get (self->list, "error", &error, NULL);
  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      page = "failed";
    }
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0)
    page = "empty";
  gtk_stack_set_visible_child_name (self->stack, page);
  select_first (self);
  selected_changed (self);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

static void
load (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_pick_list_load (FOOLED_PICKS_PAGE (widget)->list);
}

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  fooled_picks_presentation_describe (FOOLED_PICKS_PAGE (page)->list, scene);
}

static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  fooled_picks_presentation_read (FOOLED_PICKS_PAGE (page)->list, number, tile);
}

static void
select_tile (FooledPresentable *page, gint number, gboolean by_hand)
{
  if (by_hand && number >= 0)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (FOOLED_PICKS_PAGE (page)->selection),
                                     (guint) number, TRUE);
}

static void
presentable_interface_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->read_tile = read_tile;
  interface->select = select_tile;
}

static gboolean
fooled_picks_page_grab_focus (GtkWidget *widget)
{
  FooledPicksPage *self = FOOLED_PICKS_PAGE (widget);

  /* A view that is not shown would keep the keyboard for good. */
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0)
    return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  return gtk_widget_grab_focus (GTK_WIDGET (self->grid_view));
}

static gboolean
fooled_picks_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *parts[] = { GTK_WIDGET (FOOLED_PICKS_PAGE (widget)->stack), NULL };

  return fooled_focus_order (widget, parts, direction);
}

static void
fooled_picks_page_dispose (GObject *object)
{
  FooledPicksPage *self = FOOLED_PICKS_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_PICKS_PAGE);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (fooled_picks_page_parent_class)->dispose (object);
}

static void
fooled_picks_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, fooled_picks_page_get_selected (FOOLED_PICKS_PAGE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fooled_picks_page_class_init (FooledPicksPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_picks_page_dispose;
  object_class->get_property = fooled_picks_page_get_property;
  widget_class->focus = fooled_picks_page_focus;
  widget_class->grab_focus = fooled_picks_page_grab_focus;

  properties[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, FOOLED_TYPE_PICK_ITEM,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (FOOLED_TYPE_ANCESTRY_STRIP);
  g_type_ensure (FOOLED_TYPE_ONE_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/picks/picks-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, grid_view);
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, selection);
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, ancestry);
  gtk_widget_class_bind_template_callback (widget_class, setup_cell);
  gtk_widget_class_bind_template_callback (widget_class, bind_cell);
  gtk_widget_class_bind_template_callback (widget_class, selected_changed);
  gtk_widget_class_install_action (widget_class, "picks.load", NULL, load);
}

static void
fooled_picks_page_init (FooledPicksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
fooled_picks_page_new (void)
{
  return g_object_new (FOOLED_TYPE_PICKS_PAGE, NULL);
}

void
fooled_picks_page_bind (FooledPicksPage *self, FooledPickList *list)
{
  g_return_if_fail (FOOLED_IS_PICKS_PAGE (self));
  g_return_if_fail (FOOLED_IS_PICK_LIST (list) && self->list == NULL);

  self->list = g_object_ref (list);
  gtk_multi_selection_set_model (self->selection, G_LIST_MODEL (list));
  g_signal_connect_object (list, "items-changed", G_CALLBACK (show_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "notify::error", G_CALLBACK (show_page), self, G_CONNECT_SWAPPED);
  show_page (self);
}

FooledPickItem *
fooled_picks_page_get_selected (FooledPicksPage *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  g_autoptr (FooledPickItem) item = NULL;

  g_return_val_if_fail (FOOLED_IS_PICKS_PAGE (self), NULL);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (self->list == NULL || gtk_bitset_get_size (selected) != 1)
    return NULL;
  item = g_list_model_get_item (G_LIST_MODEL (self->list), gtk_bitset_get_nth (selected, 0));
  return item; /* the list has another reference */
}

GPtrArray *
fooled_picks_page_get_specimens (FooledPicksPage *self)
{
  GPtrArray *specimens = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
  guint n;

  g_return_val_if_fail (FOOLED_IS_PICKS_PAGE (self), specimens);

  n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (FooledPickItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i))
        g_ptr_array_add (specimens, store_specimen_ref (fooled_pick_item_get_specimen (item)));
    }
  return specimens;
}

FooledAncestryStrip *
fooled_picks_page_get_ancestry (FooledPicksPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PICKS_PAGE (self), NULL);

  return self->ancestry;
}
