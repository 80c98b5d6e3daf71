// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-evolve.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-interrupt.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-progress.h"
#include "run/classify.h"

#define WAIT_MS 100

/* The command line as it was given; NULL where an option was left out. */
typedef struct
{
  char *network;
  char *encoding;
  char *generations;
  char *batch;
  char *seed;
  char *threads;
  char *classes;
  char *coordinates;
  char *output;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->network);
  g_free (options->encoding);
  g_free (options->generations);
  g_free (options->batch);
  g_free (options->seed);
  g_free (options->threads);
  g_free (options->classes);
  g_free (options->coordinates);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunSettings, run_settings_clear)

static gboolean
parse_options (Options *options, char ***arguments)
{
  const GOptionEntry entries[] = {
    { "network", 0, 0, G_OPTION_ARG_FILENAME, &options->network, N_ ("Which network to fool"),
      N_ ("ID-OR-FILE") },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding,
      N_ ("How genomes describe images: cppn or pixels"), N_ ("ENCODING") },
    { "generations", 0, 0, G_OPTION_ARG_STRING, &options->generations,
      N_ ("How many generations to evolve"), N_ ("N") },
    { "batch", 0, 0, G_OPTION_ARG_STRING, &options->batch, N_ ("Offspring a generation (200)"),
      N_ ("N") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options->seed,
      N_ ("The same seed gives the same result (1)"), N_ ("N") },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &options->threads,
      N_ ("Compute threads (one a processor); they do not change the result"), N_ ("N") },
    { "classes", 0, 0, G_OPTION_ARG_STRING, &options->classes,
      N_ ("Classes to evolve for, such as 0,3-5 (all)"), N_ ("LIST") },
    { "coordinates", 0, 0, G_OPTION_ARG_STRING, &options->coordinates,
      N_ ("Units of a CPPN's coordinates: unit (-1 to 1) or pixel (unit)"), N_ ("UNITS") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Save one PNG a class, and all of them in grid.png, in this folder"), N_ ("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json,
      N_ ("Print the result as a JSON object on the last line"), NULL },
    G_OPTION_ENTRY_NULL
  };

  return cli_parse_options (arguments, entries, NULL,
                            N_ ("Evolves images that a network is sure of and that mean nothing. "
                                "Ctrl-C ends it early and keeps what is there.")) &&
         cli_require ("network", options->network) && cli_require ("encoding", options->encoding) &&
         cli_require ("generations", options->generations);
}

static gboolean
choose_method (const char *text, RunMethod *method)
{
  for (RunMethod i = 0; i < RUN_N_METHODS; i++)
    if (strcmp (text, evo_encoding_to_string (run_method_encoding (i))) == 0)
      {
        *method = i;
        return TRUE;
      }
  cli_error (_ ("There is no encoding “%s”; there are cppn and pixels."), text);
  return FALSE;
}

static gboolean
choose_coordinates (const char *text, EvoCoordinates *coordinates)
{
  if (text == NULL)
    return TRUE;
  if (strcmp (text, "unit") == 0)
    *coordinates = EVO_COORDINATES_UNIT;
  else if (strcmp (text, "pixel") == 0)
    *coordinates = EVO_COORDINATES_PIXEL;
  else
    {
      cli_error (_ ("There are no coordinates “%s”; there are unit and pixel."), text);
      return FALSE;
    }
  return TRUE;
}

/* How many classes there are is known only once the network is loaded. */
static CliStatus
choose_classes (const char *text, RunSettings *settings)
{
  g_autoptr (RunClassifier) classifier = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return CLI_OK;
  classifier = run_classifier_new (settings->network, &error);
  if (classifier == NULL)
    return cli_fail (error);
  settings->n_wanted = run_classifier_info (classifier)->n_classes;
  if (run_parse_classes (text, settings->n_wanted, &settings->wanted, &error))
    return CLI_OK;
  cli_error ("%s", error->message);
  return CLI_USAGE;
}

static CliStatus
make_settings (const Options *options, RunSettings *settings)
{
  g_autoptr (GError) error = NULL;

  run_settings_init (settings, options->network);
  if (!choose_method (options->encoding, &settings->method) ||
      !choose_coordinates (options->coordinates, &settings->variation.coordinates) ||
      !cli_parse_number ("generations", options->generations, 1, G_MAXINT64,
                         &settings->stop_generations) ||
      !cli_parse_uint ("batch", options->batch, RUN_MIN_BATCH, RUN_MAX_BATCH, &settings->batch) ||
      !cli_parse_number ("seed", options->seed, 0, G_MAXUINT64, &settings->seed) ||
      !cli_parse_uint ("threads", options->threads, 1, RUN_MAX_THREADS, &settings->n_threads))
    return CLI_USAGE;
  if (!run_settings_check (settings, &error))
    {
      cli_error ("%s", error->message);
      return CLI_USAGE;
    }
  return choose_classes (options->classes, settings);
}

static void
show_progress (CliProgress *progress, const RunSnapshot *snapshot, guint64 n_generations)
{
  g_autofree char *median = cli_confidence (snapshot->median);
  g_autofree char *generation = cli_count (snapshot->generation);
  g_autofree char *last = cli_count (n_generations);
  g_autofree char *text =
      g_strdup_printf (_ ("generation %s of %s, median %s, %.0f a second"), generation, last,
                       median, snapshot->evaluations_per_second);

  cli_progress_show (progress, (double) snapshot->generation / (double) n_generations, text);
}

/* Until the run has ended, or stands still after Ctrl-C. Returns its last snapshot; NULL after a
 * message when it failed. */
static RunSnapshot *
wait_for_end (RunEngine *engine, const RunSettings *settings, CliProgress *progress)
{
  gboolean pausing = FALSE;

  for (;;)
    {
      g_autoptr (RunSnapshot) snapshot = NULL;

      if (cli_interrupted () && !pausing)
        {
          run_engine_pause (engine);
          pausing = TRUE;
        }
      snapshot = run_engine_wait (engine, WAIT_MS);
      if (snapshot == NULL)
        continue;
      switch (snapshot->state)
        {
        case RUN_STATE_FAILED:
          cli_progress_clear (progress);
          cli_error ("%s", snapshot->message);
          return NULL;
        case RUN_STATE_PAUSED:
        case RUN_STATE_FINISHED:
          cli_progress_clear (progress);
          return g_steal_pointer (&snapshot);
        case RUN_STATE_RUNNING:
          show_progress (progress, snapshot, settings->stop_generations);
          break;
        case RUN_STATE_IDLE:
        case RUN_STATE_LOADING:
        default:
          break;
        }
    }
}

static guint
count_wanted (const RunSettings *settings, guint n_classes)
{
  guint n = 0;

  if (settings->wanted == NULL)
    return n_classes;
  for (guint i = 0; i < settings->n_wanted; i++)
    n += settings->wanted[i] ? 1 : 0;
  return n;
}

static gboolean
evolve (const RunSettings *settings, gboolean lines, CliResult *result)
{
  g_autoptr (RunEngine) engine = run_engine_new (NULL, NULL);
  CliProgress progress;

  cli_progress_init (&progress, lines);
  run_engine_set_view (engine, RUN_VIEW_CHAMPIONS, RUN_MIN_CELL_SIZE);
  run_engine_start (engine, settings, FALSE);
  result->last = wait_for_end (engine, settings, &progress);
  if (result->last == NULL)
    return FALSE;
  result->n_wanted = count_wanted (settings, result->last->network->n_classes);
  if (!run_engine_result (engine, &result->archive_hash, &result->champions))
    {
      cli_error (_ ("The run ended without a result."));
      return FALSE;
    }
  return TRUE;
}

static CliStatus
save (const CliResult *result, const Options *options)
{
  g_autoptr (GError) error = NULL;
  guint n_saved;

  if (options->output == NULL)
    return CLI_OK;
  if (!cli_result_save (result, options->output, &n_saved, &error))
    return cli_fail (error);
  if (!options->json && n_saved > 0)
    {
      g_autofree char *name = g_filename_display_name (options->output);

      cli_print (ngettext ("Saved %u image and grid.png in “%s”.",
                           "Saved %u images and grid.png in “%s”.", n_saved),
                 n_saved, name);
    }
  return CLI_OK;
}

CliStatus
cli_evolve (char ***arguments)
{
  g_auto (Options) options = { NULL };
  g_auto (RunSettings) settings = { NULL };
  g_auto (CliResult) result = { NULL };
  g_autoptr (GError) error = NULL;
  CliStatus status;

  if (!parse_options (&options, arguments))
    return CLI_USAGE;
  status = make_settings (&options, &settings);
  if (status != CLI_OK)
    return status;
  if (options.output != NULL && !cli_result_prepare_folder (options.output, &error))
    return cli_fail (error);

  cli_interrupt_catch ();
  if (!evolve (&settings, !options.json, &result))
    return CLI_FAILURE;
  if (cli_interrupted ())
    cli_error (_ ("Interrupted; the result is what there was."));
  if (!options.json)
    cli_result_print (&result);
  status = save (&result, &options);
  if (options.json)
    cli_result_print_json (&result);
  return status == CLI_OK && cli_interrupted () ? CLI_INTERRUPTED : status;
}
