// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"

G_BEGIN_DECLS

/* Pictures to try that come along with the program: drawn by it from a few strokes, so that there
 * is something to look at without any data set. */
typedef enum
{
  DATA_SAMPLE_DIGITS,   /* as in MNIST: grey, white on black, 28 x 28 */
  DATA_SAMPLE_GARMENTS, /* as in Fashion-MNIST: the same */
  DATA_SAMPLE_THINGS,   /* in colour, on white, 256 x 256 */
  DATA_N_SAMPLE_KINDS,
} DataSampleKind;

/* How many there are of a kind, >= 1. */
guint data_sample_n (DataSampleKind kind);

/* What it shows, untranslated, as the data set or the network of emoji calls it: "banana". */
const char *data_sample_name (DataSampleKind kind, guint number);

/* number: 0 .. n - 1; of digits it is the digit, of garments the class. The same each time. Caller
 * unrefs. On any thread. */
BaseImage *data_sample_draw (DataSampleKind kind, guint number);

G_END_DECLS
