// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-run.h"

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/percent.h"
#include "cli/cli-json.h"
#include "cli/cli-output.h"
#include "store/png.h"
#include "store/sheet.h"

#define GRID_NAME     "grid.png"
#define GRID_CELL     112 /* four times a picture of MNIST */
#define GRID_MIN_CELL 14

/* What the paper calls a network that is sure. */
#define CERTAIN 0.99f

/* A longer table would push the summary off the screen. */
#define MAX_TABLE_ROWS 100

void
cli_result_clear (CliResult *result)
{
  g_clear_pointer (&result->job, run_job_free);
  g_clear_pointer (&result->last, run_job_snapshot_unref);
  g_clear_pointer (&result->end, run_result_free);
}

static const char *
encoding_name (const CliResult *result)
{
  return run_method (result->last->method)->name;
}

static double
evaluations_per_second (const CliResult *result)
{
  return result->last->seconds > 0 ? result->last->evaluations / result->last->seconds : 0;
}

static const RunChampion *
champion (const CliResult *result, guint class_index)
{
  return &g_array_index (result->end->champions, RunChampion, class_index);
}

/* How many champions the network takes for their class with at least CERTAIN. */
static guint
count_certain (const CliResult *result)
{
  guint n = 0;

  for (guint i = 0; i < result->end->champions->len; i++)
    n += champion (result, i)->is_filled && champion (result, i)->confidence >= CERTAIN;
  return n;
}

void
cli_result_print_json (const CliResult *result)
{
  const RunSnapshot *last = result->last;
  g_autoptr (CliJson) json = cli_json_new ();

  cli_json_add_string (json, "network", last->network->id);
  cli_json_add_string (json, "encoding", encoding_name (result));
  cli_json_add_unsigned (json, "seed", last->seed);
  cli_json_add_unsigned (json, "crops", result->n_crops);
  cli_json_add_unsigned (json, "generation", last->generation);
  cli_json_add_unsigned (json, "evaluations", last->evaluations);
  cli_json_add_unsigned (json, "forward_passes", last->passes);
  cli_json_add_unsigned (json, "classes", result->n_wanted);
  cli_json_add_float (json, "median", last->median);
  cli_json_add_float (json, "mean", last->mean);
  cli_json_add_float (json, "min", last->min);
  cli_json_add_float (json, "max", last->max);
  cli_json_add_unsigned (json, "classes_at_99_percent", count_certain (result));
  cli_json_add_double (json, "seconds", last->seconds);
  cli_json_add_double (json, "evaluations_per_second", evaluations_per_second (result));
  cli_json_add_string (json, "archive_sha256", result->end->archive_hash);
  cli_json_print (json);
}

static void
print_champions (const CliResult *result)
{
  const char *heads[] = { _ ("Class"), _ ("Confidence"), _ ("Generation"), _ ("Label") };
  const gboolean right[] = { TRUE, TRUE, TRUE, FALSE };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_ptr_array_add (cells, g_strdup (heads[i]));
  for (guint i = 0; i < result->end->champions->len; i++)
    {
      if (!champion (result, i)->is_filled)
        continue;
      g_ptr_array_add (cells, g_strdup_printf ("%u", i));
      g_ptr_array_add (cells, base_confidence_text (champion (result, i)->confidence));
      g_ptr_array_add (cells, cli_count (champion (result, i)->origin.generation));
      g_ptr_array_add (cells, g_strdup (result->last->network->labels[i]));
    }
  cli_print_table (cells, G_N_ELEMENTS (heads), right);
}

/* How much screening has saved. */
static void
print_passes (const CliResult *result)
{
  const RunSnapshot *last = result->last;
  g_autofree char *passes = cli_count (last->passes);
  g_autofree char *all = cli_count (last->evaluations * result->n_crops);

  cli_print (_ ("Screening: %s passes of the network, without it %s"), passes, all);
}

void
cli_result_print (const CliResult *result)
{
  const RunSnapshot *last = result->last;
  g_autofree char *median = base_confidence_text (last->median);
  g_autofree char *mean = base_confidence_text (last->mean);
  g_autofree char *min = base_confidence_text (last->min);
  g_autofree char *max = base_confidence_text (last->max);
  g_autofree char *seed = cli_count (last->seed);
  g_autofree char *generation = cli_count (last->generation);
  g_autofree char *evaluations = cli_count (last->evaluations);

  if (result->n_wanted <= MAX_TABLE_ROWS)
    {
      print_champions (result);
      cli_print ("%s", "");
    }
  cli_print (_ ("%s, %s, seed %s"), last->network->name, encoding_name (result), seed);
  cli_print (_ ("Confidence: median %s, mean %s, lowest %s, highest %s"), median, mean, min, max);
  cli_print (_ ("Classes at 99 %% or more: %u of %u"), count_certain (result), result->n_wanted);
  cli_print (_ ("Generations: %s; evaluations: %s in %.2f s, %.0f a second"), generation,
             evaluations, last->seconds, evaluations_per_second (result));
  if (result->settings->screening && result->n_crops > 1)
    print_passes (result);
  cli_print (_ ("Archive: %s"), result->end->archive_hash);
}

gboolean
cli_result_prepare_folder (const char *folder, GError **error)
{
  g_autofree char *name = g_filename_display_name (folder);
  g_autofree char *probe = g_build_filename (folder, ".fooled-XXXXXX", NULL);
  int file = -1;

  if (g_mkdir_with_parents (folder, 0777) == 0)
    file = g_mkstemp (probe);
  if (file < 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                   _ ("The folder “%s” cannot be written: %s. Name another one with --output."),
                   name, g_strerror (code));
      return FALSE;
    }
  close (file);
  g_unlink (probe);
  return TRUE;
}

/* "7.png", or "007.png" among a thousand classes, so that files sort as classes do. */
static char *
file_name (const CliResult *result, guint class_index)
{
  g_autofree char *last = g_strdup_printf ("%u", result->end->champions->len - 1);

  return g_strdup_printf ("%0*u.png", (int) strlen (last), class_index);
}

/* Smaller cells when there are so many classes that the sheet would be too large. */
static StoreSheet *
begin_grid (guint n, GError **error)
{
  for (guint cell = GRID_CELL;; cell /= 2)
    {
      g_autoptr (GError) cause = NULL;
      StoreSheet *grid = store_sheet_begin (n, 0, cell, 1, &cause);

      if (grid != NULL)
        return grid;
      if (!g_error_matches (cause, BASE_ERROR, BASE_ERROR_TOO_LARGE) || cell / 2 < GRID_MIN_CELL)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return NULL;
        }
    }
}

static void
add_to_grid (StoreSheet *grid, guint place, const StoreSpecimen *specimen)
{
  g_autofree char *percent = base_confidence_text (specimen->confidence);
  g_autofree char *caption = g_strdup_printf ("%s  %s", specimen->label, percent);

  store_sheet_put (grid, place, specimen->image, caption);
}

static gboolean
save_grid (const CliResult *result, const StoreSheet *grid, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, GRID_NAME, NULL);
  const StoreText texts[] = {
    { "Title", result->last->network->name },
    { "Software", "Fooled " FOOLED_VERSION },
  };

  return store_png_save (store_sheet_image (grid), texts, G_N_ELEMENTS (texts), path, error);
}

static guint
count_filled (const CliResult *result)
{
  guint n = 0;

  for (guint i = 0; i < result->end->champions->len; i++)
    n += champion (result, i)->is_filled;
  return n;
}

/* Image by image, so that a thousand of them are not in memory at once. */
static gboolean
save_all (const CliResult *result, const char *folder, guint *n_saved, GError **error)
{
  guint n = count_filled (result);
  g_autoptr (StoreSheet) grid = NULL;
  g_autoptr (GError) no_grid = NULL;

  *n_saved = 0;
  if (n == 0)
    return TRUE;
  grid = begin_grid (n, &no_grid);
  for (guint i = 0; i < result->end->champions->len; i++)
    {
      g_autoptr (StoreSpecimen) specimen = run_experiment_champion (result->job, i);
      g_autofree char *name = file_name (result, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (specimen == NULL)
        continue;
      if (!store_specimen_save (specimen, path, error))
        return FALSE;
      if (grid != NULL)
        add_to_grid (grid, *n_saved, specimen);
      (*n_saved)++;
    }
  if (grid == NULL)
    g_propagate_error (error, g_steal_pointer (&no_grid));
  return grid != NULL && save_grid (result, grid, folder, error);
}

CliStatus
cli_result_save (const CliResult *result, const char *folder, gboolean quiet)
{
  g_autoptr (GError) error = NULL;
  guint n_saved;

  if (folder == NULL)
    return CLI_OK;
  if (!save_all (result, folder, &n_saved, &error))
    return cli_fail (error);
  if (!quiet && n_saved > 0)
    {
      g_autofree char *name = g_filename_display_name (folder);

      cli_print (ngettext ("Saved %u image and grid.png in “%s”.",
                           "Saved %u images and grid.png in “%s”.", n_saved),
                 n_saved, name);
    }
  return CLI_OK;
}
