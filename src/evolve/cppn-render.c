// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/cppn-drawing.h"
#include "evolve/cppn-kernels.h"
#include "evolve/hsv.h"

#include <string.h>

/* The outputs of the n pixels from `begin` on, as grey levels or as colours. */
static void
store_outputs (const EvoDrawing *drawing, BaseImage *image, gsize begin, guint n, guint n_padded)
{
  _Alignas(EVO_KERNEL_ALIGNMENT) guint8 bytes[3][EVO_DRAWING_BLOCK];
  guint output = EVO_CPPN_N_INPUTS;

  if (image->channels == 1)
    {
      evo_kernel_to_level (evo_drawing_plane (drawing, output), bytes[0], n_padded);
      memcpy (image->pixels + begin, bytes[0], n);
      return;
    }
  evo_kernel_to_hue (evo_drawing_plane (drawing, output), bytes[0], n_padded);
  evo_kernel_to_level (evo_drawing_plane (drawing, output + 1), bytes[1], n_padded);
  evo_kernel_to_level (evo_drawing_plane (drawing, output + 2), bytes[2], n_padded);
  evo_hsv_planes_to_rgb (bytes[0], bytes[1], bytes[2], n, image->pixels + 3 * begin);
}

/* first: the pixel of the whole picture with which the image begins. */
static void
draw_blocks (EvoDrawing *drawing, gsize first, BaseImage *image)
{
  const EvoCppn *cppn = drawing->cppn;
  gsize n_pixels = (gsize) image->width * image->height;

  for (gsize begin = 0; begin < n_pixels; begin += EVO_DRAWING_BLOCK)
    {
      guint n = (guint) MIN (EVO_DRAWING_BLOCK, n_pixels - begin);
      guint n_padded = (n + EVO_KERNEL_STEP - 1) / EVO_KERNEL_STEP * EVO_KERNEL_STEP;

      evo_drawing_fill_inputs (drawing, first + begin, n, n_padded);
      for (guint i = 0; i < cppn->n_nodes; i++)
        {
          guint node = drawing->graph.order[i];

          if (drawing->live[node] && node >= EVO_CPPN_N_INPUTS)
            {
              evo_drawing_sum (drawing, node, n_padded);
              evo_kernel_activate (cppn->activations[node], evo_drawing_plane (drawing, node),
                                   n_padded);
            }
        }
      store_outputs (drawing, image, begin, n, n_padded);
    }
}

void
evo_cppn_render_rows (const EvoCppn *cppn,
                      guint width,
                      guint height,
                      guint top,
                      guint picture_height,
                      BaseImage *image)
{
  EvoDrawing drawing;
  float *memory =
      evo_drawing_begin (&drawing, cppn, width, height, image->width, picture_height, 1);

  draw_blocks (&drawing, (gsize) top * image->width, image);
  g_aligned_free (memory);
}

void
evo_cppn_render (const EvoCppn *cppn, guint width, guint height, BaseImage *image)
{
  evo_cppn_render_rows (cppn, width, height, 0, image->height, image);
}
