// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* A convolution as a matrix product: each position of the window becomes a column that holds what
 * the window covers (Chellapilla, Puri and Simard 2006, "High performance convolutional neural
 * networks for document processing"). */
typedef struct
{
  NnWindow window;
  int channels, height, width; /* of the picture */
  int out_h, out_w;            /* positions of the window */
} NnColumns;

/* Writes the columns of the positions in rows first_row .. first_row + n_rows - 1 of one picture
 * x (channels, height, width). Entry (c, ky, kx) of position (oy, ox) goes to
 * columns[((c * kernel_h + ky) * kernel_w + kx) * stride + (oy - first_row) * out_w + ox];
 * padding reads as 0. */
void nn_columns_gather (const NnColumns *self,
                        const float *x,
                        int first_row,
                        int n_rows,
                        float *columns,
                        gsize stride);

/* The transpose of that: adds every entry of columns to the place in x that it came from. */
void nn_columns_scatter_add (const NnColumns *self,
                             const float *columns,
                             gsize stride,
                             int first_row,
                             int n_rows,
                             float *x);

G_END_DECLS
