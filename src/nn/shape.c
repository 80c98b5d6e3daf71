// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/shape.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>

gsize
nn_shape_size (const NnShape *shape)
{
  gsize size = 1;

  g_return_val_if_fail (shape != NULL, 0);
  for (int i = 0; i < shape->rank; i++)
    size *= (gsize) shape->dims[i];
  return size;
}

gboolean
nn_shape_equal (const NnShape *a, const NnShape *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  if (a->rank != b->rank)
    return FALSE;
  for (int i = 0; i < a->rank; i++)
    if (a->dims[i] != b->dims[i])
      return FALSE;
  return TRUE;
}

gboolean
nn_shape_check (const NnShape *shape, GError **error)
{
  gsize size = 1;

  g_return_val_if_fail (shape != NULL, FALSE);
  if (shape->rank < 1 || shape->rank > NN_MAX_RANK)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("A shape has %d dimensions; between 1 and %d are possible."), shape->rank,
                   NN_MAX_RANK);
      return FALSE;
    }
  for (int i = 0; i < shape->rank; i++)
    {
      if (shape->dims[i] < 1)
        {
          g_autofree char *text = nn_shape_to_string (shape);

          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The shape %s has a dimension smaller than 1."), text);
          return FALSE;
        }
      /* The product so far is at most NN_MAX_SIZE and a dimension below 2^31: no overflow. */
      size *= (gsize) shape->dims[i];
      if (size > NN_MAX_SIZE)
        {
          g_autofree char *text = nn_shape_to_string (shape);

          g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                       _ ("The shape %s has more than %u numbers, the most that is possible."),
                       text, NN_MAX_SIZE);
          return FALSE;
        }
    }
  return TRUE;
}

char *
nn_shape_to_string (const NnShape *shape)
{
  GString *text;

  g_return_val_if_fail (shape != NULL, NULL);
  text = g_string_new (NULL);
  for (int i = 0; i < CLAMP (shape->rank, 0, NN_MAX_RANK); i++)
    g_string_append_printf (text, i == 0 ? "%d" : " x %d", shape->dims[i]);
  return g_string_free (text, FALSE);
}
