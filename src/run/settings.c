// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/settings.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

#define DEFAULT_SEED      1
#define DEFAULT_BATCH     40
#define DEFAULT_STRENGTHS 3
#define PAPER_BATCH       200

void
run_settings_init (RunSettings *settings, const char *network)
{
  *settings = (RunSettings){
    .network = g_strdup (network),
    .method = RUN_METHOD_EVOLVE_CPPN,
    .seed = DEFAULT_SEED,
    .batch = DEFAULT_BATCH,
  };
  evo_variation_init (&settings->variation);
  settings->variation.gradient_share = RUN_DEFAULT_GRADIENT_SHARE;
  settings->variation.tournament = 0;
  settings->variation.n_strengths = DEFAULT_STRENGTHS;
  asc_rules_init (&settings->ascent);
}

void
run_settings_use_paper (RunSettings *settings)
{
  settings->batch = PAPER_BATCH;
  settings->screening = FALSE;
  settings->variation.parents = EVO_PARENTS_UNIFORM;
  settings->variation.tournament = 1;
  settings->variation.n_strengths = 1;
}

void
run_settings_clear (RunSettings *settings)
{
  g_clear_pointer (&settings->network, g_free);
  g_clear_pointer (&settings->wanted, g_free);
  g_clear_pointer (&settings->seeds, run_seeds_unref);
  settings->n_wanted = 0;
}

void
run_settings_copy (const RunSettings *settings, RunSettings *copy)
{
  *copy = *settings;
  copy->network = g_strdup (settings->network);
  copy->wanted = g_memdup2 (settings->wanted, settings->n_wanted * sizeof (gboolean));
  copy->seeds = run_seeds_ref (settings->seeds);
}

static gboolean
wants (const RunSettings *settings, guint class_index)
{
  return settings->wanted == NULL ||
         (class_index < settings->n_wanted && settings->wanted[class_index]);
}

gboolean
run_settings_want_the_same (const RunSettings *a, const RunSettings *b)
{
  guint n = MAX (a->wanted != NULL ? a->n_wanted : 0, b->wanted != NULL ? b->n_wanted : 0);

  for (guint i = 0; i < n; i++)
    if (wants (a, i) != wants (b, i))
      return FALSE;
  return TRUE;
}

gboolean
run_settings_need_restart (const RunSettings *a, const RunSettings *b)
{
  return g_strcmp0 (a->network, b->network) != 0 || a->method != b->method || a->seed != b->seed ||
         a->n_crops != b->n_crops ||
         (run_method (a->method)->is_evolution &&
          (a->variation.coordinates != b->variation.coordinates ||
           !a->screening != !b->screening)) ||
         !run_settings_want_the_same (a, b) || !run_seeds_equal (a->seeds, b->seeds) ||
         (a->method == RUN_METHOD_ASCENT && !asc_rules_equal (&a->ascent, &b->ascent));
}

EvoVariation
run_settings_variation (const RunSettings *settings, guint n_wanted)
{
  EvoVariation variation = settings->variation;

  if (!run_method (settings->method)->climbs)
    variation.gradient_share = 0;
  if (variation.tournament == 0)
    variation.tournament = n_wanted > RUN_MANY_CLASSES ? RUN_MANY_TOURNAMENT : 1;
  return variation;
}

gboolean
run_settings_equal (const RunSettings *a, const RunSettings *b)
{
  const EvoVariation *x = &a->variation, *y = &b->variation;

  return !run_settings_need_restart (a, b) && a->batch == b->batch &&
         a->n_threads == b->n_threads && a->stop_generations == b->stop_generations &&
         a->stop_evaluations == b->stop_evaluations && a->stop_confidence == b->stop_confidence &&
         (!run_method (a->method)->climbs || x->gradient_share == y->gradient_share) &&
         x->eta == y->eta && x->pixel_chance == y->pixel_chance && x->tournament == y->tournament &&
         x->parents == y->parents && x->n_strengths == y->n_strengths &&
         x->pixel_half_life == y->pixel_half_life && x->weight_chance == y->weight_chance &&
         x->activation_chance == y->activation_chance && x->add_link_chance == y->add_link_chance &&
         x->delete_link_chance == y->delete_link_chance &&
         x->add_node_chance == y->add_node_chance && x->delete_node_chance == y->delete_node_chance;
}

static gboolean
check_chance (double chance, const char *name, GError **error)
{
  if (chance >= 0 && chance <= 1) /* false for not-a-number */
    return TRUE;
  /* Translators: %s is the name of a rate, e.g. "add link" */
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT, _ ("The rate “%s” must be from 0 to 1."),
               name);
  return FALSE;
}

static gboolean
check_variation (const EvoVariation *variation, GError **error)
{
  const struct
  {
    double chance;
    const char *name;
  } chances[] = {
    { variation->pixel_chance, _ ("pixel") },
    { variation->weight_chance, _ ("weight") },
    { variation->activation_chance, _ ("activation") },
    { variation->add_link_chance, _ ("add link") },
    { variation->delete_link_chance, _ ("delete link") },
    { variation->add_node_chance, _ ("add node") },
    { variation->delete_node_chance, _ ("delete node") },
    { variation->gradient_share, _ ("gradient") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (chances); i++)
    if (!check_chance (chances[i].chance, chances[i].name, error))
      return FALSE;
  if (variation->tournament > EVO_MAX_TOURNAMENT)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("A parent must be the newest of 1 to %d champions, not of %u."),
                   EVO_MAX_TOURNAMENT, variation->tournament);
      return FALSE;
    }
  if (variation->parents >= EVO_N_PARENT_CHOICES)
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("There is no such choice of parents."));
      return FALSE;
    }
  if (variation->n_strengths > EVO_MAX_STRENGTHS)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                   _ ("There may be 1 to %d mutation strengths, not %u."), EVO_MAX_STRENGTHS,
                   variation->n_strengths);
      return FALSE;
    }
  if (!(variation->eta > 0))
    {
      g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("The mutation strength must be greater than 0."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
wants_any (const RunSettings *settings)
{
  if (settings->wanted == NULL)
    return TRUE;
  for (guint i = 0; i < settings->n_wanted; i++)
    if (settings->wanted[i])
      return TRUE;
  return FALSE;
}

static gboolean
check_seeds (const RunSettings *settings, GError **error)
{
  const RunMethodInfo *method = run_method (settings->method);
  const RunSeeds *seeds = settings->seeds;

  if (seeds == NULL)
    return TRUE;
  if (!method->is_evolution || seeds->encoding != method->encoding)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The images to begin with cannot be bred by the method “%s”."),
                 _ (method->title));
  else if (seeds->n > settings->batch)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The number of offspring must be at least %u, as many as there are images to "
                    "begin with."),
                 seeds->n);
  else
    return TRUE;
  return FALSE;
}

gboolean
run_settings_check (const RunSettings *settings, GError **error)
{
  if (settings->network == NULL || *settings->network == '\0')
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                         _ ("No network is chosen: choose one first."));
  else if (settings->method >= RUN_N_METHODS)
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT, _ ("There is no such method."));
  else if (settings->batch < RUN_MIN_BATCH || settings->batch > RUN_MAX_BATCH)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The number of offspring must be from %d to %d, not %u."), RUN_MIN_BATCH,
                 RUN_MAX_BATCH, settings->batch);
  else if (settings->n_crops > 1 && settings->n_crops != 10)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The number of crops must be 1 or 10, not %u."), settings->n_crops);
  else if (settings->n_threads > RUN_MAX_THREADS)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("The number of threads must be from 0 to %d, not %u."), RUN_MAX_THREADS,
                 settings->n_threads);
  else if (!(settings->stop_confidence >= 0 && settings->stop_confidence <= 1))
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                         _ ("The confidence to stop at must be from 0 to 1."));
  else if (!wants_any (settings))
    g_set_error_literal (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                         _ ("No class is wanted: choose at least one."));
  else
    return check_variation (&settings->variation, error) && check_seeds (settings, error) &&
           (settings->method != RUN_METHOD_ASCENT || asc_rules_check (&settings->ascent, error));
  return FALSE;
}

guint
run_settings_n_wanted (const RunSettings *settings, guint n_classes)
{
  guint n = 0;

  if (settings->wanted == NULL)
    return n_classes;
  for (guint i = 0; i < settings->n_wanted; i++)
    n += settings->wanted[i] ? 1 : 0;
  return n;
}

guint64
run_settings_last_generation (const RunSettings *settings)
{
  guint64 last = settings->stop_generations;

  if (run_method (settings->method)->is_evolution)
    return last;
  return last > 0 ? MIN (last, settings->ascent.iterations) : settings->ascent.iterations;
}
