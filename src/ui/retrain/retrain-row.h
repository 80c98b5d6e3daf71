// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/retrain/retrain-text.h"

G_BEGIN_DECLS

/* What can be done with a network of the experiment. */
typedef enum
{
  FOOLED_RETRAIN_WATCH,   /* evolution against it, on Run */
  FOOLED_RETRAIN_PERTURB, /* draw for it, on Perturb */
  FOOLED_RETRAIN_SAVE,    /* as ONNX */
} FooledRetrainWish;

/* Between the columns of the table, pixels: with ten champions it fits into a window of 1024. */
#define FOOLED_RETRAIN_COLUMN_GAP 9

/* The widths that the rows of a table have in common. */
typedef struct
{
  GtkSizeGroup *name; /* borrowed, as the others */
  GtkSizeGroup *numbers[FOOLED_RETRAIN_N_COLUMNS];
  GtkSizeGroup *champions;
} FooledRetrainWidths;

/* A network of the experiment in the table: its name with a menu, the numbers, its champions. One
 * that is shown again with other contents changes its texts alone.
 *
 * Signal "wish" (int: FooledRetrainWish). */
#define FOOLED_TYPE_RETRAIN_ROW (fooled_retrain_row_get_type ())
G_DECLARE_FINAL_TYPE (FooledRetrainRow, fooled_retrain_row, FOOLED, RETRAIN_ROW, GtkListBoxRow)

GtkWidget *fooled_retrain_row_new (const FooledRetrainWidths *widths, gboolean control);

/* Takes a reference. */
void fooled_retrain_row_set (FooledRetrainRow *self, RunRetrainingRow *row);

/* narrow: each number on a line of its own, behind its title, in place of columns below headings. */
void fooled_retrain_row_set_narrow (FooledRetrainRow *self, gboolean narrow);

/* Borrowed. */
RunRetrainingRow *fooled_retrain_row_get (FooledRetrainRow *self);

G_END_DECLS
