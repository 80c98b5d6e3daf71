// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The list of all sessions: open, rename, branch, export, import, delete with undo. What it reads
 * and writes, it does on the background queue.
 *
 * Signals: "open" (string: the path of the session that the user chose; the window then closes);
 * "time-lapse" (string: the path, string: the name): one is wanted of that session. */
#define FOOLED_TYPE_SESSIONS (fooled_sessions_get_type ())
G_DECLARE_FINAL_TYPE (FooledSessions, fooled_sessions, FOOLED, SESSIONS, AdwWindow)

/* parent may be NULL. */
GtkWindow *fooled_sessions_new (GtkWindow *parent);

/* A sentence that concerns what was asked for here. */
void fooled_sessions_tell (FooledSessions *self, const char *text);

/* Reads the folder again. */
void fooled_sessions_reload (FooledSessions *self);

G_END_DECLS
