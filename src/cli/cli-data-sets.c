// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-get.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/data-sets.h"

static void
add_row (GPtrArray *cells, const RunDataSetInfo *info)
{
  g_autofree char *size = g_format_size (info->download_size);

  g_ptr_array_add (cells, g_strdup (info->id));
  g_ptr_array_add (cells, g_strdup (info->name));
  g_ptr_array_add (cells, info->folder != NULL ? g_filename_display_name (info->folder)
                                               : g_strdup_printf (_ ("not here yet (%s)"), size));
}

static CliStatus
list_data_sets (void)
{
  const char *heads[] = { _ ("ID"), _ ("Name"), _ ("Folder") };
  const gboolean right[] = { FALSE, FALSE, FALSE };
  g_autoptr (GPtrArray) list = run_data_sets_list ();
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_ptr_array_add (cells, g_strdup (heads[i]));
  for (guint i = 0; i < list->len; i++)
    add_row (cells, g_ptr_array_index (list, i));
  cli_print_table (cells, G_N_ELEMENTS (heads), right);
  return CLI_OK;
}

CliStatus
cli_data_sets (char ***arguments)
{
  g_auto (GStrv) words = NULL;
  const CliOption options[] = { { NULL } };

  if (!cli_parse_options (
          arguments, options, N_ ("[get ID]"), &words,
          N_ ("Lists the data sets that can be had. The ID is what --data takes; it "
              "also takes a folder.\n"
              "With “get”, downloads one that is not here yet. A download that was "
              "ended goes on where it was.")))
    return CLI_USAGE;
  return cli_list_or_get (CLI_GET_DATA_SET, words, list_data_sets);
}
