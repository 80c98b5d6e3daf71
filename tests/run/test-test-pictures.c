// SPDX-License-Identifier: GPL-3.0-or-later
#include "../formats/loopback.h"

#include "base/error.h"
#include "run/data-sets-private.h"
#include "run/test-pictures.h"
#include "tests/folder.h"

#include <glib/gstdio.h>
#include <string.h>

#define N      3
#define WIDTH  5
#define HEIGHT 4

typedef struct
{
  Loopback *loopback;    /* NULL until something is got from it */
  char *folder;          /* a new one */
  char *mnist;           /* below it */
  char *images, *labels; /* files below that */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("fooled-test-pictures-XXXXXX", NULL);
  fixture->mnist = g_build_filename (fixture->folder, "mnist", NULL);
  fixture->images = g_build_filename (fixture->mnist, "t10k-images-idx3-ubyte", NULL);
  fixture->labels = g_build_filename (fixture->mnist, "t10k-labels.idx1-ubyte", NULL);
  g_setenv ("FOOLED_DATA_SETS_DIR", fixture->folder, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->loopback, loopback_free);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->mnist);
  g_free (fixture->images);
  g_free (fixture->labels);
}

/* Pixel i is i, label i is 2 i. */
static void
write_images (Fixture *fixture)
{
  char content[16 + N * WIDTH * HEIGHT] = {
    0, 0, 8, 3, 0, 0, 0, N, 0, 0, 0, HEIGHT, 0, 0, 0, WIDTH
  };

  for (guint i = 0; i < N * WIDTH * HEIGHT; i++)
    content[16 + i] = (char) i;
  g_assert_cmpint (g_mkdir_with_parents (fixture->mnist, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->images, content, sizeof content, NULL));
}

static void
write_labels (Fixture *fixture)
{
  const char content[8 + N] = { 0, 0, 8, 1, 0, 0, 0, N, 0, 2, 4 };

  g_assert_true (g_file_set_contents (fixture->labels, content, sizeof content, NULL));
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunTestPictures) pictures = NULL;
  g_autoptr (GError) error = NULL;

  write_images (fixture);
  write_labels (fixture);
  pictures = run_test_pictures_open ("MNIST", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run_test_pictures_n (pictures), ==, N);
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (BaseImage) image = run_test_pictures_image (pictures, i);

      g_assert_cmpuint (run_test_pictures_label (pictures, i), ==, 2 * i);
      g_assert_cmpuint (image->width, ==, WIDTH);
      g_assert_cmpuint (image->height, ==, HEIGHT);
      g_assert_cmpuint (image->channels, ==, 1);
      for (guint p = 0; p < WIDTH * HEIGHT; p++)
        g_assert_cmpuint (image->pixels[p], ==, i * WIDTH * HEIGHT + p);
    }
}

static void
assert_not_found (const char *data_set)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run_test_pictures_open (data_set, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, data_set));
}

static void
test_not_found (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outside = g_strconcat ("../", "fooled-no-such-folder", NULL);

  assert_not_found ("MNIST");
  assert_not_found ("ImageNet");
  assert_not_found (outside);
  assert_not_found ("..");

  /* One of the two files. */
  write_images (fixture);
  assert_not_found ("MNIST");
}

/* Damaged files are no reason to look elsewhere without a word. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_images (fixture);
  g_assert_true (g_file_set_contents (fixture->labels, "nonsense", -1, NULL));
  g_assert_null (run_test_pictures_open ("MNIST", &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "t10k-labels"));
}

/* The real ones, where they are. */
static void
test_mnist (Fixture *fixture, gconstpointer data)
{
  const guint first[] = { 7, 2, 1, 0, 4 };
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "", "mnist", NULL);
  g_autoptr (RunTestPictures) pictures = NULL;
  g_autoptr (GError) error = NULL;

  if (shared == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("MNIST is not here");
      return;
    }
  g_setenv ("FOOLED_DATA_SETS_DIR", shared, TRUE);
  pictures = run_test_pictures_open ("MNIST", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run_test_pictures_n (pictures), ==, 10000);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    g_assert_cmpuint (run_test_pictures_label (pictures, i), ==, first[i]);
}

static void
test_can_get (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (run_test_pictures_can_get ("MNIST"));
  g_assert_true (run_test_pictures_can_get ("Fashion-MNIST"));
  g_assert_false (run_test_pictures_can_get ("ImageNet"));
  g_assert_false (run_test_pictures_get ("ImageNet", NULL, NULL, NULL, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

typedef struct
{
  guint64 n_bytes, total;
  guint n_calls;
  guint64 cancel_at;
  GCancellable *cancellable;
} Watch;

static void
on_progress (gpointer data, guint64 n_bytes, guint64 total)
{
  Watch *watch = data;

  g_assert_cmpuint (n_bytes, >=, watch->n_bytes);
  g_assert_cmpuint (n_bytes, <=, total);
  g_assert_cmpuint (total, ==, 2 * LOOPBACK_SIZE);
  watch->n_bytes = n_bytes;
  watch->n_calls++;
  if (watch->cancellable != NULL && n_bytes >= watch->cancel_at)
    g_cancellable_cancel (watch->cancellable);
}

/* Two files with the loopback's content, of these names in these of its folders. */
static gboolean
get (Fixture *fixture,
     const char *const *folders,
     const char *first,
     const char *second,
     Watch *watch,
     GError **error)
{
  g_autofree char *checksum = NULL;
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  RunDataSource source;

  if (fixture->loopback == NULL)
    fixture->loopback = loopback_new ();
  checksum = loopback_sha256 (fixture->loopback);
  for (guint i = 0; folders[i] != NULL; i++)
    g_ptr_array_add (addresses, loopback_address (fixture->loopback, folders[i]));
  g_ptr_array_add (addresses, NULL);
  source = (RunDataSource){ "test",
                            "Test",
                            (const char *const *) addresses->pdata,
                            { { first, LOOPBACK_SIZE, checksum },
                              { second, LOOPBACK_SIZE, checksum } } };
  return run_data_source_get (&source, RUN_DATA_N_TEST_FILES, fixture->mnist, on_progress, watch,
                              watch->cancellable, error);
}

static void
assert_here (Fixture *fixture, const char *name, gboolean here)
{
  g_autofree char *path = g_build_filename (fixture->mnist, name, NULL);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) == here);
}

static void
test_get (Fixture *fixture, gconstpointer data)
{
  const char *folders[] = { "/", NULL };
  g_autofree char *requests = NULL, *more = NULL;
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };

  g_assert_true (get (fixture, folders, "good", "plain", &watch, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (watch.n_bytes, ==, 2 * LOOPBACK_SIZE);
  assert_here (fixture, "good", TRUE);
  assert_here (fixture, "plain", TRUE);
  requests = loopback_take_requests (fixture->loopback);
  g_assert_cmpstr (requests, ==, "/good /plain");

  /* What is here is not got again. */
  watch = (Watch){ 0 };
  g_assert_true (get (fixture, folders, "good", "plain", &watch, &error));
  more = loopback_take_requests (fixture->loopback);
  g_assert_cmpstr (more, ==, "");
}

static void
test_other_mirror (Fixture *fixture, gconstpointer data)
{
  const char *folders[] = { "/missing/", "/", NULL };
  g_autofree char *requests = NULL;
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };

  g_assert_true (get (fixture, folders, "good", "plain", &watch, &error));
  requests = loopback_take_requests (fixture->loopback);
  g_assert_cmpstr (requests, ==, "/missing/good /good /missing/plain /plain");
}

static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  const char *folders[] = { "/", NULL };
  g_autoptr (GError) error = NULL;
  Watch watch = { 0 };

  g_assert_false (get (fixture, folders, "good", "wrong", &watch, &error));
  g_assert_nonnull (strstr (error->message, "/wrong"));
  assert_here (fixture, "good", TRUE);
  assert_here (fixture, "wrong", FALSE);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  const char *folders[] = { "/", NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watch watch = { .cancellable = cancellable, .cancel_at = LOOPBACK_SIZE + 1 };

  g_assert_false (get (fixture, folders, "good", "stall", &watch, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watch.n_bytes, >, LOOPBACK_SIZE);
  assert_here (fixture, "good", TRUE);
  assert_here (fixture, "stall", FALSE);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/test-pictures/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *data_home = g_dir_make_tmp ("fooled-data-XXXXXX", NULL);
  int result;

  g_setenv ("XDG_DATA_HOME", data_home, TRUE);
  g_unsetenv ("http_proxy");
  g_unsetenv ("all_proxy");
  g_test_init (&argc, &argv, NULL);
  ADD ("open", test_open);
  ADD ("not-found", test_not_found);
  ADD ("damaged", test_damaged);
  ADD ("mnist", test_mnist);
  ADD ("can-get", test_can_get);
  ADD ("get", test_get);
  ADD ("other-mirror", test_other_mirror);
  ADD ("wrong", test_wrong);
  ADD ("cancel", test_cancel);
  result = g_test_run ();
  g_assert_cmpint (g_rmdir (data_home), ==, 0);
  return result;
}
