// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/network.h"
#include "formats/network.h"

G_BEGIN_DECLS

/* Pictures as src/ascent has them, (channels, height, width) whole grey levels in the order of the
 * network's channels, and as everything else has them. Of networks that look at several crops of a
 * picture this is the centre crop. */

/* The network as ascent sees it: what fmt_network_preprocess does to the centre crop. The graph is
 * borrowed from `network`. */
AscNetwork *run_planes_network (const FmtNetwork *network, GError **error);

/* A picture of any size made to fit (fmt_network_fit), but one of the size of the network's input
 * is taken as it is, its channels converted: what was made here and saved comes back as it was.
 * Caller unrefs. */
BaseImage *run_planes_fit (const FmtNetwork *network, const BaseImage *image);

/* Whether it has the size of the network's pictures, so that its centre crop is what is seen. */
gboolean run_planes_fits (const FmtNetwork *network, const BaseImage *image);

/* `image` fits the network (fmt_network_fit), and its centre crop is taken; or it has the size of
 * the network's input, and is taken as it is. */
void run_planes_from_image (const FmtNetwork *network, const BaseImage *image, guint8 *levels);

/* A picture of the size of the network's input. Caller unrefs. */
BaseImage *run_planes_to_image (const FmtNetwork *network, const guint8 *levels);

/* A copy of `picture`, which fits the network, with `middle`, of the size of the network's input,
 * as its centre crop; `middle` itself where nothing is left around it. Caller unrefs. */
BaseImage *run_planes_put_back (const FmtNetwork *network,
                                const BaseImage *picture,
                                BaseImage *middle);

G_END_DECLS
