// SPDX-License-Identifier: GPL-3.0-or-later
/* What becomes of the page's pictures: files, the clipboard, the screen of a projector. */
#include "ui/perturb/perturb-page-private.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/perturb/perturb-output.h"
#include "ui/settings/settings-keys.h"
#include "ui/widgets/news.h"

static guint specimen_signal;

void
fooled_perturb_page_show_save (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  gboolean any = self->image != NULL && snapshot != NULL && snapshot->before != NULL;

  gtk_widget_set_sensitive (self->save_button, any);
  gtk_widget_set_sensitive (self->copy_button, any);
}

static void
show_star (FooledPerturbPage *self)
{
  const char *name = self->starred ? _ ("Remove from the Picks") : _ ("Star the picture after");

  gtk_button_set_icon_name (self->star_button,
                            self->starred ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->star_button),
                               self->starred ? _ ("Remove from the picks (Ctrl+D)")
                                             : _ ("Keep the picture after as a pick (Ctrl+D)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->star_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  fooled_perturb_board_set_starred (self->board, self->starred);
}

void
fooled_perturb_page_update_specimen (FooledPerturbPage *self, const RunPerturbSnapshot *snapshot)
{
  RunLook *after =
      snapshot != NULL && snapshot->has_result && self->image != NULL ? snapshot->after : NULL;

  if (after == self->specimen_of)
    return;
  g_clear_pointer (&self->specimen, store_specimen_unref);
  g_clear_pointer (&self->specimen_of, run_look_unref);
  if (after != NULL)
    {
      self->specimen_of = run_look_ref (after);
      self->specimen = run_perturb_specimen (snapshot);
    }
  g_signal_emit (self, specimen_signal, 0);
}

StoreSpecimen *
fooled_perturb_page_get_specimen (FooledPerturbPage *self)
{
  g_return_val_if_fail (FOOLED_IS_PERTURB_PAGE (self), NULL);

  return self->specimen;
}

void
fooled_perturb_page_set_starred (FooledPerturbPage *self, gboolean starred)
{
  g_return_if_fail (FOOLED_IS_PERTURB_PAGE (self));

  self->starred = starred;
  show_star (self);
}

/* What can be saved at all, as it is at this moment; or NULL. */
static FooledOutput *
make_output (FooledPerturbPage *self, GVariant *what)
{
  FooledPerturbContent content = {
    .snapshot = fooled_perturb_page_get_snapshot (self),
    .change = fooled_perturb_board_get_change (self->board),
    .factor = fooled_perturb_board_get_factor (self->board),
    .target = fooled_target_chooser_get_target (self->target),
  };

  return fooled_perturb_output_new (&content, g_variant_get_string (what, NULL));
}

static void
output_done (gpointer owner, const char *path, const char *text, const GError *error)
{
  if (error == NULL && path == NULL)
    fooled_news_done (owner, _ ("Copied the picture"));
  else
    fooled_news_saved (owner, path, text, error);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (widget);
  FooledOutput *output = make_output (self, parameter);
  g_autofree char *folder = fooled_settings_save_folder (self->settings);

  if (output != NULL)
    fooled_output_save (widget, output, folder,
                        g_settings_get_boolean (self->settings, "ask-where-to-save"), output_done);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledOutput *output = make_output (FOOLED_PERTURB_PAGE (widget), parameter);

  if (output != NULL)
    fooled_output_copy (widget, output, output_done);
}

void
fooled_perturb_page_install_output (GtkWidgetClass *widget_class)
{
  specimen_signal = g_signal_new ("specimen-changed", G_TYPE_FROM_CLASS (widget_class),
                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "perturb.save", "s", save);
  gtk_widget_class_install_action (widget_class, "perturb.copy", "s", copy);
}

static void
describe (FooledPresentable *page, FooledScene *scene)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (page);
  const RunPerturbSnapshot *snapshot = fooled_perturb_page_get_snapshot (self);
  gboolean searching = snapshot != NULL && snapshot->state == RUN_PERTURB_SEARCHING;

  scene->n_tiles = fooled_perturb_presentation_n_tiles (snapshot, self->image != NULL);
  if (self->image == NULL && !self->drawing)
    scene->line = g_strdup (_ ("Draw or open a picture first"));
  else
    scene->line = fooled_perturb_page_sentence (self, snapshot);
  if (scene->n_tiles > 0)
    scene->line = fooled_lens_tile_line (self->lens_tiles[0], scene->line);
  scene->can_run = scene->n_tiles > 0;
  scene->running = searching;
}

static void
read_tile (FooledPresentable *page, guint number, gboolean enlarged, FooledTile *tile)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (page);

  fooled_perturb_presentation_read (fooled_perturb_page_get_snapshot (self), number,
                                    fooled_perturb_board_get_change (self->board),
                                    fooled_perturb_board_get_factor (self->board), self->lens_tiles,
                                    tile);
}

/* Its pictures have the size that the network has; all that counts is when they are gone. */
static void
set_side (FooledPresentable *page, guint device_pixels)
{
  FooledPerturbPage *self = FOOLED_PERTURB_PAGE (page);

  for (guint i = 0; i < FOOLED_PERTURB_N_LENSES && device_pixels == 0; i++)
    fooled_lens_tile_rest (self->lens_tiles[i]);
}

/* Looks for the change, or stops looking. */
static void
toggle_search (FooledPresentable *page)
{
  const RunPerturbSnapshot *snapshot =
      fooled_perturb_page_get_snapshot (FOOLED_PERTURB_PAGE (page));
  gboolean searching = snapshot != NULL && snapshot->state == RUN_PERTURB_SEARCHING;

  gtk_widget_activate_action (GTK_WIDGET (page), searching ? "perturb.cancel" : "perturb.search",
                              NULL);
}

void
fooled_perturb_page_presentable_init (FooledPresentableInterface *interface)
{
  interface->describe = describe;
  interface->read_tile = read_tile;
  interface->set_side = set_side;
  interface->toggle = toggle_search;
}
