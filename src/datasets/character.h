// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* A character, such as "🍌", as the system's font of coloured pictures (emoji) has it: on white, as
 * large as fits into side x side, three channels. 1 <= side <= 1024. BASE_ERROR_NOT_FOUND when no
 * such font is installed or it has no such character. On any thread. */
BaseImage *data_character_draw (const char *character, guint side, GError **error);

G_END_DECLS
