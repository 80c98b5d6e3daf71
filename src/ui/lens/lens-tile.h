// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/lens/lens.h"

G_BEGIN_DECLS

/* The lens for the picture that a presented page enlarges. It computes nothing while nobody asks.
 * Freed by its owner. */
typedef struct _FooledLensTile FooledLensTile;

/* changed (page) is called when what fooled_lens_tile_overlay returns, or how pictures are to be
 * shown, is another; page is not owned, and outlives it. */
FooledLensTile *fooled_lens_tile_new (GObject *page, void (*changed) (gpointer page));
void fooled_lens_tile_free (FooledLensTile *self); /* NULL is ignored */

/* Whether the enlarged picture is to have a heat map. */
gboolean fooled_lens_tile_shows_heat (FooledLensTile *self);

/* The line of a presentation, which says what the colours mean while there are some. line: taken
 * over. Caller frees. */
char *fooled_lens_tile_line (FooledLensTile *self, char *line);

/* The picture as it is to be shown. Caller unrefs. */
BaseImage *fooled_lens_tile_view_of (FooledLensTile *self, BaseImage *image);

/* The colours over the image of that class, as wide and high as the network sees it; NULL when they
 * are not wanted, or not known yet: then they are asked for. Of an image that takes the place of
 * another of the same class the last ones stay until there are others. sha256 may be NULL.
 * Borrowed, valid until the next call. */
GdkTexture *fooled_lens_tile_overlay (FooledLensTile *self,
                                      const char *network,
                                      const char *sha256,
                                      BaseImage *image,
                                      guint class_index);

/* The page is not presented any more. */
void fooled_lens_tile_rest (FooledLensTile *self);

G_END_DECLS
