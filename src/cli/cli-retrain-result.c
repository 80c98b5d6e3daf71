// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-retrain.h"

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/percent.h"
#include "cli/cli-json.h"
#include "cli/cli-output.h"

static void
add_share (CliJson *json, const char *name, double share)
{
  if (share >= 0)
    cli_json_add_double (json, name, share);
}

void
cli_retrain_print_row (const RunRetrainingRow *row)
{
  g_autoptr (CliJson) json = cli_json_new ();
  g_autofree char *network = g_filename_display_name (row->network);

  cli_json_add_unsigned (json, "round", row->number);
  cli_json_add_string (json, "name", row->name);
  cli_json_add_string (json, "network", network);
  cli_json_add_unsigned (json, "classes", row->n_classes);
  cli_json_add_unsigned (json, "rubbish", row->n_rubbish);
  cli_json_add_unsigned (json, "held_out", row->n_held_out);
  cli_json_add_double (json, "loss", row->loss);
  cli_json_add_double (json, "test_error", row->test_error);
  add_share (json, "recognised", row->recognised);
  add_share (json, "recognised_noise", row->noise);
  add_share (json, "false_rubbish", row->false_rubbish);
  add_share (json, "total_error", row->total_error);
  cli_json_add_float (json, "median", row->median);
  cli_json_add_float (json, "mean", row->mean);
  cli_json_add_float (json, "min", row->min);
  cli_json_add_unsigned (json, "evaluations", row->evaluations);
  cli_json_add_double (json, "training_seconds", row->training_seconds);
  cli_json_add_double (json, "evolution_seconds", row->evolution_seconds);
  cli_json_begin_array (json, "champions");
  for (guint i = 0; i < row->n_champions; i++)
    {
      cli_json_begin_object (json);
      cli_json_add_string (json, "label", row->labels[i]);
      cli_json_add_float (json, "confidence", row->champions[i].confidence);
      cli_json_end_object (json);
    }
  cli_json_end_array (json);
  cli_json_print (json);
  fflush (stdout); /* whoever reads it reads it now */
}

static void
add (GPtrArray *cells, char *cell)
{
  g_ptr_array_add (cells, cell);
}

static char *
share (double value)
{
  return value >= 0 ? base_share_text (value) : g_strdup ("–");
}

static void
add_row (GPtrArray *cells, const RunRetrainingRow *row, gboolean control)
{
  add (cells, g_strdup_printf ("DNN %u", row->number));
  add (cells, share (row->test_error));
  add (cells, share (row->recognised));
  if (control)
    add (cells, share (row->noise));
  add (cells, share (row->false_rubbish));
  add (cells, row->is_evolved ? base_confidence_text (row->median) : g_strdup ("–"));
  add (cells, row->is_evolved ? base_confidence_text (row->mean) : g_strdup ("–"));
  add (cells, row->is_evolved ? base_confidence_text (row->min) : g_strdup ("–"));
}

void
cli_retrain_print_table (const RunRetrainingSnapshot *snapshot)
{
  static const gboolean right[] = { FALSE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE };
  gboolean control = snapshot->order->control;
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  if (snapshot->n_rows == 0)
    return;
  add (cells, g_strdup (_ ("Network")));
  add (cells, g_strdup (_ ("Test error")));
  add (cells, g_strdup (_ ("Knows rubbish")));
  if (control)
    add (cells, g_strdup (_ ("Knows noise")));
  add (cells, g_strdup (_ ("False rubbish")));
  add (cells, g_strdup (_ ("Fooled: median")));
  add (cells, g_strdup (_ ("Mean")));
  add (cells, g_strdup (_ ("Lowest")));
  for (guint i = 0; i < snapshot->n_rows; i++)
    add_row (cells, snapshot->rows[i], control);
  cli_print_table (cells, control ? 8 : 7, right);
  if (snapshot->sentence != NULL)
    cli_print ("%s", snapshot->sentence);
}
