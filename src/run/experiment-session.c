// SPDX-License-Identifier: GPL-3.0-or-later
/* An experiment in a session: what of it is saved, and how it goes on. The champions and what led
 * to them are rows of the session; the rest is one state, a string of bytes. */
#include "run/experiment-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/host-private.h"
#include "run/networks-private.h"
#include "store/png.h"
#include "store/sheet.h"

#define STATE_TAG     "FRUN"
#define STATE_VERSION 3

/* Of the picture that a list shows of a session, in pixels and cells a side. */
#define PICTURE_CELL 32
#define PICTURE_SIDE 4

/* The first champions as a small PNG; NULL when there are none. In class order, so that what a
 * session looks like does not jump about. */
static GBytes *
draw_picture (RunExperiment *experiment)
{
  const EvoArchive *archive = run_experiment_archive (experiment);
  BaseImage *images[PICTURE_SIDE * PICTURE_SIDE];
  g_autoptr (BaseImage) sheet = NULL;
  guint n = 0;

  run_experiment_draw (experiment, G_N_ELEMENTS (images));
  for (guint i = 0; i < archive->n_classes && n < G_N_ELEMENTS (images); i++)
    if (archive->cells[i].image != NULL)
      images[n++] = archive->cells[i].image;
  sheet = n > 0 ? store_sheet_new (images, NULL, n, 0, PICTURE_CELL, NULL) : NULL;
  return sheet != NULL ? store_png_encode (sheet, NULL, 0, NULL) : NULL;
}

static void
fill_in_info (RunExperiment *experiment, StoreSessionInfo *info)
{
  const FmtCard *card = experiment->network->card;
  const EvoArchive *archive = run_experiment_archive (experiment);

  info->name =
      g_strdup_printf ("%s, %s", card->name, _ (run_method (experiment->settings.method)->title));
  info->method = g_strdup (run_method (experiment->settings.method)->name);
  info->network_id = g_strdup (card->id);
  info->network_name = g_strdup (card->name);
  info->network_sha256 = g_strdup (card->checksum);
  info->settings = run_settings_to_text (&experiment->settings);
  info->generation = experiment->searcher->generation (experiment->search);
  info->evaluations = experiment->searcher->evaluations (experiment->search);
  info->seconds =
      (double) run_progress_running_time (&experiment->progress, g_get_monotonic_time ()) /
      G_USEC_PER_SEC;
  info->median = experiment->statistics.median;
  info->n_classes = archive->n_classes;
  for (guint i = 0; i < archive->n_classes; i++)
    info->n_filled += evo_champion_is_filled (&archive->cells[i]) ? 1 : 0;
  info->picture = draw_picture (experiment);
}

gboolean
run_experiment_save (gpointer state, RunCheckpoint *checkpoint)
{
  RunExperiment *experiment = state;
  GByteArray *out = g_byte_array_new ();
  g_autofree char *next =
      experiment->has_next ? run_settings_to_text (&experiment->next) : g_strdup ("");

  base_pack_header (out, STATE_TAG, STATE_VERSION);
  base_pack_string (out, next);
  base_pack_u8 (out, experiment->generations_met ? 1 : 0);
  base_pack_u8 (out, experiment->evaluations_met ? 1 : 0);
  base_pack_u8 (out, experiment->confidence_met ? 1 : 0);
  run_progress_save (&experiment->progress, g_get_monotonic_time (), out);
  run_seeds_save (experiment->settings.seeds, out);
  base_pack_u8 (out, experiment->in_generation ? 1 : 0);
  run_breeding_save (experiment->breeding, out);
  experiment->searcher->save (experiment->search, out);
  checkpoint->state = g_byte_array_free_to_bytes (out);
  fill_in_info (experiment, checkpoint->info);
  run_recorder_save (experiment->recorder, run_experiment_archive (experiment), checkpoint);
  return TRUE;
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The session is damaged: its images do not fit its network."));
  return FALSE;
}

/* Champions that share an image share it again. */
static gboolean
fill_cell (EvoArchive *archive,
           const StoreHeldCell *held,
           const RunExperiment *experiment,
           GHashTable *genomes, /* evaluation -> EvoChampion * that holds it already */
           GError **error)
{
  const FmtNetwork *network = experiment->network;
  const StoreChampion *champion = &held->champion;
  EvoChampion *cell, *same;

  if (champion->class_index >= archive->n_classes || !archive->wanted[champion->class_index])
    return set_damaged (error);
  cell = &archive->cells[champion->class_index];
  same = g_hash_table_lookup (genomes, &champion->evaluation);
  if (same != NULL)
    {
      cell->genome = same->genome != NULL ? evo_genome_copy (same->genome) : NULL;
      cell->image = same->image != NULL ? base_image_ref (same->image) : NULL;
    }
  else if (held->genome != NULL)
    {
      cell->genome = evo_genome_deserialise (held->genome, error);
      if (cell->genome == NULL)
        return FALSE;
      if (evo_genome_width (cell->genome) != fmt_network_image_width (network) ||
          evo_genome_height (cell->genome) != fmt_network_image_height (network) ||
          evo_genome_channels (cell->genome) != network->card->channels)
        return set_damaged (error);
    }
  else
    cell->image = base_image_ref (held->image);
  cell->confidence = archive->bars[champion->class_index] = champion->confidence;
  cell->origin = held->origin;
  cell->improvements = champion->improvements;
  cell->n_top = champion->n_top;
  for (guint i = 0; i < champion->n_top; i++)
    {
      if (champion->top[i].class_index >= archive->n_classes)
        return set_damaged (error);
      cell->top[i] = champion->top[i];
    }
  if (same == NULL)
    g_hash_table_insert (genomes, &cell->origin.evaluation, cell);
  return TRUE;
}

static EvoArchive *
restore_archive (RunExperiment *experiment, StoreSession *session, GError **error)
{
  const RunSettings *settings = &experiment->settings;
  g_autoptr (GArray) held = store_session_read_champions (session, error);
  g_autoptr (GHashTable) genomes = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (EvoArchive) archive = NULL;
  gboolean all = !run_method (settings->method)->is_evolution &&
                 settings->ascent.objective == ASC_OBJECTIVE_UNIT;

  if (held == NULL)
    return NULL;
  archive =
      evo_archive_new (fmt_network_n_classes (experiment->network), all ? NULL : settings->wanted);
  for (guint i = 0; i < held->len; i++)
    if (!fill_cell (archive, &g_array_index (held, StoreHeldCell, i), experiment, genomes, error))
      return NULL;
  return g_steal_pointer (&archive);
}

static void
restore_breeding (RunExperiment *experiment, BaseUnpack *in)
{
  RunSeeds *seeds = run_seeds_restore (in);

  base_unpack_require (in, seeds == NULL || experiment->searcher->evolution != NULL);
  experiment->settings.seeds = seeds;
  experiment->in_generation = base_unpack_boolean (in);
  run_breeding_restore (experiment, in);
}

/* The first part of a state: what is left of it comes after. */
static gboolean
read_progress (BaseUnpack *in, RunExperiment *experiment, char **next, GError **error)
{
  if (!base_unpack_header (in, STATE_TAG, STATE_VERSION, error))
    return FALSE;
  *next = base_unpack_string (in);
  experiment->generations_met = base_unpack_boolean (in);
  experiment->evaluations_met = base_unpack_boolean (in);
  experiment->confidence_met = base_unpack_boolean (in);
  run_progress_restore (&experiment->progress, in);
  return TRUE;
}

gboolean
run_experiment_read_progress (GBytes *state, RunProgress *progress, GError **error)
{
  g_autofree RunExperiment *experiment = g_new0 (RunExperiment, 1);
  g_autofree char *next = NULL;
  BaseUnpack in;

  base_unpack_init (&in, g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  if (!read_progress (&in, experiment, &next, error) || !base_unpack_check (&in, error))
    return FALSE;
  *progress = experiment->progress;
  return TRUE;
}

static gboolean
restore_state (RunExperiment *experiment,
               StoreSession *session,
               const StoreSessionInfo *info,
               GError **error)
{
  g_autoptr (GBytes) state = store_session_read_state (session, error);
  g_autofree char *next = NULL;
  EvoArchive *archive;
  BaseUnpack in;

  if (state == NULL)
    return FALSE;
  /* An older program ended before its first checkpoint: the settings are all there is. But nothing
   * may begin again where there was more. */
  if (g_bytes_get_size (state) == 0)
    {
      if (info->generation > 0)
        {
          g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                               _ ("The session is damaged or was copied while it was written: what "
                                  "it needs to go on is missing. It was left as it is."));
          return FALSE;
        }
      if (run_settings_text_has_seeds (info->settings))
        {
          g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                               _ ("The session ended before the images that it begins with were "
                                  "saved. Start it from them again."));
          return FALSE;
        }
      experiment->search = experiment->searcher->make (experiment, error);
      return experiment->search != NULL;
    }
  base_unpack_init (&in, g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  if (!read_progress (&in, experiment, &next, error))
    return FALSE;
  restore_breeding (experiment, &in);
  if (!base_unpack_check (&in, error))
    return FALSE;
  if (*next != '\0')
    {
      if (!run_settings_from_text (next, &experiment->next, error))
        return FALSE;
      experiment->next.seeds = run_seeds_ref (experiment->settings.seeds);
      experiment->has_next = TRUE;
    }
  archive = restore_archive (experiment, session, error);
  if (archive == NULL)
    return FALSE;
  experiment->search = experiment->searcher->restore (experiment, archive, &in, error);
  return experiment->search != NULL && base_unpack_finish (&in, error);
}

/* A session goes on with the very network that it began with. */
static gboolean
check_network (const RunExperiment *experiment, const StoreSessionInfo *info, GError **error)
{
  const char *checksum = experiment->network->card->checksum;

  if (*info->network_sha256 == '\0' || g_strcmp0 (info->network_sha256, checksum) == 0)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("The session was made with the network “%s”, whose file is another one by now. "
                  "Put the old file back to go on with it."),
               info->network_name);
  return FALSE;
}

gpointer
run_experiment_restore (RunContext *context,
                        const RunSearcher *searcher,
                        StoreSession *session,
                        GError **error)
{
  g_autoptr (StoreSessionInfo) info = store_session_info (session, error);
  RunExperiment *experiment = NULL;
  RunSettings settings;

  if (info == NULL || !run_settings_from_text (info->settings, &settings, error))
    return NULL;
  experiment = run_experiment_new (context, searcher, &settings, NULL, error);
  run_settings_clear (&settings);
  if (experiment == NULL)
    {
      run_network_explain_gone (info, error);
      return NULL;
    }
  if (check_network (experiment, info, error) && restore_state (experiment, session, info, error))
    {
      run_experiment_begin (experiment);
      run_recorder_restored (experiment->recorder, run_experiment_archive (experiment));
      return experiment;
    }
  run_experiment_free (experiment);
  return NULL;
}
