// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/ancestry/ancestry-strip.h"
#include "ui/picks/pick-list.h"

G_BEGIN_DECLS

/* Images large: one, with where it comes from, its ancestors and, of a pick, its note; or two to
 * four side by side, with what the network says of each.
 *
 * Signals: "command" (string, gpointer: StoreSpecimen *): one of the window's "save", "copy",
 * "poster" and "star" for that image; "save-output" (gpointer: FooledOutput *, taken over): the
 * ancestors are to be saved. */
#define FOOLED_TYPE_IMAGE_WINDOW (fooled_image_window_get_type ())
G_DECLARE_FINAL_TYPE (FooledImageWindow, fooled_image_window, FOOLED, IMAGE_WINDOW, AdwWindow)

#define FOOLED_IMAGE_WINDOW_MAX 4

/* specimens: StoreSpecimen *, of which the first four are shown; at least one. session, network: as
 * fooled_ancestry_strip_set takes them. */
GtkWindow *fooled_image_window_new (GtkWindow *parent,
                                    FooledPickList *picks,
                                    GPtrArray *specimens,
                                    const char *session,
                                    RunNetworkInfo *network);

G_END_DECLS
