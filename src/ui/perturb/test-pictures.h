// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/test-pictures.h"

G_BEGIN_DECLS

/* Brings test pictures of data sets, one at a time, and gets those that are not here; all of it on
 * other threads.
 *
 * Signals:
 * "picture" (gpointer: BaseImage *, borrowed): a random one, as asked for;
 * "missing" (string: the data set, boolean: it can be got, string: a sentence): there are none;
 * "changed": getting them began, goes on or ended;
 * "failed" (string: the data set, or NULL of a picture that was to be drawn; string: why): it ended
 * badly. */
#define FOOLED_TYPE_TEST_PICTURES (fooled_test_pictures_get_type ())
G_DECLARE_FINAL_TYPE (FooledTestPictures, fooled_test_pictures, FOOLED, TEST_PICTURES, GObject)

FooledTestPictures *fooled_test_pictures_new (void);

/* One by chance, by a signal; data_set: as the network's card calls it. */
void fooled_test_pictures_pick (FooledTestPictures *self, const char *data_set);

/* Draws this character instead (RunNetworkInfo.characters). */
void fooled_test_pictures_draw (FooledTestPictures *self, const char *character);

/* Gets them, then picks one. Ignored while some are being got. */
void fooled_test_pictures_get (FooledTestPictures *self, const char *data_set);
void fooled_test_pictures_cancel (FooledTestPictures *self);

/* Whether some are being got. fraction: 0 .. 1, or < 0 when it is not known how many there are. */
gboolean fooled_test_pictures_is_getting (FooledTestPictures *self, double *fraction);

G_END_DECLS
