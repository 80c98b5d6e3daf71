// SPDX-License-Identifier: GPL-3.0-or-later
/* A generation whose micro-batches several ranks share: what they exchange at its end, and what
 * each makes of the others' children. */
#include "evolve/search-private.h"

#include <string.h>

typedef struct
{
  EvoSearch *search;
  guint *places;  /* in the last stage, of those to be made */
  gboolean draws; /* their images, too */
} Making;

static void
add_piece (GArray *pieces, guint owner, gpointer bytes, gsize size)
{
  BasePiece piece = { .owner = owner, .bytes = bytes, .size = size };

  g_array_append_val (pieces, piece);
}

static void
list_pieces (EvoSearch *search)
{
  const EvoStage *stage = search->stage;

  for (guint i = 0; i < stage->n_micro_batches; i++)
    {
      guint owner = base_ranks_owner (search->settings.ranks, i);

      add_piece (search->pieces, owner, evo_stage_confidences (stage, evo_stage_first (stage, i)),
                 (gsize) evo_stage_size (stage, i) * stage->n_classes * sizeof (float));
      if (i < stage->n_alone)
        {
          EvoClimb *climb = evo_climbs_get (&search->climbs, i);

          add_piece (search->pieces, owner, climb->gradient, climb->n_weights * sizeof (float));
        }
    }
}

gboolean
evo_search_exchange (EvoSearch *search)
{
  BaseRanks *ranks = search->settings.ranks;

  if (ranks == NULL)
    return TRUE;
  if (search->pieces == NULL)
    {
      search->pieces = g_array_new (FALSE, FALSE, sizeof (BasePiece));
      list_pieces (search);
    }
  if (!ranks->exchange (ranks, (const BasePiece *) search->pieces->data, search->pieces->len,
                        search->interrupt))
    return FALSE;
  g_clear_pointer (&search->pieces, g_array_unref);
  return TRUE;
}

/* What the archive will take, and no less. Raises the bars. */
static gboolean
takes_a_cell (const float *confidences, guint n_classes, float *bars)
{
  gboolean takes = FALSE;

  for (guint i = 0; i < n_classes; i++)
    if (confidences[i] > bars[i])
      {
        bars[i] = confidences[i];
        takes = TRUE;
      }
  return takes;
}

static void
make (gpointer data, guint task, guint worker)
{
  const Making *making = data;
  EvoSearch *search = making->search;
  guint place = making->places[task];
  guint child = search->stage->children[place];

  if (!search->made[child] && making->draws)
    {
      evo_search_make_child (search, child);
      search->current.offspring[child].image = search->current.images[child];
    }
  else if (!search->made[child])
    evo_search_breed_child (search, child);
  search->made[child] = TRUE;
  evo_search_describe_child (search, place);
}

/* Children that were not made here, and are not, stay without a genome. */
static void
forget_others (EvoSearch *search)
{
  for (guint child = 0; child < search->settings.batch; child++)
    if (!search->made[child])
      search->current.offspring[child] = (EvoOffspring){
        .origin = { .evaluation = search->evaluations + child,
                    .generation = search->generation,
                    .parent = EVO_NO_PARENT },
      };
}

/* Those that were screened elsewhere, whether they went on or not. */
static void
make_all_screened (EvoSearch *search, BasePool *pool)
{
  g_autofree guint *places = g_new (guint, search->settings.batch);
  Making making = { .search = search, .places = places, .draws = TRUE };
  guint n = 0;

  for (guint child = 0; child < search->screen.n; child++)
    if (!search->made[child])
      places[n++] = child;
  search->stage = &search->screen;
  base_pool_run (pool, n, make, &making, NULL);
  search->stage = &search->full;
}

/* Seeds are made in any case: whoever takes a generation down wants them. Images of those that take
 * a cell are drawn when somebody wants to see them; until then most cells are taken again. */
void
evo_search_take_others (EvoSearch *search, BasePool *pool)
{
  const EvoSearchSettings *settings = &search->settings;
  const EvoStage *stage = search->stage;
  const gboolean wants_all =
      settings->all_offspring && settings->ranks != NULL && settings->ranks->rank == 0;
  gsize n_classes = settings->n_classes;
  g_autofree float *bars = NULL;
  g_autofree guint *places = NULL;
  Making making = { .search = search, .draws = wants_all };
  guint n = 0;

  if (settings->ranks == NULL)
    return;
  forget_others (search);
  if (wants_all && settings->screen != NULL)
    make_all_screened (search, pool);
  bars = g_memdup2 (search->archive->bars, n_classes * sizeof *bars);
  making.places = places = g_new (guint, settings->batch);
  for (guint i = 0; i < stage->n_micro_batches; i++)
    for (guint j = 0; j < evo_stage_size (stage, i); j++)
      {
        guint place = evo_stage_first (stage, i) + j;
        guint child = stage->children[place];
        gboolean takes =
            evo_search_is_offered (search, child) &&
            takes_a_cell (evo_stage_confidences (stage, place), settings->n_classes, bars);

        if (!base_ranks_own (settings->ranks, i) &&
            (takes || wants_all || search->made[child] || evo_search_seed (search, child) != NULL))
          places[n++] = place;
      }
  base_pool_run (pool, n, make, &making, NULL);
}
