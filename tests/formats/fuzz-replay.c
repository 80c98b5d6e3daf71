// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <stdlib.h>

/* A fuzz target without a fuzzer: all files of a corpus, by name, once. fuzz-replay FOLDER */

static void
replay (const char *path)
{
  g_autofree char *data = NULL, *exact = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    g_error ("%s", error->message);
  exact = g_memdup2 (data, size); /* without the nul behind it */
  g_print ("%s\n", path);         /* the one that it ended with comes last */
  LLVMFuzzerTestOneInput ((const guint8 *) exact, size);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (argc != 2)
    return 2;
  LLVMFuzzerInitialize (&argc, &argv);
  folder = g_dir_open (argv[1], 0, &error);
  if (folder == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (paths, g_build_filename (argv[1], name, NULL));
  if (paths->len == 0)
    g_error ("an empty corpus");
  g_ptr_array_sort (paths, compare);
  for (guint i = 0; i < paths->len; i++)
    replay (paths->pdata[i]);
  return EXIT_SUCCESS;
}
