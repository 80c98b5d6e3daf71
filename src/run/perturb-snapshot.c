// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/perturb.h"

#include <math.h>

#define MID_GREY 128

static void
clear (gpointer data)
{
  RunPerturbSnapshot *snapshot = data;

  g_clear_pointer (&snapshot->network, run_network_info_unref);
  run_look_unref (snapshot->before);
  run_look_unref (snapshot->after);
  run_look_unref (snapshot->between);
}

RunPerturbSnapshot *
run_perturb_snapshot_new (void)
{
  RunPerturbSnapshot *snapshot = g_new0 (RunPerturbSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear;
  return snapshot;
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
