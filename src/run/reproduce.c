// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/reproduce.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/percent.h"

void
run_figure_settings (const RunFigure *figure, RunSettings *settings)
{
  const AscPreset *preset = figure->preset != NULL ? asc_preset_find (figure->preset) : NULL;

  settings->method = figure->method;
  if (preset != NULL)
    settings->ascent = preset->rules;
  if (figure->batch > 0)
    settings->batch = figure->batch;
  settings->n_crops = figure->n_crops;
  settings->stop_generations = figure->generations;
  settings->stop_evaluations = figure->default_evaluations;
}

static const RunNetworkInfo *
find (const GPtrArray *list, const char *id)
{
  for (guint i = 0; i < list->len; i++)
    {
      const RunNetworkInfo *info = g_ptr_array_index (list, i);

      if (g_strcmp0 (info->id, id) == 0)
        return info;
    }
  return NULL;
}

char *
run_figure_network (const RunFigure *figure, char **note, GError **error)
{
  g_autoptr (GPtrArray) list = run_networks_list ();
  const char *paper = figure->networks[0];

  *note = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (figure->networks) && figure->networks[i] != NULL; i++)
    {
      const RunNetworkInfo *info = find (list, figure->networks[i]);

      if (info == NULL || !info->installed)
        continue;
      if (i > 0)
        *note = g_strdup_printf (_ ("The paper’s network, %s, is not here; “fooled-cli networks "
                                    "get %s” gets it. %s takes its place, so the figures are of "
                                    "another network."),
                                 _ (figure->paper_network), paper, info->name);
      else
        *note = figure->network_remark != NULL ? g_strdup (_ (figure->network_remark)) : NULL;
      return g_strdup (info->id);
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
               _ ("The paper’s network, %s, is not here, nor one to take its place: “fooled-cli "
                  "networks get %s” gets it."),
               _ (figure->paper_network), paper);
  return NULL;
}

guint
run_figure_n_values (const RunFigure *figure)
{
  guint n = 0;

  while (n < RUN_FIGURE_MAX_VALUES && figure->values[n].name != NULL)
    n++;
  return n;
}

char *
run_figure_value_text (const RunFigureValue *value, double number)
{
  if (isnan (number))
    return g_strdup (_ ("not reached"));
  switch (value->kind)
    {
    case RUN_VALUE_CONFIDENCE:
      return base_confidence_text ((float) number);
    case RUN_VALUE_SHARE:
      return base_share_text (number);
    case RUN_VALUE_SECONDS:
      return g_strdup_printf (_ ("%.1f s"), number);
    case RUN_VALUE_COUNT:
    default:
      return g_strdup_printf ("%.0f", number);
    }
}

gboolean
run_figure_is_same (const RunSettings *wanted, const RunSettings *saved)
{
  RunSettings same = *wanted;

  same.stop_generations = saved->stop_generations;
  same.stop_evaluations = saved->stop_evaluations;
  same.stop_confidence = saved->stop_confidence;
  same.n_threads = saved->n_threads;
  return run_settings_equal (&same, saved);
}
