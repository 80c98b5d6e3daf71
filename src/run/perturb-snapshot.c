// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/perturb.h"

#include <math.h>

#define MID_GREY 128

static void
clear (gpointer data)
{
  RunPerturbSnapshot *snapshot = data;

  g_clear_pointer (&snapshot->network, run_network_info_unref);
  g_clear_pointer (&snapshot->network_key, g_free);
  g_clear_pointer (&snapshot->picture, base_image_unref);
  run_look_unref (snapshot->before);
  run_look_unref (snapshot->after);
  run_look_unref (snapshot->between);
  run_rubbish_unref (snapshot->rubbish);
}

RunPerturbSnapshot *
run_perturb_snapshot_new (void)
{
  RunPerturbSnapshot *snapshot = g_new0 (RunPerturbSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear;
  return snapshot;
}

static guint
number_of_class (gint target)
{
  return target == ASC_ANY_OTHER ? STORE_NO_CLASS : (guint) target;
}

StoreSpecimen *
run_perturb_specimen (const RunPerturbSnapshot *snapshot)
{
  const RunPerturbResult *result = &snapshot->result;
  const RunNetworkInfo *network = snapshot->network;
  const RunLook *after = snapshot->after;
  StoreSpecimen *specimen;

  if (!snapshot->has_result || after == NULL || network == NULL)
    return NULL;
  specimen = store_specimen_new ();
  specimen->network_id = g_strdup (network->id);
  specimen->network_name = g_strdup (network->name);
  specimen->network_sha256 = g_strdup (network->sha256);
  specimen->encoding = g_strdup (STORE_ENCODING_PERTURB);
  specimen->method = g_strdup (asc_method_to_string (result->settings.method));
  specimen->rules = asc_perturb_settings_to_string (&result->settings);
  specimen->origin.evaluation = result->iterations;
  specimen->n_crops = 1;
  specimen->class_index = result->label_after;
  specimen->label = g_strdup (network->labels[result->label_after]);
  specimen->confidence = after->confidences[result->label_after];
  specimen->n_top = after->n_top;
  for (guint i = 0; i < after->n_top; i++)
    {
      specimen->top[i] = after->top[i];
      specimen->top_labels[i] = g_strdup (network->labels[after->top[i].class_index]);
    }
  specimen->image = base_image_ref (after->whole);
  specimen->target = number_of_class (result->target);
  if (specimen->target != STORE_NO_CLASS)
    specimen->target_label = g_strdup (network->labels[specimen->target]);
  specimen->original = result->label;
  specimen->original_label = g_strdup (network->labels[result->label]);
  specimen->distortion = result->distortion;
  return specimen;
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
