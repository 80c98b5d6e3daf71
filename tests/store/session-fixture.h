// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "new-session.h"

/* A made-up evolution that can be saved at any moment: each child is a mutated copy of a champion
 * and takes some classes, as the seed says. What was made is remembered, to be compared with what
 * is read. */
typedef struct
{
  EvoEncoding encoding;
  gboolean as_images; /* images instead of genomes, as of an ascent */
  guint width, height, channels;
  EvoVariation variation;
  BaseRandom random;
  StoreSessionInfo *info;
  GArray *champions;   /* StoreChampion, one a class; of those not filled, n_top is 0 */
  GPtrArray *genomes;  /* EvoGenome *, one a class, or NULL */
  GArray *individuals; /* StoreIndividual, all */
  guint n_saved;       /* individuals that were written */
} Evolution;

Evolution *evolution_new (EvoEncoding encoding,
                          guint side,
                          guint channels,
                          guint n_classes,
                          guint64 seed);
void evolution_free (Evolution *evolution);

/* The next n evaluations, each of which takes a class with this chance. */
void evolution_advance (Evolution *evolution, guint n, double chance);

/* Writes what is new, with the number of evaluations as the state. */
gboolean evolution_save (Evolution *evolution, StoreSession *session, GError **error);

/* The session holds just this evolution as it was last saved. */
void evolution_assert_saved (const Evolution *evolution, StoreSession *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Evolution, evolution_free)
