// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/perturb.h"
#include "ui/present/presentable.h"

G_BEGIN_DECLS

/* The picture before, the change and the picture after as the tiles of a presentation. */

/* How many there are: none without a picture, only the first before there is a change. snapshot may
 * be NULL. */
guint fooled_perturb_presentation_n_tiles (const RunPerturbSnapshot *snapshot, gboolean any);

/* change: as it is shown, `factor` times stronger; may be NULL. */
void fooled_perturb_presentation_read (const RunPerturbSnapshot *snapshot,
                                       guint number,
                                       BaseImage *change,
                                       double factor,
                                       FooledTile *tile);

G_END_DECLS
