// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on the first Ctrl-C (or SIGTERM) only sets a flag, so that work under way can be ended
 * and saved; a second one ends the program at once. A terminal that is closed (SIGHUP) sets it,
 * too, however often that is told; not under nohup. */
void cli_interrupt_catch (void);
gboolean cli_interrupted (void);

/* Says on stderr that it was, and whether a later start goes on: from the session's file, or,
 * without one (NULL), not; `otherwise` is what is said then. */
void cli_tell_interrupted (const char *session, const char *otherwise);

G_END_DECLS
