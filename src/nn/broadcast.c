// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/broadcast.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>

/* Dimension i of a shape that is aligned at the end with one of `rank` dimensions. */
static int
aligned (const NnShape *shape, int rank, int i)
{
  return i < rank - shape->rank ? 1 : shape->dims[i - (rank - shape->rank)];
}

gboolean
nn_broadcast_shapes (const NnShape *const *inputs, int n_inputs, NnShape *output, GError **error)
{
  *output = *inputs[0];
  for (int i = 1; i < n_inputs; i++)
    {
      NnShape together = { .rank = MAX (output->rank, inputs[i]->rank) };

      for (int j = 0; j < together.rank; j++)
        {
          int a = aligned (output, together.rank, j), b = aligned (inputs[i], together.rank, j);

          if (a != b && a != 1 && b != 1)
            {
              g_autofree char *first = nn_shape_to_string (output);
              g_autofree char *second = nn_shape_to_string (inputs[i]);

              g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                           _ ("Its inputs of %s and %s do not fit together."), first, second);
              return FALSE;
            }
          together.dims[j] = MAX (a, b);
        }
      *output = together;
    }
  return TRUE;
}

/* Whether dimension i goes on where dimension i + 1 ends, in every input. */
static gboolean
can_join (const NnBroadcast *self, int i)
{
  for (int j = 0; j < self->n_inputs; j++)
    if (self->steps[j][i] != self->steps[j][i + 1] * self->dims[i + 1])
      return FALSE;
  return TRUE;
}

static void
join (NnBroadcast *self, int i)
{
  self->dims[i] *= self->dims[i + 1];
  for (int j = 0; j < self->n_inputs; j++)
    self->steps[j][i] = self->steps[j][i + 1];
  for (int k = i + 1; k + 1 < self->rank; k++)
    {
      self->dims[k] = self->dims[k + 1];
      for (int j = 0; j < self->n_inputs; j++)
        self->steps[j][k] = self->steps[j][k + 1];
    }
  self->rank--;
}

/* A dimension of 1 adds nothing. */
static void
drop (NnBroadcast *self, int i)
{
  for (int k = i; k + 1 < self->rank; k++)
    {
      self->dims[k] = self->dims[k + 1];
      for (int j = 0; j < self->n_inputs; j++)
        self->steps[j][k] = self->steps[j][k + 1];
    }
  self->rank--;
}

void
nn_broadcast_simplify (NnBroadcast *self)
{
  for (int i = self->rank - 1; i >= 0 && self->rank > 1; i--)
    if (self->dims[i] == 1)
      drop (self, i);
  for (int i = self->rank - 2; i >= 0; i--)
    if (can_join (self, i))
      join (self, i);
}

void
nn_broadcast_init (NnBroadcast *self,
                   int batch,
                   const NnShape *output,
                   const NnShape *const *inputs,
                   int n_inputs)
{
  *self = (NnBroadcast){ .n_inputs = n_inputs, .rank = output->rank + 1 };
  self->dims[0] = batch;
  for (int i = 0; i < output->rank; i++)
    self->dims[i + 1] = output->dims[i];
  for (int j = 0; j < n_inputs; j++)
    {
      gsize step = 1;

      for (int i = output->rank - 1; i >= 0; i--)
        {
          int dim = aligned (inputs[j], output->rank, i);

          self->steps[j][i + 1] = dim == 1 ? 0 : step;
          step *= dim;
        }
      self->steps[j][0] = step;
    }
  nn_broadcast_simplify (self);
}

void
nn_broadcast_for_each_row (const NnBroadcast *self, NnBroadcastRow row, void *data)
{
  gsize index[NN_MAX_RANK + 1] = { 0 }, from[NN_BROADCAST_MAX] = { 0 };
  gsize last_steps[NN_BROADCAST_MAX] = { 0 };
  int last = self->rank - 1;
  gsize to = 0;

  for (int j = 0; j < self->n_inputs; j++)
    last_steps[j] = self->steps[j][last];
  for (;;)
    {
      int i = last - 1;

      row (self->dims[last], to, from, last_steps, data);
      to += self->dims[last];
      for (; i >= 0; i--)
        {
          for (int j = 0; j < self->n_inputs; j++)
            from[j] += self->steps[j][i];
          if (++index[i] < self->dims[i])
            break;
          for (int j = 0; j < self->n_inputs; j++)
            from[j] -= self->steps[j][i] * self->dims[i];
          index[i] = 0;
        }
      if (i < 0)
        return;
    }
}
