// SPDX-License-Identifier: GPL-3.0-or-later
/* What older versions have saved goes on exactly: written here as they wrote it. */
#include "evolve/save-private.h"
#include "evolve/search-private.h"

#include "base/error.h"
#include "scorer.h"
#include "support.h"

#include <string.h>

#define N_BEFORE 5
#define N_AFTER  6

/* Before there was a choice of parents and of mutation strengths; before there was screening;
 * before climbs tried steps. */
#define SEARCH_BEFORE_PARENTS   3
#define SEARCH_BEFORE_SCREENING 4
#define SEARCH_BEFORE_STEPS     5
#define MEMORY_BEFORE_PARENTS   2
#define MEMORY_BEFORE_SCREENING 3

static void
pack_old_variation (GByteArray *out, const EvoVariation *variation, gboolean before_parents)
{
  const double numbers[] = { variation->eta, variation->pixel_chance };
  const double chances[] = { variation->weight_chance,   variation->activation_chance,
                             variation->add_link_chance, variation->delete_link_chance,
                             variation->add_node_chance, variation->delete_node_chance };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    base_pack_f64 (out, numbers[i]);
  base_pack_u32 (out, variation->pixel_half_life);
  base_pack_u8 (out, (guint8) variation->coordinates);
  for (guint i = 0; i < G_N_ELEMENTS (chances); i++)
    base_pack_f64 (out, chances[i]);
  base_pack_u32 (out, variation->tournament);
  base_pack_f64 (out, variation->gradient_share);
  if (before_parents)
    return;
  base_pack_u8 (out, (guint8) variation->parents);
  base_pack_u32 (out, variation->n_strengths);
}

static void
pack_old_generation (GByteArray *out,
                     guint batch,
                     const EvoVariation *variation,
                     const EvoParents *chosen,
                     gboolean before_parents)
{
  base_pack_u32 (out, batch);
  pack_old_variation (out, variation, before_parents);
  evo_pack_parents (out, chosen);
}

static void
pack_old_child (GByteArray *out, const EvoOffspring *child)
{
  evo_pack_origin (out, &child->origin);
  evo_pack_top (out, child->top, child->n_top);
  base_pack_u32 (out, child->n_won);
}

static void
pack_old_climbs (GByteArray *out, const EvoClimbs *climbs, guint n_classes)
{
  base_pack_u32 (out, climbs->climbs->len);
  for (guint i = 0; i < climbs->climbs->len; i++)
    {
      const EvoClimb *climb = evo_climbs_get (climbs, i);
      g_autofree float *adam = g_new0 (float, 3 * (gsize) climb->n_weights);

      base_pack_u32 (out, climb->class_index);
      base_pack_u32 (out, climb->n_steps);
      base_pack_u32 (out, 0);
      base_pack_u64 (out, climb->parent);
      evo_pack_genome (out, climb->genome);
      base_pack_f32s (out, adam, 3 * (gsize) climb->n_weights);
    }
  for (guint i = 0; i < n_classes; i++)
    base_pack_u64 (out, climbs->left[i]);
}

static GByteArray *
save_old (const EvoSearch *search, guint32 version)
{
  const EvoSearchSettings *settings = &search->settings;
  gboolean before_parents = version == SEARCH_BEFORE_PARENTS;
  gboolean before_screening = version <= SEARCH_BEFORE_SCREENING;
  GByteArray *out = g_byte_array_new ();

  base_pack_header (out, "EvoS", version);
  base_pack_string (out, evo_encoding_to_string (settings->encoding));
  base_pack_u32 (out, settings->width);
  base_pack_u32 (out, settings->height);
  base_pack_u32 (out, settings->channels);
  base_pack_u32 (out, settings->n_classes);
  base_pack_u64 (out, settings->seed);
  base_pack_u32 (out, settings->micro_batch);
  if (!before_screening)
    base_pack_u32 (out, 0);
  base_pack_u64 (out, search->generation);
  base_pack_u64 (out, search->evaluations);
  if (!before_screening)
    base_pack_u64 (out, search->passes);
  evo_pack_parents (out, search->seeds);
  pack_old_climbs (out, &search->climbs, settings->n_classes);
  if (!before_parents)
    evo_draw_save (&search->draw, out);
  base_pack_u8 (out, 1);
  evo_archive_save (search->archive, out);
  base_pack_u8 (out, search->under_way != FALSE);
  if (search->under_way)
    {
      const EvoStage *stage = &search->full;

      pack_old_generation (out, settings->batch, &settings->variation, search->chosen,
                           before_parents);
      base_pack_u32 (out, search->climbs.n_gradients);
      for (guint i = 0; i < stage->n_micro_batches; i++)
        {
          base_pack_u8 (out, stage->done[i] != FALSE);
          if (stage->done[i])
            base_pack_f32s (out, evo_stage_confidences (stage, evo_stage_first (stage, i)),
                            (gsize) evo_stage_size (stage, i) * settings->n_classes);
        }
    }
  pack_old_generation (out, search->next_batch, &search->next_variation, search->next_chosen,
                       before_parents);
  base_pack_u8 (out, 1);
  base_pack_u32 (out, search->last.n);
  for (guint i = 0; i < search->last.n; i++)
    {
      evo_pack_genome (out, search->last.offspring[i].genome);
      pack_old_child (out, &search->last.offspring[i]);
      if (!before_screening)
        base_pack_u8 (out, FALSE);
    }
  return out;
}

static EvoSearchSettings
old_settings (gboolean climbs, guint32 version)
{
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);

  settings.n_crops = 10;
  settings.gradient = climbs ? scorer_gradient : NULL;
  settings.variation.gradient_share = climbs ? 0.4 : 0;
  settings.variation.tournament = 3;
  if (version != SEARCH_BEFORE_PARENTS)
    {
      settings.variation.parents = EVO_PARENTS_CURIOUS;
      settings.variation.n_strengths = 3;
    }
  return settings;
}

static void
go_on (EvoSearch *search, BasePool *pool)
{
  while (evo_search_generation (search) < N_BEFORE + N_AFTER)
    g_assert_true (evo_search_advance (search, pool, NULL));
}

/* calls: after so many micro-batches of a generation it was interrupted; negative: between two. */
static EvoSearch *
begin (const EvoSearchSettings *settings, Scorer *scorer, BasePool *pool, gint calls)
{
  EvoSearch *search;

  scorer_init (scorer, 1);
  scorer->scale = 0.2f;
  search = evo_search_new (settings, scorer_score, scorer);
  for (guint i = 0; i < N_BEFORE; i++)
    g_assert_true (evo_search_advance (search, pool, NULL));
  scorer->calls_until_interrupt = calls;
  if (calls >= 0)
    g_assert_false (evo_search_advance (search, pool, &scorer->interrupt));
  scorer->calls_until_interrupt = -1;
  return search;
}

static void
assert_refused_where_cut_off (const EvoSearchSettings *settings,
                              Scorer *scorer,
                              const GByteArray *bytes)
{
  for (gsize size = 0; size < bytes->len; size += 1 + size / 64)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, size);
      BaseUnpack in;

      base_unpack_init (&in, copy, size);
      g_assert_null (evo_search_restore (settings, scorer_score, scorer, NULL, NULL, &in, NULL));
    }
}

/* calls: as above. */
static void
check_search (guint32 version, gint calls)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  EvoSearchSettings settings = old_settings (FALSE, version);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *result = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  EvoSearch *search;
  guint64 evaluations;
  BaseUnpack in;
  Scorer scorer;

  search = begin (&settings, &scorer, pool, calls);
  bytes = save_old (search, version);
  before = scorer_fingerprint (search);
  evaluations = evo_search_evaluations (search);
  go_on (search, pool);
  expected = scorer_fingerprint (search);
  evo_search_free (search);

  memset (scorer.workspaces, 0, sizeof scorer.workspaces);
  base_unpack_init (&in, bytes->data, bytes->len);
  search = evo_search_restore (&settings, scorer_score, &scorer, NULL, pool, &in, &error);
  g_assert_no_error (error);
  g_assert_true (base_unpack_finish (&in, NULL));
  after = scorer_fingerprint (search);
  g_assert_cmpstr (after, ==, before);
  /* All was scored whole. */
  g_assert_cmpuint (evo_search_passes (search), ==, 10 * evaluations);
  go_on (search, pool);
  result = scorer_fingerprint (search);
  g_assert_cmpstr (result, ==, expected);
  evo_search_free (search);

  /* Cut off anywhere it is refused; and a search that screens has another past. */
  assert_refused_where_cut_off (&settings, &scorer, bytes);
  settings.screen = scorer_score;
  settings.screen_batch = 8;
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (evo_search_restore (&settings, scorer_score, &scorer, NULL, NULL, &in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
  scorer_clear (&scorer);
}

static void
test_search (void)
{
  for (guint32 version = SEARCH_BEFORE_PARENTS; version <= SEARCH_BEFORE_STEPS; version++)
    for (gint calls = -1; calls < 6; calls += 3)
      check_search (version, calls);
}

/* calls: as above. */
static void
check_climbs (guint32 version, gint calls)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  EvoSearchSettings settings = old_settings (TRUE, version);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoSearch) restored = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  BaseUnpack in;
  Scorer scorer;

  search = begin (&settings, &scorer, pool, calls);
  g_assert_cmpuint (search->climbs.climbs->len, >, 0);
  g_assert_true (calls < 0 || search->climbs.n_gradients > 0);
  bytes = save_old (search, version);
  before = evo_archive_hash (evo_search_archive (search));

  memset (scorer.workspaces, 0, sizeof scorer.workspaces);
  base_unpack_init (&in, bytes->data, bytes->len);
  restored = evo_search_restore (&settings, scorer_score, &scorer, NULL, pool, &in, &error);
  g_assert_no_error (error);
  g_assert_true (base_unpack_finish (&in, NULL));
  after = evo_archive_hash (evo_search_archive (restored));
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (evo_search_evaluations (restored), ==, evo_search_evaluations (search));
  g_assert_cmpuint (evo_search_generation (restored), ==, N_BEFORE);
  g_assert_cmpuint (restored->climbs.climbs->len, ==, 0);
  go_on (restored, pool);

  assert_refused_where_cut_off (&settings, &scorer, bytes);
  scorer_clear (&scorer);
}

/* Climbs of another kind are left off, the generation that they were in begins anew, and the search
 * goes on with its champions. */
static void
test_climbs (void)
{
  for (guint32 version = SEARCH_BEFORE_PARENTS; version <= SEARCH_BEFORE_STEPS; version++)
    for (gint calls = -1; calls < 6; calls += 3)
      check_climbs (version, calls);
}

/* Older than any that is read, and newer ones, are refused as such. */
static void
test_other_versions (void)
{
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);
  const guint32 versions[] = { 0, SEARCH_BEFORE_PARENTS - 1, SEARCH_BEFORE_STEPS + 2 };
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  g_assert_true (evo_search_advance (search, pool, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (GByteArray) bytes = save_old (search, versions[i]);
      g_autoptr (GError) error = NULL;
      BaseUnpack in;

      base_unpack_init (&in, bytes->data, bytes->len);
      g_assert_null (
          evo_search_restore (&settings, scorer_score, &scorer, NULL, NULL, &in, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED);
    }
  scorer_clear (&scorer);
}

/* The last generation, bred from `parents`, or from no one that was chosen. */
static GByteArray *
save_old_memory (const EvoSearch *search, const EvoParents *parents, guint32 version)
{
  const EvoPopulation *last = &search->last;
  GByteArray *out = g_byte_array_new ();

  base_pack_header (out, "EvoM", version);
  evo_pack_parents (out, parents);
  if (parents != NULL)
    pack_old_variation (out, &search->last_variation, version == MEMORY_BEFORE_PARENTS);
  base_pack_u32 (out, last->n);
  for (guint i = 0; i < last->n; i++)
    {
      pack_old_child (out, &last->offspring[i]);
      if (parents == NULL)
        evo_pack_genome (out, last->genomes[i]);
    }
  return out;
}

static void
check_memory (guint32 version, gboolean bred)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoMemory) memory = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *result = NULL;
  EvoSearchSettings settings = old_settings (
      FALSE, version == MEMORY_BEFORE_PARENTS ? SEARCH_BEFORE_PARENTS : SEARCH_BEFORE_SCREENING);
  BaseUnpack in;
  Scorer scorer;

  scorer_init (&scorer, 1);
  search = evo_search_new (&settings, scorer_score, &scorer);
  for (guint i = 0; i < 3; i++)
    g_assert_true (evo_search_advance (search, pool, NULL));
  if (bred)
    {
      const EvoGenome *parents[] = { evo_search_archive (search)->cells[2].genome,
                                     evo_search_archive (search)->cells[5].genome };
      const guint64 evaluations[] = { 11, 12 };

      evo_search_set_parents (search, 2, parents, evaluations);
      g_assert_true (evo_search_advance (search, pool, NULL));
    }
  bytes = save_old_memory (search, search->last_chosen, version);
  g_assert_true ((search->last_chosen != NULL) == bred);
  expected = scorer_fingerprint (search);

  base_unpack_init (&in, bytes->data, bytes->len);
  memory = evo_memory_restore (&settings, &in);
  g_assert_true (base_unpack_finish (&in, NULL));
  evo_search_recall (search, memory, pool);
  result = scorer_fingerprint (search);
  g_assert_cmpstr (result, ==, expected);
  for (guint i = 0; i < evo_search_n_offspring (search); i++)
    g_assert_false (evo_search_offspring (search, i)->is_screened_only);
  for (gsize size = 0; size < bytes->len; size++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, size);

      base_unpack_init (&in, copy, size);
      g_assert_null (evo_memory_restore (&settings, &in));
    }
  scorer_clear (&scorer);
}

static void
test_memory (void)
{
  for (guint32 version = MEMORY_BEFORE_PARENTS; version <= MEMORY_BEFORE_SCREENING; version++)
    {
      check_memory (version, FALSE);
      check_memory (version, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/old-saves/search", test_search);
  g_test_add_func ("/evolve/old-saves/climbs", test_climbs);
  g_test_add_func ("/evolve/old-saves/other-versions", test_other_versions);
  g_test_add_func ("/evolve/old-saves/memory", test_memory);
  return g_test_run ();
}
