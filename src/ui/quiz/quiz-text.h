// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/quiz.h"

G_BEGIN_DECLS

/* The sentences of a quiz. All of them belong to the caller. */

/* "Ants: what is it?", "Ants: what will the network say?" or, of what was revealed, what it is. */
char *fooled_quiz_question (const RunQuiz *quiz);

/* What the network says of the round, how sure it is, and what to make of that. */
char *fooled_quiz_reveal (const RunQuiz *quiz, guint round);

/* The teams with their points, as Pango markup on one line: who is asked stands out. */
char *fooled_quiz_teams (const RunQuiz *quiz);

/* "Ants win!" and so on, once it is over. */
char *fooled_quiz_winners (const RunQuiz *quiz);

/* "Evolved images" */
const char *fooled_quiz_kind_title (RunQuizKind kind);

/* Keys that choose an answer: '0' to '9', or '-'. 0 = none. */
char fooled_quiz_choice_key (const RunQuiz *quiz, guint choice);
char fooled_quiz_nothing_key (const RunQuiz *quiz);

G_END_DECLS
