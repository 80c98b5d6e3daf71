// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/retraining.h"

/* A retraining of LeNet on thirds.h's pictures, with folders of its own. */
typedef struct
{
  char *folder; /* the data are in here */
  char *results;
  char *session;
  RunRetraining order;
  RunHost *host;
  RunJob *job;
} Retraining;

/* So much that what takes part of a second can be left in the middle, with AddressSanitizer and
 * with ThreadSanitizer, which is the slowest by far. */
guint retraining_enough (int usual, int with_address, int with_thread);

/* Pictures of the data set. */
#define RETRAINING_N_TRAIN retraining_enough (600, 240, 80)
#define RETRAINING_N_TEST  retraining_enough (300, 120, 40)

/* is_left: whether it is long enough to be left in the middle, as retraining_interrupt_all does. */
void retraining_set_up (Retraining *fixture, gconstpointer is_left);
void retraining_tear_down (Retraining *fixture, gconstpointer data);

/* A test of that name, without and with being left in the middle. */
#define RETRAINING_ADD(name, test)                                                                 \
  g_test_add ("/retraining/" name, Retraining, NULL, retraining_set_up, test, retraining_tear_down)
#define RETRAINING_ADD_LEFT(name, test)                                                            \
  g_test_add ("/retraining/" name, Retraining, GINT_TO_POINTER (TRUE), retraining_set_up, test,    \
              retraining_tear_down)

void retraining_new_job (Retraining *fixture);
void retraining_empty_results (Retraining *fixture);

/* The snapshot in which the job first stands still, or has no work. Caller unrefs, as the next. */
RunRetrainingSnapshot *retraining_await_end (Retraining *fixture);

/* The whole order, with a new job. session: NULL = in none. */
RunRetrainingSnapshot *retraining_run_to_end (Retraining *fixture, const char *session);

/* All that came out, to the bit; of such a snapshot, or of the order as it is now, into an empty
 * folder. Caller frees. */
char *retraining_outcome_of (const RunRetrainingSnapshot *end);
char *retraining_run_for_outcome (Retraining *fixture);

/* Left and opened again in the middle of everything, each time with other threads: nothing shows
 * it. */
void retraining_interrupt_all (Retraining *fixture, const char *outcome);

/* A session of the second round, when DNN 1 is written. */
void retraining_leave_in_second_round (Retraining *fixture);

/* What is ordered, or in the session, fails with a message that has these words. */
void retraining_assert_fails (Retraining *fixture, const char *mentions);
void retraining_assert_refused (Retraining *fixture, const char *mentions);
