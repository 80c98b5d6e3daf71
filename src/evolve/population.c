// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/population.h"

void
evo_population_resize (EvoPopulation *population, guint n)
{
  if (n == population->n)
    return;

  for (guint i = n; i < population->n; i++)
    {
      evo_genome_free (population->genomes[i]);
      base_image_unref (population->images[i]);
    }
  population->genomes = g_renew (EvoGenome *, population->genomes, n);
  population->images = g_renew (BaseImage *, population->images, n);
  population->offspring = g_renew (EvoOffspring, population->offspring, n);
  for (guint i = population->n; i < n; i++)
    {
      population->genomes[i] = NULL;
      population->images[i] = NULL;
    }
  population->n = n;
}

void
evo_population_clear (EvoPopulation *population)
{
  evo_population_resize (population, 0);
  g_free (population->genomes);
  g_free (population->images);
  g_free (population->offspring);
}

/* Whoever else holds the old picture cannot lose it by this: only a holder can hand out references,
 * so a count of one stays one. */
BaseImage *
evo_population_own_image (EvoPopulation *population, guint child, const EvoSearchSettings *settings)
{
  BaseImage *image = population->images[child];

  if (image == NULL || !g_atomic_ref_count_compare (&image->ref_count, 1))
    {
      base_image_unref (image);
      image = base_image_new (settings->width, settings->height, settings->channels);
      population->images[child] = image;
    }
  return image;
}

EvoParents *
evo_parents_new (const EvoSearchSettings *settings,
                 guint n,
                 const EvoGenome *const *genomes,
                 const guint64 *evaluations)
{
  EvoParents *parents;

  if (n == 0)
    return NULL;
  parents = g_new0 (EvoParents, 1);
  g_atomic_ref_count_init (&parents->ref_count);
  parents->n = n;
  parents->genomes = g_new (EvoGenome *, n);
  parents->evaluations = g_new (guint64, n);
  for (guint i = 0; i < n; i++)
    {
      parents->genomes[i] =
          evo_genome_adapt (genomes[i], settings->width, settings->height, settings->channels);
      parents->evaluations[i] = evaluations != NULL ? evaluations[i] : i;
    }
  return parents;
}

EvoParents *
evo_parents_ref (EvoParents *parents)
{
  if (parents != NULL)
    g_atomic_ref_count_inc (&parents->ref_count);
  return parents;
}

void
evo_parents_unref (EvoParents *parents)
{
  if (parents == NULL || !g_atomic_ref_count_dec (&parents->ref_count))
    return;
  for (guint i = 0; i < parents->n; i++)
    evo_genome_free (parents->genomes[i]);
  g_free (parents->genomes);
  g_free (parents->evaluations);
  g_free (parents);
}
