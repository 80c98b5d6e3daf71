// SPDX-License-Identifier: GPL-3.0-or-later
#include "../store/fixture.h"
#include "../store/kill.h"

#include <stdlib.h>

#include "tests/folder.h"

/* Kills a writer of a session and of picks at random moments, and counts what came through.
 *
 *   bench-kill [ROUNDS [MILLISECONDS [SEED]]]
 */
int
main (int argc, char *argv[])
{
  guint n_rounds = argc > 1 ? (guint) atoi (argv[1]) : 200;
  guint max_ms = argc > 2 ? (guint) atoi (argv[2]) : 200;
  guint64 seed = argc > 3 ? g_ascii_strtoull (argv[3], NULL, 10) : 1;
  g_autofree char *folder = fixture_folder_new ();
  KillResult result;

  kill_rounds (folder, n_rounds, max_ms, seed, &result);
  remove_folder (folder);
  g_print ("%u killed within %u ms: %u acknowledged checkpoints and %u picks, none lost or damaged;"
           " %u left a log behind\n",
           result.n_rounds, max_ms, result.n_checkpoints, result.n_picks, result.n_unclosed);
  return 0;
}
