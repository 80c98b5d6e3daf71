// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/quiz.h"

#include <string.h>

#define N_CLASSES 4

/* Nobody else makes one by hand. */
static RunNetworkInfo *
new_network (void)
{
  static const char *const labels[] = { "cat", "dog, \"hound\"", "=1+1", "fish", NULL };
  RunNetworkInfo *network = g_new0 (RunNetworkInfo, 1);

  g_atomic_ref_count_init (&network->ref_count);
  network->name = g_strdup ("Test");
  network->labels = g_strdupv ((char **) labels);
  network->n_classes = N_CLASSES;
  return network;
}

/* The network says `says`; there are all classes to choose from. */
static void
add_round (GPtrArray *rounds, RunQuizKind kind, guint truth, guint says)
{
  RunQuizRound *round = run_quiz_round_new ();

  round->kind = kind;
  round->image = base_image_new (2, 2, 1);
  round->truth = truth;
  round->look = (RunQuizLook){ .n = 1, .top = { { says, 0.75f } } };
  round->n_choices = N_CLASSES;
  for (guint i = 0; i < N_CLASSES; i++)
    round->choices[i] = i;
  g_ptr_array_add (rounds, round);
}

static RunQuiz *
new_quiz (const char *const *names, guint n_teams)
{
  g_autoptr (RunNetworkInfo) network = new_network ();
  g_autoptr (GPtrArray) rounds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) run_quiz_round_free);

  add_round (rounds, RUN_QUIZ_EVOLVED, RUN_QUIZ_NOTHING, 2);
  add_round (rounds, RUN_QUIZ_REAL, 0, 0);
  add_round (rounds, RUN_QUIZ_CHANGED, 1, 3);
  return run_quiz_new (network, rounds, names, n_teams);
}

static void
answer (RunQuiz *quiz, guint is, guint says)
{
  g_assert_true (run_quiz_answer (quiz, is));
  g_assert_true (run_quiz_answer (quiz, says));
}

static void
test_order (void)
{
  const char *const names[] = { "Ants", "" };
  g_autoptr (RunQuiz) quiz = new_quiz (names, 2);

  g_assert_cmpstr (run_quiz_team_name (quiz, 0), ==, "Ants");
  g_assert_cmpstr (run_quiz_team_name (quiz, 1), ==, "Team 2");
  for (guint round = 0; round < 3; round++)
    {
      g_assert_cmpuint (run_quiz_round_number (quiz), ==, round);
      for (guint team = 0; team < 2; team++)
        {
          g_assert_cmpuint (run_quiz_team (quiz), ==, team);
          g_assert_cmpint (run_quiz_phase (quiz), ==, RUN_QUIZ_ASK_IS);
          g_assert_false (run_quiz_next (quiz));
          g_assert_true (run_quiz_answer (quiz, 1));
          g_assert_cmpuint (run_quiz_team (quiz), ==, team);
          g_assert_cmpint (run_quiz_phase (quiz), ==, RUN_QUIZ_ASK_SAYS);
          g_assert_true (run_quiz_answer (quiz, 2));
        }
      g_assert_cmpint (run_quiz_phase (quiz), ==, RUN_QUIZ_REVEALED);
      g_assert_cmpuint (run_quiz_team (quiz), ==, 2);
      g_assert_false (run_quiz_answer (quiz, 1));
      g_assert_false (run_quiz_back (quiz));
      g_assert_true (run_quiz_next (quiz));
    }
  g_assert_cmpint (run_quiz_phase (quiz), ==, RUN_QUIZ_OVER);
  g_assert_false (run_quiz_next (quiz));
  g_assert_false (run_quiz_answer (quiz, 1));
}

static void
test_refused (void)
{
  g_autoptr (RunQuiz) quiz = new_quiz (NULL, 1);

  g_assert_false (run_quiz_answer (quiz, N_CLASSES));
  g_assert_false (run_quiz_answer (quiz, RUN_QUIZ_UNANSWERED));
  g_assert_true (run_quiz_answer (quiz, RUN_QUIZ_NOTHING));
  g_assert_false (run_quiz_answer (quiz, RUN_QUIZ_NOTHING)); /* the network always names a class */
  g_assert_cmpint (run_quiz_phase (quiz), ==, RUN_QUIZ_ASK_SAYS);
}

static void
test_back (void)
{
  g_autoptr (RunQuiz) quiz = new_quiz (NULL, 2);

  g_assert_false (run_quiz_back (quiz));
  answer (quiz, 0, 1);
  g_assert_true (run_quiz_back (quiz));
  g_assert_cmpuint (run_quiz_team (quiz), ==, 0);
  g_assert_cmpint (run_quiz_phase (quiz), ==, RUN_QUIZ_ASK_SAYS);
  g_assert_cmpuint (run_quiz_said_is (quiz, 0, 0), ==, 0);
  g_assert_cmpuint (run_quiz_said_says (quiz, 0, 0), ==, RUN_QUIZ_UNANSWERED);
  g_assert_true (run_quiz_answer (quiz, 2));
  g_assert_cmpuint (run_quiz_said_says (quiz, 0, 0), ==, 2);
}

/* First team: all right; second: nothing but what the network says in the last round. */
static void
play (RunQuiz *quiz)
{
  answer (quiz, RUN_QUIZ_NOTHING, 2);
  answer (quiz, 0, 0);
  g_assert_true (run_quiz_next (quiz));
  answer (quiz, 0, 0);
  answer (quiz, 1, 1);
  g_assert_true (run_quiz_next (quiz));
  answer (quiz, 1, 3);
  answer (quiz, 3, 3);
}

static void
test_scores (void)
{
  g_autoptr (RunQuiz) quiz = new_quiz (NULL, 2);
  RunQuizScore score;

  g_assert_false (run_quiz_leads (quiz, 0)); /* nobody has a point */
  play (quiz);
  g_assert_cmpuint (run_quiz_points (quiz, 0), ==, 6);
  g_assert_cmpuint (run_quiz_points (quiz, 1), ==, 1);
  g_assert_cmpuint (run_quiz_round_points (quiz, 2, 1), ==, 1);
  g_assert_true (run_quiz_leads (quiz, 0));
  g_assert_false (run_quiz_leads (quiz, 1));
  run_quiz_score (quiz, RUN_QUIZ_EVOLVED, &score);
  g_assert_cmpuint (score.n_rounds, ==, 1);
  g_assert_cmpuint (score.n_answers, ==, 2);
  g_assert_cmpuint (score.people_right, ==, 1);
  g_assert_cmpuint (score.foreseen, ==, 1);
  g_assert_cmpuint (score.network_right, ==, 0);
  run_quiz_score (quiz, RUN_QUIZ_REAL, &score);
  g_assert_cmpuint (score.network_right, ==, 1);
  run_quiz_score (quiz, RUN_QUIZ_CHANGED, &score);
  g_assert_cmpuint (score.network_right, ==, 0);
  g_assert_cmpuint (score.foreseen, ==, 2);
}

static void
test_tie (void)
{
  g_autoptr (RunQuiz) quiz = new_quiz (NULL, 3);

  answer (quiz, RUN_QUIZ_NOTHING, 0);
  answer (quiz, 0, 2);
  answer (quiz, 0, 0);
  g_assert_true (run_quiz_leads (quiz, 0));
  g_assert_true (run_quiz_leads (quiz, 1));
  g_assert_false (run_quiz_leads (quiz, 2));
}

/* Only what was revealed counts. */
static void
test_end (void)
{
  g_autoptr (RunQuiz) quiz = new_quiz (NULL, 1);
  g_autofree char *csv = NULL;
  RunQuizScore score;

  answer (quiz, RUN_QUIZ_NOTHING, 2);
  g_assert_true (run_quiz_next (quiz));
  answer (quiz, 0, 0);
  g_assert_true (run_quiz_next (quiz));
  g_assert_true (run_quiz_answer (quiz, 1));
  run_quiz_end (quiz);
  g_assert_cmpint (run_quiz_phase (quiz), ==, RUN_QUIZ_OVER);
  g_assert_cmpuint (run_quiz_points (quiz, 0), ==, 4);
  run_quiz_score (quiz, RUN_QUIZ_CHANGED, &score);
  g_assert_cmpuint (score.n_rounds, ==, 0);
  csv = run_quiz_to_csv (quiz);
  g_assert_null (strstr (csv, "changed"));
}

static void
test_csv (void)
{
  const char *const names[] = { "The \"A\", first\nteam" };
  g_autoptr (RunQuiz) quiz = new_quiz (names, 1);
  g_autofree char *csv = NULL;

  answer (quiz, RUN_QUIZ_NOTHING, 1);
  g_assert_true (run_quiz_next (quiz));
  answer (quiz, 0, 0);
  csv = run_quiz_to_csv (quiz);
  g_assert_cmpstr (
      csv, ==,
      "round,kind,truth,network_said,network_confidence,team,team_said,team_right,"
      "team_foresaw,foresight_right\n"
      "1,evolved,\"Nothing at all\",\"=1+1\",0.75,\"The \"\"A\"\", first team\","
      "\"Nothing at all\",1,\"dog, \"\"hound\"\"\",0\n"
      "2,real,\"cat\",\"cat\",0.75,\"The \"\"A\"\", first team\",\"cat\",1,\"cat\",1\n");
}

static void
test_names (void)
{
  g_autofree char *long_name = g_strnfill (500, 'x');
  const char *const names[] = { "  \t", long_name, "\xff\xfe" };
  g_autoptr (RunQuiz) quiz = new_quiz (names, 3);

  g_assert_cmpstr (run_quiz_team_name (quiz, 0), ==, "Team 1");
  g_assert_cmpuint (strlen (run_quiz_team_name (quiz, 1)), ==, RUN_QUIZ_NAME_MAX);
  g_assert_true (g_utf8_validate (run_quiz_team_name (quiz, 2), -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/quiz/order", test_order);
  g_test_add_func ("/run/quiz/refused", test_refused);
  g_test_add_func ("/run/quiz/back", test_back);
  g_test_add_func ("/run/quiz/scores", test_scores);
  g_test_add_func ("/run/quiz/tie", test_tie);
  g_test_add_func ("/run/quiz/end", test_end);
  g_test_add_func ("/run/quiz/csv", test_csv);
  g_test_add_func ("/run/quiz/names", test_names);
  return g_test_run ();
}
