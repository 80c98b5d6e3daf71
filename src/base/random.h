// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stream of random numbers: xoshiro256++ (Blackman and Vigna 2021, "Scrambled linear
 * pseudorandom number generators"), keyed through SplitMix64. A plain value: copy it to fork a
 * replay of the same numbers. */
typedef struct
{
  guint64 state[4];
} BaseRandom;

/* Starts the stream for one (seed, generation, child). Streams with different keys are
 * independent for every practical purpose, so work may be done in any order and by any thread. */
void base_random_init (BaseRandom *random, guint64 seed, guint64 generation, guint64 child);

/* 64 uniform random bits. */
guint64 base_random_next (BaseRandom *random);

/* Uniform in [0, 1), a multiple of 2^-53. */
double base_random_uniform (BaseRandom *random);

/* Uniform in 0 .. bound - 1, unbiased (Lemire 2019). bound >= 1. */
guint32 base_random_below (BaseRandom *random, guint32 bound);

/* True with the given chance in [0, 1]. */
gboolean base_random_chance (BaseRandom *random, double chance);

/* Standard normal (Box and Muller 1958; uses two uniform numbers a call). */
double base_random_normal (BaseRandom *random);

G_END_DECLS
