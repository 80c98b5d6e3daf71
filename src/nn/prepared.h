// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* Parameters of a node laid out anew for a kernel: made when the first executor of a graph asks,
 * shared by all of them, and gone with the last one. Not to be written. */
typedef struct
{
  gatomicrefcount ref_count;
  gpointer key;
  GHashTable *store; /* of the graph; key -> this; one reference */
  float *data;       /* aligned to 64 bytes */
} NnPrepared;

typedef void (*NnPrepareFunc) (gconstpointer job, float *data);

/* What is prepared as `kind` (below 1024, named by the caller) of a node; otherwise `size` floats
 * that fill (job, ...) writes. Of one kind and node, size and content have to be the same for every
 * executor. NULL when there is no memory. From any thread. */
NnPrepared *nn_prepared_get (const NnGraph *graph,
                             NnValue node,
                             int kind,
                             gsize size,
                             NnPrepareFunc fill,
                             gconstpointer job);
void nn_prepared_unref (NnPrepared *prepared);

G_END_DECLS
