// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A window in which one of the user's sessions that have champions is chosen.
 *
 * Signal "chosen" (string path, string name): one was; the window closes. */
#define FOOLED_TYPE_SESSION_CHOOSER (fooled_session_chooser_get_type ())
G_DECLARE_FINAL_TYPE (FooledSessionChooser,
                      fooled_session_chooser,
                      FOOLED,
                      SESSION_CHOOSER,
                      AdwWindow)

GtkWindow *fooled_session_chooser_new (GtkWindow *parent);

G_END_DECLS
