// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The list of all sessions: open, rename, branch, export, import, delete with undo. What it reads
 * and writes, it does on the background queue.
 *
 * Signal "open" (string: the path of the session that the user chose; the window then closes). */
#define FOOLED_TYPE_SESSIONS (fooled_sessions_get_type ())
G_DECLARE_FINAL_TYPE (FooledSessions, fooled_sessions, FOOLED, SESSIONS, AdwWindow)

/* parent may be NULL. */
GtkWindow *fooled_sessions_new (GtkWindow *parent);

/* Reads the folder again. */
void fooled_sessions_reload (FooledSessions *self);

G_END_DECLS
