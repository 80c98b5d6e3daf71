// SPDX-License-Identifier: GPL-3.0-or-later
/* The same result however a search is interrupted, saved and restored. */
#include "ascent/perturb.h"

#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "nn/architectures.h"
#include "perturb-all.h"

#define N_CLASSES 10
#define LENET     (28 * 28)

typedef struct
{
  NnGraph *graph;
  AscNetwork *network;
  guint8 picture[LENET];
} Fixture;

/* An untrained LeNet: its classes are near to each other, so that little misleads it. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  float mean[LENET], scale[LENET];
  BaseRandom random;

  base_random_init (&random, 4, 0, 0);
  for (int i = 0; i < LENET; i++)
    {
      mean[i] = 0;
      scale[i] = 1 / 64.0f;
      fixture->picture[i] = (guint8) base_random_below (&random, 256);
    }
  fixture->graph = nn_lenet_new (N_CLASSES, 1);
  fixture->network = asc_network_new (fixture->graph, mean, scale, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  asc_network_free (fixture->network);
  nn_graph_free (fixture->graph);
}

/* Little work, but more than one constant and search. */
static AscPerturbSettings
settings_for (AscMethod method)
{
  AscPerturbSettings settings;

  asc_perturb_settings_init (&settings, method);
  settings.iterations = MIN (settings.iterations, 12);
  settings.searches = MIN (settings.searches, 6);
  if (method == ASC_METHOD_CW)
    settings.learning_rate = 0.05;
  return settings;
}

static void
assert_same (const AscPerturbation *a, const AscPerturbation *b)
{
  g_assert_cmpmem (a->levels, LENET, b->levels, LENET);
  g_assert_cmpuint (a->success, ==, b->success);
  g_assert_cmpuint (a->label, ==, b->label);
  g_assert_cmpuint (a->label_after, ==, b->label_after);
  g_assert_cmpuint (a->iterations, ==, b->iterations);
  g_assert_cmpuint (a->max_change, ==, b->max_change);
  g_assert_cmpfloat (a->distortion, ==, b->distortion);
  g_assert_cmpfloat (a->confidence_before, ==, b->confidence_before);
  g_assert_cmpfloat (a->confidence_after, ==, b->confidence_after);
  g_assert_cmpfloat (a->label_confidence_before, ==, b->label_confidence_before);
}

typedef struct
{
  guint gradients; /* until it interrupts */
  guint n_late;    /* gradients after that */
  gint interrupt;
} Watch;

static void
watch (gpointer data, const AscPerturbRun *run)
{
  Watch *self = data;
  AscPerturbProgress progress;

  asc_perturb_run_progress (run, &progress);
  g_assert_cmpuint (progress.iterations, >, 0);
  self->n_late += g_atomic_int_get (&self->interrupt) != 0;
  if (self->gradients > 0 && --self->gradients == 0)
    g_atomic_int_set (&self->interrupt, 1);
}

static AscPerturbRun *
save_and_restore (const AscNetwork *network, AscPerturbRun *run)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  AscPerturbRun *restored;
  BaseUnpack in;

  asc_perturb_run_save (run, bytes);
  asc_perturb_run_free (run);
  base_unpack_init (&in, bytes->data, bytes->len);
  restored = asc_perturb_run_restore (network, &in, &error);
  g_assert_no_error (error);
  g_assert_true (base_unpack_finish (&in, NULL));
  asc_perturb_run_save (restored, again);
  g_assert_cmpmem (bytes->data, bytes->len, again->data, again->len);
  return restored;
}

/* Interrupted after some gradients, over and over, and restored at times. */
static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    for (guint64 key = 0; key < 4; key++)
      {
        AscPerturbSettings settings = settings_for (method);
        g_autoptr (AscPerturbation) expected = NULL;
        g_autoptr (AscPerturbation) result = NULL;
        g_autoptr (AscPerturbRun) run = NULL;
        AscPerturbState state = ASC_PERTURB_GOING_ON;
        g_autoptr (GError) error = NULL;
        guint n_restored = 0;
        BaseRandom random;

        settings.target = key % 2 == 0 ? ASC_ANY_OTHER : 3;
        expected = perturb_all (fixture->network, fixture->picture, &settings, &error);
        g_assert_no_error (error);
        base_random_init (&random, 5, method, key);
        run = asc_perturb_run_new (fixture->network, fixture->picture, &settings, NULL);
        while (state == ASC_PERTURB_GOING_ON)
          {
            Watch self = { .gradients = base_random_below (&random, 20) };

            state = asc_perturb_run_advance (run, watch, &self, &self.interrupt, &error);
            g_assert_no_error (error);
            g_assert_cmpuint (self.n_late, ==, 0);
            if (state == ASC_PERTURB_GOING_ON && base_random_chance (&random, 0.4))
              {
                run = save_and_restore (fixture->network, run);
                n_restored++;
              }
          }
        result = perturb_result (run, LENET);
        g_test_message ("%s: restored %u times, %u gradients", asc_method_to_string (method),
                        n_restored, result->iterations);
        assert_same (result, expected);

        /* Over, saved and advanced once more, it has the same result. */
        run = save_and_restore (fixture->network, run);
        g_assert_null (asc_perturb_run_result (run));
        g_assert_cmpint (asc_perturb_run_advance (run, NULL, NULL, NULL, NULL), ==,
                         ASC_PERTURB_OVER);
        assert_same (asc_perturb_run_result (run), expected);
        g_assert_cmpint (asc_perturb_run_advance (run, NULL, NULL, NULL, NULL), ==,
                         ASC_PERTURB_OVER);
      }
}

static gpointer
keep_interrupting (gpointer data)
{
  gint *flags = data;

  while (!g_atomic_int_get (&flags[1]))
    {
      g_atomic_int_set (&flags[0], 1);
      g_usleep (100);
      g_atomic_int_set (&flags[0], 0);
      g_usleep (2000);
    }
  return NULL;
}

/* From another thread, in the middle of anything. */
static void
test_any_moment (Fixture *fixture, gconstpointer data)
{
  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    {
      AscPerturbSettings settings = settings_for (method);
      g_autoptr (AscPerturbation) expected =
          perturb_all (fixture->network, fixture->picture, &settings, NULL);
      g_autoptr (AscPerturbRun) run =
          asc_perturb_run_new (fixture->network, fixture->picture, &settings, NULL);
      AscPerturbState state = ASC_PERTURB_GOING_ON;
      gint flags[2] = { 0 };
      GThread *thread = g_thread_new ("interrupter", keep_interrupting, flags);

      /* A part of the other methods may need a longer pause than there is: one in the end. */
      for (guint i = 0; state == ASC_PERTURB_GOING_ON; i++)
        state = asc_perturb_run_advance (run, NULL, NULL, i % 50 < 49 ? &flags[0] : NULL, NULL);
      g_atomic_int_set (&flags[1], 1);
      g_thread_join (thread);
      g_assert_cmpint (state, ==, ASC_PERTURB_OVER);
      assert_same (asc_perturb_run_result (run), expected);
    }
}

/* What was saved is refused when it is cut off or of another network; with bytes changed it is
 * refused, or goes on without harm. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  for (AscMethod method = 0; method < ASC_N_METHODS; method++)
    {
      AscPerturbSettings settings = settings_for (method);
      g_autoptr (AscPerturbRun) run =
          asc_perturb_run_new (fixture->network, fixture->picture, &settings, NULL);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (NnGraph) other_graph = nn_lenet_new (N_CLASSES + 1, 1);
      g_autoptr (AscNetwork) other =
          asc_network_new (other_graph, fixture->network->mean, fixture->network->scale, NULL);
      g_autoptr (GError) error = NULL;
      BaseRandom random;
      BaseUnpack in;

      for (guint i = 0; i < 3; i++)
        asc_perturb_run_advance (run, NULL, NULL, NULL, NULL);
      asc_perturb_run_save (run, bytes);
      base_unpack_init (&in, bytes->data, bytes->len);
      g_assert_null (asc_perturb_run_restore (other, &in, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
      for (gsize size = 0; size < bytes->len; size += 1 + size / 30)
        {
          g_autofree guint8 *part = g_memdup2 (bytes->data, size);

          base_unpack_init (&in, part, size);
          g_assert_null (asc_perturb_run_restore (fixture->network, &in, NULL));
        }
      base_random_init (&random, 6, method, 0);
      for (guint i = 0; i < 200; i++)
        {
          g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);
          g_autoptr (AscPerturbRun) restored = NULL;

          copy[base_random_below (&random, i % 2 ? 200 : bytes->len)] ^=
              (guint8) (1 + base_random_below (&random, 255));
          base_unpack_init (&in, copy, bytes->len);
          restored = asc_perturb_run_restore (fixture->network, &in, NULL);
          if (restored != NULL && method != ASC_METHOD_LBFGS)
            asc_perturb_run_advance (restored, NULL, NULL, NULL, NULL);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ascent/perturb-run/interrupted", Fixture, NULL, set_up, test_interrupted,
              tear_down);
  g_test_add ("/ascent/perturb-run/any-moment", Fixture, NULL, set_up, test_any_moment, tear_down);
  g_test_add ("/ascent/perturb-run/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  return g_test_run ();
}
