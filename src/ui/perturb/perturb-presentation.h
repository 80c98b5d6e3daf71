// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/perturb.h"
#include "ui/lens/lens-tile.h"
#include "ui/present/presentable.h"

G_BEGIN_DECLS

/* The picture before, the change and the picture after as the tiles of a presentation. */

/* How many there are: none without a picture, only the first before there is a change. snapshot may
 * be NULL. */
guint fooled_perturb_presentation_n_tiles (const RunPerturbSnapshot *snapshot, gboolean any);

/* What the network looks at, before and after. */
#define FOOLED_PERTURB_N_LENSES 2

/* change: as it is shown, `factor` times stronger; may be NULL. */
void fooled_perturb_presentation_read (const RunPerturbSnapshot *snapshot,
                                       guint number,
                                       BaseImage *change,
                                       double factor,
                                       FooledLensTile *const lenses[FOOLED_PERTURB_N_LENSES],
                                       FooledTile *tile);

G_END_DECLS
