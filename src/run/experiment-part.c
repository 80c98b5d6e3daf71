// SPDX-License-Identifier: GPL-3.0-or-later
/* An experiment as a part of other work. */
#include "run/experiment-private.h"

#define TAG     "RPrt"
#define VERSION 1

static const RunSearcher *
searcher_of (const RunSettings *settings)
{
  return run_method (settings->method)->is_evolution ? &run_searcher_evolve : &run_searcher_ascend;
}

RunExperiment *
run_experiment_make_part (RunContext *context,
                          const RunSettings *settings,
                          FmtNetwork *network,
                          GError **error)
{
  RunExperiment *experiment =
      run_experiment_new (context, searcher_of (settings), settings, network, error);

  if (experiment == NULL)
    return NULL;
  experiment->search = experiment->searcher->make (experiment, error);
  if (experiment->search != NULL)
    return experiment;
  run_experiment_free (experiment);
  return NULL;
}

void
run_experiment_save_part (RunExperiment *experiment, GByteArray *out)
{
  base_pack_header (out, TAG, VERSION);
  base_pack_u8 (out, experiment->generations_met ? 1 : 0);
  base_pack_u8 (out, experiment->confidence_met ? 1 : 0);
  base_pack_u8 (out, experiment->in_generation ? 1 : 0);
  run_progress_save (&experiment->progress, g_get_monotonic_time (), out);
  evo_archive_save (run_experiment_archive (experiment), out);
  experiment->searcher->save (experiment->search, out);
}

static EvoArchive *
restore_archive (RunExperiment *experiment, BaseUnpack *in, GError **error)
{
  const FmtNetwork *network = experiment->network;

  return evo_archive_restore (fmt_network_n_classes (network), experiment->settings.wanted,
                              fmt_network_image_width (network), fmt_network_image_height (network),
                              network->card->channels, in, error);
}

static gboolean
restore (RunExperiment *experiment, BaseUnpack *in, GError **error)
{
  EvoArchive *archive;

  if (!base_unpack_header (in, TAG, VERSION, error))
    return FALSE;
  experiment->generations_met = base_unpack_boolean (in);
  experiment->confidence_met = base_unpack_boolean (in);
  experiment->in_generation = base_unpack_boolean (in);
  run_progress_restore (&experiment->progress, in);
  if (!base_unpack_check (in, error))
    return FALSE;
  archive = restore_archive (experiment, in, error);
  if (archive == NULL)
    return FALSE;
  experiment->search = experiment->searcher->restore (experiment, archive, in, error);
  if (experiment->search == NULL)
    return FALSE;
  evo_archive_statistics (run_experiment_archive (experiment), &experiment->statistics);
  return TRUE;
}

RunExperiment *
run_experiment_restore_part (RunContext *context,
                             const RunSettings *settings,
                             FmtNetwork *network,
                             BaseUnpack *in,
                             GError **error)
{
  RunExperiment *experiment =
      run_experiment_new (context, searcher_of (settings), settings, network, error);

  if (experiment != NULL && restore (experiment, in, error))
    return experiment;
  g_clear_pointer (&experiment, run_experiment_free);
  return NULL;
}
