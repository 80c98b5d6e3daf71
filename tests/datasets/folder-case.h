// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datasets/dataset.h"

G_BEGIN_DECLS

/* A folder in which a test puts files, and which is taken away afterwards with all that is in it.
 */
char *folder_case_new (void);
void folder_case_free (char *folder);

/* A file, and the folders above it where they are not there. `path` is below the folder. */
void folder_case_write (const char *folder, const char *path, gconstpointer data, gsize size);

/* A PNG of one colour. */
void folder_case_picture (const char *folder,
                          const char *path,
                          guint width,
                          guint height,
                          guint8 red,
                          guint8 green,
                          guint8 blue);

/* The folder as it is now is refused, both parts of it, with this code and these words. */
void folder_case_assert_refused (const char *folder, int code, const char *words);

G_END_DECLS
