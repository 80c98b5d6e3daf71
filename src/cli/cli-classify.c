// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-json.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/classify.h"
#include "run/picture.h"

static void
print_ranking (RunClassifier *classifier, const char *path, const EvoRanking *top, guint n_top)
{
  RunNetworkInfo *info = run_classifier_info (classifier);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_add_string (json, "file", name);
  if (info->independent)
    cli_json_add_boolean (json, "independent", TRUE);
  cli_json_begin_array (json, "top");
  for (guint i = 0; i < n_top; i++)
    {
      cli_json_begin_object (json);
      cli_json_add_unsigned (json, "class", top[i].class_index);
      cli_json_add_string (json, "label", info->labels[top[i].class_index]);
      cli_json_add_float (json, "confidence", top[i].confidence);
      cli_json_end_object (json);
    }
  cli_json_end_array (json);
  cli_json_print (json);
}

static CliStatus
classify_file (RunClassifier *classifier, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) image = run_picture_load (path, &error);
  EvoRanking top[EVO_TOP];
  guint n_top;

  if (image == NULL)
    {
      cli_fail (error);
      return CLI_FAILURE;
    }
  n_top = run_classifier_classify (classifier, image, top);
  print_ranking (classifier, path, top, n_top);
  return CLI_OK;
}

CliStatus
cli_classify (char ***arguments)
{
  g_autofree char *network = NULL;
  g_auto (GStrv) paths = NULL;
  guint n_crops = 0;
  const CliOption options[] = {
    { "network", &network, .required = TRUE },
    { "crops", &n_crops },
    { NULL },
  };
  g_autoptr (RunHost) host = run_host_new ();
  g_autoptr (RunClassifier) classifier = NULL;
  g_autoptr (GError) error = NULL;
  CliStatus status = CLI_OK;

  if (!cli_parse_options (arguments, options, N_ ("IMAGE…"), &paths,
                          N_ ("Prints what a network takes pictures for: a JSON object a "
                              "line, with the five most likely classes.")))
    return CLI_USAGE;
  if (paths == NULL || paths[0] == NULL)
    {
      cli_error (_ ("There is no picture to classify; name at least one file."));
      return CLI_USAGE;
    }
  classifier = run_classifier_new (network, n_crops, &error);
  if (classifier == NULL)
    return cli_fail (error);
  run_classifier_set_host (classifier, host);
  cli_print_notes (run_classifier_info (classifier));
  /* One bad file does not keep the others from being classified. */
  for (guint i = 0; paths[i] != NULL; i++)
    if (classify_file (classifier, paths[i]) != CLI_OK)
      status = CLI_FAILURE;
  return status;
}
