// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/retraining.h"

G_BEGIN_DECLS

/* What a retraining experiment is to be: the rows of its settings, with what few people need under
 * "More".
 *
 * Property "ready" (boolean, read-only): there is data to learn from.
 * Signals "message" and "done" (string): what became, unseen, of data that was being got. */
#define FOOLED_TYPE_RETRAIN_SETTINGS (fooled_retrain_settings_get_type ())
G_DECLARE_FINAL_TYPE (FooledRetrainSettings,
                      fooled_retrain_settings,
                      FOOLED,
                      RETRAIN_SETTINGS,
                      GtkWidget)

/* As the rows say, or NULL while there is no data. Caller frees. */
RunRetraining *fooled_retrain_settings_get (FooledRetrainSettings *self);

/* The other way. */
void fooled_retrain_settings_set (FooledRetrainSettings *self, const RunRetraining *order);

G_END_DECLS
