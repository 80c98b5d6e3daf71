// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/quiz.h"

G_BEGIN_DECLS

/* A round of a quiz, large: the picture, the question with a button for each answer, and what the
 * network said. Digits choose, Backspace takes back, Enter goes on.
 *
 * Signals: "changed": another question, or another round; "over": the quiz is. */
#define FOOLED_TYPE_QUIZ_BOARD (fooled_quiz_board_get_type ())
G_DECLARE_FINAL_TYPE (FooledQuizBoard, fooled_quiz_board, FOOLED, QUIZ_BOARD, GtkWidget)

/* Borrowed until another one is set; NULL empties it. note: a sentence to be read in its first
 * round; may be NULL. */
void fooled_quiz_board_set_quiz (FooledQuizBoard *self, RunQuiz *quiz, const char *note);

/* The quiz went on elsewhere. */
void fooled_quiz_board_update (FooledQuizBoard *self);

G_END_DECLS
