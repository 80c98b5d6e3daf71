// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "evolve/archive.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* A quiz, human or machine: in each round a picture is shown, each team says what it is and what
 * the network will say, and then the network speaks. Plain data, of one thread. */

#define RUN_QUIZ_MAX_TEAMS  6
#define RUN_QUIZ_MAX_ROUNDS 60
#define RUN_QUIZ_MAX_CHOICES                                                                       \
  10                         /* classes to choose from in a round; nothing at all is one more      \
                              */
#define RUN_QUIZ_NAME_MAX 60 /* letters of a team's name; the rest is cut off */

/* In the place of a class. */
#define RUN_QUIZ_NOTHING    (G_MAXUINT - 1) /* nothing at all */
#define RUN_QUIZ_UNANSWERED G_MAXUINT

typedef enum
{
  RUN_QUIZ_EVOLVED, /* an image that means nothing to people */
  RUN_QUIZ_REAL,    /* a test picture */
  RUN_QUIZ_CHANGED, /* a test picture with a small change after which the network errs */
  RUN_QUIZ_N_KINDS,
} RunQuizKind;

/* What the network makes of a picture: the most likely classes, most likely first. n >= 1. */
typedef struct
{
  guint n;
  EvoRanking top[EVO_TOP];
} RunQuizLook;

typedef struct
{
  RunQuizKind kind;
  BaseImage *image;    /* what is shown; owned */
  BaseImage *original; /* RUN_QUIZ_CHANGED: before the change; owned; else NULL */
  guint truth;         /* class, or RUN_QUIZ_NOTHING */
  RunQuizLook look;
  RunQuizLook original_look;           /* RUN_QUIZ_CHANGED */
  guint n_choices;                     /* classes that are offered, the network's and the truth */
  guint choices[RUN_QUIZ_MAX_CHOICES]; /* among them, in ascending order */
} RunQuizRound;

RunQuizRound *run_quiz_round_new (void); /* zeros */
void run_quiz_round_free (RunQuizRound *round);

typedef struct _RunQuiz RunQuiz;

/* rounds: RunQuizRound *, at least one; a reference is taken. names: (n_teams) of the teams,
 * copied; NULL or an empty one = "Team 1" and so on, translated. 1 <= n_teams <=
 * RUN_QUIZ_MAX_TEAMS. */
RunQuiz *run_quiz_new (RunNetworkInfo *network,
                       GPtrArray *rounds,
                       const char *const *names,
                       guint n_teams);
void run_quiz_free (RunQuiz *quiz);

/* Of each team in turn it is asked what the picture is, then what the network will say. After the
 * last team the network speaks, until the next round; after the last round the quiz is over. */
typedef enum
{
  RUN_QUIZ_ASK_IS,
  RUN_QUIZ_ASK_SAYS,
  RUN_QUIZ_REVEALED,
  RUN_QUIZ_OVER,
} RunQuizPhase;

RunQuizPhase run_quiz_phase (const RunQuiz *quiz);
guint run_quiz_n_rounds (const RunQuiz *quiz);
guint run_quiz_n_teams (const RunQuiz *quiz);
guint run_quiz_round_number (const RunQuiz *quiz); /* 0 .. n - 1; n when it is over */
guint run_quiz_team (const RunQuiz *quiz);         /* who is asked; n_teams when nobody is */
const char *run_quiz_team_name (const RunQuiz *quiz, guint team);
const RunNetworkInfo *run_quiz_network (const RunQuiz *quiz);
const RunQuizRound *run_quiz_round (const RunQuiz *quiz, guint number);

/* The answer to what is asked: one of the round's choices; RUN_QUIZ_NOTHING to the first question
 * only, as the network always names a class. FALSE, and nothing happens, otherwise. */
gboolean run_quiz_answer (RunQuiz *quiz, guint answer);

/* Takes back the last answer of this round; FALSE when there is none, or it was revealed. */
gboolean run_quiz_back (RunQuiz *quiz);

/* From what was revealed to the next round, or to the end. FALSE otherwise. */
gboolean run_quiz_next (RunQuiz *quiz);

/* Ends it with the rounds that were revealed. */
void run_quiz_end (RunQuiz *quiz);

/* RUN_QUIZ_UNANSWERED where there is no answer. */
guint run_quiz_said_is (const RunQuiz *quiz, guint round, guint team);
guint run_quiz_said_says (const RunQuiz *quiz, guint round, guint team);

/* Points so far, of the rounds that were revealed: one for what it is, one for what the network
 * says. */
guint run_quiz_points (const RunQuiz *quiz, guint team);
guint run_quiz_round_points (const RunQuiz *quiz, guint round, guint team);

/* Whether the team has the most points, alone or with others. Nobody leads with none. */
gboolean run_quiz_leads (const RunQuiz *quiz, guint team);

/* Of the rounds of a kind that were revealed. */
typedef struct
{
  guint n_rounds;
  guint n_answers;     /* of people: to what it is, and as many to what the network says */
  guint people_right;  /* said what it is */
  guint foreseen;      /* said what the network says */
  guint network_right; /* rounds in which the network names what it is: never where it is nothing */
} RunQuizScore;

/* Of the revealed rounds of that kind. */
void run_quiz_score (const RunQuiz *quiz, RunQuizKind kind, RunQuizScore *score);

/* A line for each revealed round and team: comma-separated values. Caller frees. */
char *run_quiz_to_csv (const RunQuiz *quiz);

/* Whether the class may be named in front of people: the one place where the labels of quizzes and
 * of "Fool it" are chosen. */
gboolean run_quiz_class_is_fit (const RunNetworkInfo *network, guint class_index);

/* The label of a class in the user's language, the translated "Nothing at all", or "–" of
 * RUN_QUIZ_UNANSWERED. Caller frees. */
char *run_quiz_answer_text (const RunNetworkInfo *network, guint answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunQuiz, run_quiz_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunQuizRound, run_quiz_round_free)

G_END_DECLS
