// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A table that fills its room: names of rows and columns, and cells that say a text and a smaller
 * one below it and are the brighter the higher their share. Texts are as large as all of them can
 * be. Its name says all cells. */
#define FOOLED_TYPE_SCORE_TABLE (fooled_score_table_get_type ())
G_DECLARE_FINAL_TYPE (FooledScoreTable, fooled_score_table, FOOLED, SCORE_TABLE, GtkWidget)

GtkWidget *fooled_score_table_new (void);

/* Of another size it is empty; of the same, it stays as it is. */
void fooled_score_table_resize (FooledScoreTable *self, guint n_rows, guint n_columns);

/* What stands before a row, and above a column. */
void fooled_score_table_set_row (FooledScoreTable *self, guint row, const char *name);
void fooled_score_table_set_column (FooledScoreTable *self, guint column, const char *name);

/* below may be NULL. share: 0 .. 1; negative = there is none. */
void fooled_score_table_set_cell (FooledScoreTable *self,
                                  guint row,
                                  guint column,
                                  const char *text,
                                  const char *below,
                                  double share);

G_END_DECLS
