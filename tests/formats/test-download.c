// SPDX-License-Identifier: GPL-3.0-or-later
#include "loopback.h"

#include "base/error.h"
#include "formats/download-part.h"
#include "formats/download.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

typedef struct
{
  Loopback *loopback;
  char *folder;
  char *path;
  char *part;
  char *checksum;
  GPtrArray *sources;
  FmtDownload download;
  GCancellable *cancellable;
  guint64 cancel_at; /* cancels when so many bytes have arrived; 0 = never */
  guint64 last;      /* progress */
  guint n_progress;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->loopback = loopback_new ();
  fixture->folder = g_dir_make_tmp ("fooled-download-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "deep", "net.bin", NULL);
  fixture->part = g_strconcat (fixture->path, FMT_PART_SUFFIX, NULL);
  fixture->checksum = loopback_sha256 (fixture->loopback);
  fixture->sources = g_ptr_array_new_with_free_func (g_free);
  fixture->cancellable = g_cancellable_new ();
  fixture->download = (FmtDownload){ .name = "Net",
                                     .path = fixture->path,
                                     .checksum = fixture->checksum,
                                     .size = LOOPBACK_SIZE,
                                     .timeout = 20 };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_unlink (fixture->path);
  g_unlink (fixture->part);
  g_rmdir (folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  loopback_free (fixture->loopback);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->part);
  g_free (fixture->checksum);
  g_ptr_array_unref (fixture->sources);
  g_object_unref (fixture->cancellable);
}

static void
on_progress (const FmtDownloadProgress *progress, gpointer data)
{
  Fixture *fixture = data;

  g_assert_nonnull (progress->source);
  if (progress->total > 0)
    g_assert_cmpuint (progress->n_bytes, <=, progress->total);
  fixture->last = progress->n_bytes;
  fixture->n_progress++;
  if (fixture->cancel_at > 0 && progress->n_bytes >= fixture->cancel_at)
    g_cancellable_cancel (fixture->cancellable);
}

/* The paths are separated by spaces. */
static gboolean
download (Fixture *fixture, const char *paths, GError **error)
{
  g_auto (GStrv) list = g_strsplit (paths, " ", -1);

  g_ptr_array_set_size (fixture->sources, 0);
  for (gsize i = 0; list[i] != NULL; i++)
    g_ptr_array_add (fixture->sources, g_str_has_prefix (list[i], "http")
                                           ? g_strdup (list[i])
                                           : loopback_address (fixture->loopback, list[i]));
  g_ptr_array_add (fixture->sources, NULL);
  fixture->download.sources = (const char *const *) fixture->sources->pdata;
  return fmt_download (&fixture->download, on_progress, fixture, fixture->cancellable, error);
}

static void
assert_requests (Fixture *fixture, const char *expected)
{
  g_autofree char *requests = loopback_take_requests (fixture->loopback);

  g_assert_cmpstr (requests, ==, expected);
}

/* The part as far as it has come; 0 = there is none. */
static void
assert_part (Fixture *fixture, gsize expected)
{
  g_autofree char *part = NULL;
  gsize size = 0;

  g_assert_cmpint (g_file_get_contents (fixture->part, &part, &size, NULL), ==, expected > 0);
  g_assert_cmpmem (part, size, loopback_content (fixture->loopback), expected);
}

static void
assert_arrives (Fixture *fixture, const char *paths, const char *requests)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (download (fixture, paths, &error));
  g_assert_no_error (error);
  assert_requests (fixture, requests);
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  g_assert_cmpmem (content, size, loopback_content (fixture->loopback), LOOPBACK_SIZE);
  assert_part (fixture, 0);
}

/* Fails with a message that has these words; they are separated by "|". Nothing is in its place. */
static void
assert_fails (Fixture *fixture, const char *paths, const char *requests, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, "|", -1);
  g_autoptr (GError) error = NULL;

  g_assert_false (download (fixture, paths, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  for (gsize i = 0; list[i] != NULL; i++)
    if (strstr (error->message, list[i]) == NULL)
      g_error ("no “%s” in: %s", list[i], error->message);
  assert_requests (fixture, requests);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
write_part (Fixture *fixture, const void *content, gsize size)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->part, content, (gssize) size, NULL));
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  assert_arrives (fixture, "/good /missing", "/good");
  g_assert_cmpuint (fixture->last, ==, LOOPBACK_SIZE);
  g_assert_cmpuint (fixture->n_progress, >, 2);
}

static void
test_slow (Fixture *fixture, gconstpointer data)
{
  assert_arrives (fixture, "/slow", "/slow");
  g_assert_cmpuint (fixture->last, ==, LOOPBACK_SIZE);
}

static void
test_no_length (Fixture *fixture, gconstpointer data)
{
  fixture->download.size = 0;
  assert_arrives (fixture, "/closing", "/closing");
}

/* A file that is there is replaced, not added to. */
static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  assert_arrives (fixture, "/good", "/good");
}

/* Every answer brings another third. */
static void
test_cut (Fixture *fixture, gconstpointer data)
{
  assert_arrives (fixture, "/cut", "/cut /cut 100000- /cut 200000-");
}

static void
test_cut_without_ranges (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "/cut-plain", "/cut-plain /cut-plain 100000-", "/cut-plain: |cut|is kept");
  assert_part (fixture, LOOPBACK_STEP);
  assert_arrives (fixture, "/missing /good", "/missing 100000- /good 100000-");
}

/* A server that does not know ranges sends everything again. */
static void
test_no_ranges (Fixture *fixture, gconstpointer data)
{
  write_part (fixture, "damaged", 7);
  assert_arrives (fixture, "/plain", "/plain 7-");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->cancel_at = LOOPBACK_STEP;
  g_assert_false (download (fixture, "/stall /good", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_requests (fixture, "/stall");
  assert_part (fixture, LOOPBACK_STEP);
  g_clear_error (&error);

  /* Already cancelled: what has arrived stays. */
  g_assert_false (download (fixture, "/good", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_requests (fixture, "");
  assert_part (fixture, LOOPBACK_STEP);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  g_cancellable_reset (fixture->cancellable);
  fixture->cancel_at = 0;
  assert_arrives (fixture, "/good", "/good 100000-");
}

static gpointer
cancel_soon (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *requests = NULL;

  while (requests == NULL || *requests == '\0')
    {
      g_free (requests);
      g_usleep (1000);
      requests = loopback_take_requests (fixture->loopback);
    }
  g_cancellable_cancel (fixture->cancellable);
  return NULL;
}

/* While there is nothing to read. */
static void
test_cancel_silent (Fixture *fixture, gconstpointer data)
{
  GThread *thread = g_thread_new ("cancel", cancel_soon, fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (download (fixture, "/silent", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  assert_part (fixture, 0);
}

static void
test_time_out (Fixture *fixture, gconstpointer data)
{
  fixture->download.timeout = 1;
  assert_fails (fixture, "/silent", "/silent", "/silent: |in time");
  assert_part (fixture, 0);
  assert_arrives (fixture, "/silent /stall", "/silent /stall /stall 100000- /stall 200000-");
}

static void
test_mirrors (Fixture *fixture, gconstpointer data)
{
  assert_arrives (fixture, "/missing /wrong /broken /garbage /long /good",
                  "/missing /wrong /broken /garbage /long /good");
}

static void
test_no_mirror (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "/missing /wrong /broken /garbage /long",
                "/missing /wrong /broken /garbage /long",
                "Net|/missing: |404|/wrong: |checksum|/broken: |503|/garbage: |/long: |300001|"
                "300000|127.0.0.1");
  assert_part (fixture, 0);
}

/* Wrong bytes that came with an earlier answer are not the fault of the last one. */
static void
test_wrong_part (Fixture *fixture, gconstpointer data)
{
  write_part (fixture, "damaged", 7);
  assert_arrives (fixture, "/good", "/good 7- /good");
}

static void
test_wrong_mirror (Fixture *fixture, gconstpointer data)
{
  write_part (fixture, loopback_content (fixture->loopback), LOOPBACK_STEP);
  assert_arrives (fixture, "/wrong /good", "/wrong 100000- /wrong /good");
}

/* An error page, a captive portal: what has arrived is not lost to them. */
static void
test_part_survives (Fixture *fixture, gconstpointer data)
{
  write_part (fixture, loopback_content (fixture->loopback), LOOPBACK_STEP);
  assert_fails (fixture, "/missing /long /broken /shifted /garbage",
                "/missing 100000- /long 100000- /broken 100000- /shifted 100000- /garbage 100000-",
                "/shifted: |another part");
  assert_part (fixture, LOOPBACK_STEP);
  assert_arrives (fixture, "/good", "/good 100000-");
}

static void
test_part_is_complete (Fixture *fixture, gconstpointer data)
{
  write_part (fixture, loopback_content (fixture->loopback), LOOPBACK_SIZE);
  assert_arrives (fixture, "/good", "");

  g_unlink (fixture->path);
  fixture->download.size = 0;
  write_part (fixture, loopback_content (fixture->loopback), LOOPBACK_SIZE);
  assert_arrives (fixture, "/good", "/good 300000-");
}

static void
test_part_is_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *content = g_malloc0 (LOOPBACK_SIZE + 5);

  write_part (fixture, content, LOOPBACK_SIZE + 5);
  assert_arrives (fixture, "/good", "/good 300005- /good");
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  assert_arrives (fixture, "/redirect", "/redirect /good");
  g_unlink (fixture->path);
  write_part (fixture, loopback_content (fixture->loopback), LOOPBACK_STEP);
  assert_arrives (fixture, "/redirect", "/redirect 100000- /good 100000-");
}

static void
test_redirect_loop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (download (fixture, "/loop", &error));
  g_assert_nonnull (strstr (error->message, "without end"));
  assert_part (fixture, 0);
}

static void
test_endless (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "/endless", "/endless", "/endless: |300000|more than");
  assert_part (fixture, 0);

  fixture->download.size = 0;
  fixture->download.size_approximate = 2 * LOOPBACK_SIZE;
  assert_fails (fixture, "/endless", "/endless", "/endless: |1200000|more than");
  assert_part (fixture, 0);
}

static void
test_approximate (Fixture *fixture, gconstpointer data)
{
  fixture->download.size = 0;
  fixture->download.size_approximate = LOOPBACK_SIZE / 2 - 1;
  assert_fails (fixture, "/good", "/good", "/good: |about");
  fixture->download.size_approximate = LOOPBACK_SIZE * 2 + 2;
  assert_fails (fixture, "/good", "/good", "/good: |about");
  fixture->download.size_approximate = LOOPBACK_SIZE + LOOPBACK_STEP;
  assert_arrives (fixture, "/good", "/good");
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  fixture->download.size = LOOPBACK_HUGE;
  assert_fails (fixture, "/huge /good", "/huge", "room|net.bin");
  assert_part (fixture, 0);
}

/* As on a full disk, a write fails; other sources would not help. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  struct rlimit limit, before;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = LOOPBACK_STEP;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_fails (fixture, "/good /plain", "/good", "net.bin|could not be written");
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  assert_part (fixture, 0);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_true (g_file_set_contents (folder, "a file", -1, NULL));
  assert_fails (fixture, "/good", "", "deep");
  g_unlink (folder);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  FmtPart part;

  write_part (fixture, loopback_content (fixture->loopback), LOOPBACK_STEP);
  g_assert_true (fmt_part_open (&part, fixture->path, NULL));
  assert_fails (fixture, "/good", "", "already");
  fmt_part_close (&part);
  assert_part (fixture, LOOPBACK_STEP);
  assert_arrives (fixture, "/good", "/good 100000-");
}

static void
test_no_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *closed = g_strdup_printf ("http://127.0.0.1:%u/x", port);
  g_autofree char *good = loopback_address (fixture->loopback, "/good");
  g_autofree char *secure = g_strconcat ("https", good + strlen ("http"), NULL);
  g_autofree char *sources = g_strjoin (" ", closed, secure, NULL);
  g_autofree char *all = g_strconcat (sources, " /good", NULL);

  g_socket_listener_close (listener);
  /* The second is no TLS server. */
  assert_fails (fixture, sources, "", "accept connections|https://127.0.0.1|prove");
  assert_arrives (fixture, all, "/good");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/download/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("http_proxy");
  g_unsetenv ("https_proxy");
  g_unsetenv ("all_proxy");
  ADD ("good", test_good);
  ADD ("slow", test_slow);
  ADD ("no-length", test_no_length);
  ADD ("replace", test_replace);
  ADD ("cut", test_cut);
  ADD ("cut-without-ranges", test_cut_without_ranges);
  ADD ("no-ranges", test_no_ranges);
  ADD ("cancel", test_cancel);
  ADD ("cancel-silent", test_cancel_silent);
  ADD ("time-out", test_time_out);
  ADD ("mirrors", test_mirrors);
  ADD ("no-mirror", test_no_mirror);
  ADD ("wrong-part", test_wrong_part);
  ADD ("wrong-mirror", test_wrong_mirror);
  ADD ("part-survives", test_part_survives);
  ADD ("part-is-complete", test_part_is_complete);
  ADD ("part-is-too-long", test_part_is_too_long);
  ADD ("redirect", test_redirect);
  ADD ("redirect-loop", test_redirect_loop);
  ADD ("endless", test_endless);
  ADD ("approximate", test_approximate);
  ADD ("no-room", test_no_room);
  ADD ("full", test_full);
  ADD ("no-folder", test_no_folder);
  ADD ("busy", test_busy);
  ADD ("no-server", test_no_server);
  return g_test_run ();
}
