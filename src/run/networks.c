// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/networks-private.h"

GPtrArray *
run_networks_list (void)
{
  g_autoptr (GPtrArray) cards = fmt_card_list ();
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) run_network_info_unref);

  for (guint i = 0; i < cards->len; i++)
    g_ptr_array_add (list, run_network_info_new (g_ptr_array_index (cards, i), 0));
  return list;
}
