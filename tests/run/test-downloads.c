// SPDX-License-Identifier: GPL-3.0-or-later
#include "../formats/loopback.h"

#include "run/downloads.h"
#include "run/networks.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  Loopback *loopback;
  char *folder;
  char *own;
  char *file;
  GMainContext *context;
  RunDownload *download;
  guint n_ends;
  guint n_reports;
  RunDownloadState state;
  char *message;
  gboolean cancel; /* at the first report of bytes */
  gboolean free;   /* at the first report of bytes, or at the end */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->loopback = loopback_new ();
  fixture->own = g_build_filename (g_get_user_data_dir (), "fooled", "networks", NULL);
  fixture->file = g_build_filename (fixture->own, "x.net", NULL);
  fixture->folder = g_dir_make_tmp ("fooled-downloads-XXXXXX", NULL);
  g_setenv ("FOOLED_WEIGHTS_DIR", fixture->folder, TRUE);
  /* Not the default one, to see that it is the caller's. */
  fixture->context = g_main_context_new ();
  g_main_context_push_thread_default (fixture->context);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *card = g_build_filename (fixture->folder, "x.card", NULL);
  g_autofree char *part = g_strconcat (fixture->file, ".part", NULL);

  g_clear_pointer (&fixture->download, run_download_free);
  g_main_context_pop_thread_default (fixture->context);
  g_main_context_unref (fixture->context);
  loopback_free (fixture->loopback);
  g_unlink (card);
  g_unlink (part);
  g_unlink (fixture->file);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->own);
  g_free (fixture->file);
  g_free (fixture->message);
}

static void
write_card (Fixture *fixture, const char *path)
{
  g_autofree char *address = loopback_address (fixture->loopback, path);
  g_autofree char *checksum = loopback_sha256 (fixture->loopback);
  g_autofree char *card = g_build_filename (fixture->folder, "x.card", NULL);
  g_autofree char *text =
      g_strdup_printf ("[Network]\nName=The net\nLabels=a;b\nWidth=1\nHeight=1\nChannels=1\n"
                       "Weights=x.net\nSize=%d\nChecksum=%s\nSources=%s\n",
                       LOOPBACK_SIZE, checksum, address);

  g_assert_true (g_file_set_contents (card, text, -1, NULL));
}

static void
on_progress (const RunDownloadProgress *progress, gpointer data)
{
  Fixture *fixture = data;

  g_assert_cmpuint (fixture->n_ends, ==, 0);
  g_assert_true (g_main_context_is_owner (fixture->context));
  g_assert_cmpint (progress->message != NULL, ==, progress->state == RUN_DOWNLOAD_FAILED);
  fixture->n_reports++;
  fixture->state = progress->state;
  if (progress->state != RUN_DOWNLOAD_RUNNING)
    {
      fixture->n_ends++;
      fixture->message = g_strdup (progress->message);
    }
  if (progress->state == RUN_DOWNLOAD_DONE)
    g_assert_cmpuint (progress->n_bytes, ==, progress->total);
  if (fixture->cancel)
    run_downloads_cancel (fixture->download);
  if (fixture->free)
    {
      g_clear_pointer (&fixture->download, run_download_free);
      fixture->n_ends++;
    }
}

static void
start (Fixture *fixture, const char *id)
{
  fixture->n_ends = 0;
  g_clear_pointer (&fixture->message, g_free);
  g_clear_pointer (&fixture->download, run_download_free);
  fixture->download = run_downloads_start (id, on_progress, fixture);
  g_assert_cmpstr (run_download_id (fixture->download), ==, id);
}

static void
wait_for_end (Fixture *fixture)
{
  while (fixture->n_ends == 0)
    g_main_context_iteration (fixture->context, TRUE);
}

/* Nothing may come after the end. */
static void
drain (Fixture *fixture)
{
  g_clear_pointer (&fixture->download, run_download_free);
  while (g_main_context_iteration (fixture->context, FALSE))
    ;
}

static RunNetworkInfo *
listed (void)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  g_assert_cmpuint (networks->len, ==, 1);
  return run_network_info_ref (g_ptr_array_index (networks, 0));
}

static void
test_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunNetworkInfo) before = NULL, after = NULL;
  g_autofree char *address = loopback_address (fixture->loopback, "/slow");

  write_card (fixture, "/slow");
  before = listed ();
  g_assert_false (before->installed);
  g_assert_cmpuint (before->download_size, ==, LOOPBACK_SIZE);
  g_assert_cmpuint (g_strv_length (before->sources), ==, 1);
  g_assert_cmpstr (before->sources[0], ==, address);

  start (fixture, "x");
  wait_for_end (fixture);
  g_assert_cmpint (fixture->state, ==, RUN_DOWNLOAD_DONE);
  drain (fixture);
  g_assert_cmpuint (fixture->n_ends, ==, 1);
  after = listed ();
  g_assert_true (after->installed);

  /* Already here. */
  start (fixture, "x");
  wait_for_end (fixture);
  g_assert_cmpint (fixture->state, ==, RUN_DOWNLOAD_DONE);
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  write_card (fixture, "/wrong");
  start (fixture, "x");
  wait_for_end (fixture);
  drain (fixture);
  g_assert_cmpint (fixture->state, ==, RUN_DOWNLOAD_FAILED);
  g_assert_nonnull (strstr (fixture->message, "The net"));
  g_assert_nonnull (strstr (fixture->message, "/wrong: "));
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));

  start (fixture, "no-such-network");
  wait_for_end (fixture);
  g_assert_cmpint (fixture->state, ==, RUN_DOWNLOAD_FAILED);
  g_assert_nonnull (strstr (fixture->message, "no-such-network"));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  write_card (fixture, "/stall");
  fixture->cancel = TRUE;
  start (fixture, "x");
  wait_for_end (fixture);
  drain (fixture);
  g_assert_cmpint (fixture->state, ==, RUN_DOWNLOAD_CANCELLED);
  g_assert_cmpuint (fixture->n_ends, ==, 1);
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
}

/* From within the function that shows its progress. */
static void
test_free_within (Fixture *fixture, gconstpointer data)
{
  write_card (fixture, "/stall");
  fixture->free = TRUE;
  start (fixture, "x");
  wait_for_end (fixture);
  drain (fixture);
  g_assert_cmpuint (fixture->n_reports, ==, 1);
}

/* At every stage of a download: the function is not called any more. */
static void
test_free_early (Fixture *fixture, gconstpointer data)
{
  write_card (fixture, "/slow");
  for (guint i = 0; i < 20; i++)
    {
      guint n_reports;

      start (fixture, "x");
      g_usleep (i * 1000);
      if (i % 2 == 1)
        g_main_context_iteration (fixture->context, FALSE);
      n_reports = fixture->n_reports;
      drain (fixture);
      g_assert_cmpuint (fixture->n_reports, ==, n_reports);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/downloads/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-data-XXXXXX", NULL);
  g_autofree char *fooled = g_build_filename (folder, "fooled", NULL);
  g_autofree char *networks = g_build_filename (fooled, "networks", NULL);
  int result;

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_unsetenv ("http_proxy");
  g_unsetenv ("all_proxy");
  g_test_init (&argc, &argv, NULL);
  ADD ("done", test_done);
  ADD ("failed", test_failed);
  ADD ("cancel", test_cancel);
  ADD ("free-within", test_free_within);
  ADD ("free-early", test_free_early);
  result = g_test_run ();
  g_rmdir (networks);
  g_rmdir (fooled);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  return result;
}
