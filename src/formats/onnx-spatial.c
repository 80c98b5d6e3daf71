// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Pictures that are moved, turned and stretched by what the network computes. */

static gboolean
read_mode (const Onnx__NodeProto *node, NnGridMode *mode, GError **error)
{
  /* Two of them once had other names. */
  static const struct
  {
    const char *name;
    NnGridMode mode;
  } modes[] = {
    { "linear", NN_GRID_LINEAR }, { "bilinear", NN_GRID_LINEAR }, { "nearest", NN_GRID_NEAREST },
    { "cubic", NN_GRID_CUBIC },   { "bicubic", NN_GRID_CUBIC },
  };
  g_autofree char *name = NULL;

  if (!fmt_onnx_get_string (node, "mode", "linear", &name, error))
    return FALSE;
  for (size_t i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (name, modes[i].name))
      {
        *mode = modes[i].mode;
        return TRUE;
      }
  fmt_onnx_set_unsupported (error, _ ("this program does not know its mode “%s”."), name);
  return FALSE;
}

static gboolean
read_padding (const Onnx__NodeProto *node, NnGridPadding *padding, GError **error)
{
  static const char *const names[] = {
    [NN_GRID_ZEROS] = "zeros", [NN_GRID_BORDER] = "border", [NN_GRID_REFLECTION] = "reflection"
  };
  g_autofree char *name = NULL;

  if (!fmt_onnx_get_string (node, "padding_mode", "zeros", &name, error))
    return FALSE;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      {
        *padding = (NnGridPadding) i;
        return TRUE;
      }
  fmt_onnx_set_unsupported (error, _ ("the attribute “%s” has the unknown value “%s”."),
                            "padding_mode", name);
  return FALSE;
}

NnValue
fmt_onnx_import_grid_sample (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnValue picture = fmt_onnx_input_value (import, node, 0, error), grid;
  NnGridPadding padding;
  NnGridMode mode;
  gint64 corners;

  grid = picture != NN_NO_VALUE ? fmt_onnx_input_value (import, node, 1, error) : NN_NO_VALUE;
  if (grid == NN_NO_VALUE || !read_mode (node, &mode, error) ||
      !read_padding (node, &padding, error) ||
      !fmt_onnx_get_int (node, "align_corners", 0, 1, 0, &corners, error))
    return NN_NO_VALUE;
  return nn_graph_add_grid_sample (import->graph, node->output[0], picture, grid, padding, mode,
                                   corners == 1, error);
}

/* The places of a picture's pixels, (h w, 3): across, down, and 1. */
static NnTensor *
make_places (int h, int w, gboolean corners)
{
  NnTensor *places = nn_tensor_new (&(NnShape){ 2, { h * w, 3 } });
  float *place = places->data;

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      {
        const int at[] = { x, y }, sizes[] = { w, h };

        for (int i = 0; i < 2; i++)
          *place++ = corners ? (sizes[i] > 1 ? (float) (2.0 * at[i] / (sizes[i] - 1) - 1) : -1)
                             : (float) ((2.0 * at[i] + 1) / sizes[i] - 1);
        *place++ = 1;
      }
  return places;
}

/* The grid of a picture of the given size that matrices (1, 2, 3) make. */
NnValue
fmt_onnx_import_affine_grid (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *theta = fmt_onnx_input (import, node, 0, error);
  gint64 size[FMT_ONNX_MAX_RANK], corners;
  NnValue places, grid;
  int h, w, batch;
  size_t n;

  if (theta == NULL ||
      !fmt_onnx_read_integers (import, node, 1, FMT_ONNX_MAX_RANK, size, &n, error) ||
      !fmt_onnx_get_int (node, "align_corners", 0, 1, 0, &corners, error))
    return NN_NO_VALUE;
  if (n != 4 || theta->dims.rank != 3 || theta->dims.dims[0] != 1 || theta->dims.dims[1] != 2 ||
      theta->dims.dims[2] != 3 || size[2] < 1 || size[3] < 1 || size[2] > NN_MAX_SIZE / 3 ||
      size[3] > NN_MAX_SIZE / 3 / size[2])
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("this program makes it for one picture of height and width, of 2 x 3 numbers."));
      return NN_NO_VALUE;
    }
  h = (int) size[2];
  w = (int) size[3];
  batch = theta->batch;
  if (!fmt_onnx_take_room (import, (gsize) h * (gsize) w * 3, node->output[0], error))
    return NN_NO_VALUE;
  places = nn_graph_add_constant (import->graph, NULL, make_places (h, w, corners == 1), error);
  if (places == NN_NO_VALUE)
    return NN_NO_VALUE;
  grid = nn_graph_add_mat_mul (import->graph, NULL, places, theta->value, FALSE, TRUE, 1, error);
  grid = fmt_onnx_step_reshape (import, grid, &NN_SHAPE_3 (h, w, 2), error);
  return fmt_onnx_full_result (import, node, grid, FMT_ONNX_FLOAT,
                               &(FmtOnnxDims){ 4, { 1, h, w, 2 } }, batch, error);
}
