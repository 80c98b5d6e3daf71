// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/test-pictures.h"

G_BEGIN_DECLS

#define RUN_TEST_N_FILES 2 /* the pictures and their labels */

/* Where a data set's test pictures are to be had. */
typedef struct
{
  const char *data_set;
  const char *const *folders; /* addresses, ending in "/", tried in this order */
  struct
  {
    const char *name;
    guint64 size; /* in bytes */
    const char *sha256;
  } files[RUN_TEST_N_FILES];
} RunTestSource;

/* NULL when it is not known. */
const RunTestSource *run_test_source_find (const char *data_set);

/* Gets what is not there and undamaged in `folder`. */
gboolean run_test_source_get (const RunTestSource *source,
                              const char *folder,
                              void (*progress) (gpointer data, guint64 n_bytes, guint64 total),
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
