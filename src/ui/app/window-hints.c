// SPDX-License-Identifier: GPL-3.0-or-later
/* What the hints need to know of the window. */
#include "ui/app/window-private.h"

#include "ui/widgets/class-labels.h"

#define GREY 128

/* By how much the image differs from mid grey at most. */
static guint
from_grey (const BaseImage *image)
{
  gsize size = image != NULL ? base_image_size (image) : 0;
  guint most = image != NULL ? 0 : 255;

  for (gsize i = 0; i < size; i++)
    most = MAX (most, (guint) ABS ((int) image->pixels[i] - GREY));
  return most;
}

static void
look_at_run (FooledWindow *self, FooledHintFacts *facts)
{
  const RunSnapshot *snapshot = fooled_run_get_snapshot (self->run);

  facts->place = FOOLED_HINTS_RUN;
  g_object_get (self->run, "running", &facts->running, NULL);
  if (snapshot == NULL || snapshot->network == NULL || snapshot->generation == 0)
    return;
  facts->is_pixels = snapshot->method == RUN_METHOD_EVOLVE_PIXELS;
  facts->is_cppn = snapshot->method == RUN_METHOD_EVOLVE_CPPN;
  facts->is_ascent = snapshot->method == RUN_METHOD_ASCENT;
  facts->lowest = snapshot->min;
  if (snapshot->view != RUN_VIEW_CHAMPIONS || snapshot->selected == NULL)
    return;
  if (!fooled_label_is_left_out (snapshot->selected->label))
    facts->label = fooled_label_text (snapshot->selected->label);
  facts->confidence = snapshot->selected->confidence;
  facts->class_index = (gint) snapshot->selected->class_index;
  if (facts->is_ascent)
    facts->from_grey = from_grey (snapshot->selected->image);
}

static void
look_at_workbench (FooledWindow *self, FooledHintFacts *facts)
{
  FooledPerturbPage *page = fooled_window_perturb_page (self);
  FooledPerturb *perturb = fooled_perturb_page_get_perturb (page);
  const RunPerturbSnapshot *snapshot =
      perturb != NULL ? fooled_perturb_get_snapshot (perturb) : NULL;
  const char *seen = NULL;

  facts->place = FOOLED_HINTS_PERTURB;
  facts->can_draw = fooled_perturb_page_can_draw (page);
  facts->has_picture = fooled_perturb_page_has_picture (page);
  facts->is_light_paper = fooled_perturb_page_is_light_paper (page);
  if (snapshot == NULL || snapshot->network == NULL || !facts->has_picture ||
      snapshot->before == NULL || snapshot->before->n_top == 0)
    return;
  if (snapshot->network->labels != NULL &&
      snapshot->before->top[0].class_index < snapshot->network->n_classes)
    seen = snapshot->network->labels[snapshot->before->top[0].class_index];
  if (!fooled_label_is_left_out (seen))
    facts->seen = fooled_label_text (seen);
  facts->seen_confidence = snapshot->before->top[0].confidence;
  facts->searched = snapshot->state == RUN_PERTURB_SEARCHING || snapshot->has_result;
  facts->is_fooled = snapshot->has_result && snapshot->result.success;
  facts->blends = facts->is_fooled && snapshot->blend < 1;
}

static GtkWidget *
look (gpointer data, FooledHintFacts *facts)
{
  FooledWindow *self = data;
  FooledPage page = fooled_window_current_page (self);

  if (gtk_window_is_fullscreen (GTK_WINDOW (self)))
    return GTK_WIDGET (self);
  if (page == FOOLED_PAGE_RUN)
    look_at_run (self, facts);
  else if (page == FOOLED_PAGE_PERTURB)
    look_at_workbench (self, facts);
  return fooled_window_page (self, page);
}

static void
show_again (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;

  fooled_hint_bar_show_again (self->hint_bar);
}

/* On a pad, for the network of the run. */
static void
draw (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  FooledWindow *self = data;
  FooledPerturbPage *page = fooled_window_perturb_page (self);
  g_autofree char *network = g_settings_get_string (self->settings, "network");

  fooled_window_show_page (self, FOOLED_PAGE_PERTURB);
  fooled_perturb_page_draw_for (page, network);
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

void
fooled_window_begin_hints (FooledWindow *self)
{
  static const GActionEntry actions[] = { { "hints", show_again }, { "draw", draw } };
  g_autoptr (GAction) method = g_settings_create_action (self->settings, "method");

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action (G_ACTION_MAP (self), method);
  fooled_hint_bar_begin (self->hint_bar, self->settings, look, self);
}
