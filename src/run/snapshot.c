// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/snapshot.h"

RunSnapshot *
run_snapshot_ref (RunSnapshot *snapshot)
{
  g_atomic_ref_count_inc (&snapshot->ref_count);
  return snapshot;
}

void
run_snapshot_unref (RunSnapshot *snapshot)
{
  if (snapshot == NULL || !g_atomic_ref_count_dec (&snapshot->ref_count))
    return;
  for (guint i = 0; i < snapshot->n_changed; i++)
    base_image_unref (snapshot->changed[i].image);
  g_free (snapshot->changed);
  g_free (snapshot->history);
  g_free (snapshot->message);
  g_free (snapshot->wanted);
  g_clear_pointer (&snapshot->network, run_network_info_unref);
  store_specimen_unref (snapshot->selected);
  g_free (snapshot);
}
