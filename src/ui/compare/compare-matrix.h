// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/compare.h"

G_BEGIN_DECLS

/* The table of a comparison: sets of images in rows, networks in columns, and a cell for both that
 * says how many images are still taken for the same class, by a number and by how dark it is.
 *
 * Signals: "selected" (guint set, guint network): a cell was chosen; "remove" (guint set): a row is
 * not wanted any more. */
#define FOOLED_TYPE_COMPARE_MATRIX (fooled_compare_matrix_get_type ())
G_DECLARE_FINAL_TYPE (FooledCompareMatrix, fooled_compare_matrix, FOOLED, COMPARE_MATRIX, GtkWidget)

/* Begins anew, with empty cells and these heads. */
void fooled_compare_matrix_set_heads (FooledCompareMatrix *self,
                                      const char *const *sets,
                                      guint n_sets,
                                      const char *const *networks,
                                      guint n_networks);

/* What is known by now; of the same size. */
void fooled_compare_matrix_apply (FooledCompareMatrix *self, const RunCompareSnapshot *snapshot);

G_END_DECLS
