// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/experiment.h"

G_BEGIN_DECLS

/* A small network of random weights, 8 x 8 grey, "small" by its id; made in a folder of its own,
 * which becomes the folder of the networks. */
#define TEST_NETWORK   "small"
#define TEST_N_CLASSES 6
#define TEST_BATCH     40
#define TEST_SIDE      8

void test_network_create (void);
void test_network_remove (void);
const char *test_network_folder (void);

/* A job of a host that all tests share. */
RunJob *test_job_new (RunNotify notify, gpointer notify_data);

/* Of run_experiment_result, and the champions as StoreSpecimen * in class order, NULL for empty
 * cells; each may be NULL. FALSE when there is none. */
gboolean test_result (RunJob *job, char **archive_hash, GPtrArray **champions);

/* Those of an ascent that stands still; else NULL. */
GArray *test_climbs (RunJob *job);

/* What a window would show that takes snapshots and keeps the cells. */
typedef struct
{
  RunJob *job;
  RunSnapshot *last; /* the last one taken; NULL before the first */
  guint n_cells;
  RunCell *cells; /* n_cells, without images */
  guint n_taken;
  guint n_messages; /* snapshots with a message */
} TestScreen;

void test_screen_init (TestScreen *screen, RunJob *job);
void test_screen_clear (TestScreen *screen);

/* Takes a snapshot if one comes within the time. Checks that it is sound. */
gboolean test_screen_take (TestScreen *screen, guint milliseconds);

/* Takes snapshots until one shows the state, or until its generation is reached as well. */
void test_screen_await (TestScreen *screen, RunState state);
void test_screen_await_generation (TestScreen *screen, RunState state, guint64 generation);

/* The same, but not before this run. */
void test_screen_await_run (TestScreen *screen, RunState state, guint64 run_number);

/* TEST_NETWORK, pixels, TEST_BATCH, two threads. */
void test_settings_init (RunSettings *settings);

G_END_DECLS
