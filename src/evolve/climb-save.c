// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/climb-private.h"

#include <math.h>

#include "evolve/save-private.h"

/* The least that one climb takes. */
#define MIN_CLIMB_SIZE 32

static void
save_climb (const EvoClimb *climb, GByteArray *out)
{
  base_pack_u32 (out, climb->class_index);
  base_pack_u32 (out, climb->n_steps);
  base_pack_u32 (out, climb->n_stalled);
  base_pack_u64 (out, climb->parent);
  evo_pack_genome (out, climb->genome);
  base_pack_f32s (out, climb->numbers, 3 * (gsize) climb->n_weights);
}

void
evo_climbs_save (const EvoClimbs *climbs, guint n_classes, GByteArray *out)
{
  base_pack_u32 (out, climbs->climbs->len);
  for (guint i = 0; i < climbs->climbs->len; i++)
    save_climb (evo_climbs_get (climbs, i), out);
  for (guint i = 0; i < n_classes; i++)
    base_pack_u64 (out, climbs->left[i]);
}

static void
restore_climb (EvoClimb *climb, const EvoSearchSettings *settings, BaseUnpack *in)
{
  gsize n_numbers;

  climb->class_index = base_unpack_u32 (in);
  climb->n_steps = base_unpack_u32 (in);
  climb->n_stalled = base_unpack_u32 (in);
  climb->parent = base_unpack_u64 (in);
  climb->genome = evo_unpack_genome (in, settings->width, settings->height, settings->channels);
  if (!base_unpack_require (in, climb->genome != NULL && climb->class_index < settings->n_classes))
    return;
  climb->n_weights = evo_genome_n_weights (climb->genome);
  n_numbers = 3 * (gsize) climb->n_weights;
  climb->numbers = g_new0 (float, MAX (n_numbers, 1));
  base_unpack_f32s (in, climb->numbers, n_numbers);
  base_unpack_require (in, climb->n_weights > 0);
  for (gsize i = 0; i < n_numbers; i++)
    base_unpack_require (in, isfinite (climb->numbers[i]) &&
                                 (i < 2 * (gsize) climb->n_weights || climb->numbers[i] >= 0));
}

void
evo_climbs_restore (EvoClimbs *climbs, const EvoSearchSettings *settings, BaseUnpack *in)
{
  guint n = base_unpack_count (in, EVO_MAX_BATCH, MIN_CLIMB_SIZE);

  for (guint i = 0; i < n && !in->failed; i++)
    {
      EvoClimb *climb = g_new0 (EvoClimb, 1);

      g_ptr_array_add (climbs->climbs, climb);
      restore_climb (climb, settings, in);
    }
  for (guint i = 0; i < settings->n_classes && !in->failed; i++)
    climbs->left[i] = base_unpack_u64 (in);
}
