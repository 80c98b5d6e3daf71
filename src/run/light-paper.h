// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* Whether the picture is dark strokes on light paper, and the network learned from light strokes on
 * dark, as all networks did whose data set is one of the MNIST family. */
gboolean run_is_light_paper (const BaseImage *image, const RunNetworkInfo *network);

/* The negative: 255 - level. Caller unrefs. */
BaseImage *run_inverted (const BaseImage *image);

G_END_DECLS
