// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/conv.h"

G_BEGIN_DECLS

/* n_rows rows of n_blocks blocks, cut into tiles of about one size. tile holds the first one's
 * places; bias and b go with the blocks. */
void nn_conv_run_tiles (NnTile tile, int n_rows, int n_blocks);

G_END_DECLS
