// SPDX-License-Identifier: GPL-3.0-or-later
#include "kill.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "session-fixture.h"
#include "store/database.h"
#include "store/picks.h"
#include "tests/folder.h"

#define N_STEP         20 /* evaluations a checkpoint */
#define ROUNDS_A_STORE 20 /* then new files, so that comparing stays short */

typedef struct
{
  char *session, *picks; /* paths */
  Evolution *evolution;
  guint64 n_starred; /* specimens made so far, which are all different */
} Stage;

/* One acknowledged write. */
typedef struct
{
  enum
  {
    SAVED,
    STARRED
  } kind;
  gint64 number; /* evaluations, or the id of the pick */
} Message;

static void
tell (int fd, int kind, gint64 number)
{
  Message message = { .kind = kind, .number = number };

  if (write (fd, &message, sizeof message) != sizeof message)
    _exit (2);
}

/* The child: it never returns. Opening and closing happens, too. */
static void
write_for_ever (Stage *stage, int fd)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (StoreSession) session = store_session_open (stage->session, FALSE, &error);
      g_autoptr (StorePicks) picks = store_picks_open (stage->picks, &error);

      for (guint i = 0; error == NULL && i < 10; i++)
        {
          g_autoptr (StoreSpecimen) specimen =
              fixture_specimen_new (EVO_ENCODING_CPPN, stage->n_starred++);
          gint64 id;

          evolution_advance (stage->evolution, N_STEP, 0.5);
          if (!evolution_save (stage->evolution, session, &error))
            break;
          tell (fd, SAVED, (gint64) stage->evolution->info->evaluations);
          id = store_picks_add (picks, specimen, &error);
          if (id >= 0)
            tell (fd, STARRED, id);
        }
      if (error != NULL)
        {
          g_printerr ("%s\n", error->message);
          _exit (1);
        }
    }
}

/* Reads up to n of what the child tells; fewer when it is killed. */
static void
read_messages (int fd, guint n, gint64 *saved, GArray *starred)
{
  for (guint i = 0; i < n;)
    {
      Message message;
      gssize size = read (fd, &message, sizeof message);

      if (size < 0 && errno == EINTR)
        continue;
      if (size == 0)
        return;
      g_assert_cmpint (size, ==, sizeof message);
      if (message.kind == SAVED)
        *saved = message.number;
      else
        g_array_append_val (starred, message.number);
      i++;
    }
}

/* The time begins with the child, or when it has told n_first messages: however slow the machine
 * is, something was acknowledged then. */
static void
run_and_kill (Stage *stage, guint n_first, guint delay_us, gint64 *saved, GArray *starred)
{
  int ends[2], status;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0)
    {
      close (ends[0]);
      write_for_ever (stage, ends[1]);
    }
  close (ends[1]);
  read_messages (ends[0], n_first, saved, starred);
  g_usleep (delay_us);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  read_messages (ends[0], G_MAXUINT, saved, starred);
  close (ends[0]);
}

static void
assert_integrity (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreDatabase) database = store_database_open (path, SQLITE_OPEN_READWRITE, &error);
  g_autoptr (sqlite3_stmt) statement = NULL;

  g_assert_no_error (error);
  statement = store_database_prepare (database, "PRAGMA integrity_check", &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
}

/* What is there is one of the checkpoints, at least the last acknowledged, complete to the bit. */
static void
check_session (Stage *stage, gint64 *saved)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;

  assert_integrity (stage->session);
  session = store_session_open (stage->session, FALSE, &error);
  g_assert_no_error (error);
  info = store_session_info (session, &error);
  g_assert_no_error (error);
  g_assert_cmpint ((gint64) info->evaluations, >=, *saved);
  g_assert_cmpint ((gint64) info->evaluations, <=, *saved + N_STEP);
  *saved = (gint64) info->evaluations;
  while (stage->evolution->info->evaluations < info->evaluations)
    evolution_advance (stage->evolution, N_STEP, 0.5);
  stage->evolution->n_saved = stage->evolution->individuals->len;
  if (info->evaluations > 0)
    evolution_assert_saved (stage->evolution, session);
}

static void
check_picks (Stage *stage, GArray *starred)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StorePicks) picks = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (g_file_test (stage->picks, G_FILE_TEST_EXISTS))
    assert_integrity (stage->picks);
  picks = store_picks_open (stage->picks, &error);
  g_assert_no_error (error);
  list = store_picks_list (picks, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    g_hash_table_add (ids, &((StorePick *) g_ptr_array_index (list, i))->id);
  for (guint i = 0; i < starred->len; i++)
    g_assert_true (g_hash_table_contains (ids, &g_array_index (starred, gint64, i)));
  g_assert_cmpuint (list->len, >=, starred->len);
}

void
kill_rounds (const char *folder, guint n_rounds, guint max_ms, guint64 seed, KillResult *result)
{
  g_autofree char *session = g_build_filename (folder, "a" STORE_SESSION_SUFFIX, NULL);
  g_autofree char *picks = g_build_filename (folder, "picks.sqlite", NULL);
  g_autofree char *log = g_strconcat (session, "-wal", NULL);
  g_autoptr (GArray) starred = g_array_new (FALSE, FALSE, sizeof (gint64));
  Stage stage = { .session = session, .picks = picks };
  BaseRandom random;
  gint64 saved = 0, saved_before;

  memset (result, 0, sizeof *result);
  base_random_init (&random, seed, 0, 0);
  for (guint i = 0; i < n_rounds; i++)
    {
      guint n_before = starred->len;

      if (i % ROUNDS_A_STORE == 0)
        {
          g_autoptr (GError) error = NULL;

          /* Anything that a killed writer left beside is taken for what it is, and goes. */
          empty_folder (folder);
          g_clear_pointer (&stage.evolution, evolution_free);
          stage.evolution =
              evolution_new (i / ROUNDS_A_STORE % 2 == 0 ? EVO_ENCODING_CPPN : EVO_ENCODING_PIXELS,
                             28, 1, 10, seed + i);
          store_session_close (new_session (session, stage.evolution->info, &error));
          g_assert_no_error (error);
          g_array_set_size (starred, 0);
          n_before = 0;
          saved = 0;
        }
      saved_before = saved;
      run_and_kill (&stage, i % 2 * 2, base_random_below (&random, max_ms * 1000), &saved, starred);
      if (g_file_test (log, G_FILE_TEST_EXISTS))
        result->n_unclosed++;
      result->n_picks += starred->len - n_before;
      result->n_checkpoints += (guint) ((saved - saved_before) / N_STEP);
      /* So that the next child stars others than all that may have come so far. */
      stage.n_starred += 10000;
      check_session (&stage, &saved);
      check_picks (&stage, starred);
      result->n_rounds++;
    }
  g_clear_pointer (&stage.evolution, evolution_free);
  /* Anything that a killed writer left beside is taken for what it is, and goes. */
          empty_folder (folder);
}
