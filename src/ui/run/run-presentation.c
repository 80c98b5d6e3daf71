// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run-presentation.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/number-text.h"

/* When the network is less sure of some image, the line speaks of half of them. */
#define SURE 0.5f

/* How far the run is; NULL when there is nothing to say yet. Caller frees. */
static char *
progress_text (const RunSnapshot *snapshot)
{
  g_autofree char *generation = fooled_count_text (snapshot->generation);

  if (run_method (snapshot->method)->is_evolution)
    return g_strdup_printf (_ ("generation %s"), generation);
  return g_strdup_printf (_ ("iteration %s"), generation);
}

static char *
confidence_text (const RunSnapshot *snapshot)
{
  gboolean all = snapshot->min >= SURE;
  g_autofree char *confidence = fooled_confidence_text (all ? snapshot->min : snapshot->median);

  if (all)
    /* Translators: %s is a confidence. */
    return g_strdup_printf (_ ("at least %s sure of each"), confidence);
  return g_strdup_printf (_ ("at least %s sure of half of them"), confidence);
}

char *
fooled_run_line (const RunSnapshot *snapshot)
{
  g_autofree char *progress = NULL;
  g_autofree char *confidence = NULL;
  const char *state = "";

  if (snapshot == NULL || snapshot->job.state == RUN_STATE_IDLE)
    return g_strdup (_ ("Press Space to start"));
  if (snapshot->job.state == RUN_STATE_FAILED)
    return g_strdup (snapshot->job.message != NULL ? snapshot->job.message : "");
  if (snapshot->job.state == RUN_STATE_LOADING || snapshot->network == NULL)
    return g_strdup (_ ("Loading the network…"));
  if (snapshot->job.state == RUN_STATE_PAUSED)
    state = _ (" · paused");
  else if (snapshot->job.state == RUN_STATE_FINISHED)
    state = _ (" · finished");
  progress = progress_text (snapshot);
  confidence = confidence_text (snapshot);
  /* Translators: network · method · generation 120 · at least 99.1 % sure of each, and what follows
   * it, if anything. */
  return g_strdup_printf (_ ("%s · %s · %s · %s%s"), snapshot->network->name,
                          _ (run_method (snapshot->method)->plain_title), progress, confidence,
                          state);
}

void
fooled_run_presentation_describe (const RunSnapshot *snapshot, gboolean running, FooledScene *scene)
{
  RunState state = snapshot != NULL ? snapshot->job.state : RUN_STATE_IDLE;

  scene->line = fooled_run_line (snapshot);
  scene->can_run = state != RUN_STATE_FINISHED && state != RUN_STATE_FAILED;
  scene->running = running;
  scene->can_star = TRUE;
}
