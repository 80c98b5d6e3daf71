// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/picks-presentation.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"

void
fooled_picks_presentation_describe (FooledPickList *list, FooledScene *scene)
{
  guint n = list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (list)) : 0;

  scene->n_tiles = n;
  scene->spotlight = FOOLED_SPOTLIGHT_SLIDES;
  if (n == 0)
    scene->line = g_strdup (_ ("There are no picks yet; star an image to keep it."));
  else
    scene->line = g_strdup_printf (
        ngettext ("%u image that fools a network", "%u images that fool a network", n), n);
}

void
fooled_picks_presentation_read (FooledPickList *list,
                                FooledLensTile *lens,
                                guint number,
                                gboolean enlarged,
                                FooledTile *tile)
{
  g_autoptr (FooledPickItem) item = g_list_model_get_item (G_LIST_MODEL (list), number);
  const StoreSpecimen *specimen;
  GdkTexture *overlay;

  if (item == NULL)
    return;
  specimen = fooled_pick_item_get_specimen (item);
  tile->label = g_strdup (fooled_label_text (specimen->label));
  tile->value = fooled_confidence_text (specimen->confidence);
  tile->strength = specimen->confidence;
  if (specimen->image == NULL)
    return;
  tile->image = fooled_lens_tile_view_of (lens, specimen->image);
  if (!enlarged && g_list_model_get_n_items (G_LIST_MODEL (list)) > 1)
    return;
  overlay = fooled_lens_tile_overlay (lens, specimen->network_id, specimen->network_sha256,
                                      specimen->image, specimen->class_index);
  tile->overlay = overlay != NULL ? g_object_ref (overlay) : NULL;
}
