// SPDX-License-Identifier: GPL-3.0-or-later

#include "config.h"

#include <math.h>

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "run/experiment.h"
#include "ui/run/grid-choose.h"
#include "ui/run/grid-columns.h"
#include "ui/run/grid-menu.h"
#include "ui/run/grid-order.h"
#include "ui/run/grid-private.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/one-stop.h"

#define DEFAULT_CELL_SIZE 112
#define MIN_CELL_SIZE     48
#define MAX_CELL_SIZE     256

/* What fits is between these. */
#define MIN_FITTING 64
#define MAX_FITTING 640

/* What the style adds around a cell, see ui/style-pictures.css: its padding and margin. */
#define CELL_FRAME 14

/* All cells have images, also those that are not shown: few that a search leaves of many are not
 * worth more than so many pixels altogether, 3 bytes each. */
#define MAX_PIXELS 48e6

/* Longer labels get a line of their own. */
#define SHORT_LABEL 4

enum
{
  PROP_CELL_SIZE = 1,
  PROP_FIT,
  PROP_SHOWN_SIZE,
  PROP_SORT,
  PROP_SEARCH,
  PROP_N_CELLS,
  PROP_N_SHOWN,
  N_PROPERTIES,
};

enum
{
  SIGNAL_SELECTED,
  SIGNAL_ACTIVATED,
  SIGNAL_SORTED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static const char *const order_names[] = {
  [FOOLED_ORDER_CLASS] = "class",
  [FOOLED_ORDER_CONFIDENCE] = "confidence",
  [FOOLED_ORDER_LATEST] = "latest",
};

G_DEFINE_FINAL_TYPE (FooledGrid, fooled_grid, GTK_TYPE_WIDGET)

static gboolean
two_lines (FooledGrid *self)
{
  return fooled_cell_model_longest_label (self->model) > SHORT_LABEL;
}

static void
update_cell_layouts (FooledGrid *self)
{
  fooled_cell_factory_set_layout (self->factory, self->shown_size, two_lines (self));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_selected (GtkSingleSelection *selection, GParamSpec *pspec, FooledGrid *self)
{
  if (self->selecting)
    return;
  self->waits_for_image = FALSE;
  self->selected =
      fooled_cell_model_index (self->model, gtk_single_selection_get_selected (selection));
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0, self->selected);
}

/* While parents are chosen, a double click is no more than a click. */
static void
on_activate (GtkGridView *view, guint position, FooledGrid *self)
{
  if (self->breeding != NULL && fooled_breeding_is_active (self->breeding))
    return;
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0,
                 fooled_cell_model_index (self->model, position));
}

/* The largest side with which n cells need no scrolling; 0 = there is none. */
static int
find_fitting (FooledGrid *self, guint n, int width, int height)
{
  for (int side = MAX_FITTING; n > 0 && side >= MIN_FITTING; side -= 2)
    {
      guint columns = (guint) (width / (side + CELL_FRAME));
      guint rows = columns > 0 ? (n - 1) / columns + 1 : n;
      int row = fooled_cell_factory_height_for (self->factory, side) + CELL_FRAME;

      if (columns > 0 && (gint64) rows * row <= height)
        return side;
    }
  return 0;
}

static void
show_size (FooledGrid *self, int size)
{
  if (size == self->shown_size)
    return;
  self->shown_size = size;
  update_cell_layouts (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN_SIZE]);
}

static gboolean
fit_idle (gpointer data)
{
  FooledGrid *self = data;

  self->fit_idle = 0;
  show_size (self, self->fit && self->fitting_size > 0 ? self->fitting_size : self->cell_size);
  return G_SOURCE_REMOVE;
}

/* While sizes are being given out nothing may ask for another one. What a search leaves has the
 * room of all. */
static void
fit (FooledGrid *self, int width, int height)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  int size;

  if (n == 0)
    n = fooled_cell_model_get_n_wanted (self->model); /* nothing was found: nothing changes */

  if (self->fit)
    self->fitting_size = find_fitting (self, n, width, height);
  size = self->fit && self->fitting_size > 0 ? self->fitting_size : self->cell_size;
  if (size != self->shown_size && self->fit_idle == 0)
    self->fit_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_idle, self, NULL);
}

static void
on_items_changed (FooledGrid *self)
{
  gboolean nothing = fooled_cell_model_is_searching (self->model) &&
                     g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0;

  gtk_widget_set_visible (self->nothing, nothing);
  gtk_widget_set_visible (self->scroller, !nothing);
  if (gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    fit (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SHOWN]);
}

/* The number of columns is a limit for the view, which keeps 32 rows of cells alive. The view would
 * begin at the top; few cells stand in the middle. */
static void
fooled_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  FooledGrid *self = FOOLED_GRID (widget);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  int cell_width =
      CELL_FRAME + fooled_cell_factory_measure (self->factory, GTK_ORIENTATION_HORIZONTAL);
  int cell_height =
      CELL_FRAME + fooled_cell_factory_measure (self->factory, GTK_ORIENTATION_VERTICAL);
  guint columns = fooled_grid_columns (n, MAX (width, 1), MAX (height, 1), cell_width, cell_height);
  gint64 content = (gint64) ((n + columns - 1) / columns) * cell_height;
  GtkAllocation allocation = { 0, 0, width, height };
  int minimum;

  fit (self, width, height);
  gtk_grid_view_set_max_columns (GTK_GRID_VIEW (self->view), columns);
  gtk_widget_measure (self->scroller, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  if (content >= minimum && content < height)
    {
      allocation.y = (height - (int) content) / 2;
      allocation.height = (int) content;
    }
  if (gtk_widget_should_layout (self->scroller))
    gtk_widget_size_allocate (self->scroller, &allocation, baseline);
  if (gtk_widget_should_layout (self->nothing))
    gtk_widget_size_allocate (self->nothing, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
fooled_grid_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  FooledGrid *self = FOOLED_GRID (widget);

  gtk_widget_measure (self->scroller, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static GtkSizeRequestMode
fooled_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static gboolean
fooled_grid_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return fooled_one_stop_focus (widget, FOOLED_GRID (widget)->view, direction);
}

static gboolean
fooled_grid_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (FOOLED_GRID (widget)->view);
}

static void
set_cell_size (FooledGrid *self, int cell_size)
{
  if (cell_size == self->cell_size)
    return;
  self->cell_size = cell_size;
  if (!self->fit || self->fitting_size == 0)
    show_size (self, cell_size);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CELL_SIZE]);
}

static void
set_fit (FooledGrid *self, gboolean fits)
{
  if (fits == self->fit)
    return;
  self->fit = fits;
  self->fitting_size = 0;
  if (!fits)
    show_size (self, self->cell_size);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIT]);
}

static void
set_order (FooledGrid *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (order_names); i++)
    if (g_strcmp0 (name, order_names[i]) == 0)
      {
        if (self->order == i)
          return;
        self->order = i;
        _fooled_grid_sort (self);
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
        return;
      }
  g_warning ("No such order of cells: %s", name);
}

/* When the search ends, the cell that the user looks at is where it was. */
static void
set_search (FooledGrid *self, const char *text)
{
  if (!fooled_cell_model_set_search (self->model, text != NULL ? text : ""))
    return;
  _fooled_grid_sort (self);
  if (!fooled_cell_model_is_searching (self->model))
    fooled_grid_select (self, self->selected);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

static void
classroom_changed (FooledGrid *self)
{
  fooled_cell_model_relabel (self->model);
  _fooled_grid_sort (self);
}

static void
fooled_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FooledGrid *self = FOOLED_GRID (object);

  switch (id)
    {
    case PROP_CELL_SIZE:
      g_value_set_int (value, self->cell_size);
      break;
    case PROP_FIT:
      g_value_set_boolean (value, self->fit);
      break;
    case PROP_SHOWN_SIZE:
      g_value_set_int (value, self->shown_size);
      break;
    case PROP_SORT:
      g_value_set_string (value, order_names[self->order]);
      break;
    case PROP_SEARCH:
      g_value_set_string (value, fooled_cell_model_get_search (self->model));
      break;
    case PROP_N_CELLS:
      g_value_set_uint (value, fooled_cell_model_get_n_wanted (self->model));
      break;
    case PROP_N_SHOWN:
      g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (self->model)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
fooled_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FooledGrid *self = FOOLED_GRID (object);

  switch (id)
    {
    case PROP_CELL_SIZE:
      set_cell_size (self, g_value_get_int (value));
      break;
    case PROP_FIT:
      set_fit (self, g_value_get_boolean (value));
      break;
    case PROP_SORT:
      set_order (self, g_value_get_string (value));
      break;
    case PROP_SEARCH:
      set_search (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
fooled_grid_dispose (GObject *object)
{
  FooledGrid *self = FOOLED_GRID (object);

  g_clear_handle_id (&self->sort_timeout, g_source_remove);
  g_clear_handle_id (&self->fit_idle, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->nothing, gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->factory);
  g_clear_object (&self->breeding);
  g_clear_pointer (&self->network, run_network_info_unref);
  G_OBJECT_CLASS (fooled_grid_parent_class)->dispose (object);
}

static void
fooled_grid_class_init (FooledGridClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = fooled_grid_dispose;
  object_class->get_property = fooled_grid_get_property;
  object_class->set_property = fooled_grid_set_property;
  widget_class->measure = fooled_grid_measure;
  widget_class->size_allocate = fooled_grid_size_allocate;
  widget_class->get_request_mode = fooled_grid_get_request_mode;
  widget_class->focus = fooled_grid_focus;
  widget_class->grab_focus = fooled_grid_grab_focus;

  properties[PROP_CELL_SIZE] =
      g_param_spec_int ("cell-size", NULL, NULL, MIN_CELL_SIZE, MAX_CELL_SIZE, DEFAULT_CELL_SIZE,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FIT] =
      g_param_spec_boolean ("fit", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOWN_SIZE] =
      g_param_spec_int ("shown-size", NULL, NULL, MIN_CELL_SIZE, MAX_FITTING, DEFAULT_CELL_SIZE,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SORT] =
      g_param_spec_string ("sort", NULL, NULL, order_names[FOOLED_ORDER_CLASS],
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCH] =
      g_param_spec_string ("search", NULL, NULL, "",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_CELLS] = g_param_spec_uint ("n-cells", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_SHOWN] = g_param_spec_uint ("n-shown", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[SIGNAL_SELECTED] = g_signal_new ("selected", FOOLED_TYPE_GRID, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", FOOLED_TYPE_GRID, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_SORTED] = g_signal_new ("sorted", FOOLED_TYPE_GRID, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "picture-grid");
  _fooled_grid_class_add_menu (widget_class);
}

static void
fooled_grid_init (FooledGrid *self)
{
  fooled_one_stop_mark (GTK_WIDGET (self));
  self->cell_size = self->shown_size = DEFAULT_CELL_SIZE;
  self->selected = -1;
  self->model = fooled_cell_model_new ();
  g_signal_connect_swapped (self->model, "items-changed", G_CALLBACK (on_items_changed), self);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
  g_signal_connect (self->selection, "notify::selected", G_CALLBACK (on_selected), self);

  self->factory = fooled_cell_factory_new ();
  fooled_cell_factory_set_layout (self->factory, self->shown_size, FALSE);
  self->view = gtk_grid_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)),
                                  g_object_ref (fooled_cell_factory_get_factory (self->factory)));
  gtk_widget_set_halign (self->view, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Images"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activate), self, 0);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  self->nothing = g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", "edit-find-symbolic", "title",
                                _ ("No Class Matches"), "description",
                                _ ("Try another word, or a network that knows more things."),
                                "visible", FALSE, NULL);
  gtk_widget_set_parent (self->nothing, GTK_WIDGET (self));

  _fooled_grid_add_menu (self);
  _fooled_grid_add_choosing (self);
  fooled_classroom_watch (self, G_CALLBACK (classroom_changed));
}

GtkWidget *
fooled_grid_new (void)
{
  return g_object_new (FOOLED_TYPE_GRID, NULL);
}

/* A new run, another view or network: everything that was shown is stale. What is selected then is
 * for the run to say. */
static gboolean
reset_if_needed (FooledGrid *self, const RunSnapshot *snapshot)
{
  if (self->applied && snapshot->job.number == self->run_number &&
      snapshot->view == self->view_shown && snapshot->network == self->network &&
      snapshot->n_cells == fooled_cell_model_get_n_cells (self->model))
    return FALSE;

  self->applied = TRUE;
  self->run_number = snapshot->job.number;
  self->view_shown = snapshot->view;
  g_clear_pointer (&self->network, run_network_info_unref);
  if (snapshot->network != NULL)
    self->network = run_network_info_ref (snapshot->network);
  self->selecting = TRUE;
  fooled_cell_model_reset (self->model, snapshot);
  self->selecting = FALSE;
  self->selected = -1;
  self->waits_for_image = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CELLS]);
  update_cell_layouts (self);
  return TRUE;
}

/* A cell without an image is not selected: there is nothing to be shown of it. */
static gboolean
take_selection (FooledGrid *self, const RunSnapshot *snapshot)
{
  if (!self->waits_for_image || snapshot->selected == NULL)
    return FALSE;
  self->waits_for_image = FALSE;
  self->selected = snapshot->selected_index;
  return TRUE;
}

void
fooled_grid_apply (FooledGrid *self, const RunSnapshot *snapshot)
{
  gboolean reset;

  g_return_if_fail (FOOLED_IS_GRID (self));
  g_return_if_fail (snapshot != NULL);

  reset = reset_if_needed (self, snapshot);
  reset = take_selection (self, snapshot) || reset;
  fooled_cell_model_update (self->model, snapshot->changed, snapshot->n_changed);
  if (reset && fooled_cell_model_is_filtered (self->model))
    _fooled_grid_sort (self);
  else if (reset)
    _fooled_grid_restore_selection (self);
  if (snapshot->n_changed > 0)
    _fooled_grid_keep_sorted (self);
}

void
fooled_grid_set_picks (FooledGrid *self, FooledPickList *picks)
{
  g_return_if_fail (FOOLED_IS_GRID (self));

  fooled_cell_model_set_picks (self->model, picks);
}

void
fooled_grid_set_breeding (FooledGrid *self, FooledBreeding *breeding)
{
  g_return_if_fail (FOOLED_IS_GRID (self));
  g_return_if_fail (FOOLED_IS_BREEDING (breeding) && self->breeding == NULL);

  self->breeding = g_object_ref (breeding);
  fooled_cell_model_set_breeding (self->model, breeding);
}

void
fooled_grid_hide_class_menu (FooledGrid *self)
{
  g_return_if_fail (FOOLED_IS_GRID (self));

  self->no_class_menu = TRUE;
}

void
fooled_grid_sort (FooledGrid *self)
{
  g_return_if_fail (FOOLED_IS_GRID (self));

  _fooled_grid_sort (self);
}

void
fooled_grid_select (FooledGrid *self, gint index)
{
  guint position;

  g_return_if_fail (FOOLED_IS_GRID (self));

  position = fooled_cell_model_position (self->model, index);
  self->waits_for_image = FALSE;
  self->selected =
      index >= 0 && (guint) index < fooled_cell_model_get_n_cells (self->model) ? index : -1;
  _fooled_grid_restore_selection (self);
  if (self->selected >= 0 && position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", position);
}

gboolean
fooled_grid_select_first (FooledGrid *self)
{
  g_return_val_if_fail (FOOLED_IS_GRID (self), FALSE);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    return FALSE;
  gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", 0);
  gtk_widget_activate_action (self->view, "list.select-item", "(ubb)", 0, FALSE, FALSE);
  return gtk_widget_grab_focus (GTK_WIDGET (self));
}

gint
fooled_grid_get_first (FooledGrid *self)
{
  g_return_val_if_fail (FOOLED_IS_GRID (self), -1);

  return g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0
             ? fooled_cell_model_index (self->model, 0)
             : -1;
}

gint
fooled_grid_get_selected (FooledGrid *self)
{
  g_return_val_if_fail (FOOLED_IS_GRID (self), -1);

  return self->selected;
}

guint
fooled_grid_get_device_cell_size (FooledGrid *self)
{
  guint side, most;

  g_return_val_if_fail (FOOLED_IS_GRID (self), 0);

  side = (guint) (self->shown_size * gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  most = (guint) sqrt (MAX_PIXELS / MAX (1, fooled_cell_model_get_n_cells (self->model)));
  return CLAMP (side, RUN_MIN_CELL_SIZE, CLAMP (most, RUN_MIN_CELL_SIZE, RUN_MAX_CELL_SIZE));
}
