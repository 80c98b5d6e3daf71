// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "formats/card.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* A network ready for use: its card and its graph. Immutable after loading, so threads share it. */
typedef struct
{
  gatomicrefcount ref_count;
  FmtCard *card;
  NnGraph *graph;
} FmtNetwork;

/* `id_or_path`: the id of a card, a .card file, or a weights file (then a card of the same name
 * beside it is used, else a guessed one). Verifies the checksum, that the graph's input is what the
 * card says and that the output has as many classes as the card has labels. */
FmtNetwork *fmt_network_load (const char *id_or_path, GError **error);
FmtNetwork *fmt_network_ref (FmtNetwork *network);
void fmt_network_unref (FmtNetwork *network);

guint fmt_network_n_classes (const FmtNetwork *network);

/* Preprocessing: writes one picture as the network wants it, (channels, height, width) floats,
 * (grey level - mean) * scale. The picture must have the card's width, height and channels. */
void fmt_network_preprocess (const FmtNetwork *network, const BaseImage *image, float *input);

/* Any picture made to fit: resized to the card's size, grey or colour as the card says. */
BaseImage *fmt_network_fit (const FmtNetwork *network, const BaseImage *image);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FmtNetwork, fmt_network_unref)

G_END_DECLS
