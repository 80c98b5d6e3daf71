// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/retrain/retrain-row.h"

G_BEGIN_DECLS

/* The table of the experiment, a row for each network; it scrolls sideways where it is too wide. A
 * row whose values are there already is not touched again.
 *
 * Signal "wish" (int: FooledRetrainWish, pointer: RunRetrainingRow *, borrowed). Activating a row
 * is the wish to watch it. */
#define FOOLED_TYPE_RETRAIN_TABLE (fooled_retrain_table_get_type ())
G_DECLARE_FINAL_TYPE (FooledRetrainTable, fooled_retrain_table, FOOLED, RETRAIN_TABLE, GtkWidget)

/* Takes references on the n_rows rows, and keeps those that are shown already. control: rubbish is
 * noise. */
void fooled_retrain_table_show (FooledRetrainTable *self,
                                RunRetrainingRow *const *rows,
                                guint n_rows,
                                gboolean control);

G_END_DECLS
