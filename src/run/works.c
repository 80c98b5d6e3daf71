// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/works-private.h"

#include "run/work-private.h"

/* What a session may hold. */
static const RunWork *const works[] = {
  &run_work_evolve,
  &run_work_ascend,
  &run_work_train,
  &run_work_retrain,
  &run_work_perturb,
};

const RunWork *
run_work_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    if (g_strcmp0 (name, works[i]->name) == 0)
      return works[i];
  return NULL;
}
