// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/retraining.h"

G_BEGIN_DECLS

/* What the Retrain page says, in words. Caller frees all of it. */

/* The columns of the table that are numbers, in its order. */
typedef enum
{
  FOOLED_RETRAIN_TEST_ERROR,
  FOOLED_RETRAIN_RECOGNISED,
  FOOLED_RETRAIN_NOISE, /* only in the control */
  FOOLED_RETRAIN_FALSE_RUBBISH,
  FOOLED_RETRAIN_MEDIAN,
  FOOLED_RETRAIN_MEAN,
  FOOLED_RETRAIN_MIN,
  FOOLED_RETRAIN_N_COLUMNS,
} FooledRetrainColumn;

/* For people: a short heading, and a sentence. Borrowed. */
const char *fooled_retrain_column_title (FooledRetrainColumn column);
const char *fooled_retrain_column_explanation (FooledRetrainColumn column);

/* 0 .. 1; -1 = nothing. */
double fooled_retrain_value (const RunRetrainingRow *row, FooledRetrainColumn column);

/* "1.02 %", or "–". */
char *fooled_retrain_value_text (const RunRetrainingRow *row, FooledRetrainColumn column);

/* What it means, and of a confidence the number that was cut. */
char *fooled_retrain_value_tooltip (const RunRetrainingRow *row, FooledRetrainColumn column);

/* "DNN 3" */
char *fooled_retrain_network_name (guint number);

/* What came out so far, or, before there is anything, what is going on. Caller frees. */
char *fooled_retrain_sentence_text (const RunRetrainingSnapshot *snapshot);

/* All of a row in one line, for those who hear it. control: with the noise. */
char *fooled_retrain_row_text (const RunRetrainingRow *row, gboolean control);

/* "LeNet (MNIST) · Patterns (CPPN) · 15 rounds" */
char *fooled_retrain_order_text (const RunRetraining *order);

/* What goes on: "DNN 3 of 15 learns: epoch 2 of 4". */
char *fooled_retrain_stage_text (const RunRetrainingSnapshot *snapshot);

/* "Loss 0.0412 · 1.02 % of the test pictures wrong after epoch 1", or "". */
char *fooled_retrain_figures_text (const RunRetrainingSnapshot *snapshot);

/* The name of a class in the user's language. Borrowed. */
const char *fooled_retrain_label (char *const *labels, guint n_classes, guint class_index);

/* The table with a heading, as RFC 4180 has it, numbers with a point. */
char *fooled_retrain_csv (RunRetrainingRow *const *rows, guint n_rows);

G_END_DECLS
