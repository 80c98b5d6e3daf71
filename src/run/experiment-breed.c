// SPDX-License-Identifier: GPL-3.0-or-later
/* Breeding by hand. A choice makes one generation; an undo shows the one before it again. Only the
 * offspring that are shown go back: generations and evaluations count on, so that the same parents
 * get other children next time, and the archive keeps its champions. */
#include "run/breeding-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "evolve/encoding.h"
#include "evolve/save-private.h"
#include "run/experiment-private.h"
#include "run/host-private.h"

#define TAG     "RBrd"
#define VERSION 1

/* Each is small, but for the first one. */
#define MAX_CHOICES 100

/* Bytes of their parents: each checkpoint writes them, twice. */
#define MAX_CHOICES_SIZE (32 << 20)
#define SMALL_GENOME     2048

/* The least that one takes. */
#define MIN_CHOICE_SIZE 16

/* Parents: their genomes, of the run's own size, where they come from, and in which view they were
 * chosen. */
typedef struct
{
  guint n;
  EvoGenome **genomes; /* (n) */
  EvoOrigin *origins;  /* (n) */
  RunView view;
} Parents;

typedef struct
{
  Parents *parents;  /* NULL of the first: it was not bred by hand */
  EvoMemory *memory; /* of their offspring */
} Choice;

struct _RunBreeding
{
  GPtrArray *choices; /* Choice *; the last one is shown, and the first ends what can be undone */
  Parents *ordered;   /* of the generation that is to begin; or NULL */
  Parents *under_way; /* of the generation that has begun; or NULL */
  Parents *undone;    /* of the choice that was taken back last; or NULL */
  guint64 n_undone;
};

static Parents *
parents_new (guint n, RunView view)
{
  Parents *parents = g_new (Parents, 1);

  parents->n = n;
  parents->genomes = g_new0 (EvoGenome *, n);
  parents->origins = g_new0 (EvoOrigin, n);
  parents->view = view;
  return parents;
}

static void
parents_free (Parents *parents)
{
  if (parents == NULL)
    return;
  for (guint i = 0; i < parents->n; i++)
    evo_genome_free (parents->genomes[i]);
  g_free (parents->genomes);
  g_free (parents->origins);
  g_free (parents);
}

static Choice *
choice_new (Parents *parents, EvoMemory *memory)
{
  Choice *choice = g_new (Choice, 1);

  choice->parents = parents;
  choice->memory = memory;
  return choice;
}

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  parents_free (choice->parents);
  evo_memory_free (choice->memory);
  g_free (choice);
}

void
run_breed_order_free (gpointer order)
{
  g_free (((RunBreedOrder *) order)->evaluations);
  g_free (order);
}

RunBreeding *
run_breeding_new (void)
{
  RunBreeding *breeding = g_new0 (RunBreeding, 1);

  breeding->choices = g_ptr_array_new_with_free_func (choice_free);
  return breeding;
}

void
run_breeding_free (RunBreeding *breeding)
{
  if (breeding == NULL)
    return;
  g_ptr_array_unref (breeding->choices);
  parents_free (breeding->ordered);
  parents_free (breeding->under_way);
  parents_free (breeding->undone);
  g_free (breeding);
}

static void
set_parents (Parents **place, Parents *parents)
{
  parents_free (*place);
  *place = parents;
}

static EvoSearch *
search_of (const RunExperiment *experiment)
{
  return experiment->searcher->evolution != NULL
             ? experiment->searcher->evolution (experiment->search)
             : NULL;
}

static const EvoGenome *
find_parent (const Parents *parents, guint64 evaluation, EvoOrigin *origin)
{
  for (guint i = 0; parents != NULL && i < parents->n; i++)
    {
      *origin = parents->origins[i];
      if (origin->evaluation == evaluation)
        return parents->genomes[i];
    }
  return NULL;
}

/* The image of that number: among the offspring, the champions, or those that were parents before,
 * whose cells others may have taken. */
static const EvoGenome *
find (const RunExperiment *experiment, guint64 evaluation, EvoOrigin *origin)
{
  const EvoSearch *search = search_of (experiment);
  const EvoArchive *archive = evo_search_archive (search);
  const GPtrArray *choices = experiment->breeding->choices;
  const EvoGenome *genome = find_parent (experiment->breeding->undone, evaluation, origin);

  for (guint i = choices->len; i > 0 && genome == NULL; i--)
    genome = find_parent (((const Choice *) choices->pdata[i - 1])->parents, evaluation, origin);
  if (genome != NULL)
    return genome;
  for (guint i = 0; i < evo_search_n_offspring (search); i++)
    {
      const EvoOffspring *child = evo_search_offspring (search, i);

      *origin = child->origin;
      if (origin->evaluation == evaluation)
        return child->genome;
    }
  for (guint i = 0; i < archive->n_classes; i++)
    {
      *origin = archive->cells[i].origin;
      if (archive->cells[i].genome != NULL && origin->evaluation == evaluation)
        return archive->cells[i].genome;
    }
  return NULL;
}

RunObey
run_breeding_order (RunExperiment *experiment, const RunBreedOrder *order)
{
  Parents *parents;

  if (search_of (experiment) == NULL)
    {
      run_context_message (experiment->context,
                           _ ("Gradient ascent has no offspring: breed in a run that evolves."));
      return RUN_OBEY_SHOW;
    }
  parents = parents_new (order->n, order->view);
  for (guint i = 0; i < order->n; i++)
    {
      const EvoGenome *genome = find (experiment, order->evaluations[i], &parents->origins[i]);

      if (genome == NULL)
        {
          parents_free (parents);
          run_context_message (experiment->context,
                               _ ("One of the parents is not there any more: choose again."));
          return RUN_OBEY_SHOW;
        }
      parents->genomes[i] = evo_genome_copy (genome);
    }
  set_parents (&experiment->breeding->ordered, parents);
  return RUN_OBEY_STEP;
}

RunObey
run_breeding_undo (RunExperiment *experiment)
{
  RunBreeding *breeding = experiment->breeding;
  RunHost *host = run_context_host (experiment->context);
  guint n = breeding->choices->len;
  Choice *last, *before;
  BasePool *pool;

  if (n < 2)
    return RUN_OBEY_NOTHING;
  last = breeding->choices->pdata[n - 1];
  before = breeding->choices->pdata[n - 2];
  pool = run_host_borrow (host, experiment->n_threads, NULL);
  evo_search_recall (search_of (experiment), before->memory, pool);
  run_host_give_back (host);
  set_parents (&breeding->undone, g_steal_pointer (&last->parents));
  set_parents (&breeding->ordered, NULL);
  breeding->n_undone++;
  g_ptr_array_set_size (breeding->choices, (gint) n - 1);
  return RUN_OBEY_SAVE;
}

gboolean
run_breeding_is_ordered (const RunBreeding *breeding)
{
  return breeding->ordered != NULL;
}

/* What was chosen may be no champion; and it is what its children lead back to. */
static void
take_down (RunExperiment *experiment, const Parents *parents)
{
  for (guint i = 0; i < parents->n; i++)
    run_recorder_note_parent (experiment->recorder, &parents->origins[i], parents->genomes[i]);
}

void
run_breeding_begin (RunExperiment *experiment)
{
  RunBreeding *breeding = experiment->breeding;
  EvoSearch *search = search_of (experiment);
  g_autofree guint64 *evaluations = NULL;
  Parents *parents = g_steal_pointer (&breeding->ordered);

  if (parents == NULL)
    return;
  if (breeding->choices->len == 0)
    {
      EvoMemory *memory = evo_search_remember (search);

      if (memory != NULL)
        g_ptr_array_add (breeding->choices, choice_new (NULL, memory));
    }
  evaluations = g_new (guint64, parents->n);
  for (guint i = 0; i < parents->n; i++)
    evaluations[i] = parents->origins[i].evaluation;
  evo_search_set_parents (search, parents->n, (const EvoGenome *const *) parents->genomes,
                          evaluations);
  evo_search_set_batch (search, RUN_BREED_BATCH);
  take_down (experiment, parents);
  set_parents (&breeding->under_way, parents);
}

/* About what its parents take in a session. */
static gsize
size_of_choice (const Choice *choice)
{
  gsize size = 0;

  for (guint i = 0; choice->parents != NULL && i < choice->parents->n; i++)
    {
      const EvoGenome *genome = choice->parents->genomes[i];

      size += evo_encoding_is_direct (evo_genome_encoding (genome))
                  ? (gsize) evo_genome_width (genome) * evo_genome_height (genome) *
                        evo_genome_channels (genome)
                  : SMALL_GENOME;
    }
  return size;
}

/* What is the first one then ends what can be undone. */
static void
limit_choices (RunBreeding *breeding)
{
  GPtrArray *choices = breeding->choices;
  gsize size = 0;

  for (guint i = 0; i < choices->len; i++)
    size += size_of_choice (choices->pdata[i]);
  while (choices->len > MAX_CHOICES || (choices->len > 1 && size > MAX_CHOICES_SIZE))
    {
      size -= size_of_choice (choices->pdata[0]);
      g_ptr_array_remove_index (choices, 0);
    }
}

void
run_breeding_complete (RunExperiment *experiment)
{
  RunBreeding *breeding = experiment->breeding;
  EvoSearch *search = search_of (experiment);
  Parents *parents = g_steal_pointer (&breeding->under_way);

  set_parents (&breeding->undone, NULL);
  if (parents == NULL)
    {
      g_ptr_array_set_size (breeding->choices, 0);
      return;
    }
  g_ptr_array_add (breeding->choices, choice_new (parents, evo_search_remember (search)));
  limit_choices (breeding);
  evo_search_set_parents (search, 0, NULL, NULL);
  evo_search_set_batch (search, experiment->settings.batch);
}

guint64
run_breeding_n_undone (const RunBreeding *breeding)
{
  return breeding->n_undone;
}

void
run_breeding_show (const RunBreeding *breeding, RunSnapshot *snapshot)
{
  guint n = breeding->choices->len;
  const Choice *last = n > 0 ? breeding->choices->pdata[n - 1] : NULL;
  const Parents *undone = breeding->undone;

  snapshot->is_bred = last != NULL && last->parents != NULL;
  snapshot->n_undo = n > 0 ? n - 1 : 0;
  snapshot->n_undone = breeding->n_undone;
  if (undone == NULL)
    return;
  snapshot->undone_view = undone->view;
  snapshot->n_chosen = undone->n;
  snapshot->chosen = g_new (guint64, undone->n);
  for (guint i = 0; i < undone->n; i++)
    snapshot->chosen[i] = undone->origins[i].evaluation;
}

static void
save_parents (const Parents *parents, GByteArray *out)
{
  base_pack_u32 (out, parents != NULL ? parents->n : 0);
  if (parents == NULL)
    return;
  base_pack_u8 (out, parents->view == RUN_VIEW_OFFSPRING ? 1 : 0);
  for (guint i = 0; i < parents->n; i++)
    {
      evo_pack_origin (out, &parents->origins[i]);
      evo_pack_genome (out, parents->genomes[i]);
    }
}

static Parents *
restore_parents (const EvoSearchSettings *search, BaseUnpack *in)
{
  guint n = base_unpack_count (in, RUN_BREED_MAX_PARENTS, MIN_CHOICE_SIZE);
  Parents *parents;

  if (n == 0)
    return NULL;
  parents = parents_new (n, base_unpack_boolean (in) ? RUN_VIEW_OFFSPRING : RUN_VIEW_CHAMPIONS);
  for (guint i = 0; i < n && !in->failed; i++)
    {
      parents->origins[i] = evo_unpack_origin (in);
      parents->genomes[i] = evo_unpack_genome (in, search->width, search->height, search->channels);
    }
  if (!in->failed)
    return parents;
  parents_free (parents);
  return NULL;
}

void
run_breeding_save (const RunBreeding *breeding, GByteArray *out)
{
  base_pack_header (out, TAG, VERSION);
  base_pack_u64 (out, breeding->n_undone);
  save_parents (breeding->ordered, out);
  save_parents (breeding->under_way, out);
  save_parents (breeding->undone, out);
  base_pack_u32 (out, breeding->choices->len);
  for (guint i = 0; i < breeding->choices->len; i++)
    {
      const Choice *choice = breeding->choices->pdata[i];

      save_parents (choice->parents, out);
      evo_memory_save (choice->memory, out);
    }
}

void
run_breeding_restore (RunExperiment *experiment, BaseUnpack *in)
{
  RunBreeding *breeding = experiment->breeding;
  EvoSearchSettings search;
  guint n;

  run_evolve_settings (experiment, &search);
  if (!base_unpack_require (in, base_unpack_header (in, TAG, VERSION, NULL)))
    return;
  breeding->n_undone = base_unpack_u64 (in);
  set_parents (&breeding->ordered, restore_parents (&search, in));
  set_parents (&breeding->under_way, restore_parents (&search, in));
  set_parents (&breeding->undone, restore_parents (&search, in));
  n = base_unpack_count (in, MAX_CHOICES, MIN_CHOICE_SIZE);
  for (guint i = 0; i < n && !in->failed; i++)
    {
      Parents *parents = restore_parents (&search, in);

      g_ptr_array_add (breeding->choices, choice_new (parents, evo_memory_restore (&search, in)));
    }
  /* An ascent has none of all this. */
  base_unpack_require (in, experiment->searcher->evolution != NULL ||
                               (n == 0 && breeding->ordered == NULL &&
                                breeding->under_way == NULL && breeding->undone == NULL));
}
