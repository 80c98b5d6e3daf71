// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/prepared.h"

#include "nn/graph-private.h"

#include <stdlib.h>

#define ALIGNMENT 64

/* One for all graphs: preparing takes milliseconds and is rare. */
static GMutex mutex;

NnPrepared *
nn_prepared_get (const NnGraph *graph,
                 NnValue node,
                 int kind,
                 gsize size,
                 NnPrepareFunc fill,
                 gconstpointer job)
{
  gpointer key = GINT_TO_POINTER (node * 1024 + kind);
  GHashTable **store = nn_graph_prepared (graph);
  NnPrepared *prepared;

  g_mutex_lock (&mutex);
  if (*store == NULL)
    *store = g_hash_table_new (NULL, NULL);
  prepared = g_hash_table_lookup (*store, key);
  if (prepared != NULL)
    g_atomic_ref_count_inc (&prepared->ref_count);
  else
    {
      float *data = aligned_alloc (ALIGNMENT, (size * sizeof (float) / ALIGNMENT + 1) * ALIGNMENT);

      if (data != NULL)
        {
          prepared = g_new0 (NnPrepared, 1);
          g_atomic_ref_count_init (&prepared->ref_count);
          prepared->key = key;
          prepared->store = g_hash_table_ref (*store);
          prepared->data = data;
          fill (job, data);
          g_hash_table_insert (*store, key, prepared);
        }
    }
  g_mutex_unlock (&mutex);
  return prepared;
}

void
nn_prepared_unref (NnPrepared *prepared)
{
  if (prepared == NULL)
    return;
  g_mutex_lock (&mutex);
  if (g_atomic_ref_count_dec (&prepared->ref_count))
    {
      if (g_hash_table_lookup (prepared->store, prepared->key) == prepared)
        g_hash_table_remove (prepared->store, prepared->key);
      g_hash_table_unref (prepared->store);
      free (prepared->data);
      g_free (prepared);
    }
  g_mutex_unlock (&mutex);
}

void
nn_graph_parameters_changed (NnGraph *graph)
{
  GHashTable **store = nn_graph_prepared (graph);

  g_mutex_lock (&mutex);
  g_clear_pointer (store, g_hash_table_unref);
  g_mutex_unlock (&mutex);
}
