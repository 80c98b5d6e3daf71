// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/progress-private.h"

#define SECOND G_USEC_PER_SEC

static RunProgress *
new_progress (void)
{
  RunProgress *progress = g_new (RunProgress, 1);

  run_progress_init (progress);
  return progress;
}

static void
add (RunProgress *progress, guint64 evaluations, gint64 now)
{
  RunHistoryPoint point = { .evaluations = evaluations, .median = evaluations / 1e9f };

  run_progress_add (progress, &point, now);
}

/* Pauses do not count, and a clock that runs is not started twice. */
static void
test_clock (void)
{
  g_autofree RunProgress *progress = new_progress ();

  g_assert_cmpint (run_progress_running_time (progress, 5 * SECOND), ==, 0);
  run_progress_start_clock (progress, 10 * SECOND);
  run_progress_start_clock (progress, 11 * SECOND);
  g_assert_cmpint (run_progress_running_time (progress, 12 * SECOND), ==, 2 * SECOND);
  run_progress_stop_clock (progress, 13 * SECOND);
  run_progress_stop_clock (progress, 14 * SECOND);
  g_assert_cmpint (run_progress_running_time (progress, 20 * SECOND), ==, 3 * SECOND);
  run_progress_start_clock (progress, 30 * SECOND);
  g_assert_cmpint (run_progress_running_time (progress, 31 * SECOND), ==, 4 * SECOND);
}

/* The rate is that of the last second of running, at any length of a generation. */
static void
test_rate (gconstpointer data)
{
  gint64 generation = GPOINTER_TO_INT (data); /* microseconds */
  g_autofree RunProgress *progress = new_progress ();
  guint64 evaluations = 0;
  gint64 now = 0;

  run_progress_start_clock (progress, now);
  g_assert_cmpfloat (run_progress_rate (progress), ==, 0);
  while (now < 4 * SECOND)
    add (progress, evaluations += 50, now += generation);
  g_assert_cmpfloat_with_epsilon (run_progress_rate (progress), 50.0 * SECOND / generation,
                                  0.01 * 50.0 * SECOND / generation);

  /* Twice as fast, across a pause; after more than a second nothing of the old speed is left. */
  run_progress_stop_clock (progress, now);
  g_assert_cmpfloat (run_progress_rate (progress), ==, 0);
  now += 100 * SECOND;
  run_progress_start_clock (progress, now);
  for (gint64 end = now + 2 * SECOND + generation; now < end;)
    add (progress, evaluations += 100, now += generation);
  g_assert_cmpfloat_with_epsilon (run_progress_rate (progress), 100.0 * SECOND / generation,
                                  0.01 * 100.0 * SECOND / generation);
}

/* First and last point stay, the others keep an even distance. */
static void
test_history (gconstpointer data)
{
  guint n_generations = GPOINTER_TO_UINT (data);
  g_autofree RunProgress *progress = new_progress ();
  g_autofree RunHistoryPoint *points = NULL;
  guint n;
  guint64 distance;

  for (guint i = 1; i <= n_generations; i++)
    add (progress, i * 200, i);
  points = run_progress_history (progress, &n);
  g_assert_cmpuint (n, <=, RUN_HISTORY_MAX);
  g_assert_cmpuint (n, >=, MIN (n_generations, RUN_HISTORY_MAX / 2));
  g_assert_cmpuint (points[0].evaluations, ==, 200);
  g_assert_cmpuint (points[n - 1].evaluations, ==, n_generations * 200);
  if (n < 3)
    return;
  distance = points[1].evaluations - points[0].evaluations;
  for (guint i = 1; i + 1 < n; i++)
    {
      g_assert_cmpuint (points[i].evaluations - points[i - 1].evaluations, ==, distance);
      g_assert_cmpfloat (points[i].median, ==, points[i].evaluations / 1e9f);
    }
  g_assert_cmpuint (points[n - 1].evaluations - points[n - 2].evaluations, <=, distance);
}

/* What was saved before points had a time. */
static void
test_old (void)
{
  g_autofree RunProgress *progress = new_progress ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree RunHistoryPoint *points = NULL;
  BaseUnpack in;
  guint n;

  base_pack_i64 (bytes, 5 * SECOND);
  base_pack_u64 (bytes, 2);
  base_pack_u32 (bytes, 1);
  for (guint i = 0; i < 3; i++)
    {
      if (i == 1)
        base_pack_u32 (bytes, 2);
      base_pack_u64 (bytes, i == 1 ? 200 : 400);
      for (guint j = 1; j <= 3; j++)
        base_pack_f32 (bytes, (float) j / 4);
    }
  base_unpack_init (&in, bytes->data, bytes->len);
  run_progress_restore (progress, &in);
  g_assert_true (base_unpack_finish (&in, NULL));
  points = run_progress_history (progress, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (points[0].evaluations, ==, 200);
  g_assert_cmpfloat (points[1].max, ==, 0.75f);
  g_assert_cmpfloat (points[0].seconds, <, 0);
  g_assert_cmpint (run_progress_running_time (progress, 0), ==, 5 * SECOND);
}

static void
test_no_history (void)
{
  g_autofree RunProgress *progress = new_progress ();
  g_autofree RunHistoryPoint *points = NULL;
  guint n = 1;

  points = run_progress_history (progress, &n);
  g_assert_cmpuint (n, ==, 0);
}

static const RunHistoryPoint a_point = { .evaluations = 200,
                                         .min = 0.1f,
                                         .median = 0.5f,
                                         .max = 0.9f,
                                         .p10 = 0.2f,
                                         .p25 = 0.3f,
                                         .p75 = 0.7f,
                                         .p90 = 0.8f };

static void
test_saved (void)
{
  g_autofree RunProgress *progress = new_progress (), *again = new_progress ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree RunHistoryPoint *points = NULL;
  BaseUnpack in;
  guint n;

  run_progress_add (progress, &a_point, 0);
  run_progress_save (progress, 0, bytes);
  base_unpack_init (&in, bytes->data, bytes->len);
  run_progress_restore (again, &in);
  g_assert_true (base_unpack_finish (&in, NULL));
  points = run_progress_history (again, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (points[0].evaluations, ==, 200);
  g_assert_cmpfloat (points[0].min, ==, 0.1f);
  g_assert_cmpfloat (points[0].p10, ==, 0.2f);
  g_assert_cmpfloat (points[0].p25, ==, 0.3f);
  g_assert_cmpfloat (points[0].median, ==, 0.5f);
  g_assert_cmpfloat (points[0].p75, ==, 0.7f);
  g_assert_cmpfloat (points[0].p90, ==, 0.8f);
  g_assert_cmpfloat (points[0].max, ==, 0.9f);
}

static void
pack_plain (GByteArray *bytes, const RunHistoryPoint *point)
{
  base_pack_u64 (bytes, point->evaluations);
  base_pack_f32 (bytes, point->min);
  base_pack_f32 (bytes, point->median);
  base_pack_f32 (bytes, point->max);
}

/* Of a session that was saved before there were percentiles. */
static void
test_saved_plain (void)
{
  g_autofree RunProgress *progress = new_progress ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree RunHistoryPoint *points = NULL;
  BaseUnpack in;
  guint n;

  base_pack_i64 (bytes, 3 * SECOND);
  base_pack_u64 (bytes, 1);
  base_pack_u32 (bytes, 1);
  pack_plain (bytes, &a_point);
  base_pack_u32 (bytes, 1);
  pack_plain (bytes, &a_point);
  base_unpack_init (&in, bytes->data, bytes->len);
  run_progress_restore (progress, &in);
  g_assert_true (base_unpack_finish (&in, NULL));
  g_assert_cmpint (run_progress_running_time (progress, 0), ==, 3 * SECOND);
  points = run_progress_history (progress, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpfloat (points[0].max, ==, 0.9f);
  g_assert_cmpfloat (points[0].p10, ==, 0.5f);
  g_assert_cmpfloat (points[0].p90, ==, 0.5f);
}

/* A time is not negative, whatever it begins with. */
static void
test_saved_wrong (void)
{
  for (gint64 first = -3; first < 0; first++)
    {
      g_autofree RunProgress *progress = new_progress ();
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      BaseUnpack in;

      for (guint i = 0; i < 12; i++)
        base_pack_i64 (bytes, first);
      base_unpack_init (&in, bytes->data, bytes->len);
      run_progress_restore (progress, &in);
      g_assert_true (in.failed);
      g_assert_cmpuint (progress->n_points, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  const guint rates[] = { 100, 3000, 16000, 20000, 300000, 1500000 };
  const guint histories[] = { 1, 2, 3, 1022, 1023, 1024, 1025, 2046, 2047, 2048, 5000, 123457 };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/progress/clock", test_clock);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autofree char *path = g_strdup_printf ("/run/progress/rate/%u", rates[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (rates[i]), test_rate);
    }
  for (guint i = 0; i < G_N_ELEMENTS (histories); i++)
    {
      g_autofree char *path = g_strdup_printf ("/run/progress/history/%u", histories[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (histories[i]), test_history);
    }
  g_test_add_func ("/run/progress/old", test_old);
  g_test_add_func ("/run/progress/no-history", test_no_history);
  g_test_add_func ("/run/progress/saved", test_saved);
  g_test_add_func ("/run/progress/saved-plain", test_saved_plain);
  g_test_add_func ("/run/progress/saved-wrong", test_saved_wrong);
  return g_test_run ();
}
