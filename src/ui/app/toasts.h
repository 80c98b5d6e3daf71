// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The window's toasts: the newest takes the place of the one before. */
typedef struct _FooledToasts FooledToasts;

/* The overlay outlives it. */
FooledToasts *fooled_toasts_new (AdwToastOverlay *overlay);
void fooled_toasts_free (FooledToasts *self);

/* text: as it is, not markup. */
void fooled_toasts_show (FooledToasts *self, const char *text);

/* What went wrong: it stays until it is closed, or something newer is to be said. */
void fooled_toasts_show_failure (FooledToasts *self, const char *text);

/* With a button. The handler gets the toast and `data`, which the toast keeps alive. */
void fooled_toasts_show_button (FooledToasts *self,
                                const char *text,
                                const char *button,
                                GCallback clicked,
                                gpointer data,
                                GClosureNotify free_data);

/* "Saved", with a button to open the folder. */
void fooled_toasts_show_saved (FooledToasts *self, const char *path);

G_END_DECLS
