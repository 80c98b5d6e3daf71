// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-export.h"

/* How this program's operators are written in ONNX's, operator set 13: a function each, and the
 * table at the end. */

/* A node of the file that reads a value, or what the graph's node reads first. */
static Onnx__NodeProto *
add_for (FmtOnnxExport *export, const char *op_type, const char *input, char *output, int n_inputs)
{
  Onnx__NodeProto *proto = fmt_onnx_export_node (export, op_type, output, n_inputs);

  fmt_onnx_export_input (proto, input);
  return proto;
}

static Onnx__NodeProto *
add_first (FmtOnnxExport *export, const NnNode *node, char *output, int n_inputs)
{
  return add_for (export, node->op->name, fmt_onnx_export_value (export, node, 0), output,
                  n_inputs);
}

static void
add_window (FmtOnnxExport *export, Onnx__NodeProto *node, const NnWindow *w)
{
  fmt_onnx_export_ints (export, node, "kernel_shape", 2, (int[]){ w->kernel_h, w->kernel_w });
  fmt_onnx_export_ints (export, node, "strides", 2, (int[]){ w->stride_h, w->stride_w });
  fmt_onnx_export_ints (export, node, "pads", 4,
                        (int[]){ w->pad_top, w->pad_left, w->pad_bottom, w->pad_right });
}

/* Average pooling has no dilations in this operator set. */
static void
add_dilations (FmtOnnxExport *export, Onnx__NodeProto *node, const NnWindow *w)
{
  fmt_onnx_export_ints (export, node, "dilations", 2, (int[]){ w->dilation_h, w->dilation_w });
}

static void
add_weights_and_bias (FmtOnnxExport *export, Onnx__NodeProto *proto, const NnNode *node)
{
  fmt_onnx_export_tensor (export, proto, fmt_onnx_export_name (export, node, ".weight"),
                          node->parameters[0], 0);
  if (node->n_parameters > 1)
    fmt_onnx_export_tensor (export, proto, fmt_onnx_export_name (export, node, ".bias"),
                            node->parameters[1], 0);
}

static void
write_plain (FmtOnnxExport *export, const NnNode *node, char *output)
{
  Onnx__NodeProto *proto = add_first (export, node, output, 1);

  if (node->op == &nn_op_flatten || node->op == &nn_op_softmax)
    fmt_onnx_export_int (export, proto, "axis", 1);
}

static void
write_with_all (FmtOnnxExport *export, const NnNode *node, char *output)
{
  const char *op_type = node->op == &nn_op_sum && node->n_inputs != 2 ? "Sum" : node->op->name;
  Onnx__NodeProto *proto = fmt_onnx_export_node (export, op_type, output, node->n_inputs);

  for (int i = 0; i < node->n_inputs; i++)
    fmt_onnx_export_input (proto, fmt_onnx_export_value (export, node, i));
  if (node->op == &nn_op_concat)
    fmt_onnx_export_int (export, proto, "axis", 1);
}

static void
write_conv (FmtOnnxExport *export, const NnNode *node, char *output)
{
  Onnx__NodeProto *proto = add_first (export, node, output, 3);

  add_weights_and_bias (export, proto, node);
  add_window (export, proto, &node->attributes.conv.window);
  add_dilations (export, proto, &node->attributes.conv.window);
  fmt_onnx_export_int (export, proto, "group", node->attributes.conv.groups);
}

/* ONNX multiplies matrices only, so an input that is not flat gets a Flatten of its own. */
static void
write_linear (FmtOnnxExport *export, const NnNode *node, char *output)
{
  const char *input = fmt_onnx_export_value (export, node, 0);
  Onnx__NodeProto *proto;

  if (nn_graph_shape (export->graph, node->inputs[0])->rank != 1)
    {
      char *flat = fmt_onnx_export_name (export, node, ".flat");

      proto = add_for (export, "Flatten", input, flat, 1);
      fmt_onnx_export_int (export, proto, "axis", 1);
      input = flat;
    }
  proto = add_for (export, "Gemm", input, output, 3);
  add_weights_and_bias (export, proto, node);
  fmt_onnx_export_int (export, proto, "transB", 1);
}

/* Padding at the end such that rounding down gives n_places. */
static int
end_padding (int size, int n_places, int kernel, int stride, int dilation, int before)
{
  return MAX ((n_places - 1) * stride + (kernel - 1) * dilation + 1 - size - before, 0);
}

/* Before operator set 22, ONNX's checker and the runtimes do not agree on ceil_mode where the last
 * window would lie in the padding. Padding at the end says the same without it. */
static NnWindow
without_ceil_mode (const FmtOnnxExport *export, const NnNode *node, NnWindow w)
{
  const int *in = nn_graph_shape (export->graph, node->inputs[0])->dims;
  const int *out = node->output.dims;

  if (w.ceil_mode)
    {
      w.pad_bottom = MAX (w.pad_bottom, end_padding (in[1], out[1], w.kernel_h, w.stride_h,
                                                     w.dilation_h, w.pad_top));
      w.pad_right = MAX (w.pad_right, end_padding (in[2], out[2], w.kernel_w, w.stride_w,
                                                   w.dilation_w, w.pad_left));
    }
  return w;
}

static void
write_max_pool (FmtOnnxExport *export, const NnNode *node, char *output)
{
  NnWindow window = without_ceil_mode (export, node, node->attributes.pool.window);
  Onnx__NodeProto *proto = add_first (export, node, output, 1);

  add_window (export, proto, &window);
  add_dilations (export, proto, &window);
}

static void
add_zeros_around (FmtOnnxExport *export,
                  const NnNode *node,
                  const char *input,
                  char *output,
                  const gint64 pads[8],
                  float value)
{
  Onnx__NodeProto *proto = add_for (export, "Pad", input, output, 3);

  fmt_onnx_export_integers (export, proto, fmt_onnx_export_name (export, node, ".pads"), 8, pads);
  fmt_onnx_export_number (export, proto, fmt_onnx_export_name (export, node, ".value"), value);
}

/* Where padding counts, but not what lies beyond it, the padding is written as a node of its own:
 * runtimes do not agree on it otherwise. */
static void
write_average_pool (FmtOnnxExport *export, const NnNode *node, char *output)
{
  NnPoolDivisor divisor = node->attributes.pool.divisor;
  NnWindow own = node->attributes.pool.window;
  NnWindow window = without_ceil_mode (export, node, own);
  const char *input = fmt_onnx_export_value (export, node, 0);
  Onnx__NodeProto *proto;

  if (divisor == NN_DIVIDE_BY_PADDED && own.pad_top + own.pad_left + own.pad_bottom + own.pad_right)
    {
      const gint64 pads[] = {
        0, 0, own.pad_top, own.pad_left, 0, 0, own.pad_bottom, own.pad_right
      };
      char *padded = fmt_onnx_export_name (export, node, ".padded");

      add_zeros_around (export, node, input, padded, pads, 0);
      input = padded;
      window.pad_top = window.pad_left = 0;
      window.pad_bottom -= own.pad_bottom;
      window.pad_right -= own.pad_right;
    }
  proto = add_for (export, "AveragePool", input, output, 1);
  add_window (export, proto, &window);
  fmt_onnx_export_int (export, proto, "count_include_pad", divisor == NN_DIVIDE_BY_WINDOW);
}

static void
write_lrn (FmtOnnxExport *export, const NnNode *node, char *output)
{
  Onnx__NodeProto *proto = add_first (export, node, output, 1);

  fmt_onnx_export_int (export, proto, "size", node->attributes.lrn.size);
  fmt_onnx_export_float (export, proto, "alpha", node->attributes.lrn.alpha);
  fmt_onnx_export_float (export, proto, "beta", node->attributes.lrn.beta);
  fmt_onnx_export_float (export, proto, "bias", node->attributes.lrn.bias);
}

static void
write_leaky_relu (FmtOnnxExport *export, const NnNode *node, char *output)
{
  fmt_onnx_export_float (export, add_first (export, node, output, 1), "alpha",
                         node->attributes.leaky_relu.slope);
}

static void
add_hard_sigmoid (FmtOnnxExport *export, const NnNode *node, char *output, float alpha, float beta)
{
  Onnx__NodeProto *proto =
      add_for (export, "HardSigmoid", fmt_onnx_export_value (export, node, 0), output, 1);

  fmt_onnx_export_float (export, proto, "alpha", alpha);
  fmt_onnx_export_float (export, proto, "beta", beta);
}

static void
write_hard_sigmoid (FmtOnnxExport *export, const NnNode *node, char *output)
{
  add_hard_sigmoid (export, node, output, node->attributes.hard_sigmoid.alpha,
                    node->attributes.hard_sigmoid.beta);
}

/* An operator of set 14 only. */
static void
write_hard_swish (FmtOnnxExport *export, const NnNode *node, char *output)
{
  char *gate = fmt_onnx_export_name (export, node, ".gate");
  Onnx__NodeProto *proto;

  add_hard_sigmoid (export, node, gate, 1.f / 6, 0.5f);
  proto = add_for (export, "Mul", fmt_onnx_export_value (export, node, 0), output, 2);
  fmt_onnx_export_input (proto, gate);
}

static void
write_clip (FmtOnnxExport *export, const NnNode *node, char *output)
{
  Onnx__NodeProto *proto = add_first (export, node, output, 3);

  fmt_onnx_export_number (export, proto, fmt_onnx_export_name (export, node, ".min"),
                          node->attributes.clip.min);
  fmt_onnx_export_number (export, proto, fmt_onnx_export_name (export, node, ".max"),
                          node->attributes.clip.max);
}

/* A constant in a shape that ONNX applies as it is meant here: (c, 1, 1), or the value's own. */
static void
add_operand (FmtOnnxExport *export,
             Onnx__NodeProto *proto,
             const NnNode *node,
             int index,
             const char *suffix)
{
  const NnTensor *tensor = node->parameters[index];
  gsize size = nn_shape_size (&tensor->shape);
  NnTensor shaped = *tensor;

  if (size == (gsize) node->output.dims[0] || size == 1)
    shaped.shape = NN_SHAPE_1 ((int) size);
  else
    shaped.shape = node->output;
  fmt_onnx_export_tensor (export, proto, fmt_onnx_export_name (export, node, suffix), &shaped,
                          node->output.rank);
}

static void
write_prelu (FmtOnnxExport *export, const NnNode *node, char *output)
{
  add_operand (export, add_first (export, node, output, 2), node, 0, ".slope");
}

static void
write_scale_shift (FmtOnnxExport *export, const NnNode *node, char *output)
{
  gboolean has_shift = node->n_parameters > 1;
  char *scaled = has_shift ? fmt_onnx_export_name (export, node, ".scaled") : output;
  Onnx__NodeProto *proto =
      add_for (export, "Mul", fmt_onnx_export_value (export, node, 0), scaled, 2);

  add_operand (export, proto, node, 0, ".scale");
  if (has_shift)
    add_operand (export, add_for (export, "Add", scaled, output, 2), node, 1, ".shift");
}

static void
write_batch_norm (FmtOnnxExport *export, const NnNode *node, char *output)
{
  static const char *const suffixes[] = { ".scale", ".shift", ".mean", ".variance" };
  Onnx__NodeProto *proto = add_first (export, node, output, 5);

  fmt_onnx_export_float (export, proto, "epsilon", node->attributes.batch_norm.epsilon);
  for (int i = 0; i < 4; i++)
    fmt_onnx_export_tensor (export, proto, fmt_onnx_export_name (export, node, suffixes[i]),
                            node->parameters[i], 0);
}

/* An image's shape with the batch as it is. */
static void
add_reshape (FmtOnnxExport *export,
             const NnNode *node,
             const char *input,
             char *output,
             const NnShape *shape)
{
  Onnx__NodeProto *proto = add_for (export, "Reshape", input, output, 2);
  gint64 dims[NN_MAX_RANK + 1] = { 0 };

  for (int i = 0; i < shape->rank; i++)
    dims[i + 1] = shape->dims[i];
  fmt_onnx_export_integers (export, proto, fmt_onnx_export_name (export, node, ".shape"),
                            (size_t) shape->rank + 1, dims);
}

static void
write_reshape (FmtOnnxExport *export, const NnNode *node, char *output)
{
  add_reshape (export, node, fmt_onnx_export_value (export, node, 0), output, &node->output);
}

static void
write_transpose (FmtOnnxExport *export, const NnNode *node, char *output)
{
  int order[NN_MAX_RANK + 1] = { 0 };

  for (int i = 0; i < node->output.rank; i++)
    order[i + 1] = node->attributes.transpose.order[i] + 1;
  fmt_onnx_export_ints (export, add_first (export, node, output, 1), "perm",
                        (size_t) node->output.rank + 1, order);
}

static void
write_pad (FmtOnnxExport *export, const NnNode *node, char *output)
{
  const gint64 pads[] = { 0, 0, node->attributes.pad.top,    node->attributes.pad.left,
                          0, 0, node->attributes.pad.bottom, node->attributes.pad.right };

  add_zeros_around (export, node, fmt_onnx_export_value (export, node, 0), output, pads,
                    node->attributes.pad.value);
}

static void
write_slice (FmtOnnxExport *export, const NnNode *node, char *output)
{
  Onnx__NodeProto *proto = add_first (export, node, output, 4);
  const gint64 begin = node->attributes.slice.begin, end = node->attributes.slice.end;
  const gint64 axis = node->attributes.slice.axis + 1;

  fmt_onnx_export_integers (export, proto, fmt_onnx_export_name (export, node, ".begin"), 1,
                            &begin);
  fmt_onnx_export_integers (export, proto, fmt_onnx_export_name (export, node, ".end"), 1, &end);
  fmt_onnx_export_integers (export, proto, fmt_onnx_export_name (export, node, ".axis"), 1, &axis);
}

/* A number for each channel has to be (c, 1, 1) to meet all of the channel. */
static void
write_mul (FmtOnnxExport *export, const NnNode *node, char *output)
{
  const char *second = fmt_onnx_export_value (export, node, 1);
  const NnShape *shape = nn_graph_shape (export->graph, node->inputs[1]);
  Onnx__NodeProto *proto;

  if (shape->rank != node->output.rank)
    {
      NnShape aligned = { .rank = node->output.rank, .dims = { shape->dims[0], 1, 1, 1, 1 } };
      char *reshaped = fmt_onnx_export_name (export, node, ".factor");

      add_reshape (export, node, second, reshaped, &aligned);
      second = reshaped;
    }
  proto = add_first (export, node, output, 2);
  fmt_onnx_export_input (proto, second);
}

static const struct
{
  const NnOp *op;
  FmtOnnxWriter write;
} writers[] = {
  { &nn_op_average_pool, write_average_pool },
  { &nn_op_clip, write_clip },
  { &nn_op_concat, write_with_all },
  { &nn_op_conv, write_conv },
  { &nn_op_flatten, write_plain },
  { &nn_op_global_average_pool, write_plain },
  { &nn_op_hard_sigmoid, write_hard_sigmoid },
  { &nn_op_hard_swish, write_hard_swish },
  { &nn_op_leaky_relu, write_leaky_relu },
  { &nn_op_linear, write_linear },
  { &nn_op_lrn, write_lrn },
  { &nn_op_max_pool, write_max_pool },
  { &nn_op_mul, write_mul },
  { &nn_op_pad, write_pad },
  { &nn_op_prelu, write_prelu },
  { &nn_op_relu, write_plain },
  { &nn_op_reshape, write_reshape },
  { &nn_op_scale_shift, write_scale_shift },
  { &nn_op_batch_norm, write_batch_norm },
  { &nn_op_sigmoid, write_plain },
  { &nn_op_slice, write_slice },
  { &nn_op_softmax, write_plain },
  { &nn_op_sum, write_with_all },
  { &nn_op_tanh, write_plain },
  { &nn_op_transpose, write_transpose },
};

FmtOnnxWriter
fmt_onnx_writer_find (const NnOp *op)
{
  for (size_t i = 0; i < G_N_ELEMENTS (writers); i++)
    if (writers[i].op == op)
      return writers[i].write;
  return NULL;
}
