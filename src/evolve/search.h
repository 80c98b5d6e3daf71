// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"
#include "evolve/archive.h"

G_BEGIN_DECLS

/* MAP-Elites over the classes of a network, one generation at a time. */
typedef struct _EvoSearch EvoSearch;

/* Scores n images (n <= the micro-batch): writes (n, n_classes) confidences and returns TRUE.
 * Called from compute threads at once, each with a `workspace` of its own, 0 .. number of threads
 * - 1. Image i is always child `micro-batch index * micro_batch + i`, so that the result cannot
 * depend on the thread. When `interrupt`, which may be NULL, becomes non-zero, it may leave off and
 * return FALSE. It is called again later, for the same images and with the same workspace, which
 * nobody else uses until then, and goes on. */
typedef gboolean (*EvoScore) (gpointer data,
                              guint workspace,
                              BaseImage *const *images,
                              guint n,
                              const gint *interrupt,
                              float *confidences);

#define EVO_MIN_BATCH 2
#define EVO_MAX_BATCH 4096

typedef struct
{
  EvoEncoding encoding;
  guint width, height, channels; /* of the network's input */
  guint n_classes;
  const gboolean *wanted; /* n_classes entries, or NULL for all; copied */
  guint64 seed;
  guint batch;       /* offspring a generation, EVO_MIN_BATCH .. EVO_MAX_BATCH */
  guint micro_batch; /* images scored together, >= 1; part of what the result depends on */
  EvoVariation variation;
} EvoSearchSettings;

EvoSearch *evo_search_new (const EvoSearchSettings *settings, EvoScore score, gpointer score_data);
void evo_search_free (EvoSearch *search);

/* Takes effect with the next generation. */
void evo_search_set_batch (EvoSearch *search, guint batch);
void evo_search_set_variation (EvoSearch *search, const EvoVariation *variation);

/* Works on the current generation: generation 0 is random, every later child is a mutated copy of
 * the champion of a cell drawn uniformly among the occupied ones, with replacement. Child i of
 * generation g uses the stream (seed, g, i) and nothing else. Returns TRUE when the generation is
 * complete and its offspring were offered to the archive in child order; FALSE when `interrupt`
 * became non-zero: call again, with a pool of as many threads, to go on where it stopped, with the
 * same result as if it had not. */
gboolean evo_search_advance (EvoSearch *search, BasePool *pool, const gint *interrupt);

/* Complete generations and evaluations so far. */
guint64 evo_search_generation (const EvoSearch *search);
guint64 evo_search_evaluations (const EvoSearch *search);

/* Between two calls of evo_search_advance only. */
const EvoArchive *evo_search_archive (const EvoSearch *search);

/* One of the offspring of the last complete generation. */
typedef struct
{
  const EvoGenome *genome;
  BaseImage *image;
  EvoOrigin origin;
  EvoRanking top[EVO_TOP];
  guint n_top;
  guint n_won; /* cells that it took */
} EvoOffspring;

guint evo_search_n_offspring (const EvoSearch *search);
const EvoOffspring *evo_search_offspring (const EvoSearch *search, guint child);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EvoSearch, evo_search_free)

G_END_DECLS
