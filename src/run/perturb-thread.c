// SPDX-License-Identifier: GPL-3.0-or-later
/* The workbench's thread owns the network, the picture and the result; no lock protects them. It
 * takes all that is wished for at once, and searches last. Whatever ends that work
 * cancels it before it is wished for, so that the thread comes back soon. */
#include "run/perturb-private.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "run/looker-private.h"

/* Between two snapshots of work under way, in microseconds. */
#define PUBLISH_INTERVAL (G_USEC_PER_SEC / 20)

/* Looking at what is tried may take this share of a search's time. */
#define LOOK_SHARE 0.1

typedef struct
{
  RunPerturbChannel *channel;
  RunPerturbState state;
  char *message; /* until it was published */
  RunLooker *looker;
  BaseImage *picture; /* as it was set */
  guint64 picture_number;
  guint8 *before_levels, *after_levels; /* those of `before` and `after` */
  RunLook *before, *after, *between;
  double blend;
  gboolean has_result;
  RunPerturbResult result;
  double fraction;
  guint iterations;
  gint64 next_publish; /* not before, while work is under way */
  gint64 next_look;
} Workbench;

static void
publish (Workbench *bench)
{
  RunPerturbSnapshot *snapshot = g_new0 (RunPerturbSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->ref_count);
  snapshot->state = bench->state;
  snapshot->message = g_steal_pointer (&bench->message);
  snapshot->network = bench->looker != NULL ? run_network_info_ref (bench->looker->info) : NULL;
  snapshot->picture_number = bench->picture_number;
  snapshot->before = bench->before != NULL ? run_look_ref (bench->before) : NULL;
  snapshot->after = bench->after != NULL ? run_look_ref (bench->after) : NULL;
  snapshot->between = bench->between != NULL ? run_look_ref (bench->between) : NULL;
  snapshot->blend = bench->blend;
  snapshot->has_result = bench->has_result;
  snapshot->result = bench->result;
  snapshot->fraction = bench->fraction;
  snapshot->iterations = bench->iterations;
  run_perturb_channel_post (bench->channel, snapshot);
  bench->next_publish = g_get_monotonic_time () + PUBLISH_INTERVAL;
}

static void
begin (Workbench *bench, RunPerturbState state)
{
  bench->state = state;
  bench->fraction = 0;
  publish (bench);
}

static void
set_message (Workbench *bench, const GError *error)
{
  g_free (bench->message);
  bench->message = g_strdup (error->message);
}

static void
forget_result (Workbench *bench)
{
  g_clear_pointer (&bench->after, run_look_unref);
  g_clear_pointer (&bench->between, run_look_unref);
  g_clear_pointer (&bench->after_levels, g_free);
  bench->has_result = FALSE;
  bench->result = (RunPerturbResult){ 0 };
  bench->blend = 0;
  bench->fraction = 0;
  bench->iterations = 0;
}

static void
forget_picture (Workbench *bench)
{
  forget_result (bench);
  g_clear_pointer (&bench->before, run_look_unref);
  g_clear_pointer (&bench->before_levels, g_free);
}

/* What was made here and saved comes back as it was: it has the size of the network's input, which
 * may be less than that of the pictures. */
static BaseImage *
fit (const FmtNetwork *network, const BaseImage *picture)
{
  const FmtCard *card = network->card;

  if (picture->width == card->width && picture->height == card->height)
    return base_image_convert (picture, card->channels);
  return fmt_network_fit (network, picture);
}

static gboolean
fits (const FmtNetwork *network, const BaseImage *picture)
{
  return picture->width == fmt_network_image_width (network) &&
         picture->height == fmt_network_image_height (network);
}

static void
look_at_picture (Workbench *bench)
{
  g_autoptr (BaseImage) fitted = NULL;

  if (bench->looker == NULL || bench->picture == NULL)
    return;
  fitted = fit (bench->looker->network, bench->picture);
  run_looker_set_picture (bench->looker, fits (bench->looker->network, fitted) ? fitted : NULL);
  bench->before_levels = g_new (guint8, bench->looker->ascent->size);
  run_planes_from_image (bench->looker->network, fitted, bench->before_levels);
  bench->before = run_looker_look (bench->looker, bench->before_levels);
}

static void
load (Workbench *bench, const char *network)
{
  g_autoptr (GError) error = NULL;
  RunLooker *looker;

  begin (bench, RUN_PERTURB_LOADING);
  looker = run_looker_new (network, &error);
  bench->state = RUN_PERTURB_IDLE;
  if (looker == NULL)
    {
      set_message (bench, error);
      return;
    }
  run_looker_free (bench->looker);
  bench->looker = looker;
  forget_picture (bench);
}

static void
set_blend (Workbench *bench, double blend)
{
  g_autofree guint8 *levels = NULL;

  if (!bench->has_result)
    return;
  levels = g_new (guint8, bench->looker->ascent->size);
  for (gsize i = 0; i < bench->looker->ascent->size; i++)
    levels[i] = (guint8) lrint (bench->before_levels[i] +
                                blend * ((int) bench->after_levels[i] - bench->before_levels[i]));
  run_look_unref (bench->between);
  bench->between = run_looker_look (bench->looker, levels);
  bench->blend = blend;
}

/* The confidences of what is tried are looked up now and then: a look costs as much as a good part
 * of an iteration. */
static void
show_tried (Workbench *bench, const guint8 *levels)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (RunLook) old = bench->after;

  memcpy (bench->after_levels, levels, bench->looker->ascent->size);
  if (now < bench->next_look)
    {
      bench->after = run_looker_show (bench->looker, levels, old);
      return;
    }
  bench->after = run_looker_look (bench->looker, levels);
  bench->next_look = now + (gint64) ((double) (g_get_monotonic_time () - now) / LOOK_SHARE);
}

static void
on_gradient (gpointer data, const AscPerturbRun *run)
{
  Workbench *bench = data;
  AscPerturbProgress progress;

  asc_perturb_run_progress (run, &progress);
  bench->fraction = progress.fraction;
  bench->iterations = progress.iterations;
  if (g_get_monotonic_time () < bench->next_publish)
    return;
  show_tried (bench, progress.levels);
  publish (bench);
}

static void
keep_result (Workbench *bench,
             const AscPerturbSettings *settings,
             const AscPerturbation *found,
             gint64 start)
{
  memcpy (bench->after_levels, found->levels, bench->looker->ascent->size);
  run_look_unref (bench->after);
  bench->after = run_looker_look (bench->looker, bench->after_levels);
  bench->between = run_look_ref (bench->after);
  bench->blend = 1;
  bench->fraction = 1;
  bench->iterations = found->iterations;
  bench->has_result = TRUE;
  bench->result = (RunPerturbResult){
    .settings = *settings,
    .success = found->success,
    .label = found->label,
    .label_after = found->label_after,
    .target = settings->target,
    .distortion = found->distortion,
    .max_change = found->max_change,
    .iterations = found->iterations,
    .seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC,
  };
}

/* What was tried last stays to be seen when it is cancelled, with its own confidences. */
static void
keep_tried (Workbench *bench)
{
  run_look_unref (bench->after);
  bench->after = run_looker_look (bench->looker, bench->after_levels);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_atomic_int_set ((gint *) data, 1);
}

static void
search (Workbench *bench, const AscPerturbSettings *settings, GCancellable *cancellable)
{
  g_autoptr (AscPerturbRun) run = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  AscPerturbState state = ASC_PERTURB_GOING_ON;
  gint interrupt = 0;
  gulong handler;

  if (bench->before == NULL)
    return;
  forget_result (bench);
  bench->after = run_look_ref (bench->before);
  bench->after_levels = g_memdup2 (bench->before_levels, bench->looker->ascent->size);
  bench->next_look = 0;
  begin (bench, RUN_PERTURB_SEARCHING);
  run = asc_perturb_run_new (bench->looker->ascent, bench->before_levels, settings, &error);
  handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), &interrupt, NULL);
  while (run != NULL && state == ASC_PERTURB_GOING_ON && !g_atomic_int_get (&interrupt))
    state = asc_perturb_run_advance (run, on_gradient, bench, &interrupt, &error);
  g_cancellable_disconnect (cancellable, handler);
  bench->state = RUN_PERTURB_IDLE;
  if (state == ASC_PERTURB_OVER)
    keep_result (bench, settings, asc_perturb_run_result (run), start);
  else if (error == NULL)
    keep_tried (bench);
  else
    {
      forget_result (bench);
      set_message (bench, error);
    }
}

static void
set_picture (Workbench *bench, RunPerturbWishes *wishes)
{
  forget_picture (bench);
  base_image_unref (bench->picture);
  bench->picture = g_steal_pointer (&wishes->picture);
  bench->picture_number = wishes->picture_number;
}

static void
fulfil (Workbench *bench, RunPerturbWishes *wishes, GCancellable *cancellable)
{
  if (wishes->has_picture)
    set_picture (bench, wishes);
  if (wishes->network != NULL)
    load (bench, wishes->network);
  if (bench->before == NULL)
    look_at_picture (bench);
  if (wishes->has_blend)
    set_blend (bench, wishes->blend);
  if (wishes->has_search)
    search (bench, &wishes->search, cancellable);
  publish (bench);
}

static void
clear (Workbench *bench)
{
  forget_picture (bench);
  g_clear_pointer (&bench->picture, base_image_unref);
  g_clear_pointer (&bench->looker, run_looker_free);
  g_free (bench->message);
}

gpointer
run_perturb_thread_main (gpointer data)
{
  Workbench bench = { .channel = data };
  gboolean quit = FALSE;

  base_pool_lower_priority ();
  while (!quit)
    {
      g_auto (RunPerturbWishes) wishes = { 0 };
      g_autoptr (GCancellable) cancellable = run_perturb_channel_await (bench.channel, &wishes);

      quit = wishes.quit;
      if (!quit)
        fulfil (&bench, &wishes, cancellable);
    }
  clear (&bench);
  return NULL;
}
