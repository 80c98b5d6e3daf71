// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-perturb.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli-interrupt.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-progress.h"
#include "cli/cli-run.h"
#include "run/picture.h"

#define WAIT_MS 100

/* The command line as it was given; NULL or 0 where an option was left out. */
typedef struct
{
  char *network;
  char *image;
  char *target;
  AscMethod method;
  char *output;
  double epsilon;
  guint iterations;
  gboolean has_epsilon;
  double sure;
  gboolean has_sure;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->network);
  g_free (options->image);
  g_free (options->target);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static char *
list_methods (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Methods:"));

  for (AscMethod i = 0; i < ASC_N_METHODS; i++)
    {
      const AscMethodInfo *info = asc_method_info (i);

      g_string_append_printf (text, "\n  %-8s %s%s", info->name, _ (info->title),
                              info->has_largest_change ? " [--epsilon]" : "");
      if (info->iterations != NULL)
        g_string_append_printf (text, " [--iterations: %s]", _ (info->iterations));
    }
  return g_strdup (text->str);
}

static gboolean
parse_options (Options *options, char ***arguments)
{
  const CliOption wanted[] = {
    { "network", &options->network, .help = N_ ("Which network to mislead"), .required = TRUE },
    { "image", &options->image, .required = TRUE },
    { "target", &options->target },
    { "method", &options->method },
    { "epsilon", &options->epsilon, &options->has_epsilon },
    { "sure", &options->sure, &options->has_sure },
    { "iterations", &options->iterations,
      .help = N_ ("How many, of what the list above says of the method") },
    { "output", &options->output,
      .help = N_ ("Save before.png, change.png, after.png, and all three in all.png, in this "
                  "folder") },
    { "json", &options->json },
    { NULL },
  };

  g_autofree char *methods = list_methods ();
  g_autofree char *summary = g_strdup_printf ("%s\n\n%s",
                                              _ ("Looks for a small change to a picture after "
                                                 "which a network takes it for something else."),
                                              methods);

  return cli_parse_options (arguments, wanted, NULL, NULL, summary);
}

static gboolean
refuse (const char *option, AscMethod method)
{
  cli_error (_ ("--%s is not for the method %s."), option, asc_method_to_string (method));
  return FALSE;
}

static gboolean
choose_method (const Options *options, AscPerturbSettings *settings)
{
  AscMethod method = options->method;

  asc_perturb_settings_init (settings, method);
  if (options->has_epsilon && !asc_method_info (method)->has_largest_change)
    return refuse ("epsilon", method);
  if (options->iterations > 0 && asc_method_info (method)->iterations == NULL)
    return refuse ("iterations", method);
  if (options->has_sure)
    settings->confidence = options->sure;
  if (options->has_epsilon)
    settings->largest_change = options->epsilon;
  if (options->iterations > 0)
    settings->iterations = options->iterations;
  return TRUE;
}

static gboolean
choose_target (const char *text, AscPerturbSettings *settings)
{
  guint target = 0;

  if (text == NULL || strcmp (text, "any") == 0)
    return TRUE;
  if (!cli_parse_uint ("target", text, 0, G_MAXINT, &target))
    return FALSE;
  settings->target = (gint) target;
  return TRUE;
}

/* How many classes there are is known only once the network is loaded. */
static gboolean
check_target (const AscPerturbSettings *settings, const RunNetworkInfo *network)
{
  if (settings->target == ASC_ANY_OTHER || (guint) settings->target < network->n_classes)
    return TRUE;
  cli_error (_ ("--target has to be a class of the network, 0 to %u, or any."),
             network->n_classes - 1);
  return FALSE;
}

static void
show_progress (CliProgress *progress, const RunPerturbSnapshot *snapshot)
{
  g_autofree char *text = NULL;

  if (snapshot->state != RUN_PERTURB_SEARCHING)
    return;
  text = g_strdup_printf (ngettext ("%u gradient", "%u gradients", snapshot->iterations),
                          snapshot->iterations);
  cli_progress_show (progress, MAX (snapshot->job.fraction, 0), text);
}

/* Until a snapshot has a picture that was looked at, or with `result` a result. NULL after a
 * message, or after Ctrl-C. */
static RunPerturbSnapshot *
wait_for (RunJob *job, gboolean result, CliProgress *progress)
{
  while (!cli_interrupted ())
    {
      g_autoptr (RunPerturbSnapshot) snapshot = run_job_wait (job, WAIT_MS);

      if (snapshot == NULL)
        continue;
      if (snapshot->job.message != NULL)
        {
          cli_progress_clear (progress);
          cli_error ("%s", snapshot->job.message);
          return NULL;
        }
      if (result ? snapshot->has_result : snapshot->before != NULL)
        {
          cli_progress_clear (progress);
          return g_steal_pointer (&snapshot);
        }
      show_progress (progress, snapshot);
    }
  cli_progress_clear (progress);
  cli_error (_ ("Interrupted; there is no result."));
  return NULL;
}

static CliStatus
search (const Options *options,
        const AscPerturbSettings *settings,
        BaseImage *image,
        RunPerturbSnapshot **result)
{
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (RunJob) job = run_perturb_job_new (host, NULL, NULL);
  g_autoptr (RunPerturbSnapshot) first = NULL;
  CliProgress progress;

  cli_progress_init (&progress, !options->json);
  run_perturb_set_network (job, options->network);
  run_perturb_set_picture (job, image);
  first = wait_for (job, FALSE, &progress);
  if (first != NULL)
    {
      if (!check_target (settings, first->network))
        return CLI_USAGE;
      run_perturb_search (job, settings);
      *result = wait_for (job, TRUE, &progress);
    }
  if (*result != NULL)
    return CLI_OK;
  return cli_interrupted () ? CLI_INTERRUPTED : CLI_FAILURE;
}

static CliStatus
save (const RunPerturbSnapshot *snapshot, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  if (options->output == NULL)
    return CLI_OK;
  if (!cli_perturb_save (snapshot, options->output, &error))
    return cli_fail (error);
  name = g_filename_display_name (options->output);
  if (!options->json)
    cli_print (_ ("Saved before.png, change.png, after.png and all.png in “%s”."), name);
  return CLI_OK;
}

CliStatus
cli_perturb (char ***arguments)
{
  g_auto (Options) options = { NULL };
  g_autoptr (BaseImage) image = NULL;
  g_autoptr (RunPerturbSnapshot) result = NULL;
  g_autoptr (GError) error = NULL;
  AscPerturbSettings settings;
  CliStatus status;

  if (!parse_options (&options, arguments) || !choose_method (&options, &settings) ||
      !choose_target (options.target, &settings))
    return CLI_USAGE;
  if (options.output != NULL && !cli_result_prepare_folder (options.output, &error))
    return cli_fail (error);
  image = run_picture_load (options.image, &error);
  if (image == NULL)
    {
      cli_error ("%s", error->message);
      return CLI_FAILURE;
    }

  cli_interrupt_catch ();
  status = search (&options, &settings, image, &result);
  if (status != CLI_OK)
    return status;
  if (!options.json)
    cli_perturb_print (result);
  status = save (result, &options);
  if (options.json)
    cli_perturb_print_json (result, options.image);
  return status;
}
