// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/files/output.h"

G_BEGIN_DECLS

/* Asks how large a poster of an image, or a sheet of several, is to be, and saves it
 * (ui/files/saving-window.h) or prints it. To close the window is to cancel. */
#define FOOLED_TYPE_POSTER_WINDOW (fooled_poster_window_get_type ())
G_DECLARE_FINAL_TYPE (FooledPosterWindow, fooled_poster_window, FOOLED, POSTER_WINDOW, AdwWindow)

/* specimens: StoreSpecimen *, at least one. folder and ask: as in fooled_output_save. done: on the
 * main loop, when a file is there, when it went to a printer (without a path), or when something has
 * failed; not after Cancel, nor when the owner has gone. */
GtkWindow *fooled_poster_window_new (GtkWindow *owner,
                                     GPtrArray *specimens,
                                     const char *folder,
                                     gboolean ask,
                                     FooledOutputDone done);

G_END_DECLS
