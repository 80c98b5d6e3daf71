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

static void
read_look (const RunPerturbSnapshot *snapshot, const char *title, RunLook *look, FooledTile *tile)
{
  guint first;

  tile->title = g_strdup (title);
  if (look == NULL)
    return;
  tile->image = base_image_ref (look->image);
  if (look->n_top == 0)
    return;
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
                                  FooledTile *tile)
{
  if (snapshot == NULL)
    return;
  if (number == BEFORE)
    read_look (snapshot, _ ("Before"), snapshot->before, tile);
  else if (number == AFTER)
    read_look (snapshot, _ ("After"), snapshot->after, tile);
  else
    {
      tile->title = g_strdup (_ ("Change"));
      tile->image = change != NULL ? base_image_ref (change) : NULL;
      /* Translators: how many times stronger than it is a change is shown. */
      tile->label = g_strdup_printf (_ ("× %.0f"), factor);
    }
}
