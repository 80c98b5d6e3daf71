// SPDX-License-Identifier: GPL-3.0-or-later
/* The workbench: what ends what, what replaces what, and what goes wrong. */
#include "perturb-fixture.h"

#include <string.h>

typedef struct
{
  RunJob *perturb;
  BaseImage *picture;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunPerturbSnapshot) snapshot = NULL;

  fixture->picture = perturb_picture (SIDE, SIDE, 1, 5);
  fixture->perturb = perturb_job_new (NULL, NULL);
  run_perturb_set_network (fixture->perturb, GREY);
  run_perturb_set_picture (fixture->perturb, fixture->picture);
  do
    {
      g_clear_pointer (&snapshot, run_job_snapshot_unref);
      snapshot = perturb_await (fixture->perturb, RUN_PERTURB_IDLE, 1);
    }
  while (snapshot->before == NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  run_job_free (fixture->perturb);
  base_image_unref (fixture->picture);
}

/* A search that goes on for many seconds; returns once it has begun to search. */
static RunPerturbSnapshot *
search_long (Fixture *fixture, guint64 number)
{
  g_autoptr (RunPerturbSnapshot) snapshot = NULL;
  AscPerturbSettings settings;

  asc_perturb_settings_init (&settings, ASC_METHOD_BIM);
  settings.iterations = 100000;
  run_perturb_search (fixture->perturb, &settings);
  do
    {
      g_clear_pointer (&snapshot, run_job_snapshot_unref);
      snapshot = perturb_await (fixture->perturb, RUN_PERTURB_SEARCHING, number);
    }
  while (snapshot->iterations == 0);
  return g_steal_pointer (&snapshot);
}

static void
search_short (Fixture *fixture)
{
  AscPerturbSettings settings;

  asc_perturb_settings_init (&settings, ASC_METHOD_FGSM);
  run_perturb_search (fixture->perturb, &settings);
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunPerturbSnapshot) last = search_long (fixture, 1);

  for (guint i = 0; i < 5; i++)
    {
      RunPerturbSnapshot *next = perturb_await (fixture->perturb, RUN_PERTURB_SEARCHING, 1);

      g_assert_cmpfloat (next->job.fraction, >=, last->job.fraction);
      g_assert_cmpuint (next->iterations, >=, last->iterations);
      g_assert_true (next->before == last->before);
      run_job_snapshot_unref (last);
      last = next;
    }
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunPerturbSnapshot) tried = search_long (fixture, 1), snapshot = NULL;

  run_perturb_stop (fixture->perturb);
  snapshot = perturb_await (fixture->perturb, RUN_PERTURB_IDLE, 1);
  g_assert_false (snapshot->has_result);
  g_assert_cmpstr (snapshot->job.message, ==, NULL);
  g_assert_nonnull (snapshot->after);
  g_assert_nonnull (snapshot->before);

  /* With nothing going on it does nothing. */
  run_perturb_stop (fixture->perturb);
  search_short (fixture);
  g_clear_pointer (&snapshot, run_job_snapshot_unref);
  snapshot = perturb_await_result (fixture->perturb);
  g_assert_true (snapshot->result.success);
}

/* As for every job; the result is that of a search in one go. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunPerturbSnapshot) tried = search_long (fixture, 1), paused = NULL, stepped = NULL;

  run_job_pause (fixture->perturb);
  do
    {
      g_clear_pointer (&paused, run_job_snapshot_unref);
      paused = perturb_await (fixture->perturb, RUN_PERTURB_SEARCHING, 1);
    }
  while (paused->job.state != RUN_STATE_PAUSED);
  g_assert_false (paused->has_result);
  run_job_step (fixture->perturb);
  do
    {
      g_clear_pointer (&stepped, run_job_snapshot_unref);
      stepped = perturb_await (fixture->perturb, RUN_PERTURB_SEARCHING, 1);
    }
  while (stepped->job.state != RUN_STATE_PAUSED);
  g_assert_cmpuint (stepped->iterations, >=, paused->iterations);
  g_assert_cmpuint (stepped->iterations, <=, paused->iterations + 1);
  run_job_resume (fixture->perturb);
  do
    {
      g_clear_pointer (&tried, run_job_snapshot_unref);
      tried = perturb_await (fixture->perturb, RUN_PERTURB_SEARCHING, 1);
    }
  while (tried->iterations <= stepped->iterations);
}

/* Each of these ends a search. */
static void
test_ends_search (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BaseImage) other = perturb_picture (SIDE, SIDE, 1, 6);
  g_autoptr (RunPerturbSnapshot) tried = search_long (fixture, 1), snapshot = NULL;

  run_perturb_set_picture (fixture->perturb, other);
  snapshot = perturb_await (fixture->perturb, RUN_PERTURB_IDLE, 2);
  g_assert_null (snapshot->after);
  g_assert_cmpmem (snapshot->before->image->pixels, SIDE * SIDE, other->pixels, SIDE * SIDE);

  run_job_snapshot_unref (tried);
  tried = search_long (fixture, 2);
  search_short (fixture);
  run_job_snapshot_unref (snapshot);
  snapshot = perturb_await_result (fixture->perturb);
  g_assert_cmpint (snapshot->result.settings.method, ==, ASC_METHOD_FGSM);

  run_job_snapshot_unref (tried);
  tried = search_long (fixture, 2);
  run_perturb_set_network (fixture->perturb, COLOUR);
  do
    {
      run_job_snapshot_unref (snapshot);
      snapshot = perturb_await (fixture->perturb, RUN_PERTURB_IDLE, 2);
    }
  while (strcmp (snapshot->network->id, COLOUR) != 0);
  g_assert_null (snapshot->after);
  g_assert_cmpuint (snapshot->before->image->channels, ==, 3);
}

static void
test_free (void)
{
  g_autoptr (BaseImage) picture = perturb_picture (300, 200, 3, 1);

  for (guint i = 0; i < 24; i++)
    {
      g_autoptr (RunJob) perturb = perturb_job_new (NULL, NULL);
      AscPerturbSettings settings;

      run_perturb_set_network (perturb, i % 2 == 0 ? GREY : COLOUR);
      run_perturb_set_picture (perturb, picture);
      asc_perturb_settings_init (&settings, i % ASC_N_METHODS);
      settings.iterations = 100000;
      run_perturb_search (perturb, &settings);
      g_usleep (i * 1000);
      if (i % 3 == 0)
        run_job_snapshot_unref (run_job_take_snapshot (perturb));
    }
}

static void
test_bad_network (Fixture *fixture, gconstpointer data)
{
  const char *bad[] = { "no-such-network", "broken.onnx" };

  search_short (fixture);
  run_job_snapshot_unref (perturb_await_result (fixture->perturb));
  perturb_networks_break ();
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("FOOLED_WEIGHTS_DIR"), bad[i], NULL);
      g_autoptr (RunPerturbSnapshot) snapshot = NULL;

      run_perturb_set_network (fixture->perturb, i == 0 ? bad[i] : path);
      snapshot = perturb_await_message (fixture->perturb);
      g_assert_nonnull (strstr (snapshot->job.message, bad[i]));
      g_assert_cmpint (snapshot->state, ==, RUN_PERTURB_IDLE);
      g_assert_cmpstr (snapshot->network->id, ==, GREY);
      g_assert_true (snapshot->has_result);
      g_assert_nonnull (snapshot->before);
    }
  /* Said once. */
  run_perturb_set_blend (fixture->perturb, 0.5);
  run_job_snapshot_unref (perturb_await_result (fixture->perturb));
}

static void
test_no_network (void)
{
  g_autoptr (RunJob) perturb = perturb_job_new (NULL, NULL);
  g_autoptr (BaseImage) picture = perturb_picture (3, 4, 3, 1);
  g_autoptr (RunPerturbSnapshot) snapshot = NULL;
  AscPerturbSettings settings;

  asc_perturb_settings_init (&settings, ASC_METHOD_LBFGS);
  run_perturb_search (perturb, &settings);
  run_perturb_set_blend (perturb, 0.5);
  run_perturb_stop (perturb);
  run_perturb_set_network (perturb, "no-such-network");
  snapshot = perturb_await_message (perturb);
  g_assert_null (snapshot->network);

  run_perturb_set_picture (perturb, picture);
  run_perturb_search (perturb, &settings);
  run_job_snapshot_unref (snapshot);
  snapshot = perturb_await (perturb, RUN_PERTURB_IDLE, 1);
  g_assert_null (snapshot->before);
  g_assert_false (snapshot->has_result);
  g_assert_cmpstr (snapshot->job.message, ==, NULL);
}

static void
search_wrongly (Fixture *fixture, const AscPerturbSettings *settings)
{
  g_autoptr (RunPerturbSnapshot) snapshot = NULL;

  run_perturb_search (fixture->perturb, settings);
  snapshot = perturb_await_message (fixture->perturb);
  g_assert_cmpint (snapshot->state, ==, RUN_PERTURB_IDLE);
  g_assert_false (snapshot->has_result);
  g_assert_null (snapshot->after);
}

static void
test_bad_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RunPerturbSnapshot) snapshot = NULL;
  AscPerturbSettings settings;

  search_short (fixture);
  snapshot = perturb_await_result (fixture->perturb);
  asc_perturb_settings_init (&settings, ASC_METHOD_LBFGS);
  settings.target = (gint) snapshot->result.label;
  search_wrongly (fixture, &settings);
  settings.target = N_CLASSES;
  search_wrongly (fixture, &settings);
  settings.target = ASC_ANY_OTHER;
  settings.iterations = 0;
  search_wrongly (fixture, &settings);
}

/* Holds the workbench's thread in its first notification. */
typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean open;
  guint n_calls;
} Gate;

static void
wait_at_gate (gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  gate->n_calls++;
  while (!gate->open)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

/* Whatever number of pictures comes while one is looked at, the next one is the last of them; and
 * one notification comes for each snapshot that is taken. */
static void
test_latest_picture (void)
{
  Gate gate = { .open = FALSE };
  RunJob *perturb = perturb_job_new (wait_at_gate, &gate);
  g_autoptr (BaseImage) last = perturb_picture (SIDE, SIDE, 1, 200);
  g_autoptr (RunPerturbSnapshot) snapshot = NULL;
  guint n_taken = 1;

  run_perturb_set_network (perturb, GREY);
  snapshot = run_job_wait (perturb, 60000);
  g_assert_cmpuint (snapshot->picture_number, ==, 0);
  for (guint i = 1; i < 200; i++)
    {
      g_autoptr (BaseImage) picture = perturb_picture (SIDE, SIDE, 1, i);

      run_perturb_set_picture (perturb, picture);
    }
  run_perturb_set_picture (perturb, last);
  g_mutex_lock (&gate.mutex);
  gate.open = TRUE;
  g_cond_signal (&gate.cond);
  g_mutex_unlock (&gate.mutex);
  do
    {
      run_job_snapshot_unref (snapshot);
      snapshot = run_job_wait (perturb, 60000);
      g_assert_true (snapshot->picture_number == 0 || snapshot->picture_number == 200);
      n_taken++;
    }
  while (snapshot->before == NULL);
  g_assert_cmpmem (snapshot->before->image->pixels, SIDE * SIDE, last->pixels, SIDE * SIDE);
  g_assert_null (run_job_take_snapshot (perturb));
  run_job_free (perturb);
  g_assert_cmpuint (gate.n_calls, ==, n_taken);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/perturb-control/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  perturb_networks_create ();
  ADD ("progress", test_progress);
  ADD ("cancel", test_cancel);
  ADD ("pause", test_pause);
  ADD ("ends-search", test_ends_search);
  g_test_add_func ("/perturb-control/free", test_free);
  ADD ("bad-network", test_bad_network);
  g_test_add_func ("/perturb-control/no-network", test_no_network);
  ADD ("bad-settings", test_bad_settings);
  g_test_add_func ("/perturb-control/latest-picture", test_latest_picture);
  result = g_test_run ();
  perturb_networks_remove ();
  return result;
}
