// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/perturb.h"

#include <math.h>

#define MID_GREY 128

void
run_perturb_snapshot_unref (RunPerturbSnapshot *snapshot)
{
  if (snapshot == NULL || !g_atomic_ref_count_dec (&snapshot->ref_count))
    return;
  g_free (snapshot->message);
  g_clear_pointer (&snapshot->network, run_network_info_unref);
  run_look_unref (snapshot->before);
  run_look_unref (snapshot->after);
  run_look_unref (snapshot->between);
  g_free (snapshot);
}

BaseImage *
run_perturb_change_image (const BaseImage *before, const BaseImage *after, double factor)
{
  BaseImage *change;
  gsize n;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);
  g_return_val_if_fail (before->width == after->width && before->height == after->height &&
                            before->channels == after->channels,
                        NULL);

  change = base_image_new (before->width, before->height, before->channels);
  n = base_image_size (before);
  for (gsize i = 0; i < n; i++)
    {
      double level = MID_GREY + factor * ((int) after->pixels[i] - (int) before->pixels[i]);

      change->pixels[i] = (guint8) lrint (CLAMP (level, 0, 255));
    }
  return change;
}
