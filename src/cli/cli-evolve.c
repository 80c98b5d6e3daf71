// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-from.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-run.h"

/* What the settings do not hold; NULL where an option was left out. */
typedef struct
{
  RunMethod encoding; /* the method that evolves it; RUN_N_METHODS where it was left out */
  char *classes;
  char *output;
  char *session;
  char *from;
  gboolean json;
  CliGiven given;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->classes);
  g_free (options->output);
  g_free (options->session);
  g_free (options->from);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, RunSettings *settings, char ***arguments)
{
  CliGiven *given = &options->given;
  const CliOption wanted[] = {
    { "network", &settings->network, &given->network, N_ ("Which network to fool"), TRUE },
    { "encoding", &options->encoding, &given->encoding },
    { "as-in-paper", &given->paper },
    { "generations", &settings->stop_generations, &given->generations },
    { "evaluations", &settings->stop_evaluations, &given->evaluations },
    { "tournament", &settings->variation.tournament, &given->tournament },
    { "parents", &settings->variation.parents, &given->parents },
    { "strengths", &settings->variation.n_strengths, &given->strengths },
    { "gradient", &settings->variation.gradient_share, &given->gradient },
    { "batch", &settings->batch, &given->batch },
    { "seed", &settings->seed, &given->seed },
    { "threads", &settings->n_threads, &given->threads },
    { "classes", &options->classes, &given->classes,
      N_ ("Classes to evolve for, such as 0,3-5 (all)") },
    { "coordinates", &settings->variation.coordinates, &given->coordinates },
    { "crops", &settings->n_crops, &given->crops },
    { "screening", &settings->screening, &given->screening },
    { "output", &options->output },
    { "session", &options->session },
    { "from", &options->from, &given->from },
    { "json", &options->json },
    { NULL },
  };

  return cli_parse_options (arguments, wanted, NULL, NULL,
                            N_ ("Evolves images that a network is sure of and that mean nothing. "
                                "Ctrl-C ends it early and keeps what is there.")) &&
         (given->generations || given->evaluations || cli_require ("generations", NULL)) &&
         (options->from != NULL || given->encoding || cli_require ("encoding", NULL));
}

/* The gradient is a method of its own. */
static gboolean
choose_gradient (const CliGiven *given, RunSettings *settings)
{
  if (!given->gradient || settings->variation.gradient_share == 0)
    return TRUE;
  for (RunMethod i = 0; i < RUN_N_METHODS; i++)
    if (run_method (i)->climbs &&
        run_method (i)->encoding == run_method (settings->method)->encoding)
      {
        settings->method = i;
        return TRUE;
      }
  cli_error (_ ("--gradient does not go with --encoding %s."),
             evo_encoding_to_string (run_method (settings->method)->encoding));
  return FALSE;
}

/* The paper's settings, but for those that are given. */
static void
use_paper (const CliGiven *given, RunSettings *settings)
{
  RunSettings paper = *settings;

  run_settings_use_paper (&paper);
  if (!given->batch)
    settings->batch = paper.batch;
  if (!given->tournament)
    settings->variation.tournament = paper.variation.tournament;
  if (!given->strengths)
    settings->variation.n_strengths = paper.variation.n_strengths;
}

static CliStatus
choose (const Options *options, RunSettings *settings)
{
  g_autoptr (GError) error = NULL;

  settings->method = options->encoding;
  if (options->from != NULL && !cli_read_from (options->from, settings))
    return CLI_FAILURE;
  if (!choose_gradient (&options->given, settings))
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
  g_auto (Options) options = { .encoding = RUN_N_METHODS };
  g_auto (RunSettings) settings = { NULL };
  CliStatus status;

  run_settings_init (&settings, "");
  if (!parse_options (&options, &settings, arguments))
    return CLI_USAGE;
  if (options.given.paper)
    use_paper (&options.given, &settings);
  status = choose (&options, &settings);
  if (status != CLI_OK)
    return status;
  return cli_run_command (&(CliRun){ .settings = &settings,
                                     .given = options.given,
                                     .folder = options.output,
                                     .session = options.session,
                                     .json = options.json,
                                     .print = cli_result_print,
                                     .print_json = cli_result_print_json });
}
