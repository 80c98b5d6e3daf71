// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/along.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>

NnAlong
nn_along (int batch, const NnShape *shape, int axis)
{
  NnAlong along = { .outer = batch, .n = shape->dims[axis], .inner = 1 };

  for (int i = 0; i < shape->rank; i++)
    if (i < axis)
      along.outer *= shape->dims[i];
    else if (i > axis)
      along.inner *= shape->dims[i];
  return along;
}

gboolean
nn_along_check (const NnShape *shape, int axis, GError **error)
{
  if (axis >= 0 && axis < shape->rank)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("It works along a dimension that its input does not have."));
  return FALSE;
}
