// SPDX-License-Identifier: GPL-3.0-or-later
/* A search for an adversarial example from its beginning to its result, part by part. */
#include "ascent/perturb-run-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"

AscPerturbRun *
asc_perturb_run_new (const AscNetwork *network,
                     const guint8 *levels,
                     const AscPerturbSettings *settings,
                     GError **error)
{
  g_autoptr (AscPerturbRun) run = NULL;
  AscAttack *attack;

  g_return_val_if_fail (network != NULL && levels != NULL && settings != NULL, NULL);

  if (!asc_perturb_settings_check (settings, network, error))
    return NULL;
  run = g_new0 (AscPerturbRun, 1);
  run->settings = *settings;
  run->before = g_memdup2 (levels, network->size);
  run->confidences_before = g_new0 (float, network->n_classes);
  run->row = asc_attack_row (settings->method);
  attack = &run->attack;
  attack->network = network;
  attack->settings = &run->settings;
  attack->before = run->before;
  attack->best_distance = ASC_NOT_FOUND;
  attack->score_gradient = g_new0 (float, network->n_classes);
  attack->tried = g_memdup2 (levels, network->size);
  attack->best = g_memdup2 (levels, network->size);
  attack->gradient = asc_gradient_new (network, 1, error);
  if (attack->gradient == NULL)
    return NULL;
  run->method = run->row->make (attack);
  return g_steal_pointer (&run);
}

void
asc_perturb_run_free (AscPerturbRun *run)
{
  if (run == NULL)
    return;
  if (run->method != NULL)
    run->row->free (run->method);
  g_clear_pointer (&run->attack.gradient, asc_gradient_free);
  g_clear_error (&run->attack.error);
  g_free (run->attack.score_gradient);
  g_free (run->attack.tried);
  g_free (run->attack.best);
  g_free (run->before);
  g_free (run->confidences_before);
  asc_perturbation_free (run->result);
  g_free (run);
}

void
asc_perturb_run_set_lender (AscPerturbRun *run, const AscLender *lender)
{
  run->attack.lender = *lender;
}

/* --- The parts --- */

/* The network's confidences for whole grey levels, (n_classes), valid until the next call; NULL
 * when it was left. */
static const float *
look (AscAttack *attack, const guint8 *levels, guint *label)
{
  g_autofree float *picture = g_new (float, attack->network->size);

  for (gsize i = 0; i < attack->network->size; i++)
    picture[i] = levels[i];
  if (asc_attack_scores (attack, picture) == NULL)
    return NULL;
  *label = asc_gradient_label (attack->gradient, 0);
  return asc_gradient_confidences (attack->gradient, 0);
}

static AscAttackOutcome
look_before (AscPerturbRun *run)
{
  AscAttack *attack = &run->attack;
  const float *confidences = look (attack, run->before, &attack->label);

  if (confidences == NULL)
    return ASC_ATTACK_LEFT;
  if ((gint) attack->label == run->settings.target)
    {
      g_set_error_literal (&attack->error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("The network already takes the picture for this class. Choose "
                              "another class."));
      return ASC_ATTACK_LEFT;
    }
  for (guint i = 0; i < attack->network->n_classes; i++)
    run->confidences_before[i] = confidences[i];
  return ASC_ATTACK_OVER;
}

static guint
max_change (const AscAttack *attack, const guint8 *levels)
{
  guint most = 0;

  for (gsize i = 0; i < attack->network->size; i++)
    most = MAX (most, (guint) ABS (levels[i] - attack->before[i]));
  return most;
}

static AscAttackOutcome
conclude (AscPerturbRun *run)
{
  AscAttack *attack = &run->attack;
  const gint target = run->settings.target;
  const guint8 *levels = attack->best_distance == ASC_NOT_FOUND ? attack->tried : attack->best;
  guint label_after, wanted;
  const float *confidences = look (attack, levels, &label_after);
  AscPerturbation *result;

  if (confidences == NULL)
    return ASC_ATTACK_LEFT;
  wanted = target == ASC_ANY_OTHER ? label_after : (guint) target;
  run->result = result = g_new0 (AscPerturbation, 1);
  result->levels = g_memdup2 (levels, attack->network->size);
  result->label = attack->label;
  result->label_after = label_after;
  result->success =
      (target == ASC_ANY_OTHER ? label_after != attack->label : label_after == wanted) &&
      confidences[label_after] >= (float) run->settings.confidence;
  result->label_confidence_before = run->confidences_before[attack->label];
  result->label_confidence_after = confidences[attack->label];
  result->confidence_before = run->confidences_before[wanted];
  result->confidence_after = confidences[wanted];
  result->distortion =
      sqrt ((double) asc_attack_distance (attack, levels) / (double) attack->network->size) / 255.0;
  result->max_change = max_change (attack, levels);
  result->iterations = attack->iterations;
  return ASC_ATTACK_OVER;
}

static AscAttackOutcome
do_part (AscPerturbRun *run)
{
  switch (run->stage)
    {
    case ASC_PERTURB_STAGE_LOOK:
      return look_before (run);
    case ASC_PERTURB_STAGE_ATTACK:
      return run->row->advance (run->method);
    case ASC_PERTURB_STAGE_CONCLUDE:
      return conclude (run);
    case ASC_PERTURB_STAGE_OVER:
    default:
      return ASC_ATTACK_GOING_ON;
    }
}

static void
on_gradient (gpointer data)
{
  const AscPerturbRun *run = data;

  run->watch (run->watch_data, run);
}

AscPerturbState
asc_perturb_run_advance (AscPerturbRun *run,
                         AscPerturbWatch watch,
                         gpointer watch_data,
                         const gint *interrupt,
                         GError **error)
{
  AscAttack *attack = &run->attack;
  const guint iterations = attack->iterations;

  g_return_val_if_fail (attack->error == NULL, ASC_PERTURB_FAILED);

  run->watch = watch;
  run->watch_data = watch_data;
  attack->watch = watch != NULL ? on_gradient : NULL;
  attack->watch_data = run;
  attack->interrupt = interrupt;
  switch (do_part (run))
    {
    case ASC_ATTACK_OVER:
      run->stage++;
      break;
    case ASC_ATTACK_LEFT:
      /* What is done again counts once. */
      attack->iterations = iterations;
      break;
    case ASC_ATTACK_GOING_ON:
    default:
      break;
    }
  attack->interrupt = NULL;
  if (attack->error != NULL)
    {
      g_propagate_error (error, g_error_copy (attack->error));
      return ASC_PERTURB_FAILED;
    }
  return run->stage == ASC_PERTURB_STAGE_OVER ? ASC_PERTURB_OVER : ASC_PERTURB_GOING_ON;
}

/* --- What there is to see --- */

void
asc_perturb_run_progress (const AscPerturbRun *run, AscPerturbProgress *progress)
{
  const AscAttack *attack = &run->attack;

  *progress = (AscPerturbProgress){
    .fraction = run->stage >= ASC_PERTURB_STAGE_CONCLUDE ? 1 : CLAMP (attack->fraction, 0, 1),
    .iterations = attack->iterations,
    .levels = attack->tried,
  };
}

const AscPerturbation *
asc_perturb_run_result (const AscPerturbRun *run)
{
  return run->result;
}

const AscPerturbSettings *
asc_perturb_run_settings (const AscPerturbRun *run)
{
  return &run->settings;
}

const guint8 *
asc_perturb_run_before (const AscPerturbRun *run)
{
  return run->before;
}
