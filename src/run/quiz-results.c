// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/quiz-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "run/csv-private.h"
#include "run/label-text.h"
#include "run/labels-private.h"

static const char *const kind_names[RUN_QUIZ_N_KINDS] = {
  [RUN_QUIZ_EVOLVED] = "evolved",
  [RUN_QUIZ_REAL] = "real",
  [RUN_QUIZ_CHANGED] = "changed",
};

guint
run_quiz_round_points (const RunQuiz *quiz, guint number, guint team)
{
  const RunQuizRound *round = run_quiz_round (quiz, number);

  return (run_quiz_said_is (quiz, number, team) == round->truth ? 1 : 0) +
         (run_quiz_said_says (quiz, number, team) == round->look.top[0].class_index ? 1 : 0);
}

guint
run_quiz_points (const RunQuiz *quiz, guint team)
{
  guint points = 0;

  for (guint i = 0; i < run_quiz_n_revealed (quiz); i++)
    points += run_quiz_round_points (quiz, i, team);
  return points;
}

gboolean
run_quiz_leads (const RunQuiz *quiz, guint team)
{
  guint points = run_quiz_points (quiz, team);

  for (guint i = 0; i < quiz->n_teams; i++)
    if (run_quiz_points (quiz, i) > points)
      return FALSE;
  return points > 0;
}

void
run_quiz_score (const RunQuiz *quiz, RunQuizKind kind, RunQuizScore *score)
{
  *score = (RunQuizScore){ 0 };
  for (guint i = 0; i < run_quiz_n_revealed (quiz); i++)
    {
      const RunQuizRound *round = run_quiz_round (quiz, i);
      guint says = round->look.top[0].class_index;

      if (round->kind != kind)
        continue;
      score->n_rounds++;
      score->network_right += says == round->truth ? 1 : 0;
      score->n_answers += quiz->n_teams;
      for (guint team = 0; team < quiz->n_teams; team++)
        {
          score->people_right += run_quiz_said_is (quiz, i, team) == round->truth ? 1 : 0;
          score->foreseen += run_quiz_said_says (quiz, i, team) == says ? 1 : 0;
        }
    }
}

gboolean
run_quiz_class_is_fit (const RunNetworkInfo *network, guint class_index)
{
  g_autofree char *label = NULL;

  if (class_index >= network->n_classes)
    return FALSE;
  label = run_label (network, class_index);
  return run_label_is_fit (label);
}

char *
run_quiz_answer_text (const RunNetworkInfo *network, guint answer)
{
  g_autofree char *label = NULL;

  if (answer == RUN_QUIZ_UNANSWERED)
    return g_strdup ("–");
  if (answer == RUN_QUIZ_NOTHING)
    return g_strdup (_ ("Nothing at all"));
  label = run_label (network, answer);
  return g_strdup (run_label_text (label));
}

static void
append_answer (GString *csv, const RunNetworkInfo *network, guint answer)
{
  g_autofree char *text = run_quiz_answer_text (network, answer);

  run_csv_append_text (csv, text);
}

static void
append_line (GString *csv, const RunQuiz *quiz, guint number, guint team)
{
  const RunQuizRound *round = run_quiz_round (quiz, number);
  guint is = run_quiz_said_is (quiz, number, team);
  guint says = run_quiz_said_says (quiz, number, team);
  char confidence[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (csv, "%u,%s,", number + 1, kind_names[round->kind]);
  append_answer (csv, quiz->network, round->truth);
  append_answer (csv, quiz->network, round->look.top[0].class_index);
  g_ascii_formatd (confidence, sizeof confidence, "%.7g", (double) round->look.top[0].confidence);
  g_string_append_printf (csv, "%s,", confidence);
  run_csv_append_text (csv, quiz->names[team]);
  append_answer (csv, quiz->network, is);
  g_string_append_printf (csv, "%d,", is == round->truth);
  append_answer (csv, quiz->network, says);
  g_string_append_printf (csv, "%d\n", says == round->look.top[0].class_index);
}

char *
run_quiz_to_csv (const RunQuiz *quiz)
{
  GString *csv = g_string_new ("round,kind,truth,network_said,network_confidence,team,"
                               "team_said,team_right,team_foresaw,foresight_right\n");

  for (guint i = 0; i < run_quiz_n_revealed (quiz); i++)
    for (guint team = 0; team < quiz->n_teams; team++)
      append_line (csv, quiz, i, team);
  return g_string_free (csv, FALSE);
}
