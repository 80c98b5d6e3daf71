// SPDX-License-Identifier: GPL-3.0-or-later
/* An iteration that several ranks share: each makes that of its own climbs, and all exchange what
 * came of it, so that each has all pictures. */
#include "ascent/ascent-private.h"

void
asc_ascent_set_ranks (AscAscent *ascent, BaseRanks *ranks)
{
  g_return_if_fail (ascent != NULL && !ascent->exchanging);

  ascent->ranks = ranks;
  if (ranks == NULL || ascent->outcomes != NULL)
    return;
  ascent->outcomes = g_new0 (AscOutcome, ascent->n_climbs);
  ascent->takes_part = g_new0 (gboolean, ascent->n_climbs);
  ascent->pieces = g_new0 (BasePiece, 2 * ascent->n_climbs);
}

void
asc_ascent_note_parts (AscAscent *ascent)
{
  if (ascent->ranks == NULL || ascent->parts_noted)
    return;
  for (guint i = 0; i < ascent->n_climbs; i++)
    ascent->takes_part[i] = asc_climb_waits (ascent, &ascent->climbs[i]);
  ascent->parts_noted = TRUE;
}

static void
fill_outcome (const AscClimbing *climb, AscOutcome *outcome)
{
  const AscClimb *shown = &climb->shown;

  *outcome = (AscOutcome){ .state = shown->state,
                           .is_shown = climb->is_shown,
                           .objective = shown->objective,
                           .confidence = shown->confidence,
                           .best_confidence = shown->best_confidence,
                           .best_iteration = shown->best_iteration };
  for (guint mark = 0; mark < ASC_N_MARKS; mark++)
    outcome->first[mark] = shown->first[mark];
}

/* Where a picture is shown, it is the one that everybody has as the next: only the one after it
 * travels, to where others have the picture before, which nobody needs any more. Where none is
 * shown, that one stays, and travels to where it is. */
static void
list_pieces (AscAscent *ascent)
{
  gsize size = ascent->network->size * sizeof (float);

  ascent->n_pieces = 0;
  for (guint i = 0; i < ascent->n_climbs; i++)
    {
      AscClimbing *climb = &ascent->climbs[i];
      guint owner = base_ranks_owner (ascent->ranks, i);
      float *picture = climb->picture;

      if (!ascent->takes_part[i])
        continue;
      if (owner == ascent->ranks->rank)
        {
          fill_outcome (climb, &ascent->outcomes[i]);
          if (climb->is_shown)
            picture = climb->next;
        }
      else if (ascent->iteration == 0)
        asc_climb_start (ascent, climb);
      ascent->pieces[ascent->n_pieces++] =
          (BasePiece){ .owner = owner, .bytes = &ascent->outcomes[i], .size = sizeof (AscOutcome) };
      ascent->pieces[ascent->n_pieces++] =
          (BasePiece){ .owner = owner, .bytes = picture, .size = size };
    }
}

static void
take_outcome (const AscAscent *ascent, AscClimbing *climb, const AscOutcome *outcome)
{
  AscClimb *shown = &climb->shown;

  if (outcome->is_shown)
    asc_climb_show (climb);
  shown->state = outcome->state;
  shown->objective = outcome->objective;
  shown->confidence = outcome->confidence;
  shown->best_confidence = outcome->best_confidence;
  shown->best_iteration = outcome->best_iteration;
  for (guint mark = 0; mark < ASC_N_MARKS; mark++)
    shown->first[mark] = outcome->first[mark];
  climb->n_done = ascent->iteration + 1;
}

gboolean
asc_ascent_exchange (AscAscent *ascent)
{
  BaseRanks *ranks = ascent->ranks;

  if (ranks == NULL)
    return TRUE;
  if (!ascent->exchanging)
    list_pieces (ascent);
  ascent->exchanging =
      !ranks->exchange (ranks, ascent->pieces, ascent->n_pieces, ascent->interrupt);
  if (ascent->exchanging)
    return FALSE;
  for (guint i = 0; i < ascent->n_climbs; i++)
    if (ascent->takes_part[i] && !base_ranks_own (ranks, i))
      take_outcome (ascent, &ascent->climbs[i], &ascent->outcomes[i]);
  ascent->parts_noted = FALSE;
  return TRUE;
}
