// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pack.h"
#include "evolve/archive.h"

G_BEGIN_DECLS

/* From which cells parents are drawn, and what is learned of that from generation to generation.
 * The cells of one search; see EvoParentChoice. */
typedef struct
{
  guint n_classes;
  EvoParentChoice choice;
  double *scores; /* (n_classes) of what `choice` needs; 0 at first, and where that is nothing */

  /* Of the generation under way. */
  guint *cells; /* (n_classes) occupied ones, n of them */
  guint n;
  double *sums; /* (n_classes) running sums of the chances of `cells`; not of uniform ones */
} EvoDraw;

void evo_draw_init (EvoDraw *draw, guint n_classes);
void evo_draw_clear (EvoDraw *draw);

/* Before a generation. Another choice begins with nothing learned. */
void evo_draw_prepare (EvoDraw *draw, const EvoArchive *archive, EvoParentChoice choice);

/* A cell whose champion becomes a parent: the newest of `tournament` drawn. draw->n > 0. Uses only
 * the first numbers of the child's stream. */
guint evo_draw_cell (const EvoDraw *draw,
                     const EvoArchive *archive,
                     guint tournament,
                     BaseRandom *random);

/* A child, as the archive was before its generation's children were offered. */
typedef struct
{
  guint64 parent; /* evaluation */
  gboolean won;   /* it took a cell */
} EvoDrawn;

/* Learns from a complete generation: its children that were drawn parents for, and the cells'
 * evaluations as they were before it, (n_classes), G_MAXUINT64 of those that were empty. The
 * archive is as it is after it. */
void evo_draw_learn (EvoDraw *draw,
                     const EvoArchive *archive,
                     const guint64 *before,
                     const EvoDrawn *children,
                     guint n_children);

void evo_draw_save (const EvoDraw *draw, GByteArray *out);
void evo_draw_restore (EvoDraw *draw, BaseUnpack *in);

G_END_DECLS
