// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/networks.h"
#include "store/specimen.h"

G_BEGIN_DECLS

/* The ancestors of an image side by side, from the first, random one to the image itself; of an
 * image of an ascent, moments of its climb. Long lines are thinned, and it says so. It plays them
 * in its own place, and saves them as an animation or as a strip. Where there is nothing to show it
 * says why. Everything is read and drawn on another thread, and only while it is on the screen.
 *
 * Actions: "ancestry.play", "ancestry.save-strip", "ancestry.save-animation".
 * Signal "save" (gpointer: FooledOutput *): the handler, of which there must be one, takes it over
 * and saves it. */
#define FOOLED_TYPE_ANCESTRY_STRIP (fooled_ancestry_strip_get_type ())
G_DECLARE_FINAL_TYPE (FooledAncestryStrip, fooled_ancestry_strip, FOOLED, ANCESTRY_STRIP, GtkWidget)

GtkWidget *fooled_ancestry_strip_new (void);

/* Whose line. session: path of the one in which it is being saved; NULL = the one among the user's
 * that it names. network: whose labels; may be NULL. specimen NULL = nothing. Cheap when nothing
 * changes; how often it reads while images come fast is its own business. */
void fooled_ancestry_strip_set (FooledAncestryStrip *self,
                                StoreSpecimen *specimen,
                                const char *session,
                                RunNetworkInfo *network);

G_END_DECLS
