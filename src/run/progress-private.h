// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "run/snapshot.h"

G_BEGIN_DECLS

#define RUN_RATE_SAMPLES 64

/* How far a run is: its clock, its speed and its history. A value; times are in microseconds of
 * g_get_monotonic_time, and given by the caller. */
typedef struct
{
  gint64 run_before; /* running time up to the last stop of the clock */
  gint64 started;    /* when the clock last started; -1 = it stands still */

  /* A ring of (running time, evaluations) over the last second or so. */
  struct
  {
    gint64 time;
    guint64 evaluations;
  } samples[RUN_RATE_SAMPLES];
  guint first_sample, n_samples;

  RunHistoryPoint points[RUN_HISTORY_MAX]; /* thinned; room for the present stays free */
  guint n_points;
  guint stride; /* generations from one point to the next */
  guint64 n_generations;
  RunHistoryPoint present;
} RunProgress;

void run_progress_init (RunProgress *progress);

/* now: monotonic, microseconds. Twice in a row is once. */
void run_progress_start_clock (RunProgress *progress, gint64 now);
void run_progress_stop_clock (RunProgress *progress, gint64 now);

/* Microseconds of running, pauses left out. */
gint64 run_progress_running_time (const RunProgress *progress, gint64 now);

/* Takes down a complete generation; `point->evaluations` is the run's total. */
void run_progress_add (RunProgress *progress, const RunHistoryPoint *point, gint64 now);

/* Evaluations a second over the last second or so; 0 while the clock stands still. */
double run_progress_rate (const RunProgress *progress);

/* As bytes, but for the speed; and back, with a clock that stands still. */
void run_progress_save (const RunProgress *progress, gint64 now, GByteArray *out);
void run_progress_restore (RunProgress *progress, BaseUnpack *in);

/* A copy of the thinned points and the present one; *n out. Caller frees. */
RunHistoryPoint *run_progress_history (const RunProgress *progress, guint *n);

G_END_DECLS
