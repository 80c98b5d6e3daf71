// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/scoring-private.h"

#include <string.h>

/* One of the workspaces of `score`. */
typedef struct
{
  gboolean taken; /* a task is at work in it */
  gboolean held;  /* its micro-batch was interrupted */
  guint micro_batch;
} Workspace;

struct _RunScoring
{
  guint max_images, micro_batch, n_classes;
  RunScoringMake make;
  gpointer make_data;
  EvoScore score;
  RunScoringShare share;
  gpointer score_data;
  guint n_images;
  BaseImage **images; /* (max_images) NULL = not made yet */
  float *confidences; /* (max_images, n_classes) */
  gboolean *done;     /* of each micro-batch; each written by its own task alone */
  const gint *interrupt;
  BaseRanks *ranks;  /* NULL = alone */
  BasePiece *pieces; /* of the exchange under way; NULL = there is none */

  GMutex mutex; /* for what follows, while tasks run */
  Workspace *workspaces;
  guint n_workspaces; /* 0 while no task has run */
};

RunScoring *
run_scoring_new (guint max_images,
                 guint micro_batch,
                 guint n_classes,
                 RunScoringMake make,
                 gpointer make_data,
                 EvoScore score,
                 RunScoringShare share,
                 gpointer score_data)
{
  RunScoring *scoring = g_new0 (RunScoring, 1);

  g_return_val_if_fail (max_images >= 1 && micro_batch >= 1 && n_classes >= 1, NULL);

  *scoring = (RunScoring){ .max_images = max_images,
                           .micro_batch = micro_batch,
                           .n_classes = n_classes,
                           .make = make,
                           .make_data = make_data,
                           .score = score,
                           .share = share,
                           .score_data = score_data,
                           .images = g_new0 (BaseImage *, max_images),
                           .confidences = g_new (float, (gsize) max_images *n_classes),
                           .done = g_new0 (gboolean, max_images) };
  g_mutex_init (&scoring->mutex);
  return scoring;
}

static void
forget_images (RunScoring *scoring)
{
  for (guint i = 0; i < scoring->n_images; i++)
    g_clear_pointer (&scoring->images[i], base_image_unref);
}

void
run_scoring_free (RunScoring *scoring)
{
  if (scoring == NULL)
    return;
  forget_images (scoring);
  g_free (scoring->images);
  g_free (scoring->confidences);
  g_free (scoring->done);
  g_free (scoring->workspaces);
  g_free (scoring->pieces);
  g_mutex_clear (&scoring->mutex);
  g_free (scoring);
}

void
run_scoring_set_ranks (RunScoring *scoring, BaseRanks *ranks)
{
  scoring->ranks = ranks;
}

void
run_scoring_begin (RunScoring *scoring, guint n_images)
{
  g_return_if_fail (n_images <= scoring->max_images);

  forget_images (scoring);
  scoring->n_images = n_images;
  scoring->n_workspaces = 0;
  memset (scoring->done, 0, scoring->max_images * sizeof *scoring->done);
}

static guint
n_micro_batches (const RunScoring *scoring)
{
  return (scoring->n_images + scoring->micro_batch - 1) / scoring->micro_batch;
}

/* The one that holds the micro-batch, or an empty one. NULL where all that are left hold others:
 * tasks begin in order, so that those come first the next time. */
static Workspace *
take_workspace (RunScoring *scoring, guint micro_batch)
{
  Workspace *found = NULL;

  g_mutex_lock (&scoring->mutex);
  for (guint i = 0; i < scoring->n_workspaces; i++)
    {
      Workspace *workspace = &scoring->workspaces[i];

      if (workspace->held ? workspace->micro_batch == micro_batch
                          : !workspace->taken && found == NULL)
        found = workspace;
    }
  if (found != NULL)
    *found = (Workspace){ .taken = TRUE, .held = found->held, .micro_batch = micro_batch };
  g_mutex_unlock (&scoring->mutex);
  return found;
}

static void
give_workspace_back (RunScoring *scoring, Workspace *workspace, gboolean held)
{
  g_mutex_lock (&scoring->mutex);
  workspace->taken = FALSE;
  workspace->held = held;
  g_mutex_unlock (&scoring->mutex);
}

static void
score_micro_batch (gpointer data, guint task, guint worker)
{
  RunScoring *scoring = data;
  guint first = task * scoring->micro_batch;
  guint n = MIN (scoring->micro_batch, scoring->n_images - first);
  Workspace *workspace;

  if (scoring->done[task] || !base_ranks_own (scoring->ranks, task))
    return;
  workspace = take_workspace (scoring, task);
  if (workspace == NULL)
    return;
  for (guint i = first; i < first + n; i++)
    if (scoring->images[i] == NULL)
      scoring->images[i] = scoring->make (scoring->make_data, i);
  scoring->done[task] = scoring->score (
      scoring->score_data, (guint) (workspace - scoring->workspaces), scoring->images + first, n,
      scoring->interrupt, scoring->confidences + (gsize) first * scoring->n_classes);
  give_workspace_back (scoring, workspace, !scoring->done[task]);
}

/* Of the rank's own. */
static guint
n_left (const RunScoring *scoring)
{
  guint n = 0;

  for (guint i = 0; i < n_micro_batches (scoring); i++)
    n += !scoring->done[i] && base_ranks_own (scoring->ranks, i);
  return n;
}

/* So few micro-batches that most threads would have none are scored one after the other, by all
 * threads together. */
static void
work (RunScoring *scoring, BasePool *pool)
{
  const gint *interrupt = scoring->interrupt;
  gboolean together = 2 * n_left (scoring) <= scoring->n_workspaces;

  for (guint i = 0; i < scoring->n_workspaces; i++)
    scoring->share (scoring->score_data, i, together ? pool : NULL);
  if (!together)
    base_pool_run (pool, n_micro_batches (scoring), score_micro_batch, scoring, interrupt);
  else
    for (guint i = 0;
         i < n_micro_batches (scoring) && (interrupt == NULL || g_atomic_int_get (interrupt) == 0);
         i++)
      score_micro_batch (scoring, i, 0);
}

/* FALSE when it was interrupted. */
static gboolean
exchange (RunScoring *scoring)
{
  guint n = n_micro_batches (scoring);
  gsize row = scoring->n_classes * sizeof (float);

  if (scoring->pieces == NULL)
    {
      scoring->pieces = g_new (BasePiece, MAX (n, 1));
      for (guint i = 0; i < n; i++)
        {
          guint first = i * scoring->micro_batch;

          scoring->pieces[i] = (BasePiece){
            .owner = base_ranks_owner (scoring->ranks, i),
            .bytes = scoring->confidences + (gsize) first * scoring->n_classes,
            .size = MIN (scoring->micro_batch, scoring->n_images - first) * row,
          };
        }
    }
  if (!scoring->ranks->exchange (scoring->ranks, scoring->pieces, n, scoring->interrupt))
    return FALSE;
  g_clear_pointer (&scoring->pieces, g_free);
  return TRUE;
}

gboolean
run_scoring_advance (RunScoring *scoring, BasePool *pool, const gint *interrupt)
{
  guint n_threads = base_pool_n_threads (pool);

  g_return_val_if_fail (scoring->n_workspaces == 0 || scoring->n_workspaces == n_threads, FALSE);

  if (scoring->n_workspaces == 0)
    {
      scoring->workspaces = g_renew (Workspace, scoring->workspaces, n_threads);
      memset (scoring->workspaces, 0, n_threads * sizeof *scoring->workspaces);
      scoring->n_workspaces = n_threads;
    }
  scoring->interrupt = interrupt;
  work (scoring, pool);
  return n_left (scoring) == 0 && (scoring->ranks == NULL || exchange (scoring));
}

static void
make_image (gpointer data, guint task, guint worker)
{
  RunScoring *scoring = data;

  if (scoring->images[task] == NULL)
    scoring->images[task] = scoring->make (scoring->make_data, task);
}

void
run_scoring_make_images (RunScoring *scoring, BasePool *pool)
{
  base_pool_run (pool, scoring->n_images, make_image, scoring, NULL);
}

BaseImage *
run_scoring_image (RunScoring *scoring, guint index)
{
  g_return_val_if_fail (index < scoring->n_images, NULL);
  return scoring->images[index];
}

const float *
run_scoring_confidences (const RunScoring *scoring, guint index)
{
  g_return_val_if_fail (index < scoring->n_images, NULL);
  return scoring->confidences + (gsize) index * scoring->n_classes;
}
