// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pool.h"
#include "evolve/archive.h"

G_BEGIN_DECLS

/* What archive and search both write and read. A reader whose bytes are not as they should be fails
 * `in` and gives nothing of use. */

void evo_pack_origin (GByteArray *out, const EvoOrigin *origin);
EvoOrigin evo_unpack_origin (BaseUnpack *in);

/* As many as evo_top gives for n_classes. */
void evo_pack_top (GByteArray *out, const EvoRanking *top, guint n_top);
void evo_unpack_top (BaseUnpack *in, guint n_classes, EvoRanking *top, guint *n_top);

/* A genome of just this size; NULL when failed. Caller frees. */
void evo_pack_genome (GByteArray *out, const EvoGenome *genome);
EvoGenome *evo_unpack_genome (BaseUnpack *in, guint width, guint height, guint channels);

/* Draws pictures from genomes, image (i) from genome (i), on the threads of the pool, or on the
 * calling one without a pool. */
void evo_draw_images (guint n,
                      const EvoGenome *const *genomes,
                      BaseImage *const *images,
                      BasePool *pool);

G_END_DECLS
