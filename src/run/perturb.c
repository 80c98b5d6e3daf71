// SPDX-License-Identifier: GPL-3.0-or-later
/* Adversarial examples as work: the workbench. What is wished for is noted at once and looked at
 * only when it is shown, so that the latest picture and blend win. The search computes with the
 * pool whenever nobody else wants it, and else on the job's own thread, beside whoever has it. */
#include "run/perturb.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "run/host-private.h"
#include "run/perturb-private.h"
#include "run/works-private.h"

/* Looking at what is tried may take this share of a search's time. */
#define LOOK_SHARE 0.1

/* What the workbench is told, with the type of the value. */
enum
{
  TELL_NETWORK, /* char */
  TELL_PICTURE, /* BaseImage, or NULL */
  TELL_SEARCH,  /* AscPerturbSettings */
  TELL_STOP,
  TELL_BLEND, /* double */
  TELL_NOISE, /* RunRubbishSettings */
};

static void
forget_result (RunWorkbench *bench)
{
  g_clear_pointer (&bench->after, run_look_unref);
  g_clear_pointer (&bench->looked, run_look_unref);
  g_clear_pointer (&bench->between, run_look_unref);
  g_clear_pointer (&bench->after_levels, g_free);
  bench->has_result = FALSE;
  bench->tried = FALSE;
  bench->result = (RunPerturbResult){ 0 };
  bench->blend = 0;
  bench->fraction = 0;
  bench->iterations = 0;
}

static void
forget_picture (RunWorkbench *bench)
{
  forget_result (bench);
  g_clear_pointer (&bench->before, run_look_unref);
  g_clear_pointer (&bench->before_levels, g_free);
}

/* --- What is seen --- */

void
run_workbench_look (RunWorkbench *bench)
{
  g_autoptr (BaseImage) fitted = NULL;

  if (bench->before != NULL || bench->looker == NULL || bench->picture == NULL)
    return;
  fitted = run_planes_fit (bench->looker->network, bench->picture);
  run_looker_set_picture (bench->looker,
                          run_planes_fits (bench->looker->network, fitted) ? fitted : NULL);
  bench->before_levels = g_new (guint8, bench->looker->ascent->size);
  run_planes_from_image (bench->looker->network, fitted, bench->before_levels);
  bench->before = run_looker_look (bench->looker, bench->before_levels, NULL);
}

static void
look_between (RunWorkbench *bench)
{
  g_autofree guint8 *levels = NULL;

  if (!bench->has_result || bench->between != NULL)
    return;
  levels = g_new (guint8, bench->looker->ascent->size);
  for (gsize i = 0; i < bench->looker->ascent->size; i++)
    levels[i] =
        (guint8) lrint (bench->before_levels[i] +
                        bench->blend * ((int) bench->after_levels[i] - bench->before_levels[i]));
  bench->between = run_looker_look (bench->looker, levels, NULL);
}

/* The confidences of what is tried are looked up now and then: a look costs as much as a good part
 * of an iteration. */
static void
look_at_tried (RunWorkbench *bench)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (RunLook) old = NULL;

  if (!bench->tried)
    return;
  old = g_steal_pointer (&bench->after);
  if (now >= bench->next_look)
    bench->after = run_looker_look (bench->looker, bench->after_levels, bench->interrupt);
  if (bench->after == NULL)
    {
      /* One that was interrupted is made up for. */
      bench->tried = now >= bench->next_look;
      bench->after = run_looker_show (bench->looker, bench->after_levels, old);
      return;
    }
  bench->tried = FALSE;
  run_look_unref (bench->looked);
  bench->looked = run_look_ref (bench->after);
  bench->next_look = now + (gint64) ((double) (g_get_monotonic_time () - now) / LOOK_SHARE);
}

static RunLook *
ref_look (RunLook *look)
{
  return look != NULL ? run_look_ref (look) : NULL;
}

static RunJobSnapshot *
show (gpointer state, const RunAudience *audience)
{
  RunWorkbench *bench = state;
  RunPerturbSnapshot *snapshot = run_perturb_snapshot_new ();
  /* A pause in the middle of a part is obeyed at once, without another look. */
  const gboolean still = bench != NULL && bench->run != NULL && bench->in_part &&
                         !audience->is_running && bench->looked != NULL;

  if (bench == NULL)
    return &snapshot->job;
  run_workbench_look (bench);
  if (!still)
    look_at_tried (bench);
  look_between (bench);
  if (bench->loading)
    snapshot->state = RUN_PERTURB_LOADING;
  else if (bench->run != NULL)
    snapshot->state = RUN_PERTURB_SEARCHING;
  else if (bench->trying || bench->has_noise)
    snapshot->state = RUN_PERTURB_TRYING;
  snapshot->network = bench->looker != NULL ? run_network_info_ref (bench->looker->info) : NULL;
  snapshot->network_key = bench->looker != NULL ? g_strdup (bench->network) : NULL;
  snapshot->picture = bench->picture != NULL ? base_image_ref (bench->picture) : NULL;
  snapshot->picture_number = bench->picture_number;
  snapshot->before = ref_look (bench->before);
  snapshot->after = ref_look (still ? bench->looked : bench->after);
  snapshot->between = ref_look (bench->between);
  snapshot->blend = bench->blend;
  snapshot->has_result = bench->has_result;
  snapshot->result = bench->result;
  snapshot->job.fraction = bench->fraction;
  snapshot->iterations = bench->iterations;
  snapshot->rubbish = bench->count != NULL ? run_noise_count_result (bench->count) : NULL;
  return &snapshot->job;
}

/* --- The search --- */

/* What was tried last stays to be seen, with its own confidences. */
static void
stop (RunWorkbench *bench)
{
  bench->has_search = bench->has_noise = bench->trying = FALSE;
  if (bench->run == NULL)
    return;
  g_clear_pointer (&bench->run, asc_perturb_run_free);
  bench->tried = TRUE;
  bench->next_look = 0;
}

static void
fail (RunWorkbench *bench, const GError *error)
{
  g_clear_pointer (&bench->run, asc_perturb_run_free);
  forget_result (bench);
  run_context_message (bench->context, error->message);
}

void
run_workbench_show_search (RunWorkbench *bench)
{
  const AscLender lender = run_host_lender (run_context_host (bench->context));

  asc_perturb_run_set_lender (bench->run, &lender);
  bench->after = run_look_ref (bench->before);
  bench->looked = run_look_ref (bench->before);
  bench->next_look = 0;
}

static void
begin_search (RunWorkbench *bench)
{
  g_autoptr (GError) error = NULL;

  if (!bench->has_search)
    return;
  bench->has_search = FALSE;
  run_workbench_look (bench);
  if (bench->before == NULL)
    return;
  forget_result (bench);
  bench->after_levels = g_memdup2 (bench->before_levels, bench->looker->ascent->size);
  bench->seconds = 0;
  bench->run =
      asc_perturb_run_new (bench->looker->ascent, bench->before_levels, &bench->search, &error);
  if (bench->run == NULL)
    fail (bench, error);
  else
    run_workbench_show_search (bench);
}

static void
on_gradient (gpointer data, const AscPerturbRun *run)
{
  RunWorkbench *bench = data;
  AscPerturbProgress progress;

  asc_perturb_run_progress (run, &progress);
  bench->fraction = progress.fraction;
  bench->iterations = progress.iterations;
  memcpy (bench->after_levels, progress.levels, bench->looker->ascent->size);
  bench->tried = TRUE;
  run_context_show (bench->context);
}

static void
keep_result (RunWorkbench *bench, const AscPerturbation *found)
{
  memcpy (bench->after_levels, found->levels, bench->looker->ascent->size);
  bench->tried = FALSE;
  run_look_unref (bench->after);
  bench->after = run_looker_look (bench->looker, bench->after_levels, NULL);
  bench->between = run_look_ref (bench->after);
  bench->blend = 1;
  bench->fraction = 1;
  bench->iterations = found->iterations;
  bench->has_result = TRUE;
  bench->result = (RunPerturbResult){
    .settings = bench->search,
    .success = found->success,
    .label = found->label,
    .label_after = found->label_after,
    .target = bench->search.target,
    .distortion = found->distortion,
    .max_change = found->max_change,
    .iterations = found->iterations,
    .seconds = bench->seconds,
  };
  g_clear_pointer (&bench->run, asc_perturb_run_free);
}

static void
load (RunWorkbench *bench)
{
  g_autofree char *wanted = g_steal_pointer (&bench->wanted);
  g_autoptr (FmtNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  RunLooker *looker;

  bench->loading = TRUE;
  network = run_context_network (bench->context, wanted, &error);
  bench->loading = FALSE;
  looker =
      network != NULL ? run_looker_new (run_context_host (bench->context), network, &error) : NULL;
  if (looker == NULL)
    {
      /* Abandoned, it is wanted still: that is saved. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bench->wanted = g_steal_pointer (&wanted);
      else
        run_context_message (bench->context, error->message);
      return;
    }
  forget_picture (bench);
  g_clear_pointer (&bench->count, run_noise_count_free);
  run_looker_free (bench->looker);
  bench->looker = looker;
  g_free (bench->network);
  bench->network = g_steal_pointer (&wanted);
}

/* --- Noise --- */

static void
begin_noise (RunWorkbench *bench)
{
  g_autoptr (GError) error = NULL;

  if (!bench->has_noise)
    return;
  bench->has_noise = FALSE;
  if (bench->looker == NULL)
    return;
  g_clear_pointer (&bench->count, run_noise_count_free);
  bench->count = run_noise_count_new (run_context_host (bench->context), bench->looker->network,
                                      &bench->noise, 0, &error);
  bench->trying = bench->count != NULL;
  if (error != NULL)
    run_context_message (bench->context, error->message);
}

static RunAdvance
try_noise (RunWorkbench *bench, gint *interrupt)
{
  if (!run_noise_count_advance (bench->count, interrupt))
    return RUN_ADVANCE_INTERRUPTED;
  bench->trying = !run_noise_count_is_over (bench->count);
  return bench->trying ? RUN_ADVANCE_STEP : RUN_ADVANCE_FINISHED;
}

static gboolean
advance (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  RunWorkbench *bench = state;
  g_autoptr (GError) failure = NULL;
  AscPerturbState went;
  gint64 start;

  *advance = RUN_ADVANCE_FINISHED;
  if (bench->wanted != NULL)
    load (bench);
  if (bench->wanted != NULL)
    {
      *advance = RUN_ADVANCE_INTERRUPTED;
      return TRUE;
    }
  begin_search (bench);
  begin_noise (bench);
  if (bench->trying)
    *advance = try_noise (bench, interrupt);
  if (bench->run == NULL)
    return TRUE;
  start = g_get_monotonic_time ();
  bench->interrupt = interrupt;
  went = asc_perturb_run_advance (bench->run, on_gradient, bench, interrupt, &failure);
  bench->interrupt = NULL;
  bench->in_part = went == ASC_PERTURB_GOING_ON && g_atomic_int_get (interrupt) != 0;
  bench->seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  if (went == ASC_PERTURB_OVER)
    keep_result (bench, asc_perturb_run_result (bench->run));
  else if (went == ASC_PERTURB_FAILED)
    fail (bench, failure);
  else
    *advance = g_atomic_int_get (interrupt) != 0 ? RUN_ADVANCE_INTERRUPTED : RUN_ADVANCE_STEP;
  return TRUE;
}

/* --- What it is told --- */

static void
set_picture (RunWorkbench *bench, BaseImage *picture)
{
  forget_picture (bench);
  base_image_unref (bench->picture);
  bench->picture = picture != NULL ? base_image_ref (picture) : NULL;
  bench->picture_number++;
}

static void
set_blend (RunWorkbench *bench, double blend)
{
  if (!bench->has_result)
    return;
  bench->blend = blend;
  g_clear_pointer (&bench->between, run_look_unref);
}

/* All but a blend end the search, or the count, that goes on. */
static RunObey
obey (gpointer state, const RunTold *told)
{
  RunWorkbench *bench = state;

  if (told->what == TELL_BLEND)
    {
      set_blend (bench, *(const double *) told->value);
      return RUN_OBEY_SAVE;
    }
  stop (bench);
  if (told->what == TELL_NETWORK)
    {
      g_free (bench->wanted);
      bench->wanted = g_strdup (told->value);
    }
  else if (told->what == TELL_PICTURE)
    set_picture (bench, told->value);
  else if (told->what == TELL_SEARCH)
    {
      bench->has_search = TRUE;
      bench->search = *(const AscPerturbSettings *) told->value;
      if (bench->wanted == NULL)
        begin_search (bench);
    }
  else if (told->what == TELL_NOISE)
    {
      bench->has_noise = TRUE;
      bench->noise = *(const RunRubbishSettings *) told->value;
    }
  return bench->wanted != NULL || bench->run != NULL || bench->has_noise ? RUN_OBEY_RUN
                                                                         : RUN_OBEY_REST;
}

RunWorkbench *
run_workbench_new (RunContext *context)
{
  RunWorkbench *bench = g_new0 (RunWorkbench, 1);

  bench->context = context;
  return bench;
}

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  return run_workbench_new (context);
}

void
run_workbench_free (gpointer state)
{
  RunWorkbench *bench = state;

  g_clear_pointer (&bench->run, asc_perturb_run_free);
  g_clear_pointer (&bench->count, run_noise_count_free);
  forget_picture (bench);
  g_clear_pointer (&bench->picture, base_image_unref);
  g_clear_pointer (&bench->looker, run_looker_free);
  g_free (bench->network);
  g_free (bench->wanted);
  g_free (bench);
}

const RunWork run_work_perturb = {
  .name = "perturb",
  .session = RUN_SESSION_PERTURB,
  .make = make,
  .advance = advance,
  .obey = obey,
  .show = show,
  .save = run_workbench_save,
  .restore = run_workbench_restore,
  .free = run_workbench_free,
};

RunJob *
run_perturb_job_new (RunHost *host, RunNotify notify, gpointer notify_data)
{
  RunJob *job = run_job_new (host, &run_work_perturb, notify, notify_data);

  run_job_start (job, &run_work_perturb, NULL, NULL, NULL, TRUE);
  return job;
}

void
run_perturb_begin (RunJob *job, const char *session)
{
  g_return_if_fail (job != NULL && session != NULL);

  run_job_start (job, &run_work_perturb, NULL, NULL, session, TRUE);
}

void
run_perturb_set_network (RunJob *job, const char *network)
{
  g_return_if_fail (job != NULL && network != NULL);

  run_job_tell (job, TELL_NETWORK, g_strdup (network), g_free, FALSE);
}

void
run_perturb_set_picture (RunJob *job, BaseImage *image)
{
  g_return_if_fail (job != NULL);

  run_job_tell (job, TELL_PICTURE, image != NULL ? base_image_ref (image) : NULL,
                (GDestroyNotify) base_image_unref, FALSE);
}

void
run_perturb_search (RunJob *job, const AscPerturbSettings *settings)
{
  g_return_if_fail (job != NULL && settings != NULL);

  run_job_tell (job, TELL_SEARCH, g_memdup2 (settings, sizeof *settings), g_free, FALSE);
}

void
run_perturb_stop (RunJob *job)
{
  g_return_if_fail (job != NULL);

  run_job_tell (job, TELL_STOP, NULL, NULL, FALSE);
}

void
run_perturb_try_noise (RunJob *job, const RunRubbishSettings *settings)
{
  g_return_if_fail (job != NULL && settings != NULL);
  g_return_if_fail (settings->noise < RUN_N_NOISES);

  run_job_tell (job, TELL_NOISE, g_memdup2 (settings, sizeof *settings), g_free, FALSE);
}

void
run_perturb_set_blend (RunJob *job, double blend)
{
  g_return_if_fail (job != NULL);
  g_return_if_fail (blend >= 0 && blend <= 1);

  run_job_tell (job, TELL_BLEND, g_memdup2 (&blend, sizeof blend), g_free, FALSE);
}
