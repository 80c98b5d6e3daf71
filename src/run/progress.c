// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/progress-private.h"

#include <string.h>

/* Of running, in what is read: thirty thousand years, and no other numbers. */
#define MAX_SECONDS 1e12f

/* The ring spans at least a second: a sample is kept only this long after the one before. */
#define RATE_WINDOW     G_USEC_PER_SEC
#define SAMPLE_INTERVAL (RATE_WINDOW / (RUN_RATE_SAMPLES - 2))

/* The least that a point takes where it is saved. */
#define MIN_POINT_SIZE 20

/* What is saved begins with one of these in place of a time, which is not negative. Where a time
 * is, points have neither percentiles nor times of their own: sessions were saved so. */
#define WITH_PERCENTILES (-1)
#define WITH_TIMES       (-2) /* and percentiles */

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

static void
save_point (const RunHistoryPoint *point, GByteArray *out)
{
  base_pack_u64 (out, point->evaluations);
  base_pack_f32 (out, point->min);
  base_pack_f32 (out, point->median);
  base_pack_f32 (out, point->max);
  base_pack_f32 (out, point->p10);
  base_pack_f32 (out, point->p25);
  base_pack_f32 (out, point->p75);
  base_pack_f32 (out, point->p90);
  base_pack_f32 (out, point->seconds);
}

static RunHistoryPoint
restore_point (BaseUnpack *in, gint64 kind)
{
  RunHistoryPoint point;

  point.evaluations = base_unpack_u64 (in);
  point.min = base_unpack_f32 (in);
  point.median = base_unpack_f32 (in);
  point.max = base_unpack_f32 (in);
  point.p10 = point.p25 = point.p75 = point.p90 = point.median;
  point.seconds = -1;
  if (kind >= 0)
    return point;
  point.p10 = base_unpack_f32 (in);
  point.p25 = base_unpack_f32 (in);
  point.p75 = base_unpack_f32 (in);
  point.p90 = base_unpack_f32 (in);
  if (kind == WITH_TIMES)
    point.seconds = base_unpack_f32 (in);
  base_unpack_require (in, point.seconds >= -1 && point.seconds <= MAX_SECONDS);
  return point;
}

void
run_progress_save (const RunProgress *progress, gint64 now, GByteArray *out)
{
  base_pack_i64 (out, WITH_TIMES);
  base_pack_i64 (out, run_progress_running_time (progress, now));
  base_pack_u64 (out, progress->n_generations);
  base_pack_u32 (out, progress->stride);
  save_point (&progress->present, out);
  base_pack_u32 (out, progress->n_points);
  for (guint i = 0; i < progress->n_points; i++)
    save_point (&progress->points[i], out);
}

void
run_progress_restore (RunProgress *progress, BaseUnpack *in)
{
  gint64 kind;

  run_progress_init (progress);
  kind = progress->run_before = base_unpack_i64 (in);
  if (kind == WITH_PERCENTILES || kind == WITH_TIMES)
    progress->run_before = base_unpack_i64 (in);
  progress->n_generations = base_unpack_u64 (in);
  progress->stride = base_unpack_u32 (in);
  progress->present = restore_point (in, kind);
  progress->n_points = base_unpack_count (in, RUN_HISTORY_MAX - 1, MIN_POINT_SIZE);
  for (guint i = 0; i < progress->n_points; i++)
    progress->points[i] = restore_point (in, kind);
  if (!base_unpack_require (in, progress->run_before >= 0 && progress->stride >= 1))
    run_progress_init (progress);
  progress->samples[0].time = progress->run_before;
  progress->samples[0].evaluations = progress->present.evaluations;
}
