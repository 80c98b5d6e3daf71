// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The data sets that the program knows by name: MNIST and Fashion-MNIST. Each may be in
 * <user data>/fooled/data-sets/<id>, in /usr/share/datasets/<id>, where Debian's packages put them,
 * or in the folder that the environment variable FOOLED_DATA_SETS_DIR names, which goes first. What
 * is not here is got with run_downloads_start_data_set. */
typedef struct
{
  const char *id;        /* "mnist"; static */
  const char *name;      /* "MNIST", as cards call it; static */
  char *folder;          /* owned; NULL = it is not here, or not all of it */
  guint64 download_size; /* bytes */
} RunDataSetInfo;

/* RunDataSetInfo *, owned, in the order in which they are to be shown. Reads nothing but names. */
GPtrArray *run_data_sets_list (void);
void run_data_set_info_free (RunDataSetInfo *info);

/* The folder of a data set: the id of one that is here, or a path, which is taken as it is. An id
 * that is not here is BASE_ERROR_NOT_FOUND with a sentence that says how to get it. Caller frees.
 */
char *run_data_set_folder (const char *id_or_path, GError **error);

/* "MNIST", as cards call it; NULL when it is no id. Static. */
const char *run_data_set_name (const char *id);

/* Downloads it, with checksums, into the user's data folder; what is there is kept. Blocks, so call
 * it from a thread. */
gboolean run_data_set_get (const char *id,
                           void (*progress) (gpointer data, guint64 n_bytes, guint64 total),
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunDataSetInfo, run_data_set_info_free)

G_END_DECLS
