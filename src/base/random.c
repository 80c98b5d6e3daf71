// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <math.h>

static guint64
splitmix64 (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline guint64
rotate_left (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

void
base_random_init (BaseRandom *random, guint64 seed, guint64 generation, guint64 child)
{
  guint64 mix = seed;
  guint64 key = splitmix64 (&mix);

  /* Each part of the key passes through the mixer before the next one enters, so that
   * (1, 0) and (0, 1) cannot meet. */
  mix = key ^ generation;
  key = splitmix64 (&mix);
  mix = key ^ child;
  for (int i = 0; i < 4; i++)
    random->state[i] = splitmix64 (&mix);
}

guint64
base_random_next (BaseRandom *random)
{
  guint64 *s = random->state;
  guint64 result = rotate_left (s[0] + s[3], 23) + s[0];
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

double
base_random_uniform (BaseRandom *random)
{
  return (double) (base_random_next (random) >> 11) * 0x1p-53;
}

guint32
base_random_below (BaseRandom *random, guint32 bound)
{
  guint64 product;

  g_return_val_if_fail (bound >= 1, 0);

  product = (base_random_next (random) >> 32) * bound;
  if ((guint32) product < bound)
    {
      guint32 threshold = -bound % bound;

      while ((guint32) product < threshold)
        product = (base_random_next (random) >> 32) * bound;
    }
  return product >> 32;
}

gboolean
base_random_chance (BaseRandom *random, double chance)
{
  return base_random_uniform (random) < chance;
}

double
base_random_normal (BaseRandom *random)
{
  double radius = sqrt (-2.0 * log (1.0 - base_random_uniform (random)));

  return radius * cos (2.0 * G_PI * base_random_uniform (random));
}
