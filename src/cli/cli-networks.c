// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/networks.h"

static void
add_row (GPtrArray *cells, const RunNetworkInfo *info)
{
  g_ptr_array_add (cells, g_strdup (info->id));
  g_ptr_array_add (cells, g_strdup (info->name));
  g_ptr_array_add (cells, g_strdup_printf ("%u", info->n_classes));
  g_ptr_array_add (cells,
                   g_strdup_printf ("%u × %u × %u", info->width, info->height, info->channels));
  g_ptr_array_add (cells, info->test_error >= 0 ? cli_percent (info->test_error) : g_strdup ("–"));
}

CliStatus
cli_networks (char ***arguments)
{
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  const char *heads[] = { _ ("ID"), _ ("Name"), _ ("Classes"), _ ("Input"), _ ("Test error") };
  const gboolean right[] = { FALSE, FALSE, TRUE, TRUE, TRUE };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  if (!cli_parse_options (arguments, entries, NULL,
                          N_ ("Lists the networks that are there. The ID is what --network "
                              "takes; it also takes the path of a network's file.")))
    return CLI_USAGE;
  list = run_networks_list ();
  if (list->len == 0)
    {
      cli_error (_ ("There are no networks. Train one with “fooled-cli train”, or set "
                    "FOOLED_WEIGHTS_DIR to a folder with network cards."));
      return CLI_FAILURE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    g_ptr_array_add (cells, g_strdup (heads[i]));
  for (guint i = 0; i < list->len; i++)
    add_row (cells, g_ptr_array_index (list, i));
  cli_print_table (cells, G_N_ELEMENTS (heads), right);
  return CLI_OK;
}
