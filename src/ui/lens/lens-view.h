// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/lens/lens.h"

G_BEGIN_DECLS

/* What stands below a picture that can be looked at with the lens (ui/lens/lens.h): the switches
 * for it and, while there is a heat map, what its colours mean and for which class it is. It puts
 * the colours over the pictures, and stretches their contrast.
 *
 * Property "switches" (boolean, TRUE): whether it has the switches, or only the legend. */
#define FOOLED_TYPE_LENS_VIEW (fooled_lens_view_get_type ())
G_DECLARE_FINAL_TYPE (FooledLensView, fooled_lens_view, FOOLED, LENS_VIEW, GtkWidget)

GtkWidget *fooled_lens_view_new (void);

/* A FooledPicture or a FooledDrawingPad that shows the image; at most two, which take turns. */
void fooled_lens_view_add_picture (FooledLensView *self, GtkWidget *picture);

typedef struct
{
  const char *network; /* id of a card, or a file */
  const char *sha256;  /* of its weights; may be NULL */
  BaseImage *image;    /* that the pictures show */
  guint class_index;   /* for which the map is */
  const char *label;   /* its name; NULL = its number */
} FooledLensSubject;

/* NULL: there is no picture. live: one of many, such as strokes of a pen; the map of the one before
 * stays until there is another. Cheap when nothing has changed. */
void fooled_lens_view_show (FooledLensView *self, const FooledLensSubject *subject, gboolean live);

G_END_DECLS
