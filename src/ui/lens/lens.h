// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "run/heat.h"

G_BEGIN_DECLS

/* How the pictures of all pages are looked at: with a heat map of what speaks for their class, with
 * their contrast stretched, or as they are. It only changes what is shown, never what is saved.
 *
 * Properties: "heat-map" (boolean); "heat-method" (string, a name of asc_heat_info);
 * "stretch-contrast" (boolean).
 *
 * Signal "map" (guint): the place has another map, or more of it is done. */
#define FOOLED_TYPE_LENS (fooled_lens_get_type ())
G_DECLARE_FINAL_TYPE (FooledLens, fooled_lens, FOOLED, LENS, GObject)

/* The one of the program, made where there is none; each caller unrefs, and it is gone, with its
 * thread, with the last of them. */
FooledLens *fooled_lens_shared (void);

/* Whether pictures are to be shown with heat maps, and with all their contrast. */
gboolean fooled_lens_shows_heat (FooledLens *self);
gboolean fooled_lens_stretches (FooledLens *self);

/* The picture as it is to be shown. Caller unrefs. */
BaseImage *fooled_lens_view_of (FooledLens *self, BaseImage *image);

/* Actions of the names of the properties. */
void fooled_lens_add_actions (FooledLens *self, GActionMap *map);

/* The same as a group, "lens", of a widget. */
void fooled_lens_attach (FooledLens *self, GtkWidget *widget);

/* The same of a window, with the keys H (heat map) and C (contrast). */
void fooled_lens_add_keys (FooledLens *self, GtkWidget *window);

/* A place for maps, until it is given back; RUN_HEAT_PLACES when all are taken. */
guint fooled_lens_take_place (FooledLens *self);
void fooled_lens_give_back (FooledLens *self, guint place);

/* From now on the network called `id` is the one that was opened as `name`: a file may have no
 * card. */
void fooled_lens_know (FooledLens *self, const char *id, const char *name);

/* Asks for a map by the present method; the latest wins. sha256 may be NULL. */
void fooled_lens_ask (FooledLens *self,
                      guint place,
                      const char *network,
                      const char *sha256,
                      BaseImage *image,
                      guint class_index);

/* The latest map of the place, or NULL. Borrowed. */
RunHeatMap *fooled_lens_get_map (FooledLens *self, guint place);

/* How much of the place's next map is done, 0 .. 1; 0 = nothing, or nobody asked. */
double fooled_lens_get_progress (FooledLens *self, guint place);

/* How maps are made at present. */
AscHeat fooled_lens_get_heat (FooledLens *self);

G_END_DECLS
