// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/quiz.h"

G_BEGIN_DECLS

/* What a quiz came to: who won, and people against the network as bars. */
#define FOOLED_TYPE_QUIZ_RESULTS (fooled_quiz_results_get_type ())
G_DECLARE_FINAL_TYPE (FooledQuizResults, fooled_quiz_results, FOOLED, QUIZ_RESULTS, GtkWidget)

/* FALSE when no picture was answered: there is nothing to save. */
gboolean fooled_quiz_results_show (FooledQuizResults *self, const RunQuiz *quiz);

G_END_DECLS
