// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/snapshot.h"

G_BEGIN_DECLS

/* Snapshots made by hand for the widgets' tests: what the engine would send, without a network. */

/* Classes "0", "1", ...; long_labels: "class number 0", ... */
RunNetworkInfo *synthetic_network (guint n_classes, gboolean long_labels);

/* n_cells cells of which none changed, with a history of n_history points. Writable until it is
 * shown. */
RunSnapshot *synthetic_snapshot (RunNetworkInfo *network,
                                 RunView view,
                                 guint n_cells,
                                 guint n_history);

/* Makes room for n_changed cells: all unfilled, cell i with index i. */
void synthetic_snapshot_set_n_changed (RunSnapshot *snapshot, guint n_changed);

/* Fills entry i of `changed` with a picture that depends on the improvements. */
void synthetic_snapshot_fill (RunSnapshot *snapshot,
                              guint i,
                              guint index,
                              float confidence,
                              guint64 improvements);

/* A specimen as the engine makes it, drawn by a random genome of `n_mutations` mutations. */
StoreSpecimen *synthetic_specimen (RunNetworkInfo *network,
                                   EvoEncoding encoding,
                                   guint class_index,
                                   float confidence,
                                   guint n_mutations);

G_END_DECLS
