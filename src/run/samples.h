// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* The pictures to try that come along with the program (datasets/sample.h), as suits a network:
 * garments for one of Fashion-MNIST, digits for others in grey, and things in colour. */

/* How many there are, >= 1. */
guint run_samples_n (const RunNetworkInfo *info);

/* number: 0 .. n - 1. The same each time. Caller unrefs. */
BaseImage *run_sample_draw (const RunNetworkInfo *info, guint number);

/* What it shows, untranslated, as the data set or the network of emoji calls it: "banana". */
const char *run_sample_name (const RunNetworkInfo *info, guint number);

G_END_DECLS
