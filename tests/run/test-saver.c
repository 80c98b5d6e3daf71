// SPDX-License-Identifier: GPL-3.0-or-later
/* When the next checkpoint is due. */
#include <glib/gstdio.h>

#include "run/saver-private.h"

static void
ignore (gpointer data)
{
}

/* How long after one whose making began so long ago; on the disk it is newer than that. */
static gint64
next_after (RunSaver *saver, gint64 age)
{
  RunCheckpoint *checkpoint = run_checkpoint_new ();
  gint64 made = g_get_monotonic_time () - age;

  checkpoint->info->work = g_strdup ("evolve");
  run_saver_put (saver, checkpoint, made);
  run_saver_wait (saver);
  g_assert_true (run_saver_result (saver, NULL));
  return run_saver_due (saver) - made;
}

/* The longer one takes to the disk, the sooner the next begins. */
static void
test_slow (void)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-saver-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "run" STORE_SESSION_SUFFIX, NULL);
  RunSaver *saver = run_saver_new (path, NULL, ignore, NULL);
  gint64 quick = next_after (saver, -60 * G_USEC_PER_SEC); /* however slow it was */
  gint64 slow = next_after (saver, 60 * G_USEC_PER_SEC);
  gint64 again = next_after (saver, 0);

  g_assert_cmpint (slow, <, quick);
  g_assert_cmpint (slow, >, 0);
  g_assert_cmpint (again, ==, slow); /* it may be as slow as that again */
  run_saver_free (saver);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/saver/slow", test_slow);
  return g_test_run ();
}
