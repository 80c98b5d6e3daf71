// SPDX-License-Identifier: GPL-3.0-or-later
#include "perturb-all.h"

AscPerturbation *
perturb_result (const AscPerturbRun *run, gsize size)
{
  const AscPerturbation *result = asc_perturb_run_result (run);
  AscPerturbation *copy = g_memdup2 (result, sizeof *result);

  copy->levels = g_memdup2 (result->levels, size);
  return copy;
}

AscPerturbation *
perturb_all (const AscNetwork *network,
             const guint8 *levels,
             const AscPerturbSettings *settings,
             GError **error)
{
  g_autoptr (AscPerturbRun) run = asc_perturb_run_new (network, levels, settings, error);
  AscPerturbState state = ASC_PERTURB_GOING_ON;

  if (run == NULL)
    return NULL;
  while (state == ASC_PERTURB_GOING_ON)
    state = asc_perturb_run_advance (run, NULL, NULL, NULL, error);
  return state == ASC_PERTURB_OVER ? perturb_result (run, network->size) : NULL;
}
