// SPDX-License-Identifier: GPL-3.0-or-later
// How long a pause takes to be obeyed: bench-pause ID-OR-FILE ascent|cppn|pixels|perturb [crops]
// [pauses], or bench-pause FOLDER train with the IDX files of a data set. Random moments;
// milliseconds from the command to the snapshot that shows the pause.
#include "base/random.h"
#include "run/experiment.h"
#include "run/perturb.h"
#include "run/training.h"

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

static void
start_perturb (RunJob *job, const char *network)
{
  AscPerturbSettings settings;
  g_autoptr (BaseImage) image = base_image_new (256, 256, 3);
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (gsize i = 0; i < base_image_size (image); i++)
    image->pixels[i] = (guint8) (100 + base_random_below (&random, 20));
  asc_perturb_settings_init (&settings, ASC_METHOD_LBFGS);
  settings.target = 7;
  run_perturb_set_network (job, network);
  run_perturb_set_picture (job, image);
  run_perturb_search (job, &settings);
  for (guint iterations = 0; iterations < 3;)
    {
      g_autoptr (RunPerturbSnapshot) snapshot = run_job_wait (job, 60000);

      iterations = snapshot != NULL ? snapshot->iterations : 0;
    }
}

static void
start_training (RunJob *job, const char *folder)
{
  RunTraining training = { .folder = folder, .architecture = "lenet", .output = "unused.onnx" };

  nn_train_settings_init (&training.sgd);
  training.sgd.epochs = 1000;
  run_training_start (job, &training, NULL, FALSE);
}

static void
start_experiment (RunJob *job, const char *network, const char *method, guint n_crops)
{
  RunSettings settings;

  run_settings_init (&settings, network);
  settings.method = strcmp (method, "ascent") == 0   ? RUN_METHOD_ASCENT
                    : strcmp (method, "pixels") == 0 ? RUN_METHOD_EVOLVE_PIXELS
                                                     : RUN_METHOD_EVOLVE_CPPN;
  settings.ascent.iterations = 100000;
  settings.n_crops = n_crops;
  run_experiment_start (job, &settings, NULL, FALSE);
  run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (RunJob) job = NULL;
  guint n_pauses = argc > 4 ? (guint) CLAMP (atoi (argv[4]), 1, 10000) : 40;
  g_autofree double *waits = g_new (double, n_pauses);
  BaseRandom random;

  if (argc < 3)
    {
      fprintf (stderr, "usage: bench-pause ID-OR-FILE ascent|cppn|pixels|perturb [crops] [pauses]\n"
                       "       bench-pause FOLDER train\n");
      return 2;
    }
  if (strcmp (argv[2], "perturb") == 0)
    {
      job = run_perturb_job_new (host, NULL, NULL);
      start_perturb (job, argv[1]);
    }
  else if (strcmp (argv[2], "train") == 0)
    {
      job = run_training_job_new (host, NULL, NULL);
      start_training (job, argv[1]);
      await (job, RUN_STATE_RUNNING);
    }
  else
    {
      job = run_experiment_job_new (host, NULL, NULL);
      start_experiment (job, argv[1], argv[2], argc > 3 ? (guint) atoi (argv[3]) : 0);
      await (job, RUN_STATE_RUNNING);
    }
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
  printf ("%s, %s, %s crops: %u pauses, median %.1f ms, longest %.1f ms\n", argv[1], argv[2],
          argc > 3 ? argv[3] : "the card's", n_pauses, waits[n_pauses / 2], waits[n_pauses - 1]);
  return 0;
}
