// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/ascent-private.h"

#include <string.h>

/* The bytes of an ascent: "AscA", version; what it must be restored with; complete iterations; for
 * each climb what it shows and, unless it has ended, its next picture. Of an iteration of a climb
 * that is not complete nothing is kept: it is done again. */
#define TAG     "AscA"
#define VERSION 1

static void
pack_settings (GByteArray *out, const AscAscent *ascent)
{
  const AscNetwork *network = ascent->network;
  g_autofree char *rules = asc_rules_to_string (&ascent->stepper.rules);

  base_pack_string (out, rules);
  base_pack_u64 (out, ascent->seed);
  base_pack_u32 (out, network->channels);
  base_pack_u32 (out, network->height);
  base_pack_u32 (out, network->width);
  base_pack_u32 (out, network->n_classes);
  base_pack_u32 (out, ascent->n_climbs);
  for (guint i = 0; i < ascent->n_climbs; i++)
    base_pack_u32 (out, ascent->climbs[i].shown.class_index);
}

static gboolean
check_settings (BaseUnpack *in, const AscAscent *ascent, GError **error)
{
  const AscNetwork *network = ascent->network;
  g_autofree char *rules = asc_rules_to_string (&ascent->stepper.rules);
  g_autofree char *found = base_unpack_string (in);
  gboolean same = g_strcmp0 (rules, found) == 0;

  same &= base_unpack_u64 (in) == ascent->seed;
  same &= base_unpack_u32 (in) == network->channels;
  same &= base_unpack_u32 (in) == network->height;
  same &= base_unpack_u32 (in) == network->width;
  same &= base_unpack_u32 (in) == network->n_classes;
  same &= base_unpack_u32 (in) == ascent->n_climbs;
  for (guint i = 0; i < ascent->n_climbs && same; i++)
    same &= base_unpack_u32 (in) == ascent->climbs[i].shown.class_index;
  return base_unpack_check_same (in, same, error);
}

void
asc_ascent_save (const AscAscent *ascent, GByteArray *out)
{
  g_return_if_fail (ascent != NULL && out != NULL);

  base_pack_header (out, TAG, VERSION);
  pack_settings (out, ascent);
  base_pack_u32 (out, ascent->iteration);
  for (guint i = 0; i < ascent->n_climbs; i++)
    {
      const AscClimbing *climb = &ascent->climbs[i];
      const AscClimb *shown = &climb->shown;

      base_pack_u8 (out, (guint8) shown->state);
      base_pack_u32 (out, climb->n_done);
      if (climb->n_done == 0)
        continue;
      base_pack_f32 (out, shown->objective);
      base_pack_f32 (out, shown->confidence);
      for (guint mark = 0; mark < ASC_N_MARKS; mark++)
        base_pack_i64 (out, shown->first[mark]);
      base_pack_f32 (out, shown->best_confidence);
      base_pack_u32 (out, shown->best_iteration);
      base_pack_f32s (out, climb->picture, ascent->network->size);
      if (shown->state == ASC_CLIMB_GOING_ON)
        base_pack_f32s (out, climb->next, ascent->network->size);
    }
}

/* Grey levels, every one of them. */
static void
unpack_picture (BaseUnpack *in, gsize size, float *picture)
{
  gboolean ok = base_unpack_f32s (in, picture, size);

  for (gsize i = 0; i < size; i++)
    ok &= picture[i] >= 0 && picture[i] <= 255;
  base_unpack_require (in, ok);
}

static void
unpack_climb (BaseUnpack *in, const AscAscent *ascent, AscClimbing *climb)
{
  AscClimb *shown = &climb->shown;

  shown->state = (AscClimbState) base_unpack_u8 (in);
  climb->n_done = base_unpack_u32 (in);
  base_unpack_require (in, shown->state <= ASC_CLIMB_NOT_A_NUMBER);
  base_unpack_require (in, climb->n_done <= ascent->iteration + 1);
  base_unpack_require (in, shown->state == ASC_CLIMB_GOING_ON ? climb->n_done >= ascent->iteration
                                                              : climb->n_done > 0);
  if (climb->n_done == 0 || in->failed)
    return;
  shown->objective = base_unpack_f32 (in);
  shown->confidence = base_unpack_f32 (in);
  for (guint mark = 0; mark < ASC_N_MARKS; mark++)
    {
      gint64 first = base_unpack_i64 (in);

      base_unpack_require (in, first >= -1 && first < climb->n_done);
      shown->first[mark] = (gint) first;
    }
  shown->best_confidence = base_unpack_f32 (in);
  shown->best_iteration = base_unpack_u32 (in);
  base_unpack_require (in, shown->best_iteration < climb->n_done);
  unpack_picture (in, ascent->network->size, climb->picture);
  if (shown->state == ASC_CLIMB_GOING_ON)
    unpack_picture (in, ascent->network->size, climb->next);
}

AscAscent *
asc_ascent_restore (const AscNetwork *network,
                    const AscRules *rules,
                    guint64 seed,
                    guint n_classes,
                    const guint *classes,
                    guint n_threads,
                    BaseUnpack *in,
                    GError **error)
{
  g_autoptr (AscAscent) ascent = NULL;

  g_return_val_if_fail (in != NULL, NULL);

  if (!base_unpack_header (in, TAG, VERSION, error))
    return NULL;
  ascent = asc_ascent_new (network, rules, seed, n_classes, classes, n_threads, error);
  if (ascent == NULL || !check_settings (in, ascent, error))
    return NULL;
  ascent->iteration = base_unpack_u32 (in);
  base_unpack_require (in, ascent->iteration <= rules->iterations);
  for (guint i = 0; i < n_classes && !in->failed; i++)
    unpack_climb (in, ascent, &ascent->climbs[i]);
  return base_unpack_check (in, error) ? g_steal_pointer (&ascent) : NULL;
}
