// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/files/output.h"

G_BEGIN_DECLS

/* A run as a time-lapse, made in the background (ui/files/saving-window.h).
 *
 * Asks how long it shall be and, if `ask`, where to save it, beginning in the folder; then makes it
 * from the session with that path and name. `done` as for fooled_output_save, but not when the user
 * leaves off. */
void fooled_timelapse_begin (GtkWindow *owner,
                             const char *session,
                             const char *name,
                             const char *folder,
                             gboolean ask,
                             FooledOutputDone done);

G_END_DECLS
