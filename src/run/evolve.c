// SPDX-License-Identifier: GPL-3.0-or-later
/* Evolution as work: MAP-Elites over the classes (evolve/search.h). */
#include "run/experiment-private.h"

#include "run/host-private.h"
#include "run/works-private.h"

void
run_evolve_settings (const RunExperiment *experiment, EvoSearchSettings *search)
{
  const RunSettings *settings = &experiment->settings;
  const FmtNetwork *network = experiment->network;

  *search = (EvoSearchSettings){
    .encoding = run_method (settings->method)->encoding,
    .width = fmt_network_image_width (network),
    .height = fmt_network_image_height (network),
    .channels = network->card->channels,
    .n_classes = fmt_network_n_classes (network),
    .wanted = settings->wanted,
    .seed = settings->seed,
    .batch = settings->batch,
    .micro_batch = experiment->micro_batch,
    .n_crops = experiment->n_crops,
    .screen = run_experiment_screens (experiment) ? run_experiment_screen : NULL,
    .screen_batch = experiment->micro_batch * experiment->n_crops,
    .variation = run_experiment_variation (experiment),
    .gradient = run_method (settings->method)->climbs ? run_experiment_gradient : NULL,
    .ranks = experiment->ranks,
    .all_offspring = experiment->is_part,
  };
}

static gpointer
make_search (RunExperiment *experiment, GError **error)
{
  g_autoptr (GPtrArray) seeds = run_seeds_genomes (experiment->settings.seeds);
  EvoSearchSettings settings;

  run_evolve_settings (experiment, &settings);
  settings.seeds = (const EvoGenome *const *) seeds->pdata;
  settings.n_seeds = seeds->len;
  return evo_search_new (&settings, run_experiment_score, experiment);
}

static void
change (RunExperiment *experiment)
{
  EvoVariation variation = run_experiment_variation (experiment);

  evo_search_set_batch (experiment->search, experiment->settings.batch);
  evo_search_set_variation (experiment->search, &variation);
}

static gboolean
advance (gpointer search, BasePool *pool, const gint *interrupt)
{
  return evo_search_advance (search, pool, interrupt);
}

static const EvoArchive *
archive (gpointer search)
{
  return evo_search_archive (search);
}

static EvoSearch *
evolution (gpointer search)
{
  return search;
}

static guint64
generation (gpointer search)
{
  return evo_search_generation (search);
}

static guint64
evaluations (gpointer search)
{
  return evo_search_evaluations (search);
}

static guint64
passes (gpointer search)
{
  return evo_search_passes (search);
}

static guint
n_offspring (gpointer search)
{
  return evo_search_n_offspring (search);
}

static const EvoOffspring *
offspring (gpointer search, guint index)
{
  return evo_search_offspring (search, index);
}

static void
save (gpointer search, GByteArray *out)
{
  evo_search_save (search, EVO_SAVE_OFFSPRING, out);
}

static gpointer
restore_search (RunExperiment *experiment, EvoArchive *archive, BaseUnpack *in, GError **error)
{
  RunHost *host = run_context_host (experiment->context);
  EvoSearchSettings settings;
  EvoSearch *search;
  BasePool *pool;

  run_evolve_settings (experiment, &settings);
  pool = run_host_borrow (host, experiment->n_threads, NULL);
  search =
      evo_search_restore (&settings, run_experiment_score, experiment, archive, pool, in, error);
  run_host_give_back (host);
  return search;
}

/* Ancestry wants every champion that may have become a parent. */
static guint64
record_every (gpointer search)
{
  return 1;
}

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  return run_experiment_make (context, &run_searcher_evolve, order, error);
}

static gpointer
restore (RunContext *context, StoreSession *session, GError **error)
{
  return run_experiment_restore (context, &run_searcher_evolve, session, error);
}

const RunSearcher run_searcher_evolve = {
  .make = make_search,
  .free = (GDestroyNotify) evo_search_free,
  .change = change,
  .advance = advance,
  .archive = archive,
  .generation = generation,
  .evaluations = evaluations,
  .passes = passes,
  .n_offspring = n_offspring,
  .offspring = offspring,
  .record_every = record_every,
  .evolution = evolution,
  .save = save,
  .restore = restore_search,
};

const RunWork run_work_evolve = {
  .name = "evolve",
  .session = RUN_SESSION_RUN,
  .make = make,
  .advance = run_experiment_advance,
  .obey = run_experiment_obey,
  .show = run_experiment_show,
  .save = run_experiment_save,
  .restore = restore,
  .free = run_experiment_free,
};
