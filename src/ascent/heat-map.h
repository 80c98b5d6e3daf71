// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/network.h"
#include "ascent/perturb.h"

G_BEGIN_DECLS

/* What in a picture speaks for a class, and what against it. For both methods "nothing" is the
 * network's mean, which it is given as 0: grey of a network of photographs, about the paper of one
 * of digits.
 *
 * Gradient times input (Simonyan, Vedaldi and Zisserman 2013, "Deep inside convolutional networks",
 * section 3; times the input as in Shrikumar, Greenside, Shcherbina and Kundaje 2016, "Not just a
 * black box"): (x - mean) * d score / d x, added up over the channels and blurred (ascent/blur.h)
 * with ASC_HEAT_BLUR of the longer side. The score is what the softmax or the sigmoid is taken of,
 * where the network ends in one (AscNetwork.scores): a confidence of 99.99 % has no slope left.
 *
 * Occlusion (Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks",
 * section 4.2): a square of the mean is laid on the picture, in steps of half its side, and what
 * the confidence of the class loses is shared among the pixels below it: a pixel has the mean loss
 * of the squares that cover it (four of them; at the edges the squares hang over), blurred by half
 * a step. */
typedef enum
{
  ASC_HEAT_GRADIENT,
  ASC_HEAT_OCCLUSION,
  ASC_N_HEATS,
} AscHeat;

typedef struct
{
  const char *name;        /* "gradient", "occlusion" */
  const char *title;       /* untranslated */
  const char *explanation; /* untranslated; one sentence */
} AscHeatInfo;

/* heat < ASC_N_HEATS; static. And by its name: FALSE when there is none. */
const AscHeatInfo *asc_heat_info (AscHeat heat);
gboolean asc_heat_from_string (const char *text, AscHeat *heat);

/* The standard deviation of the blur is the longer side divided by this, and at least half a
 * pixel. */
#define ASC_HEAT_BLUR 28

/* Confidence 0 .. 1. Where no square takes or gives as much there is nothing to be seen, and the
 * map is all 0: it would show how the network rounds. */
#define ASC_HEAT_LEAST_LOSS 0.0005

/* Pixels from one square to the next, for a picture of this size; the square's side is twice that,
 * about a seventh of the longer side. */
guint asc_heat_stride (guint height, guint width);

/* How many squares there are. */
guint asc_heat_n_squares (guint height, guint width);

typedef struct
{
  float *values; /* (height, width), -1 (against the class) .. 1 (for it), the strongest being 1 or
                    -1; all 0 where nothing speaks for or against it. Borrowed */
  float strongest;  /* gradient: |value| of the strongest pixel before it was made 1 or -1, in units
                       of the score. Occlusion: what the square that takes the most takes, 0 .. 1 */
  float confidence; /* of the class in the whole picture, 0 .. 1 */
} AscHeatMap;

/* Makes maps of one network, one at a time, for one thread. The network must outlive it. The same
 * picture gives the same bits with any lender. */
typedef struct _AscHeatMapper AscHeatMapper;

AscHeatMapper *asc_heat_mapper_new (const AscNetwork *network);
void asc_heat_mapper_free (AscHeatMapper *mapper);

/* Lends threads for one pass through the network at a time; see AscLender. */
void asc_heat_mapper_set_lender (AscHeatMapper *mapper, const AscLender *lender);

/* Begins a map and throws away one under way. levels: (channels, height, width) as in
 * ascent/network.h, copied. class_index below the network's n_classes. Fails without memory, and,
 * by gradient, for a network without gradients; nothing is under way then. */
gboolean asc_heat_mapper_begin (AscHeatMapper *mapper,
                                const guint8 *levels,
                                guint class_index,
                                AscHeat heat,
                                GError **error);

/* Goes on with it. FALSE when `interrupt`, which may be NULL, became other than 0: called again it
 * goes on there, with the same result. */
gboolean asc_heat_mapper_advance (AscHeatMapper *mapper, const gint *interrupt);

/* The same for one pass through the network, after which `done` says whether that was the last. */
gboolean asc_heat_mapper_step (AscHeatMapper *mapper, const gint *interrupt, gboolean *done);

/* How much of it is done, 0 .. 1. */
double asc_heat_mapper_fraction (const AscHeatMapper *mapper);

/* After asc_heat_mapper_advance was TRUE; valid until the next asc_heat_mapper_begin. */
AscHeatMap asc_heat_mapper_map (const AscHeatMapper *mapper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AscHeatMapper, asc_heat_mapper_free)

G_END_DECLS
