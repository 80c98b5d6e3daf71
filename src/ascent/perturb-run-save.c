// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/perturb-run-private.h"

/* The bytes of a run: "AscP", version; the size of the network; settings; the picture; how far it
 * is; what the methods share; what this method keeps. */
#define TAG     "AscP"
#define VERSION 2

void
asc_perturb_settings_pack (const AscPerturbSettings *settings, GByteArray *out)
{
  base_pack_string (out, asc_method_to_string (settings->method));
  base_pack_i64 (out, settings->target);
  base_pack_f64 (out, settings->largest_change);
  base_pack_f64 (out, settings->step);
  base_pack_u32 (out, settings->iterations);
  base_pack_u32 (out, settings->searches);
  base_pack_f64 (out, settings->constant);
  base_pack_f64 (out, settings->learning_rate);
  base_pack_f64 (out, settings->margin);
  base_pack_f64 (out, settings->confidence);
}

void
asc_perturb_settings_unpack (AscPerturbSettings *settings, BaseUnpack *in)
{
  g_autofree char *method = base_unpack_string (in);
  gint64 target = base_unpack_i64 (in);

  *settings = (AscPerturbSettings){ 0 };
  base_unpack_require (in, method != NULL && asc_method_from_string (method, &settings->method));
  base_unpack_require (in, target >= ASC_ANY_OTHER && target <= G_MAXINT);
  settings->target = (gint) target;
  settings->largest_change = base_unpack_f64 (in);
  settings->step = base_unpack_f64 (in);
  settings->iterations = base_unpack_u32 (in);
  settings->searches = base_unpack_u32 (in);
  settings->constant = base_unpack_f64 (in);
  settings->learning_rate = base_unpack_f64 (in);
  settings->margin = base_unpack_f64 (in);
  settings->confidence = base_unpack_f64 (in);
}

void
asc_perturb_run_save (const AscPerturbRun *run, GByteArray *out)
{
  const AscAttack *attack = &run->attack;
  const AscNetwork *network = attack->network;

  g_return_if_fail (attack->error == NULL);

  base_pack_header (out, TAG, VERSION);
  base_pack_u32 (out, network->channels);
  base_pack_u32 (out, network->height);
  base_pack_u32 (out, network->width);
  base_pack_u32 (out, network->n_classes);
  asc_perturb_settings_pack (&run->settings, out);
  base_pack_blob (out, run->before, network->size);
  base_pack_u8 (out, (guint8) MIN (run->stage, ASC_PERTURB_STAGE_CONCLUDE));
  base_pack_u32 (out, attack->label);
  base_pack_f32s (out, run->confidences_before, network->n_classes);
  base_pack_blob (out, attack->tried, network->size);
  base_pack_u8 (out, attack->best_distance != ASC_NOT_FOUND);
  if (attack->best_distance != ASC_NOT_FOUND)
    base_pack_blob (out, attack->best, network->size);
  base_pack_u32 (out, attack->iterations - attack->unfinished);
  base_pack_f64 (out, attack->fraction);
  run->row->save (run->method, out);
}

static void
unpack_run (BaseUnpack *in, AscPerturbRun *run)
{
  AscAttack *attack = &run->attack;
  const AscNetwork *network = attack->network;

  run->stage = (AscPerturbStage) base_unpack_u8 (in);
  attack->label = base_unpack_u32 (in);
  base_unpack_require (in, run->stage <= ASC_PERTURB_STAGE_CONCLUDE &&
                               attack->label < network->n_classes);
  asc_unpack_floats (in, run->confidences_before, network->n_classes);
  base_unpack_blob_into (in, attack->tried, network->size);
  if (base_unpack_boolean (in) && base_unpack_blob_into (in, attack->best, network->size))
    attack->best_distance = asc_attack_distance (attack, attack->best);
  attack->iterations = base_unpack_u32 (in);
  attack->fraction = base_unpack_f64_in (in, 0, 2);
  run->row->restore (run->method, in);
}

AscPerturbRun *
asc_perturb_run_restore (const AscNetwork *network, BaseUnpack *in, GError **error)
{
  g_autoptr (AscPerturbRun) run = NULL;
  g_autofree guint8 *before = NULL;
  AscPerturbSettings settings;
  gboolean same;

  g_return_val_if_fail (network != NULL && in != NULL, NULL);

  if (!base_unpack_header (in, TAG, VERSION, error))
    return NULL;
  same = base_unpack_u32 (in) == network->channels;
  same &= base_unpack_u32 (in) == network->height;
  same &= base_unpack_u32 (in) == network->width;
  same &= base_unpack_u32 (in) == network->n_classes;
  if (!base_unpack_check_same (in, same, error))
    return NULL;
  asc_perturb_settings_unpack (&settings, in);
  before = g_new0 (guint8, network->size);
  base_unpack_blob_into (in, before, network->size);
  if (!base_unpack_check (in, error))
    return NULL;
  run = asc_perturb_run_new (network, before, &settings, error);
  if (run == NULL)
    return NULL;
  unpack_run (in, run);
  return base_unpack_check (in, error) ? g_steal_pointer (&run) : NULL;
}
