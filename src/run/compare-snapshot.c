// SPDX-License-Identifier: GPL-3.0-or-later
/* What is shown of a comparison, and what it was asked for. */
#include "run/compare-snapshot-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "run/csv-private.h"

RunComparison *
run_comparison_new (void)
{
  RunComparison *comparison = g_new0 (RunComparison, 1);

  comparison->networks = g_new0 (char *, 1);
  return comparison;
}

void
run_comparison_add_set (RunComparison *comparison,
                        RunImagesSource source,
                        const char *path,
                        const char *name)
{
  g_return_if_fail (comparison != NULL && (path != NULL || source == RUN_IMAGES_PICKS));

  comparison->sets = g_renew (RunImages, comparison->sets, comparison->n_sets + 1);
  comparison->sets[comparison->n_sets++] =
      (RunImages){ .source = source, .path = g_strdup (path), .name = g_strdup (name) };
}

RunComparison *
run_comparison_copy (const RunComparison *comparison)
{
  RunComparison *copy = run_comparison_new ();

  for (guint i = 0; i < comparison->n_sets; i++)
    run_comparison_add_set (copy, comparison->sets[i].source, comparison->sets[i].path,
                            comparison->sets[i].name);
  g_strfreev (copy->networks);
  copy->networks = g_strdupv (comparison->networks);
  copy->n_threads = comparison->n_threads;
  return copy;
}

void
run_comparison_free (RunComparison *comparison)
{
  if (comparison == NULL)
    return;
  for (guint i = 0; i < comparison->n_sets; i++)
    {
      g_free (comparison->sets[i].path);
      g_free (comparison->sets[i].name);
    }
  g_free (comparison->sets);
  g_strfreev (comparison->networks);
  g_free (comparison);
}

RunComparedSet *
run_compared_set_ref (RunComparedSet *set)
{
  g_atomic_ref_count_inc (&set->ref_count);
  return set;
}

void
run_compared_set_unref (RunComparedSet *set)
{
  if (set == NULL || !g_atomic_ref_count_dec (&set->ref_count))
    return;
  for (guint i = 0; i < set->n; i++)
    {
      g_free (set->images[i].name);
      g_free (set->images[i].label);
      g_free (set->images[i].original_label);
      g_clear_pointer (&set->images[i].image, base_image_unref);
    }
  g_free (set->images);
  g_free (set->name);
  g_strfreev (set->messages);
  g_free (set);
}

RunComparedCell *
run_compared_cell_ref (RunComparedCell *cell)
{
  g_atomic_ref_count_inc (&cell->ref_count);
  return cell;
}

void
run_compared_cell_unref (RunComparedCell *cell)
{
  if (cell == NULL || !g_atomic_ref_count_dec (&cell->ref_count))
    return;
  g_free (cell->verdicts);
  g_free (cell);
}

void
run_compared_network_clear (RunComparedNetwork *network)
{
  g_free (network->name);
  g_clear_pointer (&network->info, run_network_info_unref);
  g_free (network->message);
}

static void
clear_snapshot (gpointer data)
{
  RunCompareSnapshot *snapshot = data;

  for (guint i = 0; i < snapshot->n_sets * snapshot->n_networks; i++)
    run_compared_cell_unref (snapshot->cells[i]);
  for (guint i = 0; i < snapshot->n_sets; i++)
    run_compared_set_unref (snapshot->sets[i]);
  for (guint i = 0; i < snapshot->n_networks; i++)
    run_compared_network_clear (&snapshot->networks[i]);
  g_free (snapshot->cells);
  g_free (snapshot->sets);
  g_free (snapshot->networks);
}

RunCompareSnapshot *
run_compare_snapshot_new (void)
{
  RunCompareSnapshot *snapshot = g_new0 (RunCompareSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear_snapshot;
  return snapshot;
}

void
run_compare_snapshot_fill (RunCompareSnapshot *snapshot,
                           guint n_sets,
                           guint n_networks,
                           RunComparedSet *const *sets,
                           const RunComparedNetwork *networks,
                           RunComparedCell *const *cells)
{
  snapshot->n_sets = n_sets;
  snapshot->n_networks = n_networks;
  snapshot->sets = g_new0 (RunComparedSet *, n_sets);
  snapshot->networks = g_new0 (RunComparedNetwork, n_networks);
  snapshot->cells = g_new0 (RunComparedCell *, n_sets * n_networks);
  for (guint i = 0; i < n_sets; i++)
    if (sets[i] != NULL)
      snapshot->sets[i] = run_compared_set_ref (sets[i]);
  for (guint i = 0; i < n_networks; i++)
    {
      snapshot->networks[i].name = g_strdup (networks[i].name);
      snapshot->networks[i].message = g_strdup (networks[i].message);
      if (networks[i].info != NULL)
        snapshot->networks[i].info = run_network_info_ref (networks[i].info);
    }
  for (guint i = 0; i < n_sets * n_networks; i++)
    if (cells[i] != NULL)
      snapshot->cells[i] = run_compared_cell_ref (cells[i]);
}

RunComparedCell *
run_compare_cell (const RunCompareSnapshot *snapshot, guint set, guint network)
{
  g_return_val_if_fail (set < snapshot->n_sets && network < snapshot->n_networks, NULL);

  return snapshot->cells[set * snapshot->n_networks + network];
}

const char *
run_compared_network_name (const RunComparedNetwork *network)
{
  return network->info != NULL ? network->info->name : network->name;
}

char *
run_compared_cell_text (const RunComparedCell *cell)
{
  if (cell->n_judged == 0 && cell->count[RUN_VERDICT_NO_CLASS] > 0)
    return g_strdup (_ ("No such class"));
  if (cell->n_judged == 0)
    return g_strdup (_ ("Unreadable"));
  /* Translators: so many of so many images. */
  return g_strdup_printf (_ ("%u of %u"), cell->count[RUN_VERDICT_SAME], cell->n_judged);
}

char *
run_compare_to_csv (const RunCompareSnapshot *snapshot)
{
  GString *csv = g_string_new ("set,network,images,same,original,other,no_such_class,unreadable,"
                               "median_confidence\n");

  for (guint i = 0; i < snapshot->n_sets * snapshot->n_networks; i++)
    {
      const RunComparedCell *cell = snapshot->cells[i];
      char median[G_ASCII_DTOSTR_BUF_SIZE] = "";

      if (cell == NULL)
        continue;
      run_csv_append_text (csv, snapshot->sets[i / snapshot->n_networks]->name);
      run_csv_append_text (csv, run_compared_network_name (&snapshot->networks[i % snapshot->n_networks]));
      g_string_append_printf (csv, "%u", cell->n);
      for (guint kind = 0; kind < RUN_N_VERDICTS; kind++)
        g_string_append_printf (csv, ",%u", cell->count[kind]);
      if (cell->count[RUN_VERDICT_SAME] > 0)
        g_ascii_formatd (median, sizeof median, "%.7g", (double) cell->median);
      g_string_append_printf (csv, ",%s\n", median);
    }
  return g_string_free (csv, FALSE);
}
