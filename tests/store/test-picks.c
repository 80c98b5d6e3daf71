// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "fixture.h"
#include "store/picks.h"
#include "tests/folder.h"

#define NOBODY    65534
#define PAGE_SIZE 4096

#define DAMAGED_OR_FOREIGN (-1)

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = fixture_folder_new ();
  place->path = g_build_filename (place->folder, "picks.sqlite", NULL);
}

static void
tear_down (Place *place, gconstpointer data)
{
  remove_folder (place->folder);
  g_free (place->folder);
  g_free (place->path);
}

static StorePicks *
open_picks (const char *path)
{
  g_autoptr (GError) error = NULL;
  StorePicks *picks = store_picks_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (picks);
  return picks;
}

static gint64
add (StorePicks *picks, EvoEncoding encoding, guint64 seed)
{
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (encoding, seed);
  g_autoptr (GError) error = NULL;
  gint64 id = store_picks_add (picks, specimen, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >=, 0);
  return id;
}

static guint
count (StorePicks *picks)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = store_picks_list (picks, &error);

  g_assert_no_error (error);
  return list->len;
}

static void
test_round_trip (Place *place, gconstpointer data)
{
  g_autoptr (StoreSpecimen) first = fixture_specimen_new (EVO_ENCODING_CPPN, 1);
  g_autoptr (StoreSpecimen) second = fixture_specimen_new (EVO_ENCODING_PIXELS, 2);
  gint64 before = g_get_real_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  StorePicks *picks = open_picks (place->path);
  const StorePick *newest, *oldest;

  g_assert_cmpuint (count (picks), ==, 0);
  store_picks_add (picks, first, &error);
  g_assert_no_error (error);
  store_picks_add (picks, second, &error);
  g_assert_no_error (error);
  store_picks_close (picks);

  picks = open_picks (place->path);
  list = store_picks_list (picks, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  newest = g_ptr_array_index (list, 0);
  oldest = g_ptr_array_index (list, 1);
  fixture_assert_equal (newest->specimen, second);
  fixture_assert_equal (oldest->specimen, first);
  g_assert_cmpint (oldest->created, >=, before);
  g_assert_cmpint (newest->created, >=, oldest->created);
  g_assert_cmpint (newest->created, <=, g_get_real_time ());
  g_assert_cmpint (store_picks_add (picks, first, NULL), ==, oldest->id);
  g_assert_cmpuint (count (picks), ==, 2);
  store_picks_close (picks);
}

static void
test_same_is_one (Place *place, gconstpointer data)
{
  g_autoptr (StorePicks) picks = open_picks (place->path);
  g_autoptr (StoreSpecimen) other = fixture_specimen_new (EVO_ENCODING_CPPN, 1);
  gint64 id = add (picks, EVO_ENCODING_CPPN, 1);

  g_assert_cmpint (add (picks, EVO_ENCODING_CPPN, 1), ==, id);
  g_assert_cmpint (add (picks, EVO_ENCODING_CPPN, 2), !=, id);
  g_assert_cmpuint (count (picks), ==, 2);

  /* The same genome for another class or network is another pick. */
  other->class_index = 3;
  g_assert_cmpint (store_picks_add (picks, other, NULL), !=, id);
  other->class_index = 7;
  g_free (other->network_id);
  other->network_id = g_strdup ("lenet-fashion-mnist");
  g_assert_cmpint (store_picks_add (picks, other, NULL), !=, id);
  g_assert_cmpuint (count (picks), ==, 4);
}

static void
test_remove (Place *place, gconstpointer data)
{
  g_autoptr (StorePicks) picks = open_picks (place->path);
  g_autoptr (GError) error = NULL;
  gint64 id = add (picks, EVO_ENCODING_CPPN, 1);
  gint64 kept = add (picks, EVO_ENCODING_CPPN, 2);

  g_assert_true (store_picks_remove (picks, id, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (picks), ==, 1);
  g_assert_false (store_picks_remove (picks, id, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);

  /* An id is never given twice. */
  g_assert_true (store_picks_remove (picks, kept, NULL));
  g_assert_cmpint (add (picks, EVO_ENCODING_CPPN, 3), >, kept);
}

static void
test_two_connections (Place *place, gconstpointer data)
{
  g_autoptr (StorePicks) a = open_picks (place->path);
  g_autoptr (StorePicks) b = open_picks (place->path);
  gint64 id = add (a, EVO_ENCODING_CPPN, 1);

  g_assert_cmpuint (count (b), ==, 1);
  g_assert_cmpint (add (b, EVO_ENCODING_CPPN, 1), ==, id);
  g_assert_true (store_picks_remove (b, id, NULL));
  g_assert_cmpuint (count (a), ==, 0);
}

/* Several processes that make the file and fill it at the same time: nothing gets lost. */
static void
test_processes_at_once (Place *place, gconstpointer data)
{
  enum
  {
    N_PROCESSES = 4,
    N_EACH = 10
  };
  pid_t children[N_PROCESSES];
  g_autoptr (StorePicks) picks = NULL;

  for (guint p = 0; p < N_PROCESSES; p++)
    {
      children[p] = fork ();
      if (children[p] == 0)
        {
          StorePicks *own = open_picks (place->path);

          for (guint i = 0; i < N_EACH; i++)
            add (own, EVO_ENCODING_CPPN, p * N_EACH + i);
          store_picks_close (own);
          _exit (0);
        }
    }
  for (guint p = 0; p < N_PROCESSES; p++)
    {
      int status;

      g_assert_cmpint (waitpid (children[p], &status, 0), ==, children[p]);
      g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
    }
  picks = open_picks (place->path);
  g_assert_cmpuint (count (picks), ==, N_PROCESSES * N_EACH);
}

static void
test_makes_folder (Place *place, gconstpointer data)
{
  g_autofree char *inner = g_build_filename (place->folder, "a", NULL);
  g_autofree char *path = g_build_filename (inner, "picks.sqlite", NULL);
  StorePicks *picks = open_picks (path);

  add (picks, EVO_ENCODING_CPPN, 1);
  store_picks_close (picks);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_unlink (path);
}

/* Refused with a sentence that names the file, whose content stays what it was. */
static void
assert_refused (const char *path, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  gsize size_before, size_after;

  g_assert_true (g_file_get_contents (path, &before, &size_before, NULL));
  g_assert_null (store_picks_open (path, &error));
  if (code == DAMAGED_OR_FOREIGN)
    code = g_error_matches (error, BASE_ERROR, BASE_ERROR_FOREIGN) ? (int) BASE_ERROR_FOREIGN
                                                                   : (int) BASE_ERROR_INVALID;
  g_assert_error (error, BASE_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_file_get_contents (path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
}

static void
test_not_a_database (Place *place, gconstpointer data)
{
  g_autofree char *text = g_strnfill (5000, 'x');

  g_assert_true (g_file_set_contents (place->path, text, -1, NULL));
  assert_refused (place->path, BASE_ERROR_FOREIGN);
}

/* A good file with `size` bytes at `offset` replaced. */
static void
write_patched (const char *path, gsize offset, gconstpointer bytes, gsize size)
{
  StorePicks *picks = open_picks (path);
  g_autofree char *content = NULL;
  gsize length;

  for (guint i = 0; i < 5; i++)
    add (picks, EVO_ENCODING_PIXELS, i);
  store_picks_close (picks);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpuint (offset + size, <=, length);
  memcpy (content + offset, bytes, size);
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

/* The header's fields user_version (60) and application_id (68), SQLite file format 1.3. */
static void
test_newer_version (Place *place, gconstpointer data)
{
  write_patched (place->path, 60, "\0\0\0\x03", 4);
  assert_refused (place->path, BASE_ERROR_NEWER);
}

static void
test_other_program (Place *place, gconstpointer data)
{
  write_patched (place->path, 68, "ABCD", 4);
  assert_refused (place->path, BASE_ERROR_FOREIGN);
}

static void
test_damaged_page (Place *place, gconstpointer data)
{
  g_autofree char *rubbish = g_strnfill (512, '\xee');

  write_patched (place->path, PAGE_SIZE, rubbish, 512);
  assert_refused (place->path, BASE_ERROR_INVALID);
}

static void
test_truncated (Place *place, gconstpointer data)
{
  g_autofree char *content = NULL;
  gsize length;

  write_patched (place->path, 0, "S", 1);
  g_assert_true (g_file_get_contents (place->path, &content, &length, NULL));
  /* SQLite itself fills an incomplete last page up, and takes one byte for an empty file. */
  for (gsize size = length - PAGE_SIZE; size > 1; size = size * 2 / 3)
    {
      g_assert_true (g_file_set_contents (place->path, content, (gssize) size, NULL));
      /* With less than a page it might be anything. */
      assert_refused (place->path, size < PAGE_SIZE ? DAMAGED_OR_FOREIGN : BASE_ERROR_INVALID);
    }
}

static void
test_folder_cannot_be_made (Place *place, gconstpointer data)
{
  g_autofree char *path = g_build_filename (place->path, "in", "a-file", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (place->path, "x", 1, NULL));
  g_assert_null (store_picks_open (path, &error));
  g_assert_true (error != NULL && error->domain == G_FILE_ERROR);
  g_assert_nonnull (strstr (error->message, place->path));
}

/* The superuser may write anywhere, so the test gives that right up for a moment. */
static void
test_unwritable_folder (Place *place, gconstpointer data)
{
  gboolean super = geteuid () == 0;
  g_autoptr (GError) error = NULL;
  StorePicks *picks;

  g_assert_cmpint (g_chmod (place->folder, 0555), ==, 0);
  if (super)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  picks = store_picks_open (place->path, &error);
  if (super)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (place->folder, 0755), ==, 0);
  g_assert_null (picks);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_READ_ONLY);
  g_assert_nonnull (strstr (error->message, place->path));
}

/* Picks that cannot be changed can still be looked at. */
static void
test_read_only_file (Place *place, gconstpointer data)
{
  gboolean super = geteuid () == 0;
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_CPPN, 8);
  g_autoptr (GError) error = NULL;
  StorePicks *picks = open_picks (place->path);

  add (picks, EVO_ENCODING_CPPN, 1);
  store_picks_close (picks);
  g_assert_cmpint (g_chmod (place->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (place->folder, 0555), ==, 0);
  if (super)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  picks = open_picks (place->path);
  g_assert_cmpuint (count (picks), ==, 1);
  g_assert_cmpint (store_picks_add (picks, specimen, &error), ==, -1);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_READ_ONLY);
  store_picks_close (picks);
  if (super)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (place->folder, 0755), ==, 0);
}

static const char *
note_of (StorePicks *picks, gint64 id, GPtrArray **list)
{
  *list = store_picks_list (picks, NULL);
  for (guint i = 0; i < (*list)->len; i++)
    if (((StorePick *) (*list)->pdata[i])->id == id)
      return ((StorePick *) (*list)->pdata[i])->note;
  g_assert_not_reached ();
}

static void
assert_note (StorePicks *picks, gint64 id, const char *expected)
{
  GPtrArray *list;

  g_assert_cmpstr (note_of (picks, id, &list), ==, expected);
  g_ptr_array_unref (list);
}

static void
test_notes (Place *place, gconstpointer data)
{
  StorePicks *picks = open_picks (place->path);
  gint64 a = add (picks, EVO_ENCODING_CPPN, 1), b = add (picks, EVO_ENCODING_PIXELS, 2);
  g_autofree char *long_note = g_strnfill (STORE_NOTE_MAX + 1, 'x');
  g_autoptr (GError) error = NULL;

  assert_note (picks, a, NULL);
  g_assert_true (store_picks_set_note (picks, a, "für Ömer's\nSchrank", NULL));
  g_assert_false (store_picks_set_note (picks, b, long_note, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
  assert_note (picks, b, NULL);
  store_picks_close (picks);

  picks = open_picks (place->path);
  assert_note (picks, a, "für Ömer's\nSchrank");
  g_assert_true (store_picks_set_note (picks, a, "other", NULL));
  assert_note (picks, a, "other");
  g_assert_true (store_picks_set_note (picks, a, "", NULL));
  assert_note (picks, a, NULL);
  /* Of a pick that is not there nothing is kept. */
  g_assert_true (store_picks_set_note (picks, 999, "nobody", NULL));
  store_picks_close (picks);
}

/* As it was before, in its place. */
static void
test_restore (Place *place, gconstpointer data)
{
  g_autoptr (StorePicks) picks = open_picks (place->path);
  gint64 a = add (picks, EVO_ENCODING_CPPN, 1);
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  const StorePick *old, *back;

  add (picks, EVO_ENCODING_CPPN, 2);
  store_picks_set_note (picks, a, "kept", NULL);
  before = store_picks_list (picks, NULL);
  old = before->pdata[1];
  g_assert_cmpint (old->id, ==, a);
  g_assert_true (store_picks_remove (picks, a, NULL));
  g_assert_cmpint (store_picks_restore (picks, old, NULL), ==, a);
  after = store_picks_list (picks, NULL);
  g_assert_cmpuint (after->len, ==, 2);
  back = after->pdata[1];
  fixture_assert_equal (back->specimen, old->specimen);
  g_assert_cmpint (back->created, ==, old->created);
  g_assert_cmpstr (back->note, ==, "kept");
  g_assert_cmpint (store_picks_restore (picks, old, NULL), ==, a);
  g_assert_cmpuint (count (picks), ==, 2);
}

/* Makes the file what it was before there were notes. */
static void
make_old (const char *path)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (handle, "DROP TABLE notes; PRAGMA user_version = 1", NULL, NULL, NULL), ==,
      SQLITE_OK);
  sqlite3_close (handle);
}

static void
test_old_file (Place *place, gconstpointer data)
{
  g_autoptr (StoreSpecimen) first = fixture_specimen_new (EVO_ENCODING_CPPN, 1);
  g_autoptr (GPtrArray) list = NULL;
  StorePicks *picks = open_picks (place->path);
  gint64 id = store_picks_add (picks, first, NULL);

  add (picks, EVO_ENCODING_PIXELS, 2);
  store_picks_close (picks);
  make_old (place->path);

  picks = open_picks (place->path);
  list = store_picks_list (picks, NULL);
  g_assert_cmpuint (list->len, ==, 2);
  fixture_assert_equal (((StorePick *) list->pdata[1])->specimen, first);
  g_assert_true (store_picks_set_note (picks, id, "now", NULL));
  store_picks_close (picks);
  picks = open_picks (place->path);
  g_assert_cmpuint (count (picks), ==, 2);
  assert_note (picks, id, "now");
  store_picks_close (picks);
}

/* It is shown as it is, and a note is refused without a loss. */
static void
test_old_file_read_only (Place *place, gconstpointer data)
{
  gboolean super = geteuid () == 0;
  g_autoptr (GError) error = NULL;
  StorePicks *picks = open_picks (place->path);
  gint64 id = add (picks, EVO_ENCODING_CPPN, 1);

  store_picks_close (picks);
  make_old (place->path);
  g_assert_cmpint (g_chmod (place->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (place->folder, 0555), ==, 0);
  if (super)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  picks = open_picks (place->path);
  g_assert_cmpuint (count (picks), ==, 1);
  g_assert_false (store_picks_set_note (picks, id, "x", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_READ_ONLY);
  g_assert_cmpuint (count (picks), ==, 1);
  store_picks_close (picks);
  if (super)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (place->folder, 0755), ==, 0);
}

/* A limit on the size of files stands for a full disk. */
static void
test_full_disk (Place *place, gconstpointer data)
{
  g_autoptr (StoreSpecimen) specimen = fixture_specimen_new (EVO_ENCODING_PIXELS, 100);
  g_autoptr (StorePicks) picks = open_picks (place->path);
  g_autoptr (GError) error = NULL;
  struct rlimit limit, small;
  gint64 id;

  add (picks, EVO_ENCODING_PIXELS, 1);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  small.rlim_cur = 2000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  id = store_picks_add (picks, specimen, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_cmpint (id, ==, -1);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, place->path));

  g_assert_cmpuint (count (picks), ==, 1);
  add (picks, EVO_ENCODING_PIXELS, 100);
  g_assert_cmpuint (count (picks), ==, 2);
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
  add_test ("/store/picks/round-trip", test_round_trip);
  add_test ("/store/picks/same-is-one", test_same_is_one);
  add_test ("/store/picks/remove", test_remove);
  add_test ("/store/picks/two-connections", test_two_connections);
  add_test ("/store/picks/processes-at-once", test_processes_at_once);
  add_test ("/store/picks/makes-folder", test_makes_folder);
  add_test ("/store/picks/not-a-database", test_not_a_database);
  add_test ("/store/picks/newer-version", test_newer_version);
  add_test ("/store/picks/other-program", test_other_program);
  add_test ("/store/picks/damaged-page", test_damaged_page);
  add_test ("/store/picks/truncated", test_truncated);
  add_test ("/store/picks/folder-cannot-be-made", test_folder_cannot_be_made);
  add_test ("/store/picks/unwritable-folder", test_unwritable_folder);
  add_test ("/store/picks/read-only-file", test_read_only_file);
  add_test ("/store/picks/notes", test_notes);
  add_test ("/store/picks/restore", test_restore);
  add_test ("/store/picks/old-file", test_old_file);
  add_test ("/store/picks/old-file/read-only", test_old_file_read_only);
  add_test ("/store/picks/full-disk", test_full_disk);
  return g_test_run ();
}
