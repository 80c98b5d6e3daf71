// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"
#include "base/ranks.h"
#include "evolve/archive.h"

G_BEGIN_DECLS

/* MAP-Elites over the classes of a network, one generation at a time.
 *
 * A share of the evaluations (EvoVariation) may be spent on climbs: a champion's gradient of the
 * log confidence of its class is taken, as one child that counts for three, and then steps along
 * its sign are tried, one child a generation, each twice as long as the one before, until one does
 * not take the cell (the sign: Goodfellow and others 2015; doubling steps: the expanding half of a
 * line search). Weights by gradient, structure by evolution. This is differentiable quality
 * diversity (Fontaine and Nikolaidis 2021, arXiv:2106.03894) where each cell has an objective of
 * its own, so that the gradient of one function serves for objective and measure; unlike their MEGA
 * emitters it needs no coefficients to mix gradients. That the rest of the children mutate as
 * before, for what gradients do not reach, is as in PGA-MAP-Elites (Nilsson and Cully 2021). How
 * much of the share is spent follows what both gained an evaluation of late, as a multi-emitter
 * does (Cully 2021): c^2 / (c^2 + p^2) of it, with c the gain by climbs and p the one by plain
 * children. */
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

/* The gradient of log confidences[class_index] with respect to an image, in grey levels: writes the
 * (n_classes) confidences and the (height, width, channels) gradient, and returns TRUE. Threads,
 * workspaces, which it shares with EvoScore, and `interrupt` as there. */
typedef gboolean (*EvoGradient) (gpointer data,
                                 guint workspace,
                                 BaseImage *image,
                                 guint class_index,
                                 const gint *interrupt,
                                 float *confidences,
                                 float *image_gradient);

/* What a gradient counts for, in evaluations: one pass forward, and about two backward. */
#define EVO_GRADIENT_COST 3

#define EVO_MIN_BATCH 2
#define EVO_MAX_BATCH 4096

typedef struct
{
  EvoEncoding encoding;
  guint width, height, channels; /* of the network's input */
  guint n_classes;
  const gboolean *wanted; /* n_classes entries, or NULL for all; copied */
  guint64 seed;
  guint batch;        /* offspring a generation, EVO_MIN_BATCH .. EVO_MAX_BATCH */
  guint micro_batch;  /* images scored together, >= 1; part of what the result depends on */
  guint n_crops;      /* of an image that the score takes, each a pass of the network; 0 = 1 */
  EvoScore screen;    /* with the score's data and workspaces: scores by the centre crop alone, one
                         pass an image. A child that beats no champion's centre crop in the
                         champion's own class is not scored any further. NULL: all are */
  guint screen_batch; /* images screened together, >= 1 */
  EvoVariation variation;
  EvoGradient gradient;          /* with the score's data; NULL: nothing climbs */
  BaseRanks *ranks;              /* that share the micro-batches, borrowed; NULL = alone. Not part
                                    of what the result depends on */
  gboolean all_offspring;        /* rank 0 makes all children and draws their images, not only the
                                    genomes of those that take a cell */
  const EvoGenome *const *seeds; /* n_seeds genomes from which generation 0 is bred, whatever their
                                    encoding and size; its first children are the seeds
                                    themselves, the rest mutated copies of them, drawn uniformly.
                                    Seeds beyond the batch are left out. Copied */
  guint n_seeds;                 /* 0 = generation 0 is random */
} EvoSearchSettings;

EvoSearch *evo_search_new (const EvoSearchSettings *settings, EvoScore score, gpointer score_data);
void evo_search_free (EvoSearch *search);

/* Takes effect with the next generation. */
void evo_search_set_batch (EvoSearch *search, guint batch);
void evo_search_set_variation (EvoSearch *search, const EvoVariation *variation);

/* From the next generation on, children are mutated copies of these n genomes, drawn uniformly with
 * replacement, in place of the champions; n = 0: of the champions again. The genomes are copied and
 * adapted to the search's size; `evaluations` (n) are the parents' numbers. What the children win
 * enters the archive all the same. */
void evo_search_set_parents (EvoSearch *search,
                             guint n,
                             const EvoGenome *const *genomes,
                             const guint64 *evaluations);

/* Works on the current generation: generation 0 is random unless it has seeds, every later child is
 * a mutated copy of the champion of a cell drawn uniformly among the occupied ones, with
 * replacement (the newest of EvoVariation.tournament of them), unless parents were set. Child i of
 * generation g uses the stream (seed, g, i) and nothing else. Where children climb, they are the
 * first ones, but not in generation 0 nor where parents were set; such a child's parent is the
 * champion that it climbs from.
 *
 * With screening, all children are screened first; those that pass, those that climb, and all of
 * generation 0 and where parents were set, are then scored as ever, and only these are offered to
 * the archive: what it holds is always a whole score. What the centre crop of a new champion got is
 * kept, and is what later children are held against. Returns TRUE when the generation is
 * complete and its offspring were offered to the archive in child order; FALSE when `interrupt`
 * became non-zero: call again, with a pool of as many threads, to go on where it stopped, with the
 * same result as if it had not.
 *
 * Where ranks share the work, each scores the micro-batches that are its own, and all exchange the
 * confidences and what climbs have learned: 4 (batch n_classes) bytes a generation, and 4 bytes for
 * each weight of what climbs; with screening once more, of the children that go on. Then each makes
 * the genomes of those of the others' children that take a cell; their images are drawn when they
 * are wanted (evo_search_draw). */
gboolean evo_search_advance (EvoSearch *search, BasePool *pool, const gint *interrupt);

/* Complete generations, and the evaluations so far: of a child whose gradient was taken
 * EVO_GRADIENT_COST, of any other one. */
guint64 evo_search_generation (const EvoSearch *search);
guint64 evo_search_evaluations (const EvoSearch *search);

/* Crops that were scored so far, each a pass of the network forward: of a child whose gradient
 * was taken EVO_GRADIENT_COST for each crop; with screening, one more of every child, and no others
 * of a child that went no further. */
guint64 evo_search_passes (const EvoSearch *search);

/* Between two calls of evo_search_advance only. Champions may have no image: those of a search that
 * was restored, those that other ranks made, and where images were dropped. */
const EvoArchive *evo_search_archive (const EvoSearch *search);

/* Gives the first n of them theirs (evo_archive_draw); likewise. */
void evo_search_draw (EvoSearch *search, guint n, BasePool *pool);

/* All lose theirs (evo_archive_drop_images); likewise. */
void evo_search_drop_images (EvoSearch *search);

/* One of the offspring of the last complete generation. */
typedef struct
{
  const EvoGenome *genome; /* NULL of one that another rank made, unless it took a cell */
  BaseImage *image;        /* NULL of one that another rank made */
  EvoOrigin origin;
  EvoRanking top[EVO_TOP];
  guint n_top;
  guint n_won;               /* cells that it took */
  gboolean is_screened_only; /* it went no further: `top` is of its centre crop */
} EvoOffspring;

/* The last complete generation; 0 before the first. child < n; borrowed until the next advance. */
guint evo_search_n_offspring (const EvoSearch *search);
const EvoOffspring *evo_search_offspring (const EvoSearch *search, guint child);

/* How one complete generation was, kept small: one that was bred from chosen parents as no more
 * than these and what the network said, because its children can be made again, to the bit; any
 * other with its genomes. Immutable. */
typedef struct _EvoMemory EvoMemory;

/* Of the last complete generation, right after evo_search_advance returned TRUE; later, and of a
 * restored search, its genomes are kept in any case. NULL before the first. Caller frees. */
EvoMemory *evo_search_remember (const EvoSearch *search);
void evo_memory_free (EvoMemory *memory); /* NULL is ignored */

/* Shows the remembered generation again as the last complete one: evo_search_offspring. The archive
 * and all numbers stay, so that the next generation is one that was not there before. Between two
 * calls of evo_search_advance; pool as in evo_search_restore. */
void evo_search_recall (EvoSearch *search, const EvoMemory *memory, BasePool *pool);

/* Appends it. */
void evo_memory_save (const EvoMemory *memory, GByteArray *out);

/* settings: those of its search. NULL, and `in` failed, when the bytes are damaged. */
EvoMemory *evo_memory_restore (const EvoSearchSettings *settings, BaseUnpack *in);

/* What a saved search holds beside the rest. */
typedef enum
{
  EVO_SAVE_ARCHIVE = 1 << 0,   /* else the caller keeps it, with evo_archive_save */
  EVO_SAVE_OFFSPRING = 1 << 1, /* the last complete generation; else there is none to show. Not
                                  where ranks share the work: none of them has all of it */
  EVO_SAVE_ALL = EVO_SAVE_ARCHIVE | EVO_SAVE_OFFSPRING,
} EvoSaveFlags;

/* Between two calls of evo_search_advance, also when the last one was interrupted: what is
 * scored of the generation under way is kept. */
void evo_search_save (const EvoSearch *search, EvoSaveFlags flags, GByteArray *out);

/* A search that goes on exactly as the saved one would have. settings: those it was made with;
 * batch, variation and seeds come from what was saved. archive: when it was saved apart, and is
 * taken over in any case; else NULL. Images are drawn on the pool's threads, or on the calling one
 * when pool is NULL. Errors: the bytes are damaged, of another version, or of another run, or of
 * one that climbs and is older than how climbs are made now. */
EvoSearch *evo_search_restore (const EvoSearchSettings *settings,
                               EvoScore score,
                               gpointer score_data,
                               EvoArchive *archive,
                               BasePool *pool,
                               BaseUnpack *in,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EvoSearch, evo_search_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EvoMemory, evo_memory_free)

G_END_DECLS
