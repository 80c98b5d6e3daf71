// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/quiz.h"

G_BEGIN_DECLS

struct _RunQuiz
{
  RunNetworkInfo *network;
  GPtrArray *rounds; /* RunQuizRound * */
  guint n_teams;
  char *names[RUN_QUIZ_MAX_TEAMS];
  guint *answers;   /* (rounds, n_teams, 2): what it is, what the network says */
  guint round;      /* that is under way */
  guint n_answered; /* of its 2 * n_teams answers */
  guint n_revealed; /* rounds before it */
};

/* The first rounds of the quiz, which count. */
guint run_quiz_n_revealed (const RunQuiz *quiz);

G_END_DECLS
