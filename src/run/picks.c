// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/picks.h"

StorePicks *
run_picks_open (GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "fooled", "picks.sqlite", NULL);

  return store_picks_open (path, error);
}
