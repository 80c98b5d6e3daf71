// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EVO_NO_PARENT G_MAXUINT64

/* Where an image comes from. */
typedef struct
{
  guint64 evaluation; /* its number in the run, from 0 */
  guint64 generation; /* in which it was made */
  guint64 parent;     /* evaluation number of the image that it was mutated from; EVO_NO_PARENT for
                         a random one, or one that was made in another way */
} EvoOrigin;

G_END_DECLS
