// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/compare.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/percent.h"
#include "run/ancestry.h"
#include "store/table.h"

static void
fill (StoreTableCell *out, const RunComparedCell *cell, GPtrArray *texts)
{
  g_autofree char *count = NULL, *median = NULL;
  char *text;

  out->share = -1;
  out->text = "";
  if (cell == NULL)
    return;
  count = run_compared_cell_text (cell);
  median = base_confidence_text (cell->median);
  text = cell->count[RUN_VERDICT_SAME] > 0 ? g_strdup_printf ("%s\n%s", count, median)
                                           : g_steal_pointer (&count);
  g_ptr_array_add (texts, text);
  out->text = text;
  if (cell->n_judged > 0)
    out->share = (double) cell->count[RUN_VERDICT_SAME] / cell->n_judged;
}

BaseImage *
run_compare_draw (const RunCompareSnapshot *snapshot, GError **error)
{
  guint n_cells = snapshot->n_sets * snapshot->n_networks;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree StoreTableCell *cells = g_new0 (StoreTableCell, n_cells);
  g_autofree const char **rows = g_new0 (const char *, snapshot->n_sets);
  g_autofree const char **columns = g_new0 (const char *, snapshot->n_networks);

  g_return_val_if_fail (n_cells > 0, NULL);

  for (guint i = 0; i < snapshot->n_sets; i++)
    rows[i] = snapshot->sets[i] != NULL ? snapshot->sets[i]->name : "";
  for (guint i = 0; i < snapshot->n_networks; i++)
    columns[i] = run_compared_network_name (&snapshot->networks[i]);
  for (guint i = 0; i < n_cells; i++)
    fill (&cells[i], snapshot->cells[i], texts);
  return store_table_new (_ ("Images still taken for the same class, and the median confidence"),
                          rows, snapshot->n_sets, columns, snapshot->n_networks, cells, error);
}
