// SPDX-License-Identifier: GPL-3.0-or-later
// How long a pause takes to be obeyed: bench-pause NETWORK-OR-FOLDER WORK [crops] [pauses]. Works
// are the names in the table below; of train and retrain the first is the folder of a data set, of
// compare a network, with a folder of pictures in place of the crops. Random moments; milliseconds
// from the command to the snapshot that shows the pause.
#include "base/random.h"
#include "run/compare.h"
#include "run/experiment.h"
#include "run/noise.h"
#include "run/perturb.h"
#include "run/retraining.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_RUN 300000 /* microseconds between two pauses */

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
await (RunJob *job, RunState state)
{
  for (RunState now = RUN_STATE_IDLE; now != state;)
    {
      g_autoptr (RunJobSnapshot) snapshot = run_job_wait (job, 60000);

      if (snapshot == NULL || snapshot->state == RUN_STATE_FAILED ||
          (snapshot->state == RUN_STATE_FINISHED && state != RUN_STATE_FINISHED))
        {
          fprintf (stderr, "%s\n",
                   snapshot != NULL && snapshot->message != NULL ? snapshot->message : "It ended.");
          exit (1);
        }
      now = snapshot->state;
    }
}

/* A picture that is changed for minutes: the class is out of reach. */
static RunJob *
start_perturb (RunHost *host, const char *network, const char *method, const char *crops)
{
  RunJob *job = run_perturb_job_new (host, NULL, NULL);
  AscPerturbSettings settings;
  g_autoptr (BaseImage) image = base_image_new (256, 256, 3);
  BaseRandom random;
  AscMethod attack;

  base_random_init (&random, 1, 0, 0);
  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) (100 + base_random_below (&random, 20));
  g_assert (asc_method_from_string (method, &attack));
  asc_perturb_settings_init (&settings, attack);
  settings.target = 7;
  settings.iterations = 100000;
  run_perturb_set_network (job, network);
  run_perturb_set_picture (job, image);
  run_perturb_search (job, &settings);
  for (guint iterations = 0; iterations < 3;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = run_job_wait (job, 60000);

      iterations = snapshot != NULL ? snapshot->iterations : 0;
    }
  return job;
}

static RunJob *
start_noise (RunHost *host, const char *network, const char *work, const char *crops)
{
  RunJob *job = run_noise_job_new (host, NULL, NULL);
  const RunRubbishSettings settings = { .noise = RUN_NOISE_UNIFORM, .n_images = RUN_RUBBISH_MAX };

  run_noise_start (job, network, &settings, 0);
  return job;
}

/* The same pictures again and again. */
static RunJob *
start_compare (RunHost *host, const char *network, const char *work, const char *folder)
{
  RunJob *job = run_compare_job_new (host, NULL, NULL);
  g_autoptr (RunComparison) comparison = run_comparison_new ();

  for (guint i = 0; i < RUN_COMPARE_MAX_SETS; i++)
    run_comparison_add_set (comparison, RUN_IMAGES_FOLDER, folder, NULL);
  comparison->networks = g_new0 (char *, 2);
  comparison->networks[0] = g_strdup (network);
  run_compare_start (job, g_steal_pointer (&comparison));
  return job;
}

static RunJob *
start_training (RunHost *host, const char *folder, const char *work, const char *crops)
{
  RunJob *job = run_training_job_new (host, NULL, NULL);
  RunTraining training = { .folder = folder, .architecture = "lenet", .output = "unused.onnx" };

  nn_train_settings_init (&training.sgd);
  training.sgd.epochs = 1000;
  run_training_start (job, &training, NULL, FALSE);
  return job;
}

/* Short rounds, so that many of the pauses come while it measures and evolves. */
static RunJob *
start_retraining (RunHost *host, const char *folder, const char *work, const char *crops)
{
  RunJob *job = run_retraining_job_new (host, NULL, NULL);
  g_autofree char *output = g_dir_make_tmp ("bench-pause-XXXXXX", NULL);
  RunRetraining retraining;

  run_retraining_init (&retraining);
  retraining.training.folder = folder;
  retraining.training.output = output;
  retraining.training.sgd.epochs = 1;
  retraining.n_rounds = RUN_RETRAINING_MAX_ROUNDS;
  run_retraining_start (job, &retraining, NULL, FALSE);
  return job;
}

static RunJob *
start_experiment (RunHost *host, const char *network, const char *method, const char *crops)
{
  RunJob *job = run_experiment_job_new (host, NULL, NULL);
  RunSettings settings;

  run_settings_init (&settings, network);
  g_assert (run_method_find (method, &settings.method));
  settings.ascent.iterations = 100000;
  settings.n_crops = crops != NULL ? (guint) atoi (crops) : 0;
  run_experiment_start (job, &settings, NULL, FALSE);
  run_settings_clear (&settings);
  return job;
}

static const struct
{
  const char *name;
  RunJob *(*start) (RunHost *host, const char *subject, const char *name, const char *argument);
} works[] = {
  { "cppn", start_experiment },    { "pixels", start_experiment }, { "ascent", start_experiment },
  { "lbfgs", start_perturb },      { "bim", start_perturb },       { "cw", start_perturb },
  { "noise", start_noise },        { "compare", start_compare },   { "train", start_training },
  { "retrain", start_retraining },
};

int
main (int argc, char **argv)
{
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (RunJob) job = NULL;
  const char *argument = argc > 3 ? argv[3] : NULL;
  guint n_pauses = argc > 4 ? (guint) CLAMP (atoi (argv[4]), 1, 10000) : 40;
  g_autofree double *waits = g_new (double, n_pauses);
  BaseRandom random;

  for (guint i = 0; argc >= 3 && i < G_N_ELEMENTS (works) && job == NULL; i++)
    if (strcmp (argv[2], works[i].name) == 0)
      job = works[i].start (host, argv[1], argv[2], argument);
  if (job == NULL)
    {
      fprintf (stderr, "usage: bench-pause NETWORK-OR-FOLDER WORK [CROPS-OR-PICTURES] [PAUSES]\n"
                       "works:");
      for (guint i = 0; i < G_N_ELEMENTS (works); i++)
        fprintf (stderr, " %s", works[i].name);
      fprintf (stderr, "\n");
      return 2;
    }
  await (job, RUN_STATE_RUNNING);
  base_random_init (&random, 2, 0, 0);
  for (guint i = 0; i < n_pauses; i++)
    {
      gint64 begin;

      g_usleep (base_random_below (&random, LONGEST_RUN));
      begin = g_get_monotonic_time ();
      run_job_pause (job);
      await (job, RUN_STATE_PAUSED);
      waits[i] = (double) (g_get_monotonic_time () - begin) / 1000;
      run_job_resume (job);
      await (job, RUN_STATE_RUNNING);
    }
  qsort (waits, n_pauses, sizeof *waits, compare);
  printf ("%s, %s, %s: %u pauses, median %.1f ms, longest %.1f ms\n", argv[1], argv[2],
          argument != NULL ? argument : "-", n_pauses, waits[n_pauses / 2], waits[n_pauses - 1]);
  return 0;
}
