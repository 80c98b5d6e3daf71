// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/reshape.h"

gboolean
fmt_reshape_resolve (const NnShape *input, const gint64 *target, size_t n, NnShape *result)
{
  gint64 size = (gint64) nn_shape_size (input), known = 1;
  size_t unknown = n;

  if (n < 1 || n > NN_MAX_RANK)
    return FALSE;
  result->rank = (int) n;
  for (size_t i = 0; i < n; i++)
    {
      gint64 dim = target[i] == 0 && i < (size_t) input->rank ? input->dims[i] : target[i];

      if (dim == -1 && unknown == n)
        {
          unknown = i;
          continue;
        }
      if (dim < 1 || dim > size || known * dim > size)
        return FALSE;
      known *= dim;
      result->dims[i] = (int) dim;
    }
  if (unknown < n)
    {
      result->dims[unknown] = (int) (size / known);
      known *= result->dims[unknown];
    }
  return known == size;
}
