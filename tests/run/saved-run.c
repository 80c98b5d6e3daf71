// SPDX-License-Identifier: GPL-3.0-or-later
#include "saved-run.h"

#include <glib/gstdio.h>

#include "store/session.h"
#include "tests/folder.h"

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
  if (run->job != NULL)
    saved_run_end (run);
  run_settings_clear (&run->settings);
  remove_folder (run->folder);
  g_free (run->folder);
  g_free (run->path);
}
