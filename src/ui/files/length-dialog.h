// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks how long an animation shall be. */

typedef void (*FooledLengthChosen) (gpointer owner, guint seconds, gpointer data);

/* Over the owner's window. `chosen` is called at most once, not when the user thinks better of it
 * nor when the owner has gone; `data` is freed in any case. */
void fooled_length_ask (GtkWidget *owner,
                        const char *heading,
                        const char *body,
                        FooledLengthChosen chosen,
                        gpointer data,
                        GDestroyNotify free_data);

G_END_DECLS
