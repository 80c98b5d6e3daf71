// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/app/toasts.h"
#include "ui/picks/pick-list.h"

G_BEGIN_DECLS

/* Each change of the picks, once it is on the disk, makes a toast that can take it back; each that
 * fails, one that says why. */
void fooled_pick_toasts_begin (FooledPickList *picks, FooledToasts *toasts);

/* Before the toasts go. */
void fooled_pick_toasts_end (FooledPickList *picks, FooledToasts *toasts);

G_END_DECLS
