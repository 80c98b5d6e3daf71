// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/climb-private.h"

#include <math.h>

#include "evolve/save-private.h"

/* The least that one climb takes. */
#define MIN_CLIMB_SIZE 32

/* More, and a weight would long have reached its end. */
#define MAX_STEPS 64

/* What climbs can owe or be owed stays within some generations. */
#define MAX_OWED (16.0 * EVO_MAX_BATCH)

static void
save_climb (const EvoClimb *climb, GByteArray *out)
{
  base_pack_u32 (out, climb->class_index);
  base_pack_u64 (out, climb->parent);
  evo_pack_genome (out, climb->genome);
  base_pack_u8 (out, climb->has_gradient != FALSE);
  base_pack_u32 (out, climb->n_steps);
  base_pack_f32s (out, climb->gradient, climb->n_weights);
}

void
evo_climbs_save (const EvoClimbs *climbs, guint n_classes, GByteArray *out)
{
  base_pack_u32 (out, climbs->climbs->len);
  for (guint i = 0; i < climbs->climbs->len; i++)
    save_climb (evo_climbs_get (climbs, i), out);
  for (guint i = 0; i < n_classes; i++)
    base_pack_u64 (out, climbs->left[i]);
  base_pack_f64 (out, climbs->owed);
  for (guint i = 0; i < EVO_N_SPENT; i++)
    {
      base_pack_f64 (out, climbs->yields[i].gain);
      base_pack_f64 (out, climbs->yields[i].cost);
    }
  base_pack_u32 (out, climbs->n);
  base_pack_u32 (out, climbs->n_gradients);
}

static void
restore_climb (EvoClimb *climb, const EvoSearchSettings *settings, BaseUnpack *in)
{
  climb->class_index = base_unpack_u32 (in);
  climb->parent = base_unpack_u64 (in);
  climb->genome = evo_unpack_genome (in, settings->width, settings->height, settings->channels);
  if (!base_unpack_require (in, climb->genome != NULL && climb->class_index < settings->n_classes))
    return;
  climb->has_gradient = base_unpack_boolean (in);
  climb->n_steps = base_unpack_u32 (in);
  climb->n_weights = evo_genome_n_weights (climb->genome);
  climb->gradient = g_new0 (float, MAX (climb->n_weights, 1));
  base_unpack_f32s (in, climb->gradient, climb->n_weights);
  base_unpack_require (in, climb->n_weights > 0 && climb->n_steps <= MAX_STEPS);
}

/* Who takes part: first those without a gradient, then others. */
static void
restore_part (EvoClimbs *climbs, BaseUnpack *in)
{
  climbs->n = base_unpack_u32 (in);
  climbs->n_gradients = base_unpack_u32 (in);
  if (!base_unpack_require (in,
                            climbs->n <= climbs->climbs->len && climbs->n_gradients <= climbs->n))
    return;
  for (guint i = 0; i < climbs->n; i++)
    base_unpack_require (in,
                         evo_climbs_get (climbs, i)->has_gradient == (i >= climbs->n_gradients));
}

void
evo_climbs_restore (EvoClimbs *climbs, const EvoSearchSettings *settings, BaseUnpack *in)
{
  guint n = base_unpack_count (in, settings->n_classes, MIN_CLIMB_SIZE);

  for (guint i = 0; i < n && !in->failed; i++)
    {
      EvoClimb *climb = g_new0 (EvoClimb, 1);

      g_ptr_array_add (climbs->climbs, climb);
      restore_climb (climb, settings, in);
    }
  for (guint i = 0; i < settings->n_classes && !in->failed; i++)
    climbs->left[i] = base_unpack_u64 (in);
  climbs->owed = base_unpack_f64_in (in, -MAX_OWED, MAX_OWED);
  for (guint i = 0; i < EVO_N_SPENT; i++)
    {
      climbs->yields[i].gain = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
      climbs->yields[i].cost = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
    }
  if (!in->failed)
    restore_part (climbs, in);
}

void
evo_climbs_pass_over (const EvoSearchSettings *settings, BaseUnpack *in)
{
  guint n = base_unpack_count (in, EVO_MAX_BATCH, MIN_CLIMB_SIZE);

  for (guint i = 0; i < n && !in->failed; i++)
    {
      g_autoptr (EvoGenome) genome = NULL;
      g_autofree float *numbers = NULL; /* the gradient; Adam's mean, and mean square, of it */
      gsize n_numbers;

      for (guint j = 0; j < 3; j++) /* its class, how many steps, how many in vain */
        base_unpack_u32 (in);
      base_unpack_u64 (in); /* its parent */
      genome = evo_unpack_genome (in, settings->width, settings->height, settings->channels);
      if (!base_unpack_require (in, genome != NULL))
        return;
      n_numbers = 3 * (gsize) evo_genome_n_weights (genome);
      numbers = g_new (float, MAX (n_numbers, 1));
      base_unpack_f32s (in, numbers, n_numbers);
    }
  for (guint i = 0; i < settings->n_classes && !in->failed; i++)
    base_unpack_u64 (in); /* where a class's climb left off */
}
