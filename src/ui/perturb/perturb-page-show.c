// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "ui/perturb/perturb-page-private.h"
#include "ui/perturb/perturb-text.h"
#include "ui/widgets/number-text.h"

/* How far from mid grey a large change is shown when nobody has chosen how strong. */
#define SHOWN_CHANGE 110

/* One in so many values may be larger than that. */
#define FEW 200

static gboolean
same_size (const BaseImage *a, const BaseImage *b)
{
  return a->width == b->width && a->height == b->height && a->channels == b->channels;
}

/* A change that all but a few values stay below: one pixel that stands out does not hide the rest.
 * 0 = there is none. */
static guint
usual_change (const BaseImage *before, const BaseImage *after)
{
  gsize counts[256] = { 0 };
  gsize few = base_image_size (before) / FEW;
  gsize n = 0;
  guint change = 255;

  for (gsize i = 0; i < base_image_size (before); i++)
    counts[ABS (before->pixels[i] - after->pixels[i])]++;
  while (change > 0 && (n += counts[change]) <= few)
    change--;
  for (guint i = 1; change == 0 && i < 256; i++) /* fewer than that changed at all */
    if (counts[i] > 0)
      return i;
  return change;
}

static void
set_picture_name (FooledPicture *picture, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/* Its place is seen when nothing is in it. */
static void
set_image (FooledPicture *picture, BaseImage *image)
{
  if (image != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (picture), "empty");
  else
    gtk_widget_add_css_class (GTK_WIDGET (picture), "empty");
  fooled_picture_set_image (picture, image);
}

/* What was looked at, when there is something to name. */
static void
show_look (FooledPicture *picture, const char *title, RunNetworkInfo *network, RunLook *look)
{
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;

  if (look != NULL && look->n_top > 0)
    text = fooled_look_text (network, look);
  /* Translators: what a picture is, and what the network takes it for. */
  name = text != NULL ? g_strdup_printf (_ ("%s: taken for %s"), title, text) : g_strdup (title);
  set_image (picture, look != NULL ? look->image : NULL);
  set_picture_name (picture, name);
}

static void
set_controls (FooledPerturbPage *self, GtkAdjustment *adjustment, double value)
{
  self->showing = TRUE;
  gtk_adjustment_set_value (adjustment, value);
  self->showing = FALSE;
}

static void
make_change (FooledPerturbPage *self, BaseImage *before, BaseImage *after)
{
  double factor = gtk_adjustment_get_value (self->factor_adjustment);

  if (after == self->change_after && factor == self->change_factor)
    return;
  g_clear_pointer (&self->change, base_image_unref);
  g_clear_pointer (&self->change_after, base_image_unref);
  self->change = run_perturb_change_image (before, after, factor);
  self->change_after = base_image_ref (after);
  self->change_factor = factor;
}

static void
show_change (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = snapshot != NULL && snapshot->before != NULL && snapshot->after != NULL &&
                 same_size (snapshot->before->image, snapshot->after->image);
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;

  if (any)
    {
      BaseImage *before = snapshot->before->image, *after = snapshot->after->image;
      guint usual = usual_change (before, after);

      if (!self->own_factor && usual > 0)
        set_controls (self, self->factor_adjustment, MAX (1, SHOWN_CHANGE / usual));
      make_change (self, before, after);
    }
  else
    {
      g_clear_pointer (&self->change, base_image_unref);
      g_clear_pointer (&self->change_after, base_image_unref);
    }
  if (any && snapshot->has_result)
    text = fooled_perturb_change_text (&snapshot->result);
  name = g_strdup_printf (_ ("Change, made stronger by %.0f"),
                          gtk_adjustment_get_value (self->factor_adjustment));
  set_image (self->change_picture, self->change);
  set_picture_name (self->change_picture, name);
  gtk_label_set_label (self->change_label, text != NULL ? text : "");
  gtk_widget_set_sensitive (self->factor_box, any);
}

void
_fooled_perturb_page_factor_changed (FooledPerturbPage *self)
{
  if (self->showing)
    return;
  self->own_factor = TRUE;
  show_change (self, _fooled_perturb_page_get_snapshot (self));
}

/* The slider begins half-way whenever there is another result. */
static void
show_between (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = snapshot != NULL && snapshot->has_result && snapshot->between != NULL;
  gboolean fresh = any && (!self->had_result || snapshot->picture_number != self->result_number);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->between, any);
  self->had_result = any;
  if (!any)
    return;
  self->result_number = snapshot->picture_number;
  if (fresh)
    {
      set_controls (self, self->blend_adjustment, 0.5);
      fooled_perturb_set_blend (self->perturb, 0.5);
    }
  show_look (self->between_picture, _ ("In between"), snapshot->network, snapshot->between);
  text = fooled_perturb_between_text (snapshot);
  gtk_label_set_label (self->between_label, text);
}

static gboolean
is_target (FooledPerturbPage *self, const RunLook *before)
{
  return before->n_top > 0 &&
         fooled_target_chooser_get_target (self->target) == (int) before->top[0].class_index;
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

/* The button keeps the keyboard: at no moment is its action one that cannot be done. */
static void
show_actions (FooledPerturbPage *self, gboolean ready, gboolean searching, gboolean busy)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *running = was_just_pressed (self) ? "perturb.wait" : "perturb.cancel";

  if (searching)
    gtk_widget_action_set_enabled (widget, "perturb.cancel", TRUE);
  else
    gtk_widget_action_set_enabled (widget, "perturb.search", ready);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->search_button),
                                  searching ? running : "perturb.search");
  gtk_widget_action_set_enabled (widget, "perturb.search", ready);
  gtk_widget_action_set_enabled (widget, "perturb.cancel", busy);
}

static void
show_search (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean searching = snapshot != NULL && snapshot->state == RUN_PERTURB_SEARCHING;
  gboolean ready = snapshot != NULL && snapshot->state == RUN_PERTURB_IDLE &&
                   snapshot->network != NULL && snapshot->before != NULL && self->image != NULL &&
                   !is_target (self, snapshot->before);
  gboolean busy = searching || (snapshot != NULL && snapshot->state == RUN_PERTURB_NOISE);

  gboolean offer = searching && !was_just_pressed (self);

  show_actions (self, ready, searching, busy);
  gtk_label_set_label (self->search_label, offer ? _ ("_Cancel") : _ ("_Fool the Network"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->search_button),
                               offer ? _ ("Stop looking (Escape)") : _ ("Look for the change"));
  if (offer)
    gtk_widget_remove_css_class (GTK_WIDGET (self->search_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->search_button), "suggested-action");
  gtk_widget_set_sensitive (GTK_WIDGET (self->method), !searching);
  gtk_widget_set_sensitive (GTK_WIDGET (self->target), !searching);
  /* Its place stays. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), searching ? 1 : 0);
  gtk_progress_bar_set_fraction (self->progress, searching ? CLAMP (snapshot->fraction, 0, 1) : 0);
}

static void
show_sentence (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = snapshot != NULL && snapshot->has_result && snapshot->after != NULL &&
                 snapshot->state != RUN_PERTURB_SEARCHING;
  g_autofree char *text = NULL;

  if (self->drawing && self->image == NULL)
    text = g_strdup (_ ("Draw something for the network to recognise."));
  else
    text = fooled_perturb_sentence (snapshot, fooled_target_chooser_get_target (self->target));
  gtk_label_set_label (self->sentence, text);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), any);
  if (any)
    gtk_image_set_from_icon_name (self->outcome, snapshot->result.success
                                                     ? "emblem-ok-symbolic"
                                                     : "dialog-information-symbolic");
}

static void
show_save (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = self->image != NULL && snapshot != NULL && snapshot->before != NULL;

  gtk_widget_set_sensitive (self->save_button, any);
  gtk_widget_set_sensitive (self->copy_button, any);
}

static void
show_pictures (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  RunNetworkInfo *network = snapshot != NULL ? snapshot->network : NULL;
  RunLook *before = snapshot != NULL && self->image != NULL ? snapshot->before : NULL;
  RunLook *after = before != NULL ? snapshot->after : NULL;

  gtk_stack_set_visible_child_name (self->before_stack, self->drawing ? "pad" : "picture");
  gtk_widget_set_visible (self->pad_hint, self->image == NULL);
  show_look (self->before_picture, _ ("Before"), network, before);
  fooled_look_view_set_look (self->before_look, network, before);
  show_look (self->after_picture, _ ("After"), network, after);
  fooled_look_view_set_look (self->after_look, network, after);
}

void
_fooled_perturb_page_show (FooledPerturbPage *self)
{
  const RunPerturbSnapshot *snapshot = _fooled_perturb_page_get_snapshot (self);
  gboolean work = self->image != NULL || self->drawing;

  gtk_stack_set_visible_child_name (self->stack, work ? "work" : "start");
  gtk_widget_set_visible (self->sources, work);
  show_pictures (self, snapshot);
  show_change (self, snapshot);
  show_between (self, snapshot);
  show_search (self, snapshot);
  show_sentence (self, snapshot);
  show_save (self, snapshot);
  if (snapshot != NULL)
    fooled_rubbish_panel_apply (self->rubbish, snapshot);
}
