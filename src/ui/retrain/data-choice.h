// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The choice of the data to learn from, behind a row that drops down: the data sets that are found
 * on this computer, and folders that the user chose.
 *
 * Signal "changed": another one is chosen, or there is one at last. */
#define FOOLED_TYPE_DATA_CHOICE (fooled_data_choice_get_type ())
G_DECLARE_FINAL_TYPE (FooledDataChoice, fooled_data_choice, FOOLED, DATA_CHOICE, GObject)

/* The row outlives it. */
FooledDataChoice *fooled_data_choice_new (AdwComboRow *row);

/* Adds the folder where it is new, and chooses it. data_set: what it is called; NULL = its name. */
void fooled_data_choice_add (FooledDataChoice *self, const char *folder, const char *data_set);

/* What a data set is called for people, by its name: "Digits (MNIST)" for "MNIST". Borrowed. */
const char *fooled_data_title (const char *data_set);

/* Of the chosen one; NULL while there is none. Borrowed until the next change. */
const char *fooled_data_choice_get_folder (FooledDataChoice *self);
const char *fooled_data_choice_get_data_set (FooledDataChoice *self);

G_END_DECLS
