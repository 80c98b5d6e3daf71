// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NN_MAX_RANK 7

/* No value of one image is larger than this many floats (512 MB): a hostile file cannot ask for
 * more. */
#define NN_MAX_SIZE (128u << 20)

/* The shape of a value for one image; the batch comes before it and is never part of it. A picture
 * or feature map is (channels, height, width), a vector (n). Row-major, the last dimension varies
 * fastest. */
typedef struct
{
  int rank; /* 1 .. NN_MAX_RANK */
  int dims[NN_MAX_RANK];
} NnShape;

#define NN_SHAPE_1(n)       ((NnShape){ .rank = 1, .dims = { (n) } })
#define NN_SHAPE_3(c, h, w) ((NnShape){ .rank = 3, .dims = { (c), (h), (w) } })

/* Product of the dimensions; the number of floats of one image. */
gsize nn_shape_size (const NnShape *shape);
gboolean nn_shape_equal (const NnShape *a, const NnShape *b);

/* False with an error when a rank or dimension is out of range or the size over NN_MAX_SIZE. */
gboolean nn_shape_check (const NnShape *shape, GError **error);

/* "20 x 24 x 24", for messages. Caller frees. */
char *nn_shape_to_string (const NnShape *shape);

G_END_DECLS
