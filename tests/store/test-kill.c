// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "kill.h"
#include "tests/folder.h"

/* tests/bench/bench-kill does it two hundred times. */
static void
test_kill (void)
{
  g_autofree char *folder = fixture_folder_new ();
  KillResult result;

  kill_rounds (folder, 24, 120, g_test_rand_int (), &result);
  g_assert_cmpuint (result.n_rounds, ==, 24);
  g_assert_cmpuint (result.n_checkpoints, >, 0);
  g_assert_cmpuint (result.n_picks, >, 0);
  remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/kill", test_kill);
  return g_test_run ();
}
