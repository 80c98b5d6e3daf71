// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A toast that shows the whole of a plain text, in several lines where that overlay, which is to show
 * it, has no room for one. button: what its button says, or NULL. It stays for as long as reading
 * takes. Floating. */
AdwToast *fooled_toast_new (GtkWidget *overlay, const char *text, const char *button);

/* How high it becomes, in logical pixels. */
int fooled_toast_height (AdwToast *toast);

G_END_DECLS
