// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "evolve/genome.h"

G_BEGIN_DECLS

/* A compositional pattern-producing network (Stanley 2007), grown as in NEAT (Stanley and
 * Miikkulainen 2002). Nodes: the inputs, then the outputs, then the hidden ones in the order of
 * their making. Links leave inputs and hidden nodes, enter outputs and hidden nodes, and never
 * close a circle. */

#define EVO_CPPN_N_INPUTS   4
#define EVO_CPPN_MAX_WEIGHT 10.0f

typedef struct
{
  guint16 from, to;
  float weight; /* -10 .. 10 */
} EvoCppnLink;

typedef struct
{
  EvoCoordinates coordinates;
  guint n_outputs; /* 1 grey; 3 hue, saturation, value */
  guint n_nodes;
  guint n_links;
  guint nodes_capacity;
  guint links_capacity;
  guint8 *activations; /* (n_nodes) EvoActivation; the inputs' entries are 0 */
  EvoCppnLink *links;  /* (n_links), oldest first: also the order in which a node adds them up */
} EvoCppn;

/* Every input wired to every output, no hidden nodes. */
void evo_cppn_init_random (EvoCppn *cppn,
                           guint n_outputs,
                           EvoCoordinates coordinates,
                           BaseRandom *random);
void evo_cppn_clear (EvoCppn *cppn);
void evo_cppn_assign (EvoCppn *cppn, const EvoCppn *source);
void evo_cppn_mutate (EvoCppn *cppn, const EvoVariation *variation, BaseRandom *random);

/* Uniform in -10 .. 10. */
float evo_cppn_random_weight (BaseRandom *random);

/* Nodes that are neither inputs nor outputs. */
guint evo_cppn_n_hidden (const EvoCppn *cppn);

/* The index of a new hidden node. The caller has checked EVO_CPPN_MAX_NODES and _LINKS. */
guint evo_cppn_append_node (EvoCppn *cppn, EvoActivation activation);
void evo_cppn_append_link (EvoCppn *cppn, guint from, guint to, float weight);

/* `cppn`, which is empty, becomes `source` with so many outputs, 1 or 3: the first of one is the
 * last of three. New outputs are 0 everywhere. Where there is no room for them, the youngest hidden
 * nodes give way. */
void evo_cppn_init_adapted (EvoCppn *cppn, const EvoCppn *source, guint n_outputs);

/* Takes a node with all its links away; later nodes move up by one. */
void evo_cppn_delete_node (EvoCppn *cppn, guint node);

/* Draws a picture of any size for a network whose input is width x height. */
void evo_cppn_render (const EvoCppn *cppn, guint width, guint height, BaseImage *image);

/* Rows top .. top + image->height - 1 of the picture that has picture_height of them. */
void evo_cppn_render_rows (const EvoCppn *cppn,
                           guint width,
                           guint height,
                           guint top,
                           guint picture_height,
                           BaseImage *image);

/* Backward: from the gradient with respect to the image that it draws at the network's own size, in
 * grey levels 0 .. 255, (height, width, n_outputs), to that with respect to every link's weight,
 * (n_links). The fold |output| turns its sign; hue wraps, so that it passes everything at any
 * angle; values that an activation clamps pass nothing, and links that reach no output get 0. The
 * same bits on every machine, like the picture. */
void evo_cppn_gradient (const EvoCppn *cppn,
                        guint width,
                        guint height,
                        const float *image_gradient,
                        float *weight_gradient);

/* Adds steps (n_links) to the weights, which stay in -10 .. 10. A step is a length in units of -1
 * .. 1 across the picture: along x and y in pixels, links from there take so much less. */
void evo_cppn_move (EvoCppn *cppn, guint width, guint height, const float *steps);

/* Appends the bytes; see cppn-serialise.c. */
void evo_cppn_serialise (const EvoCppn *cppn, GByteArray *array);

/* Into a `cppn` without nodes. Checks everything; on failure the rest has to be cleared. */
gboolean evo_cppn_deserialise (EvoCppn *cppn,
                               guint n_outputs,
                               const guint8 *in,
                               gsize size,
                               GError **error);

/* Caller unrefs. */
EvoDiagram *evo_cppn_diagram (const EvoCppn *cppn);

/* The links by the node that they enter, and an order of the nodes in which every link leads from
 * an earlier node to a later one. */
typedef struct
{
  guint16 order[EVO_CPPN_MAX_NODES];     /* (n_nodes) */
  guint16 first[EVO_CPPN_MAX_NODES + 1]; /* links into node i: incoming[first[i] .. first[i + 1]) */
  guint16 incoming[EVO_CPPN_MAX_LINKS];  /* indices of links; of one node, oldest first */
} EvoCppnGraph;

/* FALSE when the links close a circle; all indices must be in range. */
gboolean evo_cppn_graph_init (EvoCppnGraph *graph, const EvoCppn *cppn);

G_END_DECLS
