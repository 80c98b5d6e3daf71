// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The banner over a page whose session cannot be saved at the moment. */
#define FOOLED_TYPE_UNSAVED_BANNER (fooled_unsaved_banner_get_type ())
G_DECLARE_FINAL_TYPE (FooledUnsavedBanner, fooled_unsaved_banner, FOOLED, UNSAVED_BANNER, GtkWidget)

/* text: what is not saved, and why; NULL = it can be, and there is no banner. session: the path of
 * the file, which the tooltip says; NULL = there is none. */
void fooled_unsaved_banner_show (FooledUnsavedBanner *self, const char *text, const char *session);

G_END_DECLS
