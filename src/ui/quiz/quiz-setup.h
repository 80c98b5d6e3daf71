// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "run/quiz-make.h"
#include "ui/run/run.h"

G_BEGIN_DECLS

/* What a quiz is asked for: teams, rounds, where the pictures come from. Of those it offers what is
 * there, and says why something is not. */
#define FOOLED_TYPE_QUIZ_SETUP (fooled_quiz_setup_get_type ())
G_DECLARE_FINAL_TYPE (FooledQuizSetup, fooled_quiz_setup, FOOLED, QUIZ_SETUP, GtkWidget)

/* Once: the run whose images a quiz may be about. */
void fooled_quiz_setup_bind (FooledQuizSetup *self, FooledRun *run);

/* The one that plays, with everything that is known of it; NULL = nothing is. */
void fooled_quiz_setup_set_network (FooledQuizSetup *self, RunNetworkInfo *network);

/* Into uninitialised memory, without the network. FALSE, and a sentence to be freed, when something
 * is missing. */
gboolean fooled_quiz_setup_read (FooledQuizSetup *self, RunQuizOrder *order, char **problem);

/* The names that were typed, NULL-terminated, empty ones included. Caller frees. */
char **fooled_quiz_setup_get_teams (FooledQuizSetup *self);

/* Something to say above it; NULL = nothing. */
void fooled_quiz_setup_set_note (FooledQuizSetup *self, const char *note);

/* For the next quiz: other pictures. */
void fooled_quiz_setup_next_seed (FooledQuizSetup *self);

G_END_DECLS
