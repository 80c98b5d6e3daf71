// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From here on the program speaks that language, such as "de", out of its file in po. FALSE = gettext
 * is not installed; the test is marked as skipped. */
gboolean language_begin (const char *language);

/* Takes away what was made for it, and the language. */
void language_end (void);

G_END_DECLS
