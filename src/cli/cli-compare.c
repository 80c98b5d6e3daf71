// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "base/percent.h"
#include "cli/cli-compare.h"
#include "cli/cli-interrupt.h"
#include "cli/cli-job.h"
#include "cli/cli-json.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "cli/cli-run.h"
#include "run/compare.h"
#include "run/sessions.h"
#include "store/png.h"

static char *
describe (const RunJobSnapshot *job)
{
  const RunCompareSnapshot *snapshot = (const RunCompareSnapshot *) job;
  guint n = 0;

  for (guint i = 0; i < snapshot->n_sets * snapshot->n_networks; i++)
    n += snapshot->cells[i] != NULL ? 1 : 0;
  return g_strdup_printf (_ ("%u of %u cells"), n, snapshot->n_sets * snapshot->n_networks);
}

static void
add_messages (CliJson *json, char *const *messages)
{
  cli_json_begin_array (json, "messages");
  for (guint i = 0; messages[i] != NULL; i++)
    {
      cli_json_begin_object (json);
      cli_json_add_string (json, "message", messages[i]);
      cli_json_end_object (json);
    }
  cli_json_end_array (json);
}

static void
add_cell (CliJson *json, const RunComparedNetwork *network, const RunComparedCell *cell)
{
  cli_json_begin_object (json);
  cli_json_add_string (json, "network", network->info->id);
  cli_json_add_unsigned (json, "judged", cell->n_judged);
  cli_json_add_unsigned (json, "same", cell->count[RUN_VERDICT_SAME]);
  cli_json_add_unsigned (json, "original", cell->count[RUN_VERDICT_ORIGINAL]);
  cli_json_add_unsigned (json, "other", cell->count[RUN_VERDICT_OTHER]);
  cli_json_add_unsigned (json, "no_such_class", cell->count[RUN_VERDICT_NO_CLASS]);
  cli_json_add_unsigned (json, "unreadable", cell->count[RUN_VERDICT_UNREADABLE]);
  if (cell->count[RUN_VERDICT_SAME] > 0)
    cli_json_add_float (json, "median_confidence", cell->median);
  cli_json_end_object (json);
}

static void
add_set (CliJson *json, const RunCompareSnapshot *snapshot, guint index)
{
  const RunComparedSet *set = snapshot->sets[index];

  cli_json_begin_object (json);
  cli_json_add_string (json, "name", set->name);
  cli_json_add_unsigned (json, "images", set->n);
  cli_json_add_unsigned (json, "labelled", set->n_labelled);
  cli_json_add_unsigned (json, "left_out", set->n_left_out);
  add_messages (json, set->messages);
  cli_json_begin_array (json, "cells");
  for (guint i = 0; i < snapshot->n_networks; i++)
    if (run_compare_cell (snapshot, index, i) != NULL)
      add_cell (json, &snapshot->networks[i], run_compare_cell (snapshot, index, i));
  cli_json_end_array (json);
  cli_json_end_object (json);
}

static void
print_json (const RunCompareSnapshot *snapshot)
{
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_begin_array (json, "networks");
  for (guint i = 0; i < snapshot->n_networks; i++)
    {
      const RunComparedNetwork *network = &snapshot->networks[i];

      cli_json_begin_object (json);
      cli_json_add_string (json, "network",
                           network->info != NULL ? network->info->id : network->name);
      cli_json_add_string (json, "name", run_compared_network_name (network));
      if (network->message != NULL)
        cli_json_add_string (json, "message", network->message);
      cli_json_end_object (json);
    }
  cli_json_end_array (json);
  cli_json_begin_array (json, "sets");
  for (guint i = 0; i < snapshot->n_sets; i++)
    add_set (json, snapshot, i);
  cli_json_end_array (json);
  cli_json_add_double (json, "seconds", snapshot->seconds);
  cli_json_print (json);
}

static char *
cell_text (const RunComparedCell *cell)
{
  GString *text = g_string_new (NULL);
  g_autofree char *count = NULL;

  if (cell == NULL)
    return g_string_free (g_string_append (text, "–"), FALSE);
  count = run_compared_cell_text (cell);
  g_string_append (text, count);
  if (cell->count[RUN_VERDICT_SAME] > 0)
    {
      g_autofree char *median = base_confidence_text (cell->median);

      g_string_append_printf (text, ", %s", median);
    }
  if (cell->count[RUN_VERDICT_ORIGINAL] > 0)
    {
      g_string_append (text, "; ");
      /* Translators: so many pictures are taken for what they were before they were perturbed. */
      g_string_append_printf (text, _ ("%u as before"), cell->count[RUN_VERDICT_ORIGINAL]);
    }
  return g_string_free (text, FALSE);
}

static void
print (const RunCompareSnapshot *snapshot)
{
  g_autofree gboolean *right = g_new0 (gboolean, snapshot->n_networks + 1);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (cells, g_strdup (_ ("Images")));
  for (guint i = 0; i < snapshot->n_networks; i++)
    {
      right[i + 1] = TRUE;
      g_ptr_array_add (cells, g_strdup (run_compared_network_name (&snapshot->networks[i])));
    }
  for (guint i = 0; i < snapshot->n_sets; i++)
    {
      g_ptr_array_add (cells, g_strdup (snapshot->sets[i]->name));
      for (guint j = 0; j < snapshot->n_networks; j++)
        g_ptr_array_add (cells, cell_text (run_compare_cell (snapshot, i, j)));
    }
  cli_print_table (cells, snapshot->n_networks + 1, right);
  cli_print ("%s", "");
  cli_print (_ ("Each cell: how many images the network takes for what they were made for, and the "
                "median confidence of these."));
}

gboolean
cli_compare_tell_messages (const RunCompareSnapshot *snapshot)
{
  gboolean whole = TRUE;

  for (guint i = 0; i < snapshot->n_networks; i++)
    if (snapshot->networks[i].message != NULL)
      {
        cli_error ("%s", snapshot->networks[i].message);
        whole = FALSE;
      }
  for (guint i = 0; i < snapshot->n_sets; i++)
    for (guint j = 0; snapshot->sets[i]->messages[j] != NULL; j++)
      {
        cli_error ("%s", snapshot->sets[i]->messages[j]);
        whole = FALSE;
      }
  return whole;
}

static CliStatus
save_picture (const RunCompareSnapshot *snapshot, const char *path)
{
  const StoreText texts[] = { { "Title", _ ("Comparison of networks") },
                              { "Software", "Fooled " FOOLED_VERSION } };
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) picture = run_compare_draw (snapshot, &error);

  if (picture == NULL || !store_png_save (picture, texts, G_N_ELEMENTS (texts), path, &error))
    return cli_fail (error);
  return CLI_OK;
}

RunCompareSnapshot *
cli_compare_follow (RunHost *host, RunComparison *comparison, gboolean lines)
{
  g_autoptr (RunJob) job = run_compare_job_new (host, NULL, NULL);

  run_compare_start (job, comparison);
  return cli_job_follow (job, describe, lines);
}

/* Takes the comparison over. */
static CliStatus
compare (RunComparison *comparison, const char *picture, gboolean as_json)
{
  g_autoptr (RunHost) host = cli_host_new ();
  g_autoptr (RunCompareSnapshot) last = NULL;
  CliStatus status;

  cli_interrupt_catch ();
  last = cli_compare_follow (host, comparison, !as_json);
  if (last == NULL)
    return CLI_FAILURE;
  if (last->job.state != RUN_STATE_FINISHED)
    {
      cli_error (_ ("Interrupted; there is no result."));
      return CLI_INTERRUPTED;
    }
  status = cli_compare_tell_messages (last) ? CLI_OK : CLI_FAILURE;
  if (picture != NULL && save_picture (last, picture) != CLI_OK)
    status = CLI_FAILURE;
  if (as_json)
    print_json (last);
  else
    print (last);
  return status;
}

static void
add_images (RunComparison *comparison, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  if (run_session_is_name (path))
    run_comparison_add_set (comparison, RUN_IMAGES_SESSION, path, NULL);
  else
    run_comparison_add_set (comparison, RUN_IMAGES_FOLDER, path, name);
}

CliStatus
cli_compare (char ***arguments)
{
  g_autofree char *networks = NULL, *images = NULL, *picture = NULL;
  g_auto (GStrv) more = NULL;
  gboolean as_json = FALSE, picks = FALSE;
  guint n_threads = 0;
  const CliOption options[] = {
    { "networks", &networks, .required = TRUE },
    { "images", &images, .row = "image-set" },
    { "picks", &picks },
    { "picture", &picture },
    { "threads", &n_threads },
    { "json", &as_json },
    { NULL },
  };
  RunComparison *comparison;

  if (!cli_parse_options (arguments, options, N_ ("DIR…"), &more,
                          N_ ("Shows sets of images to several networks and counts how many each "
                              "network takes for what they were made for. A set is a folder of "
                              "images, a session (its champions) or an image; an image that does "
                              "not say what it was made for counts as what the first network takes "
                              "it for.")))
    return CLI_USAGE;
  if (images == NULL && !picks && (more == NULL || more[0] == NULL))
    {
      cli_require ("images", NULL);
      return CLI_USAGE;
    }
  comparison = run_comparison_new ();
  g_strfreev (comparison->networks);
  comparison->networks = g_strsplit (networks, ",", -1);
  comparison->n_threads = n_threads;
  if (picks)
    run_comparison_add_set (comparison, RUN_IMAGES_PICKS, NULL, NULL);
  if (images != NULL)
    add_images (comparison, images);
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    add_images (comparison, more[i]);
  return compare (comparison, picture, as_json);
}
