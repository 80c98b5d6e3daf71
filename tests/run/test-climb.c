// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include <math.h>

#include "base/error.h"
#include "formats/card.h"
#include "run/classify.h"

#define ITERATIONS 300

static void
ascent_init (RunSettings *settings)
{
  test_settings_init (settings);
  settings->method = RUN_METHOD_ASCENT;
  settings->ascent.iterations = ITERATIONS;
}

/* A whole ascent; the settings are taken over. */
static void
ascend (RunSettings *settings, char **hash, GPtrArray **champions, GArray **climbs)
{
  g_autoptr (RunJob) job = test_job_new (NULL, NULL);
  TestScreen screen;

  test_screen_init (&screen, job);
  run_experiment_start (job, settings, NULL, FALSE);
  test_screen_await (&screen, RUN_STATE_FINISHED);
  g_assert_true (test_result (job, hash, champions));
  *climbs = test_climbs (job);
  test_screen_clear (&screen);
  run_settings_clear (settings);
}

static void
check_against_classifier (const StoreSpecimen *specimen, const char *network)
{
  g_autoptr (RunClassifier) classifier = run_classifier_new (network, 0, NULL);
  EvoRanking top[EVO_TOP];
  guint n = run_classifier_classify (classifier, specimen->image, top);

  g_assert_cmpuint (n, ==, specimen->n_top);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (top[i].class_index, ==, specimen->top[i].class_index);
      g_assert_cmpfloat_with_epsilon (top[i].confidence, specimen->top[i].confidence, 1e-6f);
    }
}

/* Every class rises, and what is kept is what the network says of the image that can be saved. */
static void
test_champions (void)
{
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) champions = NULL;
  g_autoptr (GArray) climbs = NULL;
  RunSettings settings;

  ascent_init (&settings);
  ascend (&settings, &hash, &champions, &climbs);
  g_assert_cmpuint (champions->len, ==, TEST_N_CLASSES);
  g_assert_cmpuint (climbs->len, ==, TEST_N_CLASSES);
  for (guint i = 0; i < TEST_N_CLASSES; i++)
    {
      const StoreSpecimen *specimen = g_ptr_array_index (champions, i);
      const AscClimb *climb = &g_array_index (climbs, AscClimb, i);

      g_assert_nonnull (specimen);
      g_assert_cmpstr (specimen->encoding, ==, "ascent");
      g_assert_null (specimen->genome);
      g_assert_nonnull (strstr (specimen->rules, "iterations=300"));
      g_assert_cmpuint (climb->class_index, ==, i);
      g_assert_null (climb->picture);
      /* Whole grey levels take little away. */
      g_assert_cmpfloat (specimen->confidence, >, climb->best_confidence - 0.05f);
      g_assert_cmpfloat (specimen->confidence, >, 0.9f);
      check_against_classifier (specimen, TEST_NETWORK);
    }
}

static void
test_threads (void)
{
  g_autofree char *expected = NULL;

  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      g_autofree char *hash = NULL;
      g_autoptr (GPtrArray) champions = NULL;
      g_autoptr (GArray) climbs = NULL;
      RunSettings settings;

      ascent_init (&settings);
      settings.n_threads = n_threads;
      ascend (&settings, &hash, &champions, &climbs);
      if (expected == NULL)
        expected = g_steal_pointer (&hash);
      else
        g_assert_cmpstr (hash, ==, expected);
    }
}

/* Pauses in the middle of iterations, steps, other views and other numbers of threads. */
static void
test_disturbed (void)
{
  g_autofree char *expected = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) champions = NULL;
  g_autoptr (GArray) climbs = NULL;
  g_autoptr (RunJob) job = test_job_new (NULL, NULL);
  TestScreen screen;
  RunSettings settings;

  ascent_init (&settings);
  ascend (&settings, &expected, &champions, &climbs);

  ascent_init (&settings);
  test_screen_init (&screen, job);
  run_experiment_start (job, &settings, NULL, FALSE);
  for (guint i = 0; i < 100; i++)
    {
      switch (i % 5)
        {
        case 0:
          run_job_pause (job);
          break;
        case 1:
          run_job_step (job);
          break;
        case 2:
          run_experiment_set_view (job, (RunView) (i / 5 % 2), 16 + i % 20);
          break;
        case 3:
          settings.n_threads = 1 + i / 5 % 3;
          run_experiment_change (job, &settings);
          break;
        default:
          run_experiment_select (job, (gint) (i % TEST_N_CLASSES));
          run_job_resume (job);
          break;
        }
      test_screen_take (&screen, 0);
    }
  run_job_resume (job);
  test_screen_await (&screen, RUN_STATE_FINISHED);
  g_assert_true (test_result (job, &hash, NULL));
  g_assert_cmpstr (hash, ==, expected);
  test_screen_clear (&screen);
  run_settings_clear (&settings);
}

/* Nothing is left to do: it stays finished. */
static void
test_resume_after_the_end (void)
{
  g_autoptr (RunJob) job = test_job_new (NULL, NULL);
  TestScreen screen;
  RunSettings settings;

  ascent_init (&settings);
  settings.ascent.iterations = 3;
  test_screen_init (&screen, job);
  run_experiment_start (job, &settings, NULL, FALSE);
  test_screen_await (&screen, RUN_STATE_FINISHED);
  run_job_resume (job);
  test_screen_take (&screen, 1000);
  test_screen_await (&screen, RUN_STATE_FINISHED);
  g_assert_cmpuint (screen.last->generation, ==, 3);
  test_screen_clear (&screen);
  run_settings_clear (&settings);
}

/* Only the wanted classes climb, each as it does among all of them. */
static void
test_wanted (void)
{
  g_autofree char *hash = NULL;
  g_autofree char *hash_all = NULL;
  g_autoptr (GPtrArray) champions = NULL, all = NULL;
  g_autoptr (GArray) climbs = NULL, climbs_of_all = NULL;
  RunSettings settings;

  ascent_init (&settings);
  ascend (&settings, &hash_all, &all, &climbs_of_all);

  ascent_init (&settings);
  settings.wanted = g_new0 (gboolean, TEST_N_CLASSES);
  settings.n_wanted = TEST_N_CLASSES;
  settings.wanted[2] = settings.wanted[5] = TRUE;
  ascend (&settings, &hash, &champions, &climbs);
  g_assert_cmpuint (climbs->len, ==, 2);
  for (guint i = 0; i < TEST_N_CLASSES; i++)
    g_assert_true ((g_ptr_array_index (champions, i) != NULL) == (i == 2 || i == 5));
  g_assert_cmpuint (g_array_index (climbs, AscClimb, 1).class_index, ==, 5);
  g_assert_cmpfloat (g_array_index (climbs, AscClimb, 1).best_confidence, ==,
                     g_array_index (climbs_of_all, AscClimb, 5).best_confidence);
}

/* Where the network sees the middle of its pictures only, the image is still a whole one. */
static void
test_frame (void)
{
  g_autofree char *path = g_build_filename (test_network_folder (), TEST_NETWORK ".card", NULL);
  g_autofree char *framed = g_build_filename (test_network_folder (), "framed.card", NULL);
  g_autoptr (FmtCard) card = fmt_card_load (path, NULL);
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) champions = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RunJob) job = test_job_new (NULL, NULL);
  RunSettings settings;

  card->image_width = card->image_height = TEST_SIDE + 4;
  card->mean[0] = 100;
  g_assert_true (fmt_card_save (card, framed, &error));
  g_assert_no_error (error);

  ascent_init (&settings);
  g_free (settings.network);
  settings.network = g_strdup ("framed");
  run_experiment_start (job, &settings, NULL, FALSE);
  for (;;)
    {
      g_autoptr (RunSnapshot) snapshot = run_job_wait (job, 1000);

      if (snapshot != NULL && snapshot->job.state == RUN_STATE_FINISHED)
        break;
    }
  g_assert_true (test_result (job, &hash, &champions));
  for (guint i = 0; i < TEST_N_CLASSES; i++)
    {
      const StoreSpecimen *specimen = g_ptr_array_index (champions, i);

      g_assert_cmpuint (specimen->image->width, ==, TEST_SIDE + 4);
      g_assert_cmpuint (specimen->image->pixels[0], ==, 100);
      check_against_classifier (specimen, "framed");
    }
  run_settings_clear (&settings);
}

/* A start that cannot be says why. */
static void
test_refusals (void)
{
  g_autoptr (RunJob) job = test_job_new (NULL, NULL);
  TestScreen screen;
  RunSettings settings;

  ascent_init (&settings);
  settings.ascent.objective = ASC_OBJECTIVE_UNIT;
  g_strlcpy (settings.ascent.layer, "nowhere", sizeof settings.ascent.layer);
  test_screen_init (&screen, job);
  run_experiment_start (job, &settings, NULL, FALSE);
  test_screen_await (&screen, RUN_STATE_FAILED);
  g_assert_nonnull (strstr (screen.last->job.message, "nowhere"));
  test_screen_clear (&screen);
  run_settings_clear (&settings);
}

static void
test_need_restart (void)
{
  RunSettings a, b;

  ascent_init (&a);
  ascent_init (&b);
  g_assert_false (run_settings_need_restart (&a, &b));
  b.ascent.decay = 0.25;
  g_assert_true (run_settings_need_restart (&a, &b));
  /* An evolution does not care. */
  a.method = b.method = RUN_METHOD_EVOLVE_CPPN;
  g_assert_false (run_settings_need_restart (&a, &b));
  run_settings_clear (&a);
  run_settings_clear (&b);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  test_network_create ();
  g_test_add_func ("/run/climb/champions", test_champions);
  g_test_add_func ("/run/climb/threads", test_threads);
  g_test_add_func ("/run/climb/disturbed", test_disturbed);
  g_test_add_func ("/run/climb/resume-after-the-end", test_resume_after_the_end);
  g_test_add_func ("/run/climb/wanted", test_wanted);
  g_test_add_func ("/run/climb/frame", test_frame);
  g_test_add_func ("/run/climb/refusals", test_refusals);
  g_test_add_func ("/run/climb/need-restart", test_need_restart);
  status = g_test_run ();
  test_network_remove ();
  return status;
}
