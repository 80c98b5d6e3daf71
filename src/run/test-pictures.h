// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "base/image.h"

G_BEGIN_DECLS

/* The pictures that a data set keeps for testing, such as MNIST's 10 000 test digits. Found in
 * <user data>/fooled/data-sets/<data set in small letters>, in /usr/share/datasets, and in the
 * folder that the environment variable FOOLED_DATA_SETS_DIR names. */
typedef struct _RunTestPictures RunTestPictures;

/* `data_set` as cards call it: "MNIST". BASE_ERROR_NOT_FOUND says how to get them. */
RunTestPictures *run_test_pictures_open (const char *data_set, GError **error);
void run_test_pictures_free (RunTestPictures *pictures);

guint run_test_pictures_n (const RunTestPictures *pictures);
guint run_test_pictures_label (const RunTestPictures *pictures, guint index);
BaseImage *run_test_pictures_image (const RunTestPictures *pictures,
                                    guint index); /* caller unrefs */

/* For networks whose classes have characters (RunNetworkInfo.characters): one as the system's font of
 * emoji has it, on white. BASE_ERROR_NOT_FOUND says how to get one. Caller unrefs. */
BaseImage *run_test_pictures_draw (const char *character, GError **error);

/* Whether the program knows where to get them. */
gboolean run_test_pictures_can_get (const char *data_set);

/* Downloads them into the user's data folder, with checksums; blocks, so call it from a thread. */
gboolean run_test_pictures_get (const char *data_set,
                                void (*progress) (gpointer data, guint64 n_bytes, guint64 total),
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunTestPictures, run_test_pictures_free)

G_END_DECLS
