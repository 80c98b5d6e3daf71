// SPDX-License-Identifier: GPL-3.0-or-later
/* Where the page's picture comes from. */
#include "ui/perturb/perturb-page-private.h"

#include "config.h"

#include "run/light-paper.h"
#include "run/samples.h"
#include "ui/widgets/news.h"

/* Networks that see more than this are none for drawings. */
#define MAX_DRAWN_SIDE 64

FooledDrawingPad *
fooled_perturb_page_get_pad (FooledPerturbPage *self)
{
  return fooled_perturb_board_get_pad (self->board);
}

/* Another picture: it ends a search. NULL: none. drawing: it comes from the pad. */
static void
set_image (FooledPerturbPage *self, BaseImage *image, gboolean drawing)
{
  if (image != NULL)
    base_image_ref (image);
  g_clear_pointer (&self->image, base_image_unref);
  self->image = image;
  self->judged = NULL;
  self->drawing = drawing;
  fooled_perturb_board_forget_factor (self->board);
  fooled_perturb_page_stop_opening (self);
  if (self->perturb != NULL)
    fooled_perturb_set_picture (self->perturb, image);
  fooled_perturb_page_show (self);
}

static void
take_pad (FooledPerturbPage *self)
{
  g_autoptr (BaseImage) image = fooled_drawing_pad_get_image (fooled_perturb_page_get_pad (self));

  set_image (self, image, TRUE);
}

static gboolean
can_draw (const RunNetworkInfo *info)
{
  return info != NULL && info->width > 0 && info->width <= MAX_DRAWN_SIDE && info->height > 0 &&
         info->height <= MAX_DRAWN_SIDE;
}

void
fooled_perturb_page_update_sources (FooledPerturbPage *self, const RunNetworkInfo *info)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean drawable = can_draw (info);

  gtk_widget_action_set_enabled (widget, "perturb.draw", drawable);
  gtk_widget_action_set_enabled (widget, "perturb.clear", drawable);
  gtk_widget_action_set_enabled (widget, "perturb.test-picture",
                                 info != NULL &&
                                     (info->data_set != NULL || info->characters != NULL));
  gtk_widget_action_set_enabled (widget, "perturb.sample", info != NULL && info->channels > 0);
  if (drawable)
    fooled_drawing_pad_set_size (fooled_perturb_page_get_pad (self), info->width, info->height);
  /* What was drawn stays as a picture; another size of the pad loses nothing. */
  if (self->drawing && (!drawable || self->image == NULL || self->image->width != info->width ||
                        self->image->height != info->height))
    self->drawing = drawable && self->image == NULL;
}

void
fooled_perturb_page_draw_if_wanted (FooledPerturbPage *self)
{
  if (!self->wants_pad || !can_draw (fooled_network_chooser_get_info (self->chooser)))
    return;
  self->wants_pad = FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "perturb.draw", NULL);
}

static void
open_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_picture_sources_ask (FOOLED_PERTURB_PAGE (widget)->sources);
}

static void
paste (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_picture_sources_paste (FOOLED_PERTURB_PAGE (widget)->sources);
}

/* What was drawn before is still there. */
static void
draw (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  GtkWidget *pad = GTK_WIDGET (fooled_perturb_page_get_pad (self));

  if (!self->drawing)
    take_pad (self);
  gtk_widget_grab_focus (pad);
  fooled_perturb_page_reveal (self, pad);
}

static void
clear (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_drawing_pad_clear (fooled_perturb_page_get_pad (FOOLED_PERTURB_PAGE (widget)));
}

/* The picture's negative. What was drawn becomes a picture. */
static void
invert (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  g_autoptr (BaseImage) image = self->image != NULL ? run_inverted (self->image) : NULL;

  if (image != NULL)
    set_image (self, image, FALSE);
}

static void
test_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  RunNetworkInfo *info = fooled_network_chooser_get_info (self->chooser);

  if (info != NULL && info->characters != NULL)
    fooled_picture_sources_draw_test_picture (
        self->sources, info->characters[g_random_int_range (0, (gint32) info->n_classes)]);
  else if (info != NULL && info->data_set != NULL)
    fooled_picture_sources_pick_test_picture (self->sources, info->data_set);
}

/* The next of those that come along; the first one is any. */
static void
sample (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  RunNetworkInfo *info = fooled_network_chooser_get_info (self->chooser);
  g_autoptr (BaseImage) image = NULL;

  if (info == NULL || info->channels == 0)
    return;
  if (self->sample < 0)
    self->sample = g_random_int_range (0, (gint32) run_samples_n (info));
  else
    self->sample = (self->sample + 1) % (gint) run_samples_n (info);
  image = run_sample_draw (info, (guint) self->sample);
  set_image (self, image, FALSE);
}

static void
cancel_getting (GtkWidget *widget, const char *action, GVariant *parameter)
{
  fooled_picture_sources_cancel_getting (FOOLED_PERTURB_PAGE (widget)->sources);
}

static void
picture_arrived (FooledPerturbPage *self, BaseImage *image)
{
  set_image (self, image, FALSE);
}

static void
show_getting (FooledPerturbPage *self, gboolean getting, double fraction)
{
  gtk_widget_set_visible (self->getting, getting);
  if (!getting)
    return;
  if (fraction < 0)
    gtk_progress_bar_pulse (self->getting_progress);
  else
    gtk_progress_bar_set_fraction (self->getting_progress, fraction);
}

void
fooled_perturb_page_make_sources (FooledPerturbPage *self)
{
  self->sources = fooled_picture_sources_new (GTK_WIDGET (self));
  g_signal_connect_object (self->sources, "picture", G_CALLBACK (picture_arrived), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources, "message", G_CALLBACK (fooled_news_message), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources, "getting", G_CALLBACK (show_getting), self,
                           G_CONNECT_SWAPPED);
}

void
fooled_perturb_page_install_pictures (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, take_pad);
  gtk_widget_class_install_action (widget_class, "perturb.draw", NULL, draw);
  gtk_widget_class_install_action (widget_class, "perturb.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "perturb.invert", NULL, invert);
  gtk_widget_class_install_action (widget_class, "perturb.open", NULL, open_picture);
  gtk_widget_class_install_action (widget_class, "perturb.paste", NULL, paste);
  gtk_widget_class_install_action (widget_class, "perturb.test-picture", NULL, test_picture);
  gtk_widget_class_install_action (widget_class, "perturb.sample", NULL, sample);
  gtk_widget_class_install_action (widget_class, "perturb.cancel-getting", NULL, cancel_getting);
}

void
fooled_perturb_page_set_specimen (FooledPerturbPage *self, const StoreSpecimen *specimen)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (specimen != NULL && specimen->image != NULL);

  if (specimen->network_id != NULL)
    fooled_network_chooser_choose (self->chooser, specimen->network_id);
  set_image (self, specimen->image, FALSE);
}

void
fooled_perturb_page_draw_for (FooledPerturbPage *self, const char *network)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));
  g_return_if_fail (network != NULL);

  self->wants_pad = fooled_network_chooser_choose (self->chooser, network);
  fooled_perturb_page_draw_if_wanted (self);
}

void
fooled_perturb_page_open (FooledPerturbPage *self, GFile *file)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));

  fooled_picture_sources_open (self->sources, file);
}

void
fooled_perturb_page_take_texture (FooledPerturbPage *self, GdkTexture *texture)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));

  fooled_picture_sources_take_texture (self->sources, texture);
}

gboolean
fooled_perturb_page_can_draw (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), FALSE);

  return can_draw (fooled_network_chooser_get_info (self->chooser));
}

gboolean
fooled_perturb_page_has_picture (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), FALSE);

  return self->image != NULL;
}

/* Judged once a picture and network. */
gboolean
fooled_perturb_page_is_light_paper (FooledPerturbPage *self)
{
  RunNetworkInfo *info;

  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), FALSE);

  info = fooled_network_chooser_get_info (self->chooser);
  if (self->image == NULL || info == NULL)
    return FALSE;
  if (self->judged != self->image || self->judged_for != info)
    self->is_light_paper = run_is_light_paper (self->image, info);
  self->judged = self->image;
  self->judged_for = info;
  return self->is_light_paper;
}
