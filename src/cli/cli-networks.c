// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-get.h"
#include "base/percent.h"
#include "cli/cli-options.h"
#include "cli/cli-output.h"
#include "run/networks.h"

/* Whether a network is here, or else how much there is to get. */
static char *
state_text (const RunNetworkInfo *info)
{
  g_autofree char *size = NULL;

  if (info->installed)
    return g_strdup (_ ("here"));
  if (info->sources == NULL)
    return g_strdup (_ ("weights missing"));
  if (info->download_size == 0)
    return g_strdup (_ ("not here yet"));
  size = g_format_size (info->download_size);
  return g_strdup_printf (_ ("not here yet (%s)"), size);
}

static void
add_row (GPtrArray *cells, const RunNetworkInfo *info)
{
  g_ptr_array_add (cells, g_strdup (info->id));
  g_ptr_array_add (cells, g_strdup (info->name));
  g_ptr_array_add (cells, g_strdup_printf ("%u", info->n_classes));
  g_ptr_array_add (cells,
                   g_strdup_printf ("%u × %u × %u", info->width, info->height, info->channels));
  g_ptr_array_add (cells,
                   info->test_error >= 0 ? base_share_text (info->test_error) : g_strdup ("–"));
  g_ptr_array_add (cells, state_text (info));
}

static CliStatus
list_networks (void)
{
  const char *heads[] = { _ ("ID"),    _ ("Name"),       _ ("Classes"),
                          _ ("Input"), _ ("Test error"), _ ("State") };
  const gboolean right[] = { FALSE, FALSE, TRUE, TRUE, TRUE, FALSE };
  g_autoptr (GPtrArray) list = run_networks_list ();
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

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

CliStatus
cli_networks (char ***arguments)
{
  g_auto (GStrv) words = NULL;
  const CliOption options[] = { { NULL } };

  if (!cli_parse_options (arguments, options, N_ ("[get ID]"), &words,
                          N_ ("Lists the networks that there are. The ID is what --network "
                              "takes; it also takes the path of a network's file.\n"
                              "With “get”, downloads one that is not here yet. A download that was "
                              "ended goes on where it was.")))
    return CLI_USAGE;
  return cli_list_or_get (CLI_GET_NETWORK, words, list_networks);
}
