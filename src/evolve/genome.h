// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "base/random.h"

G_BEGIN_DECLS

/* A genome: what evolution varies and from which an image is drawn. Immutable size of picture:
 * every genome knows the width, height and channels of the network that it was made for. */
typedef struct _EvoGenome EvoGenome;

/* What each of them does is a row of the table in encoding.c. */
typedef enum
{
  EVO_ENCODING_PIXELS, /* direct: one integer 0 .. 255 a pixel and channel */
  EVO_ENCODING_CPPN,   /* indirect: a compositional pattern-producing network (Stanley 2007) */
  EVO_N_ENCODINGS,
} EvoEncoding;

/* "pixels", "cppn": for the command line and files. */
const char *evo_encoding_to_string (EvoEncoding encoding);

/* The units of a CPPN's x and y inputs. */
typedef enum
{
  EVO_COORDINATES_UNIT,  /* -1 .. 1 across the picture (Picbreeder) */
  EVO_COORDINATES_PIXEL, /* 0 .. width - 1, 0 .. height - 1 (the authors' code) */
  EVO_N_COORDINATES,
} EvoCoordinates;

/* "unit", "pixel": for the command line and files. */
const char *evo_coordinates_to_string (EvoCoordinates coordinates);
gboolean evo_coordinates_from_string (const char *text, EvoCoordinates *coordinates);

/* The champions of which cells become parents. */
typedef enum
{
  EVO_PARENTS_UNIFORM, /* any, as in the paper (MAP-Elites, Mouret and Clune 2015) */
  EVO_PARENTS_RECENT,  /* rather those of cells that improved often of late */
  EVO_PARENTS_CURIOUS, /* rather those whose children won cells before (Cully and Demiris 2018) */
  EVO_N_PARENT_CHOICES,
} EvoParentChoice;

/* "uniform", "recent", "curious": for the command line and files. */
const char *evo_parent_choice_to_string (EvoParentChoice choice);
gboolean evo_parent_choice_from_string (const char *text, EvoParentChoice *choice);

/* How genomes start and change. Chances are 0 .. 1. */
typedef struct
{
  double eta;          /* strength of the polynomial mutation, > 0: the larger, the smaller the
                          steps, 1 / (eta + 2) of the range on average */
  guint n_strengths;   /* of which each child draws one: 1 = eta; 3 = eta / 4, eta or 4 eta; ... up
                          to EVO_MAX_STRENGTHS. 0 counts as 1 */
  double pixel_chance; /* chance a number changes, in generation 0 */
  guint pixel_half_life; /* generations after which pixel_chance has halved, stepwise; 0 = never */
  EvoCoordinates coordinates; /* of new CPPNs */
  double weight_chance;       /* a link's weight changes */
  double activation_chance;   /* a node's activation is drawn again */
  double add_link_chance;     /* per child, as the next three */
  double delete_link_chance;
  double add_node_chance;
  double delete_node_chance;
  EvoParentChoice parents;
  guint tournament;      /* a parent is the newest of so many champions drawn; 1 (or 0) = any */
  double gradient_share; /* of the evaluations, up to which climbs may spend; see search.h */
} EvoVariation;

/* The paper's settings: eta 15, pixels 0.1 halved every 1000 generations; CPPN 0.1, 0.1, 0.5, 0.3,
 * 0.5, 0.2; coordinates -1 .. 1; any champion a
 * parent; no climbs. */
void evo_variation_init (EvoVariation *variation);

#define EVO_MAX_TOURNAMENT 1024
#define EVO_MAX_STRENGTHS  7

/* A CPPN never grows past these; a mutation that would is left out. Readers refuse more. */
#define EVO_CPPN_MAX_NODES 256
#define EVO_CPPN_MAX_LINKS 1024

/* A random genome of generation 0. */
EvoGenome *evo_genome_new_random (EvoEncoding encoding,
                                  guint width,
                                  guint height,
                                  guint channels,
                                  const EvoVariation *variation,
                                  BaseRandom *random);

/* The genome of a picture: drawn, it is that picture, but for the rounding of hue, saturation and
 * value where it has colours. NULL where the encoding has none for every picture. */
EvoGenome *evo_genome_new_from_image (EvoEncoding encoding, const BaseImage *image);

EvoGenome *evo_genome_copy (const EvoGenome *genome);
void evo_genome_free (EvoGenome *genome);

/* Changes the genome in place. `generation` sets the pixel rate: pixel_chance * 0.5 ^ (generation
 * / half-life, whole part). */
void evo_genome_mutate (EvoGenome *genome,
                        const EvoVariation *variation,
                        guint64 generation,
                        BaseRandom *random);

/* Makes `genome` an exact copy of `source`, reusing its memory. */
void evo_genome_assign (EvoGenome *genome, const EvoGenome *source);

/* A new genome for pictures of another size. A CPPN draws the same pattern; without colour it keeps
 * the output that was the value, and what was grey becomes the value of a colour without
 * saturation. Pixels are those of the picture drawn at the new size. A genome of that size already
 * is copied. */
EvoGenome *evo_genome_adapt (const EvoGenome *genome, guint width, guint height, guint channels);

/* Its encoding, and the picture that it was made for: pixels; 1 or 3 channels. */
EvoEncoding evo_genome_encoding (const EvoGenome *genome);
guint evo_genome_width (const EvoGenome *genome);
guint evo_genome_height (const EvoGenome *genome);
guint evo_genome_channels (const EvoGenome *genome);

/* Numbers in the genome: pixels; weights + nodes. */
guint evo_genome_size (const EvoGenome *genome);

/* Draws into the caller's picture, whose channels must be the genome's. At the genome's own size it
 * is the image that the network sees; at another, the same picture: a CPPN is sampled on the finer
 * grid, pixels are repeated or averaged. */
void evo_genome_render (const EvoGenome *genome, BaseImage *image);

/* Whether a larger picture shows more, as a CPPN's does, and not larger pixels. */
gboolean evo_genome_is_scalable (const EvoGenome *genome);

/* Rows top .. top + image->height - 1 of what evo_genome_render draws with image->width x height
 * pixels, to the byte. Only of a scalable genome; several threads may draw one. */
void evo_genome_render_rows (const EvoGenome *genome, guint top, guint height, BaseImage *image);

/* Numbers that the image changes smoothly with: a CPPN's weights; none of pixels, which are whole.
 */
guint evo_genome_n_weights (const EvoGenome *genome);

/* From the gradient of an objective with respect to the image at the genome's own size, in grey
 * levels 0 .. 255, (height, width, channels), to that with respect to the weights, (n_weights). */
void evo_genome_gradient (const EvoGenome *genome,
                          const float *image_gradient,
                          float *weight_gradient);

/* Adds steps (n_weights) to the weights, within their range. */
void evo_genome_move (EvoGenome *genome, const float *steps);

/* A portable, versioned byte string; equal genomes give equal bytes. */
GBytes *evo_genome_serialise (const EvoGenome *genome);

/* Checks everything before it allocates: sizes, indices, finite weights in range, no cycle. */
EvoGenome *evo_genome_deserialise (GBytes *bytes, GError **error);

/* For drawing a CPPN's network. Nodes: the inputs first, then outputs, then hidden ones. */
typedef enum
{
  EVO_ACTIVATION_SINE,
  EVO_ACTIVATION_SIGMOID,  /* bipolar: 2 / (1 + e^-p) - 1 */
  EVO_ACTIVATION_GAUSSIAN, /* e^(-p^2) */
  EVO_ACTIVATION_LINEAR,   /* clamp (p, -3, 3) / 3 */
  EVO_N_ACTIVATIONS,
} EvoActivation;

typedef enum
{
  EVO_NODE_INPUT_X,
  EVO_NODE_INPUT_Y,
  EVO_NODE_INPUT_DISTANCE,
  EVO_NODE_INPUT_BIAS,
  EVO_NODE_OUTPUT,
  EVO_NODE_HIDDEN,
} EvoNodeKind;

typedef struct
{
  EvoNodeKind kind;
  EvoActivation activation; /* outputs and hidden nodes */
  guint layer;              /* longest path from the inputs; 0 for inputs */
} EvoDiagramNode;

typedef struct
{
  guint from, to; /* indices of nodes */
  float weight;   /* -10 .. 10 */
} EvoDiagramLink;

typedef struct
{
  gatomicrefcount ref_count;
  guint n_nodes, n_links, n_layers;
  EvoDiagramNode *nodes;
  EvoDiagramLink *links;
} EvoDiagram;

/* NULL for an encoding without one, as pixels. */
EvoDiagram *evo_genome_diagram (const EvoGenome *genome);
EvoDiagram *evo_diagram_ref (EvoDiagram *diagram);
void evo_diagram_unref (EvoDiagram *diagram);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EvoGenome, evo_genome_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EvoDiagram, evo_diagram_unref)

G_END_DECLS
