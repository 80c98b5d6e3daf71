// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far slow work is, 0 .. 1; on the thread that does it. */
typedef void (*BaseProgress) (double fraction, gpointer data);

G_END_DECLS
