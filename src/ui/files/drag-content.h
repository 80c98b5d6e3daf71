// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "store/specimen.h"

G_BEGIN_DECLS

/* What another program gets of an image that is dragged to it: a file in the folder for temporary
 * files, as it would be saved, or the picture, large enough to be used. Both are made on a thread
 * beside the main loop from the beginning of the drag on; who asks for them before they are there
 * waits for them, and nobody else does. */
#define FOOLED_TYPE_DRAG_CONTENT (fooled_drag_content_get_type ())
G_DECLARE_FINAL_TYPE (FooledDragContent,
                      fooled_drag_content,
                      FOOLED,
                      DRAG_CONTENT,
                      GdkContentProvider)

/* What a GtkDragSource is given when it prepares a drag. Caller unrefs. */
GdkContentProvider *fooled_drag_content_new (StoreSpecimen *specimen);

G_END_DECLS
