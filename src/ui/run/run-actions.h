// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/run-page.h"

G_BEGIN_DECLS

/* The window's actions for the run and its page: start-pause, step, restart, zoom-in, zoom-out,
 * sort, view, show-settings, show-champion. The run, the page and the settings outlive them. */
void fooled_run_actions_add (GActionMap *map,
                             FooledRun *run,
                             FooledRunPage *page,
                             GSettings *settings);

/* Whether there is a network that could run. */
void fooled_run_actions_set_enabled (GActionMap *map, gboolean enabled);

G_END_DECLS
