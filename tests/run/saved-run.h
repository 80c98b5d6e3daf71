// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fixture.h"

G_BEGIN_DECLS

/* A fixture: a job, and the session that its run is saved in, in a folder of its own. */
typedef struct
{
  char *folder;
  char *path; /* of the session; nothing is there yet */
  RunJob *job;
  RunSettings settings;
  TestScreen screen;
} SavedRun;

void saved_run_set_up (SavedRun *run, gconstpointer data);
void saved_run_tear_down (SavedRun *run, gconstpointer data); /* with all that is in the folder */

/* As the program begins and ends: the job is there, or is gone. */
void saved_run_begin (SavedRun *run);
void saved_run_end (SavedRun *run);

G_END_DECLS
