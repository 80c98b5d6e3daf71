// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/method.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "run/works-private.h"

static const RunMethodInfo methods[RUN_N_METHODS] = {
  [RUN_METHOD_EVOLVE_CPPN] = { .name = "cppn",
                               .title = N_ ("Patterns (CPPN)"),
                               .explanation = N_ ("Small networks (CPPNs) draw regular patterns, "
                                                  "and evolve."),
                               .work = &run_work_evolve,
                               .is_evolution = TRUE,
                               .encoding = EVO_ENCODING_CPPN },
  [RUN_METHOD_EVOLVE_PIXELS] = { .name = "pixels",
                                 .title = N_ ("Static (pixels)"),
                                 .explanation = N_ ("Pixels are changed one by one: the images "
                                                    "look like noise."),
                                 .work = &run_work_evolve,
                                 .is_evolution = TRUE,
                                 .encoding = EVO_ENCODING_PIXELS },
  [RUN_METHOD_ASCENT] = { .name = "ascent",
                          .title = N_ ("Straight climb (gradient ascent)"),
                          .explanation = N_ ("Images climb from noise along the gradient of the "
                                             "network’s answer."),
                          .work = &run_work_ascend },
  [RUN_METHOD_EVOLVE_CPPN_GRADIENT] = { .name = "cppn-gradient",
                                        .title = N_ ("Patterns that climb (CPPN with gradient)"),
                                        .explanation = N_ (
                                            "CPPNs evolve, and champions also try steps along the "
                                            "gradient of the network’s answer, for as long as that "
                                            "pays."),
                                        .work = &run_work_evolve,
                                        .is_evolution = TRUE,
                                        .encoding = EVO_ENCODING_CPPN,
                                        .climbs = TRUE },
};

const RunMethodInfo *
run_method (RunMethod method)
{
  g_return_val_if_fail (method < RUN_N_METHODS, &methods[0]);

  return &methods[method];
}

gboolean
run_method_find (const char *name, RunMethod *method)
{
  for (guint i = 0; i < RUN_N_METHODS; i++)
    if (g_strcmp0 (name, methods[i].name) == 0)
      {
        *method = (RunMethod) i;
        return TRUE;
      }
  return FALSE;
}

char *
run_method_names (void)
{
  const char *names[RUN_N_METHODS + 1] = { NULL };

  for (guint i = 0; i < RUN_N_METHODS; i++)
    names[i] = methods[i].name;
  return g_strjoinv (", ", (char **) names);
}
