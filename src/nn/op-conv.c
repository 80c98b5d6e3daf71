// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "base/multiversion.h"
#include "config.h"
#include "nn/columns.h"
#include "nn/gemm.h"
#include "nn/op-check.h"

#include <glib/gi18n-lib.h>

/* For each group: Y (m, n) = W (m, k) columns (k, n) + b, with m output channels, n positions and
 * k = channels * kernel_h * kernel_w. Small pictures are laid side by side, so that one product
 * serves several images; the columns of a large one are made a few rows at a time. Either way the
 * columns stay in the second-level cache. A 1 x 1 window is its own columns. */

#define CACHE_FLOATS (256 * 1024)

typedef struct
{
  NnColumns columns; /* of one group */
  int groups;
  int m, k, n;
  gboolean pointwise; /* the picture is its own columns */
  int images;         /* side by side; if more than 1, then whole pictures */
  int rows;           /* of positions at once */
} Plan;

static void
plan_tiles (Plan *plan, int batch)
{
  gsize image = ((gsize) plan->k + plan->m) * plan->n;
  gsize row = (gsize) plan->k * plan->columns.out_w;
  int out_h = plan->columns.out_h;

  plan->images = 1;
  plan->rows = out_h;
  if (plan->pointwise)
    return;
  if (image <= CACHE_FLOATS)
    plan->images = (int) CLAMP (CACHE_FLOATS / image, 1, (gsize) batch);
  else
    {
      int most = (int) CLAMP (CACHE_FLOATS / row, 1, (gsize) out_h);
      int n_tiles = (out_h + most - 1) / most;

      plan->rows = (out_h + n_tiles - 1) / n_tiles; /* tiles of about one size */
    }
}

static Plan
make_plan (const NnGraph *graph, const NnNode *node, int batch)
{
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]);
  const NnWindow *w = &node->attributes.conv.window;
  int groups = node->attributes.conv.groups;
  Plan plan = {
    .columns = { .window = *w,
                 .channels = in->dims[0] / groups,
                 .height = in->dims[1],
                 .width = in->dims[2],
                 .out_h = node->output.dims[1],
                 .out_w = node->output.dims[2] },
    .groups = groups,
    .m = node->output.dims[0] / groups,
    .k = in->dims[0] / groups * w->kernel_h * w->kernel_w,
    .n = node->output.dims[1] * node->output.dims[2],
    .pointwise = w->kernel_h == 1 && w->kernel_w == 1 && w->stride_h == 1 && w->stride_w == 1 &&
                 w->pad_top == 0 && w->pad_left == 0 && w->pad_bottom == 0 && w->pad_right == 0,
  };

  plan_tiles (&plan, batch);
  return plan;
}

static gsize
columns_size (const Plan *plan)
{
  return plan->pointwise ? 0 : (gsize) plan->k * plan->images * plan->rows * plan->columns.out_w;
}

static gsize
scratch_size (const NnGraph *graph, const NnNode *node, int batch)
{
  Plan plan = make_plan (graph, node, batch);

  return columns_size (&plan) + (plan.images > 1 ? (gsize) plan.m * plan.images * plan.n : 0);
}

static gboolean
check_weights (const NnNode *node, const NnShape *input, GError **error)
{
  const NnShape *weights = &node->parameters[0]->shape;
  const NnWindow *w = &node->attributes.conv.window;
  int groups = node->attributes.conv.groups;

  if (groups < 1 || input->dims[0] % groups != 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its %d groups do not divide its %d input channels."), groups,
                   input->dims[0]);
      return FALSE;
    }
  if (weights->rank != 4 || weights->dims[1] != input->dims[0] / groups ||
      weights->dims[2] != w->kernel_h || weights->dims[3] != w->kernel_w)
    {
      g_autofree char *a = nn_shape_to_string (weights);
      g_autofree char *b = nn_shape_to_string (input);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its weights of %s do not fit its window of %d x %d and its input of %s in "
                      "%d groups."),
                   a, w->kernel_h, w->kernel_w, b, groups);
      return FALSE;
    }
  if (weights->dims[0] % groups != 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its %d groups do not divide its %d output channels."), groups,
                   weights->dims[0]);
      return FALSE;
    }
  if (node->n_parameters == 2 &&
      nn_shape_size (&node->parameters[1]->shape) != (gsize) weights->dims[0])
    {
      g_autofree char *text = nn_shape_to_string (&node->parameters[1]->shape);

      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("Its bias of %s does not fit its %d output channels."), text,
                   weights->dims[0]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  int out_h, out_w;

  if (!nn_op_check_counts (node, 1, 1, 2, error) ||
      !nn_op_infer_window (&node->attributes.conv.window, inputs[0], &out_h, &out_w, error) ||
      !check_weights (node, inputs[0], error))
    return FALSE;
  node->output = NN_SHAPE_3 (node->parameters[0]->shape.dims[0], out_h, out_w);
  return TRUE;
}

BASE_MULTIVERSION static void
fill (gsize n, float value, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = value;
}

BASE_MULTIVERSION static void
add_constant (gsize n, const float *restrict x, float value, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] + value;
}

/* Each row is added up in its order; several at once, as an addition waits for the one before. */
#define ROWS 8

static inline void
sum_rows (const int n_rows, gsize n, const float *x, gsize stride, float *y)
{
  double totals[ROWS] = { 0 };

  for (gsize i = 0; i < n; i++)
    for (int row = 0; row < n_rows; row++)
      totals[row] += x[(gsize) row * stride + i];
  for (int row = 0; row < n_rows; row++)
    y[row] += (float) totals[row];
}

/* One group of a few images, some rows of it at a time: what forward and backward walk over. */
typedef struct
{
  int group, image, n_images, row, n_rows;
} Tile;

typedef void (*TileFunc) (const Plan *plan,
                          const Tile *tile,
                          const NnNode *node,
                          NnOpContext *context);

static void
for_each_tile (const Plan *plan, const NnNode *node, NnOpContext *context, TileFunc func)
{
  Tile tile;

  for (tile.image = 0; tile.image < context->batch; tile.image += plan->images)
    for (tile.group = 0; tile.group < plan->groups; tile.group++)
      for (tile.row = 0; tile.row < plan->columns.out_h; tile.row += plan->rows)
        {
          tile.n_images = MIN (plan->images, context->batch - tile.image);
          tile.n_rows = MIN (plan->rows, plan->columns.out_h - tile.row);
          func (plan, &tile, node, context);
        }
}

/* Floats before the first output (or its gradient) of the i-th image of the tile. */
static gsize
output_offset (const Plan *plan, const Tile *tile, int i)
{
  return ((gsize) (tile->image + i) * plan->groups + tile->group) * plan->m * plan->n +
         (gsize) tile->row * plan->columns.out_w;
}

static gsize
input_offset (const Plan *plan, const Tile *tile, int i)
{
  gsize picture = (gsize) plan->columns.height * plan->columns.width;

  return ((gsize) (tile->image + i) * plan->groups + tile->group) * plan->columns.channels *
         picture;
}

/* Columns of the tile, side by side. */
static int
n_columns (const Plan *plan, const Tile *tile)
{
  return tile->n_images * tile->n_rows * plan->columns.out_w;
}

static const float *
gather_columns (const Plan *plan, const Tile *tile, NnOpContext *context)
{
  int stride = n_columns (plan, tile);

  if (plan->pointwise)
    return context->inputs[0] + input_offset (plan, tile, 0);
  for (int i = 0; i < tile->n_images; i++)
    nn_columns_gather (&plan->columns, context->inputs[0] + input_offset (plan, tile, i), tile->row,
                       tile->n_rows, context->scratch + (gsize) i * plan->n, stride);
  return context->scratch;
}

static const float *
group_weights (const Plan *plan, const Tile *tile, const NnNode *node)
{
  return node->parameters[0]->data + (gsize) tile->group * plan->m * plan->k;
}

static void
forward_tile (const Plan *plan, const Tile *tile, const NnNode *node, NnOpContext *context)
{
  const float *weights = group_weights (plan, tile, node);
  const float *columns = gather_columns (plan, tile, context);
  const float *bias =
      node->n_parameters == 2 ? node->parameters[1]->data + (gsize) tile->group * plan->m : NULL;
  int stride = n_columns (plan, tile);

  if (plan->images == 1)
    {
      float *output = context->output + output_offset (plan, tile, 0);

      if (bias != NULL)
        for (gsize j = 0; j < (gsize) plan->m; j++)
          fill (stride, bias[j], output + j * plan->n);
      /* Y <- W columns + Y */
      nn_gemm_strided (FALSE, FALSE, plan->m, stride, plan->k, 1, weights, plan->k, columns, stride,
                       bias != NULL ? 1 : 0, output, plan->n);
    }
  else
    {
      float *products = context->scratch + columns_size (plan);

      nn_gemm (FALSE, FALSE, plan->m, stride, plan->k, 1, weights, columns, 0, products);
      for (int i = 0; i < tile->n_images; i++)
        for (gsize j = 0; j < (gsize) plan->m; j++)
          add_constant (plan->n, products + j * stride + (gsize) i * plan->n,
                        bias != NULL ? bias[j] : 0,
                        context->output + output_offset (plan, tile, i) + j * plan->n);
    }
}

/* The gradient of the tile's output as one matrix (m, columns); *stride is its row length. */
static const float *
gather_gradient (const Plan *plan, const Tile *tile, NnOpContext *context, int *stride)
{
  float *gradients = context->scratch + columns_size (plan);

  if (plan->images == 1)
    {
      *stride = plan->n;
      return context->output_gradient + output_offset (plan, tile, 0);
    }
  *stride = n_columns (plan, tile);
  for (int i = 0; i < tile->n_images; i++)
    for (gsize j = 0; j < (gsize) plan->m; j++)
      add_constant (plan->n, context->output_gradient + output_offset (plan, tile, i) + j * plan->n,
                    0, gradients + j * *stride + (gsize) i * plan->n);
  return gradients;
}

/* dcolumns = W^T dY, added to the places that the columns came from. */
static void
backward_input (const Plan *plan,
                const Tile *tile,
                const NnNode *node,
                NnOpContext *context,
                const float *gradient,
                int gradient_stride)
{
  const float *weights = group_weights (plan, tile, node);
  int stride = n_columns (plan, tile);
  float *dx = context->input_gradients[0];

  if (plan->pointwise)
    {
      nn_gemm_strided (TRUE, FALSE, plan->k, stride, plan->m, 1, weights, plan->k, gradient,
                       gradient_stride, 1, dx + input_offset (plan, tile, 0), stride);
      return;
    }
  nn_gemm_strided (TRUE, FALSE, plan->k, stride, plan->m, 1, weights, plan->k, gradient,
                   gradient_stride, 0, context->scratch, stride);
  for (int i = 0; i < tile->n_images; i++)
    nn_columns_scatter_add (&plan->columns, context->scratch + (gsize) i * plan->n, stride,
                            tile->row, tile->n_rows, dx + input_offset (plan, tile, i));
}

static void
backward_tile (const Plan *plan, const Tile *tile, const NnNode *node, NnOpContext *context)
{
  int gradient_stride;
  const float *gradient = gather_gradient (plan, tile, context, &gradient_stride);
  int stride = n_columns (plan, tile);

  if (context->input_gradients[0] != NULL)
    backward_input (plan, tile, node, context, gradient, gradient_stride);
  /* dW <- dY columns^T + dW */
  if (context->parameter_gradients[0] != NULL)
    nn_gemm_strided (FALSE, TRUE, plan->m, plan->k, stride, 1, gradient, gradient_stride,
                     gather_columns (plan, tile, context), stride, 1,
                     context->parameter_gradients[0] + (gsize) tile->group * plan->m * plan->k,
                     plan->k);
  /* db <- sum over positions and images of dY + db */
  if (node->n_parameters == 2 && context->parameter_gradients[1] != NULL)
    {
      float *sums = context->parameter_gradients[1] + (gsize) tile->group * plan->m;
      gsize j = 0;

      for (; j + ROWS <= (gsize) plan->m; j += ROWS)
        sum_rows (ROWS, stride, gradient + j * gradient_stride, gradient_stride, sums + j);
      for (; j < (gsize) plan->m; j++)
        sum_rows (1, stride, gradient + j * gradient_stride, gradient_stride, sums + j);
    }
}

static void
forward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (context->graph, node, context->batch);

  for_each_tile (&plan, node, context, forward_tile);
}

static void
backward (const NnNode *node, NnOpContext *context)
{
  Plan plan = make_plan (context->graph, node, context->batch);

  for_each_tile (&plan, node, context, backward_tile);
}

const NnOp nn_op_conv = {
  .name = "Conv",
  .multiplies = TRUE,
  .infer_shape = infer_shape,
  .scratch_size = scratch_size,
  .forward = forward,
  .backward = backward,
};
