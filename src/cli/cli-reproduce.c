// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-interrupt.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-reproduce.h"
#include "run/data-sets.h"

/* Of the second network of a transfer, and of `fooled-cli train` for the README's. */
#define EPOCHS 8

typedef struct
{
  char **words;
  char *data;
  char *session;
  gboolean data_given, session_given, rounds, runs, generations, epochs;
  int n_epochs;
  CliReproduction order;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->words);
  g_free (options->data);
  g_free (options->session);
  g_free (options->order.folder);
  run_settings_clear (&options->order.settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, char ***arguments)
{
  CliReproduction *order = &options->order;
  CliGiven *given = &order->given;
  const CliOption wanted[] = {
    { "network", &order->settings.network, &given->network,
      N_ ("Another network than the paper's") },
    { "evaluations", &order->settings.stop_evaluations, &given->evaluations,
      N_ ("A budget other than the figure's: end with the generation, or iteration, in which so "
          "many evaluations are reached") },
    { "data", &options->data, &options->data_given,
      N_ ("retraining, transfer: folder with MNIST's files, or mnist (mnist)") },
    { "rounds", &order->retraining.n_rounds, &options->rounds,
      N_ ("retraining: how many networks, one after the other (15)") },
    { "runs", &order->retraining.n_runs, &options->runs,
      N_ ("retraining: runs against each network (14)") },
    { "generations", &order->retraining.generations, &options->generations,
      N_ ("retraining: generations of each run (200)") },
    { "epochs", &options->n_epochs, &options->epochs,
      N_ ("retraining, transfer: how often to go through all pictures (4; transfer: 8)") },
    { "seed", &order->settings.seed, &given->seed },
    { "threads", &order->settings.n_threads, &given->threads },
    { "session", &options->session, &options->session_given },
    { "json", &order->json },
    { NULL },
  };

  return cli_parse_options (arguments, wanted, N_ ("[FIGURE]"), &options->words,
                            N_ ("Repeats an experiment of Nguyen, Yosinski and Clune (2015) with "
                                "its settings and shows what comes out beside what the paper "
                                "says. Without a figure, lists those that there are. Ctrl-C ends "
                                "it early and keeps what is there."));
}

/* FALSE, after a message, where an option was given that the figure has no use for. */
static gboolean
check_options (const Options *options)
{
  RunFigureKind kind = options->order.figure->kind;
  const CliGiven *given = &options->order.given;
  gboolean retrains = kind == RUN_FIGURE_RETRAINING, trains = kind != RUN_FIGURE_RUN;
  const struct
  {
    const char *option;
    gboolean given, useful;
  } checks[] = {
    { "network", given->network, !retrains },
    { "evaluations", given->evaluations, !retrains },
    { "data", options->data_given, trains },
    { "rounds", options->rounds, retrains },
    { "runs", options->runs, retrains },
    { "generations", options->generations, retrains },
    { "epochs", options->epochs, trains },
    { "session", options->session_given, kind != RUN_FIGURE_TRANSFER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (checks[i].given && !checks[i].useful)
      {
        cli_error (_ ("--%s has no meaning for %s."), checks[i].option,
                   options->order.figure->name);
        return FALSE;
      }
  return TRUE;
}

static CliStatus
choose_run (Options *options)
{
  CliReproduction *order = &options->order;
  guint64 evaluations = order->settings.stop_evaluations;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  run_figure_settings (order->figure, &order->settings);
  if (order->given.evaluations)
    {
      order->settings.stop_evaluations = evaluations;
      order->settings.stop_generations = 0;
    }
  if (!order->given.network)
    {
      g_free (order->settings.network);
      order->settings.network = run_figure_network (order->figure, &note, &error);
    }
  if (error != NULL)
    return cli_fail (error);
  if (note != NULL)
    cli_error ("%s", note);
  return run_settings_check (&order->settings, &error)
             ? cli_choose_classes (order->figure->classes, &order->settings)
             : cli_fail (error);
}

static CliStatus
choose_data (Options *options)
{
  CliReproduction *order = &options->order;
  const char *data = options->data != NULL ? options->data : "mnist";
  g_autoptr (GError) error = NULL;

  order->folder = run_data_set_folder (data, &error);
  if (order->folder == NULL)
    return cli_fail (error);
  order->data_set = run_data_set_name (data);
  order->epochs = options->epochs ? options->n_epochs : EPOCHS;
  if (options->epochs)
    order->retraining.training.sgd.epochs = options->n_epochs;
  return CLI_OK;
}

static CliStatus
choose (Options *options)
{
  CliReproduction *order = &options->order;
  CliStatus status = CLI_OK;

  order->figure = run_figure_find (options->words[0]);
  if (order->figure == NULL)
    {
      cli_error (_ ("There is no figure “%s”; “fooled-cli reproduce” lists them."),
                 options->words[0]);
      return CLI_USAGE;
    }
  if (options->words[1] != NULL)
    {
      cli_error (_ ("The argument “%s” is one too many."), options->words[1]);
      return CLI_USAGE;
    }
  if (!check_options (options))
    return CLI_USAGE;
  order->session = options->session;
  order->given.everything = TRUE;
  if (order->figure->kind != RUN_FIGURE_RETRAINING)
    status = choose_run (options);
  if (status == CLI_OK && order->figure->kind != RUN_FIGURE_RUN)
    status = choose_data (options);
  return status;
}

CliStatus
cli_reproduce (char ***arguments)
{
  g_auto (Options) options = { 0 };
  g_auto (CliReproduced) reproduced = { 0 };
  CliReproduction *order = &options.order;
  CliStatus status;

  run_settings_init (&order->settings, "");
  run_settings_use_paper (&order->settings);
  run_retraining_init (&order->retraining);
  if (!parse_options (&options, arguments))
    return CLI_USAGE;
  if (options.words == NULL || options.words[0] == NULL)
    {
      cli_reproduce_list (order->json);
      return CLI_OK;
    }
  status = choose (&options);
  if (status != CLI_OK)
    return status;
  status = cli_reproduce_run (order, &reproduced);
  if (status != CLI_OK && status != CLI_INTERRUPTED)
    return status;
  if (status == CLI_INTERRUPTED)
    cli_tell_interrupted (order->session, _ ("Interrupted; the result is what there was."));
  if (order->json)
    cli_reproduce_print_json (order, &reproduced);
  else
    cli_reproduce_print (order, &reproduced);
  return status;
}
