// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn.h"

#include "evolve/cppn-kernels.h"
#include "evolve/hsv.h"

#include <string.h>

/* A picture is drawn in blocks of pixels, node by node: each node's values over the block are one
 * plane. A block is small enough that the planes of a usual network (about ten nodes) stay in the
 * first-level cache.
 *
 * Where a pixel lies: the network's input has pixel centres at 0 .. width - 1, so the picture
 * reaches from -1/2 to width - 1/2. A picture of another size covers the same area with its own
 * pixels: the centre of column i of n is at (i + 1/2) width / n - 1/2. At the network's own size
 * this is exactly i; at three times the size, every third pixel is exactly one of the network's.
 * x in units is then -1 at the first and 1 at the last pixel centre of the input. */
#define BLOCK 512

typedef struct
{
  const EvoCppn *cppn;
  EvoCppnGraph graph;
  gboolean live[EVO_CPPN_MAX_NODES]; /* reaches an output */
  guint16 plane[EVO_CPPN_MAX_NODES]; /* of a live node */
  float *planes;                     /* (n_planes, BLOCK) */
  guint width;                       /* of the picture */
  float *input_x, *square_x;         /* (width) the coordinate; the square of the one in units */
  float *input_y, *square_y;         /* (height of the picture) */
} Drawing;

static float *
plane (const Drawing *drawing, guint node)
{
  return drawing->planes + (gsize) drawing->plane[node] * BLOCK;
}

/* Marks the nodes that an output depends on, and gives each a plane. The three coordinates always
 * have the first three; the bias needs none. Returns the number of planes. */
static guint
plan (Drawing *drawing)
{
  const EvoCppn *cppn = drawing->cppn;
  EvoCppnGraph *graph = &drawing->graph;
  guint n_planes = EVO_NODE_INPUT_BIAS;

  evo_cppn_graph_init (graph, cppn);
  memset (drawing->live, 0, cppn->n_nodes * sizeof *drawing->live);
  for (guint i = 0; i < cppn->n_outputs; i++)
    drawing->live[EVO_CPPN_N_INPUTS + i] = TRUE;
  for (guint i = cppn->n_nodes; i-- > 0;)
    {
      guint node = graph->order[i];

      if (drawing->live[node])
        for (guint k = graph->first[node]; k < graph->first[node + 1]; k++)
          drawing->live[cppn->links[graph->incoming[k]].from] = TRUE;
    }
  for (guint node = 0; node < EVO_NODE_INPUT_BIAS; node++)
    drawing->plane[node] = (guint16) node;
  for (guint node = EVO_CPPN_N_INPUTS; node < cppn->n_nodes; node++)
    if (drawing->live[node])
      drawing->plane[node] = (guint16) n_planes++;
  return n_planes;
}

/* Positions of n pixels along one side, of which the network's input has `length`. */
static void
fill_positions (guint length, guint n, EvoCoordinates coordinates, float *input, float *square)
{
  double to_unit = length > 1 ? 2.0 / (length - 1.0) : 0.0;
  double offset = length > 1 ? -1.0 : 0.0;

  for (guint i = 0; i < n; i++)
    {
      double position = ((2.0 * i + 1.0) * length - n) / (2.0 * n);
      double unit = position * to_unit + offset;

      input[i] = (float) (coordinates == EVO_COORDINATES_PIXEL ? position : unit);
      square[i] = (float) (unit * unit);
    }
}

/* The inputs of the n pixels from `begin` on, row by row. */
static void
fill_inputs (const Drawing *drawing, gsize begin, guint n, guint n_padded)
{
  float *x = plane (drawing, EVO_NODE_INPUT_X);
  float *y = plane (drawing, EVO_NODE_INPUT_Y);
  float *distance = plane (drawing, EVO_NODE_INPUT_DISTANCE);
  guint column = (guint) (begin % drawing->width);
  guint row = (guint) (begin / drawing->width);

  for (guint i = 0; i < n; column = 0, row++)
    {
      guint n_columns = MIN (drawing->width - column, n - i);
      float input_y = drawing->input_y[row], square_y = drawing->square_y[row];

      memcpy (x + i, drawing->input_x + column, n_columns * sizeof *x);
      for (guint k = 0; k < n_columns; k++)
        {
          y[i + k] = input_y;
          distance[i + k] = drawing->square_x[column + k] + square_y;
        }
      i += n_columns;
    }
  if (drawing->live[EVO_NODE_INPUT_DISTANCE])
    evo_kernel_root (distance, n_padded);
}

/* The bias is a constant: it starts the sum. The other links follow, oldest first. */
static void
compute_node (const Drawing *drawing, guint node, guint n)
{
  const EvoCppnGraph *graph = &drawing->graph;
  const float *values[EVO_CPPN_MAX_NODES];
  float weights[EVO_CPPN_MAX_NODES];
  float *sum = plane (drawing, node);
  float bias = 0.0f;
  guint n_values = 0, i;

  for (i = graph->first[node]; i < graph->first[node + 1]; i++)
    {
      const EvoCppnLink *link = &drawing->cppn->links[graph->incoming[i]];

      if (link->from == EVO_NODE_INPUT_BIAS)
        {
          bias = link->weight;
          continue;
        }
      values[n_values] = plane (drawing, link->from);
      weights[n_values++] = link->weight;
    }

  evo_kernel_fill (sum, bias, n);
  for (i = 0; i + 1 < n_values; i += 2)
    evo_kernel_add_two (sum, weights[i], values[i], weights[i + 1], values[i + 1], n);
  if (i < n_values)
    evo_kernel_add (sum, weights[i], values[i], n);
  evo_kernel_activate (drawing->cppn->activations[node], sum, n);
}

/* The outputs of the n pixels from `begin` on, as grey levels or as colours. */
static void
store_outputs (const Drawing *drawing, BaseImage *image, gsize begin, guint n, guint n_padded)
{
  _Alignas(EVO_KERNEL_ALIGNMENT) guint8 bytes[3][BLOCK];
  guint output = EVO_CPPN_N_INPUTS;

  if (image->channels == 1)
    {
      evo_kernel_to_level (plane (drawing, output), bytes[0], n_padded);
      memcpy (image->pixels + begin, bytes[0], n);
      return;
    }
  evo_kernel_to_hue (plane (drawing, output), bytes[0], n_padded);
  evo_kernel_to_level (plane (drawing, output + 1), bytes[1], n_padded);
  evo_kernel_to_level (plane (drawing, output + 2), bytes[2], n_padded);
  evo_hsv_planes_to_rgb (bytes[0], bytes[1], bytes[2], n, image->pixels + 3 * begin);
}

static void
draw_blocks (Drawing *drawing, BaseImage *image)
{
  const EvoCppn *cppn = drawing->cppn;
  gsize n_pixels = (gsize) image->width * image->height;

  for (gsize begin = 0; begin < n_pixels; begin += BLOCK)
    {
      guint n = (guint) MIN (BLOCK, n_pixels - begin);
      guint n_padded = (n + EVO_KERNEL_STEP - 1) / EVO_KERNEL_STEP * EVO_KERNEL_STEP;

      fill_inputs (drawing, begin, n, n_padded);
      for (guint i = 0; i < cppn->n_nodes; i++)
        {
          guint node = drawing->graph.order[i];

          if (drawing->live[node] && node >= EVO_CPPN_N_INPUTS)
            compute_node (drawing, node, n_padded);
        }
      store_outputs (drawing, image, begin, n, n_padded);
    }
}

void
evo_cppn_render (const EvoCppn *cppn, guint width, guint height, BaseImage *image)
{
  Drawing drawing = { .cppn = cppn, .width = image->width };
  gsize planes_size = (gsize) plan (&drawing) * BLOCK;
  gsize sides_size = 2 * ((gsize) image->width + image->height);
  float *memory = g_aligned_alloc (planes_size + sides_size, sizeof *memory, EVO_KERNEL_ALIGNMENT);

  drawing.planes = memory;
  drawing.input_x = memory + planes_size;
  drawing.square_x = drawing.input_x + image->width;
  drawing.input_y = drawing.square_x + image->width;
  drawing.square_y = drawing.input_y + image->height;
  /* The padding behind the last pixel is computed too; let it be numbers. */
  memset (memory, 0, EVO_NODE_INPUT_BIAS * BLOCK * sizeof *memory);
  fill_positions (width, image->width, cppn->coordinates, drawing.input_x, drawing.square_x);
  fill_positions (height, image->height, cppn->coordinates, drawing.input_y, drawing.square_y);

  draw_blocks (&drawing, image);
  g_aligned_free (memory);
}
