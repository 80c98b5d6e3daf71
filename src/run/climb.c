// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/climb-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "run/planes.h"

struct _RunClimb
{
  const FmtNetwork *network;
  AscNetwork *asc_network;
  AscAscent *ascent;
  gboolean is_unit; /* climbs for units, which need not be classes */
  EvoArchive *archive;
  EvoScore score;
  gpointer score_data;
  guint micro_batch;
  BaseImage *frame; /* a whole picture of the mean colour */
  guint n_climbs;
  EvoOffspring *offspring; /* (n_climbs) */
  gboolean *settled;       /* (n_climbs) over, and scored since */
  guint64 iteration;
  guint64 evaluations;

  /* What is being scored; kept when a pass is interrupted. */
  gboolean scoring;
  guint n_due;
  guint *due;         /* (n_climbs) climbs, of which n_due count */
  BaseImage **images; /* (n_climbs), of the climbs that are due */
  float *confidences; /* (n_climbs, n_classes), of the climbs that are due */
  gint *scored;       /* (n_climbs) of each micro-batch */
};

/* A picture as large as the network's pictures, in the mean colour. */
static BaseImage *
make_frame (const FmtNetwork *network, const AscNetwork *asc_network)
{
  BaseImage *frame = base_image_new (fmt_network_image_width (network),
                                     fmt_network_image_height (network), network->card->channels);
  gsize plane = (gsize) asc_network->height * asc_network->width;
  guint8 colour[3] = { 0 };

  for (guint c = 0; c < frame->channels; c++)
    {
      double sum = 0;

      for (gsize i = 0; i < plane; i++)
        sum += (double) asc_network->mean[c * plane + i];
      colour[network->card->bgr ? frame->channels - 1 - c : c] =
          (guint8) CLAMP (lround (sum / (double) plane), 0, 255);
    }
  for (gsize i = 0; i < base_image_size (frame); i++)
    frame->pixels[i] = colour[i % frame->channels];
  return frame;
}

/* The classes to climb for, in order. */
static GArray *
list_classes (const RunSettings *settings, guint n_classes)
{
  GArray *classes = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n_classes; i++)
    if (settings->wanted == NULL || settings->wanted[i])
      g_array_append_val (classes, i);
  return classes;
}

static gboolean
check_memory (const AscNetwork *network, guint n_classes, GError **error)
{
  guint64 memory = asc_ascent_memory (network, n_classes);
  g_autofree char *size = g_format_size (memory);

  if (memory <= RUN_CLIMB_MAX_MEMORY)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("Gradient ascent for %u classes would take %s of memory. Choose fewer classes."),
               n_classes, size);
  return FALSE;
}

RunClimb *
run_climb_new (const FmtNetwork *network,
               const RunSettings *settings,
               guint micro_batch,
               guint n_threads,
               EvoScore score,
               gpointer score_data,
               GError **error)
{
  g_autoptr (RunClimb) climb = g_new0 (RunClimb, 1);
  guint n_classes = fmt_network_n_classes (network);
  g_autoptr (GArray) classes = list_classes (settings, n_classes);

  climb->network = network;
  climb->score = score;
  climb->score_data = score_data;
  climb->micro_batch = micro_batch;
  climb->is_unit = settings->ascent.objective == ASC_OBJECTIVE_UNIT;
  climb->asc_network = run_planes_network (network, error);
  if (climb->asc_network == NULL || !check_memory (climb->asc_network, classes->len, error))
    return NULL;
  climb->ascent = asc_ascent_new (climb->asc_network, &settings->ascent, settings->seed,
                                  classes->len, (const guint *) classes->data, n_threads, error);
  if (climb->ascent == NULL)
    return NULL;
  climb->archive = evo_archive_new (n_classes, climb->is_unit ? NULL : settings->wanted);
  climb->frame = make_frame (network, climb->asc_network);
  climb->n_climbs = classes->len;
  climb->offspring = g_new0 (EvoOffspring, climb->n_climbs);
  climb->settled = g_new0 (gboolean, climb->n_climbs);
  climb->due = g_new (guint, climb->n_climbs);
  climb->images = g_new0 (BaseImage *, climb->n_climbs);
  climb->confidences = g_new (float, (gsize) climb->n_climbs *n_classes);
  climb->scored = g_new0 (gint, climb->n_climbs);
  return g_steal_pointer (&climb);
}

void
run_climb_free (RunClimb *climb)
{
  if (climb == NULL)
    return;
  for (guint i = 0; i < climb->n_climbs; i++)
    {
      base_image_unref (climb->offspring[i].image);
      base_image_unref (climb->images[i]);
    }
  g_free (climb->offspring);
  g_free (climb->settled);
  g_free (climb->due);
  g_free (climb->images);
  g_free (climb->confidences);
  g_free (climb->scored);
  base_image_unref (climb->frame);
  evo_archive_free (climb->archive);
  asc_ascent_free (climb->ascent);
  asc_network_free (climb->asc_network);
  g_free (climb);
}

gboolean
run_climb_set_n_threads (RunClimb *climb, guint n_threads, GError **error)
{
  return asc_ascent_set_n_threads (climb->ascent, n_threads, error);
}

/* The part that the network sees, in its frame. Caller unrefs. */
static BaseImage *
make_image (const RunClimb *climb, const float *picture)
{
  g_autofree guint8 *levels = g_new (guint8, climb->asc_network->size);
  g_autoptr (BaseImage) middle = NULL;

  asc_network_round (climb->asc_network, picture, levels);
  middle = run_planes_to_image (climb->network, levels);
  return run_planes_put_back (climb->network, climb->frame, middle);
}

static gboolean
is_due (const RunClimb *climb, guint index)
{
  const AscClimb *state = asc_ascent_climb (climb->ascent, index);

  if (climb->offspring[index].image == NULL)
    return TRUE;
  if (climb->settled[index])
    return FALSE;
  return climb->is_unit || state->confidence > climb->archive->bars[state->class_index];
}

static void
list_due (RunClimb *climb)
{
  climb->n_due = 0;
  for (guint i = 0; i < climb->n_climbs; i++)
    if (is_due (climb, i))
      climb->due[climb->n_due++] = i;
  memset (climb->scored, 0, climb->n_climbs * sizeof *climb->scored);
}

static void
score_micro_batch (gpointer data, guint task, guint worker)
{
  RunClimb *climb = data;
  guint first = task * climb->micro_batch;
  guint n = MIN (climb->micro_batch, climb->n_due - first);

  if (climb->scored[task])
    return;
  for (guint i = first; i < first + n; i++)
    climb->images[i] = make_image (climb, asc_ascent_climb (climb->ascent, climb->due[i])->picture);
  climb->score (climb->score_data, worker, climb->images + first, n, NULL,
                climb->confidences + (gsize) first * climb->archive->n_classes);
  climb->scored[task] = TRUE;
}

/* TRUE when all that is due has been scored. */
static gboolean
score_due (RunClimb *climb, BasePool *pool, const gint *interrupt)
{
  guint n_tasks = (climb->n_due + climb->micro_batch - 1) / climb->micro_batch;

  base_pool_run (pool, n_tasks, score_micro_batch, climb, interrupt);
  for (guint i = 0; i < n_tasks; i++)
    if (!climb->scored[i])
      return FALSE;
  return TRUE;
}

static void
offer_due (RunClimb *climb)
{
  guint n_classes = climb->archive->n_classes;

  for (guint i = 0; i < climb->n_climbs; i++)
    climb->offspring[i].n_won = 0;
  for (guint i = 0; i < climb->n_due; i++)
    {
      guint index = climb->due[i];
      EvoOffspring *offspring = &climb->offspring[index];
      const float *confidences = climb->confidences + (gsize) i * n_classes;

      offspring->origin = (EvoOrigin){ .evaluation = climb->evaluations + i,
                                       .generation = climb->iteration,
                                       .parent = EVO_NO_PARENT };
      base_image_unref (offspring->image);
      offspring->image = g_steal_pointer (&climb->images[i]);
      offspring->n_top = evo_top (confidences, n_classes, offspring->top);
      offspring->n_won = evo_archive_offer (climb->archive, NULL, offspring->image, confidences,
                                            &offspring->origin);
      climb->settled[index] = asc_ascent_climb (climb->ascent, index)->state != ASC_CLIMB_GOING_ON;
    }
  climb->evaluations += climb->n_due;
}

gboolean
run_climb_advance (RunClimb *climb, BasePool *pool, const gint *interrupt)
{
  if (!climb->scoring)
    {
      if (asc_ascent_is_over (climb->ascent))
        return TRUE;
      if (!asc_ascent_advance (climb->ascent, pool, interrupt))
        return FALSE;
      list_due (climb);
      climb->scoring = TRUE;
    }
  if (!score_due (climb, pool, interrupt))
    return FALSE;
  offer_due (climb);
  climb->scoring = FALSE;
  climb->iteration++;
  return TRUE;
}

gboolean
run_climb_is_over (const RunClimb *climb)
{
  return !climb->scoring && asc_ascent_is_over (climb->ascent);
}

guint64
run_climb_iteration (const RunClimb *climb)
{
  return climb->iteration;
}

guint64
run_climb_evaluations (const RunClimb *climb)
{
  return climb->evaluations;
}

const EvoArchive *
run_climb_archive (const RunClimb *climb)
{
  return climb->archive;
}

const AscAscent *
run_climb_ascent (const RunClimb *climb)
{
  return climb->ascent;
}

guint
run_climb_n_offspring (const RunClimb *climb)
{
  return climb->n_climbs;
}

const EvoOffspring *
run_climb_offspring (const RunClimb *climb, guint index)
{
  return &climb->offspring[index];
}
