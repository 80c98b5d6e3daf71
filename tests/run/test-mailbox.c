// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/mailbox-private.h"

#define N_POSTED 2000

static RunJobSnapshot *
new_snapshot (guint64 generation, const char *message)
{
  RunJobSnapshot *snapshot = g_new0 (RunJobSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->ref_count);
  snapshot->number = generation;
  snapshot->message = g_strdup (message);
  return snapshot;
}

static void
test_latest_wins (void)
{
  g_autoptr (RunMailbox) mailbox = run_mailbox_new ();
  g_autoptr (RunJobSnapshot) taken = NULL;

  g_assert_null (run_mailbox_take (mailbox));
  g_assert_false (run_mailbox_is_full (mailbox));
  g_assert_cmpuint (run_mailbox_last_taken (mailbox), ==, 0);

  g_assert_true (run_mailbox_post (mailbox, new_snapshot (10, NULL), 1));
  g_assert_false (run_mailbox_post (mailbox, new_snapshot (20, NULL), 2));
  g_assert_true (run_mailbox_is_full (mailbox));
  g_assert_cmpuint (run_mailbox_last_taken (mailbox), ==, 0);

  taken = run_mailbox_take (mailbox);
  g_assert_cmpuint (taken->number, ==, 20);
  g_assert_cmpuint (run_mailbox_last_taken (mailbox), ==, 2);
  g_assert_null (run_mailbox_take (mailbox));
  g_assert_cmpuint (run_mailbox_last_taken (mailbox), ==, 2);
  g_assert_true (run_mailbox_post (mailbox, new_snapshot (30, NULL), 3));
}

/* A message reaches the taker exactly once, whatever replaces the snapshot that brought it. */
static void
test_message_is_kept (void)
{
  g_autoptr (RunMailbox) mailbox = run_mailbox_new ();
  RunJobSnapshot *taken;

  run_mailbox_post (mailbox, new_snapshot (1, "first"), 1);
  run_mailbox_post (mailbox, new_snapshot (2, NULL), 2);
  run_mailbox_post (mailbox, new_snapshot (3, NULL), 3);
  taken = run_mailbox_take (mailbox);
  g_assert_cmpuint (taken->number, ==, 3);
  g_assert_cmpstr (taken->message, ==, "first");
  run_job_snapshot_unref (taken);

  run_mailbox_post (mailbox, new_snapshot (4, NULL), 4);
  taken = run_mailbox_take (mailbox);
  g_assert_null (taken->message);
  run_job_snapshot_unref (taken);

  run_mailbox_post (mailbox, new_snapshot (5, "older"), 5);
  run_mailbox_post (mailbox, new_snapshot (6, "newer"), 6);
  taken = run_mailbox_take (mailbox);
  g_assert_cmpstr (taken->message, ==, "newer");
  run_job_snapshot_unref (taken);
}

/* Why a start failed is no news once another one has succeeded. */
static void
test_failure_is_overcome (void)
{
  g_autoptr (RunMailbox) mailbox = run_mailbox_new ();
  g_autoptr (RunJobSnapshot) taken = NULL;
  RunJobSnapshot *failed = new_snapshot (1, "no such network");

  failed->state = RUN_STATE_FAILED;
  run_mailbox_post (mailbox, failed, 1);
  run_mailbox_post (mailbox, new_snapshot (2, NULL), 2);
  taken = run_mailbox_take (mailbox);
  g_assert_cmpuint (taken->number, ==, 2);
  g_assert_null (taken->message);
}

static gpointer
post_many (gpointer data)
{
  for (guint64 i = 1; i <= N_POSTED; i++)
    run_mailbox_post (data, new_snapshot (i, NULL), i);
  return NULL;
}

/* The taker sees rising snapshots and the last one, however the threads meet. */
static void
test_threads (void)
{
  g_autoptr (RunMailbox) mailbox = run_mailbox_new ();
  GThread *poster = g_thread_new ("poster", post_many, mailbox);
  guint64 last = 0;

  while (last < N_POSTED)
    {
      g_autoptr (RunJobSnapshot) taken = run_mailbox_wait (mailbox, 10000);

      g_assert_nonnull (taken);
      g_assert_cmpuint (taken->number, >, last);
      last = taken->number;
    }
  g_thread_join (poster);
  g_assert_null (run_mailbox_wait (mailbox, 1));
  g_assert_cmpuint (run_mailbox_last_taken (mailbox), ==, N_POSTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/mailbox/latest-wins", test_latest_wins);
  g_test_add_func ("/run/mailbox/message-is-kept", test_message_is_kept);
  g_test_add_func ("/run/mailbox/failure-is-overcome", test_failure_is_overcome);
  g_test_add_func ("/run/mailbox/threads", test_threads);
  return g_test_run ();
}
