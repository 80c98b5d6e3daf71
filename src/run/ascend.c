// SPDX-License-Identifier: GPL-3.0-or-later
/* Gradient ascent as work: one climb a wanted class, whose images come to the archive as offspring
 * do. An image is the climb's picture in whole grey levels, which is what a file can hold; where
 * the network sees only the middle of its pictures, the mean colour surrounds it. The archive is
 * offered what the network says of that image, not of the climb's fractions of grey levels, and
 * only when the climb itself has got higher than its class's champion. */
#include "run/experiment-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "run/planes.h"
#include "run/scoring-private.h"
#include "run/works-private.h"

#define STATE_TAG     "CLMB"
#define STATE_VERSION 2

#define MAX_MEMORY ((guint64) 4 << 30)

/* What a session keeps of the climbs for the time-lapse, in bytes of pictures and in moments. */
#define KEPT_MEMORY ((guint64) 64 << 20)
#define MAX_MOMENTS 64

typedef struct
{
  RunExperiment *experiment; /* borrowed */
  const FmtNetwork *network;
  AscNetwork *asc_network;
  AscAscent *ascent;
  gboolean is_unit; /* climbs for units, which need not be classes */
  EvoArchive *archive;
  BaseImage *frame; /* a whole picture of the mean colour */
  guint n_climbs;
  EvoOffspring *offspring; /* (n_climbs) */
  gboolean *settled;       /* (n_climbs) over, and scored since */
  guint64 iteration;
  guint64 evaluations; /* of an image that was scored 1, of a climb's step EVO_GRADIENT_COST */
  guint n_gradients;   /* climbs with which the iteration under way began; 0 = none is under way */

  /* What is being scored; kept when a pass is interrupted. */
  gboolean scoring;
  guint n_due;
  guint *due; /* (n_climbs) climbs, of which n_due count */
  RunScoring *scores;
} Climbs;

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

  if (memory <= MAX_MEMORY)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("Gradient ascent for %u classes would take %s of memory. Choose fewer classes."),
               n_classes, size);
  return FALSE;
}

static void
free_climbs (gpointer search)
{
  Climbs *climb = search;

  for (guint i = 0; i < climb->n_climbs; i++)
    base_image_unref (climb->offspring[i].image);
  g_free (climb->offspring);
  g_free (climb->settled);
  g_free (climb->due);
  g_clear_pointer (&climb->scores, run_scoring_free);
  base_image_unref (climb->frame);
  g_clear_pointer (&climb->archive, evo_archive_free);
  g_clear_pointer (&climb->ascent, asc_ascent_free);
  g_clear_pointer (&climb->asc_network, asc_network_free);
  g_free (climb);
}

static guint64
record_every (gpointer search)
{
  const Climbs *climb = search;
  guint64 bytes = (guint64) base_image_size (climb->frame) * climb->n_climbs;
  guint64 moments = CLAMP (KEPT_MEMORY / MAX (bytes, 1), 2, MAX_MOMENTS);

  return MAX (climb->experiment->settings.ascent.iterations / moments, 1) + 1;
}

/* What the climb that is the index-th due one shows: the part that the network sees, in its frame.
 */
static BaseImage *
make_image (gpointer data, guint index)
{
  const Climbs *climb = data;
  g_autofree guint8 *levels = g_new (guint8, climb->asc_network->size);
  g_autoptr (BaseImage) middle = NULL;

  asc_network_round (climb->asc_network,
                     asc_ascent_climb (climb->ascent, climb->due[index])->picture, levels);
  middle = run_planes_to_image (climb->network, levels);
  return run_planes_put_back (climb->network, climb->frame, middle);
}

/* All but the ascent and the archive. */
static Climbs *
new_climbs (RunExperiment *experiment, const GArray *classes, GError **error)
{
  const FmtNetwork *network = experiment->network;
  guint n_classes = fmt_network_n_classes (network);
  Climbs *climb = g_new0 (Climbs, 1);

  climb->experiment = experiment;
  climb->network = network;
  climb->is_unit = experiment->settings.ascent.objective == ASC_OBJECTIVE_UNIT;
  climb->asc_network = run_planes_network (network, error);
  if (climb->asc_network == NULL || !check_memory (climb->asc_network, classes->len, error))
    {
      free_climbs (climb);
      return NULL;
    }
  climb->frame = make_frame (network, climb->asc_network);
  climb->n_climbs = classes->len;
  climb->offspring = g_new0 (EvoOffspring, climb->n_climbs);
  climb->settled = g_new0 (gboolean, climb->n_climbs);
  climb->due = g_new (guint, climb->n_climbs);
  climb->scores = run_scoring_new (climb->n_climbs, experiment->micro_batch, n_classes, make_image,
                                   climb, run_experiment_score, run_experiment_share, experiment);
  run_scoring_set_ranks (climb->scores, experiment->ranks);
  return climb;
}

static gpointer
make_climbs (RunExperiment *experiment, GError **error)
{
  const RunSettings *settings = &experiment->settings;
  guint n_classes = fmt_network_n_classes (experiment->network);
  g_autoptr (GArray) classes = list_classes (settings, n_classes);
  Climbs *climb = new_climbs (experiment, classes, error);

  if (climb == NULL)
    return NULL;
  climb->ascent =
      asc_ascent_new (climb->asc_network, &settings->ascent, settings->seed, classes->len,
                      (const guint *) classes->data, experiment->n_threads, error);
  if (climb->ascent == NULL)
    {
      free_climbs (climb);
      return NULL;
    }
  asc_ascent_set_ranks (climb->ascent, experiment->ranks);
  climb->archive = evo_archive_new (n_classes, climb->is_unit ? NULL : settings->wanted);
  return climb;
}

static gboolean
set_n_threads (gpointer search, guint n_threads, GError **error)
{
  Climbs *climb = search;

  return asc_ascent_set_n_threads (climb->ascent, n_threads, error);
}

static gboolean
is_due (const Climbs *climb, guint index)
{
  const AscClimb *state = asc_ascent_climb (climb->ascent, index);

  if (climb->offspring[index].image == NULL)
    return TRUE;
  if (climb->settled[index])
    return FALSE;
  return climb->is_unit || state->confidence > climb->archive->bars[state->class_index];
}

static guint
count_going_on (const Climbs *climb)
{
  guint n = 0;

  for (guint i = 0; i < climb->n_climbs; i++)
    n += asc_ascent_climb (climb->ascent, i)->state == ASC_CLIMB_GOING_ON;
  return n;
}

static void
list_due (Climbs *climb)
{
  climb->n_due = 0;
  for (guint i = 0; i < climb->n_climbs; i++)
    if (is_due (climb, i))
      climb->due[climb->n_due++] = i;
  run_scoring_begin (climb->scores, climb->n_due);
}

static void
offer_due (Climbs *climb)
{
  guint n_classes = climb->archive->n_classes;

  for (guint i = 0; i < climb->n_climbs; i++)
    climb->offspring[i].n_won = 0;
  for (guint i = 0; i < climb->n_due; i++)
    {
      guint index = climb->due[i];
      EvoOffspring *offspring = &climb->offspring[index];
      const float *confidences = run_scoring_confidences (climb->scores, i);

      offspring->origin = (EvoOrigin){ .evaluation = climb->evaluations + i,
                                       .generation = climb->iteration,
                                       .parent = EVO_NO_PARENT };
      base_image_unref (offspring->image);
      offspring->image = base_image_ref (run_scoring_image (climb->scores, i));
      offspring->n_top = evo_top (confidences, n_classes, offspring->top);
      offspring->n_won = evo_archive_offer (climb->archive, NULL, offspring->image, confidences,
                                            &offspring->origin);
      climb->settled[index] = asc_ascent_climb (climb->ascent, index)->state != ASC_CLIMB_GOING_ON;
    }
  climb->evaluations += climb->n_due + climb->n_gradients * EVO_GRADIENT_COST;
  climb->n_gradients = 0;
}

static gboolean
advance (gpointer search, BasePool *pool, const gint *interrupt)
{
  Climbs *climb = search;

  if (!climb->scoring)
    {
      if (asc_ascent_is_over (climb->ascent))
        return TRUE;
      if (climb->n_gradients == 0)
        climb->n_gradients = count_going_on (climb);
      if (!asc_ascent_advance (climb->ascent, pool, interrupt))
        return FALSE;
      list_due (climb);
      climb->scoring = TRUE;
    }
  if (!run_scoring_advance (climb->scores, pool, interrupt))
    return FALSE;
  run_scoring_make_images (climb->scores, pool);
  offer_due (climb);
  climb->scoring = FALSE;
  climb->iteration++;
  return TRUE;
}

static gboolean
is_over (gpointer search)
{
  const Climbs *climb = search;

  return !climb->scoring && asc_ascent_is_over (climb->ascent);
}

static const EvoArchive *
archive (gpointer search)
{
  return ((const Climbs *) search)->archive;
}

static guint64
iteration (gpointer search)
{
  return ((const Climbs *) search)->iteration;
}

static guint64
evaluations (gpointer search)
{
  return ((const Climbs *) search)->evaluations;
}

static guint
n_offspring (gpointer search)
{
  return ((const Climbs *) search)->n_climbs;
}

static const EvoOffspring *
offspring (gpointer search, guint index)
{
  return &((const Climbs *) search)->offspring[index];
}

static GArray *
list_climbs (gpointer search)
{
  const AscAscent *ascent = ((const Climbs *) search)->ascent;
  GArray *climbs = g_array_new (FALSE, FALSE, sizeof (AscClimb));

  for (guint i = 0; i < asc_ascent_n_climbs (ascent); i++)
    {
      AscClimb climb = *asc_ascent_climb (ascent, i);

      climb.picture = NULL;
      g_array_append_val (climbs, climb);
    }
  return climbs;
}

static void
save_offspring (const Climbs *climb, guint index, GByteArray *out)
{
  const EvoOffspring *offspring = &climb->offspring[index];

  base_pack_u8 (out, climb->settled[index] ? 1 : 0);
  base_pack_u8 (out, offspring->image != NULL ? 1 : 0);
  if (offspring->image == NULL)
    return;
  base_pack_blob (out, offspring->image->pixels, base_image_size (offspring->image));
  base_pack_u64 (out, offspring->origin.evaluation);
  base_pack_u64 (out, offspring->origin.generation);
  base_pack_u32 (out, offspring->n_won);
  base_pack_u32 (out, offspring->n_top);
  for (guint i = 0; i < offspring->n_top; i++)
    {
      base_pack_u32 (out, offspring->top[i].class_index);
      base_pack_f32 (out, offspring->top[i].confidence);
    }
}

static void
restore_offspring (Climbs *climb, guint index, BaseUnpack *in)
{
  EvoOffspring *offspring = &climb->offspring[index];

  climb->settled[index] = base_unpack_boolean (in);
  if (!base_unpack_boolean (in))
    return;
  offspring->image =
      base_image_new (climb->frame->width, climb->frame->height, climb->frame->channels);
  base_unpack_blob_into (in, offspring->image->pixels, base_image_size (offspring->image));
  offspring->origin.evaluation = base_unpack_u64 (in);
  offspring->origin.generation = base_unpack_u64 (in);
  offspring->origin.parent = EVO_NO_PARENT;
  offspring->n_won = base_unpack_u32 (in);
  offspring->n_top = base_unpack_count (in, EVO_TOP, 8);
  for (guint i = 0; i < offspring->n_top; i++)
    {
      offspring->top[i].class_index = base_unpack_u32 (in);
      offspring->top[i].confidence = base_unpack_f32 (in);
      base_unpack_require (in, offspring->top[i].class_index < climb->archive->n_classes);
    }
}

/* What was being scored is found again from the rest. */
static void
save (gpointer search, GByteArray *out)
{
  const Climbs *climb = search;

  base_pack_header (out, STATE_TAG, STATE_VERSION);
  base_pack_u64 (out, climb->iteration);
  base_pack_u64 (out, climb->evaluations);
  base_pack_u32 (out, climb->n_gradients);
  base_pack_u8 (out, climb->scoring ? 1 : 0);
  for (guint i = 0; i < climb->n_climbs; i++)
    save_offspring (climb, i, out);
  asc_ascent_save (climb->ascent, out);
}

static gboolean
restore_state (Climbs *climb, const GArray *classes, BaseUnpack *in, GError **error)
{
  const RunSettings *settings = &climb->experiment->settings;

  if (!base_unpack_header (in, STATE_TAG, STATE_VERSION, error))
    return FALSE;
  climb->iteration = base_unpack_u64 (in);
  climb->evaluations = base_unpack_u64 (in);
  climb->n_gradients = base_unpack_u32 (in);
  base_unpack_require (in, climb->n_gradients <= climb->n_climbs);
  climb->scoring = base_unpack_boolean (in);
  for (guint i = 0; i < climb->n_climbs && !in->failed; i++)
    restore_offspring (climb, i, in);
  if (!base_unpack_check (in, error))
    return FALSE;
  climb->ascent =
      asc_ascent_restore (climb->asc_network, &settings->ascent, settings->seed, classes->len,
                          (const guint *) classes->data, climb->experiment->n_threads, in, error);
  if (climb->ascent == NULL)
    return FALSE;
  asc_ascent_set_ranks (climb->ascent, climb->experiment->ranks);
  if (climb->scoring)
    list_due (climb);
  return TRUE;
}

static gpointer
restore_climbs (RunExperiment *experiment, EvoArchive *archive, BaseUnpack *in, GError **error)
{
  guint n_classes = fmt_network_n_classes (experiment->network);
  g_autoptr (GArray) classes = list_classes (&experiment->settings, n_classes);
  Climbs *climb = new_climbs (experiment, classes, error);

  if (climb == NULL)
    {
      evo_archive_free (archive);
      return NULL;
    }
  climb->archive = archive;
  if (restore_state (climb, classes, in, error))
    return climb;
  free_climbs (climb);
  return NULL;
}

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  return run_experiment_make (context, &run_searcher_ascend, order, error);
}

static gpointer
restore (RunContext *context, StoreSession *session, GError **error)
{
  return run_experiment_restore (context, &run_searcher_ascend, session, error);
}

const RunSearcher run_searcher_ascend = {
  .make = make_climbs,
  .free = free_climbs,
  .set_n_threads = set_n_threads,
  .advance = advance,
  .is_over = is_over,
  .archive = archive,
  .generation = iteration,
  .evaluations = evaluations,
  .n_offspring = n_offspring,
  .offspring = offspring,
  .climbs = list_climbs,
  .record_every = record_every,
  .save = save,
  .restore = restore_climbs,
};

const RunWork run_work_ascend = {
  .name = "ascend",
  .session = RUN_SESSION_RUN,
  .make = make,
  .advance = run_experiment_advance,
  .obey = run_experiment_obey,
  .show = run_experiment_show,
  .save = run_experiment_save,
  .restore = restore,
  .free = run_experiment_free,
};
