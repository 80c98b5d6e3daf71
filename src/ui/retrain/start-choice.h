// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the networks of an experiment begin as, behind a row that drops down: new ones, of each
 * architecture there is, and networks that are here and may learn a class more (small square
 * pictures; run/retraining.h says which).
 *
 * Signal "changed": another one is chosen. */
#define FOOLED_TYPE_START_CHOICE (fooled_start_choice_get_type ())
G_DECLARE_FINAL_TYPE (FooledStartChoice, fooled_start_choice, FOOLED, START_CHOICE, GObject)

/* The row outlives it. It offers new networks until it is refreshed. */
FooledStartChoice *fooled_start_choice_new (AdwComboRow *row);

/* Looks again, beside the main loop, which networks there are, and offers them when they have been
 * found. The choice stays. */
void fooled_start_choice_refresh (FooledStartChoice *self);

/* Chooses a network, by id or path, or, where that is NULL, an architecture. name: of a network
 * that is not among those that are listed; else unused. */
void fooled_start_choice_set (FooledStartChoice *self,
                              const char *architecture,
                              const char *network,
                              const char *name);

/* The network is NULL where new ones are chosen. Borrowed until the next change. */
const char *fooled_start_choice_get_architecture (FooledStartChoice *self);
const char *fooled_start_choice_get_network (FooledStartChoice *self);

G_END_DECLS
