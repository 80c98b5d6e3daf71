// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/caffe.h"
#include "formats/card.h"
#include "formats/format.h"

G_BEGIN_DECLS

#define FMT_IMAGENET_N_CLASSES 1000

/* No side of what networks for ImageNet take is shorter. */
#define FMT_LEAST_CROP 192

/* A network card for a file without one, filled with what networks of its kind usually take. What
 * the network does to its input first tells which numbers it is made for; labels and preprocessing
 * of ImageNet are only for colour pictures and 1000 classes. `notes` gets a sentence for each thing
 * that was guessed, which says from what (char *). NULL and an error where the network does not
 * take pictures. */
FmtCard *fmt_guess_card (const FmtReading *reading,
                         const FmtFormat *format,
                         GPtrArray *notes,
                         GError **error);

/* For the formats' own guesses. */
void fmt_guess_note (GPtrArray *notes, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Whether the card is plausibly one of a network for ImageNet, with or without a background class.
 */
gboolean fmt_guess_is_imagenet (const FmtCard *card);

/* What Caffe's networks take; `caffe` has what the file says, or is NULL. */
void fmt_guess_caffe (const FmtCaffeInput *caffe, FmtCard *card, GPtrArray *notes);

G_END_DECLS
