// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/network.h"
#include "ascent/rules.h"
#include "base/random.h"

G_BEGIN_DECLS

/* The picture that a climb begins with, (channels, height, width) grey levels 0 .. 255. */
void asc_start (const AscNetwork *network, AscStart start, BaseRandom *random, float *picture);

/* A number made a grey level: below 0 or not a number is 0, above 255 is 255. */
static inline float
asc_clip (float level)
{
  return level > 0 ? (level < 255 ? level : 255) : 0;
}

G_END_DECLS
