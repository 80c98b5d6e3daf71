// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/specimen.h"

StoreSpecimen *
store_specimen_new (void)
{
  StoreSpecimen *specimen = g_new0 (StoreSpecimen, 1);

  g_atomic_ref_count_init (&specimen->ref_count);
  specimen->origin.parent = EVO_NO_PARENT;
  specimen->target = STORE_NO_CLASS;
  specimen->original = STORE_NO_CLASS;
  return specimen;
}

StoreSpecimen *
store_specimen_ref (StoreSpecimen *specimen)
{
  g_return_val_if_fail (specimen != NULL, NULL);

  g_atomic_ref_count_inc (&specimen->ref_count);
  return specimen;
}

void
store_specimen_unref (StoreSpecimen *specimen)
{
  if (specimen == NULL || !g_atomic_ref_count_dec (&specimen->ref_count))
    return;
  g_free (specimen->network_id);
  g_free (specimen->network_name);
  g_free (specimen->encoding);
  g_free (specimen->label);
  g_free (specimen->rules);
  g_free (specimen->network_sha256);
  g_free (specimen->method);
  g_free (specimen->session);
  g_free (specimen->variation);
  g_free (specimen->target_label);
  g_free (specimen->original_label);
  for (guint i = 0; i < EVO_TOP; i++)
    g_free (specimen->top_labels[i]);
  base_image_unref (specimen->image);
  g_clear_pointer (&specimen->genome, g_bytes_unref);
  g_clear_pointer (&specimen->diagram, evo_diagram_unref);
  g_free (specimen);
}

GBytes *
store_specimen_identity (const StoreSpecimen *specimen)
{
  const BaseImage *image;

  g_return_val_if_fail (specimen != NULL, NULL);

  image = specimen->image;
  if (specimen->genome != NULL)
    return g_bytes_ref (specimen->genome);
  return image != NULL ? g_bytes_new (image->pixels, base_image_size (image))
                       : g_bytes_new (NULL, 0);
}
