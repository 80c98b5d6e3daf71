// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/op.h"

G_BEGIN_DECLS

/* A batch of values cut along one axis: entry j of run i of part o begins at (o * n + j) * inner +
 * i, with i < inner, j < n, o < outer. */
typedef struct
{
  gsize outer, n, inner;
} NnAlong;

NnAlong nn_along (int batch, const NnShape *shape, int axis);

/* The axis is one of the shape's dimensions. */
gboolean nn_along_check (const NnShape *shape, int axis, GError **error);

G_END_DECLS
