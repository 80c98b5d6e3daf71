// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/individual-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

static gboolean
check_size (guint width, guint height, GError **error)
{
  if (width <= RUN_INDIVIDUAL_MAX_SIDE && height <= RUN_INDIVIDUAL_MAX_SIDE)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The session is damaged: it has an image of %u × %u pixels."), width, height);
  return FALSE;
}

BaseImage *
run_individual_draw (const StoreIndividual *individual, GError **error)
{
  g_autoptr (EvoGenome) genome = NULL;
  BaseImage *image;

  if (individual->genome == NULL)
    return check_size (individual->image->width, individual->image->height, error)
               ? base_image_ref (individual->image)
               : NULL;
  genome = evo_genome_deserialise (individual->genome, error);
  if (genome == NULL || !check_size (evo_genome_width (genome), evo_genome_height (genome), error))
    return NULL;
  image = base_image_new (evo_genome_width (genome), evo_genome_height (genome),
                          evo_genome_channels (genome));
  evo_genome_render (genome, image);
  return image;
}
