// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-page-private.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/perturb/perturb-text.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/drop-down.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/focus-order.h"
#include "ui/widgets/news.h"
#include "ui/widgets/tooltips.h"
#include "ui/widgets/whole-numbers.h"

G_DEFINE_FINAL_TYPE_WITH_CODE (FooledPerturbPage,
                               fooled_perturb_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (FOOLED_TYPE_PRESENTABLE,
                                                      fooled_perturb_page_presentable_init))

const RunPerturbSnapshot *
fooled_perturb_page_get_snapshot (FooledPerturbPage *self)
{
  return self->perturb != NULL ? fooled_perturb_get_snapshot (self->perturb) : NULL;
}

/* Caller frees. */
char *
fooled_perturb_page_sentence (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  if (self->drawing && self->image == NULL)
    return g_strdup (_ ("Draw something for the network to recognise."));
  return fooled_perturb_sentence (snapshot, fooled_target_chooser_get_target (self->target));
}

static void
show_sentence (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = snapshot != NULL && snapshot->has_result && snapshot->after != NULL &&
                 snapshot->state != RUN_PERTURB_SEARCHING;
  g_autofree char *text = fooled_perturb_page_sentence (self, snapshot);

  gtk_label_set_label (self->sentence, text);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), any);
  if (any)
    gtk_image_set_from_icon_name (self->outcome, snapshot->result.success
                                                     ? "emblem-ok-symbolic"
                                                     : "dialog-information-symbolic");
}

void
fooled_perturb_page_show (FooledPerturbPage *self)
{
  const RunPerturbSnapshot *snapshot = fooled_perturb_page_get_snapshot (self);
  gboolean work = self->image != NULL || self->drawing;

  gtk_stack_set_visible_child_name (self->stack, work ? "work" : "start");
  gtk_widget_set_visible (self->source_buttons, work);
  fooled_perturb_board_show (self->board, snapshot, self->image != NULL, self->drawing);
  fooled_perturb_page_show_search (self, snapshot);
  show_sentence (self, snapshot);
  fooled_perturb_page_show_save (self, snapshot);
  fooled_perturb_page_update_specimen (self, snapshot);
  if (snapshot != NULL)
    fooled_rubbish_panel_apply (self->rubbish, self->perturb);
  fooled_presentable_changed (FOOLED_PRESENTABLE (self));
}

/* Another network is chosen, or more is known of it. */
static void
network_changed (FooledPerturbPage *self)
{
  RunNetworkInfo *info = fooled_network_chooser_get_info (self->chooser);

  fooled_target_chooser_set_network (self->target, info);
  fooled_perturb_page_update_sources (self, info);
  fooled_perturb_page_draw_if_wanted (self);
}

static void
network_chosen (FooledPerturbPage *self)
{
  const char *key = fooled_network_chooser_get_key (self->chooser);
  g_autofree char *of_run = g_settings_get_string (self->settings, "network");

  self->own_network = !g_str_equal (of_run, key);
  self->wants_pad = FALSE;
  if (!self->adopting)
    fooled_perturb_page_stop_opening (self);
  if (self->perturb != NULL && !self->adopting)
    fooled_perturb_set_network (self->perturb, key);
  fooled_perturb_page_show (self);
}

static void
follow_run (FooledPerturbPage *self)
{
  g_autofree char *of_run = g_settings_get_string (self->settings, "network");

  if (!self->own_network)
    fooled_network_chooser_choose (self->chooser, of_run);
}

/* As long as it cannot be saved. */
static void
show_unsaved (FooledPerturbPage *self, const RunJobSnapshot *job)
{
  /* Translators: %s is one or more sentences that say why, and what to do. */
  g_autofree char *text =
      job->save_error != NULL
          ? g_strdup_printf (_ ("What you do here is not being saved: %s"), job->save_error)
          : NULL;

  fooled_unsaved_banner_show (self->unsaved_banner, text, job->session);
}

static void
snapshot_arrived (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  fooled_perturb_page_take_session (self, snapshot);
  if (snapshot->network != NULL)
    fooled_network_chooser_set_loaded (self->chooser, snapshot->network);
  if (snapshot->job.message != NULL)
    fooled_news_message (self, snapshot->job.message);
  show_unsaved (self, &snapshot->job);
  fooled_perturb_page_show (self);
  fooled_perturb_page_reveal_noise (self, snapshot);
}

void
fooled_perturb_page_begin (FooledPerturbPage *self)
{
  const char *network =
      self->chooser != NULL ? fooled_network_chooser_get_key (self->chooser) : NULL;

  if (self->perturb != NULL || self->ended || network == NULL)
    return;
  self->perturb = fooled_perturb_new ();
  g_signal_connect_object (self->perturb, "snapshot", G_CALLBACK (snapshot_arrived), self,
                           G_CONNECT_SWAPPED);
  fooled_perturb_page_begin_session (self);
}

static void
fooled_perturb_page_map (GtkWidget *widget)
{
  fooled_perturb_page_begin (FOOLED_PERTURB_PAGE (widget));

  GTK_WIDGET_CLASS (fooled_perturb_page_parent_class)->map (widget);
}

static gboolean
fooled_perturb_page_grab_focus (GtkWidget *widget)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);

  if (self->image == NULL && !self->drawing)
    return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  if (self->drawing)
    return gtk_widget_grab_focus (GTK_WIDGET (fooled_perturb_page_get_pad (self)));
  return gtk_widget_grab_focus (GTK_WIDGET (self->search_button)) ||
         gtk_widget_grab_focus (GTK_WIDGET (self->target));
}

static gboolean
fooled_perturb_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *parts[] = { GTK_WIDGET (FOOLED_PERTURB_PAGE (widget)->scroller), NULL };

  return fooled_focus_order (widget, parts, direction);
}

static void
fooled_perturb_page_dispose (GObject *object)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (object);

  fooled_perturb_page_shutdown (self);
  for (guint i = 0; i < FOOLED_PERTURB_N_LENSES; i++)
    g_clear_pointer (&self->lens_tiles[i], fooled_lens_tile_free);
  g_clear_object (&self->sources);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_PERTURB_PAGE);
  g_clear_object (&self->perturb);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (fooled_perturb_page_parent_class)->dispose (object);
}

static void
fooled_perturb_page_finalize (GObject *object)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (object);

  g_clear_pointer (&self->opening, g_free);
  g_clear_pointer (&self->image, base_image_unref);
  g_clear_pointer (&self->specimen, store_specimen_unref);
  g_clear_pointer (&self->specimen_of, run_look_unref);

  G_OBJECT_CLASS (fooled_perturb_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledPerturbPage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (unsaved_banner);
  BIND (scroller);
  BIND (network_chooser);
  BIND (source_buttons);
  BIND (getting);
  BIND (getting_progress);
  BIND (stack);
  BIND (big_draw_button);
  BIND (target);
  BIND (method);
  BIND (sure);
  BIND (search_button);
  BIND (search_label);
  BIND (method_explanation);
  BIND (progress);
  BIND (outcome);
  BIND (sentence);
  BIND (board);
  BIND (save_button);
  BIND (copy_button);
  BIND (star_button);
  BIND (rubbish);
  gtk_widget_class_bind_template_callback (widget_class, fooled_perturb_page_show);
}

static void
fooled_perturb_page_class_init (FooledPerturbPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = fooled_perturb_page_dispose;
  object_class->finalize = fooled_perturb_page_finalize;
  widget_class->map = fooled_perturb_page_map;
  widget_class->focus = fooled_perturb_page_focus;
  widget_class->grab_focus = fooled_perturb_page_grab_focus;
  fooled_news_install (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  g_type_ensure (FOOLED_TYPE_PERTURB_BOARD);
  g_type_ensure (FOOLED_TYPE_RUBBISH_PANEL);
  g_type_ensure (FOOLED_TYPE_TARGET_CHOOSER);
  g_type_ensure (FOOLED_TYPE_UNSAVED_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/perturb/perturb-page.ui");
  bind_children (widget_class);
  fooled_perturb_page_install_search (widget_class);
  fooled_perturb_page_install_pictures (widget_class);
  fooled_perturb_page_install_output (widget_class);
}

static void
presentation_changed (gpointer page)
{
  fooled_presentable_changed (FOOLED_PRESENTABLE (page));
}

static void
fooled_perturb_page_init (FooledPerturbPage *self)
{
  self->sample = -1;
  for (guint i = 0; i < FOOLED_PERTURB_N_LENSES; i++)
    self->lens_tiles[i] = fooled_lens_tile_new (G_OBJECT (self), presentation_changed);
  gtk_widget_init_template (GTK_WIDGET (self));
  fooled_perturb_page_list_methods (self);
  self->chooser = fooled_network_chooser_new (self->network_chooser);
  fooled_perturb_page_make_sources (self);
  fooled_drop_down_set_name (self->network_chooser, _ ("Network"));
  fooled_drop_down_set_name (self->method, _ ("Method"));
  fooled_drop_down_set_name (self->sure, _ ("How sure?"));
  g_signal_connect_object (self->chooser, "changed", G_CALLBACK (network_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chooser, "chosen", G_CALLBACK (network_chosen), self,
                           G_CONNECT_SWAPPED);
  network_changed (self);
  fooled_perturb_page_show (self);
  fooled_tooltips_spare_popovers (GTK_WIDGET (self));
  fooled_labels_keep_percents (GTK_WIDGET (self));
}

GtkWidget *
fooled_perturb_page_new (void)
{
  return g_object_new (FOOLED_TYPE_PERTURB_PAGE, NULL);
}

void
fooled_perturb_page_bind (FooledPerturbPage *self, GSettings *settings, GPtrArray *networks)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (G_IS_SETTINGS (settings) && self->settings == NULL);
  g_return_if_fail (networks != NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::network", G_CALLBACK (follow_run), self,
                           G_CONNECT_SWAPPED);
  fooled_perturb_page_set_networks (self, networks);
}

void
fooled_perturb_page_set_networks (FooledPerturbPage *self, GPtrArray *networks)
{
  g_autofree char *of_run = NULL;

  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (self->settings != NULL);
  g_return_if_fail (networks != NULL);

  of_run = g_settings_get_string (self->settings, "network");
  fooled_network_chooser_set_networks (self->chooser, networks, of_run);
}

FooledPerturb *
fooled_perturb_page_get_perturb (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), NULL);

  return self->perturb;
}

const char *
fooled_perturb_page_get_network (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), NULL);

  return fooled_network_chooser_get_key (self->chooser);
}

void
fooled_perturb_page_shutdown (FooledPerturbPage *self)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));

  self->ended = TRUE;
  if (self->sources != NULL)
    fooled_picture_sources_shutdown (self->sources);
  if (self->perturb == NULL)
    return;
  fooled_perturb_shutdown (self->perturb);
  fooled_perturb_page_remember_session (self);
}
