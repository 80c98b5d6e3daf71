// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/picks.h"

#include <glib/gstdio.h>

static char *data_folder;

static void
test_is_in_user_data (void)
{
  g_autofree char *folder = g_build_filename (data_folder, "fooled", NULL);
  g_autofree char *path = g_build_filename (folder, "picks.sqlite", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  StorePicks *picks = run_picks_open (&error);

  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  list = store_picks_list (picks, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 0);
  store_picks_close (picks);

  /* What is no file of picks is an error, and stays as it is. */
  g_assert_true (g_file_set_contents (path, "something else", -1, NULL));
  g_assert_null (run_picks_open (&error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  int result;

  data_folder = g_dir_make_tmp ("fooled-picks-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", data_folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/picks/is-in-user-data", test_is_in_user_data);
  result = g_test_run ();
  g_rmdir (data_folder);
  g_free (data_folder);
  return result;
}
