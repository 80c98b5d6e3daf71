// SPDX-License-Identifier: GPL-3.0-or-later
/* What all jobs of a program share: the compute threads and the networks. */
#include <glib/gstdio.h>
#include <gio/gio.h>
#include <utime.h>

#include "run/host-private.h"

#define NETWORK "lenet-mnist"

static void
test_shared (void)
{
  RunHost *host = run_host_shared (), *same = run_host_shared ();
  BasePool *pool;

  g_assert_true (same == host);
  run_host_free (host);
  pool = run_host_borrow (same, 1, NULL);
  g_assert_nonnull (pool);
  run_host_give_back (same);
  run_host_free (same);
}

static FmtNetwork *
load (RunHost *host, const char *name)
{
  g_autoptr (GError) error = NULL;
  FmtNetwork *network = run_host_network (host, name, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return network;
}

static char *
copy_into (const char *folder, const char *source, const char *name)
{
  g_autoptr (GFile) from =
      g_file_new_build_filename (g_getenv ("FOOLED_WEIGHTS_DIR"), source, NULL);
  g_autoptr (GFile) to = g_file_new_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  /* What was written just now may change again unnoticed, and is read each time. */
  g_assert_cmpint (g_utime (g_file_peek_path (to), &(struct utimbuf){ .modtime = 1 }), ==, 0);
  return g_file_get_path (to);
}

/* By its id, its card and its weights, each with a whole path and from here, it is read once. */
static void
test_names (void)
{
  g_autoptr (RunHost) host = run_host_new ();
  const char *folder = g_getenv ("FOOLED_WEIGHTS_DIR");
  g_autofree char *card = g_build_filename (folder, NETWORK ".card", NULL);
  g_autofree char *weights = g_build_filename (folder, NETWORK ".onnx", NULL);
  g_autofree char *roundabout = g_build_filename (folder, ".", NETWORK ".onnx", NULL);
  const char *const names[] = { card, weights, roundabout };
  g_autoptr (FmtNetwork) network = load (host, NETWORK);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (FmtNetwork) same = load (host, names[i]);

      g_assert_true (same == network);
    }
}

/* Weights that a card beside them does not speak of are a network of their own. */
static void
test_other_weights (void)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-test-XXXXXX", NULL);
  g_autofree char *card = copy_into (folder, NETWORK ".card", NETWORK ".card");
  g_autofree char *weights = copy_into (folder, NETWORK ".onnx", NETWORK ".onnx");
  g_autofree char *other = copy_into (folder, NETWORK ".onnx", "other.onnx");
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (FmtNetwork) first = load (host, card);
  g_autoptr (FmtNetwork) same = load (host, weights);
  g_autoptr (FmtNetwork) second = load (host, other);

  g_assert_true (same == first);
  g_assert_false (second == first);
  g_unlink (card);
  g_unlink (weights);
  g_unlink (other);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/host/shared", test_shared);
  g_test_add_func ("/run/host/names", test_names);
  g_test_add_func ("/run/host/other-weights", test_other_weights);
  return g_test_run ();
}
