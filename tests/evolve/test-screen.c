// SPDX-License-Identifier: GPL-3.0-or-later
/* Screening: with two "crops" in place of ten, each a scorer of its own. */
#include "scorer.h"
#include "support.h"

#include <math.h>
#include <string.h>

#define N_CLASSES     SCORER_N_CLASSES
#define N_CROPS       2
#define N_GENERATIONS 16

typedef struct
{
  Scorer centre, corner;
  gint n_screened; /* images */
} Crops;

static void
crops_init (Crops *crops, guint channels)
{
  BaseRandom random;

  base_random_init (&random, 71, 0, 0);
  *crops = (Crops){ 0 };
  scorer_init (&crops->centre, channels);
  scorer_init (&crops->corner, channels);
  crops->centre.scale = crops->corner.scale = 0.3f;
  for (guint i = 0; i < N_CLASSES * crops->corner.n_pixels; i++)
    crops->corner.weights[i] += 0.7f * (float) base_random_normal (&random);
}

static void
crops_clear (Crops *crops)
{
  scorer_clear (&crops->centre);
  scorer_clear (&crops->corner);
}

/* As a restored search has them. */
static void
crops_forget (Crops *crops)
{
  memset (crops->centre.workspaces, 0, sizeof crops->centre.workspaces);
}

static gboolean
screen (gpointer data,
        guint workspace,
        BaseImage *const *images,
        guint n,
        const gint *interrupt,
        float *confidences)
{
  Crops *crops = data;

  if (!scorer_score (&crops->centre, workspace, images, n, interrupt, confidences))
    return FALSE;
  g_atomic_int_add (&crops->n_screened, (gint) n);
  return TRUE;
}

static void
add_corner (Crops *crops, guint workspace, BaseImage *const *images, guint n, float *confidences)
{
  g_autofree float *corner = g_new (float, n *N_CLASSES);

  g_assert_true (scorer_score (&crops->corner, workspace, images, n, NULL, corner));
  for (guint i = 0; i < n * N_CLASSES; i++)
    confidences[i] = (confidences[i] + corner[i]) / 2;
}

static gboolean
score (gpointer data,
       guint workspace,
       BaseImage *const *images,
       guint n,
       const gint *interrupt,
       float *confidences)
{
  Crops *crops = data;

  if (!scorer_score (&crops->centre, workspace, images, n, interrupt, confidences))
    return FALSE;
  add_corner (crops, workspace, images, n, confidences);
  return TRUE;
}

static gboolean
gradient (gpointer data,
          guint workspace,
          BaseImage *image,
          guint class_index,
          const gint *interrupt,
          float *confidences,
          float *image_gradient)
{
  Crops *crops = data;

  if (!scorer_gradient (&crops->centre, workspace, image, class_index, interrupt, confidences,
                        image_gradient))
    return FALSE;
  add_corner (crops, workspace, &image, 1, confidences);
  return TRUE;
}

static EvoSearchSettings
crops_settings (EvoEncoding encoding, gboolean climbs)
{
  EvoSearchSettings settings = scorer_settings (encoding, 1);

  settings.n_crops = N_CROPS;
  settings.screen = screen;
  settings.screen_batch = 16;
  settings.gradient = climbs ? gradient : NULL;
  settings.variation.gradient_share = climbs ? 0.4 : 0;
  return settings;
}

/* --- The same result, however it comes about --- */

typedef struct
{
  EvoEncoding encoding;
  gboolean climbs;
  guint n_threads;
  guint micro_batch, screen_batch;
  double chance; /* of an interrupt, and of being saved and restored, after each advance */
  guint64 key;
} Way;

static EvoSearch *
save_and_restore (EvoSearch *search, const EvoSearchSettings *settings, Crops *crops)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  BaseUnpack in;

  evo_search_save (search, EVO_SAVE_ALL, bytes);
  evo_search_free (search);
  crops_forget (crops);
  base_unpack_init (&in, bytes->data, bytes->len);
  search = evo_search_restore (settings, score, crops, NULL, NULL, &in, &error);
  g_assert_no_error (error);
  g_assert_true (base_unpack_finish (&in, NULL));
  evo_search_save (search, EVO_SAVE_ALL, again);
  g_assert_cmpmem (again->data, again->len, bytes->data, bytes->len);
  return search;
}

static char *
run (Way way)
{
  BasePool *pools[SCORER_MAX_THREADS];
  EvoSearchSettings settings = crops_settings (way.encoding, way.climbs);
  EvoSearch *search;
  guint n_broken = 0, n_threads = way.n_threads;
  g_autofree char *fingerprint = NULL;
  BaseRandom random;
  Crops crops;
  char *result;

  settings.micro_batch = way.micro_batch;
  settings.screen_batch = way.screen_batch;
  for (guint i = 0; i < SCORER_MAX_THREADS; i++)
    pools[i] = base_pool_new (i + 1);
  base_random_init (&random, 72, way.key, 0);
  crops_init (&crops, 1);
  search = evo_search_new (&settings, score, &crops);
  while (evo_search_generation (search) < N_GENERATIONS)
    {
      gboolean complete;

      crops.centre.interrupt = 0;
      if (way.chance > 0)
        crops.centre.calls_until_interrupt = (gint) base_random_below (&random, 12);
      complete = evo_search_advance (search, pools[n_threads - 1], &crops.centre.interrupt);
      n_broken += !complete;
      if (complete && evo_search_generation (search) == 6)
        evo_search_set_batch (search, 37);
      if (base_random_chance (&random, way.chance))
        {
          search = save_and_restore (search, &settings, &crops);
          n_threads = 1 + n_threads % SCORER_MAX_THREADS;
        }
    }
  g_assert_true ((n_broken > 4) == (way.chance > 0));
  g_assert_cmpuint (crops.n_screened, >=, evo_search_n_offspring (search));
  fingerprint = scorer_fingerprint (search);
  result =
      g_strdup_printf ("%s passes %" G_GUINT64_FORMAT, fingerprint, evo_search_passes (search));
  evo_search_free (search);
  crops_clear (&crops);
  for (guint i = 0; i < SCORER_MAX_THREADS; i++)
    base_pool_free (pools[i]);
  return result;
}

static void
test_same_result (void)
{
  static const Way ways[] = {
    { .n_threads = 2, .micro_batch = 8, .screen_batch = 16 },
    { .n_threads = 3, .micro_batch = 8, .screen_batch = 16 },
    { .n_threads = 3, .micro_batch = 1, .screen_batch = 10 },
    { .n_threads = 2, .micro_batch = 7, .screen_batch = 3 },
    { .n_threads = 1, .micro_batch = 64, .screen_batch = 64 },
    { .n_threads = 1, .micro_batch = 8, .screen_batch = 16, .chance = 0.5, .key = 1 },
    { .n_threads = 2, .micro_batch = 8, .screen_batch = 16, .chance = 0.5, .key = 2 },
    { .n_threads = 3, .micro_batch = 3, .screen_batch = 7, .chance = 0.7, .key = 3 },
    { .n_threads = 3, .micro_batch = 2, .screen_batch = 4, .chance = 0.3, .key = 4 },
  };

  for (guint kind = 0; kind < 3; kind++)
    {
      Way first = { .encoding = kind == 0 ? EVO_ENCODING_PIXELS : EVO_ENCODING_CPPN,
                    .climbs = kind == 2,
                    .n_threads = 1,
                    .micro_batch = 8,
                    .screen_batch = 16 };
      g_autofree char *expected = run (first);

      for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
        {
          Way way = ways[i];
          g_autofree char *result = NULL;

          way.encoding = first.encoding;
          way.climbs = first.climbs;
          result = run (way);
          g_assert_cmpstr (result, ==, expected);
        }
    }
}

/* What was screened is not screened again, and what was scored is not scored again; unless other
 * images are screened together by now. */
static void
test_part_is_kept (void)
{
  for (gint calls = 1; calls < 8; calls += 3)
    {
      g_autoptr (BasePool) pool = base_pool_new (1);
      EvoSearchSettings settings = crops_settings (EVO_ENCODING_PIXELS, FALSE);
      g_autofree char *expected = NULL;
      g_autofree char *result = NULL;
      guint64 passes;
      EvoSearch *search;
      gint before;
      Crops crops;

      crops_init (&crops, 1);
      search = evo_search_new (&settings, score, &crops);
      g_assert_true (evo_search_advance (search, pool, NULL));
      passes = evo_search_passes (search);
      g_assert_cmpuint (passes, ==, 50 * (1 + N_CROPS));
      before = crops.centre.n_images + crops.corner.n_images;
      crops.centre.calls_until_interrupt = calls;
      g_assert_false (evo_search_advance (search, pool, &crops.centre.interrupt));
      /* Within a micro-batch, which is begun again. */
      crops.centre.n_images -= 1;
      search = save_and_restore (search, &settings, &crops);
      g_assert_true (evo_search_advance (search, pool, NULL));
      g_assert_cmpint (crops.centre.n_images + crops.corner.n_images - before, ==,
                       evo_search_passes (search) - passes);
      expected = scorer_fingerprint (search);

      evo_search_free (search);
      crops_forget (&crops);
      crops.centre.calls_until_interrupt = -1;
      search = evo_search_new (&settings, score, &crops);
      g_assert_true (evo_search_advance (search, pool, NULL));
      crops.centre.calls_until_interrupt = calls;
      g_assert_false (evo_search_advance (search, pool, &crops.centre.interrupt));
      {
        g_autoptr (GByteArray) bytes = g_byte_array_new ();
        g_autoptr (GError) error = NULL;
        BaseUnpack in;

        evo_search_save (search, EVO_SAVE_ALL, bytes);
        evo_search_free (search);
        crops_forget (&crops);
        settings.micro_batch = 3;
        settings.screen_batch = 5;
        base_unpack_init (&in, bytes->data, bytes->len);
        search = evo_search_restore (&settings, score, &crops, NULL, pool, &in, &error);
        g_assert_no_error (error);
        g_assert_true (base_unpack_finish (&in, NULL));
      }
      g_assert_true (evo_search_advance (search, pool, NULL));
      result = scorer_fingerprint (search);
      g_assert_cmpstr (result, ==, expected);
      evo_search_free (search);
      crops_clear (&crops);
    }
}

/* --- What it does --- */

typedef struct
{
  float bars[N_CLASSES], centres[N_CLASSES];
  guint64 passes;
  guint n_rejected;
} Twin;

/* The rule, written down once more, without batches and threads. */
static void
follow (Twin *twin, const EvoSearch *search, Crops *crops, const gboolean *wanted)
{
  float old[N_CLASSES];
  gboolean first = evo_search_generation (search) == 1;

  memcpy (old, twin->centres, sizeof old);
  for (guint i = 0; i < evo_search_n_offspring (search); i++)
    {
      const EvoOffspring *child = evo_search_offspring (search, i);
      float centre[N_CLASSES], full[N_CLASSES];
      gboolean passes = first;

      g_assert_true (screen (crops, 0, &child->image, 1, NULL, centre));
      g_assert_true (score (crops, 0, &child->image, 1, NULL, full));
      for (guint c = 0; c < N_CLASSES; c++)
        passes |= wanted[c] && centre[c] > old[c];
      twin->passes += passes ? 1 + N_CROPS : 1;
      twin->n_rejected += !passes;
      g_assert_true (child->is_screened_only == !passes);
      g_assert_true (child->top[0].confidence ==
                     (passes ? full : centre)[child->top[0].class_index]);
      for (guint c = 0; c < N_CLASSES; c++)
        if (passes && wanted[c] && full[c] > twin->bars[c])
          {
            twin->bars[c] = full[c];
            twin->centres[c] = centre[c];
          }
    }
}

/* Champions are those of the rule, with their whole scores; none of them falls; children are turned
 * away, some of which would have won. */
static void
test_rule (void)
{
  const gboolean wanted[N_CLASSES] = { TRUE, TRUE, FALSE, TRUE, TRUE, TRUE, TRUE };

  for (guint encoding = EVO_ENCODING_PIXELS; encoding <= EVO_ENCODING_CPPN; encoding++)
    {
      g_autoptr (BasePool) pool = base_pool_new (2);
      g_autoptr (EvoSearch) search = NULL;
      EvoSearchSettings settings = crops_settings (encoding, FALSE);
      const EvoArchive *archive;
      Twin twin = { .n_rejected = 0 };
      Crops crops;

      for (guint c = 0; c < N_CLASSES; c++)
        twin.bars[c] = twin.centres[c] = -INFINITY;
      settings.wanted = wanted;
      crops_init (&crops, 1);
      search = evo_search_new (&settings, score, &crops);
      archive = evo_search_archive (search);
      while (evo_search_generation (search) < 40)
        {
          g_autofree float *before = g_memdup2 (archive->bars, sizeof twin.bars);

          evo_search_advance (search, pool, NULL);
          follow (&twin, search, &crops, wanted);
          for (guint c = 0; c < N_CLASSES; c++)
            {
              float full[N_CLASSES];

              if (!wanted[c])
                continue;
              g_assert_true (archive->cells[c].confidence >= before[c]);
              g_assert_true (archive->cells[c].confidence == twin.bars[c]);
              g_assert_true (score (&crops, 0, &archive->cells[c].image, 1, NULL, full));
              g_assert_true (archive->cells[c].confidence == full[c]);
            }
        }
      g_assert_cmpuint (evo_search_evaluations (search), ==, 40 * 50);
      g_assert_cmpuint (evo_search_passes (search), ==, twin.passes);
      g_assert_cmpuint (twin.n_rejected, >, 200);
      g_assert_cmpuint (twin.n_rejected, <, 39 * 50);
      crops_clear (&crops);
    }
}

/* A first look at the same that the whole one sees: it turns away nobody who would have won. */
static void
test_same_look (void)
{
  for (guint encoding = EVO_ENCODING_PIXELS; encoding <= EVO_ENCODING_CPPN; encoding++)
    {
      g_autoptr (BasePool) pool = base_pool_new (2);
      g_autoptr (EvoSearch) plain = NULL;
      g_autoptr (EvoSearch) screened = NULL;
      EvoSearchSettings settings = crops_settings (encoding, FALSE);
      g_autofree char *expected = NULL;
      g_autofree char *result = NULL;
      guint n_rejected = 0;
      Crops crops;

      crops_init (&crops, 1);
      settings.screen = NULL;
      plain = evo_search_new (&settings, score, &crops);
      settings.screen = score;
      screened = evo_search_new (&settings, score, &crops);
      for (guint i = 0; i < 30; i++)
        {
          evo_search_advance (plain, pool, NULL);
          evo_search_advance (screened, pool, NULL);
          for (guint k = 0; k < evo_search_n_offspring (screened); k++)
            {
              const EvoOffspring *child = evo_search_offspring (screened, k);

              n_rejected += child->is_screened_only;
              g_assert_true (child->is_screened_only == (child->n_won == 0) || child->n_won == 0);
            }
        }
      expected = scorer_fingerprint (plain);
      result = scorer_fingerprint (screened);
      g_assert_cmpstr (result, ==, expected);
      g_assert_cmpuint (n_rejected, >, 0);
      g_assert_cmpuint (evo_search_passes (plain), ==, 30 * 50 * N_CROPS);
      crops_clear (&crops);
    }
}

/* The same for every image: nobody beats it, though the whole score would. */
static gboolean
screen_alike (gpointer data,
              guint workspace,
              BaseImage *const *images,
              guint n,
              const gint *interrupt,
              float *confidences)
{
  for (guint i = 0; i < n * N_CLASSES; i++)
    confidences[i] = 0.1f;
  return TRUE;
}

static void
test_rejects (void)
{
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (EvoSearch) plain = NULL;
  g_autoptr (EvoSearch) screened = NULL;
  EvoSearchSettings settings = crops_settings (EVO_ENCODING_CPPN, FALSE);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *other = NULL;
  const EvoGenome *parent;
  guint64 evaluation = 3;
  Crops crops;

  crops_init (&crops, 1);
  settings.screen = NULL;
  plain = evo_search_new (&settings, score, &crops);
  settings.screen = screen_alike;
  screened = evo_search_new (&settings, score, &crops);
  evo_search_advance (plain, pool, NULL);
  evo_search_advance (screened, pool, NULL);
  first = evo_archive_hash (evo_search_archive (plain));
  last = evo_archive_hash (evo_search_archive (screened));
  g_assert_cmpstr (first, ==, last);
  for (guint i = 0; i < 4; i++)
    {
      evo_search_advance (plain, pool, NULL);
      evo_search_advance (screened, pool, NULL);
      for (guint k = 0; k < evo_search_n_offspring (screened); k++)
        g_assert_true (evo_search_offspring (screened, k)->is_screened_only);
    }
  other = evo_archive_hash (evo_search_archive (plain));
  g_free (last);
  last = evo_archive_hash (evo_search_archive (screened));
  g_assert_cmpstr (first, !=, other);
  g_assert_cmpstr (first, ==, last);
  g_assert_cmpuint (evo_search_evaluations (screened), ==, 5 * 50);
  g_assert_cmpuint (evo_search_passes (screened), ==, 50 * (1 + N_CROPS) + 4 * 50);

  /* People see what they have bred, all of it. */
  parent = evo_search_archive (screened)->cells[1].genome;
  evo_search_set_parents (screened, 1, &parent, &evaluation);
  evo_search_advance (screened, pool, NULL);
  for (guint k = 0; k < evo_search_n_offspring (screened); k++)
    g_assert_false (evo_search_offspring (screened, k)->is_screened_only);
  crops_clear (&crops);
}

/* --- What is saved --- */

/* One that screens does not go on without, nor the other way round; damaged bytes are refused, or a
 * search that can go on. */
static void
test_saved (void)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  EvoSearchSettings settings = crops_settings (EVO_ENCODING_CPPN, FALSE);
  EvoSearchSettings other;
  BaseRandom random;
  Crops crops;

  crops_init (&crops, 1);
  settings.batch = 6;
  settings.micro_batch = 1;
  settings.screen_batch = 2;
  base_random_init (&random, 73, 0, 0);
  /* Whole, while it screens, and while it scores. */
  for (gint calls = -1; calls < 6; calls += 3)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      EvoSearch *search = evo_search_new (&settings, score, &crops);

      crops_forget (&crops);
      crops.centre.calls_until_interrupt = -1;
      for (guint i = 0; i < 3; i++)
        evo_search_advance (search, pool, NULL);
      crops.centre.interrupt = 0;
      crops.centre.calls_until_interrupt = calls;
      if (calls >= 0)
        evo_search_advance (search, pool, &crops.centre.interrupt);
      crops.centre.calls_until_interrupt = -1;
      evo_search_save (search, EVO_SAVE_ALL, bytes);
      evo_search_free (search);
      other = settings;
      other.screen = NULL;
      for (gsize size = 0; size <= bytes->len; size++)
        {
          g_autofree guint8 *copy = g_memdup2 (bytes->data, size);
          const EvoSearchSettings *used = size < bytes->len ? &settings : &other;
          BaseUnpack in;

          base_unpack_init (&in, copy, size);
          g_assert_null (evo_search_restore (used, score, &crops, NULL, NULL, &in, NULL));
        }
      for (guint i = 0; i < 1500; i++)
        {
          g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);
          g_autoptr (EvoSearch) restored = NULL;
          BaseUnpack in;

          crops_forget (&crops);
          for (guint k = 0; k < 1 + i % 3; k++)
            copy[base_random_below (&random, bytes->len)] = (guint8) base_random_next (&random);
          base_unpack_init (&in, copy, bytes->len);
          restored = evo_search_restore (&settings, score, &crops, NULL, NULL, &in, NULL);
          if (restored != NULL && evo_search_n_offspring (restored) > 0)
            evo_search_advance (restored, pool, NULL);
        }
    }
  crops_clear (&crops);
}

/* An undo shows who went no further, too. */
static void
test_remembered (void)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  g_autoptr (EvoMemory) memory = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *expected = NULL;
  g_autofree char *result = NULL;
  EvoSearchSettings settings = crops_settings (EVO_ENCODING_CPPN, FALSE);
  gboolean screened_only[50];
  guint n = 0;
  BaseUnpack in;
  Crops crops;

  crops_init (&crops, 1);
  search = evo_search_new (&settings, score, &crops);
  for (guint i = 0; i < 12; i++)
    evo_search_advance (search, pool, NULL);
  for (guint i = 0; i < 50; i++)
    n += screened_only[i] = evo_search_offspring (search, i)->is_screened_only;
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, 50);
  memory = evo_search_remember (search);
  evo_memory_save (memory, bytes);
  g_clear_pointer (&memory, evo_memory_free);
  base_unpack_init (&in, bytes->data, bytes->len);
  memory = evo_memory_restore (&settings, &in);
  g_assert_true (base_unpack_finish (&in, NULL));
  evo_search_advance (search, pool, NULL);
  evo_search_recall (search, memory, pool);
  for (guint i = 0; i < 50; i++)
    g_assert_true (evo_search_offspring (search, i)->is_screened_only == screened_only[i]);
  crops_clear (&crops);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/screen/same-result", test_same_result);
  g_test_add_func ("/evolve/screen/part-is-kept", test_part_is_kept);
  g_test_add_func ("/evolve/screen/rule", test_rule);
  g_test_add_func ("/evolve/screen/same-look", test_same_look);
  g_test_add_func ("/evolve/screen/rejects", test_rejects);
  g_test_add_func ("/evolve/screen/saved", test_saved);
  g_test_add_func ("/evolve/screen/remembered", test_remembered);
  return g_test_run ();
}
