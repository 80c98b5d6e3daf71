// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/conv.h"

#include <string.h>

/* A unit of work, taken apart. */
typedef struct
{
  int part; /* of rows: the slowest */
  int group;
  int block, n_blocks; /* of the group */
} Unit;

static int
group_in (const NnConv *conv)
{
  return conv->in_c / conv->groups;
}

static int
group_blocks (const NnConv *conv)
{
  return nn_n_blocks (conv->out_c / conv->groups);
}

static Unit
take_apart (const NnConv *conv, int unit)
{
  Unit result;

  result.block = unit % conv->block_units * conv->blocks;
  result.n_blocks = MIN (conv->blocks, group_blocks (conv) - result.block);
  unit /= conv->block_units;
  result.group = unit % conv->groups;
  result.part = unit / conv->groups;
  return result;
}

typedef struct
{
  const NnConv *conv;
  int batch;
  const float *packed, *bias;
  const NnView *x, *y, *residual;
  const NnConvBefore *before;
  gboolean add;
  const NnFinish *finish;
  NnConvWorkspace *workspace;
} Run;

/* Everything of a tile that does not depend on the place. `block` counts over all groups. */
static NnProducts
tile_for (const Run *run, const Unit *unit)
{
  const NnConv *conv = run->conv;
  gsize n_products = (gsize) group_in (conv) * conv->kernel_h * conv->kernel_w;
  int block = unit->group * group_blocks (conv) + unit->block;

  return (NnProducts){ .b = run->packed + block * n_products * NN_LANES,
                       .b_block = (gssize) n_products * NN_LANES,
                       .segments = conv->segments,
                       .n_segments = conv->n_segments,
                       .bias = run->bias != NULL ? run->bias + block * NN_LANES : NULL,
                       .add = run->add,
                       .finish = run->finish };
}

static gsize
y_plane (const NnConv *conv)
{
  return (gsize) conv->y_h * conv->y_w * NN_LANES;
}

/* Floats before the unit's first block of an image. */
static gsize
y_block (const Run *run, const Unit *unit)
{
  return (unit->group * group_blocks (run->conv) + unit->block) * y_plane (run->conv);
}

static gsize
x_group (const Run *run, const Unit *unit)
{
  const NnConv *conv = run->conv;

  return (gsize) unit->group * nn_n_blocks (group_in (conv)) * conv->in_h * conv->in_w * NN_LANES;
}

/* The rows that a unit reads, after what comes before: [block][row][NN_LANES]. */
static void
make_rows (const Run *run, int image, int row, int n_rows)
{
  const NnConv *conv = run->conv;
  const NnConvBefore *before = run->before;
  const float *scale = before->scale + image * before->scale_step;
  const float *x = run->x->data + image * run->x->step + (gsize) row * NN_LANES;
  gsize plane = (gsize) conv->in_h * conv->in_w * NN_LANES;
  float *to = run->workspace->memory;

  for (int block = 0; block < nn_n_blocks (conv->in_c);
       block++, x += plane, to += (gsize) conv->rows * NN_LANES)
    if (before->is_gate)
      nn_kernels ()->scale_by ((gsize) n_rows, x, scale + block * NN_LANES, FALSE, to);
    else
      nn_kernels ()->finish ((gsize) n_rows, x, scale + block * NN_LANES,
                             before->shift != NULL ? before->shift + block * NN_LANES : NULL,
                             before->finish, to);
}

static void
run_pointwise (const Run *run, const Unit *unit)
{
  const NnConv *conv = run->conv;
  int plane = conv->in_h * conv->in_w;
  int units = plane > 1 ? (plane + conv->rows - 1) / conv->rows : conv->row_units;
  int image = unit->part / units, row = unit->part % units * conv->rows;
  int n_rows = MIN (conv->rows, (plane > 1 ? plane : run->batch) - row);
  NnProducts tile = tile_for (run, unit);
  gsize y = y_block (run, unit);

  tile.a_row = plane > 1 ? NN_LANES : (gssize) run->x->step;
  tile.c_row = plane > 1 ? NN_LANES : (gssize) run->y->step;
  tile.c_block = (gssize) y_plane (conv);
  tile.a = run->x->data + image * run->x->step + x_group (run, unit) + row * tile.a_row;
  if (conv->before)
    {
      if (run->workspace->chunk != unit->part)
        make_rows (run, image, row, n_rows);
      run->workspace->chunk = unit->part;
      tile.a = run->workspace->memory;
    }
  tile.c = run->y->data + image * run->y->step + y + row * tile.c_row;
  if (run->residual == NULL)
    nn_kernels ()->products (n_rows, unit->n_blocks, &tile);
  else if (plane > 1)
    {
      tile.residual = run->residual->data + image * run->residual->step + y + row * NN_LANES;
      nn_kernels ()->products (n_rows, unit->n_blocks, &tile);
    }
  else
    for (int i = 0; i < n_rows; i++)
      { /* the images of the residual may lie farther apart */
        NnProducts one = tile;

        one.a += i * tile.a_row;
        one.c += i * tile.c_row;
        one.residual = run->residual->data + (row + i) * run->residual->step + y;
        nn_kernels ()->products (1, unit->n_blocks, &one);
      }
}

/* The rows that a unit reads, with zeros around the picture: [block][row][column][NN_LANES], or
 * [channel][row][column] of a plain one. */
static void
copy_rows (const Run *run, const Unit *unit, int image, int first_row)
{
  const NnConv *conv = run->conv;
  int height = (conv->rows - 1) * conv->stride_h + (conv->kernel_h - 1) * conv->dilation_h + 1;
  int width = (conv->out_w - 1) * conv->stride_w + (conv->kernel_w - 1) * conv->dilation_w + 1;
  int top = first_row * conv->stride_h - conv->pad_top;
  int left = CLAMP (conv->pad_left, 0, width);
  int end = CLAMP (conv->in_w + conv->pad_left, left, width); /* of the picture, in the copy */
  int first = MAX (-conv->pad_left, 0);
  gsize pixel = conv->plain ? 1 : NN_LANES; /* floats */
  int n_planes = conv->plain ? conv->in_c : nn_n_blocks (group_in (conv));
  const float *x = run->x->data + image * run->x->step + (conv->plain ? 0 : x_group (run, unit));
  float *to = run->workspace->memory;

  for (int plane = 0; plane < n_planes; plane++)
    for (int row = 0; row < height; row++, to += width * pixel)
      {
        int iy = top + row;

        if (iy < 0 || iy >= conv->in_h)
          {
            memset (to, 0, width * pixel * sizeof (float));
            continue;
          }
        memset (to, 0, left * pixel * sizeof (float));
        if (end > left)
          memcpy (to + left * pixel,
                  x + (((gsize) plane * conv->in_h + iy) * conv->in_w + first) * pixel,
                  (end - left) * pixel * sizeof (float));
        memset (to + end * pixel, 0, (width - end) * pixel * sizeof (float));
      }
}

/* n outputs of the unit's blocks in row `row` from `column` on, whose windows cover nothing. */
static void
run_empty (const Run *run, const Unit *unit, int image, int row, int column, int n)
{
  const NnConv *conv = run->conv;
  NnProducts tile = tile_for (run, unit);
  gsize y = y_block (run, unit) + ((gsize) row * conv->y_w + column) * NN_LANES;

  if (n <= 0)
    return;
  tile.n_segments = 0;
  tile.a = run->packed; /* not read */
  tile.c_row = NN_LANES;
  tile.c_block = (gssize) y_plane (conv);
  tile.c = run->y->data + image * run->y->step + y;
  if (run->residual != NULL)
    tile.residual = run->residual->data + image * run->residual->step + y;
  nn_kernels ()->products (n, unit->n_blocks, &tile);
}

static void
run_border (const Run *run, const Unit *unit, int image)
{
  const NnConv *conv = run->conv;
  int bottom = conv->y_top + conv->out_h, right = conv->y_left + conv->out_w;

  for (int row = 0; row < conv->y_h; row++)
    if (row < conv->y_top || row >= bottom)
      run_empty (run, unit, image, row, 0, conv->y_w);
    else
      {
        run_empty (run, unit, image, row, 0, conv->y_left);
        run_empty (run, unit, image, row, right, conv->y_w - right);
      }
}

static void
run_direct (const Run *run, const Unit *unit)
{
  const NnConv *conv = run->conv;
  int units = (conv->out_h + conv->rows - 1) / conv->rows;
  int image = unit->part / units, first_row = unit->part % units * conv->rows;
  int n_rows = MIN (conv->rows, conv->out_h - first_row);
  int width = (conv->out_w - 1) * conv->stride_w + (conv->kernel_w - 1) * conv->dilation_w + 1;
  int chunk = unit->part * conv->groups + unit->group;
  int pixel = conv->plain ? 1 : NN_LANES;
  NnProducts tile = tile_for (run, unit);
  const NnKernels *kernels = nn_kernels ();

  if (run->workspace->chunk != chunk)
    copy_rows (run, unit, image, first_row);
  run->workspace->chunk = chunk;
  if (conv->border && first_row == 0)
    run_border (run, unit, image);
  tile.a_row = conv->stride_w * pixel;
  tile.c_row = conv->y_step_w * NN_LANES;
  tile.c_block = (gssize) y_plane (conv);
  for (int block = 0; block < unit->n_blocks; block += kernels->max_blocks)
    {
      int n_blocks = MIN (kernels->max_blocks, unit->n_blocks - block);

      for (int row = 0; row < n_rows; row++)
        {
          int oy = conv->y_top + (first_row + row) * conv->y_step_h;
          gsize y = y_block (run, unit) + block * y_plane (conv) +
                    ((gsize) oy * conv->y_w + conv->y_left) * NN_LANES;
          NnProducts one = tile;

          one.b += block * tile.b_block;
          if (one.bias != NULL)
            one.bias += block * NN_LANES;
          one.a = run->workspace->memory + (gsize) row * conv->stride_h * width * pixel;
          one.c = run->y->data + image * run->y->step + y;
          if (run->residual != NULL)
            one.residual = run->residual->data + image * run->residual->step + y;
          nn_kernels ()->products (conv->out_w, n_blocks, &one);
        }
    }
}

/* Which tile of which image, and where its outputs begin. */
typedef struct
{
  int image, oy, ox;
} Place;

static Place
place_of (const NnConv *conv, int tile)
{
  int of_image = tile % (conv->tiles_h * conv->tiles_w);

  return (Place){ .image = tile / (conv->tiles_h * conv->tiles_w),
                  .oy = of_image / conv->tiles_w * conv->m,
                  .ox = of_image % conv->tiles_w * conv->m };
}

static void
transform_inputs (const Run *run, const Unit *unit, int first, int n, gsize step)
{
  const NnConv *conv = run->conv;
  const NnKernels *kernels = nn_kernels ();
  int side = conv->tile;

  for (int i = 0; i < n; i++)
    {
      Place place = place_of (conv, first + i);
      int iy = place.oy - conv->pad_top, ix = place.ox - conv->pad_left;
      const float *x = run->x->data + place.image * run->x->step + x_group (run, unit);

      for (int block = 0; block < nn_n_blocks (group_in (conv)); block++)
        (side == 8 ? kernels->winograd8_input : kernels->winograd_input) (
            x + (((gssize) block * conv->in_h + iy) * conv->in_w + ix) * NN_LANES,
            (gssize) conv->in_w * NN_LANES, CLAMP (-iy, 0, side), CLAMP (conv->in_h - iy, 0, side),
            CLAMP (-ix, 0, side), CLAMP (conv->in_w - ix, 0, side),
            run->workspace->memory + ((gsize) block * conv->chunk + i) * NN_LANES, (gssize) step);
    }
}

static void
transform_outputs (const Run *run,
                   const Unit *unit,
                   int first,
                   int n,
                   const float *products,
                   gsize step)
{
  const NnConv *conv = run->conv;
  const NnKernels *kernels = nn_kernels ();

  for (int i = 0; i < n; i++)
    {
      Place place = place_of (conv, first + i);

      for (int block = 0; block < unit->n_blocks; block++)
        {
          gsize y = y_block (run, unit) + block * y_plane (conv) +
                    ((gsize) place.oy * conv->y_w + place.ox) * NN_LANES;
          int all = unit->group * group_blocks (conv) + unit->block + block;
          const float *bias = run->bias != NULL ? run->bias + (gsize) all * NN_LANES : NULL;
          const float *residual = run->residual != NULL
                                      ? run->residual->data + place.image * run->residual->step + y
                                      : NULL;
          const float *from = products + ((gsize) block * conv->chunk + i) * NN_LANES;
          float *to = run->y->data + place.image * run->y->step + y;

          (conv->tile == 8 ? kernels->winograd8_output : kernels->winograd_output) (
              conv->m, from, (gssize) step, to, (gssize) conv->y_w * NN_LANES,
              conv->out_h - place.oy, conv->out_w - place.ox, bias, residual, run->add,
              run->finish);
        }
    }
}

static void
run_winograd (const Run *run, const Unit *unit)
{
  const NnConv *conv = run->conv;
  int in_blocks = nn_n_blocks (group_in (conv)), blocks = group_blocks (conv);
  int first = unit->part * conv->chunk, n = MIN (conv->chunk, conv->n_tiles - first);
  int chunk = unit->part * conv->groups + unit->group;
  /* One vector more, so that the places do not all fall into one set of a cache. */
  gsize step = ((gsize) in_blocks * conv->chunk + 1) * NN_LANES;
  gsize product_step = ((gsize) conv->blocks * conv->chunk + 1) * NN_LANES;
  gsize weights = (gsize) group_in (conv) * NN_LANES; /* of one block and place */
  int n_places = conv->tile * conv->tile;
  float *products = run->workspace->memory + n_places * step;
  NnProducts tile = { .segments = conv->segments,
                      .n_segments = conv->n_segments,
                      .a_row = NN_LANES,
                      .b_block = (gssize) weights,
                      .c_row = NN_LANES,
                      .c_block = (gssize) conv->chunk * NN_LANES };

  if (run->workspace->chunk != chunk)
    transform_inputs (run, unit, first, n, step);
  run->workspace->chunk = chunk;
  for (int place = 0; place < n_places; place++)
    {
      tile.a = run->workspace->memory + place * step;
      tile.b =
          run->packed + (((gsize) unit->group * n_places + place) * blocks + unit->block) * weights;
      tile.c = products + place * product_step;
      nn_kernels ()->products (n, unit->n_blocks, &tile);
    }
  transform_outputs (run, unit, first, n, products, product_step);
}

static void
run_depthwise (const Run *run, int unit)
{
  const NnConv *conv = run->conv;
  int n_blocks = nn_n_blocks (conv->out_c);
  int part = unit % conv->row_units, block = unit / conv->row_units % n_blocks;
  int image = unit / conv->row_units / n_blocks;
  int first = part * conv->rows;
  NnPlane plane = {
    .x = run->x->data + image * run->x->step + (gsize) block * conv->in_h * conv->in_w * NN_LANES,
    .y = run->y->data + image * run->y->step + block * y_plane (conv) +
         ((gsize) conv->y_top * conv->y_w + conv->y_left) * NN_LANES,
    .in_h = conv->in_h,
    .in_w = conv->in_w,
    .out_h = conv->out_h,
    .out_w = conv->out_w,
    .kernel_h = conv->kernel_h,
    .kernel_w = conv->kernel_w,
    .stride_h = conv->stride_h,
    .stride_w = conv->stride_w,
    .pad_top = conv->pad_top,
    .pad_left = conv->pad_left,
    .dilation_h = conv->dilation_h,
    .dilation_w = conv->dilation_w,
    .y_row = (gssize) conv->y_step_h * conv->y_w * NN_LANES,
    .y_column = conv->y_step_w * NN_LANES,
  };

  nn_kernels ()->depthwise (
      &plane, first, MIN (conv->rows, conv->out_h - first),
      run->packed + (gsize) block * conv->kernel_h * conv->kernel_w * NN_LANES,
      run->bias != NULL ? run->bias + (gsize) block * NN_LANES : NULL, run->add, run->finish);
}

void
nn_conv_run (const NnConv *conv,
             int batch,
             const float *packed,
             const float *bias,
             const NnView *x,
             const NnView *y,
             const NnView *residual,
             const NnConvBefore *before,
             gboolean add,
             const NnFinish *finish,
             NnConvWorkspace *workspace,
             int unit)
{
  Run run = { conv, batch, packed, bias, x, y, residual, before, add, finish, workspace };
  Unit parts;

  if (conv->method == NN_CONV_DEPTHWISE)
    {
      run_depthwise (&run, unit);
      return;
    }
  parts = take_apart (conv, unit);
  if (conv->method == NN_CONV_POINTWISE)
    run_pointwise (&run, &parts);
  else if (conv->method == NN_CONV_WINOGRAD)
    run_winograd (&run, &parts);
  else
    run_direct (&run, &parts);
}
