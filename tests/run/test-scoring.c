// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/scoring-private.h"

#include "base/random.h"

#define N_CLASSES   3
#define MICRO_BATCH 4
#define MAX_IMAGES  50
#define MAX_THREADS 3

/* A scorer that leaves off after each piece of its work at which it is interrupted, and minds that
 * it gets back the same images in the same workspace. */
typedef struct
{
  BaseImage *const *held; /* NULL = nothing */
  guint n_pieces;
} Workspace;

typedef struct
{
  Workspace workspaces[MAX_THREADS];
  gint n_made[MAX_IMAGES], n_scored[MAX_IMAGES];
  gint n_left;
  guint n_shared; /* workspaces of which a pool did the work */
} Scorer;

static BaseImage *
make (gpointer data, guint index)
{
  Scorer *scorer = data;
  BaseImage *image = base_image_new (1, 1, 1);

  image->pixels[0] = (guint8) index;
  g_atomic_int_inc (&scorer->n_made[index]);
  return image;
}

static void
share (gpointer data, guint index, BasePool *pool)
{
  Scorer *scorer = data;

  g_assert_cmpuint (index, <, MAX_THREADS);
  scorer->n_shared += pool != NULL;
}

static gboolean
score (gpointer data,
       guint index,
       BaseImage *const *images,
       guint n,
       const gint *interrupt,
       float *confidences)
{
  Scorer *scorer = data;
  Workspace *workspace = &scorer->workspaces[index];

  g_assert_true (workspace->held == NULL || workspace->held == images);
  g_assert_cmpuint (n, <=, MICRO_BATCH);
  workspace->held = images;
  while (workspace->n_pieces++ < 5)
    if (interrupt != NULL && g_atomic_int_get (interrupt) != 0)
      {
        g_atomic_int_inc (&scorer->n_left);
        return FALSE;
      }
  for (guint i = 0; i < n; i++)
    {
      g_atomic_int_inc (&scorer->n_scored[images[i]->pixels[0]]);
      for (guint k = 0; k < N_CLASSES; k++)
        confidences[i * N_CLASSES + k] = (float) (images[i]->pixels[0] * 10 + k);
    }
  *workspace = (Workspace){ 0 };
  return TRUE;
}

typedef struct
{
  gint done, interrupt;
} Interrupter;

static gpointer
keep_interrupting (gpointer data)
{
  Interrupter *interrupter = data;

  while (!g_atomic_int_get (&interrupter->done))
    {
      g_atomic_int_set (&interrupter->interrupt, 1);
      g_thread_yield ();
      g_atomic_int_set (&interrupter->interrupt, 0);
      g_thread_yield ();
    }
  return NULL;
}

/* However often it is interrupted, each image is made and scored once. */
static void
test_interrupted (void)
{
  BaseRandom random;
  gint n_left = 0;

  base_random_init (&random, 1, 0, 0);
  /* On a busy machine the interruptions may all come in between: then some more. */
  for (guint round = 0; round < 60 || (n_left == 0 && round < 6000); round++)
    {
      Scorer scorer = { 0 };
      Interrupter interrupter = { 0 };
      g_autoptr (BasePool) pool = base_pool_new (1 + round % MAX_THREADS);
      g_autoptr (RunScoring) scoring = run_scoring_new (MAX_IMAGES, MICRO_BATCH, N_CLASSES, make,
                                                        &scorer, score, share, &scorer);
      GThread *thread = g_thread_new ("interrupter", keep_interrupting, &interrupter);

      for (gint pass = 1; pass <= 3; pass++)
        {
          guint n = pass == 1 ? MAX_IMAGES : base_random_below (&random, MAX_IMAGES);

          run_scoring_begin (scoring, n);
          while (!run_scoring_advance (scoring, pool, &interrupter.interrupt))
            ;
          for (guint i = 0; i < n; i++)
            {
              g_assert_cmpuint (run_scoring_image (scoring, i)->pixels[0], ==, i);
              g_assert_cmpfloat (run_scoring_confidences (scoring, i)[2], ==, (float) (i * 10 + 2));
              g_assert_cmpint (scorer.n_made[i], ==, scorer.n_scored[i]);
            }
          g_assert_cmpint (scorer.n_made[0], <=, pass);
        }
      g_atomic_int_set (&interrupter.done, 1);
      g_thread_join (thread);
      n_left += scorer.n_left;
    }
  g_assert_cmpint (n_left, >, 0);
}

/* Interrupted from the beginning, nothing is scored; and then it goes on. */
static void
test_always_interrupted (void)
{
  const gint always = 1;
  Scorer scorer = { 0 };
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (RunScoring) scoring =
      run_scoring_new (MAX_IMAGES, MICRO_BATCH, N_CLASSES, make, &scorer, score, share, &scorer);

  run_scoring_begin (scoring, 9);
  g_assert_false (run_scoring_advance (scoring, pool, &always));
  g_assert_cmpint (scorer.n_scored[0], ==, 0);
  g_assert_true (run_scoring_advance (scoring, pool, &(gint){ 0 }));
  for (guint i = 0; i < 9; i++)
    g_assert_cmpint (scorer.n_scored[i], ==, 1);
}

/* All threads together only where most of them would have nothing to do. */
static void
test_together (void)
{
  Scorer scorer = { 0 };
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (RunScoring) scoring =
      run_scoring_new (MAX_IMAGES, MICRO_BATCH, N_CLASSES, make, &scorer, score, share, &scorer);

  run_scoring_begin (scoring, MICRO_BATCH + 1);
  g_assert_true (run_scoring_advance (scoring, pool, NULL));
  g_assert_cmpuint (scorer.n_shared, ==, 0);
  run_scoring_begin (scoring, MICRO_BATCH);
  g_assert_true (run_scoring_advance (scoring, pool, NULL));
  g_assert_cmpuint (scorer.n_shared, ==, 2);
  g_assert_cmpint (scorer.n_scored[0], ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/scoring/interrupted", test_interrupted);
  g_test_add_func ("/run/scoring/always-interrupted", test_always_interrupted);
  g_test_add_func ("/run/scoring/together", test_together);
  return g_test_run ();
}
