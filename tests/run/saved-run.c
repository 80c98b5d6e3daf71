// SPDX-License-Identifier: GPL-3.0-or-later
#include "saved-run.h"

#include <glib/gstdio.h>

#include "store/session.h"

void
saved_run_begin (SavedRun *run)
{
  run->job = test_job_new (NULL, NULL);
  test_screen_init (&run->screen, run->job);
}

void
saved_run_end (SavedRun *run)
{
  test_screen_clear (&run->screen);
  g_clear_pointer (&run->job, run_job_free);
}

void
saved_run_set_up (SavedRun *run, gconstpointer data)
{
  run->folder = g_dir_make_tmp ("fooled-run-XXXXXX", NULL);
  run->path = g_build_filename (run->folder, "run" STORE_SESSION_SUFFIX, NULL);
  test_settings_init (&run->settings);
  saved_run_begin (run);
}

void
saved_run_tear_down (SavedRun *run, gconstpointer data)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (run->job != NULL)
    saved_run_end (run);
  run_settings_clear (&run->settings);
  folder = g_dir_open (run->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (run->folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (run->folder), ==, 0);
  g_free (run->folder);
  g_free (run->path);
}
