// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/caffe.h"
#include "formats/card.h"

G_BEGIN_DECLS

/* A network card for a file without one, filled with what networks of its kind usually take: the
 * labels of ImageNet where there are 1000 classes, pictures of which the middle is cropped, the
 * order of the channels, mean and scale. `caffe` has what a Caffe file says of its input, else it
 * is NULL. NULL and an error where the network does not take pictures. */
FmtCard *fmt_guess_card (const char *path,
                         FmtFormat format,
                         const NnGraph *graph,
                         const FmtCaffeInput *caffe,
                         GError **error);

/* The format of a file, by its content and, where that may be several, by its name. */
FmtFormat fmt_guess_format (const char *path, const guint8 *data, gsize size);

G_END_DECLS
