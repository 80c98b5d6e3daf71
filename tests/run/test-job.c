// SPDX-License-Identifier: GPL-3.0-or-later
/* A kind of work that only this test knows: what a job makes of any table. */
#include <glib/gstdio.h>
#include <gio/gio.h>
#include <string.h>

#include "tests/store/new-session.h"
#include "base/error.h"
#include "run/host-private.h"
#include "run/work-private.h"

#define PATIENCE 60000

/* Counts, one number a step; each step is so many pieces, each of which takes a moment, so that it
 * can be interrupted in the middle. */
#define N_PIECES 4

typedef struct
{
  guint last;       /* with which it is finished */
  guint piece_time; /* microseconds */
} Order;

typedef struct
{
  RunContext *context;
  Order order;
  guint count, piece;
  guint n_told;
} Toy;

typedef struct
{
  RunJobSnapshot job;
  guint count;
  guint n_told;
} ToySnapshot;

enum
{
  TELL_MORE, /* guint: count so many further */
  TELL_NOTE, /* standing */
  ASK_COUNT, /* answer: guint * */
};

static gint n_states;  /* that are there, of all jobs */
static gint n_at_once; /* borrowers of the pool */
static gint n_turns;   /* that went from one job to the other */
static gpointer last_borrower;

static Toy *
toy_new (RunContext *context, const Order *order)
{
  Toy *toy = g_new0 (Toy, 1);

  toy->context = context;
  toy->order = *order;
  g_atomic_int_inc (&n_states);
  return toy;
}

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  if (((const Order *) order)->last > 0)
    return toy_new (context, order);
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT, "Nothing to count.");
  return NULL;
}

static gboolean
advance (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  Toy *toy = state;
  RunHost *host = run_context_host (toy->context);

  *advance = RUN_ADVANCE_INTERRUPTED;
  if (toy->count >= toy->order.last)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT, "There is no more to count.");
      return FALSE;
    }
  if (run_host_borrow (host, 1, interrupt) == NULL)
    return TRUE;
  g_assert_cmpint (g_atomic_int_add (&n_at_once, 1), ==, 0);
  if (last_borrower != toy)
    n_turns++;
  last_borrower = toy;
  while (toy->piece < N_PIECES && g_atomic_int_get (interrupt) == 0)
    {
      g_usleep (toy->order.piece_time);
      toy->piece++;
    }
  g_atomic_int_add (&n_at_once, -1);
  run_host_give_back (host);
  if (toy->piece < N_PIECES)
    return TRUE;
  toy->piece = 0;
  toy->count++;
  *advance = toy->count < toy->order.last ? RUN_ADVANCE_STEP : RUN_ADVANCE_FINISHED;
  return TRUE;
}

static RunObey
obey (gpointer state, const RunTold *told)
{
  Toy *toy = state;

  switch (told->what)
    {
    case TELL_MORE:
      toy->order.last += *(const guint *) told->value;
      return RUN_OBEY_RUN;
    case TELL_NOTE:
      toy->n_told++;
      return RUN_OBEY_SHOW;
    case ASK_COUNT:
      *told->answer = g_memdup2 (&toy->count, sizeof toy->count);
      return RUN_OBEY_NOTHING;
    default:
      return RUN_OBEY_NOTHING;
    }
}

static RunJobSnapshot *
show (gpointer state, const RunAudience *audience)
{
  const Toy *toy = state;
  ToySnapshot *snapshot = g_new0 (ToySnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.fraction = -1;
  if (toy == NULL)
    return &snapshot->job;
  snapshot->job.fraction = (double) toy->count / toy->order.last;
  snapshot->count = toy->count;
  snapshot->n_told = toy->n_told;
  return &snapshot->job;
}

static gboolean
save (gpointer state, RunCheckpoint *checkpoint)
{
  const Toy *toy = state;
  GByteArray *out = g_byte_array_new ();

  base_pack_header (out, "TOY ", 1);
  base_pack_u32 (out, toy->order.last);
  base_pack_u32 (out, toy->order.piece_time);
  base_pack_u32 (out, toy->count);
  base_pack_u32 (out, toy->piece);
  checkpoint->state = g_byte_array_free_to_bytes (out);
  checkpoint->info->name = g_strdup ("toy");
  return TRUE;
}

static gpointer
restore (RunContext *context, StoreSession *session, GError **error)
{
  g_autoptr (GBytes) bytes = store_session_read_state (session, error);
  Order order = { 0 };
  BaseUnpack in;
  Toy *toy;

  if (bytes == NULL)
    return NULL;
  base_unpack_init (&in, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!base_unpack_header (&in, "TOY ", 1, error))
    return NULL;
  order.last = base_unpack_u32 (&in);
  order.piece_time = base_unpack_u32 (&in);
  toy = toy_new (context, &order);
  toy->count = base_unpack_u32 (&in);
  toy->piece = base_unpack_u32 (&in);
  g_assert_true (base_unpack_finish (&in, NULL));
  return toy;
}

static void
toy_free (gpointer state)
{
  g_free (state);
  g_atomic_int_add (&n_states, -1);
}

static const RunWork toy_work = {
  .name = "toy",
  .make = make,
  .advance = advance,
  .obey = obey,
  .show = show,
  .save = save,
  .restore = restore,
  .free = toy_free,
};

typedef struct
{
  RunHost *host;
  RunJob *job;
  char *folder;
  char *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->host = run_host_new ();
  fixture->job = run_job_new (fixture->host, &toy_work, NULL, NULL);
  fixture->folder = g_dir_make_tmp ("fooled-job-XXXXXX", NULL);
  fixture->session = g_build_filename (fixture->folder, "toy" STORE_SESSION_SUFFIX, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  run_job_free (fixture->job);
  run_host_free (fixture->host);
  g_assert_cmpint (g_atomic_int_get (&n_states), ==, 0);
  g_remove (fixture->session);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->session);
}

static void
start_toy (RunJob *job, guint last, guint piece_time, const char *session, gboolean paused)
{
  Order order = { last, piece_time };

  run_job_start (job, &toy_work, g_memdup2 (&order, sizeof order), g_free, session, paused);
}

static ToySnapshot *
await (RunJob *job, RunState state)
{
  for (;;)
    {
      ToySnapshot *snapshot = run_job_wait (job, PATIENCE);

      g_assert_nonnull (snapshot);
      g_assert_true (snapshot->job.work == &toy_work);
      if (snapshot->job.state == state)
        return snapshot;
      run_job_snapshot_unref (snapshot);
    }
}

/* The count with which the job is in that state. */
static guint
await_count (RunJob *job, RunState state)
{
  g_autoptr (RunJobSnapshot) snapshot = (RunJobSnapshot *) await (job, state);

  return ((ToySnapshot *) snapshot)->count;
}

static void
test_runs (Fixture *fixture, gconstpointer data)
{
  guint more = 5;

  start_toy (fixture->job, 10, 100, NULL, FALSE);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_FINISHED), ==, 10);
  run_job_tell (fixture->job, TELL_MORE, g_memdup2 (&more, sizeof more), g_free, FALSE);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_FINISHED), ==, 15);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  guint count;

  start_toy (fixture->job, 1000000, 1000, NULL, FALSE);
  await_count (fixture->job, RUN_STATE_RUNNING);
  run_job_pause (fixture->job);
  count = await_count (fixture->job, RUN_STATE_PAUSED);
  g_usleep (20000);
  for (guint i = 0; i < 2; i++) /* it stands still */
    {
      g_autofree guint *now = run_job_ask (fixture->job, ASK_COUNT, NULL);

      g_assert_cmpuint (*now, ==, count);
      run_job_pause (fixture->job);
    }
  run_job_resume (fixture->job);
  while (await_count (fixture->job, RUN_STATE_RUNNING) <= count)
    ;
}

/* Two calls before the first one's end are two steps. */
static void
test_step (Fixture *fixture, gconstpointer data)
{
  start_toy (fixture->job, 1000000, 2000, NULL, TRUE);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_PAUSED), ==, 0);
  run_job_step (fixture->job);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_PAUSED), ==, 1);
  run_job_step (fixture->job);
  run_job_step (fixture->job);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_PAUSED), ==, 3);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  start_toy (fixture->job, 1000000, 1000, NULL, FALSE);
  await_count (fixture->job, RUN_STATE_RUNNING);
  run_job_cancel (fixture->job);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_IDLE), ==, 0);
  g_assert_cmpint (g_atomic_int_get (&n_states), ==, 0);
  g_assert_null (run_job_ask (fixture->job, ASK_COUNT, NULL));
  run_job_resume (fixture->job); /* nothing */
  start_toy (fixture->job, 3, 100, NULL, FALSE);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_FINISHED), ==, 3);
}

/* Work that cannot begin, or go on. */
static void
test_errors (Fixture *fixture, gconstpointer data)
{
  ToySnapshot *snapshot;

  start_toy (fixture->job, 0, 0, NULL, FALSE);
  snapshot = await (fixture->job, RUN_STATE_FAILED);
  g_assert_cmpstr (snapshot->job.message, ==, "Nothing to count.");
  run_job_snapshot_unref (snapshot);

  start_toy (fixture->job, 2, 100, NULL, FALSE);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_FINISHED), ==, 2);
  start_toy (fixture->job, 0, 0, NULL, FALSE); /* the older work stays */
  snapshot = await (fixture->job, RUN_STATE_FINISHED);
  g_assert_cmpstr (snapshot->job.message, ==, "Nothing to count.");
  g_assert_cmpuint (snapshot->count, ==, 2);
  run_job_snapshot_unref (snapshot);

  run_job_resume (fixture->job);
  snapshot = await (fixture->job, RUN_STATE_PAUSED);
  g_assert_cmpstr (snapshot->job.message, ==, "There is no more to count.");
  run_job_snapshot_unref (snapshot);
}

/* A standing command is for later work, too. */
static void
test_standing (Fixture *fixture, gconstpointer data)
{
  run_job_tell (fixture->job, TELL_NOTE, NULL, NULL, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      ToySnapshot *snapshot;

      start_toy (fixture->job, 2, 100, NULL, FALSE);
      do
        snapshot = await (fixture->job, RUN_STATE_FINISHED);
      while (snapshot->job.number <= i && (run_job_snapshot_unref (snapshot), TRUE));
      g_assert_cmpuint (snapshot->n_told, ==, 1);
      run_job_snapshot_unref (snapshot);
    }
}

/* Saved without being asked, in the middle of a step, and there again. */
static void
test_session (Fixture *fixture, gconstpointer data)
{
  guint last = 0;

  start_toy (fixture->job, 1000000, 1000, fixture->session, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      while (await_count (fixture->job, RUN_STATE_RUNNING) <= last)
        ;
      run_job_pause (fixture->job);
      last = await_count (fixture->job, RUN_STATE_PAUSED);
      if (i % 2 == 0)
        run_job_free (fixture->job);
      else
        {
          run_job_cancel (fixture->job);
          await_count (fixture->job, RUN_STATE_IDLE);
          run_job_free (fixture->job);
        }
      fixture->job = run_job_new (fixture->host, &toy_work, NULL, NULL);
      run_job_open (fixture->job, fixture->session, TRUE);
      g_assert_cmpuint (await_count (fixture->job, RUN_STATE_PAUSED), ==, last);
      run_job_resume (fixture->job);
    }
}

/* Of a step that lasts, what is done of it is saved meanwhile. */
static void
test_long_step (Fixture *fixture, gconstpointer data)
{
  guint32 piece = 0;

  start_toy (fixture->job, 1, 2 * G_USEC_PER_SEC, fixture->session, FALSE);
  while (piece == 0)
    {
      g_autoptr (StoreSession) session = store_session_open (fixture->session, TRUE, NULL);
      g_autoptr (GBytes) state = session != NULL ? store_session_read_state (session, NULL) : NULL;
      BaseUnpack in;

      g_usleep (G_USEC_PER_SEC / 20);
      if (state == NULL || g_bytes_get_size (state) == 0)
        continue;
      base_unpack_init (&in, g_bytes_get_data (state, NULL), g_bytes_get_size (state));
      g_assert_true (base_unpack_header (&in, "TOY ", 1, NULL));
      for (guint i = 0; i < 2; i++)
        base_unpack_u32 (&in);
      g_assert_cmpuint (base_unpack_u32 (&in), ==, 0);
      piece = base_unpack_u32 (&in);
      g_assert_cmpuint (piece, <, N_PIECES);
    }
}

/* The program ends and begins again. */
static void
reopen (Fixture *fixture, gboolean paused)
{
  run_job_free (fixture->job);
  fixture->job = run_job_new (fixture->host, &toy_work, NULL, NULL);
  run_job_open (fixture->job, fixture->session, paused);
}

/* Longer than many steps take. */
static void
stands_still_at (Fixture *fixture, guint count)
{
  g_autofree guint *now = NULL;

  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_PAUSED), ==, count);
  g_usleep (50000);
  now = run_job_ask (fixture->job, ASK_COUNT, NULL);
  g_assert_cmpuint (*now, ==, count);
}

/* What was paused, by whatever, comes back paused; what went on goes on. */
static void
test_as_it_was (Fixture *fixture, gconstpointer data)
{
  guint last;

  start_toy (fixture->job, 1000000, 1000, fixture->session, FALSE);
  while ((last = await_count (fixture->job, RUN_STATE_RUNNING)) == 0)
    ;
  reopen (fixture, FALSE);
  while (await_count (fixture->job, RUN_STATE_RUNNING) <= last)
    ;
  run_job_pause (fixture->job);
  last = await_count (fixture->job, RUN_STATE_PAUSED);
  for (guint i = 0; i < 2; i++)
    {
      reopen (fixture, FALSE);
      stands_still_at (fixture, last);
    }
  run_job_step (fixture->job);
  while (await_count (fixture->job, RUN_STATE_PAUSED) == last)
    ;
  reopen (fixture, FALSE);
  stands_still_at (fixture, last + 1);

  /* That it was opened so counts, too. */
  run_job_resume (fixture->job);
  while (await_count (fixture->job, RUN_STATE_RUNNING) <= last + 1)
    ;
  reopen (fixture, TRUE);
  last = await_count (fixture->job, RUN_STATE_PAUSED);
  reopen (fixture, FALSE);
  stands_still_at (fixture, last);
}

static void
test_finished_session (Fixture *fixture, gconstpointer data)
{
  start_toy (fixture->job, 2, 100, fixture->session, FALSE);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_FINISHED), ==, 2);
  run_job_free (fixture->job);
  fixture->job = run_job_new (fixture->host, &toy_work, NULL, NULL);
  run_job_open (fixture->job, fixture->session, FALSE);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_FINISHED), ==, 2);
}

/* Work of a kind that the program does not know is refused with its name. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  RunJob *stranger;
  RunJobSnapshot *snapshot;

  start_toy (fixture->job, 2, 100, fixture->session, FALSE);
  await_count (fixture->job, RUN_STATE_FINISHED);
  run_job_free (fixture->job);
  fixture->job = run_job_new (fixture->host, &toy_work, NULL, NULL);
  stranger = run_job_new (fixture->host, run_work_find ("evolve"), NULL, NULL);
  run_job_open (stranger, fixture->session, TRUE);
  snapshot = run_job_wait (stranger, PATIENCE);
  g_assert_nonnull (snapshot);
  g_assert_cmpint (snapshot->state, ==, RUN_STATE_FAILED);
  g_assert_nonnull (strstr (snapshot->message, "toy"));
  run_job_snapshot_unref (snapshot);
  run_job_free (stranger);
}

/* So is work whose snapshots another job shows: a window cannot take a training for an evolution.
 */
static void
test_other_kind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  RunJobSnapshot *snapshot;

  info->name = g_strdup ("Numbers");
  info->work = g_strdup ("train");
  store_session_close (new_session (fixture->session, info, NULL));
  run_job_open (fixture->job, fixture->session, TRUE);
  snapshot = run_job_wait (fixture->job, PATIENCE);
  g_assert_nonnull (snapshot);
  g_assert_cmpint (snapshot->state, ==, RUN_STATE_FAILED);
  g_assert_nonnull (strstr (snapshot->message, "train"));
  run_job_snapshot_unref (snapshot);
}

/* Two jobs of one host: one has the threads at a time, and both get on. */
static void
test_turns (Fixture *fixture, gconstpointer data)
{
  RunJob *other = run_job_new (fixture->host, &toy_work, NULL, NULL);

  n_turns = 0;
  /* Steps that last longer than a turn are interrupted for the other job, and lose nothing. */
  start_toy (fixture->job, 5, 25000, NULL, FALSE);
  start_toy (other, 5, 25000, NULL, FALSE);
  g_assert_cmpuint (await_count (fixture->job, RUN_STATE_FINISHED), ==, 5);
  g_assert_cmpuint (await_count (other, RUN_STATE_FINISHED), ==, 5);
  /* Neither waited for the other's end. */
  g_assert_cmpint (n_turns, >=, 4);
  run_job_free (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/run/job/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("runs", test_runs);
  ADD ("pause", test_pause);
  ADD ("step", test_step);
  ADD ("cancel", test_cancel);
  ADD ("errors", test_errors);
  ADD ("standing", test_standing);
  ADD ("session", test_session);
  ADD ("long-step", test_long_step);
  ADD ("as-it-was", test_as_it_was);
  ADD ("finished-session", test_finished_session);
  ADD ("unknown", test_unknown);
  ADD ("other-kind", test_other_kind);
  ADD ("turns", test_turns);
#undef ADD
  return g_test_run ();
}
