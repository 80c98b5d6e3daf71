// SPDX-License-Identifier: GPL-3.0-or-later
/* One iteration of one climb. */
#include "ascent/ascent-private.h"

#include <math.h>
#include <string.h>

#include "ascent/start.h"

void
asc_climb_start (const AscAscent *ascent, AscClimbing *climb)
{
  BaseRandom random;

  base_random_init (&random, ascent->seed, 0, climb->shown.class_index);
  asc_start (ascent->network, ascent->stepper.rules.start, &random, climb->next);
  memcpy (climb->picture, climb->next, ascent->network->size * sizeof (float));
}

static void
feed (const AscAscent *ascent, AscWorker *worker)
{
  AscClimbing *climb = worker->climb;

  if (ascent->iteration == 0)
    asc_climb_start (ascent, climb);
  asc_gradient_feed (worker->gradient, 0, climb->next);
}

/* The network's answer to `next`. */
static void
read_answer (const AscAscent *ascent, AscWorker *worker)
{
  guint class_index = worker->climb->shown.class_index;
  AscAnswer *answer = &worker->answer;

  *answer = (AscAnswer){ 0 };
  answer->objective = asc_gradient_value (worker->gradient, ascent->target.value,
                                          0)[asc_target_place (&ascent->target, class_index)];
  if (ascent->target.is_class)
    {
      answer->confidence = asc_gradient_confidences (worker->gradient, 0)[class_index];
      answer->is_top = asc_gradient_label (worker->gradient, 0) == class_index;
    }
  answer->finite = isfinite (answer->objective) && isfinite (answer->confidence);
}

/* After the last iteration no gradient is needed. */
static gboolean
is_last (const AscAscent *ascent, const AscAnswer *answer)
{
  const AscRules *rules = &ascent->stepper.rules;

  return ascent->iteration + 1 == rules->iterations ||
         (rules->enough > 0 && answer->confidence > rules->enough);
}

void
asc_climb_show (AscClimbing *climb)
{
  float *next = climb->next;

  climb->next = climb->picture;
  climb->picture = next;
  climb->shown.picture = next;
}

static void
record (const AscAscent *ascent, const AscAnswer *answer, AscClimb *shown)
{
  static const double marks[ASC_N_MARKS] = {
    [ASC_MARK_99] = 0.99, [ASC_MARK_999] = 0.999, [ASC_MARK_9999] = 0.9999
  };

  if (!ascent->target.is_class)
    return;
  for (AscMark mark = 0; mark < ASC_N_MARKS; mark++)
    {
      gboolean reached = mark == ASC_MARK_TOP_1 ? answer->is_top : shown->confidence > marks[mark];

      if (reached && shown->first[mark] < 0)
        shown->first[mark] = (gint) ascent->iteration;
    }
  if (ascent->iteration == 0 || shown->confidence > shown->best_confidence)
    {
      shown->best_confidence = shown->confidence;
      shown->best_iteration = ascent->iteration;
    }
}

/* From the picture shown along the gradient to the next one. */
static AscClimbState
step (const AscAscent *ascent, AscWorker *worker)
{
  const AscStepper *stepper = &ascent->stepper;
  AscClimbing *climb = worker->climb;
  double squared_norm = 0, rate;

  asc_gradient_get (worker->gradient, 0, worker->direction);
  for (gsize i = 0; i < ascent->network->size; i++)
    squared_norm += (double) worker->direction[i] * worker->direction[i];
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

/* The answer to the next picture and, unless it is the last one, the gradient there. FALSE when it
 * was interrupted. */
static gboolean
compute (const AscAscent *ascent, AscWorker *worker)
{
  gsize place = asc_target_place (&ascent->target, worker->climb->shown.class_index);

  if (worker->stage == ASC_STAGE_BEGIN)
    {
      feed (ascent, worker);
      worker->stage = ASC_STAGE_FORWARD;
    }
  if (worker->stage == ASC_STAGE_FORWARD)
    {
      if (!asc_gradient_forward (worker->gradient, ascent->interrupt))
        return FALSE;
      read_answer (ascent, worker);
      worker->stage = ASC_STAGE_BACKWARD;
    }
  if (!worker->answer.finite || is_last (ascent, &worker->answer))
    return TRUE;
  worker->value_gradient[place] = 1;
  if (!asc_gradient_backward (worker->gradient, ascent->target.value, worker->value_gradient,
                              ascent->interrupt))
    return FALSE;
  worker->value_gradient[place] = 0;
  return TRUE;
}

static AscClimbState
complete (const AscAscent *ascent, AscWorker *worker)
{
  AscClimbing *climb = worker->climb;

  climb->is_shown = worker->answer.finite;
  if (!climb->is_shown)
    return ASC_CLIMB_NOT_A_NUMBER;
  asc_climb_show (climb);
  climb->shown.objective = worker->answer.objective;
  climb->shown.confidence = worker->answer.confidence;
  record (ascent, &worker->answer, &climb->shown);
  return is_last (ascent, &worker->answer) ? ASC_CLIMB_COMPLETE : step (ascent, worker);
}

/* Climbs that were interrupted come first. So there is always a worker for one that was not: at
 * least as many as threads, and those that hold a climb are then at work. */
static AscWorker *
take_worker (AscAscent *ascent)
{
  AscWorker *found = NULL;

  g_mutex_lock (&ascent->mutex);
  for (guint i = 0; i < ascent->n_workers; i++)
    {
      AscWorker *worker = &ascent->workers[i];

      if (!worker->taken && (found == NULL || (worker->climb != NULL && found->climb == NULL)))
        found = worker;
    }
  g_assert (found != NULL);
  if (found->climb == NULL)
    {
      found->climb = ascent->waiting[ascent->next_waiting++];
      found->stage = ASC_STAGE_BEGIN;
    }
  found->taken = TRUE;
  g_mutex_unlock (&ascent->mutex);
  return found;
}

void
asc_climb_work (gpointer data, guint task, guint thread)
{
  AscAscent *ascent = data;
  AscWorker *worker = take_worker (ascent);
  gboolean is_complete = compute (ascent, worker);

  if (is_complete)
    {
      worker->climb->shown.state = complete (ascent, worker);
      worker->climb->n_done = ascent->iteration + 1;
    }
  g_mutex_lock (&ascent->mutex);
  if (is_complete)
    worker->climb = NULL;
  worker->taken = FALSE;
  g_mutex_unlock (&ascent->mutex);
}
