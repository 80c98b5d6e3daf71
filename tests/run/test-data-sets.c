// SPDX-License-Identifier: GPL-3.0-or-later
#include "../formats/loopback.h"

#include "base/error.h"
#include "run/data-sets-private.h"
#include "run/data-sets.h"
#include "run/downloads.h"
#include "tests/folder.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *mnist; /* below it */
} Fixture;

static const char *const names[] = { "t10k-images-idx3-ubyte.gz", "t10k-labels.idx1-ubyte",
                                     "train-images-idx3-ubyte", "train-labels.idx1-ubyte.gz" };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fooled-data-sets-XXXXXX", NULL);
  fixture->mnist = g_build_filename (fixture->folder, "mnist", NULL);
  g_setenv ("FOOLED_DATA_SETS_DIR", fixture->folder, TRUE);
  g_unsetenv ("FOOLED_DATA_SETS_MIRROR");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->mnist);
}

/* Whatever is in the files. */
static void
write_files (Fixture *fixture, guint n)
{
  g_mkdir_with_parents (fixture->mnist, 0700);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_build_filename (fixture->mnist, names[i], NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    }
}

static char *
listed_folder (void)
{
  g_autoptr (GPtrArray) list = run_data_sets_list ();
  const RunDataSetInfo *mnist = g_ptr_array_index (list, 0);

  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (mnist->id, ==, "mnist");
  g_assert_cmpstr (mnist->name, ==, "MNIST");
  g_assert_cmpuint (mnist->download_size, ==, 11594722); /* as published */
  return g_strdup (mnist->folder);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  for (guint n = 0; n <= 4; n++)
    {
      g_autofree char *folder = NULL;

      write_files (fixture, n);
      folder = listed_folder ();
      g_assert_cmpstr (folder, ==, n < 4 ? NULL : fixture->mnist);
    }
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = NULL, *by_id = NULL, *by_name = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (run_data_set_folder ("MNIST", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "data-sets get mnist"));
  g_clear_error (&error);
  write_files (fixture, 4);
  by_id = run_data_set_folder ("mnist", &error);
  g_assert_cmpstr (by_id, ==, fixture->mnist);
  by_name = run_data_set_folder ("MNIST", &error);
  g_assert_cmpstr (by_name, ==, fixture->mnist);
  other = run_data_set_folder ("/some/where", &error);
  g_assert_cmpstr (other, ==, "/some/where");
  g_assert_no_error (error);
}

/* All four files, not only those for testing. */
static void
test_get (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "good", "plain", "slow", "closing" };
  g_autoptr (Loopback) loopback = loopback_new ();
  g_autofree char *address = loopback_address (loopback, "/");
  g_autofree char *checksum = loopback_sha256 (loopback);
  const char *const folders[] = { address, NULL };
  RunDataSource source = { .id = "mnist", .name = "Test", .folders = folders };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    {
      source.files[i].name = files[i];
      source.files[i].size = LOOPBACK_SIZE;
      source.files[i].sha256 = checksum;
    }
  g_assert_cmpuint (run_data_source_size (&source, 4), ==, 4 * LOOPBACK_SIZE);
  g_assert_true (run_data_source_get (&source, 4, fixture->mnist, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_build_filename (fixture->mnist, files[i], NULL);

      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

typedef struct
{
  GMainLoop *loop;
  RunDownloadState state;
  char *message;
} End;

static void
on_progress (const RunDownloadProgress *progress, gpointer data)
{
  End *end = data;

  if (progress->state == RUN_DOWNLOAD_RUNNING)
    return;
  end->state = progress->state;
  end->message = g_strdup (progress->message);
  g_main_loop_quit (end->loop);
}

static void
assert_fails (const char *id, const char *words)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (RunDownload) download = NULL;
  End end = { .loop = loop };

  download = run_downloads_start_data_set (id, on_progress, &end);
  g_main_loop_run (loop);
  g_assert_cmpint (end.state, ==, RUN_DOWNLOAD_FAILED);
  g_test_message ("%s", end.message);
  g_assert_nonnull (strstr (end.message, words));
  g_free (end.message);
}

/* A school's own server takes the place of the known ones; this one has other content there. */
static void
test_mirror (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Loopback) loopback = loopback_new ();
  g_autofree char *address = loopback_address (loopback, "/missing");
  g_autofree char *wanted = g_strconcat (address, "/mnist/t10k-images-idx3-ubyte.gz", NULL);

  assert_fails ("no-such-data", "no-such-data");
  g_setenv ("FOOLED_DATA_SETS_MIRROR", address, TRUE);
  assert_fails ("mnist", wanted);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/data-sets/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *data_home = g_dir_make_tmp ("fooled-data-XXXXXX", NULL);
  int result;

  g_setenv ("XDG_DATA_HOME", data_home, TRUE);
  g_unsetenv ("http_proxy");
  g_unsetenv ("all_proxy");
  g_test_init (&argc, &argv, NULL);
  ADD ("list", test_list);
  ADD ("folder", test_folder);
  ADD ("get", test_get);
  ADD ("mirror", test_mirror);
  result = g_test_run ();
  remove_folder (data_home);
  return result;
}
