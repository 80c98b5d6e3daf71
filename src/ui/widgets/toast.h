// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A toast that shows the whole of a plain text, in several lines where there is no room for one. It
 * stays for as long as reading takes. Floating. */
AdwToast *fooled_toast_new (const char *text);

/* How high it becomes in so wide a window, in logical pixels. */
int fooled_toast_height (AdwToast *toast, int width);

G_END_DECLS
