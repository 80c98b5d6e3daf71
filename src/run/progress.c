// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/progress-private.h"

#include <string.h>

/* The ring spans at least a second: a sample is kept only this long after the one before. */
#define RATE_WINDOW     G_USEC_PER_SEC
#define SAMPLE_INTERVAL (RATE_WINDOW / (RUN_RATE_SAMPLES - 2))

void
run_progress_init (RunProgress *progress)
{
  memset (progress, 0, sizeof *progress);
  progress->started = -1;
  progress->stride = 1;
  progress->n_samples = 1; /* nothing after no time */
}

void
run_progress_start_clock (RunProgress *progress, gint64 now)
{
  if (progress->started < 0)
    progress->started = now;
}

void
run_progress_stop_clock (RunProgress *progress, gint64 now)
{
  progress->run_before = run_progress_running_time (progress, now);
  progress->started = -1;
}

gint64
run_progress_running_time (const RunProgress *progress, gint64 now)
{
  return progress->run_before + (progress->started >= 0 ? now - progress->started : 0);
}

static guint
sample_index (const RunProgress *progress, guint i)
{
  return (progress->first_sample + i) % RUN_RATE_SAMPLES;
}

static void
add_sample (RunProgress *progress, gint64 time, guint64 evaluations)
{
  guint before_last = sample_index (progress, progress->n_samples - 2);
  guint last = sample_index (progress, progress->n_samples - 1);

  /* The newest sample moves along until it is far enough from the one before it. */
  if (progress->n_samples < 2 ||
      progress->samples[last].time - progress->samples[before_last].time >= SAMPLE_INTERVAL)
    {
      if (progress->n_samples == RUN_RATE_SAMPLES)
        progress->first_sample = sample_index (progress, 1);
      else
        progress->n_samples++;
      last = sample_index (progress, progress->n_samples - 1);
    }
  progress->samples[last].time = time;
  progress->samples[last].evaluations = evaluations;

  /* The second oldest, if it is a second old, makes the oldest needless. */
  while (progress->n_samples > 2 &&
         time - progress->samples[sample_index (progress, 1)].time >= RATE_WINDOW)
    {
      progress->first_sample = sample_index (progress, 1);
      progress->n_samples--;
    }
}

static void
add_point (RunProgress *progress, const RunHistoryPoint *point)
{
  progress->present = *point;
  if (progress->n_generations++ % progress->stride != 0)
    return;
  if (progress->n_points == RUN_HISTORY_MAX - 1)
    {
      for (guint i = 1; 2 * i < progress->n_points; i++)
        progress->points[i] = progress->points[2 * i];
      progress->n_points = (progress->n_points + 1) / 2;
      progress->stride *= 2;
      if ((progress->n_generations - 1) % progress->stride != 0)
        return;
    }
  progress->points[progress->n_points++] = *point;
}

void
run_progress_add (RunProgress *progress, const RunHistoryPoint *point, gint64 now)
{
  add_sample (progress, run_progress_running_time (progress, now), point->evaluations);
  add_point (progress, point);
}

double
run_progress_rate (const RunProgress *progress)
{
  guint first = sample_index (progress, 0);
  guint last = sample_index (progress, progress->n_samples - 1);
  gint64 time = progress->samples[last].time - progress->samples[first].time;
  guint64 evaluations = progress->samples[last].evaluations - progress->samples[first].evaluations;

  if (progress->started < 0 || time <= 0)
    return 0;
  return (double) evaluations * G_USEC_PER_SEC / time;
}

RunHistoryPoint *
run_progress_history (const RunProgress *progress, guint *n)
{
  RunHistoryPoint *points = g_new (RunHistoryPoint, progress->n_points + 1);

  *n = progress->n_points;
  memcpy (points, progress->points, *n * sizeof *points);
  if (*n > 0 && points[*n - 1].evaluations != progress->present.evaluations)
    points[(*n)++] = progress->present;
  return points;
}
