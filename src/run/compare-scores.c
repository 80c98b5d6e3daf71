// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/compare-scores-private.h"

#include "formats/network-pack.h"
#include "run/ranks-private.h"
#include "run/scorer-private.h"
#include "run/scoring-private.h"

/* About so many images are held at the network's size, and not more than so many bytes of them. */
#define CHUNK       200
#define CHUNK_BYTES ((gsize) 256 << 20)

struct _RunCompareScores
{
  FmtNetwork *network;
  guint n_threads;
  BaseRanks *ranks; /* NULL = alone */
  RunScorer *scorer;
  RunScoring *scoring;
  guint most;

  guint n;                        /* images */
  RunSourceImage *const *sources; /* (n) NULL = `unfitted` has them all */
  RunUnfitted *unfitted;          /* (most) */
  gboolean *unreadable;           /* (most) each written by one task */
};

/* An image that cannot be read leaves its place in the batch black. */
static BaseImage *
make_image (gpointer data, guint index)
{
  RunCompareScores *scores = data;
  const FmtNetwork *network = scores->network;
  BaseImage *image;

  if (scores->sources != NULL)
    run_source_image_find (scores->sources[index], network, &scores->unfitted[index]);
  image = run_unfitted_fit (&scores->unfitted[index], network);
  run_unfitted_clear (&scores->unfitted[index]);
  scores->unreadable[index] = image == NULL;
  return image != NULL
             ? image
             : base_image_new (fmt_network_image_width (network),
                               fmt_network_image_height (network), network->card->channels);
}

static void
share (gpointer data, guint workspace, BasePool *pool)
{
  run_scorer_set_pool (data, workspace, pool);
}

/* Of an image that fits. */
static gsize
image_size (const FmtNetwork *network)
{
  return (gsize) fmt_network_image_width (network) * fmt_network_image_height (network) *
         network->card->channels;
}

static guint
choose_most (const FmtNetwork *network, guint micro_batch)
{
  gsize room = CHUNK_BYTES / image_size (network);

  return micro_batch * (guint) MAX (MIN (CHUNK, room) / micro_batch, 1);
}

static RunCompareScores *
scores_new (FmtNetwork *network, guint n_threads, BaseRanks *ranks, GError **error)
{
  guint n_crops = fmt_network_n_crops (network, 0, error);
  guint micro_batch = n_crops > 0 ? run_scorer_micro_batch (network, n_crops) : 1;
  RunScorer *scorer = n_crops > 0 ? run_scorer_new (network, n_crops, n_threads, error) : NULL;
  RunCompareScores *scores;

  if (scorer == NULL)
    return NULL;
  scores = g_new0 (RunCompareScores, 1);
  scores->network = fmt_network_ref (network);
  scores->n_threads = n_threads;
  scores->ranks = ranks;
  scores->scorer = scorer;
  scores->most = choose_most (network, micro_batch);
  scores->scoring = run_scoring_new (scores->most, micro_batch, fmt_network_n_classes (network),
                                     make_image, scores, run_scorer_score, share, scorer);
  run_scoring_set_ranks (scores->scoring, ranks);
  scores->unfitted = g_new0 (RunUnfitted, scores->most);
  scores->unreadable = g_new0 (gboolean, scores->most);
  return scores;
}

static gboolean
tell_network (const RunCompareScores *scores,
              const char *id_or_path,
              guint n_wanted,
              GError **error)
{
  g_autoptr (GByteArray) word = g_byte_array_new ();

  base_pack_u8 (word, RUN_WORD_SCORER);
  base_pack_u32 (word, n_wanted);
  if (!fmt_network_pack (scores->network, id_or_path, word, error))
    return FALSE;
  run_ranks_tell (scores->ranks, g_steal_pointer (&word));
  return TRUE;
}

RunCompareScores *
run_compare_scores_new (FmtNetwork *network,
                        const char *id_or_path,
                        guint n_threads,
                        BaseRanks *ranks,
                        GError **error)
{
  g_autoptr (RunCompareScores) scores =
      scores_new (network, run_ranks_n_threads (ranks, n_threads), ranks, error);

  if (scores == NULL || (ranks != NULL && !tell_network (scores, id_or_path, n_threads, error)))
    return NULL;
  return g_steal_pointer (&scores);
}

RunCompareScores *
run_compare_scores_unpack (BaseRanks *ranks, BaseUnpack *in, GError **error)
{
  guint n_threads = base_unpack_u32 (in);
  g_autoptr (FmtNetwork) network = fmt_network_unpack (in, error);

  if (network == NULL || !base_unpack_finish (in, error))
    return NULL;
  return scores_new (network, run_ranks_n_threads (ranks, n_threads), ranks, error);
}

static void
forget_images (RunCompareScores *scores)
{
  for (guint i = 0; i < scores->most; i++)
    run_unfitted_clear (&scores->unfitted[i]);
  scores->sources = NULL;
}

void
run_compare_scores_free (RunCompareScores *scores)
{
  if (scores == NULL)
    return;
  run_scoring_free (scores->scoring);
  run_scorer_free (scores->scorer);
  fmt_network_unref (scores->network);
  forget_images (scores);
  g_free (scores->unfitted);
  g_free (scores->unreadable);
  g_free (scores);
}

guint
run_compare_scores_most (const RunCompareScores *scores)
{
  return scores->most;
}

guint
run_compare_scores_n_threads (const RunCompareScores *scores)
{
  return scores->n_threads;
}

/* Made to fit where that makes it smaller. */
static void
find_image (gpointer data, guint task, guint worker)
{
  RunCompareScores *scores = data;
  RunUnfitted *unfitted = &scores->unfitted[task];

  run_source_image_find (scores->sources[task], scores->network, unfitted);
  scores->unreadable[task] = unfitted->genome == NULL && unfitted->image == NULL;
  if (run_unfitted_size (unfitted) > image_size (scores->network))
    {
      BaseImage *image = run_unfitted_fit (unfitted, scores->network);

      run_unfitted_clear (unfitted);
      unfitted->image = image;
    }
}

static void
tell_images (RunCompareScores *scores, BasePool *pool)
{
  GByteArray *word = g_byte_array_new ();

  base_pool_run (pool, scores->n, find_image, scores, NULL);
  scores->sources = NULL;
  base_pack_u8 (word, RUN_WORD_IMAGES);
  base_pack_u32 (word, scores->n);
  for (guint i = 0; i < scores->n; i++)
    run_unfitted_pack (&scores->unfitted[i], word);
  run_ranks_tell (scores->ranks, word);
  scores->ranks->at_work = TRUE;
}

void
run_compare_scores_begin (RunCompareScores *scores,
                          RunSourceImage *const *images,
                          guint n,
                          BasePool *pool)
{
  g_return_if_fail (n <= scores->most);

  forget_images (scores);
  scores->n = n;
  scores->sources = images;
  run_scoring_begin (scores->scoring, n);
  if (scores->ranks != NULL)
    tell_images (scores, pool);
}

gboolean
run_compare_scores_begin_part (RunCompareScores *scores, BaseUnpack *in, GError **error)
{
  forget_images (scores);
  scores->n = base_unpack_count (in, scores->most, 1);
  for (guint i = 0; i < scores->n; i++)
    run_unfitted_unpack (in, &scores->unfitted[i]);
  run_scoring_begin (scores->scoring, scores->n);
  return base_unpack_finish (in, error);
}

gboolean
run_compare_scores_advance (RunCompareScores *scores, BasePool *pool, const gint *interrupt)
{
  if (!run_scoring_advance (scores->scoring, pool, interrupt))
    return FALSE;
  if (scores->ranks != NULL)
    scores->ranks->at_work = FALSE;
  return TRUE;
}

const float *
run_compare_scores_get (const RunCompareScores *scores, guint index)
{
  return scores->unreadable[index] ? NULL : run_scoring_confidences (scores->scoring, index);
}
