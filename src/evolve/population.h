// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/search.h"

G_BEGIN_DECLS

/* One generation's offspring, in child order. Genomes and pictures stay from one generation to the
 * next and are written over; a picture to which somebody else holds a reference is left to them. */
typedef struct
{
  guint n;
  EvoGenome **genomes;     /* (n), NULL where none was made yet */
  BaseImage **images;      /* (n), likewise */
  EvoOffspring *offspring; /* (n) */
} EvoPopulation;

/* Frees those from n on; new ones are NULL. */
void evo_population_resize (EvoPopulation *population, guint n);
void evo_population_clear (EvoPopulation *population);

/* The child's picture, which nobody else sees, to be drawn on. */
BaseImage *evo_population_own_image (EvoPopulation *population,
                                     guint child,
                                     const EvoSearchSettings *settings);

/* Those that children are made from: their genomes, of the search's size, and the numbers of their
 * evaluations. Immutable, so that a generation under way keeps its own while others are chosen. */
typedef struct
{
  gatomicrefcount ref_count;
  guint n;
  EvoGenome **genomes;  /* (n) */
  guint64 *evaluations; /* (n) */
} EvoParents;

/* Copies the genomes, adapted to the settings' size; NULL for n = 0. evaluations NULL: 0, 1, ... */
EvoParents *evo_parents_new (const EvoSearchSettings *settings,
                             guint n,
                             const EvoGenome *const *genomes,
                             const guint64 *evaluations);
EvoParents *evo_parents_ref (EvoParents *parents); /* NULL gives NULL */
void evo_parents_unref (EvoParents *parents);

G_END_DECLS
