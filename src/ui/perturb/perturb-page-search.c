// SPDX-License-Identifier: GPL-3.0-or-later
/* What the page looks for: the change that misleads the network, and noise that it takes for
 * something. */
#include "ui/perturb/perturb-page-private.h"

#include "config.h"

#include <glib/gi18n.h>

/* What is shown anew has its place after so many frames. */
#define PLACING_FRAMES 3

/* Below the answers, pixels. */
#define MARGIN 18

/* In the order of the entries of `sure` (ui/perturb/perturb-page.ui). */
static const double sure_choices[] = { 0, 0.9, 0.99 };

static gboolean
is_target (FooledPerturbPage *self, const RunLook *before)
{
  return before != NULL && before->n_top > 0 &&
         fooled_target_chooser_get_target (self->target) == (int) before->top[0].class_index;
}

/* Whether there is a network to be fooled, or one comes. What it says of the picture need not be
 * known: the search waits for that, and a click that comes before is not lost. */
static gboolean
is_ready (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  return snapshot != NULL && self->image != NULL && !is_target (self, snapshot->before) &&
         (snapshot->state == RUN_PERTURB_LOADING ||
          (snapshot->state == RUN_PERTURB_IDLE && snapshot->network != NULL));
}

/* The second half of a double click must not take back what the first one began. */
static gboolean
was_just_pressed (FooledPerturbPage *self)
{
  int double_click;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &double_click,
                NULL);
  return g_get_monotonic_time () - self->search_time < 1000 * (gint64) double_click;
}

/* A search of a session that was opened may wait to go on. */
static gboolean
is_paused (const RunPerturbSnapshot *snapshot)
{
  return snapshot != NULL && snapshot->job.state == RUN_STATE_PAUSED;
}

/* The button keeps the keyboard: at no moment is its action one that cannot be done. */
static void
show_actions (FooledPerturbPage *self,
              gboolean ready,
              gboolean searching,
              gboolean paused,
              gboolean busy)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *running = was_just_pressed (self) ? "perturb.wait"
                        : paused                ? "perturb.go-on"
                                                : "perturb.cancel";

  if (searching)
    gtk_widget_action_set_enabled (widget, "perturb.cancel", TRUE);
  else
    gtk_widget_action_set_enabled (widget, "perturb.search", ready);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->search_button),
                                  searching ? running : "perturb.search");
  gtk_widget_action_set_enabled (widget, "perturb.search", ready);
  gtk_widget_action_set_enabled (widget, "perturb.cancel", busy);
}

void
fooled_perturb_page_show_search (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean searching = snapshot != NULL && snapshot->state == RUN_PERTURB_SEARCHING;
  gboolean trying = snapshot != NULL && snapshot->state == RUN_PERTURB_TRYING;
  gboolean ready = is_ready (self, snapshot);
  gboolean busy = searching || trying;
  gboolean offer = searching && !was_just_pressed (self);
  gboolean paused = is_paused (snapshot);

  show_actions (self, ready, searching, paused, busy);
  gtk_label_set_label (self->search_label, offer && paused ? _ ("_Go On")
                                           : offer         ? _ ("_Cancel")
                                                           : _ ("_Fool the Network"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->search_button),
                               offer && paused ? _ ("Go on looking where it stopped")
                               : offer         ? _ ("Stop looking (Escape)")
                                               : _ ("Look for the change"));
  if (offer && !paused)
    gtk_widget_remove_css_class (GTK_WIDGET (self->search_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->search_button), "suggested-action");
  gtk_widget_set_sensitive (GTK_WIDGET (self->method), !searching);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sure), !searching);
  gtk_widget_set_sensitive (GTK_WIDGET (self->target), !searching);
  /* Its place stays. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), searching ? 1 : 0);
  gtk_progress_bar_set_fraction (self->progress,
                                 searching ? CLAMP (snapshot->job.fraction, 0, 1) : 0);
}

static void
method_changed (FooledPerturbPage *self)
{
  AscMethod method = (AscMethod) gtk_drop_down_get_selected (self->method);

  gtk_label_set_label (self->method_explanation, _ (asc_method_info (method)->explanation));
}

void
fooled_perturb_page_list_methods (FooledPerturbPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (int i = 0; i < ASC_N_METHODS; i++)
    gtk_string_list_append (names, _ (asc_method_info ((AscMethod) i)->title));
  gtk_drop_down_set_model (self->method, G_LIST_MODEL (names));
  method_changed (self);
}

static void
search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  AscPerturbSettings settings;

  if (self->perturb == NULL)
    return;
  asc_perturb_settings_init (&settings, (AscMethod) gtk_drop_down_get_selected (self->method));
  settings.target = fooled_target_chooser_get_target (self->target);
  settings.confidence = sure_choices[gtk_drop_down_get_selected (self->sure)];
  fooled_perturb_board_forget_factor (self->board);
  self->search_time = g_get_monotonic_time ();
  fooled_perturb_search (self->perturb, &settings);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_button)); /* for Escape */
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);

  if (self->perturb != NULL)
    fooled_perturb_cancel (self->perturb);
}

/* What the button does just after it was pressed. */
static void
wait (GtkWidget *widget, const char *action, GVariant *parameter)
{
}

static void
blend_changed (FooledPerturbPage *self, double blend)
{
  if (self->perturb != NULL)
    fooled_perturb_set_blend (self->perturb, blend);
}

/* When the frames that place what is new have passed: as much of it as there is room for, from its
 * beginning. */
static gboolean
reveal (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;
  double below;

  if (++self->reveal_frames < PLACING_FRAMES)
    return G_SOURCE_CONTINUE;
  self->reveal_tick = 0;
  if (!gtk_widget_compute_bounds (self->revealed, GTK_WIDGET (self->scroller), &bounds))
    return G_SOURCE_REMOVE;
  below = bounds.origin.y + bounds.size.height + MARGIN -
          gtk_widget_get_height (GTK_WIDGET (self->scroller));
  if (below > 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) +
                                              MIN (below, (double) bounds.origin.y));
  return G_SOURCE_REMOVE;
}

void
fooled_perturb_page_reveal (FooledPerturbPage *self, GtkWidget *part)
{
  self->revealed = part;
  self->reveal_frames = 0;
  if (self->reveal_tick == 0)
    self->reveal_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), reveal, NULL, NULL);
}

void
fooled_perturb_page_reveal_noise (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  if (!self->wants_noise || snapshot->rubbish == NULL)
    return;
  self->wants_noise = FALSE;
  fooled_perturb_page_reveal (self, GTK_WIDGET (self->rubbish));
}

/* Each time it is other noise; from the beginning on the same ones. */
static void
try_rubbish (FooledPerturbPage *self, guint n_images, guint noise)
{
  const RunRubbish *last;
  RunRubbishSettings settings = { (RunNoise) noise, n_images, 1 };

  if (self->perturb == NULL)
    return;
  last = fooled_perturb_get_rubbish (self->perturb);
  if (last != NULL)
    settings.seed = last->settings.seed + 1;
  self->wants_noise = TRUE;
  fooled_perturb_try_noise (self->perturb, &settings);
}

static void
go_on (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);

  if (self->perturb != NULL)
    fooled_perturb_go_on (self->perturb);
}

static void
cancel_rubbish (FooledPerturbPage *self)
{
  if (self->perturb != NULL)
    fooled_perturb_cancel (self->perturb);
}

void
fooled_perturb_page_install_search (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, method_changed);
  gtk_widget_class_bind_template_callback (widget_class, blend_changed);
  gtk_widget_class_bind_template_callback (widget_class, try_rubbish);
  gtk_widget_class_bind_template_callback (widget_class, cancel_rubbish);
  gtk_widget_class_install_action (widget_class, "perturb.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "perturb.wait", NULL, wait);
  gtk_widget_class_install_action (widget_class, "perturb.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "perturb.go-on", NULL, go_on);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "perturb.cancel", NULL);
}
