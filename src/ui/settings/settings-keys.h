// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/settings.h"

G_BEGIN_DECLS

/* Between the program's stored settings (org.fooled.Fooled) and what a run is. The stored ones are
 * the one truth: rows are bound to the keys, and the window turns the keys into a run. */

/* A row for numbers holds whole ones only up to here. */
#define FOOLED_SEED_MAX ((G_GINT64_CONSTANT (1) << 53) - 1)

/* NULL when the schema is not installed. Caller unrefs. */
GSettings *fooled_settings_new (void);

/* Binds the property "selected" of a row to a key: entry i stands for the value choices[i]. The
 * list ends with NULL and stays where it is. */
void fooled_settings_bind_choice (GSettings *settings,
                                  const char *key,
                                  gpointer row,
                                  const char *const *choices);

/* A run as the keys say. n_classes of the network, or 0 when they are not known; a list of classes
 * that does not suit them counts as all. Whether the network has ten crops is not known here. Into
 * uninitialised memory. */
void fooled_settings_read (GSettings *settings, guint n_classes, RunSettings *run);

/* The other way, as far as the keys can say it. */
void fooled_settings_write (GSettings *settings, const RunSettings *run);

/* Another network, with the classes that were chosen for it last: a choice belongs to its network. */
void fooled_settings_set_network (GSettings *settings, const char *network);

/* Whether the key is part of an experiment, so that its change concerns the run. */
gboolean fooled_settings_is_experiment_key (const char *key);

/* Back to how the program begins; the network stays. */
void fooled_settings_reset_experiment (GSettings *settings);

/* Evolution as in the paper: run_settings_use_paper. */
void fooled_settings_use_paper (GSettings *settings);

/* The folder that images are saved in. Caller frees. */
char *fooled_settings_save_folder (GSettings *settings);

G_END_DECLS
