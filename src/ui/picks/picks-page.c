// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/picks-page.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/files/drag-content.h"
#include "ui/files/output.h"
#include "ui/lens/lens-tile.h"
#include "ui/picks/pick-cell.h"
#include "ui/picks/picks-presentation.h"
#include "ui/picks/pick-order.h"
#include "ui/widgets/drop-down.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/image-menu.h"
#include "ui/widgets/one-stop.h"
#include "ui/widgets/tooltips.h"

struct _FooledPicksPage
{
  GtkWidget parent_instance;
  FooledPickList *list;

  GtkCustomFilter *filter;
  GtkFilterListModel *found;
  GtkSortListModel *sorted;

  GtkStack *stack;
  AdwStatusPage *failed_page;
  GtkEditable *search_entry;
  GtkDropDown *order_drop_down;
  GtkStack *results;
  GtkLabel *count_label;
  GtkGridView *grid_view;
  GtkMultiSelection *selection;
  FooledAncestryStrip *ancestry;
  FooledLensTile *lens_tile; /* of the presentation */
  int side;                  /* of the pictures, at most */
  guint side_idle;
  FooledPickItem *fresh; /* starred last, while the page was not to be seen; NULL = none */
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

static GtkSelectionModel *
selection_of (FooledPicksPage *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}

/* Where the item is, after searching and sorting; FALSE = it is not shown. */
static gboolean
find_position (FooledPicksPage *self, FooledPickItem *item, guint *position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (*position = 0; *position < n; (*position)++)
    {
      g_autoptr (FooledPickItem) other =
          g_list_model_get_item (G_LIST_MODEL (self->selection), *position);

      if (other == item)
        return TRUE;
    }
  return FALSE;
}

/* Where the item is seen, as the keyboard knows it; NULL = it is out of sight. */
static GtkWidget *
find_cell (FooledPicksPage *self, FooledPickItem *item)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->grid_view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *cell = gtk_widget_get_first_child (child);

      if (FOOLED_IS_PICK_CELL (cell) && fooled_pick_cell_get_item (FOOLED_PICK_CELL (cell)) == item)
        return child;
    }
  return NULL;
}

/* A picture that is asked for a menu, or taken hold of, becomes the selected one, unless it is one
 * of several. */
static void
select_cell (FooledPicksPage *self, GtkWidget *cell)
{
  FooledPickItem *item = fooled_pick_cell_get_item (FOOLED_PICK_CELL (cell));
  guint position;

  if (item != NULL && find_position (self, item, &position) &&
      !gtk_selection_model_is_selected (selection_of (self), position))
    gtk_selection_model_select_item (selection_of (self), position, TRUE);
}

static GMenuModel *
new_menu (guint n)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) look = g_menu_new ();
  g_autoptr (GMenu) keep = g_menu_new ();
  g_autoptr (GMenu) use = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();

  g_menu_append (look, n > 1 ? _ ("Compare _Side by Side") : _ ("Show _Large"), "win.show-image");
  if (n == 1)
    {
      g_menu_append (keep, _ ("Sa_ve"), "win.save");
      g_menu_append (keep, _ ("_Copy"), "win.copy");
    }
  g_menu_append (keep, n > 1 ? _ ("Save S_heet…") : _ ("Save _Poster…"), "win.poster");
  if (n == 1)
    g_menu_append (use, _ ("P_erturb"), "win.perturb");
  g_menu_append (use, n > 1 ? _ ("Start a _Run from Them…") : _ ("Start a _Run from It…"),
                 "win.start-from");
  g_menu_append (end, _ ("_Remove from the Picks"), "win.remove-pick");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (keep));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (use));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  return G_MENU_MODEL (menu);
}

static GMenuModel *
cell_menu (GtkWidget *cell, double x, double y)
{
  GtkWidget *page = gtk_widget_get_ancestor (cell, FOOLED_TYPE_PICKS_PAGE);
  g_autoptr (GPtrArray) specimens = NULL;

  select_cell (FOOLED_PICKS_PAGE (page), cell);
  specimens = fooled_picks_page_get_specimens (FOOLED_PICKS_PAGE (page));
  return new_menu (specimens->len);
}

/* By the keyboard, for what is selected. */
static GMenuModel *
view_menu (GtkWidget *view, double x, double y)
{
  GtkWidget *page = gtk_widget_get_ancestor (view, FOOLED_TYPE_PICKS_PAGE);
  g_autoptr (GPtrArray) specimens = fooled_picks_page_get_specimens (FOOLED_PICKS_PAGE (page));

  return x < 0 && specimens->len > 0 ? new_menu (specimens->len) : NULL;
}

/* What another program gets: the picture, and the file with everything that says how it was made.
 */
static GdkContentProvider *
prepare_drag (GtkDragSource *source, double x, double y, GtkWidget *cell)
{
  FooledPickItem *item = fooled_pick_cell_get_item (FOOLED_PICK_CELL (cell));

  return item != NULL ? fooled_drag_content_new (fooled_pick_item_get_specimen (item)) : NULL;
}

static void
drag_begun (GtkDragSource *source, GdkDrag *drag, GtkWidget *cell)
{
  FooledPickItem *item = fooled_pick_cell_get_item (FOOLED_PICK_CELL (cell));
  g_autoptr (GdkPaintable) icon = NULL;

  if (item == NULL)
    return;
  icon = gtk_widget_paintable_new (cell);
  gtk_drag_source_set_icon (source, icon, 24, 24);
}

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *cell = fooled_pick_cell_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_drag), cell);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begun), cell);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (source));
  fooled_image_menu_add (cell, cell_menu);
  gtk_list_item_set_child (list_item, cell);
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  FooledPickItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  g_autofree char *name = fooled_specimen_text (fooled_pick_item_get_specimen (item));

  FooledPicksPage *self =
      FOOLED_PICKS_PAGE (gtk_widget_get_ancestor (cell, FOOLED_TYPE_PICKS_PAGE));

  fooled_pick_cell_set_side (FOOLED_PICK_CELL (cell), self->side);
  fooled_pick_cell_set_item (FOOLED_PICK_CELL (cell), item);
  /* What gets the focus is the cell's parent, so that is what needs a name. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (cell)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
activated (FooledPicksPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-image", NULL);
}

static void
selected_changed (FooledPicksPage *self)
{
  FooledPickItem *pick = fooled_picks_page_get_selected (self);

  if (self->ancestry != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->ancestry), pick != NULL);
      fooled_ancestry_strip_set (
          self->ancestry, pick != NULL ? fooled_pick_item_get_specimen (pick) : NULL, NULL, NULL);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

/* One is selected, so that there is something that the buttons concern. */
static void
select_first (FooledPicksPage *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (selection_of (self));

  if (gtk_bitset_is_empty (selected))
    gtk_selection_model_select_item (selection_of (self), 0, TRUE);
}

static gboolean
matches (gpointer item, gpointer data)
{
  FooledPicksPage *self = data;

  return fooled_pick_matches (item, gtk_editable_get_text (self->search_entry));
}

static void
show_count (FooledPicksPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autofree char *text = NULL;

  if (n < n_all)
    /* Translators: so many of all picks are found. */
    text = g_strdup_printf (ngettext ("%u of %u pick", "%u of %u picks", n_all), n, n_all);
  else
    text = g_strdup_printf (ngettext ("%u pick", "%u picks", n), n);
  gtk_label_set_label (self->count_label, text);
  gtk_stack_set_visible_child_name (self->results, n > 0 ? "found" : "nothing");
}

static void
search_changed (FooledPicksPage *self)
{
  if (self->filter == NULL)
    return;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_count (self);
  select_first (self);
  selected_changed (self);
}

static void
stop_search (FooledPicksPage *self)
{
  gtk_editable_set_text (self->search_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->grid_view));
}

static void
order_changed (FooledPicksPage *self)
{
  g_autoptr (GtkSorter) sorter =
      fooled_pick_sorter_new ((FooledPickOrder) gtk_drop_down_get_selected (self->order_drop_down));

  if (self->sorted != NULL)
    gtk_sort_list_model_set_sorter (self->sorted, sorter);
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
  show_count (self);
  select_first (self);
  selected_changed (self);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

/* What is starred elsewhere is what one looks for here next. */
static void
note_fresh (FooledPicksPage *self, guint position, guint n_removed, guint n_added)
{
  g_autoptr (FooledPickItem) item = NULL;

  if (n_removed > 0 || n_added != 1 || gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  item = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  g_set_object (&self->fresh, item);
}

/* Also where a search would hide it. */
static void
show_fresh (FooledPicksPage *self)
{
  g_autoptr (FooledPickItem) item = g_steal_pointer (&self->fresh);
  guint position;

  if (item == NULL || fooled_pick_list_find (self->list, fooled_pick_item_get_specimen (item)) !=
                          item) /* removed */
    return;
  if (!find_position (self, item, &position))
    {
      gtk_editable_set_text (self->search_entry, "");
      search_changed (self);
    }
  if (!find_position (self, item, &position))
    return;
  gtk_selection_model_select_item (selection_of (self), position, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->grid_view), "list.scroll-to-item", "u", position);
}

static void
fooled_picks_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_picks_page_parent_class)->map (widget);
  show_fresh (FOOLED_PICKS_PAGE (widget));
}

static void
load (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_pick_list_load (FOOLED_PICKS_PAGE (widget)->list);
}

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledPicksPage *self = FOOLED_PICKS_PAGE (page);

  fooled_picks_presentation_describe (self->list, scene);
  if (scene->n_tiles > 0)
    scene->line = fooled_lens_tile_line (self->lens_tile, scene->line);
}

static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  FooledPicksPage *self = FOOLED_PICKS_PAGE (page);

  fooled_picks_presentation_read (self->list, self->lens_tile, number, enlarged, tile);
}

static void
select_tile (FooledPresentable *page, gint number, gboolean by_hand)
{
  FooledPicksPage *self = FOOLED_PICKS_PAGE (page);
  g_autoptr (FooledPickItem) item = NULL;
  guint position;

  if (!by_hand || number < 0)
    return;
  item = g_list_model_get_item (G_LIST_MODEL (self->list), (guint) number);
  if (item != NULL && find_position (self, item, &position))
    gtk_selection_model_select_item (selection_of (self), position, TRUE);
}

static void
set_side (FooledPresentable *page, guint device_pixels)
{
  if (device_pixels == 0)
    fooled_lens_tile_rest (FOOLED_PICKS_PAGE (page)->lens_tile);
}

static void
presentable_interface_init (FooledPresentableInterface *interface)
{
  interface->set_side = set_side;
  interface->describe = describe;
  interface->read_tile = read_tile;
  interface->select = select_tile;
}

static gboolean
fooled_picks_page_grab_focus (GtkWidget *widget)
{
  FooledPicksPage *self = FOOLED_PICKS_PAGE (widget);
  FooledPickItem *selected = fooled_picks_page_get_selected (self);
  GtkWidget *cell = selected != NULL ? find_cell (self, selected) : NULL;

  /* A view that is not shown would keep the keyboard for good. */
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0)
    return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  return (cell != NULL && gtk_widget_grab_focus (cell)) ||
         gtk_widget_grab_focus (GTK_WIDGET (self->grid_view));
}

/* A large window shows them large: four in a row at least. */
static int
side_for (double width)
{
  return width >= 1800 ? FOOLED_PICK_LARGE : width >= 900 ? FOOLED_PICK_MEDIUM : FOOLED_PICK_SMALL;
}

static gboolean
side_idle (gpointer data)
{
  FooledPicksPage *self = data;

  self->side_idle = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->grid_view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *cell = gtk_widget_get_first_child (child);

      if (FOOLED_IS_PICK_CELL (cell))
        fooled_pick_cell_set_side (FOOLED_PICK_CELL (cell), self->side);
    }
  return G_SOURCE_REMOVE;
}

/* While sizes are being given out nothing may ask for another one. */
static void
width_changed (GtkAdjustment *adjustment, GParamSpec *pspec, FooledPicksPage *self)
{
  int side = side_for (gtk_adjustment_get_page_size (adjustment));

  if (side == self->side)
    return;
  self->side = side;
  if (self->side_idle == 0)
    self->side_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, side_idle, self, NULL);
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

  g_clear_handle_id (&self->side_idle, g_source_remove);
  g_clear_pointer (&self->lens_tile, fooled_lens_tile_free);
  g_clear_object (&self->fresh);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_PICKS_PAGE);
  g_clear_object (&self->sorted);
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
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
  widget_class->map = fooled_picks_page_map;

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
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, order_drop_down);
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, results);
  gtk_widget_class_bind_template_child (widget_class, FooledPicksPage, count_label);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, stop_search);
  gtk_widget_class_bind_template_callback (widget_class, order_changed);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_bind_template_callback (widget_class, setup_cell);
  gtk_widget_class_bind_template_callback (widget_class, bind_cell);
  gtk_widget_class_bind_template_callback (widget_class, selected_changed);
  gtk_widget_class_install_action (widget_class, "picks.load", NULL, load);
}

static void
presentation_changed (gpointer page)
{
  fooled_presentable_changed (FOOLED_PRESENTABLE (page));
}

static void
fooled_picks_page_init (FooledPicksPage *self)
{
  const char *titles[FOOLED_N_PICK_ORDERS + 1] = { NULL };
  g_autoptr (GtkStringList) orders = NULL;

  self->lens_tile = fooled_lens_tile_new (G_OBJECT (self), presentation_changed);

  self->side = FOOLED_PICK_SMALL;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->grid_view)),
                           "notify::page-size", G_CALLBACK (width_changed), self, 0);
  for (FooledPickOrder order = 0; order < FOOLED_N_PICK_ORDERS; order++)
    titles[order] = fooled_pick_order_title (order);
  orders = gtk_string_list_new (titles);
  gtk_drop_down_set_model (self->order_drop_down, G_LIST_MODEL (orders));
  fooled_drop_down_set_name (self->order_drop_down, _ ("Order"));
  fooled_image_menu_add (GTK_WIDGET (self->grid_view), view_menu);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
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
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->found = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (list)),
                                           g_object_ref (GTK_FILTER (self->filter)));
  self->sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->found)),
                                          fooled_pick_sorter_new (FOOLED_PICK_ORDER_NEWEST));
  gtk_multi_selection_set_model (self->selection, G_LIST_MODEL (self->sorted));
  g_signal_connect_object (list, "items-changed", G_CALLBACK (note_fresh), self, G_CONNECT_SWAPPED);
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

  selected = gtk_selection_model_get_selection (selection_of (self));
  if (self->list == NULL || gtk_bitset_get_size (selected) != 1)
    return NULL;
  item = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_nth (selected, 0));
  return item; /* the list has another reference */
}

/* All that are selected, in the order of the page: FooledPickItem *. Caller unrefs. */
static GPtrArray *
selected_picks (FooledPicksPage *self)
{
  GPtrArray *picks = g_ptr_array_new_with_free_func (g_object_unref);
  guint n;

  n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->selection)) : 0;
  for (guint i = 0; i < n; i++)
    if (gtk_selection_model_is_selected (selection_of (self), i))
      g_ptr_array_add (picks, g_list_model_get_item (G_LIST_MODEL (self->selection), i));
  return picks;
}

GPtrArray *
fooled_picks_page_get_specimens (FooledPicksPage *self)
{
  GPtrArray *specimens = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
  g_autoptr (GPtrArray) picks = NULL;

  g_return_val_if_fail (FOOLED_IS_PICKS_PAGE (self), specimens);

  picks = selected_picks (self);
  for (guint i = 0; i < picks->len; i++)
    g_ptr_array_add (specimens,
                     store_specimen_ref (fooled_pick_item_get_specimen (picks->pdata[i])));
  return specimens;
}

void
fooled_picks_page_search (FooledPicksPage *self)
{
  g_return_if_fail (FOOLED_IS_PICKS_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_select_region (self->search_entry, 0, -1);
}

FooledAncestryStrip *
fooled_picks_page_get_ancestry (FooledPicksPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PICKS_PAGE (self), NULL);

  return self->ancestry;
}
