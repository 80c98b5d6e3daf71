// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/sessions.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/folder.h"
#include "tests/store/new-session.h"
#include "base/error.h"
#include "store/png.h"

/* A session of that name among the user's; its path. */
static char *
make (const char *name)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (GError) error = NULL;
  char *path = run_sessions_new_path ();

  info->name = g_strdup (name);
  info->work = g_strdup ("evolve");
  info->method = g_strdup ("cppn");
  info->network_name = g_strdup ("The net");
  store_session_close (new_session (path, info, &error));
  g_assert_no_error (error);
  return path;
}

static void
assert_name (const char *path, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSession) session = store_session_open (path, TRUE, &error);
  g_autoptr (StoreSessionInfo) info = NULL;

  g_assert_no_error (error);
  info = store_session_info (session, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->name, ==, name);
}

static guint
count (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = run_sessions_list (&error);

  g_assert_no_error (error);
  return list->len;
}

/* An empty folder is an empty list; each new session gets a file of its own. */
static void
test_list (void)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *branch = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count (), ==, 0);
  a = make ("a");
  b = make ("b");
  g_assert_cmpstr (a, !=, b);
  g_assert_true (run_session_is_name (a));
  g_assert_false (run_session_is_name ("picture.png"));
  g_assert_cmpuint (count (), ==, 2);

  g_assert_true (run_session_rename (a, "other", &error));
  assert_name (a, "other");
  branch = run_session_branch (a, "branch", &error);
  g_assert_no_error (error);
  assert_name (branch, "branch");
  assert_name (a, "other");
  g_assert_cmpuint (count (), ==, 3);
}

static void
test_delete (void)
{
  g_autofree char *path = make ("gone");
  g_autofree char *deleted = NULL;
  g_autofree char *restored = NULL;
  g_autoptr (GError) error = NULL;
  guint n = count ();

  deleted = run_session_delete (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (), ==, n - 1);
  restored = run_session_restore (deleted, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (), ==, n);
  assert_name (restored, "gone");
}

/* Out into a file, which may be there already, and in again. */
static void
test_export (void)
{
  g_autofree char *first = make ("first");
  g_autofree char *second = make ("second");
  g_autofree char *folder = g_dir_make_tmp ("fooled-XXXXXX", NULL);
  g_autofree char *target = g_build_filename (folder, "out" STORE_SESSION_SUFFIX, NULL);
  g_autofree char *log = g_strconcat (target, "-wal", NULL);
  g_autofree char *imported = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (run_session_export (first, target, &error));
  g_assert_no_error (error);
  assert_name (target, "first");

  /* What stays beside the old file is not for the new one. */
  g_assert_true (g_file_set_contents (log, "rubbish", -1, NULL));
  g_assert_true (run_session_export (second, target, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  assert_name (target, "second");

  g_assert_false (run_session_export (second, second, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_EXISTS);
  g_clear_error (&error);
  assert_name (second, "second");

  imported = run_session_import (target, &error);
  g_assert_no_error (error);
  assert_name (imported, "second");
  g_assert_true (g_file_set_contents (target, "rubbish", -1, NULL));
  g_assert_null (run_session_import (target, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_FOREIGN);
  g_unlink (target);
  g_rmdir (folder);
}

/* A session that somebody writes to is not replaced or deleted. */
static void
test_locked (void)
{
  g_autofree char *mine = make ("mine");
  g_autofree char *used = make ("used");
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSession) writer = store_session_open (used, FALSE, &error);
  g_autofree char *folder = run_sessions_folder ();
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_no_error (error);
  g_assert_false (run_session_export (mine, used, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (run_session_delete (used, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_LOCKED);
  assert_name (used, "used");

  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_null (strstr (name, ".part"));
}

static void
test_info (void)
{
  g_autoptr (StoreSessionInfo) info = store_session_info_new ();
  g_autoptr (BaseImage) image = base_image_new (3, 2, 3);
  g_autoptr (BaseImage) picture = NULL;

  info->path = g_strdup ("x");
  info->method = g_strdup ("cppn");
  g_assert_cmpstr (run_session_method (info), ==, "Patterns (CPPN)");
  g_free (info->method);
  info->method = g_strdup ("of tomorrow");
  g_assert_cmpstr (run_session_method (info), ==, "of tomorrow");

  g_assert_null (run_session_picture (info));
  info->picture = g_bytes_new_static ("no PNG", 6);
  g_assert_null (run_session_picture (info));
  g_bytes_unref (info->picture);
  info->picture = store_png_encode (image, NULL, 0, NULL);
  picture = run_session_picture (info);
  g_assert_nonnull (picture);
  g_assert_cmpuint (picture->width, ==, 3);
  g_assert_cmpuint (picture->height, ==, 2);
  g_assert_cmpuint (picture->channels, ==, 3);
}

/* Each with an empty folder of its own. Not G_TEST_OPTION_ISOLATE_DIRS, which leaks. */
static void
run_alone (gconstpointer data)
{
  ((void (*) (void)) data) ();
  remove_folder (g_get_user_data_dir ());
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("fooled-sessions-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/run/sessions/list", test_list, run_alone);
  g_test_add_data_func ("/run/sessions/delete", test_delete, run_alone);
  g_test_add_data_func ("/run/sessions/export", test_export, run_alone);
  g_test_add_data_func ("/run/sessions/locked", test_locked, run_alone);
  g_test_add_data_func ("/run/sessions/info", test_info, run_alone);
  return g_test_run ();
}
