// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* A classifier as ascent sees it: a function of a picture in grey levels. A picture is
 * (channels, height, width) numbers 0 .. 255 in the order of the network's channels, and the
 * network is given (picture - mean) * scale, element by element. Immutable, so threads share it. */
typedef struct
{
  const NnGraph *graph; /* borrowed; ends in a softmax over the classes */
  NnValue scores;       /* what the softmax is taken of, (n_classes) */
  guint channels, height, width;
  gsize size; /* channels * height * width */
  guint n_classes;
  float *mean;  /* (size) grey levels; owned */
  float *scale; /* (size); owned */
} AscNetwork;

/* Copies mean and scale, (channels, height, width) each. BASE_ERROR_ARGUMENT when the graph does
 * not take a picture or does not end in a softmax. The graph must outlive the network. */
AscNetwork *asc_network_new (const NnGraph *graph,
                             const float *mean,
                             const float *scale,
                             GError **error);
void asc_network_free (AscNetwork *network);

/* A picture in grey levels as the network is given it; n = network->size. */
void asc_network_feed (const AscNetwork *network, const float *picture, float *input);

/* The same from whole grey levels. */
void asc_network_feed_levels (const AscNetwork *network, const guint8 *levels, float *input);

/* Grey levels 0 .. 255, rounded to the nearest whole number: what a file can hold. */
void asc_network_round (const AscNetwork *network, const float *picture, guint8 *levels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AscNetwork, asc_network_free)

G_END_DECLS
