// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/ascent-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "nn/executor.h"

/* Pictures at once in one thread. One by one LeNet and SqueezeNet are as fast as in batches, and
 * AlexNet loses a sixteenth against the two that a tenth of a second has room for. In return no
 * climb depends on its place in a batch (LeNet's bits do), those that have ended cost nothing, and
 * the threads share even few classes. */
#define BATCH 1

/* Making and freeing. */

guint64
asc_ascent_memory (const AscNetwork *network, guint n_classes)
{
  return (guint64) n_classes * 2 * network->size * sizeof (float);
}

static gboolean
make_climbs (AscAscent *ascent, guint n_classes, const guint *classes, GError **error)
{
  gsize size = ascent->network->size;
  guint64 bytes = asc_ascent_memory (ascent->network, n_classes);

  if (bytes <= NN_EXECUTOR_MAX_FLOATS * sizeof (float))
    ascent->pictures = g_try_malloc0 (bytes);
  if (ascent->pictures == NULL)
    {
      g_autofree char *text = g_format_size (bytes);

      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("Gradient ascent for %u classes would take %s of memory. Choose fewer "
                      "classes."),
                   n_classes, text);
      return FALSE;
    }
  ascent->n_climbs = n_classes;
  ascent->climbs = g_new0 (AscClimbing, n_classes);
  ascent->waiting = g_new0 (AscClimbing *, n_classes);
  for (guint i = 0; i < n_classes; i++)
    {
      AscClimbing *climb = &ascent->climbs[i];

      climb->picture = ascent->pictures + 2 * i * size;
      climb->next = climb->picture + size;
      climb->shown.class_index = classes[i];
      climb->shown.picture = climb->picture;
      for (guint mark = 0; mark < ASC_N_MARKS; mark++)
        climb->shown.first[mark] = -1;
    }
  return TRUE;
}

static gboolean
make_worker (const AscAscent *ascent, AscWorker *worker, GError **error)
{
  const AscNetwork *network = ascent->network;

  worker->gradient = asc_gradient_new (network, BATCH, error);
  if (worker->gradient == NULL)
    return FALSE;
  worker->value_gradient =
      g_new0 (float, nn_shape_size (nn_graph_shape (network->graph, ascent->target.value)));
  worker->direction = g_new0 (float, network->size);
  worker->scratch = g_new0 (float, asc_stepper_scratch (&ascent->stepper));
  return TRUE;
}

/* Those that are there stay: more than the pool has threads do no harm. */
gboolean
asc_ascent_set_n_threads (AscAscent *ascent, guint n_threads, GError **error)
{
  g_return_val_if_fail (ascent != NULL && n_threads >= 1, FALSE);

  if (n_threads <= ascent->n_workers)
    return TRUE;
  ascent->workers = g_renew (AscWorker, ascent->workers, n_threads);
  memset (ascent->workers + ascent->n_workers, 0,
          (n_threads - ascent->n_workers) * sizeof *ascent->workers);
  for (; ascent->n_workers < n_threads; ascent->n_workers++)
    if (!make_worker (ascent, &ascent->workers[ascent->n_workers], error))
      return FALSE;
  return TRUE;
}

AscAscent *
asc_ascent_new (const AscNetwork *network,
                const AscRules *rules,
                guint64 seed,
                guint n_classes,
                const guint *classes,
                guint n_threads,
                GError **error)
{
  g_autoptr (AscAscent) ascent = NULL;

  g_return_val_if_fail (network != NULL && rules != NULL && classes != NULL, NULL);
  g_return_val_if_fail (n_classes >= 1 && n_threads >= 1, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!asc_rules_check (rules, error))
    return NULL;
  ascent = g_new0 (AscAscent, 1);
  g_mutex_init (&ascent->mutex);
  ascent->network = network;
  ascent->seed = seed;
  asc_stepper_init (&ascent->stepper, network, rules);
  if (!asc_target_init (&ascent->target, network, rules, error) ||
      !asc_target_check (&ascent->target, rules, n_classes, classes, error) ||
      !make_climbs (ascent, n_classes, classes, error) ||
      !asc_ascent_set_n_threads (ascent, n_threads, error))
    return NULL;
  return g_steal_pointer (&ascent);
}

void
asc_ascent_free (AscAscent *ascent)
{
  if (ascent == NULL)
    return;
  for (guint i = 0; i < ascent->n_workers; i++)
    {
      g_clear_pointer (&ascent->workers[i].gradient, asc_gradient_free);
      g_free (ascent->workers[i].value_gradient);
      g_free (ascent->workers[i].direction);
      g_free (ascent->workers[i].scratch);
    }
  g_free (ascent->workers);
  g_free (ascent->waiting);
  g_free (ascent->climbs);
  g_free (ascent->pictures);
  g_free (ascent->outcomes);
  g_free (ascent->takes_part);
  g_free (ascent->pieces);
  asc_stepper_clear (&ascent->stepper);
  g_mutex_clear (&ascent->mutex);
  g_free (ascent);
}

/* All of them. */

gboolean
asc_climb_waits (const AscAscent *ascent, const AscClimbing *climb)
{
  return climb->shown.state == ASC_CLIMB_GOING_ON && climb->n_done == ascent->iteration;
}

static gboolean
is_held (const AscAscent *ascent, const AscClimbing *climb)
{
  for (guint i = 0; i < ascent->n_workers; i++)
    if (ascent->workers[i].climb == climb)
      return TRUE;
  return FALSE;
}

/* Returns how many of the rank's own climbs of the present iteration are not done. */
static guint
find_waiting (AscAscent *ascent)
{
  guint n = 0, n_waiting = 0;

  for (guint i = 0; i < ascent->n_climbs; i++)
    {
      AscClimbing *climb = &ascent->climbs[i];

      if (!asc_climb_waits (ascent, climb) || !base_ranks_own (ascent->ranks, i))
        continue;
      n++;
      if (!is_held (ascent, climb))
        ascent->waiting[n_waiting++] = climb;
    }
  ascent->next_waiting = 0;
  return n;
}

/* So few climbs that most threads would have none are made one after the other, by all threads
 * together. */
static void
work (AscAscent *ascent, BasePool *pool, guint n_waiting)
{
  gboolean together = 2 * n_waiting <= base_pool_n_threads (pool) &&
                      nn_graph_is_worth_sharing (ascent->network->graph, BATCH);

  for (guint i = 0; i < ascent->n_workers; i++)
    asc_gradient_set_pool (ascent->workers[i].gradient, together ? pool : NULL);
  if (!together)
    base_pool_run (pool, n_waiting, asc_climb_work, ascent, ascent->interrupt);
  else
    for (guint i = 0;
         i < n_waiting && (ascent->interrupt == NULL || g_atomic_int_get (ascent->interrupt) == 0);
         i++)
      asc_climb_work (ascent, i, 0);
}

gboolean
asc_ascent_advance (AscAscent *ascent, BasePool *pool, const gint *interrupt)
{
  g_return_val_if_fail (ascent != NULL && pool != NULL, TRUE);
  g_return_val_if_fail (base_pool_n_threads (pool) <= ascent->n_workers, TRUE);

  if (asc_ascent_is_over (ascent))
    return TRUE;
  ascent->interrupt = interrupt;
  asc_ascent_note_parts (ascent);
  work (ascent, pool, find_waiting (ascent));
  if (find_waiting (ascent) > 0 || !asc_ascent_exchange (ascent))
    return FALSE;
  ascent->iteration++;
  return TRUE;
}

guint
asc_ascent_iteration (const AscAscent *ascent)
{
  return ascent->iteration;
}

gboolean
asc_ascent_is_over (const AscAscent *ascent)
{
  for (guint i = 0; i < ascent->n_climbs; i++)
    if (ascent->climbs[i].shown.state == ASC_CLIMB_GOING_ON)
      return FALSE;
  return TRUE;
}

guint
asc_ascent_n_climbs (const AscAscent *ascent)
{
  return ascent->n_climbs;
}

const AscClimb *
asc_ascent_climb (const AscAscent *ascent, guint index)
{
  g_return_val_if_fail (index < ascent->n_climbs, NULL);
  return &ascent->climbs[index].shown;
}
