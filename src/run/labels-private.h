// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/networks.h"

G_BEGIN_DECLS

/* What classes are called in a session, whose network need not be here any more. */

/* The network of that id among those that there are, installed or not; NULL = there is none. Reads
 * the cards. Caller unrefs. */
RunNetworkInfo *run_labels_network (const char *id);

/* On one line; the class's number where nobody knows better. network may be NULL. Caller frees. */
char *run_label (const RunNetworkInfo *network, guint class_index);

/* The class of that number, or with that label or synonym, in any case. n_classes counts when
 * network is NULL. BASE_ERROR_NOT_FOUND. */
gboolean run_label_find (const RunNetworkInfo *network,
                         guint n_classes,
                         const char *which,
                         guint *class_index,
                         GError **error);

G_END_DECLS
