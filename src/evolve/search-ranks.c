// SPDX-License-Identifier: GPL-3.0-or-later
/* A generation whose micro-batches several ranks share: what they exchange at its end, and what
 * each makes of the others' children. */
#include "evolve/search-private.h"

#include <string.h>

typedef struct
{
  EvoSearch *search;
  guint *children; /* those to be made */
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
  gsize n_classes = search->settings.n_classes;

  for (guint i = 0; i < search->n_micro_batches; i++)
    {
      guint owner = base_ranks_owner (search->settings.ranks, i);

      add_piece (search->pieces, owner,
                 search->confidences + evo_search_first_child (search, i) * n_classes,
                 evo_search_n_children (search, i) * n_classes * sizeof (float));
      if (i < search->n_climbing)
        {
          EvoClimb *climb = evo_climbs_get (&search->climbs, i);

          add_piece (search->pieces, owner, climb->numbers, climb->n_weights * sizeof (float));
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
  const EvoSearchSettings *settings = &search->settings;
  guint child = making->children[task];
  EvoOffspring *offspring = &search->current.offspring[child];

  if (settings->ranks->rank == 0)
    {
      evo_search_make_child (search, child);
      offspring->image = search->current.images[child];
    }
  else
    evo_search_breed_child (search, child);
  offspring->genome = search->current.genomes[child];
  offspring->n_top = evo_top (search->confidences + (gsize) child * settings->n_classes,
                              settings->n_classes, offspring->top);
}

/* Seeds are made in any case: whoever takes a generation down wants them. */
void
evo_search_take_others (EvoSearch *search, BasePool *pool)
{
  const EvoSearchSettings *settings = &search->settings;
  const gboolean wants_all =
      settings->all_offspring && settings->ranks != NULL && settings->ranks->rank == 0;
  gsize n_classes = settings->n_classes;
  g_autofree float *bars = NULL;
  g_autofree guint *children = NULL;
  guint n = 0;

  if (settings->ranks == NULL)
    return;
  bars = g_memdup2 (search->archive->bars, n_classes * sizeof *bars);
  children = g_new (guint, settings->batch);
  for (guint i = 0; i < search->n_micro_batches; i++)
    for (guint j = 0, first = evo_search_first_child (search, i);
         j < evo_search_n_children (search, i); j++)
      {
        guint child = first + j;
        gboolean takes =
            takes_a_cell (search->confidences + child * n_classes, settings->n_classes, bars);

        if (base_ranks_own (settings->ranks, i))
          continue;
        search->current.offspring[child] = (EvoOffspring){
          .origin = { .evaluation = search->evaluations + child,
                      .generation = search->generation,
                      .parent = EVO_NO_PARENT },
        };
        if (takes || wants_all || evo_search_seed (search, child) != NULL)
          children[n++] = child;
      }
  base_pool_run (pool, n, make, &(Making){ .search = search, .children = children }, NULL);
}
