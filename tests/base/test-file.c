// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include "base/error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path; /* of a file in it that is not there yet */
} Place;

static void
place_set_up (Place *place, gconstpointer data)
{
  place->folder = g_dir_make_tmp ("fooled-file-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "content", NULL);
}

static void
place_tear_down (Place *place, gconstpointer data)
{
  g_unlink (place->path);
  g_assert_cmpint (g_rmdir (place->folder), ==, 0); /* nothing temporary is left */
  g_free (place->path);
  g_free (place->folder);
}

static GBytes *
new_pattern (gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 31 + i / 257);
  return g_bytes_new_take (data, size);
}

static void
assert_fails (const char *path, gsize max_size, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (base_file_read (path, max_size, &error));
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_round_trip (Place *place, gconstpointer data)
{
  const gsize sizes[] = { 1000000, 65537, 65536, 1, 0, 5000 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) bytes = new_pattern (sizes[i]);
      g_autoptr (GBytes) back = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (base_file_write (place->path, bytes, &error));
      g_assert_no_error (error);
      back = base_file_read (place->path, sizes[i], &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (bytes, back));
    }
}

static void
test_limit (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = new_pattern (1000);

  g_assert_true (base_file_write (place->path, bytes, NULL));
  assert_fails (place->path, 999, BASE_ERROR, BASE_ERROR_TOO_LARGE);
  assert_fails (place->path, 0, BASE_ERROR, BASE_ERROR_TOO_LARGE);

  /* More than any memory holds is refused by its size alone. */
  g_assert_cmpint (truncate (place->path, (off_t) 1 << 40), ==, 0);
  assert_fails (place->path, 1 << 20, BASE_ERROR, BASE_ERROR_TOO_LARGE);
}

static void
test_no_file (Place *place, gconstpointer data)
{
  assert_fails (place->path, 100, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  assert_fails (place->folder, 100, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  assert_fails ("/dev/zero", 100, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

static gpointer
fill_pipe (gpointer data)
{
  int fd = g_open (data, O_WRONLY | O_CLOEXEC, 0);
  g_autoptr (GBytes) bytes = new_pattern (300000);
  const guint8 *content = g_bytes_get_data (bytes, NULL);
  gsize n_written = 0;

  while (n_written < 300000)
    {
      gssize n = write (fd, content + n_written, 300000 - n_written);

      if (n < 0)
        break; /* the reader has had enough */
      n_written += (gsize) n;
    }
  close (fd);
  return NULL;
}

static void
test_pipe (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) expected = new_pattern (300000);
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;
  GThread *writer;
  int keeper;

  g_assert_cmpint (mkfifo (place->path, 0600), ==, 0);
  /* A writer that is there before the reader, as in “fooled-cli classify <(command)”. */
  keeper = g_open (place->path, O_RDWR | O_CLOEXEC, 0);
  writer = g_thread_new ("writer", fill_pipe, place->path);
  assert_fails (place->path, 1000, BASE_ERROR, BASE_ERROR_TOO_LARGE);
  close (keeper);
  g_thread_join (writer);

  /* Nobody at the other end: empty, and no waiting. */
  back = base_file_read (place->path, 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (back), ==, 0);
  g_clear_pointer (&back, g_bytes_unref);

  keeper = g_open (place->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  writer = g_thread_new ("writer", fill_pipe, place->path);
  while (back == NULL || g_bytes_get_size (back) == 0)
    {
      g_clear_pointer (&back, g_bytes_unref);
      back = base_file_read (place->path, 300000, &error);
      g_assert_no_error (error);
    }
  g_thread_join (writer);
  close (keeper);
  g_assert_true (g_bytes_equal (back, expected));
}

static void
test_write_fails (Place *place, gconstpointer data)
{
  g_autoptr (GBytes) bytes = new_pattern (10);
  g_autofree char *nowhere = g_build_filename (place->folder, "missing", "content", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (base_file_write (nowhere, bytes, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_clear_error (&error);

  g_assert_false (base_file_write (place->folder, bytes, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_clear_error (&error);

  g_assert_cmpint (mkfifo (place->path, 0600), ==, 0);
  g_assert_false (base_file_write (place->path, bytes, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

static void
add (const char *name, void (*function) (Place *, gconstpointer))
{
  g_test_add (name, Place, NULL, place_set_up, function, place_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  add ("/base/file/round-trip", test_round_trip);
  add ("/base/file/limit", test_limit);
  add ("/base/file/no-file", test_no_file);
  add ("/base/file/pipe", test_pipe);
  add ("/base/file/write-fails", test_write_fails);
  return g_test_run ();
}
