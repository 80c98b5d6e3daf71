// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-names.h"

#include "ascent/heat-map.h"
#include "ascent/perturb.h"
#include "ascent/rules.h"
#include "run/method.h"
#include "run/noise.h"
#include "run/training.h"
#include "store/document.h"

const char *
cli_architecture_name (guint i)
{
  guint n;
  const NnArchitecture *architectures = nn_architectures (&n);

  return i < n ? architectures[i].id : NULL;
}

const char *
cli_attack_name (guint i)
{
  return i < ASC_N_METHODS ? asc_method_to_string ((AscMethod) i) : NULL;
}

const char *
cli_coordinates_name (guint i)
{
  return i < EVO_N_COORDINATES ? evo_coordinates_to_string ((EvoCoordinates) i) : NULL;
}

const char *
cli_encoding_name (guint i)
{
  const RunMethodInfo *info;

  if (i >= RUN_N_METHODS)
    return NULL;
  info = run_method ((RunMethod) i);
  return info->is_evolution && !info->climbs ? info->name : "";
}

const char *
cli_heat_name (guint i)
{
  return i < ASC_N_HEATS ? asc_heat_info ((AscHeat) i)->name : NULL;
}

const char *
cli_method_name (guint i)
{
  return i < RUN_N_METHODS ? run_method ((RunMethod) i)->name : NULL;
}

const char *
cli_noise_name (guint i)
{
  static const char *const names[RUN_N_NOISES] = {
    [RUN_NOISE_UNIFORM] = "uniform",
    [RUN_NOISE_NORMAL] = "normal",
  };

  return i < RUN_N_NOISES ? names[i] : NULL;
}

const char *
cli_optimizer_name (guint i)
{
  return nn_optimizer_names[i];
}

const char *
cli_paper_name (guint i)
{
  const StorePaper *paper = store_paper (i);

  return paper != NULL ? paper->name : NULL;
}

const char *
cli_parent_choice_name (guint i)
{
  return i < EVO_N_PARENT_CHOICES ? evo_parent_choice_to_string ((EvoParentChoice) i) : NULL;
}

const char *
cli_schedule_name (guint i)
{
  return nn_schedule_names[i];
}

const char *
cli_start_name (guint i)
{
  return i < ASC_N_STARTS ? asc_start_to_string ((AscStart) i) : NULL;
}

char *
cli_names_list (CliNames names)
{
  g_autoptr (GString) list = g_string_new (NULL);
  const char *name;

  for (guint i = 0; (name = names (i)) != NULL; i++)
    if (*name != '\0')
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", name);
  return g_string_free (g_steal_pointer (&list), FALSE);
}
