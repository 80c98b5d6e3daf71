// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "session-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "store/sessions.h"
#include "tests/folder.h"

/* The first byte that SQLite locks while it has a file open with a log (its os.h). */
#define SHARED_LOCK 0x40000002

typedef struct
{
  char *folder;
  char *path;
  Evolution *evolution;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = fixture_folder_new ();
  place->path = g_build_filename (place->folder, "a" STORE_SESSION_SUFFIX, NULL);
  place->evolution = evolution_new (EVO_ENCODING_CPPN, 28, 1, 10, 1);
}

static void
tear_down (Place *place, gconstpointer data)
{
  g_autofree char *trash = g_build_filename (place->folder, "trash", NULL);

  if (g_file_test (trash, G_FILE_TEST_EXISTS))
    remove_folder (trash);
  remove_folder (place->folder);
  evolution_free (place->evolution);
  g_free (place->folder);
  g_free (place->path);
}

static StoreSession *
create (Place *place)
{
  g_autoptr (GError) error = NULL;
  StoreSession *session = new_session (place->path, place->evolution->info, &error);

  g_assert_no_error (error);
  evolution_advance (place->evolution, 100, 0.5);
  evolution_save (place->evolution, session, &error);
  g_assert_no_error (error);
  return session;
}

static void
assert_same (const Evolution *evolution, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSession) session = store_session_open (path, TRUE, &error);

  g_assert_no_error (error);
  evolution_assert_saved (evolution, session);
}

static void
test_list (Place *place, gconstpointer data)
{
  g_autofree char *other = g_build_filename (place->folder, "b" STORE_SESSION_SUFFIX, NULL);
  g_autofree char *damaged = g_build_filename (place->folder, "c" STORE_SESSION_SUFFIX, NULL);
  g_autofree char *unrelated = g_build_filename (place->folder, "d.txt", NULL);
  g_autofree char *nowhere = g_build_filename (place->folder, "nowhere", NULL);
  g_autoptr (GPtrArray) entries = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  const StoreSessionEntry *entry;
  StoreSession *session = create (place);

  g_assert_true (store_session_copy (place->path, other, "b", &error));
  g_assert_true (g_file_set_contents (damaged, "x", 1, NULL));
  g_assert_true (g_file_set_contents (unrelated, "x", 1, NULL));
  entries = store_sessions_list (place->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 3);
  for (guint i = 0; i < 2; i++)
    {
      entry = g_ptr_array_index (entries, i);
      g_assert_no_error (entry->error);
      g_assert_true (entry->info->read_only);
      g_assert_cmpint (entry->is_open, ==, g_str_equal (entry->path, place->path));
      g_assert_cmpuint (entry->info->evaluations, ==, 100);
    }
  entry = g_ptr_array_index (entries, 2);
  g_assert_null (entry->info);
  g_assert_cmpstr (entry->path, ==, damaged);
  g_assert_error (entry->error, BASE_ERROR, BASE_ERROR_FOREIGN);
  store_session_close (session);
  none = store_sessions_list (nowhere, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
}

/* Also beside whoever writes to it, who goes on and leaves the name alone. */
static void
test_rename (Place *place, gconstpointer data)
{
  StoreSession *session = create (place);
  StoreSessionInfo *info = place->evolution->info;
  g_autoptr (StoreSessionInfo) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *long_name = g_strnfill (5000, 'x');

  g_assert_true (store_session_rename (place->path, "new", &error));
  g_assert_no_error (error);
  g_clear_pointer (&info->name, g_free);
  evolution_advance (place->evolution, 10, 0.5);
  g_assert_true (evolution_save (place->evolution, session, &error));
  g_assert_no_error (error);
  read = store_session_info (session, &error);
  g_assert_cmpstr (read->name, ==, "new");
  store_session_close (session);
  g_assert_true (store_session_rename (place->path, "ein neuer Name", &error));
  g_assert_no_error (error);
  g_assert_false (store_session_rename (place->path, long_name, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  info->name = g_strdup ("ein neuer Name");
  assert_same (place->evolution, place->path);
}

/* A branch goes its own way; nothing that is there is replaced. */
static void
test_copy (Place *place, gconstpointer data)
{
  StoreSession *session = create (place), *branch;
  g_autofree char *other = g_build_filename (place->folder, "b" STORE_SESSION_SUFFIX, NULL);
  g_autofree char *log = g_strconcat (other, "-wal", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (store_session_copy (place->path, other, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  assert_same (place->evolution, other);
  g_assert_false (store_session_copy (other, place->path, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_EXISTS);
  g_clear_error (&error);

  branch = store_session_open (other, FALSE, &error);
  g_assert_no_error (error);
  evolution_assert_saved (place->evolution, session);
  evolution_advance (place->evolution, 100, 0.5);
  g_assert_true (evolution_save (place->evolution, branch, &error));
  evolution_assert_saved (place->evolution, branch);
  store_session_close (branch);
  store_session_close (session);
  assert_same (place->evolution, other);
}

/* A child that writes all the time, until it is killed. */
static pid_t
start_writer (Place *place)
{
  pid_t child = fork ();

  if (child != 0)
    return child;
  for (;;)
    {
      g_autoptr (StoreSession) session = store_session_open (place->path, FALSE, NULL);

      for (guint i = 0; session != NULL && i < 50; i++)
        {
          evolution_advance (place->evolution, 20, 0.5);
          if (!evolution_save (place->evolution, session, NULL))
            _exit (1);
        }
    }
}

/* Whatever the moment: the copy holds as many individuals as its state says. */
static void
assert_one_moment (Place *place, const char *path, guint64 *last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSession) session = store_session_open (path, FALSE, &error);
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GArray) cells = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  info = store_session_info (session, &error);
  state = store_session_read_state (session, &error);
  cells = store_session_read_champions (session, &error);
  all = store_session_read_crowns (session, 0, G_MAXUINT64, &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  g_assert_cmpuint (g_ascii_strtoull (text, NULL, 10), ==, info->evaluations);
  g_assert_cmpuint (cells->len, ==, info->n_filled);
  g_assert_cmpuint (info->evaluations, >=, *last);
  *last = info->evaluations;
}

static void
test_while_written (Place *place, gconstpointer data)
{
  g_autofree char *other = g_build_filename (place->folder, "b" STORE_SESSION_SUFFIX, NULL);
  guint64 last = 0;
  pid_t child;
  int status;

  store_session_close (create (place));
  child = start_writer (place);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) entries = store_sessions_list (place->folder, &error);
      const StoreSessionEntry *entry = g_ptr_array_index (entries, 0);

      g_assert_no_error (error);
      g_assert_no_error (entry->error);
      g_assert_true (store_session_copy (place->path, other, "branch", &error));
      g_assert_no_error (error);
      assert_one_moment (place, other, &last);
      g_unlink (other);
    }
  g_assert_cmpuint (last, >, 100);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  assert_one_moment (place, place->path, &last);
}

/* A program that knows nothing of our lock must find SQLite's own, also after this process has
 * listed and copied what it has open itself. */
static void
test_locks_stay (Place *place, gconstpointer data)
{
  g_autofree char *other = g_build_filename (place->folder, "b" STORE_SESSION_SUFFIX, NULL);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  StoreSession *session = create (place);
  int status;
  pid_t child;

  entries = store_sessions_list (place->folder, &error);
  g_assert_true (store_session_copy (place->path, other, NULL, &error));
  g_assert_no_error (error);
  child = fork ();
  if (child == 0)
    {
      struct flock lock = { .l_type = F_WRLCK, .l_start = SHARED_LOCK, .l_len = 1 };
      int fd = g_open (place->path, O_RDWR, 0);

      _exit (fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type == F_RDLCK ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  evolution_advance (place->evolution, 100, 0.5);
  g_assert_true (evolution_save (place->evolution, session, &error));
  store_session_close (session);
  assert_same (place->evolution, place->path);
}

static void
test_import (Place *place, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (place->folder, "trash", NULL);
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  StoreSession *session = create (place);

  evolution_advance (place->evolution, 500, 0.5);
  evolution_save (place->evolution, session, &error);
  g_assert_no_error (error);
  store_session_close (session);
  first = store_session_import (place->path, inside, &error);
  g_assert_no_error (error);
  second = store_session_import (place->path, inside, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first, !=, second);
  assert_same (place->evolution, first);
  assert_same (place->evolution, second);

  g_assert_true (g_file_get_contents (place->path, &content, &length, NULL));
  g_assert_cmpuint (length, >, 12 * 4096);
  memset (content + length / 2, 0xee, 6000);
  g_assert_true (g_file_set_contents (place->path, content, (gssize) length, NULL));
  third = store_session_import (place->path, inside, &error);
  g_assert_null (third);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
}

static void
test_delete (Place *place, gconstpointer data)
{
  StoreSession *session = create (place);
  g_autofree char *trashed = NULL, *back = NULL, *again = NULL, *other = NULL, *restored = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (store_session_delete (place->path, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_LOCKED);
  g_clear_error (&error);
  store_session_close (session);
  trashed = store_session_delete (place->path, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (place->path, G_FILE_TEST_EXISTS));
  assert_same (place->evolution, trashed);
  back = store_session_restore (trashed, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back, ==, place->path);
  assert_same (place->evolution, back);
  g_assert_null (store_session_restore (trashed, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* A damaged one, too; another of its name has come meanwhile. */
  again = store_session_delete (place->path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (place->path, "x", 1, NULL));
  other = store_session_delete (place->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, !=, other);
  g_assert_true (g_file_set_contents (place->path, "y", 1, NULL));
  restored = store_session_restore (again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (restored, !=, place->path);
  assert_same (place->evolution, restored);

  store_sessions_tidy (place->folder, g_get_real_time () / G_USEC_PER_SEC - 1000);
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  store_sessions_tidy (place->folder, g_get_real_time () / G_USEC_PER_SEC + 10);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
}

/* What a program that was killed leaves goes, what somebody uses or may still need stays. */
static void
test_tidy (Place *place, gconstpointer data)
{
  StoreSession *session = create (place);
  const char *const names[] = { ".gone.fooled-session.lock", ".held.fooled-session.lock",
                                ".fooled-ABCDEF", ".fooled-ABCDEF-journal", ".other.lock" };
  g_autofree char *held = g_build_filename (place->folder, "held.fooled-session", NULL);
  char *paths[G_N_ELEMENTS (names)];
  g_autoptr (StoreLock) lock = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      paths[i] = g_build_filename (place->folder, names[i], NULL);
      g_assert_true (g_file_set_contents (paths[i], "", 0, NULL));
    }
  lock = store_lock_take (held, NULL);
  g_assert_nonnull (lock);

  store_sessions_tidy (place->folder, g_get_real_time () / G_USEC_PER_SEC - 1000);
  g_assert_false (g_file_test (paths[0], G_FILE_TEST_EXISTS));
  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    g_assert_true (g_file_test (paths[i], G_FILE_TEST_EXISTS));
  store_sessions_tidy (place->folder, g_get_real_time () / G_USEC_PER_SEC + 10);
  g_assert_false (g_file_test (paths[2], G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (paths[3], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (paths[4], G_FILE_TEST_EXISTS));
  g_assert_true (store_lock_is_held (held));
  g_assert_true (store_lock_is_held (place->path));
  store_session_close (session);
  assert_same (place->evolution, place->path);
  g_unlink (paths[4]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_free (paths[i]);
}

static void
test_new_path (Place *place, gconstpointer data)
{
  g_autofree char *first = store_sessions_new_path (place->folder);
  g_autofree char *second = NULL;

  g_assert_true (g_str_has_suffix (first, STORE_SESSION_SUFFIX));
  g_assert_true (g_str_has_prefix (first, place->folder));
  /* In the same second, and before the first one is on the disk. */
  g_usleep (2);
  second = store_sessions_new_path (place->folder);
  g_assert_cmpstr (first, !=, second);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
}

static void
add_test (const char *path, void (*test) (Place *, gconstpointer))
{
  g_test_add (path, Place, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/store/sessions/list", test_list);
  add_test ("/store/sessions/rename", test_rename);
  add_test ("/store/sessions/copy", test_copy);
  add_test ("/store/sessions/while-written", test_while_written);
  add_test ("/store/sessions/locks-stay", test_locks_stay);
  add_test ("/store/sessions/import", test_import);
  add_test ("/store/sessions/delete", test_delete);
  add_test ("/store/sessions/tidy", test_tidy);
  add_test ("/store/sessions/new-path", test_new_path);
  return g_test_run ();
}
