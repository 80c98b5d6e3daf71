// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/ascent.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ascent/gradient.h"
#include "ascent/start.h"
#include "ascent/step.h"
#include "ascent/target.h"
#include "base/error.h"
#include "nn/executor.h"

/* Pictures at once in one thread. One by one LeNet and SqueezeNet are as fast as in batches, and
 * AlexNet loses a sixteenth against the two that a tenth of a second has room for. In return no
 * climb depends on its place in a batch (LeNet's bits do), those that have ended cost nothing, and
 * the threads share even few classes. */
#define BATCH 1

typedef struct
{
  AscClimb shown;
  float *picture; /* what `shown` has */
  float *next;    /* what the next iteration looks at; clipped already */
  guint n_done;   /* iterations */
} Climb;

/* What one thread works with. */
typedef struct
{
  AscGradient *gradient;
  float *value_gradient; /* d objective / d the objective's layer; zeros between two uses */
  float *direction;      /* (size) d objective / d grey level */
  float *scratch;
} Worker;

struct _AscAscent
{
  const AscNetwork *network;
  AscStepper stepper;
  guint64 seed;
  AscTarget target;
  guint n_climbs;
  Climb *climbs;
  float *pictures; /* two for each climb, one block */
  guint n_workers;
  Worker *workers;
  guint iteration;
  Climb **waiting; /* those of the present iteration that are to be worked on */
};

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
  ascent->climbs = g_new0 (Climb, n_classes);
  ascent->waiting = g_new0 (Climb *, n_classes);
  for (guint i = 0; i < n_classes; i++)
    {
      Climb *climb = &ascent->climbs[i];

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
make_worker (const AscAscent *ascent, Worker *worker, GError **error)
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
  ascent->workers = g_renew (Worker, ascent->workers, n_threads);
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
  asc_stepper_clear (&ascent->stepper);
  g_free (ascent);
}

/* One iteration of one climb. */

/* The network's answer to `next`, which becomes the picture shown. FALSE when it is no number. */
static gboolean
look (const AscAscent *ascent, Worker *worker, Climb *climb)
{
  AscClimb *shown = &climb->shown;
  float objective, confidence = 0;

  asc_gradient_feed (worker->gradient, 0, climb->next);
  asc_gradient_forward (worker->gradient);
  objective = asc_gradient_value (worker->gradient, ascent->target.value,
                                  0)[asc_target_place (&ascent->target, shown->class_index)];
  if (ascent->target.is_class)
    confidence = asc_gradient_confidences (worker->gradient, 0)[shown->class_index];
  if (!isfinite (objective) || !isfinite (confidence))
    return FALSE;

  shown->objective = objective;
  shown->confidence = confidence;
  shown->picture = climb->next;
  climb->next = climb->picture;
  climb->picture = (float *) shown->picture;
  return TRUE;
}

static void
record (const AscAscent *ascent, Worker *worker, AscClimb *shown)
{
  static const double marks[ASC_N_MARKS] = {
    [ASC_MARK_99] = 0.99, [ASC_MARK_999] = 0.999, [ASC_MARK_9999] = 0.9999
  };

  if (!ascent->target.is_class)
    return;
  for (AscMark mark = 0; mark < ASC_N_MARKS; mark++)
    {
      gboolean reached = mark == ASC_MARK_TOP_1
                             ? asc_gradient_label (worker->gradient, 0) == shown->class_index
                             : shown->confidence > marks[mark];

      if (reached && shown->first[mark] < 0)
        shown->first[mark] = (gint) ascent->iteration;
    }
  if (ascent->iteration == 0 || shown->confidence > shown->best_confidence)
    {
      shown->best_confidence = shown->confidence;
      shown->best_iteration = ascent->iteration;
    }
}

/* The gradient at the picture shown, and the square of its norm. */
static double
find_direction (const AscAscent *ascent, Worker *worker, const Climb *climb)
{
  gsize place = asc_target_place (&ascent->target, climb->shown.class_index);
  double squared_norm = 0;

  worker->value_gradient[place] = 1;
  asc_gradient_backward (worker->gradient, ascent->target.value, worker->value_gradient);
  worker->value_gradient[place] = 0;
  asc_gradient_get (worker->gradient, 0, worker->direction);
  for (gsize i = 0; i < ascent->network->size; i++)
    squared_norm += (double) worker->direction[i] * worker->direction[i];
  return squared_norm;
}

static AscClimbState
climb_once (const AscAscent *ascent, Worker *worker, Climb *climb)
{
  const AscStepper *stepper = &ascent->stepper;
  double squared_norm, rate;

  if (ascent->iteration == 0)
    {
      BaseRandom random;

      base_random_init (&random, ascent->seed, 0, climb->shown.class_index);
      asc_start (ascent->network, stepper->rules.start, &random, climb->next);
      memcpy (climb->picture, climb->next, ascent->network->size * sizeof (float));
    }
  if (!look (ascent, worker, climb))
    return ASC_CLIMB_NOT_A_NUMBER;
  record (ascent, worker, &climb->shown);
  if (ascent->iteration + 1 == stepper->rules.iterations ||
      (stepper->rules.enough > 0 && climb->shown.confidence > stepper->rules.enough))
    return ASC_CLIMB_COMPLETE;

  squared_norm = find_direction (ascent, worker, climb);
  if (squared_norm == 0)
    return ASC_CLIMB_ZERO_GRADIENT;
  if (!isfinite (squared_norm))
    return ASC_CLIMB_NOT_A_NUMBER;
  rate = asc_stepper_rate (stepper, climb->shown.confidence, squared_norm);
  if (!asc_stepper_step (stepper, ascent->iteration, rate, climb->picture, worker->direction,
                         climb->next, worker->scratch))
    return ASC_CLIMB_NOT_A_NUMBER;
  return ASC_CLIMB_GOING_ON;
}

static void
work (gpointer data, guint task, guint worker)
{
  AscAscent *ascent = data;
  Climb *climb = ascent->waiting[task];

  climb->shown.state = climb_once (ascent, &ascent->workers[worker], climb);
  climb->n_done = ascent->iteration + 1;
}

/* All of them. */

static gboolean
waits (const AscAscent *ascent, const Climb *climb)
{
  return climb->shown.state == ASC_CLIMB_GOING_ON && climb->n_done == ascent->iteration;
}

gboolean
asc_ascent_advance (AscAscent *ascent, BasePool *pool, const gint *interrupt)
{
  guint n_waiting = 0;

  g_return_val_if_fail (ascent != NULL && pool != NULL, TRUE);
  g_return_val_if_fail (base_pool_n_threads (pool) <= ascent->n_workers, TRUE);

  for (guint i = 0; i < ascent->n_climbs; i++)
    if (waits (ascent, &ascent->climbs[i]))
      ascent->waiting[n_waiting++] = &ascent->climbs[i];
  if (asc_ascent_is_over (ascent))
    return TRUE;
  base_pool_run (pool, n_waiting, work, ascent, interrupt);
  for (guint i = 0; i < n_waiting; i++)
    if (waits (ascent, ascent->waiting[i]))
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
