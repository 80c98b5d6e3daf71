// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/quiz/quiz-text.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/number-text.h"

static char *
class_text (const RunQuiz *quiz, guint class_index)
{
  return run_quiz_answer_text (run_quiz_network (quiz), class_index);
}

/* What the picture is: after the network has spoken. */
static char *
truth_text (const RunQuiz *quiz, const RunQuizRound *round)
{
  g_autofree char *truth = class_text (quiz, round->truth);

  if (round->kind == RUN_QUIZ_EVOLVED)
    return g_strdup (_ ("It is nothing at all: the picture was evolved."));
  if (round->kind == RUN_QUIZ_CHANGED)
    /* Translators: %s is a label, such as "7". */
    return g_strdup_printf (_ ("It is “%s”, changed to mislead the network."), truth);
  return g_strdup_printf (_ ("It is “%s”: a real picture."), truth);
}

char *
fooled_quiz_question (const RunQuiz *quiz)
{
  RunQuizPhase phase = run_quiz_phase (quiz);
  const char *team;

  if (phase == RUN_QUIZ_OVER)
    return g_strdup ("");
  if (phase == RUN_QUIZ_REVEALED)
    return truth_text (quiz, run_quiz_round (quiz, run_quiz_round_number (quiz)));
  team = run_quiz_team_name (quiz, run_quiz_team (quiz));
  return phase == RUN_QUIZ_ASK_IS
             /* Translators: %s is the name of a team. */
             ? g_strdup_printf (_ ("%s: what is it?"), team)
             /* Translators: %s is the name of a team. */
             : g_strdup_printf (_ ("%s: what will the network say?"), team);
}

char *
fooled_quiz_reveal (const RunQuiz *quiz, guint number)
{
  const RunQuizRound *round = run_quiz_round (quiz, number);
  g_autofree char *says = class_text (quiz, round->look.top[0].class_index);
  g_autofree char *confidence = fooled_confidence_text (round->look.top[0].confidence);
  g_autofree char *before = NULL;

  if (round->kind != RUN_QUIZ_CHANGED)
    /* Translators: a label, and a confidence such as 99.98 %. */
    return g_strdup_printf (_ ("The network says “%s” and is %s sure."), says, confidence);
  before = class_text (quiz, round->original_look.top[0].class_index);
  return g_strdup_printf (
      /* Translators: a label, a confidence such as 99.98 %, and another label. */
      _ ("The network says “%s” and is %s sure. Before the change it said “%s”."), says, confidence,
      before);
}

static void
append_team (const RunQuiz *quiz, guint team, GString *text)
{
  g_auto (GStrv) words = g_strsplit (run_quiz_team_name (quiz, team), " ", -1);
  g_autofree char *whole = g_strjoinv ("\302\240", words); /* lines break between teams */
  g_autofree char *name = g_markup_escape_text (whole, -1);
  guint asked = run_quiz_team (quiz);
  gboolean answered =
      run_quiz_phase (quiz) <= RUN_QUIZ_ASK_SAYS && team < asked; /* in this round */

  if (team > 0)
    g_string_append (text, " \302\240\302\240"); /* what ends a line ends it at its edge */
  if (team == asked)
    g_string_append_printf (text, "<b>▸\302\240%s:\302\240%u</b>", name,
                            run_quiz_points (quiz, team));
  else
    g_string_append_printf (text, "%s%s:\302\240%u", answered ? "✓\302\240" : "", name,
                            run_quiz_points (quiz, team));
}

char *
fooled_quiz_teams (const RunQuiz *quiz)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < run_quiz_n_teams (quiz); i++)
    append_team (quiz, i, text);
  return g_string_free (text, FALSE);
}

char *
fooled_quiz_winners (const RunQuiz *quiz)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < run_quiz_n_teams (quiz); i++)
    if (run_quiz_leads (quiz, i))
      g_string_append_printf (names, "%s%s", n++ > 0 ? ", " : "", run_quiz_team_name (quiz, i));
  if (run_quiz_n_teams (quiz) == 1)
    return g_strdup (_ ("The Quiz Is Over"));
  if (n == 0)
    return g_strdup (_ ("Nobody Has a Point"));
  if (n == 1)
    /* Translators: %s is the name of a team. */
    return g_strdup_printf (_ ("The Winner: %s"), names->str);
  /* Translators: %s are the names of teams. */
  return g_strdup_printf (_ ("A Tie: %s"), names->str);
}

const char *
fooled_quiz_kind_title (RunQuizKind kind)
{
  switch (kind)
    {
    case RUN_QUIZ_EVOLVED:
      return _ ("Evolved images");
    case RUN_QUIZ_REAL:
      return _ ("Real pictures");
    case RUN_QUIZ_CHANGED:
    case RUN_QUIZ_N_KINDS:
    default:
      return _ ("Changed pictures");
    }
}

/* More choices than this are digits, and all ten of them. */
#define MOST_NUMBERED 8

char
fooled_quiz_choice_key (const RunQuiz *quiz, guint choice)
{
  const RunQuizRound *round = run_quiz_round (quiz, run_quiz_round_number (quiz));

  if (round->n_choices > MOST_NUMBERED)
    return (char) ('0' + choice);
  return (char) ('1' + choice);
}

char
fooled_quiz_nothing_key (const RunQuiz *quiz)
{
  const RunQuizRound *round = run_quiz_round (quiz, run_quiz_round_number (quiz));

  return round->n_choices > MOST_NUMBERED ? '-' : (char) ('1' + round->n_choices);
}
