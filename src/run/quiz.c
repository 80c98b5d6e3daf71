// SPDX-License-Identifier: GPL-3.0-or-later
/* How a quiz goes on. What it comes to: quiz-results.c. */
#include "run/quiz-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

RunQuizRound *
run_quiz_round_new (void)
{
  return g_new0 (RunQuizRound, 1);
}

void
run_quiz_round_free (RunQuizRound *round)
{
  if (round == NULL)
    return;
  g_clear_pointer (&round->image, base_image_unref);
  g_clear_pointer (&round->original, base_image_unref);
  g_free (round);
}

/* What was typed, on one line and not too long; or a name of our own. */
static char *
team_name (const char *typed, guint number)
{
  g_autofree char *line = typed != NULL ? g_utf8_make_valid (typed, -1) : g_strdup ("");

  g_strdelimit (line, "\r\n\t", ' ');
  g_strstrip (line);
  if (*line == '\0')
    return g_strdup_printf (_ ("Team %u"), number + 1);
  return g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), RUN_QUIZ_NAME_MAX));
}

RunQuiz *
run_quiz_new (RunNetworkInfo *network, GPtrArray *rounds, const char *const *names, guint n_teams)
{
  RunQuiz *quiz;

  g_return_val_if_fail (network != NULL && rounds != NULL && rounds->len > 0, NULL);
  g_return_val_if_fail (n_teams >= 1 && n_teams <= RUN_QUIZ_MAX_TEAMS, NULL);

  quiz = g_new0 (RunQuiz, 1);
  quiz->network = run_network_info_ref (network);
  quiz->rounds = g_ptr_array_ref (rounds);
  quiz->n_teams = n_teams;
  for (guint i = 0; i < n_teams; i++)
    quiz->names[i] = team_name (names != NULL ? names[i] : NULL, i);
  quiz->answers = g_new (guint, rounds->len * n_teams * 2);
  for (guint i = 0; i < rounds->len * n_teams * 2; i++)
    quiz->answers[i] = RUN_QUIZ_UNANSWERED;
  return quiz;
}

void
run_quiz_free (RunQuiz *quiz)
{
  if (quiz == NULL)
    return;
  for (guint i = 0; i < quiz->n_teams; i++)
    g_free (quiz->names[i]);
  g_free (quiz->answers);
  g_ptr_array_unref (quiz->rounds);
  run_network_info_unref (quiz->network);
  g_free (quiz);
}

RunQuizPhase
run_quiz_phase (const RunQuiz *quiz)
{
  if (quiz->round >= quiz->rounds->len)
    return RUN_QUIZ_OVER;
  if (quiz->n_answered == 2 * quiz->n_teams)
    return RUN_QUIZ_REVEALED;
  return quiz->n_answered % 2 == 0 ? RUN_QUIZ_ASK_IS : RUN_QUIZ_ASK_SAYS;
}

guint
run_quiz_n_rounds (const RunQuiz *quiz)
{
  return quiz->rounds->len;
}

guint
run_quiz_n_teams (const RunQuiz *quiz)
{
  return quiz->n_teams;
}

guint
run_quiz_round_number (const RunQuiz *quiz)
{
  return quiz->round;
}

guint
run_quiz_team (const RunQuiz *quiz)
{
  return run_quiz_phase (quiz) <= RUN_QUIZ_ASK_SAYS ? quiz->n_answered / 2 : quiz->n_teams;
}

const char *
run_quiz_team_name (const RunQuiz *quiz, guint team)
{
  g_return_val_if_fail (team < quiz->n_teams, NULL);
  return quiz->names[team];
}

const RunNetworkInfo *
run_quiz_network (const RunQuiz *quiz)
{
  return quiz->network;
}

const RunQuizRound *
run_quiz_round (const RunQuiz *quiz, guint number)
{
  g_return_val_if_fail (number < quiz->rounds->len, NULL);
  return quiz->rounds->pdata[number];
}

static gboolean
is_choice (const RunQuizRound *round, guint answer)
{
  for (guint i = 0; i < round->n_choices; i++)
    if (round->choices[i] == answer)
      return TRUE;
  return FALSE;
}

gboolean
run_quiz_answer (RunQuiz *quiz, guint answer)
{
  RunQuizPhase phase = run_quiz_phase (quiz);

  if (phase > RUN_QUIZ_ASK_SAYS)
    return FALSE;
  if (!is_choice (run_quiz_round (quiz, quiz->round), answer) &&
      !(answer == RUN_QUIZ_NOTHING && phase == RUN_QUIZ_ASK_IS))
    return FALSE;
  quiz->answers[quiz->round * quiz->n_teams * 2 + quiz->n_answered++] = answer;
  return TRUE;
}

gboolean
run_quiz_back (RunQuiz *quiz)
{
  if (run_quiz_phase (quiz) > RUN_QUIZ_ASK_SAYS || quiz->n_answered == 0)
    return FALSE;
  quiz->answers[quiz->round * quiz->n_teams * 2 + --quiz->n_answered] = RUN_QUIZ_UNANSWERED;
  return TRUE;
}

gboolean
run_quiz_next (RunQuiz *quiz)
{
  if (run_quiz_phase (quiz) != RUN_QUIZ_REVEALED)
    return FALSE;
  quiz->round++;
  quiz->n_revealed = quiz->round;
  quiz->n_answered = 0;
  return TRUE;
}

void
run_quiz_end (RunQuiz *quiz)
{
  quiz->n_revealed = run_quiz_n_revealed (quiz);
  quiz->round = quiz->rounds->len;
}

guint
run_quiz_n_revealed (const RunQuiz *quiz)
{
  return quiz->n_revealed + (run_quiz_phase (quiz) == RUN_QUIZ_REVEALED ? 1 : 0);
}

static guint
said (const RunQuiz *quiz, guint round, guint team, guint question)
{
  g_return_val_if_fail (round < quiz->rounds->len && team < quiz->n_teams, RUN_QUIZ_UNANSWERED);
  return quiz->answers[(round * quiz->n_teams + team) * 2 + question];
}

guint
run_quiz_said_is (const RunQuiz *quiz, guint round, guint team)
{
  return said (quiz, round, team, 0);
}

guint
run_quiz_said_says (const RunQuiz *quiz, guint round, guint team)
{
  return said (quiz, round, team, 1);
}
