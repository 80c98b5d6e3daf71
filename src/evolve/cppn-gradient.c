// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn-drawing.h"
#include "evolve/cppn-kernels.h"
#include "evolve/hsv.h"

#include <string.h>

/* Backward through a CPPN, block by block as it is drawn. Each node has three sets of planes: its
 * values, the slopes of its activation there, and what the objective gains with them (its deltas).
 * A grey level counts as |output| * 255, before its fraction is cut off: the cut passes its
 * gradient straight through. */
enum
{
  VALUES,
  SLOPES,
  DELTAS,
  N_SETS,
};

static float *
plane_of (const EvoDrawing *drawing, guint node, guint set)
{
  return evo_drawing_plane (drawing, node) + (gsize) set * drawing->n_planes * EVO_DRAWING_BLOCK;
}

static void
forward (const EvoDrawing *drawing, guint n)
{
  const EvoCppn *cppn = drawing->cppn;

  for (guint i = 0; i < cppn->n_nodes; i++)
    {
      guint node = drawing->graph.order[i];

      if (!drawing->live[node] || node < EVO_CPPN_N_INPUTS)
        continue;
      evo_drawing_sum (drawing, node, n);
      evo_kernel_activate_with_slopes (cppn->activations[node], plane_of (drawing, node, VALUES),
                                       plane_of (drawing, node, SLOPES), n);
      evo_kernel_fill (plane_of (drawing, node, DELTAS), 0.0f, n);
    }
}

/* From the levels' gradients, (n, n_outputs), to the outputs' deltas. The padding keeps its 0. */
static void
enter (const EvoDrawing *drawing, const float *levels, guint n)
{
  const float *values[3];
  float *deltas[3];

  for (guint i = 0; i < drawing->cppn->n_outputs; i++)
    {
      values[i] = plane_of (drawing, EVO_CPPN_N_INPUTS + i, VALUES);
      deltas[i] = plane_of (drawing, EVO_CPPN_N_INPUTS + i, DELTAS);
    }
  if (drawing->cppn->n_outputs == 1)
    for (guint i = 0; i < n; i++)
      deltas[0][i] = levels[i] * (values[0][i] < 0.0f ? -255.0f : 255.0f);
  else
    evo_hsv_planes_backward (values[0], values[1], values[2], n, levels, deltas[0], deltas[1],
                             deltas[2]);
}

/* One node: from its deltas to its links' gradients, and on to the nodes that they come from. */
static void
leave (const EvoDrawing *drawing, guint node, guint n, double *gradient)
{
  const EvoCppnGraph *graph = &drawing->graph;
  float *deltas = plane_of (drawing, node, DELTAS);

  evo_kernel_multiply (deltas, plane_of (drawing, node, SLOPES), n);
  for (guint i = graph->first[node]; i < graph->first[node + 1]; i++)
    {
      const EvoCppnLink *link = &drawing->cppn->links[graph->incoming[i]];
      double *sum = &gradient[graph->incoming[i]];

      if (link->from == EVO_NODE_INPUT_BIAS)
        *sum += evo_kernel_sum (deltas, n);
      else
        *sum += evo_kernel_dot (deltas, plane_of (drawing, link->from, VALUES), n);
      if (link->from >= EVO_CPPN_N_INPUTS)
        evo_kernel_add (plane_of (drawing, link->from, DELTAS), link->weight, deltas, n);
    }
}

void
evo_cppn_gradient (const EvoCppn *cppn,
                   guint width,
                   guint height,
                   const float *image_gradient,
                   float *weight_gradient)
{
  EvoDrawing drawing;
  gsize n_pixels = (gsize) width * height;
  g_autofree double *sums = g_new0 (double, MAX (cppn->n_links, 1));
  float *memory = evo_drawing_begin (&drawing, cppn, width, height, width, height, N_SETS);

  for (gsize begin = 0; begin < n_pixels; begin += EVO_DRAWING_BLOCK)
    {
      guint n = (guint) MIN (EVO_DRAWING_BLOCK, n_pixels - begin);
      guint n_padded = (n + EVO_KERNEL_STEP - 1) / EVO_KERNEL_STEP * EVO_KERNEL_STEP;

      evo_drawing_fill_inputs (&drawing, begin, n, n_padded);
      forward (&drawing, n_padded);
      enter (&drawing, image_gradient + begin * cppn->n_outputs, n);
      for (guint i = cppn->n_nodes; i-- > 0;)
        {
          guint node = drawing.graph.order[i];

          if (drawing.live[node] && node >= EVO_CPPN_N_INPUTS)
            leave (&drawing, node, n_padded, sums);
        }
    }
  for (guint i = 0; i < cppn->n_links; i++)
    weight_gradient[i] = (float) sums[i];
  g_aligned_free (memory);
}
