// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From here on the program speaks German, out of po/de.po. FALSE = gettext is not installed; the
 * test is marked as skipped. */
gboolean german_begin (void);

/* Takes away what was made for it, and the language. */
void german_end (void);

G_END_DECLS
