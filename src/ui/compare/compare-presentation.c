// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare-presentation.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/number-text.h"

char *
fooled_compare_line (const RunCompareSnapshot *snapshot, guint n_sets, guint n_networks)
{
  if (n_sets == 0)
    return g_strdup (_ ("Nothing is compared yet. Choose images on the page (Escape)"));
  if (n_networks == 0)
    return g_strdup (_ ("Choose at least one network."));
  if (snapshot != NULL && snapshot->job.state == RUN_STATE_PAUSED)
    return g_strdup (_ ("Paused"));
  return g_strdup (_ ("How many images made for one network fool another?"));
}

static void
show_cell (FooledScoreTable *table, guint set, guint network, const RunComparedCell *cell)
{
  guint same = cell->count[RUN_VERDICT_SAME];
  g_autofree char *text = run_compared_cell_text (cell);
  g_autofree char *median = same > 0 ? fooled_confidence_text (cell->median) : NULL;

  fooled_score_table_set_cell (table, set, network, text, median,
                               cell->n_judged > 0 ? (double) same / cell->n_judged : -1);
}

void
fooled_compare_presentation_show (FooledScoreTable *table,
                                  const char *const *sets,
                                  guint n_sets,
                                  const char *const *networks,
                                  guint n_networks,
                                  const RunCompareSnapshot *snapshot)
{
  fooled_score_table_resize (table, n_sets, n_networks);
  for (guint i = 0; i < n_sets; i++)
    fooled_score_table_set_row (table, i, sets[i]);
  for (guint i = 0; i < n_networks; i++)
    fooled_score_table_set_column (table, i, networks[i]);
  for (guint i = 0; i < n_sets * n_networks; i++)
    {
      gboolean any = snapshot != NULL && snapshot->n_sets == n_sets &&
                     snapshot->n_networks == n_networks && snapshot->cells[i] != NULL;

      if (any)
        show_cell (table, i / n_networks, i % n_networks, snapshot->cells[i]);
      else
        fooled_score_table_set_cell (table, i / n_networks, i % n_networks, "–", NULL, -1);
    }
}
