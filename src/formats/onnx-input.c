// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"
#include "formats/onnx-import.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The network's input: which picture the program gives, and how it becomes what the file takes. */

/* No picture has a shorter side. */
#define LEAST_SIDE 8

#define MAX_WALK 16 /* operators between the input and what tells how it lies */

/* The one input that the file does not fill itself. Old files list their weights as inputs too. */
static const Onnx__ValueInfoProto *
find_input (FmtOnnxImport *import, GError **error)
{
  const Onnx__GraphProto *source = import->source;
  const Onnx__ValueInfoProto *input = NULL;

  for (size_t i = 0; i < source->n_input; i++)
    {
      if (fmt_onnx_is_constant (import, source->input[i]->name))
        continue;
      if (input != NULL)
        {
          fmt_onnx_set_unsupported (
              error,
              _ ("it has more than one input (“%s” and “%s”); this program gives it one "
                 "image."),
              input->name, source->input[i]->name);
          return NULL;
        }
      input = source->input[i];
    }
  if (input == NULL)
    fmt_onnx_set_invalid (error, _ ("it has no input."));
  return input;
}

/* What the first operators tell of an input whose dimensions say too little. */
typedef struct
{
  gint64 channels;              /* of the first convolution; 0 = not known */
  gboolean last;                /* the channels come last: they are brought to the front */
  const FmtOnnxConstant *shape; /* what it is reshaped to; NULL = it is not */
} Look;

static const Onnx__NodeProto *
find_reader (const FmtOnnxImport *import, const char *name)
{
  for (guint i = 0; i < import->nodes->len; i++)
    {
      const Onnx__NodeProto *node = import->nodes->pdata[i];

      if (g_str_equal (node->op_type, "Shape"))
        continue;
      for (size_t j = 0; j < node->n_input; j++)
        if (g_str_equal (node->input[j], name))
          return node;
    }
  return NULL;
}

/* The channels that a convolution reads, by its weights, which may be quantised. */
static gint64
count_channels (const FmtOnnxImport *import, const Onnx__NodeProto *node)
{
  const char *name = fmt_onnx_input_name (node, g_str_equal (node->op_type, "Conv") ? 1 : 3);
  const Onnx__TensorProto *tensor = NULL;
  gint64 group;

  if (name == NULL || !fmt_onnx_get_int (node, "group", 1, G_MAXINT16, 1, &group, NULL))
    return 0;
  tensor = g_hash_table_lookup (import->tensors, name);
  for (guint i = 0; tensor == NULL && i < import->nodes->len; i++)
    {
      const Onnx__NodeProto *maker = import->nodes->pdata[i];

      if (maker->n_output > 0 && maker->n_input > 0 && g_str_equal (maker->output[0], name))
        tensor = g_hash_table_lookup (import->tensors, maker->input[0]);
    }
  return tensor != NULL && tensor->n_dims == 4 && tensor->dims[1] <= 4 ? tensor->dims[1] * group
                                                                       : 0;
}

static gboolean
brings_to_front (const Onnx__NodeProto *node)
{
  gint64 order[FMT_ONNX_MAX_RANK];
  size_t n;

  return fmt_onnx_get_list (node, "perm", FMT_ONNX_MAX_RANK, order, &n, NULL) && n == 4 &&
         order[1] == 3 && order[2] == 1 && order[3] == 2;
}

static Look
look_ahead (FmtOnnxImport *import, const char *name)
{
  static const char *const passing[] = { "Add", "BatchNormalization", "Cast",     "Clip",
                                         "Div", "DequantizeLinear",   "Identity", "Mul",
                                         "Pad", "QuantizeLinear",     "Sub",      NULL };
  Look look = { 0 };

  for (int i = 0; i < MAX_WALK; i++)
    {
      const Onnx__NodeProto *node = find_reader (import, name);

      if (node == NULL || node->n_output == 0)
        break;
      if (g_str_equal (node->op_type, "Conv") || g_str_equal (node->op_type, "QLinearConv"))
        {
          look.channels = count_channels (import, node);
          break;
        }
      if (g_str_equal (node->op_type, "Reshape"))
        {
          look.shape = fmt_onnx_constant (import, fmt_onnx_input_name (node, 1));
          break;
        }
      if (g_str_equal (node->op_type, "Transpose") && brings_to_front (node))
        look.last = TRUE;
      else if (!g_strv_contains (passing, node->op_type))
        break;
      name = node->output[0];
    }
  return look;
}

/* The dimensions as the file says them; 0 = open. */
static gboolean
read_dims (FmtOnnxImport *import,
           const Onnx__ValueInfoProto *input,
           FmtOnnxDims *dims,
           GError **error)
{
  const Onnx__TypeProto__Tensor *type = input->type != NULL ? input->type->tensor_type : NULL;
  const Onnx__TensorShapeProto *shape = type != NULL ? type->shape : NULL;
  Look look;

  *dims = (FmtOnnxDims){ 4, { 0 } };
  if (type == NULL || (shape != NULL && shape->n_dim > NN_MAX_RANK + 1))
    {
      fmt_onnx_set_unsupported (
          error, _ ("its input “%s” is not a batch of images of a known size."), input->name);
      return FALSE;
    }
  if (shape != NULL && shape->n_dim != 0)
    dims->rank = (int) shape->n_dim;
  for (size_t i = 0; shape != NULL && i < shape->n_dim; i++)
    {
      dims->dims[i] = shape->dim[i]->has_dim_value ? shape->dim[i]->dim_value : 0;
      if (dims->dims[i] == -1)
        dims->dims[i] = 0;
    }
  if (dims->rank != 4 || dims->dims[1] != 0 || dims->dims[3] != 0)
    return TRUE;
  look = look_ahead (import, input->name);
  dims->dims[look.last ? 3 : 1] = look.channels;
  return TRUE;
}

/* Height or width of a picture, which a file may leave open; the channels come first or last. */
static gint64
open_side (FmtOnnxImport *import, const FmtOnnxDims *dims, int i)
{
  gint64 first = dims->rank == 4 ? dims->dims[1] : 0;
  gint64 last = dims->rank == 4 ? dims->dims[3] : 0;

  if ((first == 1 || first == 3) && i >= 2)
    return fmt_onnx_open_side (import->hints, (int) first, i - 2);
  if ((last == 1 || last == 3) && i <= 2)
    return fmt_onnx_open_side (import->hints, (int) last, i - 1);
  return 0;
}

/* Whether an input of fixed sizes is one picture, without a dimension that counts pictures: (3, h,
 * w), (h, w, 3), (h, w, 1), a square (h, w), a row or a column. */
static gboolean
is_without_batch (const FmtOnnxDims *dims)
{
  gint64 a = dims->dims[0], b = dims->rank > 1 ? dims->dims[1] : 0;
  gint64 c = dims->rank == 3 ? dims->dims[2] : 0;

  if (dims->rank == 1)
    return a >= LEAST_SIDE * LEAST_SIDE;
  if (dims->rank == 2)
    return (a == b && a >= LEAST_SIDE) || (b == 1 && a >= LEAST_SIDE * LEAST_SIDE);
  if (dims->rank != 3 || a < 1 || b < 1 || c < 1)
    return FALSE;
  return (a == 3 && b >= LEAST_SIDE && c >= LEAST_SIDE) ||
         ((c == 3 || c == 1) && a >= LEAST_SIDE && b >= LEAST_SIDE);
}

static gboolean
read_input_shape (FmtOnnxImport *import,
                  const Onnx__ValueInfoProto *input,
                  NnShape *result,
                  GError **error)
{
  FmtOnnxDims dims;
  gint32 type;
  int first;

  if (!read_dims (import, input, &dims, error))
    return FALSE;
  type = input->type->tensor_type->elem_type;
  if (!fmt_onnx_is_float_type (type) && !fmt_onnx_is_integer_type (type))
    {
      fmt_onnx_set_unsupported (
          error,
          _ ("its input “%s” takes numbers of type %d; this program gives float32, type "
             "%d."),
          input->name, type, FMT_ONNX_FLOAT);
      return FALSE;
    }
  if (import->hints != NULL)
    {
      import->hints->takes_signed = type == FMT_ONNX_INT8;
      import->hints->takes_bytes = fmt_onnx_is_integer_type (type);
    }
  import->no_batch = is_without_batch (&dims);
  import->file_batch = import->no_batch ? 1 : MAX (dims.dims[0], 0);
  first = import->no_batch ? 0 : 1;
  result->rank = dims.rank - first;
  for (int i = first; i < dims.rank; i++)
    {
      gint64 dim = dims.dims[i] == 0 ? open_side (import, &dims, i) : dims.dims[i];

      if (dim < 1 || dim > NN_MAX_SIZE)
        {
          fmt_onnx_set_unsupported (
              error,
              _ ("dimension %zu of its input “%s” is not a fixed size; save the network "
                 "again with a fixed image size."),
              (size_t) i + 1, input->name);
          return FALSE;
        }
      result->dims[i - first] = (int) dim;
    }
  return TRUE;
}

/* A picture of whole numbers: what the program gives is rounded as whoever writes bytes would. */
static NnValue
add_rounding (FmtOnnxImport *import, NnValue input, gint32 type, GError **error)
{
  NnTensor *scale, *zero;
  float min, max;

  if (!fmt_onnx_type_range (type, &min, &max))
    {
      min = -(1 << 24);
      max = 1 << 24;
    }
  scale = nn_tensor_new (&NN_SHAPE_1 (1));
  zero = nn_tensor_new (&NN_SHAPE_1 (1));
  scale->data[0] = 1;
  return nn_graph_add_quantize (import->graph, NULL, input, 0, min, max, scale, zero, error);
}

/* How the picture that the program gives becomes the file's input. */
typedef struct
{
  NnShape picture; /* (channels, height, width) */
  gboolean last;   /* the file has the channels last */
} Turn;

/* A row of numbers, whatever dimensions of 1 are around them; 0 where it is none. */
static int
row_size (const NnShape *input)
{
  int n = 1, n_sides = 0;

  for (int i = 0; i < input->rank; i++)
    {
      n = MAX (n, input->dims[i]);
      n_sides += input->dims[i] > 1;
    }
  return input->rank == 1 || (n_sides == 1 && n >= LEAST_SIDE * LEAST_SIDE) ? n : 0;
}

/* The picture that a row of n numbers is reshaped to. */
static gboolean
find_reshaped (const FmtOnnxConstant *shape, int n, Turn *turn)
{
  const double *dims = shape != NULL ? shape->numbers : NULL;
  double channels;

  if (shape == NULL || shape->n != 4 || !(dims[1] >= 1 && dims[2] >= 1 && dims[3] >= 1) ||
      !(dims[1] <= n && dims[2] <= n && dims[3] <= n))
    return FALSE;
  turn->last = !((dims[1] <= 1 || (dims[1] >= 3 && dims[1] <= 3)));
  channels = dims[turn->last ? 3 : 1];
  if (turn->last)
    turn->picture = NN_SHAPE_3 ((int) channels, (int) dims[1], (int) dims[2]);
  else
    turn->picture = NN_SHAPE_3 ((int) channels, (int) dims[2], (int) dims[3]);
  return (turn->picture.dims[0] == 1 || turn->picture.dims[0] == 3) &&
         dims[1] * dims[2] * dims[3] >= n && dims[1] * dims[2] * dims[3] <= n;
}

static gboolean
find_square (int n, Turn *turn)
{
  for (int channels = 1; channels <= 3; channels += 2)
    {
      int side = (int) lround (sqrt (n / channels));

      turn->picture = NN_SHAPE_3 (channels, side, side);
      turn->last = FALSE;
      if (side >= LEAST_SIDE && side * side * channels == n)
        return TRUE;
    }
  return FALSE;
}

/* The picture that has as many numbers as a file's input, which may be (height, width, channels),
 * (height, width), or a row of a square picture or of one that it is reshaped to. FALSE where it is
 * (channels, height, width) already, or none. */
static gboolean
find_picture (FmtOnnxImport *import, const char *name, const NnShape *input, Turn *turn)
{
  const int *dims = input->dims;
  int n = row_size (input);

  if (n > 0)
    return find_reshaped (look_ahead (import, name).shape, n, turn) || find_square (n, turn);
  turn->last = input->rank == 3;
  if (input->rank == 2)
    turn->picture = NN_SHAPE_3 (1, dims[0], dims[1]);
  else if (input->rank == 3)
    turn->picture = NN_SHAPE_3 (dims[2], dims[0], dims[1]);
  return input->rank == 2 ||
         (input->rank == 3 && dims[0] != 1 && dims[0] != 3 && (dims[2] == 1 || dims[2] == 3));
}

/* The graph with its input, and the value that the file calls its input. */
static NnValue
add_picture (FmtOnnxImport *import, const char *name, const NnShape *shape, GError **error)
{
  gboolean turned = import->hints != NULL && import->hints->picture;
  NnValue value = 0;
  Turn turn;

  turned = turned && find_picture (import, name, shape, &turn);
  import->graph = nn_graph_new (name, turned ? &turn.picture : shape, error);
  if (import->graph == NULL)
    return NN_NO_VALUE;
  if (!turned)
    return 0;
  if (turn.last)
    value = nn_graph_add_transpose (import->graph, NULL, 0, (int[]){ 1, 2, 0 }, error);
  if (value == NN_NO_VALUE || nn_shape_equal (nn_graph_shape (import->graph, value), shape))
    return value;
  return nn_graph_add_reshape (import->graph, NULL, value, shape, error);
}

gboolean
fmt_onnx_add_input (FmtOnnxImport *import, GError **error)
{
  const Onnx__ValueInfoProto *input = find_input (import, error);
  FmtOnnxValue value = { .dims = { 1, { 1 } } };
  NnShape shape;

  if (input == NULL || !read_input_shape (import, input, &shape, error))
    return FALSE;
  value.value = add_picture (import, input->name, &shape, error);
  if (value.value == NN_NO_VALUE)
    return FALSE;
  value.type = input->type->tensor_type->elem_type;
  value.dims.rank = import->no_batch ? 0 : 1;
  value.batch = import->file_batch == 1 ? -1 : 0;
  for (int i = 0; i < shape.rank; i++)
    value.dims.dims[value.dims.rank++] = shape.dims[i];
  if (fmt_onnx_is_integer_type (value.type))
    value.value = add_rounding (import, value.value, value.type, error);
  return value.value != NN_NO_VALUE && fmt_onnx_set_output (import, input->name, &value, error);
}
