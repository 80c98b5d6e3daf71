// SPDX-License-Identifier: GPL-3.0-or-later
/* Test pictures for a quiz, as they are, or with a change that fools the network. */
#include "run/quiz-make-private.h"

#include "base/error.h"
#include "run/perturb.h"
#include "run/real-pictures-private.h"

/* Pictures that are tried for each that is wanted. */
#define TRIES   4
#define WAIT_MS 100

/* The next picture by chance that was not taken before, with a class that the network has. FALSE
 * when it is unlikely that there is one. */
static gboolean
pick (const RunQuizMaker *maker,
      const RunRealPictures *pictures,
      BaseRandom *random,
      GHashTable *taken,
      guint *index)
{
  guint n = run_real_pictures_n (pictures);

  for (guint i = 0; i < 1000 && n > 0; i++)
    {
      *index = base_random_below (random, n);
      if (g_hash_table_add (taken, GUINT_TO_POINTER (*index + 1)) &&
          run_quiz_class_is_fit (maker->network, run_real_pictures_label (pictures, *index)))
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
run_quiz_collect_real (const RunQuizMaker *maker, guint n, char **note, GError **error)
{
  g_autoptr (RunRealPictures) pictures = run_real_pictures_open (maker->network, note);
  g_autoptr (GPtrArray) rounds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) run_quiz_round_free);
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  BaseRandom random;
  guint index;

  run_quiz_random (maker, RUN_QUIZ_STREAM_REAL, 0, &random);
  while (pictures != NULL && rounds->len < n && pick (maker, pictures, &random, taken, &index))
    {
      g_autoptr (BaseImage) image = run_real_pictures_image (pictures, index);
      RunQuizRound *round = image != NULL
                                ? run_quiz_round_of (maker, RUN_QUIZ_REAL, image,
                                                     run_real_pictures_label (pictures, index))
                                : NULL;

      if (g_cancellable_set_error_if_cancelled (maker->cancellable, error))
        {
          run_quiz_round_free (round);
          return NULL;
        }
      if (round != NULL)
        g_ptr_array_add (rounds, round);
      run_quiz_tell (maker, RUN_QUIZ_REAL, (double) rounds->len / n);
    }
  return g_steal_pointer (&rounds);
}

/* The result of the search in the picture of that number; NULL: cancelled, or failed. */
static RunPerturbSnapshot *
await_result (const RunQuizMaker *maker, RunJob *job, guint64 number, GError **error)
{
  for (;;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = run_job_wait (job, WAIT_MS);

      if (g_cancellable_set_error_if_cancelled (maker->cancellable, error))
        return NULL;
      if (snapshot == NULL)
        continue;
      if (snapshot->job.message != NULL)
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, "%s", snapshot->job.message);
          return NULL;
        }
      if (snapshot->has_result && snapshot->state == RUN_PERTURB_IDLE &&
          snapshot->picture_number >= number)
        return g_steal_pointer (&snapshot);
    }
}

/* The twin of a picture, when the network was right before and errs now; else NULL. */
static RunQuizRound *
new_twin (const RunQuizMaker *maker, const RunPerturbSnapshot *snapshot, guint truth)
{
  g_autoptr (RunQuizRound) round = run_quiz_round_new ();
  const RunLook *before = snapshot->before, *after = snapshot->after;

  if (!snapshot->result.success || before->n_top == 0 || after->n_top == 0 ||
      before->top[0].class_index != truth || after->top[0].class_index == truth ||
      !run_quiz_look_take (maker->network, before->top, before->n_top, &round->original_look) ||
      !run_quiz_look_take (maker->network, after->top, after->n_top, &round->look))
    return NULL;
  round->kind = RUN_QUIZ_CHANGED;
  round->truth = truth;
  round->image = base_image_ref (after->whole);
  round->original = base_image_ref (before->whole);
  return g_steal_pointer (&round);
}

/* L-BFGS looks for the smallest change. */
static gboolean
change (const RunQuizMaker *maker,
        RunJob *job,
        BaseImage *image,
        guint truth,
        guint64 number,
        GPtrArray *rounds,
        GError **error)
{
  g_autoptr (RunPerturbSnapshot) snapshot = NULL;
  AscPerturbSettings settings;
  RunQuizRound *round;

  asc_perturb_settings_init (&settings, ASC_METHOD_LBFGS);
  settings.target = ASC_ANY_OTHER;
  run_perturb_set_picture (job, image);
  run_perturb_search (job, &settings);
  snapshot = await_result (maker, job, number, error);
  if (snapshot == NULL)
    return FALSE;
  round = new_twin (maker, snapshot, truth);
  if (round != NULL)
    g_ptr_array_add (rounds, round);
  return TRUE;
}

GPtrArray *
run_quiz_collect_changed (const RunQuizMaker *maker, guint n, char **note, GError **error)
{
  g_autoptr (RunRealPictures) pictures = run_real_pictures_open (maker->network, note);
  g_autoptr (GPtrArray) rounds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) run_quiz_round_free);
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  g_autoptr (RunJob) job = NULL;
  BaseRandom random;
  guint64 number = 0;
  guint index;

  if (pictures == NULL)
    return g_steal_pointer (&rounds);
  job = run_perturb_job_new (maker->host, NULL, NULL);
  run_perturb_set_network (job, maker->order->network);
  run_quiz_random (maker, RUN_QUIZ_STREAM_CHANGED, 0, &random);
  for (guint i = 0; i < TRIES * n && rounds->len < n; i++)
    {
      g_autoptr (BaseImage) image = NULL;
      guint truth;

      if (!pick (maker, pictures, &random, taken, &index))
        break;
      image = run_real_pictures_image (pictures, index);
      if (image == NULL)
        continue;
      truth = run_real_pictures_label (pictures, index);
      if (!change (maker, job, image, truth, ++number, rounds, error))
        return NULL;
      run_quiz_tell (maker, RUN_QUIZ_CHANGED, (double) rounds->len / n);
    }
  return g_steal_pointer (&rounds);
}
