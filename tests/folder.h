// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib/gstdio.h>

/* Removes all that is in a folder of a test's own; the folder stays. Nothing where there is none.
 */
static inline void
empty_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (!g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        empty_folder (child);
      g_remove (child);
    }
}

/* And the folder. */
static inline void
remove_folder (const char *path)
{
  empty_folder (path);
  g_remove (path);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}
