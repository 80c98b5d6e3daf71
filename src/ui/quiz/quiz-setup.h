// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/quiz-make.h"

G_BEGIN_DECLS

/* What a quiz is asked for: teams, rounds, where the pictures come from.
 *
 * Signal "changed": whether it can begin may have changed. */
#define FOOLED_TYPE_QUIZ_SETUP (fooled_quiz_setup_get_type ())
G_DECLARE_FINAL_TYPE (FooledQuizSetup, fooled_quiz_setup, FOOLED, QUIZ_SETUP, GtkWidget)

/* Into uninitialised memory, without the network. run_session: of the run that is there, or NULL.
 * FALSE, and a sentence to be freed, when something is missing. */
gboolean fooled_quiz_setup_read (FooledQuizSetup *self,
                                 const char *run_session,
                                 RunQuizOrder *order,
                                 char **problem);

/* The names that were typed, NULL-terminated, empty ones included. Caller frees. */
char **fooled_quiz_setup_get_teams (FooledQuizSetup *self);

/* Something to say above it; NULL = nothing. */
void fooled_quiz_setup_set_note (FooledQuizSetup *self, const char *note);

/* For the next quiz: other pictures. */
void fooled_quiz_setup_next_seed (FooledQuizSetup *self);

G_END_DECLS
