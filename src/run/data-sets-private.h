// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Pictures and labels for testing, then those for training. */
#define RUN_DATA_N_TEST_FILES 2
#define RUN_DATA_N_FILES      4

/* Where a data set is to be had. */
typedef struct
{
  const char *id;             /* the name of its folder */
  const char *name;           /* as cards call it */
  const char *const *folders; /* addresses, ending in "/", tried in this order */
  struct
  {
    const char *name;
    guint64 size; /* in bytes */
    const char *sha256;
  } files[RUN_DATA_N_FILES];
} RunDataSource;

/* All of them, `n` is how many. */
const RunDataSource *run_data_sources (guint *n);

/* For tests: others take their place, which are not copied; NULL = these again. */
void run_data_sources_replace (const RunDataSource *others, guint n);

/* By id or name, in any letters; NULL when it is not known. */
const RunDataSource *run_data_source_find (const char *id_or_name);

/* Bytes of the first n_files. */
guint64 run_data_source_size (const RunDataSource *source, guint n_files);

/* Gets what of the first n_files is not there and undamaged in `folder`. The environment variable
 * FOOLED_DATA_SETS_MIRROR, an address, takes the place of the folders: files are below
 * "<address>/<id>/". */
gboolean run_data_source_get (const RunDataSource *source,
                              guint n_files,
                              const char *folder,
                              void (*progress) (gpointer data, guint64 n_bytes, guint64 total),
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GError **error);

/* The folders that a data set of this id may be in, the first one first. Caller frees. */
char **run_data_set_folders (const char *id);

/* The one of the user's own, where it goes when it is got. Caller frees. */
char *run_data_set_own_folder (const char *id);

G_END_DECLS
