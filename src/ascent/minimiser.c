// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/minimiser.h"

#include <math.h>
#include <nlopt.h>

/* How often an interruption is looked for, in microseconds. */
#define LOOK 5000

struct _AscMinimiser
{
  gatomicrefcount ref_count; /* the owner's, and the thread's */
  gsize size;
  guint corrections;
  guint max_evaluations;
  double tolerance;
  double *start; /* (size): and where it stopped */
  GMutex lock;
  GCond changed;

  /* Under the lock. */
  gboolean asks, answered, over, failed;
  gboolean abandoned;  /* by its owner */
  const double *point; /* what it asks about */
  double *gradient;
  double value;
};

static void
unref (AscMinimiser *minimiser)
{
  if (!g_atomic_ref_count_dec (&minimiser->ref_count))
    return;
  g_mutex_clear (&minimiser->lock);
  g_cond_clear (&minimiser->changed);
  g_free (minimiser->start);
  g_free (minimiser);
}

/* --- On its thread --- */

typedef struct
{
  AscMinimiser *minimiser;
  nlopt_opt optimizer;
  double *no_gradient; /* (size): for a question without one */
} Search;

static double
objective (unsigned n, const double *x, double *gradient, void *data)
{
  Search *search = data;
  AscMinimiser *minimiser = search->minimiser;
  gboolean abandoned;
  double value;

  g_mutex_lock (&minimiser->lock);
  minimiser->point = x;
  minimiser->gradient = gradient != NULL ? gradient : search->no_gradient;
  minimiser->answered = FALSE;
  minimiser->asks = TRUE;
  g_cond_broadcast (&minimiser->changed);
  while (!minimiser->answered && !minimiser->abandoned)
    g_cond_wait (&minimiser->changed, &minimiser->lock);
  minimiser->asks = FALSE;
  abandoned = minimiser->abandoned;
  value = abandoned ? HUGE_VAL : minimiser->value;
  g_mutex_unlock (&minimiser->lock);
  if (abandoned)
    nlopt_force_stop (search->optimizer);
  return value;
}

static gpointer
run (gpointer data)
{
  AscMinimiser *minimiser = data;
  Search search = { .minimiser = minimiser };
  nlopt_result result = NLOPT_OUT_OF_MEMORY;
  double value;

  search.no_gradient = g_try_new (double, minimiser->size);
  search.optimizer = nlopt_create (NLOPT_LD_LBFGS, (unsigned) minimiser->size);
  if (search.no_gradient != NULL && search.optimizer != NULL)
    {
      nlopt_set_min_objective (search.optimizer, objective, &search);
      nlopt_set_vector_storage (search.optimizer, minimiser->corrections);
      nlopt_set_maxeval (search.optimizer, (int) minimiser->max_evaluations);
      nlopt_set_ftol_rel (search.optimizer, minimiser->tolerance);
      result = nlopt_optimize (search.optimizer, minimiser->start, &value);
    }
  nlopt_destroy (search.optimizer);
  g_free (search.no_gradient);
  g_mutex_lock (&minimiser->lock);
  /* Wherever the optimiser stopped, and why, it has stopped; an argument is invalid to it when
   * there was no memory to make it. */
  minimiser->failed = result == NLOPT_OUT_OF_MEMORY || result == NLOPT_INVALID_ARGS;
  minimiser->over = TRUE;
  g_cond_broadcast (&minimiser->changed);
  g_mutex_unlock (&minimiser->lock);
  unref (minimiser);
  return NULL;
}

/* --- For its owner --- */

AscMinimiser *
asc_minimiser_new (gsize size,
                   const double *start,
                   guint corrections,
                   double tolerance,
                   guint max_evaluations)
{
  AscMinimiser *minimiser;
  GThread *thread;

  g_return_val_if_fail (size >= 1 && size <= G_MAXINT && start != NULL && corrections >= 1, NULL);

  minimiser = g_new0 (AscMinimiser, 1);
  g_atomic_ref_count_init (&minimiser->ref_count);
  g_mutex_init (&minimiser->lock);
  g_cond_init (&minimiser->changed);
  minimiser->size = size;
  minimiser->start = g_memdup2 (start, size * sizeof *start);
  minimiser->corrections = corrections;
  minimiser->tolerance = tolerance;
  minimiser->max_evaluations = max_evaluations;
  g_atomic_ref_count_inc (&minimiser->ref_count);
  thread = g_thread_try_new ("minimiser", run, minimiser, NULL);
  if (thread != NULL)
    {
      /* It may be in the middle of long arithmetic when nobody wants it any more. */
      g_thread_unref (thread);
      return minimiser;
    }
  unref (minimiser);
  minimiser->over = minimiser->failed = TRUE;
  return minimiser;
}

void
asc_minimiser_free (AscMinimiser *minimiser)
{
  if (minimiser == NULL)
    return;
  g_mutex_lock (&minimiser->lock);
  minimiser->abandoned = TRUE;
  g_cond_broadcast (&minimiser->changed);
  g_mutex_unlock (&minimiser->lock);
  unref (minimiser);
}

AscMinimiserState
asc_minimiser_wait (AscMinimiser *minimiser, const gint *interrupt)
{
  AscMinimiserState state;

  g_mutex_lock (&minimiser->lock);
  while (!minimiser->over && (!minimiser->asks || minimiser->answered) &&
         (interrupt == NULL || g_atomic_int_get (interrupt) == 0))
    g_cond_wait_until (&minimiser->changed, &minimiser->lock, g_get_monotonic_time () + LOOK);
  if (minimiser->over)
    state = minimiser->failed ? ASC_MINIMISER_FAILED : ASC_MINIMISER_OVER;
  else if (minimiser->asks && !minimiser->answered)
    state = ASC_MINIMISER_ASKS;
  else
    state = ASC_MINIMISER_INTERRUPTED;
  g_mutex_unlock (&minimiser->lock);
  return state;
}

const double *
asc_minimiser_point (const AscMinimiser *minimiser)
{
  return minimiser->over ? minimiser->start : minimiser->point;
}

double *
asc_minimiser_gradient (AscMinimiser *minimiser)
{
  return minimiser->over ? NULL : minimiser->gradient;
}

void
asc_minimiser_answer (AscMinimiser *minimiser, double value)
{
  g_mutex_lock (&minimiser->lock);
  minimiser->value = value;
  minimiser->answered = TRUE;
  g_cond_broadcast (&minimiser->changed);
  g_mutex_unlock (&minimiser->lock);
}
