// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Compute threads for this rank, >= 1: the processors that it may use, shared evenly with the ranks
 * of the same machine that may use just these, too. Collective. */
guint mpi_place_n_threads (void);

G_END_DECLS
