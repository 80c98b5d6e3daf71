// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/data-sets.h"

#include "base/error.h"
#include "config.h"
#include "datasets/dataset.h"
#include "run/data-sets-private.h"

#include <glib/gi18n-lib.h>

/* Where Debian's packages of data sets put them. */
#define SYSTEM_FOLDER "/usr/share/datasets"

char *
run_data_set_own_folder (const char *id)
{
  return g_build_filename (g_get_user_data_dir (), "fooled", "data-sets", id, NULL);
}

char **
run_data_set_folders (const char *id)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *own = run_data_set_own_folder (id);
  g_autofree char *system = g_build_filename (SYSTEM_FOLDER, id, NULL);
  const char *given = g_getenv ("FOOLED_DATA_SETS_DIR");

  if (given != NULL)
    {
      g_autofree char *folder = g_build_filename (given, id, NULL);

      g_strv_builder_add (builder, folder);
    }
  g_strv_builder_add (builder, own);
  g_strv_builder_add (builder, system);
  return g_strv_builder_end (builder);
}

/* The first folder with all of it; NULL = there is none. */
static char *
find (const char *id)
{
  g_auto (GStrv) folders = run_data_set_folders (id);

  for (guint i = 0; folders[i] != NULL; i++)
    if (data_idx_is_complete (folders[i]))
      return g_strdup (folders[i]);
  return NULL;
}

void
run_data_set_info_free (RunDataSetInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->folder);
  g_free (info);
}

GPtrArray *
run_data_sets_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) run_data_set_info_free);
  guint n;
  const RunDataSource *sources = run_data_sources (&n);

  for (guint i = 0; i < n; i++)
    {
      RunDataSetInfo *info = g_new0 (RunDataSetInfo, 1);

      info->id = sources[i].id;
      info->name = sources[i].name;
      info->folder = find (sources[i].id);
      info->download_size = run_data_source_size (&sources[i], RUN_DATA_N_FILES);
      g_ptr_array_add (list, info);
    }
  return list;
}

char *
run_data_set_folder (const char *id_or_path, GError **error)
{
  const RunDataSource *source = run_data_source_find (id_or_path);
  char *folder;

  g_return_val_if_fail (id_or_path != NULL, NULL);

  if (source == NULL || g_file_test (id_or_path, G_FILE_TEST_IS_DIR))
    return g_strdup (id_or_path);
  folder = find (source->id);
  if (folder == NULL)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                 _ ("%s is not here yet. Get it with “fooled-cli data-sets get %s”."), source->name,
                 source->id);
  return folder;
}

const char *
run_data_set_name (const char *id)
{
  const RunDataSource *source = run_data_source_find (id);

  return source != NULL ? source->name : NULL;
}

gboolean
run_data_set_get (const char *id,
                  void (*progress) (gpointer data, guint64 n_bytes, guint64 total),
                  gpointer progress_data,
                  GCancellable *cancellable,
                  GError **error)
{
  const RunDataSource *source = run_data_source_find (id);
  g_autofree char *folder = NULL;

  g_return_val_if_fail (id != NULL, FALSE);

  if (source == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("There is no data set called “%s”."),
                   id);
      return FALSE;
    }
  folder = run_data_set_own_folder (source->id);
  return run_data_source_get (source, RUN_DATA_N_FILES, folder, progress, progress_data,
                              cancellable, error);
}
