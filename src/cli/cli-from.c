// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-from.h"

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-output.h"

/* A name may have commas itself. */
static void
add_names (GPtrArray *paths, const char *text)
{
  g_auto (GStrv) parts = NULL;

  if (g_file_test (text, G_FILE_TEST_EXISTS))
    {
      g_ptr_array_add (paths, g_strdup (text));
      return;
    }
  parts = g_strsplit (text, ",", -1);
  for (char **part = parts; *part != NULL; part++)
    g_ptr_array_add (paths, g_strdup (*part));
}

gboolean
cli_read_from (const char *names, RunSettings *settings)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  add_names (paths, names);
  settings->seeds =
      run_seeds_load ((const char *const *) paths->pdata, paths->len, &settings->method, &error);
  if (settings->seeds != NULL)
    return TRUE;
  cli_error ("%s", error->message);
  return FALSE;
}

void
cli_state_from (const RunSettings *settings, const RunNetworkInfo *network)
{
  const RunSeeds *seeds = settings->seeds;
  guint width = network->image_width, height = network->image_height;
  guint n_foreign = run_seeds_n_foreign (seeds, network->id);
  guint n_resized = run_seeds_n_resized (seeds, width, height, network->channels);

  if (n_foreign > 0)
    cli_error (ngettext ("%u image to begin with was not made for the network “%s”.",
                         "%u images to begin with were not made for the network “%s”.", n_foreign),
               n_foreign, network->name);
  if (n_resized > 0)
    /* Translators: a number of images; then width and height in pixels. */
    cli_error (ngettext ("%u image was drawn anew with %u × %u pixels.",
                         "%u images were drawn anew with %u × %u pixels.", n_resized),
               n_resized, width, height);
}
