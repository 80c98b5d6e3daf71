// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-run.h"

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
  char *crops;
  char *output;
  char *session;
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
  g_free (options->crops);
  g_free (options->output);
  g_free (options->session);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

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
    { "crops", 0, 0, G_OPTION_ARG_STRING, &options->crops, CLI_CROPS_HELP, N_ ("1|10") },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Save one PNG a class, and all of them in grid.png, in this folder"), N_ ("DIR") },
    { "session", 0, 0, G_OPTION_ARG_FILENAME, &options->session, CLI_SESSION_HELP, N_ ("FILE") },
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
    if (run_method (i)->is_evolution && strcmp (text, run_method (i)->name) == 0)
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
      !cli_parse_crops (options->crops, &settings->n_crops) ||
      !cli_parse_uint ("threads", options->threads, 1, RUN_MAX_THREADS, &settings->n_threads))
    return CLI_USAGE;
  if (!run_settings_check (settings, &error))
    {
      cli_error ("%s", error->message);
      return CLI_USAGE;
    }
  return cli_choose_classes (options->classes, settings);
}

CliStatus
cli_evolve (char ***arguments)
{
  g_auto (Options) options = { NULL };
  g_auto (RunSettings) settings = { NULL };
  CliStatus status;

  if (!parse_options (&options, arguments))
    return CLI_USAGE;
  status = make_settings (&options, &settings);
  if (status != CLI_OK)
    return status;
  return cli_run_command (&(CliRun){ .settings = &settings,
                                     .given = { .network = TRUE,
                                                .method = TRUE,
                                                .seed = options.seed != NULL,
                                                .batch = options.batch != NULL,
                                                .generations = TRUE,
                                                .threads = options.threads != NULL },
                                     .folder = options.output,
                                     .session = options.session,
                                     .json = options.json,
                                     .print = cli_result_print,
                                     .print_json = cli_result_print_json });
}
