// SPDX-License-Identifier: GPL-3.0-or-later

#include "evolve/search-private.h"

#include <math.h>

#include "evolve/save-private.h"

/* The bytes of a search: "EvoS", version; what it must be restored with; counters; settings and
 * chosen parents, of the generation under way and of the next one; seeds; the climbs; what parents
 * are drawn by; the champions' centre crops; the archive; the last offspring. Of a generation under
 * way the confidences are kept of the micro-batches that are done, and the gradients in their
 * climbs; their children are made again. */
#define TAG     "EvoS"
#define VERSION 6

/* Older ones that are read, too: with climbs of another kind, which are left off, without
 * screening, and without a choice of parents. */
#define OTHER_CLIMBS 5
#define UNSCREENED   4
#define OLDEST       3

#define MAX_PARENTS 65536

/* The least that one of them takes. */
#define MIN_PARENT_SIZE    16
#define MIN_OFFSPRING_SIZE 32

/* --- Parts --- */

void
evo_pack_variation (GByteArray *out, const EvoVariation *variation)
{
  base_pack_f64 (out, variation->eta);
  base_pack_f64 (out, variation->pixel_chance);
  base_pack_u32 (out, variation->pixel_half_life);
  base_pack_u8 (out, (guint8) variation->coordinates);
  base_pack_f64 (out, variation->weight_chance);
  base_pack_f64 (out, variation->activation_chance);
  base_pack_f64 (out, variation->add_link_chance);
  base_pack_f64 (out, variation->delete_link_chance);
  base_pack_f64 (out, variation->add_node_chance);
  base_pack_f64 (out, variation->delete_node_chance);
  base_pack_u32 (out, variation->tournament);
  base_pack_f64 (out, variation->gradient_share);
  base_pack_u8 (out, (guint8) variation->parents);
  base_pack_u32 (out, variation->n_strengths);
}

EvoVariation
evo_unpack_variation (BaseUnpack *in, gboolean is_old)
{
  EvoVariation variation;

  variation.eta = base_unpack_f64_in (in, G_MINDOUBLE, G_MAXDOUBLE);
  variation.pixel_chance = base_unpack_f64_in (in, 0, 1);
  variation.pixel_half_life = base_unpack_u32 (in);
  variation.coordinates = (EvoCoordinates) base_unpack_u8 (in);
  base_unpack_require (in, variation.coordinates <= EVO_COORDINATES_PIXEL);
  variation.weight_chance = base_unpack_f64_in (in, 0, 1);
  variation.activation_chance = base_unpack_f64_in (in, 0, 1);
  variation.add_link_chance = base_unpack_f64_in (in, 0, 1);
  variation.delete_link_chance = base_unpack_f64_in (in, 0, 1);
  variation.add_node_chance = base_unpack_f64_in (in, 0, 1);
  variation.delete_node_chance = base_unpack_f64_in (in, 0, 1);
  variation.tournament = base_unpack_u32 (in);
  base_unpack_require (in, variation.tournament <= EVO_MAX_TOURNAMENT);
  variation.gradient_share = base_unpack_f64_in (in, 0, 1);
  variation.parents = is_old ? EVO_PARENTS_UNIFORM : (EvoParentChoice) base_unpack_u8 (in);
  base_unpack_require (in, variation.parents < EVO_N_PARENT_CHOICES);
  variation.n_strengths = is_old ? 1 : base_unpack_u32 (in);
  base_unpack_require (in, variation.n_strengths <= EVO_MAX_STRENGTHS);
  return variation;
}

void
evo_pack_parents (GByteArray *out, const EvoParents *parents)
{
  guint n = parents != NULL ? parents->n : 0;

  base_pack_u32 (out, n);
  for (guint i = 0; i < n; i++)
    {
      evo_pack_genome (out, parents->genomes[i]);
      base_pack_u64 (out, parents->evaluations[i]);
    }
}

EvoParents *
evo_unpack_parents (BaseUnpack *in, const EvoSearchSettings *settings)
{
  guint n = base_unpack_count (in, MAX_PARENTS, MIN_PARENT_SIZE);
  g_autofree guint64 *evaluations = g_new0 (guint64, n);
  g_autoptr (GPtrArray) genomes = g_ptr_array_new_with_free_func ((GDestroyNotify) evo_genome_free);

  for (guint i = 0; i < n && !in->failed; i++)
    {
      g_ptr_array_add (
          genomes, evo_unpack_genome (in, settings->width, settings->height, settings->channels));
      evaluations[i] = base_unpack_u64 (in);
    }
  return in->failed ? NULL
                    : evo_parents_new (settings, n, (const EvoGenome *const *) genomes->pdata,
                                       evaluations);
}

static void
pack_offspring (GByteArray *out, const EvoPopulation *population)
{
  base_pack_u32 (out, population->n);
  for (guint i = 0; i < population->n; i++)
    {
      const EvoOffspring *offspring = &population->offspring[i];

      evo_pack_genome (out, offspring->genome);
      evo_pack_origin (out, &offspring->origin);
      evo_pack_top (out, offspring->top, offspring->n_top);
      base_pack_u32 (out, offspring->n_won);
      base_pack_u8 (out, offspring->is_screened_only != FALSE);
    }
}

static void
unpack_offspring (BaseUnpack *in,
                  const EvoSearchSettings *settings,
                  EvoPopulation *population,
                  guint32 version,
                  BasePool *pool)
{
  guint n = base_unpack_count (in, EVO_MAX_BATCH, MIN_OFFSPRING_SIZE);

  evo_population_resize (population, n);
  for (guint i = 0; i < n && !in->failed; i++)
    {
      EvoOffspring *offspring = &population->offspring[i];

      population->genomes[i] =
          evo_unpack_genome (in, settings->width, settings->height, settings->channels);
      offspring->origin = evo_unpack_origin (in);
      evo_unpack_top (in, settings->n_classes, offspring->top, &offspring->n_top);
      offspring->n_won = base_unpack_u32 (in);
      offspring->is_screened_only = version > UNSCREENED && base_unpack_boolean (in);
      offspring->genome = population->genomes[i];
      if (!in->failed)
        offspring->image = evo_population_own_image (population, i, settings);
    }
  if (!in->failed)
    evo_draw_images (n, (const EvoGenome *const *) population->genomes, population->images, pool);
}

/* --- The whole --- */

static void
pack_settings (GByteArray *out, const EvoSearch *search)
{
  const EvoSearchSettings *settings = &search->settings;

  base_pack_string (out, evo_encoding_to_string (settings->encoding));
  base_pack_u32 (out, settings->width);
  base_pack_u32 (out, settings->height);
  base_pack_u32 (out, settings->channels);
  base_pack_u32 (out, settings->n_classes);
  base_pack_u64 (out, settings->seed);
  base_pack_u32 (out, settings->micro_batch);
  base_pack_u32 (out, settings->screen != NULL ? settings->screen_batch : 0);
}

/* What was saved, of what may differ without harm. */
typedef struct
{
  guint32 version;
  guint micro_batch, screen_batch; /* 0: nothing was screened */
} Saved;

/* What the result depends on and does not change during a run. */
static gboolean
check_settings (BaseUnpack *in, const EvoSearchSettings *settings, Saved *saved, GError **error)
{
  g_autofree char *encoding = base_unpack_string (in);
  gboolean same = g_strcmp0 (encoding, evo_encoding_to_string (settings->encoding)) == 0;

  same &= base_unpack_u32 (in) == settings->width;
  same &= base_unpack_u32 (in) == settings->height;
  same &= base_unpack_u32 (in) == settings->channels;
  same &= base_unpack_u32 (in) == settings->n_classes;
  same &= base_unpack_u64 (in) == settings->seed;
  saved->micro_batch = base_unpack_u32 (in);
  base_unpack_require (in, saved->micro_batch >= 1);
  saved->screen_batch = saved->version > UNSCREENED ? base_unpack_u32 (in) : 0;
  same &= (saved->screen_batch > 0) == (settings->screen != NULL);
  return base_unpack_check_same (in, same, error);
}

/* The settings of one generation. */
static void
pack_generation (GByteArray *out,
                 guint batch,
                 const EvoVariation *variation,
                 const EvoParents *chosen)
{
  base_pack_u32 (out, batch);
  evo_pack_variation (out, variation);
  evo_pack_parents (out, chosen);
}

static void
unpack_generation (BaseUnpack *in, EvoSearch *search, gboolean is_old)
{
  search->next_batch = base_unpack_u32 (in);
  base_unpack_require (in,
                       search->next_batch >= EVO_MIN_BATCH && search->next_batch <= EVO_MAX_BATCH);
  search->next_variation = evo_unpack_variation (in, is_old);
  evo_parents_unref (search->next_chosen);
  search->next_chosen = evo_unpack_parents (in, &search->settings);
}

/* With screening: all children, whether it is known who goes on, and these. */
static void
pack_stages (GByteArray *out, const EvoSearch *search)
{
  if (search->settings.screen != NULL)
    {
      evo_stage_save (&search->screen, out);
      base_pack_u8 (out, search->chosen_for_full != FALSE);
      if (!search->chosen_for_full)
        return;
      base_pack_u32 (out, search->full.n);
    }
  evo_stage_save (&search->full, out);
}

/* Where images are screened together that were not, it is done again, and so is what comes after
 * it. */
static void
unpack_screened (BaseUnpack *in, EvoSearch *search, const Saved *saved)
{
  const EvoSearchSettings *settings = &search->settings;
  guint n;

  evo_stage_restore (&search->screen, saved->screen_batch, in);
  if (!base_unpack_boolean (in))
    return;
  n = base_unpack_u32 (in);
  if (saved->screen_batch == settings->screen_batch)
    {
      if (!base_unpack_require (in, evo_stage_is_scored (&search->screen)))
        return;
      evo_search_choose (search);
      base_unpack_require (in, n == search->full.n);
    }
  else if (base_unpack_require (in, n <= settings->batch && n >= search->climbs.n))
    evo_stage_begin (&search->full, n, NULL, search->climbs.n_gradients, settings->micro_batch,
                     settings->n_classes);
  if (!in->failed)
    evo_stage_restore (&search->full, saved->micro_batch, in);
}

/* A generation of an older version some of whose children climbed, which is begun anew. */
static void
pass_over_generation (BaseUnpack *in, EvoSearch *search, const Saved *saved, guint n_climbing)
{
  const EvoSearchSettings *settings = &search->settings;
  EvoStage stage = { 0 };
  guint n = search->next_batch;

  if (!base_unpack_require (in, n_climbing <= n && settings->gradient != NULL))
    return;
  if (settings->screen != NULL)
    {
      evo_stage_begin (&stage, n, NULL, 0, settings->screen_batch, settings->n_classes);
      evo_stage_restore (&stage, saved->screen_batch, in);
      n = base_unpack_boolean (in) ? base_unpack_u32 (in) : 0;
    }
  if (n > 0 && base_unpack_require (in, n <= search->next_batch && n >= n_climbing))
    {
      evo_stage_begin (&stage, n, NULL, n_climbing, settings->micro_batch, settings->n_classes);
      evo_stage_restore (&stage, saved->micro_batch, in);
    }
  evo_stage_clear (&stage);
}

static void
unpack_under_way (BaseUnpack *in, EvoSearch *search, const Saved *saved)
{
  guint n_climbing;

  unpack_generation (in, search, saved->version == OLDEST);
  n_climbing = saved->version <= OTHER_CLIMBS ? base_unpack_u32 (in) : 0;
  base_unpack_require (in, search->climbs.n <= search->next_batch);
  if (in->failed)
    return;
  if (n_climbing > 0)
    {
      pass_over_generation (in, search, saved, n_climbing);
      return;
    }
  evo_search_begin_generation (search);
  if (search->settings.screen != NULL)
    unpack_screened (in, search, saved);
  else
    evo_stage_restore (&search->full, saved->micro_batch, in);
}

static void
unpack_centres (BaseUnpack *in, EvoSearch *search)
{
  if (search->centres == NULL)
    return;
  base_unpack_f32s (in, search->centres, search->settings.n_classes);
  for (guint i = 0; i < search->settings.n_classes; i++)
    base_unpack_require (in, !isnan (search->centres[i]));
}

void
evo_search_save (const EvoSearch *search, EvoSaveFlags flags, GByteArray *out)
{
  g_return_if_fail (search != NULL && out != NULL);

  if (search->settings.ranks != NULL)
    flags &= ~EVO_SAVE_OFFSPRING;

  base_pack_header (out, TAG, VERSION);
  pack_settings (out, search);
  base_pack_u64 (out, search->generation);
  base_pack_u64 (out, search->evaluations);
  base_pack_u64 (out, search->passes);
  evo_pack_parents (out, search->seeds);
  evo_climbs_save (&search->climbs, search->settings.n_classes, out);
  evo_draw_save (&search->draw, out);
  if (search->centres != NULL)
    base_pack_f32s (out, search->centres, search->settings.n_classes);
  base_pack_u8 (out, (flags & EVO_SAVE_ARCHIVE) != 0);
  if (flags & EVO_SAVE_ARCHIVE)
    evo_archive_save (search->archive, out);
  base_pack_u8 (out, search->under_way != FALSE);
  if (search->under_way)
    {
      pack_generation (out, search->settings.batch, &search->settings.variation, search->chosen);
      pack_stages (out, search);
    }
  pack_generation (out, search->next_batch, &search->next_variation, search->next_chosen);
  base_pack_u8 (out, (flags & EVO_SAVE_OFFSPRING) != 0);
  if (flags & EVO_SAVE_OFFSPRING)
    pack_offspring (out, &search->last);
}

static gboolean
unpack_archive (BaseUnpack *in,
                const EvoSearchSettings *settings,
                EvoSearch *search,
                EvoArchive *archive,
                BasePool *pool,
                GError **error)
{
  gboolean is_inside = base_unpack_boolean (in);

  base_unpack_require (in, is_inside == (archive == NULL));
  if (!base_unpack_check (in, error))
    {
      evo_archive_free (archive);
      return FALSE;
    }
  if (is_inside)
    archive = evo_archive_restore (settings->n_classes, settings->wanted, settings->width,
                                   settings->height, settings->channels, in, error);
  if (archive == NULL)
    return FALSE;
  evo_archive_free (search->archive);
  search->archive = archive;
  return TRUE;
}

EvoSearch *
evo_search_restore (const EvoSearchSettings *settings,
                    EvoScore score,
                    gpointer score_data,
                    EvoArchive *archive,
                    BasePool *pool,
                    BaseUnpack *in,
                    GError **error)
{
  g_autoptr (EvoArchive) given = archive;
  g_autoptr (EvoSearch) search = NULL;
  gboolean is_under_way;
  Saved saved;

  g_return_val_if_fail (settings != NULL && in != NULL, NULL);
  g_return_val_if_fail (archive == NULL || archive->n_classes == settings->n_classes, NULL);

  saved.version = base_unpack_header_since (in, TAG, OLDEST, VERSION, error);
  if (saved.version == 0 || !check_settings (in, settings, &saved, error))
    return NULL;
  search = evo_search_new (settings, score, score_data);
  search->generation = base_unpack_u64 (in);
  search->evaluations = base_unpack_u64 (in);
  search->passes = saved.version > UNSCREENED ? base_unpack_u64 (in)
                                              : search->evaluations * MAX (settings->n_crops, 1);
  evo_parents_unref (search->seeds);
  search->seeds = evo_unpack_parents (in, settings);
  if (saved.version > OTHER_CLIMBS)
    evo_climbs_restore (&search->climbs, settings, in);
  else
    evo_climbs_pass_over (settings, in);
  base_unpack_require (in, search->climbs.n == 0 || settings->gradient != NULL);
  if (saved.version > OLDEST)
    evo_draw_restore (&search->draw, in);
  unpack_centres (in, search);
  if (!unpack_archive (in, settings, search, g_steal_pointer (&given), pool, error))
    return NULL;
  is_under_way = base_unpack_boolean (in);
  base_unpack_require (in, is_under_way || search->climbs.n == 0);
  if (is_under_way)
    unpack_under_way (in, search, &saved);
  unpack_generation (in, search, saved.version == OLDEST);
  if (base_unpack_boolean (in))
    unpack_offspring (in, settings, &search->last, saved.version, pool);
  return base_unpack_check (in, error) ? g_steal_pointer (&search) : NULL;
}
