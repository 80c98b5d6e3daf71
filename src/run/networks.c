// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/networks-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "formats/card-names.h"

static void
add (GPtrArray *list, const GPtrArray *infos, gboolean installed)
{
  for (guint i = 0; i < infos->len; i++)
    {
      RunNetworkInfo *info = g_ptr_array_index (infos, i);

      if (info->installed == installed)
        g_ptr_array_add (list, run_network_info_ref (info));
    }
}

GPtrArray *
run_networks_list (void)
{
  g_autoptr (GPtrArray) cards = fmt_card_list ();
  g_autoptr (GPtrArray) infos =
      g_ptr_array_new_with_free_func ((GDestroyNotify) run_network_info_unref);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) run_network_info_unref);

  for (guint i = 0; i < cards->len; i++)
    g_ptr_array_add (infos, run_network_info_new (g_ptr_array_index (cards, i), 0));
  add (list, infos, TRUE);
  add (list, infos, FALSE);
  return list;
}

void
run_network_explain_gone (const StoreSessionInfo *info, GError **error)
{
  g_autofree char *card = NULL;

  if (error == NULL || !g_error_matches (*error, BASE_ERROR, BASE_ERROR_NOT_FOUND))
    return;
  card = fmt_card_find (info->network_id);
  if (card != NULL)
    return;
  g_clear_error (error);
  g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
               _ ("This session was made with the network “%s”, which is no longer there. Add that "
                  "network again, then open the session."),
               *info->network_name != '\0' ? info->network_name : info->network_id);
}
