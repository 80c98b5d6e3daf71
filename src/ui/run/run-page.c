// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/lens/lens.h"
#include "ui/run/cell-choice.h"
#include "ui/run/grid-presentation.h"
#include "ui/run/run-page-private.h"
#include "ui/run/run-presentation.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/tooltips.h"

/* More than a screen of them are sorted by confidence where nobody chose an order. */
#define FEW_CLASSES 100

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledRunPage,
                               fooled_run_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      _fooled_run_page_presentable_init))

enum
{
  PROP_0,
  PROP_SHOW_SETTINGS,
  PROP_SHOW_CHAMPION,
  PROP_VIEW,
  PROP_SPECIMEN,
  PROP_N_CLASSES,
  PROP_CAN_CROP,
  PROP_SEARCH_MODE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

void
_fooled_run_page_send_view (FooledRunPage *self)
{
  guint side = self->presented_side > 0 ? self->presented_side
                                        : fooled_grid_get_device_cell_size (self->grid);

  if (self->run != NULL)
    fooled_run_set_view (self->run, self->view, side);
}

static void
set_view (FooledRunPage *self, const char *name)
{
  RunView view = g_strcmp0 (name, "offspring") == 0 ? RUN_VIEW_OFFSPRING : RUN_VIEW_CHAMPIONS;

  if (view == self->view)
    return;
  self->view = view;
  if (self->breeding != NULL)
    fooled_breeding_set_view (self->breeding, view);
  _fooled_run_page_send_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

static void
settings_revealed (FooledRunPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_SETTINGS]);
}

static void
champion_revealed (FooledRunPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_CHAMPION]);
}

static void
search_mode_changed (FooledRunPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
}

static gboolean
shows_grid (FooledRunPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "grid") == 0;
}

static gboolean
get_search_mode (FooledRunPage *self)
{
  gboolean search_mode;

  g_object_get (self->search, "search-mode", &search_mode, NULL);
  return search_mode;
}

static void
set_search_mode (FooledRunPage *self, gboolean search_mode)
{
  g_object_set (self->search, "search-mode", search_mode && shows_grid (self), NULL);
}

static void
cell_selected (FooledRunPage *self, gint index)
{
  if (self->run_view == RUN_VIEW_CHAMPIONS)
    self->class_index = index;
  fooled_run_select (self->run, index);
}

/* Where there is no room for the panel beside the grid, a click on a cell does not bring it: it
 * would cover the grid. Activating the cell does. */
static void
cell_activated (FooledRunPage *self, gint index)
{
  adw_flap_set_reveal_flap (self->champion_flap, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-image", NULL);
}

static gboolean
sorts_by_confidence (FooledRunPage *self)
{
  g_autofree char *sort = NULL;

  g_object_get (self->grid, "sort", &sort, NULL);
  return g_strcmp0 (sort, "confidence") == 0;
}

/* The class that the user looks at, among those of another network: the one that is called the
 * same, if any. */
static void
follow_network (FooledRunPage *self, RunNetworkInfo *network)
{
  gint index = self->class_index;
  const char *label = NULL;

  if (network == NULL || network == self->network)
    return;
  if (self->network != NULL && g_strcmp0 (network->id, self->network->id) != 0 && index >= 0)
    {
      if (self->network->labels != NULL && (guint) index < self->network->n_classes)
        label = self->network->labels[index];
      self->class_index = -1;
      for (guint i = 0; label != NULL && network->labels != NULL && i < network->n_classes; i++)
        if (g_str_equal (network->labels[i], label))
          self->class_index = (gint) i;
    }
  g_clear_pointer (&self->network, run_network_info_unref);
  self->network = run_network_info_ref (network);
}

/* In a new grid the cell that the user looked at before is selected again, else the first one, so
 * that the panel is not empty. */
static void
keep_selection (FooledRunPage *self, const RunSnapshot *snapshot)
{
  gboolean many = sorts_by_confidence (self); /* then the best one is on top, and in sight */
  float best = 0;
  gint chosen = -1;

  if (snapshot->job.number != self->run_number || snapshot->view != self->run_view)
    {
      self->run_number = snapshot->job.number;
      self->run_view = snapshot->view;
      self->needs_selection = TRUE;
    }
  if (!self->needs_selection)
    return;

  for (guint i = 0; i < snapshot->n_changed; i++)
    {
      const RunCell *cell = &snapshot->changed[i];
      gint index = (gint) cell->index;

      if (!cell->filled)
        continue;
      if (self->run_view == RUN_VIEW_CHAMPIONS && index == self->class_index)
        {
          chosen = index;
          break;
        }
      if (chosen < 0 || (many ? cell->confidence > best : index < chosen))
        {
          chosen = index;
          best = cell->confidence;
        }
    }
  if (chosen < 0)
    return;
  self->needs_selection = FALSE;
  if (!self->has_begun)
    gtk_widget_grab_focus (GTK_WIDGET (self)); /* at the start, for the keyboard */
  self->has_begun = TRUE;
  fooled_grid_sort (self->grid); /* so that it begins at the top, with the best */
  fooled_grid_select (self->grid, chosen);
  fooled_run_select (self->run, chosen);
}

/* As long as nobody chose a cell, the panel shows the first of them, which is in sight: of many
 * that are sorted by confidence it is soon another one. */
static void
grid_sorted (FooledRunPage *self)
{
  gint first = fooled_grid_get_first (self->grid);

  if (self->run == NULL || self->needs_selection || self->class_index >= 0 || first < 0 ||
      self->run_view != RUN_VIEW_CHAMPIONS || !sorts_by_confidence (self) ||
      self->presented_side > 0 || first == fooled_grid_get_selected (self->grid))
    return;
  fooled_grid_select (self->grid, first);
  fooled_run_select (self->run, first);
}

static void
set_specimen (FooledRunPage *self, StoreSpecimen *specimen)
{
  if (specimen == self->specimen)
    return;
  g_clear_pointer (&self->specimen, store_specimen_unref);
  self->specimen = specimen != NULL ? store_specimen_ref (specimen) : NULL;
  fooled_champion_panel_set_specimen (self->champion_panel, specimen);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPECIMEN]);
}

/* An order in which cells change places says so. */
static void
show_order (FooledRunPage *self)
{
  g_autofree char *sort = NULL;

  g_object_get (self->grid, "sort", &sort, NULL);
  if (g_str_equal (sort, "class"))
    gtk_label_set_label (self->order_label, "");
  else if (g_str_equal (sort, "confidence"))
    gtk_label_set_label (self->order_label, _ ("Surest first"));
  else
    gtk_label_set_label (self->order_label, _ ("Latest first"));
  gtk_widget_set_visible (GTK_WIDGET (self->order_label), !g_str_equal (sort, "class"));
}

/* Where nobody chose: few classes in their order; of many those first that there is something to be
 * seen of. */
static void
update_sort (FooledRunPage *self)
{
  g_autofree char *sort = g_settings_get_string (self->settings, "sort");

  if (g_str_equal (sort, "auto"))
    g_object_set (self->grid, "sort", self->n_classes > FEW_CLASSES ? "confidence" : "class", NULL);
  else
    g_object_set (self->grid, "sort", sort, NULL);
  show_order (self);
}

/* Those that the run is for: of a thousand, a few may have been chosen. */
static void
note_classes (FooledRunPage *self, const RunSnapshot *snapshot)
{
  guint n = snapshot->network != NULL ? snapshot->network->n_classes : self->n_classes;

  if (snapshot->network != NULL && snapshot->wanted != NULL)
    {
      n = 0;
      for (guint i = 0; i < snapshot->network->n_classes; i++)
        n += snapshot->wanted[i] ? 1 : 0;
    }
  if (n == self->n_classes)
    return;
  self->n_classes = n;
  update_sort (self);
}

/* A file may have no card under the network's id. */
static void
know_network (const RunSnapshot *snapshot)
{
  g_autoptr (FooledLens) lens = fooled_lens_shared ();

  if (snapshot->network != NULL && snapshot->settings != NULL)
    fooled_lens_know (lens, snapshot->network->id, snapshot->settings->network);
}

static void
snapshot_arrived (FooledRunPage *self, const RunSnapshot *snapshot)
{
  gboolean fresh = snapshot->job.number != self->run_number || snapshot->view != self->run_view;

  note_classes (self, snapshot);
  follow_network (self, snapshot->network);
  fooled_grid_apply (self->grid, snapshot);
  fooled_plot_apply (self->plot, snapshot);
  keep_selection (self, snapshot);
  know_network (snapshot);
  set_specimen (self, snapshot->selected);
  fooled_ancestry_strip_set (fooled_run_page_get_ancestry (self), snapshot->selected,
                             snapshot->job.session, snapshot->network);
  _fooled_run_page_show_state (self, snapshot);
  if (snapshot->network != NULL && snapshot->job.state != RUN_STATE_FAILED &&
      fooled_settings_panel_set_loaded (self->settings_panel, snapshot->network))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CLASSES]);
  self->newest = fooled_grid_presentation_newest (snapshot, fresh ? -1 : self->newest);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

/* Keys of the grid while parents are chosen; elsewhere they are what they always are. */
static gboolean
key_pressed (GtkEventControllerKey *controller,
             guint keyval,
             guint keycode,
             GdkModifierType modifiers,
             FooledRunPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  guint place = fooled_cell_key_place (keyval);

  if (self->breeding == NULL || !fooled_breeding_is_active (self->breeding) || focus == NULL ||
      !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->grid)))
    return FALSE;
  modifiers &= gtk_accelerator_get_default_mod_mask ();
  if (modifiers == GDK_CONTROL_MASK && gdk_keyval_to_lower (keyval) == GDK_KEY_z)
    fooled_breeding_undo (self->breeding);
  else if ((modifiers & ~GDK_SHIFT_MASK) != 0)
    return FALSE;
  else if (place < FOOLED_N_CELL_KEYS)
    fooled_grid_toggle_place (self->grid, place);
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    fooled_grid_toggle_focus (self->grid);
  else if (keyval == GDK_KEY_space)
    fooled_breeding_next (self->breeding);
  else if (keyval == GDK_KEY_BackSpace)
    fooled_breeding_undo (self->breeding);
  else if (keyval == GDK_KEY_Escape)
    g_object_set (self->breeding, "active", FALSE, NULL);
  else
    return FALSE;
  return TRUE;
}

/* Its keys are at hand after a click on a button, too. */
static void
show_bred (FooledRunPage *self, const char *view)
{
  set_view (self, view);
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
turn_changed (FooledRunPage *self)
{
  if (fooled_breeding_is_active (self->breeding))
    gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
bind_breeding (FooledRunPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->breeding = fooled_breeding_new (self->run);
  fooled_grid_set_breeding (self->grid, self->breeding);
  fooled_breeding_bar_bind (self->breeding_bar, self->breeding);
  g_object_bind_property (self->breeding, "available", self->breed_toggle, "visible",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->breeding, "show", G_CALLBACK (show_bred), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->breeding, "notify::active", G_CALLBACK (turn_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* While a network loads there is no grid, and no control has the keyboard: in the next one a key
 * could do what nobody wants. GTK asks, too, when the grid goes. */
static gboolean
fooled_run_page_grab_focus (GtkWidget *widget)
{
  FooledRunPage *self = FOOLED_RUN_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (shows_grid (self))
    return gtk_widget_grab_focus (GTK_WIDGET (self->grid));
  if (gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD))
    return TRUE;
  self->waits_for_grid = TRUE;
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
  return root != NULL;
}

/* Where there is no room beside the grid, a panel covers it. */
static gboolean
covers (AdwFlap *flap)
{
  return adw_flap_get_folded (flap) && adw_flap_get_reveal_flap (flap);
}

static gboolean
fooled_run_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  FooledRunPage *self = FOOLED_RUN_PAGE (widget);
  GtkWidget *all[] = { GTK_WIDGET (self->settings_panel), GTK_WIDGET (self->stack),
                       GTK_WIDGET (self->champion_panel), self->figures, NULL };
  GtkWidget *settings[] = { GTK_WIDGET (self->settings_panel), self->figures, NULL };

  if (covers (self->champion_flap))
    return fooled_focus_order (widget, all + 2, direction);
  return fooled_focus_order (widget, covers (self->settings_flap) ? settings : all, direction);
}

static void
fooled_run_page_dispose (GObject *object)
{
  FooledRunPage *self = FOOLED_RUN_PAGE (object);

  g_clear_handle_id (&self->loading_timeout, g_source_remove);
  g_clear_pointer (&self->specimen, store_specimen_unref);
  g_clear_pointer (&self->network, run_network_info_unref);
  g_clear_pointer (&self->lens_tile, fooled_lens_tile_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_RUN_PAGE);
  g_clear_object (&self->breeding);
  g_clear_object (&self->run);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_run_page_parent_class)->dispose (object);
}

static void
fooled_run_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  FooledRunPage *self = FOOLED_RUN_PAGE (object);

  switch (prop_id)
    {
    case PROP_SHOW_SETTINGS:
      g_value_set_boolean (value, adw_flap_get_reveal_flap (self->settings_flap));
      break;
    case PROP_SHOW_CHAMPION:
      g_value_set_boolean (value, adw_flap_get_reveal_flap (self->champion_flap));
      break;
    case PROP_VIEW:
      g_value_set_static_string (value,
                                 self->view == RUN_VIEW_OFFSPRING ? "offspring" : "champions");
      break;
    case PROP_SPECIMEN:
      g_value_set_pointer (value, self->specimen);
      break;
    case PROP_N_CLASSES:
      g_value_set_uint (value, fooled_settings_panel_get_n_classes (self->settings_panel));
      break;
    case PROP_CAN_CROP:
      g_value_set_boolean (value, fooled_settings_panel_get_can_crop (self->settings_panel));
      break;
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, get_search_mode (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
fooled_run_page_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  FooledRunPage *self = FOOLED_RUN_PAGE (object);

  switch (prop_id)
    {
    case PROP_SHOW_SETTINGS:
      adw_flap_set_reveal_flap (self->settings_flap, g_value_get_boolean (value));
      break;
    case PROP_SHOW_CHAMPION:
      adw_flap_set_reveal_flap (self->champion_flap, g_value_get_boolean (value));
      break;
    case PROP_VIEW:
      set_view (self, g_value_get_string (value));
      break;
    case PROP_SEARCH_MODE:
      set_search_mode (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = fooled_run_page_get_property;
  object_class->set_property = fooled_run_page_set_property;

  properties[PROP_SHOW_SETTINGS] = g_param_spec_boolean ("show-settings", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_CHAMPION] = g_param_spec_boolean ("show-champion", NULL, NULL, TRUE, flags);
  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, "champions", flags);
  properties[PROP_SPECIMEN] =
      g_param_spec_pointer ("specimen", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_CLASSES] = g_param_spec_uint ("n-classes", NULL, NULL, 0, G_MAXUINT, 0,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_CROP] = g_param_spec_boolean ("can-crop", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCH_MODE] = g_param_spec_boolean ("search-mode", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

/* An empty plot takes no room from what says why there is nothing to see. */
static void
show_or_hide_figures (FooledRunPage *self)
{
  const char *shown = gtk_stack_get_visible_child_name (self->stack);
  gboolean is_narrow = adw_flap_get_folded (self->champion_flap);

  gtk_widget_set_visible (self->figures, g_strcmp0 (shown, "grid") == 0 ||
                                             g_strcmp0 (shown, "loading") == 0 ||
                                             (g_strcmp0 (shown, "ready") == 0 && !is_narrow));
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledRunPage, name)

static void
fooled_run_page_class_init (FooledRunPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_run_page_dispose;
  install_properties (G_OBJECT_CLASS (klass));
  widget_class->focus = fooled_run_page_focus;
  widget_class->grab_focus = fooled_run_page_grab_focus;

  g_type_ensure (FOOLED_TYPE_BREEDING_BAR);
  g_type_ensure (FOOLED_TYPE_CHAMPION_PANEL);
  g_type_ensure (FOOLED_TYPE_GRID);
  g_type_ensure (FOOLED_TYPE_GRID_SEARCH);
  g_type_ensure (FOOLED_TYPE_PLOT);
  g_type_ensure (FOOLED_TYPE_PLOT_OTHERS);
  g_type_ensure (FOOLED_TYPE_SETTINGS_PANEL);
  g_type_ensure (FOOLED_TYPE_UNSAVED_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/fooled/Fooled/run/run-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (box);
  BIND (unsaved_banner);
  BIND (champion_flap);
  BIND (settings_flap);
  BIND (settings_panel);
  BIND (champion_panel);
  BIND (stack);
  BIND (loading_page);
  BIND (failed_page);
  BIND (cannot_open_page);
  BIND (search);
  BIND (grid);
  BIND (cell_size);
  BIND (breeding_bar);
  BIND (breed_toggle);
  BIND (figures);
  BIND (plot);
  BIND (plot_others);
  BIND (order_label);
  BIND (figures_label);
  BIND (beginning_revealer);
  BIND (beginning);
  gtk_widget_class_bind_template_callback (widget_class, settings_revealed);
  gtk_widget_class_bind_template_callback (widget_class, show_or_hide_figures);
  gtk_widget_class_bind_template_callback (widget_class, champion_revealed);
  gtk_widget_class_bind_template_callback (widget_class, cell_selected);
  gtk_widget_class_bind_template_callback (widget_class, cell_activated);
  gtk_widget_class_bind_template_callback (widget_class, grid_sorted);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed);
  gtk_widget_class_bind_template_callback_full (widget_class, "send_view",
                                                G_CALLBACK (_fooled_run_page_send_view));
}

/* Its label may be left out from now on. */
static void
forget_newest (FooledRunPage *self)
{
  self->newest = -1;
}

static void
presentation_changed (gpointer page)
{
  fooled_presentable_changed (FOOLED_PRESENTABLE (page));
}

static void
fooled_run_page_init (FooledRunPage *self)
{
  self->lens_tile = fooled_lens_tile_new (G_OBJECT (self), presentation_changed);
  self->class_index = self->newest = -1;
  fooled_classroom_watch (self, G_CALLBACK (forget_newest));
  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_plot_others_set_plot (self->plot_others, self->plot);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
}

GtkWidget *
fooled_run_page_new (void)
{
  return g_object_new (FOOLED_TYPE_RUN_PAGE, NULL);
}

void
fooled_run_page_open_session (FooledRunPage *self, const char *path)
{
  g_return_if_fail (FOOLED_IS_RUN_PAGE (self) && self->run != NULL);

  fooled_run_open_session (self->run, path, fooled_run_wants_pause (self->run));
}

/* By the scale or the keys: then it is that one. */
static void
size_chosen (GSettings *settings, const char *key, FooledRunPage *self)
{
  g_settings_set_boolean (settings, "fit-cells", FALSE);
}

gboolean
fooled_run_page_bind (FooledRunPage *self, FooledRun *run, GSettings *settings, GPtrArray *networks)
{
  gboolean any;

  g_return_val_if_fail (FOOLED_IS_RUN_PAGE (self), FALSE);
  g_return_val_if_fail (FOOLED_IS_RUN (run) && self->run == NULL, FALSE);
  g_return_val_if_fail (G_IS_SETTINGS (settings), FALSE);

  self->run = g_object_ref (run);
  bind_breeding (self);
  any = fooled_settings_panel_bind (self->settings_panel, settings, networks);
  gtk_widget_insert_action_group (GTK_WIDGET (self->grid), "classes",
                                  fooled_settings_panel_get_class_actions (self->settings_panel));
  g_settings_bind (settings, "cell-size", self->grid, "cell-size",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_settings_bind (settings, "cell-size", self->cell_size, "value",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_signal_connect_object (settings, "changed::cell-size", G_CALLBACK (size_chosen), self, 0);
  g_settings_bind (settings, "fit-cells", self->grid, "fit",
                   G_SETTINGS_BIND_GET | G_SETTINGS_BIND_NO_SENSITIVITY);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::sort", G_CALLBACK (update_sort), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "snapshot", G_CALLBACK (snapshot_arrived), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->stack, any ? "ready" : "no-networks");
  update_sort (self);
  _fooled_run_page_send_view (self);
  return any;
}

gboolean
fooled_run_page_set_networks (FooledRunPage *self, GPtrArray *networks)
{
  gboolean any;

  g_return_val_if_fail (FOOLED_IS_RUN_PAGE (self), FALSE);

  any = fooled_settings_panel_set_networks (self->settings_panel, networks);
  if (any && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "no-networks") == 0)
    gtk_stack_set_visible_child_name (self->stack, "ready");
  return any;
}

StoreSpecimen *
fooled_run_page_get_specimen (FooledRunPage *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN_PAGE (self), NULL);

  return self->specimen;
}

FooledBreeding *
fooled_run_page_get_breeding (FooledRunPage *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN_PAGE (self), NULL);

  return self->breeding;
}

void
fooled_run_page_search (FooledRunPage *self)
{
  g_return_if_fail (FOOLED_IS_RUN_PAGE (self));

  set_search_mode (self, TRUE);
  if (get_search_mode (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
fooled_run_page_set_picks (FooledRunPage *self, FooledPickList *picks)
{
  g_return_if_fail (FOOLED_IS_RUN_PAGE (self));

  fooled_grid_set_picks (self->grid, picks);
}

void
fooled_run_page_set_starred (FooledRunPage *self, gboolean starred)
{
  g_return_if_fail (FOOLED_IS_RUN_PAGE (self));

  g_object_set (self->champion_panel, "starred", starred, NULL);
  /* A run that stands still has no other news. */
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

FooledAncestryStrip *
fooled_run_page_get_ancestry (FooledRunPage *self)
{
  g_return_val_if_fail (FOOLED_IS_RUN_PAGE (self), NULL);

  return fooled_champion_panel_get_ancestry (self->champion_panel);
}
