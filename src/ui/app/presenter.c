// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/app/presenter.h"

#include "ui/present/stage.h"
#include "ui/widgets/class-labels.h"

struct _FooledPresenter
{
  GtkWindow *window;
  AdwViewStack *stack;
  FooledStage *stage;
  GtkWidget *frame; /* what the window shows else */

  GtkWidget *focus; /* where the keyboard was; weak */
  gboolean was_fullscreen;
  gboolean is_fullscreen; /* since people present: it came about */
  AdwColorScheme color_scheme;
};

static gboolean
is_presenting (FooledPresenter *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->stage));
}

/* What takes no turn is not there for assistive technologies either, and never has the keyboard,
 * which a page asks for when it is shown. */
static void
take_turns (FooledPresenter *self, gboolean presenting)
{
  gtk_widget_set_can_focus (self->frame, !presenting);
  gtk_widget_set_visible (self->frame, !presenting);
  gtk_widget_set_visible (GTK_WIDGET (self->stage), presenting);
}

static void
set_state (FooledPresenter *self, gboolean presenting)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->window), "present");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (presenting));
}

/* In the slot that is shown. */
static GtkWidget *
get_shown (FooledPresenter *self)
{
  GtkWidget *slot = adw_view_stack_get_visible_child (self->stack);

  return slot != NULL ? adw_bin_get_child (ADW_BIN (slot)) : NULL;
}

static FooledPresentable *
get_page (FooledPresenter *self)
{
  GtkWidget *page = get_shown (self);

  return page != NULL && FOOLED_IS_PRESENTABLE (page) ? FOOLED_PRESENTABLE (page) : NULL;
}

static void
set_focus (FooledPresenter *self, GtkWidget *focus)
{
  g_clear_weak_pointer (&self->focus);
  if (focus != NULL)
    g_set_weak_pointer (&self->focus, focus);
}

static void
enter (FooledPresenter *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  set_focus (self, gtk_window_get_focus (self->window));
  self->was_fullscreen = self->is_fullscreen = gtk_window_is_fullscreen (self->window);
  self->color_scheme = adw_style_manager_get_color_scheme (style);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  fooled_classroom_hold ();
  take_turns (self, TRUE);
  fooled_stage_set_page (self->stage, get_page (self));
  gtk_window_fullscreen (self->window);
  gtk_widget_grab_focus (GTK_WIDGET (self->stage));
  set_state (self, TRUE);
}

static void
leave (FooledPresenter *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkWidget *page = get_shown (self);

  if (!is_presenting (self))
    return;
  fooled_stage_set_page (self->stage, NULL);
  take_turns (self, FALSE);
  fooled_classroom_release ();
  if (!self->was_fullscreen)
    gtk_window_unfullscreen (self->window);
  /* Unless another one was chosen meanwhile. */
  if (adw_style_manager_get_color_scheme (style) == ADW_COLOR_SCHEME_FORCE_DARK)
    adw_style_manager_set_color_scheme (style, self->color_scheme);
  if (self->focus == NULL || !gtk_widget_get_mapped (self->focus) ||
      !gtk_widget_grab_focus (self->focus))
    gtk_widget_grab_focus (page);
  set_focus (self, NULL);
  set_state (self, FALSE);
}

static void
change_present (GSimpleAction *action, GVariant *state, gpointer data)
{
  FooledPresenter *self = data;
  gboolean present = g_variant_get_boolean (state);

  if (present && !is_presenting (self) && get_page (self) != NULL)
    enter (self);
  else if (!present)
    leave (self);
}

/* By the desktop's own means. */
static void
fullscreen_changed (FooledPresenter *self)
{
  gboolean fullscreen = gtk_window_is_fullscreen (self->window);
  gboolean lost = self->is_fullscreen && !fullscreen;

  if (!is_presenting (self))
    return;
  self->is_fullscreen = fullscreen;
  if (lost)
    leave (self);
}

static void
page_changed (FooledPresenter *self)
{
  if (!is_presenting (self))
    return;
  set_focus (self, NULL);
  if (get_page (self) != NULL)
    fooled_stage_set_page (self->stage, get_page (self));
  else
    leave (self);
}

FooledPresenter *
fooled_presenter_new (GtkWindow *window, AdwToastOverlay *overlay, AdwViewStack *stack)
{
  const GActionEntry actions[] = { { "present", NULL, NULL, "false", change_present } };
  GtkWidget *turns = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  FooledPresenter *self = g_new0 (FooledPresenter, 1);

  self->window = window;
  self->stack = stack;
  self->frame = g_object_ref (adw_toast_overlay_get_child (overlay));
  self->stage = FOOLED_STAGE (fooled_stage_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stage), TRUE);
  gtk_widget_set_vexpand (self->frame, TRUE);
  adw_toast_overlay_set_child (overlay, NULL);
  gtk_box_append (GTK_BOX (turns), self->frame);
  gtk_box_append (GTK_BOX (turns), GTK_WIDGET (self->stage));
  adw_toast_overlay_set_child (overlay, turns);
  take_turns (self, FALSE);
  g_object_unref (self->frame);
  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_swapped (self->stage, "leave", G_CALLBACK (leave), self);
  g_signal_connect_swapped (window, "notify::fullscreened", G_CALLBACK (fullscreen_changed), self);
  g_signal_connect_swapped (stack, "notify::visible-child", G_CALLBACK (page_changed), self);
  return self;
}

void
fooled_presenter_free (FooledPresenter *self)
{
  g_action_map_remove_action (G_ACTION_MAP (self->window), "present");
  g_signal_handlers_disconnect_by_data (self->window, self);
  g_signal_handlers_disconnect_by_data (self->stack, self);
  g_signal_handlers_disconnect_by_data (self->stage, self);
  fooled_stage_set_page (self->stage, NULL);
  if (is_presenting (self))
    fooled_classroom_release ();
  set_focus (self, NULL);
  g_free (self);
}
