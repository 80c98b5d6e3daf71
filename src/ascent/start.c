// SPDX-License-Identifier: GPL-3.0-or-later
#include "ascent/start.h"

void
asc_start (const AscNetwork *network, AscStart start, BaseRandom *random, float *picture)
{
  for (gsize i = 0; i < network->size; i++)
    {
      double level = network->mean[i];

      if (start == ASC_START_RANDU)
        level = 255 * base_random_uniform (random);
      else if (start == ASC_START_MEAN_PLUS)
        level += base_random_normal (random);
      picture[i] = asc_clip ((float) level);
    }
}
