// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/snapshot.h"
#include "ui/present/presentable.h"

G_BEGIN_DECLS

/* What goes on in a run, in one line: "LeNet (MNIST) · Static (pixels) · generation 120 · at least
 * 99.1 % sure of each". Caller frees. snapshot may be NULL: nothing yet. */
char *fooled_run_line (const RunSnapshot *snapshot);

/* Line and buttons of a run's presentation. running: as FooledRun has it. */
void fooled_run_presentation_describe (const RunSnapshot *snapshot,
                                       gboolean running,
                                       FooledScene *scene);

G_END_DECLS
