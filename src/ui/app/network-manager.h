// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "base/image.h"
#include "ui/app/toasts.h"

G_BEGIN_DECLS

/* How networks come to a window: the list of those that there are, what is being downloaded, and
 * files that are opened.
 *
 * Signals: "listed" (gpointer: GPtrArray of RunNetworkInfo *): there are others than before; "file"
 * (GFile): the user chose one that is to be opened. */
#define FOOLED_TYPE_NETWORK_MANAGER (fooled_network_manager_get_type ())
G_DECLARE_FINAL_TYPE (FooledNetworkManager,
                      fooled_network_manager,
                      FOOLED,
                      NETWORK_MANAGER,
                      GObject)

/* All are borrowed, and outlive its shutdown. */
FooledNetworkManager *fooled_network_manager_new (GtkWindow *window,
                                                  GSettings *settings,
                                                  FooledToasts *toasts);

/* Stops what is being downloaded and closes the list. Harmless when called twice. */
void fooled_network_manager_shutdown (FooledNetworkManager *self);

void fooled_network_manager_show_list (FooledNetworkManager *self);

/* Lists the networks again: there may be others. */
void fooled_network_manager_reload (FooledNetworkManager *self);

/* Asks for a file. */
void fooled_network_manager_ask (FooledNetworkManager *self);

/* Opens the network in the file, and tries it with the image, which may be NULL. */
void fooled_network_manager_open (FooledNetworkManager *self, GFile *file, BaseImage *image);

/* Why the file is not opened as a network, or NULL. Caller frees. */
char *fooled_network_manager_refusal (GFile *file);

G_END_DECLS
