// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/app/toasts.h"
#include "ui/run/run-page.h"

G_BEGIN_DECLS

/* Keeps the window's run as the stored settings say, and tells by toasts what becomes of it. */
typedef struct _FooledRunKeeper FooledRunKeeper;

/* All are borrowed, and outlive it. The run has the settings when this returns. */
FooledRunKeeper *fooled_run_keeper_new (FooledRun *run,
                                        FooledRunPage *page,
                                        GSettings *settings,
                                        FooledToasts *toasts);
void fooled_run_keeper_free (FooledRunKeeper *self);

G_END_DECLS
