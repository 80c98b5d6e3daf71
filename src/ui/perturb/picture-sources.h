// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "base/image.h"

G_BEGIN_DECLS

/* Where real pictures come from: files, the clipboard, other programs, and the test pictures of
 * data sets. What is slow happens on other threads; the latest wish counts.
 *
 * Where there are no test pictures, a dialog says why in full and offers to get them or to take a
 * sample instead, which is the widget's action "perturb.sample".
 *
 * Signals:
 * "picture" (gpointer: BaseImage *, borrowed): the one that was wished for;
 * "message" (string): why there is none;
 * "getting" (boolean, double): whether test pictures are being downloaded, and how much of them is
 * here: 0 .. 1, or < 0 when that is not known. */
#define FOOLED_TYPE_PICTURE_SOURCES (fooled_picture_sources_get_type ())
G_DECLARE_FINAL_TYPE (FooledPictureSources,
                      fooled_picture_sources,
                      FOOLED,
                      PICTURE_SOURCES,
                      GObject)

/* widget: takes drops, has the clipboard, and dialogs are over it. Without a reference: it owns the
 * sources, and calls the shutdown. */
FooledPictureSources *fooled_picture_sources_new (GtkWidget *widget);

/* Nothing comes any more. */
void fooled_picture_sources_shutdown (FooledPictureSources *self);

void fooled_picture_sources_open (FooledPictureSources *self, GFile *file);
void fooled_picture_sources_take_texture (FooledPictureSources *self, GdkTexture *texture);

/* Asks for a file. */
void fooled_picture_sources_ask (FooledPictureSources *self);
void fooled_picture_sources_paste (FooledPictureSources *self);

/* A random one of those that networks for this data set are tested on. Offers to get them where
 * they are not here. */
void fooled_picture_sources_pick_test_picture (FooledPictureSources *self, const char *data_set);

/* One drawn for a network whose classes have characters. */
void fooled_picture_sources_draw_test_picture (FooledPictureSources *self, const char *character);
void fooled_picture_sources_cancel_getting (FooledPictureSources *self);

G_END_DECLS
