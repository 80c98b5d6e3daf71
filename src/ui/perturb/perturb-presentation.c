// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/perturb/perturb-presentation.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/perturb/look-view.h"
#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"

enum
{
  BEFORE,
  CHANGE,
  AFTER,
  N_TILES,
};

guint
fooled_perturb_presentation_n_tiles (const RunPerturbSnapshot *snapshot, gboolean any)
{
  if (!any || snapshot == NULL || snapshot->before == NULL)
    return 0;
  return snapshot->after != NULL ? N_TILES : 1;
}

/* As on the page: what speaks for what the network takes it for. */
static void
read_colours (const RunNetworkInfo *network,
              const RunLook *look,
              FooledLensTile *lens,
              FooledTile *tile)
{
  GdkTexture *overlay;

  if (network == NULL)
    return;
  overlay = fooled_lens_tile_overlay (lens, network->id, network->sha256, look->image,
                                      look->top[0].class_index);
  tile->overlay = overlay != NULL ? g_object_ref (overlay) : NULL;
}

static void
read_look (const RunPerturbSnapshot *snapshot,
           const char *title,
           RunLook *look,
           FooledLensTile *lens,
           FooledTile *tile)
{
  guint first;

  tile->title = g_strdup (title);
  if (look == NULL)
    return;
  tile->image = fooled_lens_tile_view_of (lens, look->image);
  if (look->n_top == 0)
    return;
  read_colours (snapshot->network, look, lens, tile);
  first = fooled_look_first (snapshot->network, look);
  tile->label = fooled_class_text (snapshot->network, look->top[first].class_index);
  tile->value = fooled_confidence_text (look->top[first].confidence);
  if (first > 0)
    {
      g_autofree char *value = g_steal_pointer (&tile->value);

      tile->value = g_strdup_printf ("%s %s", value, fooled_left_out_note ());
    }
}

void
fooled_perturb_presentation_read (const RunPerturbSnapshot *snapshot,
                                  guint number,
                                  BaseImage *change,
                                  double factor,
                                  FooledLensTile *const lenses[FOOLED_PERTURB_N_LENSES],
                                  FooledTile *tile)
{
  if (snapshot == NULL)
    return;
  if (number == BEFORE)
    read_look (snapshot, _ ("Before"), snapshot->before, lenses[0], tile);
  else if (number == AFTER)
    read_look (snapshot, _ ("After"), snapshot->after, lenses[1], tile);
  else
    {
      tile->title = g_strdup (_ ("Change"));
      tile->image = change != NULL ? base_image_ref (change) : NULL;
      /* Translators: how many times stronger than it is a change is shown. */
      tile->label = g_strdup_printf (_ ("× %.0f"), factor);
    }
}
