// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/quiz-make.h"

G_BEGIN_DECLS

/* Makes the rounds of a quiz on another thread. Main thread only.
 *
 * Signals: "progress" (int: RunQuizKind that is being made, double: 0 .. 1 of it);
 * "made" (gpointer: RunQuizMade *, borrowed): they are there; "failed" (string: why). */
#define FOOLED_TYPE_QUIZ_MAKER (fooled_quiz_maker_get_type ())
G_DECLARE_FINAL_TYPE (FooledQuizMaker, fooled_quiz_maker, FOOLED, QUIZ_MAKER, GObject)

FooledQuizMaker *fooled_quiz_maker_new (void);

/* Takes over what is in the order. What was being made before is given up. */
void fooled_quiz_maker_start (FooledQuizMaker *self, const RunQuizOrder *order);

/* Nobody hears of it any more. */
void fooled_quiz_maker_cancel (FooledQuizMaker *self);

G_END_DECLS
