// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/sessions.h"

G_BEGIN_DECLS

/* On the main loop; not when the owner has gone. RUN_SESSION_UNKNOWN, too, when the file cannot be
 * read, or nothing is saved there for long. */
typedef void (*FooledSessionKindFound) (gpointer owner, const char *path, RunSessionKind kind);

/* What kind of work a session holds, read on another thread. Where another program has begun it and
 * not saved anything yet, that is waited for, some seconds. */
void fooled_session_find_kind (GObject *owner, const char *path, FooledSessionKindFound found);

G_END_DECLS
