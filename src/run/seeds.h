// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/search.h"
#include "run/method.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* The images that a run begins with in place of random ones, and where they come from. Immutable
 * and reference counted, because every snapshot has the settings, and they have these; any thread
 * may hold one. */

typedef struct
{
  GBytes *genome;     /* evo_genome_serialise; of the size that it was made for */
  char *network_id;   /* of which it was made for; NULL of a plain picture, */
  char *network_name; /* and likewise */
  char *label;        /* what that network took it for, or the picture's file name */
  float confidence;   /* 0 .. 1 */
  guint64 seed;
  EvoOrigin origin; /* in the run that it comes from */
} RunSeed;

typedef struct
{
  gatomicrefcount ref_count;
  EvoEncoding encoding; /* of all of them */
  guint n;              /* 1 .. RUN_MAX_SEEDS */
  RunSeed *seeds;
} RunSeeds;

#define RUN_MAX_SEEDS 64

/* The method with which images like these go on: CPPN when every one of them has such a genome,
 * else pixels. */
RunMethod run_seeds_method (StoreSpecimen *const *specimens, guint n);

/* Their genomes for that method. With pixels, what has no such genome is taken as the picture that
 * it is. BASE_ERROR_ARGUMENT when one cannot be, or when there are none or too many. */
RunSeeds *run_seeds_new (StoreSpecimen *const *specimens,
                         guint n,
                         RunMethod method,
                         GError **error);

/* The same from files. *method RUN_N_METHODS: as run_seeds_method says, and is set to it. With
 * pixels, files may be pictures of any kind. The error names the file. */
RunSeeds *run_seeds_load (const char *const *paths, guint n, RunMethod *method, GError **error);

RunSeeds *run_seeds_ref (RunSeeds *seeds); /* NULL gives NULL */
void run_seeds_unref (RunSeeds *seeds);    /* NULL is ignored */

/* Whether the same runs begin with them; either may be NULL. */
gboolean run_seeds_equal (const RunSeeds *a, const RunSeeds *b);

/* How many were made for another network, and how many are drawn anew because theirs are pictures
 * of another size. */
guint run_seeds_n_foreign (const RunSeeds *seeds, const char *network_id);
guint run_seeds_n_resized (const RunSeeds *seeds, guint width, guint height, guint channels);

/* For a session. `in` fails, and NULL, when the bytes are damaged; NULL is saved as none. */
void run_seeds_save (const RunSeeds *seeds, GByteArray *out);
RunSeeds *run_seeds_restore (BaseUnpack *in);

/* EvoGenome * of each, owned by the array. */
GPtrArray *run_seeds_genomes (const RunSeeds *seeds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunSeeds, run_seeds_unref)

G_END_DECLS
