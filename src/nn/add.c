// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/add.h"

#include "base/multiversion.h"

BASE_MULTIVERSION void
nn_add (gsize n, const float *restrict x, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] += x[i];
}
