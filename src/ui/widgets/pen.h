// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* A small grey picture that is drawn on in white with a soft round pen, as the digits of MNIST
 * are. Positions are in pixels of the picture, (0, 0) its top left corner. */
typedef struct _FooledPen FooledPen;

/* Black. 1 <= width, height <= 256. */
FooledPen *fooled_pen_new (guint width, guint height);
void fooled_pen_free (FooledPen *pen);

void fooled_pen_clear (FooledPen *pen);
/* A stroke of the pen's width, in pixels from the upper left corner; outside is left out. */
void fooled_pen_line (FooledPen *pen, double x0, double y0, double x1, double y1);

/* Whether nothing was drawn. */
gboolean fooled_pen_is_empty (const FooledPen *pen);

BaseImage *fooled_pen_image (const FooledPen *pen); /* caller unrefs */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FooledPen, fooled_pen_free)

G_END_DECLS
