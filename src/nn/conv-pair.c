// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/conv-pair.h"

#define PAIR_BLOCKS 2 /* of the value between, as wide as a tile is */
#define PAIR_FLOATS                                                                                \
  (64 * 1024) /* of the value between: a quarter of a second-level cache of 1 MB */

gboolean
nn_conv_pair_is_possible (const NnConv *first, const NnConv *second)
{
  return first->method == NN_CONV_POINTWISE && first->groups == 1 &&
         first->in_h * first->in_w > 1 && second->method == NN_CONV_DEPTHWISE;
}

static int
rows_between (const NnConv *second, int rows)
{
  return MIN ((rows - 1) * second->stride_h + (second->kernel_h - 1) * second->dilation_h + 1,
              second->in_h);
}

NnConvPair *
nn_conv_pair_new (int batch, const NnConv *first, const NnConv *second)
{
  NnConvPair *pair = g_new0 (NnConvPair, 1);
  gsize row = (gsize) PAIR_BLOCKS * second->in_w * NN_LANES;
  int rows = second->out_h;

  while (rows > 1 && rows_between (second, rows) * row > PAIR_FLOATS)
    rows--;
  pair->first = first;
  pair->second = second;
  pair->row_units = (second->out_h + rows - 1) / rows;
  pair->rows = (second->out_h + pair->row_units - 1) / pair->row_units;
  pair->in_rows = rows_between (second, pair->rows);
  pair->n_units =
      batch * pair->row_units * ((nn_n_blocks (second->out_c) + PAIR_BLOCKS - 1) / PAIR_BLOCKS);
  pair->scratch = pair->in_rows * row;
  return pair;
}

void
nn_conv_pair_run (const NnConvPair *pair,
                  const float *const packed[2],
                  const float *const bias[2],
                  const NnFinish *const finish[2],
                  const NnView *x,
                  const NnView *y,
                  NnConvWorkspace *workspace,
                  int unit)
{
  const NnConv *first = pair->first, *second = pair->second;
  int n_blocks = nn_n_blocks (second->out_c);
  int block_units = (n_blocks + PAIR_BLOCKS - 1) / PAIR_BLOCKS;
  int block = unit % block_units * PAIR_BLOCKS;
  int row = unit / block_units % pair->row_units * pair->rows;
  int image = unit / block_units / pair->row_units;
  int n_rows = MIN (pair->rows, second->out_h - row);
  int top = MAX (row * second->stride_h - second->pad_top, 0);
  int bottom = MIN ((row + n_rows - 1) * second->stride_h - second->pad_top +
                        (second->kernel_h - 1) * second->dilation_h + 1,
                    second->in_h);
  gsize weights = (gsize) first->in_c * NN_LANES; /* of a block */
  gsize between = (gsize) pair->in_rows * second->in_w * NN_LANES;
  int taps = second->kernel_h * second->kernel_w;
  NnProducts tile = { .a = x->data + image * x->step + (gsize) top * first->in_w * NN_LANES,
                      .a_row = NN_LANES,
                      .b = packed[0] + block * weights,
                      .b_block = (gssize) weights,
                      .segments = first->segments,
                      .n_segments = first->n_segments,
                      .c = workspace->memory,
                      .c_row = NN_LANES,
                      .c_block = (gssize) between,
                      .bias = bias[0] != NULL ? bias[0] + (gsize) block * NN_LANES : NULL,
                      .finish = finish[0] };

  n_blocks = MIN (PAIR_BLOCKS, n_blocks - block);
  if (bottom > top)
    nn_kernels ()->products ((bottom - top) * second->in_w, n_blocks, &tile);
  for (int i = 0; i < n_blocks; i++)
    {
      gsize plane = (gsize) second->out_h * second->out_w * NN_LANES;
      NnPlane window = {
        .x = workspace->memory + i * between - (gssize) top * second->in_w * NN_LANES,
        .y = y->data + image * y->step + (block + i) * plane,
        .in_h = second->in_h,
        .in_w = second->in_w,
        .out_h = second->out_h,
        .out_w = second->out_w,
        .kernel_h = second->kernel_h,
        .kernel_w = second->kernel_w,
        .stride_h = second->stride_h,
        .stride_w = second->stride_w,
        .pad_top = second->pad_top,
        .pad_left = second->pad_left,
        .dilation_h = second->dilation_h,
        .dilation_w = second->dilation_w,
        .y_row = (gssize) second->out_w * NN_LANES,
        .y_column = NN_LANES,
      };

      nn_kernels ()->depthwise (
          &window, row, n_rows, packed[1] + (gsize) (block + i) * taps * NN_LANES,
          bias[1] != NULL ? bias[1] + (gsize) (block + i) * NN_LANES : NULL, FALSE, finish[1]);
    }
}
