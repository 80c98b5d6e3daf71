// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "base/image.h"

G_BEGIN_DECLS

/* Opens a network file: reads it, asks what the file does not say, tries it on a picture, keeps it.
 *
 * Signals: "kept" (string: the id of the network; the window then closes), "another": the user
 * wants to choose another file. */
#define FOOLED_TYPE_OPEN_NETWORK (fooled_open_network_get_type ())
G_DECLARE_FINAL_TYPE (FooledOpenNetwork, fooled_open_network, FOOLED, OPEN_NETWORK, AdwWindow)

/* parent and image (the first to be tried) may be NULL. */
GtkWindow *fooled_open_network_new (GtkWindow *parent, const char *path, BaseImage *image);

G_END_DECLS
