// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* For code that rewrites graphs, within this room only. */
NnNode *nn_graph_node_writable (NnGraph *graph, NnValue value);

/* Takes out the nodes that gone[] marks, one entry a node; who read one of them reads its first
 * input instead, and so does who asks for the output. The input may not be gone. */
void nn_graph_take_out (NnGraph *graph, const gboolean *gone);

/* Where the graph keeps what nn/prepared.h makes; NULL inside until there is something. */
GHashTable **nn_graph_prepared (const NnGraph *graph);

G_END_DECLS
