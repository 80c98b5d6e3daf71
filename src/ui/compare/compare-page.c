// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare-page.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/compare/compare-page-private.h"
#include "ui/widgets/news.h"
#include "ui/widgets/tooltips.h"
#include "ui/widgets/whole-numbers.h"

/* Sentences below the table; there are more in the tooltip. */
#define MAX_MESSAGES 2

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledComparePage,
                               fooled_compare_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      fooled_compare_page_scene_init))

const RunCompareSnapshot *
fooled_compare_page_get_snapshot (FooledComparePage *self)
{
  const RunCompareSnapshot *snapshot =
      self->compare != NULL ? fooled_compare_get_snapshot (self->compare) : NULL;

  if (snapshot == NULL || !self->is_shown || snapshot->job.number == self->number)
    return NULL;
  return snapshot;
}

gboolean
fooled_compare_page_is_busy (const RunCompareSnapshot *snapshot)
{
  return snapshot != NULL &&
         (snapshot->job.state == RUN_STATE_LOADING || snapshot->job.state == RUN_STATE_RUNNING ||
          snapshot->job.state == RUN_STATE_PAUSED);
}

guint
fooled_compare_page_n_cells (const RunCompareSnapshot *snapshot)
{
  guint n = 0;

  for (guint i = 0; snapshot != NULL && i < snapshot->n_sets * snapshot->n_networks; i++)
    n += snapshot->cells[i] != NULL ? 1 : 0;
  return n;
}

static void
show_state (FooledComparePage *self)
{
  const RunCompareSnapshot *snapshot = fooled_compare_page_get_snapshot (self);
  gboolean busy = self->is_shown && (snapshot == NULL || fooled_compare_page_is_busy (snapshot));
  gboolean can_start = self->sets->len > 0 && self->networks->len > 0 && !self->ended;
  gboolean any = fooled_compare_page_n_cells (snapshot) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.start", can_start && !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.cancel", busy);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->start_button),
                                  busy ? "compare.cancel" : "compare.start");
  gtk_button_set_label (self->start_button, busy ? _ ("Cancel") : _ ("Compare"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->start_button),
                               busy ? _ ("Stop comparing (Escape)")
                                    : _ ("Show every set of images to every network"));
  if (busy)
    gtk_widget_remove_css_class (GTK_WIDGET (self->start_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->start_button), "suggested-action");
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), busy);
  /* Its place stays. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), busy ? 1 : 0);
  gtk_progress_bar_set_fraction (self->progress,
                                 snapshot != NULL ? CLAMP (snapshot->job.fraction, 0, 1) : 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.save", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.copy", any);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

static void
hint (FooledComparePage *self)
{
  const char *sentence = _ ("Press Compare: each cell then says how many images of a set a network "
                            "takes for what they were made for.");

  if (self->networks->len == 0)
    sentence = _ ("Choose at least one network.");
  else if (self->is_shown)
    sentence = _ ("Select a cell to see its images.");
  self->has_cell = FALSE;
  fooled_compare_detail_clear (self->detail, sentence);
}

static void
show_messages (FooledComparePage *self)
{
  const RunCompareSnapshot *snapshot = fooled_compare_page_get_snapshot (self);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL), whole = g_string_new (NULL);

  for (guint i = 0; snapshot != NULL && i < snapshot->n_networks; i++)
    if (snapshot->networks[i].message != NULL)
      g_ptr_array_add (all, snapshot->networks[i].message);
  for (guint i = 0; snapshot != NULL && i < snapshot->n_sets; i++)
    for (guint j = 0; snapshot->sets[i] != NULL && snapshot->sets[i]->messages[j] != NULL; j++)
      g_ptr_array_add (all, snapshot->sets[i]->messages[j]);
  for (guint i = 0; i < all->len; i++)
    {
      g_string_append_printf (whole, "%s%s", i > 0 ? "\n" : "", (char *) all->pdata[i]);
      if (i < MAX_MESSAGES)
        g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) all->pdata[i]);
    }
  if (all->len > MAX_MESSAGES)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("… and %u more", "… and %u more", all->len - MAX_MESSAGES),
                              all->len - MAX_MESSAGES);
    }
  gtk_label_set_label (self->messages, text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->messages), whole->str);
  gtk_widget_set_visible (self->message_box, all->len > 0);
}

void
fooled_compare_page_get_heads (FooledComparePage *self, GPtrArray **sets, GPtrArray **networks)
{
  *sets = g_ptr_array_new_with_free_func (g_free);
  *networks = g_ptr_array_new ();
  for (guint i = 0; i < self->sets->len; i++)
    g_ptr_array_add (*sets,
                     fooled_compare_page_name_of (&g_array_index (self->sets, RunImages, i)));
  for (guint i = 0; i < self->networks->len; i++)
    g_ptr_array_add (*networks, ((RunNetworkInfo *) self->networks->pdata[i])->name);
}

/* The table of what is chosen now, with nothing in it yet. */
static void
lay_out (FooledComparePage *self)
{
  g_autoptr (GPtrArray) sets = NULL, networks = NULL;

  fooled_compare_page_get_heads (self, &sets, &networks);
  fooled_compare_matrix_set_heads (self->matrix, (const char *const *) sets->pdata, sets->len,
                                   (const char *const *) networks->pdata, networks->len);
  gtk_stack_set_visible_child_name (self->stack, self->sets->len > 0 ? "table" : "empty");
}

void
fooled_compare_page_choice_changed (FooledComparePage *self)
{
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  self->networks = fooled_network_checks_get_wanted (self->checks);
  if (self->compare != NULL)
    {
      const RunCompareSnapshot *last = fooled_compare_get_snapshot (self->compare);

      fooled_compare_cancel (self->compare);
      self->number = last != NULL ? last->job.number : 0;
    }
  self->is_shown = FALSE;
  lay_out (self);
  hint (self);
  show_messages (self);
  show_state (self);
}

static void
snapshot_arrived (FooledComparePage *self)
{
  const RunCompareSnapshot *snapshot = fooled_compare_get_snapshot (self->compare);

  if (self->is_shown && snapshot->job.state == RUN_STATE_FAILED)
    {
      if (snapshot->job.message != NULL)
        fooled_news_message (self, snapshot->job.message);
      self->is_shown = FALSE;
    }
  snapshot = fooled_compare_page_get_snapshot (self);
  if (snapshot != NULL && snapshot->n_sets > 0)
    fooled_compare_matrix_apply (self->matrix, snapshot);
  show_messages (self);
  show_state (self);
}

static void
cell_selected (FooledComparePage *self, guint set, guint network)
{
  const RunCompareSnapshot *snapshot = fooled_compare_page_get_snapshot (self);

  if (snapshot == NULL || snapshot->n_sets <= set || snapshot->n_networks <= network ||
      run_compare_cell (snapshot, set, network) == NULL)
    return;
  fooled_compare_detail_show (self->detail, snapshot, set, network);
  self->has_cell = TRUE;
}

static void
set_removed (FooledComparePage *self, guint set)
{
  g_array_remove_index (self->sets, set);
  fooled_compare_page_choice_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
begin (FooledComparePage *self)
{
  if (self->compare != NULL)
    return;
  self->compare = fooled_compare_new ();
  g_signal_connect_object (self->compare, "snapshot", G_CALLBACK (snapshot_arrived), self,
                           G_CONNECT_SWAPPED);
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (widget);
  RunComparison *comparison = run_comparison_new ();
  g_autoptr (GStrvBuilder) networks = g_strv_builder_new ();
  const RunCompareSnapshot *last;

  begin (self);
  for (guint i = 0; i < self->sets->len; i++)
    {
      const RunImages *set = &g_array_index (self->sets, RunImages, i);

      run_comparison_add_set (comparison, set->source, set->path, set->name);
    }
  for (guint i = 0; i < self->networks->len; i++)
    g_strv_builder_add (networks, ((RunNetworkInfo *) self->networks->pdata[i])->id);
  g_strfreev (comparison->networks);
  comparison->networks = g_strv_builder_end (networks);
  last = fooled_compare_get_snapshot (self->compare);
  self->number = last != NULL ? last->job.number : 0;
  self->is_shown = TRUE;
  gtk_toggle_button_set_active (self->pause_button, FALSE);
  lay_out (self);
  hint (self);
  fooled_compare_start (self->compare, comparison);
  show_state (self);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_compare_page_choice_changed (FOOLED_COMPARE_PAGE (widget));
}

static void
pause_toggled (FooledComparePage *self)
{
  gboolean paused = gtk_toggle_button_get_active (self->pause_button);

  gtk_button_set_icon_name (GTK_BUTTON (self->pause_button), paused
                                                                 ? "media-playback-start-symbolic"
                                                                 : "media-playback-pause-symbolic");
  if (self->compare != NULL)
    fooled_compare_set_paused (self->compare, paused);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

static gboolean
fooled_compare_page_grab_focus (GtkWidget *widget)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (widget);

  if (self->sets->len == 0)
    return gtk_widget_grab_focus (self->first_button);
  return gtk_widget_grab_focus (GTK_WIDGET (self->start_button)) ||
         gtk_widget_grab_focus (GTK_WIDGET (self->networks_button));
}

static void
fooled_compare_page_dispose (GObject *object)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (object);

  fooled_compare_page_shutdown (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_COMPARE_PAGE);
  g_clear_object (&self->compare);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_compare_page_parent_class)->dispose (object);
}

static void
fooled_compare_page_finalize (GObject *object)
{
  FooledComparePage *self = FOOLED_COMPARE_PAGE (object);

  g_array_unref (self->sets);
  g_ptr_array_unref (self->networks);

  G_OBJECT_CLASS (fooled_compare_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledComparePage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (stack);
  BIND (first_button);
  BIND (networks_button);
  BIND (checks);
  BIND (start_button);
  BIND (pause_button);
  BIND (progress);
  BIND (matrix);
  BIND (message_box);
  BIND (messages);
  BIND (detail);
  gtk_widget_class_bind_template_callback (widget_class, fooled_compare_page_choice_changed);
  gtk_widget_class_bind_template_callback (widget_class, pause_toggled);
  gtk_widget_class_bind_template_callback (widget_class, cell_selected);
  gtk_widget_class_bind_template_callback (widget_class, set_removed);
}

static void
fooled_compare_page_class_init (FooledComparePageClass *klass)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "compare.start", start },
    { "compare.cancel", cancel },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_compare_page_dispose;
  object_class->finalize = fooled_compare_page_finalize;
  widget_class->grab_focus = fooled_compare_page_grab_focus;
  fooled_news_install (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (FOOLED_TYPE_COMPARE_DETAIL);
  g_type_ensure (FOOLED_TYPE_COMPARE_MATRIX);
  g_type_ensure (FOOLED_TYPE_NETWORK_CHECKS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/compare/compare-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  fooled_compare_page_install_sets (widget_class);
  fooled_compare_page_install_output (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "compare.cancel", NULL);
}

static void
fooled_compare_page_init (FooledComparePage *self)
{
  self->sets = fooled_compare_page_sets_new ();
  self->networks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  lay_out (self);
  show_state (self);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
  fooled_labels_keep_percents (GTK_WIDGET (self));
}

GtkWidget *
fooled_compare_page_new (void)
{
  return g_object_new (FOOLED_TYPE_COMPARE_PAGE, NULL);
}

void
fooled_compare_page_bind (FooledComparePage *self, GSettings *settings, GPtrArray *networks)
{
  g_return_if_fail (FOOLED_IS_COMPARE_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  fooled_compare_page_set_networks (self, networks);
}

void
fooled_compare_page_set_networks (FooledComparePage *self, GPtrArray *networks)
{
  g_return_if_fail (FOOLED_IS_COMPARE_PAGE (self));
  g_return_if_fail (networks != NULL);

  fooled_network_checks_set_networks (self->checks, networks);
}

FooledCompare *
fooled_compare_page_get_compare (FooledComparePage *self)
{
  g_return_val_if_fail (FOOLED_IS_COMPARE_PAGE (self), NULL);

  return self->compare;
}

void
fooled_compare_page_shutdown (FooledComparePage *self)
{
  g_return_if_fail (FOOLED_IS_COMPARE_PAGE (self));

  self->ended = TRUE;
  if (self->compare != NULL)
    fooled_compare_shutdown (self->compare);
}
