// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn-drawing.h"

#include "evolve/cppn-kernels.h"

#include <string.h>

/* Marks the nodes that an output depends on, and gives each a plane. The three coordinates always
 * have the first three; the bias needs none. Returns the number of planes. */
static guint
plan (EvoDrawing *drawing)
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

void
evo_drawing_fill_inputs (const EvoDrawing *drawing, gsize begin, guint n, guint n_padded)
{
  float *x = evo_drawing_plane (drawing, EVO_NODE_INPUT_X);
  float *y = evo_drawing_plane (drawing, EVO_NODE_INPUT_Y);
  float *distance = evo_drawing_plane (drawing, EVO_NODE_INPUT_DISTANCE);
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
void
evo_drawing_sum (const EvoDrawing *drawing, guint node, guint n)
{
  const EvoCppnGraph *graph = &drawing->graph;
  const float *values[EVO_CPPN_MAX_NODES];
  float weights[EVO_CPPN_MAX_NODES];
  float *sum = evo_drawing_plane (drawing, node);
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
      values[n_values] = evo_drawing_plane (drawing, link->from);
      weights[n_values++] = link->weight;
    }

  evo_kernel_fill (sum, bias, n);
  for (i = 0; i + 1 < n_values; i += 2)
    evo_kernel_add_two (sum, weights[i], values[i], weights[i + 1], values[i + 1], n);
  if (i < n_values)
    evo_kernel_add (sum, weights[i], values[i], n);
}

float *
evo_drawing_begin (EvoDrawing *drawing,
                   const EvoCppn *cppn,
                   guint width,
                   guint height,
                   guint picture_width,
                   guint picture_height,
                   guint sets)
{
  gsize sides_size = 2 * ((gsize) picture_width + picture_height);
  gsize planes_size;
  float *memory;

  drawing->cppn = cppn;
  drawing->width = picture_width;
  drawing->n_planes = plan (drawing);
  planes_size = (gsize) sets * drawing->n_planes * EVO_DRAWING_BLOCK;
  memory = g_aligned_alloc (planes_size + sides_size, sizeof *memory, EVO_KERNEL_ALIGNMENT);
  drawing->planes = memory;
  drawing->input_x = memory + planes_size;
  drawing->square_x = drawing->input_x + picture_width;
  drawing->input_y = drawing->square_x + picture_width;
  drawing->square_y = drawing->input_y + picture_height;
  /* The padding behind the last pixel is computed too; let it be numbers. */
  memset (memory, 0, EVO_NODE_INPUT_BIAS * EVO_DRAWING_BLOCK * sizeof *memory);
  fill_positions (width, picture_width, cppn->coordinates, drawing->input_x, drawing->square_x);
  fill_positions (height, picture_height, cppn->coordinates, drawing->input_y, drawing->square_y);
  return memory;
}
