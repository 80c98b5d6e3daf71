// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"
#include "formats/onnx-file.h"

/* A new operator is one more entry. */
typedef struct
{
  const char *name;
  FmtOnnxOperator import;
} Operator;

static const Operator operators[] = {
  { "Abs", fmt_onnx_import_function },
  { "Acos", fmt_onnx_import_function },
  { "Acosh", fmt_onnx_import_function },
  { "Add", fmt_onnx_import_binary },
  { "AffineGrid", fmt_onnx_import_affine_grid },
  { "And", fmt_onnx_import_binary },
  { "ArgMax", fmt_onnx_import_arg_max },
  { "ArgMin", fmt_onnx_import_arg_max },
  { "Asin", fmt_onnx_import_function },
  { "Asinh", fmt_onnx_import_function },
  { "Atan", fmt_onnx_import_function },
  { "Atanh", fmt_onnx_import_function },
  { "Attention", fmt_onnx_import_attention },
  { "AveragePool", fmt_onnx_import_average_pool },
  { "BatchNormalization", fmt_onnx_import_batch_norm },
  { "Cast", fmt_onnx_import_cast },
  { "CastLike", fmt_onnx_import_cast },
  { "Ceil", fmt_onnx_import_function },
  { "Celu", fmt_onnx_import_function },
  { "Clip", fmt_onnx_import_clip },
  { "Concat", fmt_onnx_import_concat },
  { "Conv", fmt_onnx_import_conv },
  { "ConvInteger", fmt_onnx_import_conv_integer },
  { "ConvTranspose", fmt_onnx_import_conv_transpose },
  { "Cos", fmt_onnx_import_function },
  { "Cosh", fmt_onnx_import_function },
  { "CumSum", fmt_onnx_import_cum_sum },
  { "DepthToSpace", fmt_onnx_import_depth_space },
  { "DequantizeLinear", fmt_onnx_import_dequantize },
  { "Div", fmt_onnx_import_binary },
  { "Dropout", fmt_onnx_import_dropout },
  { "DynamicQuantizeLinear", fmt_onnx_import_dynamic_quantize },
  { "Einsum", fmt_onnx_import_einsum },
  { "Elu", fmt_onnx_import_function },
  { "Equal", fmt_onnx_import_binary },
  { "Erf", fmt_onnx_import_function },
  { "Exp", fmt_onnx_import_function },
  { "Expand", fmt_onnx_import_maps },
  { "Flatten", fmt_onnx_import_new_dims },
  { "Floor", fmt_onnx_import_function },
  { "Gather", fmt_onnx_import_maps },
  { "GatherElements", fmt_onnx_import_gather_elements },
  { "GatherND", fmt_onnx_import_gather_nd },
  { "Gelu", fmt_onnx_import_gelu },
  { "Gemm", fmt_onnx_import_gemm },
  { "GlobalAveragePool", fmt_onnx_import_global_pool },
  { "GlobalLpPool", fmt_onnx_import_lp_pool },
  { "GlobalMaxPool", fmt_onnx_import_global_pool },
  { "Greater", fmt_onnx_import_binary },
  { "GreaterOrEqual", fmt_onnx_import_binary },
  { "GridSample", fmt_onnx_import_grid_sample },
  { "GroupNormalization", fmt_onnx_import_group_norm },
  { "HardSigmoid", fmt_onnx_import_hard_sigmoid },
  { "HardSwish", fmt_onnx_import_plain },
  { "Hardmax", fmt_onnx_import_arg_max },
  { "Identity", fmt_onnx_import_identity },
  { "InstanceNormalization", fmt_onnx_import_group_norm },
  { "IsInf", fmt_onnx_import_is_odd },
  { "IsNaN", fmt_onnx_import_is_odd },
  { "LRN", fmt_onnx_import_lrn },
  { "LayerNormalization", fmt_onnx_import_layer_norm },
  { "LeakyRelu", fmt_onnx_import_leaky_relu },
  { "Less", fmt_onnx_import_binary },
  { "LessOrEqual", fmt_onnx_import_binary },
  { "Log", fmt_onnx_import_function },
  { "LogSoftmax", fmt_onnx_import_softmax },
  { "LpNormalization", fmt_onnx_import_lp_norm },
  { "LpPool", fmt_onnx_import_lp_pool },
  { "MatMul", fmt_onnx_import_mat_mul },
  { "MatMulInteger", fmt_onnx_import_mat_mul_integer },
  { "Max", fmt_onnx_import_variadic },
  { "MaxPool", fmt_onnx_import_max_pool },
  { "Mean", fmt_onnx_import_variadic },
  { "MeanVarianceNormalization", fmt_onnx_import_mean_variance },
  { "Min", fmt_onnx_import_variadic },
  { "Mish", fmt_onnx_import_function },
  { "Mod", fmt_onnx_import_binary },
  { "Mul", fmt_onnx_import_binary },
  { "Neg", fmt_onnx_import_neg },
  { "Not", fmt_onnx_import_function },
  { "Or", fmt_onnx_import_binary },
  { "PRelu", fmt_onnx_import_binary },
  { "Pad", fmt_onnx_import_maps },
  { "Pow", fmt_onnx_import_binary },
  { "QLinearConv", fmt_onnx_import_qlinear_conv },
  { "QLinearMatMul", fmt_onnx_import_qlinear_mat_mul },
  { "QuantizeLinear", fmt_onnx_import_quantize },
  { "RMSNormalization", fmt_onnx_import_layer_norm },
  { "Reciprocal", fmt_onnx_import_function },
  { "ReduceL1", fmt_onnx_import_reduce },
  { "ReduceL2", fmt_onnx_import_reduce },
  { "ReduceLogSum", fmt_onnx_import_reduce },
  { "ReduceLogSumExp", fmt_onnx_import_reduce },
  { "ReduceMax", fmt_onnx_import_reduce },
  { "ReduceMean", fmt_onnx_import_reduce },
  { "ReduceMin", fmt_onnx_import_reduce },
  { "ReduceProd", fmt_onnx_import_reduce },
  { "ReduceSum", fmt_onnx_import_reduce },
  { "ReduceSumSquare", fmt_onnx_import_reduce },
  { "Relu", fmt_onnx_import_plain },
  { "Reshape", fmt_onnx_import_new_dims },
  { "Resize", fmt_onnx_import_resize },
  { "RotaryEmbedding", fmt_onnx_import_rotary },
  { "Round", fmt_onnx_import_function },
  { "Scatter", fmt_onnx_import_scatter },
  { "ScatterElements", fmt_onnx_import_scatter },
  { "ScatterND", fmt_onnx_import_scatter },
  { "Selu", fmt_onnx_import_function },
  { "Shrink", fmt_onnx_import_function },
  { "Sigmoid", fmt_onnx_import_plain },
  { "Sign", fmt_onnx_import_function },
  { "Sin", fmt_onnx_import_function },
  { "Sinh", fmt_onnx_import_function },
  { "Slice", fmt_onnx_import_maps },
  { "Softmax", fmt_onnx_import_softmax },
  { "Softplus", fmt_onnx_import_function },
  { "Softsign", fmt_onnx_import_function },
  { "SpaceToDepth", fmt_onnx_import_depth_space },
  { "Split", fmt_onnx_import_split },
  { "Sqrt", fmt_onnx_import_function },
  { "Squeeze", fmt_onnx_import_new_dims },
  { "Sub", fmt_onnx_import_binary },
  { "Sum", fmt_onnx_import_variadic },
  { "Swish", fmt_onnx_import_function },
  { "Tan", fmt_onnx_import_function },
  { "Tanh", fmt_onnx_import_plain },
  { "ThresholdedRelu", fmt_onnx_import_function },
  { "Tile", fmt_onnx_import_maps },
  { "TopK", fmt_onnx_import_top_k },
  { "Transpose", fmt_onnx_import_transpose },
  { "Trilu", fmt_onnx_import_trilu },
  { "Unsqueeze", fmt_onnx_import_new_dims },
  { "Upsample", fmt_onnx_import_resize },
  { "Where", fmt_onnx_import_where },
  { "Xor", fmt_onnx_import_binary },
};

/* Of ONNX Runtime, which its tools write into quantised networks. */
static const Operator runtime_operators[] = {
  { "DequantizeLinear", fmt_onnx_import_dequantize },
  { "DynamicQuantizeLinear", fmt_onnx_import_dynamic_quantize },
  { "FusedMatMul", fmt_onnx_import_fused_mat_mul },
  { "Gelu", fmt_onnx_import_gelu },
  { "GridSample", fmt_onnx_import_grid_sample },
  { "MatMulNBits", fmt_onnx_import_mat_mul_bits },
  { "QGemm", fmt_onnx_import_qgemm },
  { "QLinearAdd", fmt_onnx_import_qlinear_binary },
  { "QLinearGlobalAveragePool", fmt_onnx_import_qlinear_unary },
  { "QLinearLeakyRelu", fmt_onnx_import_qlinear_unary },
  { "QLinearMul", fmt_onnx_import_qlinear_binary },
  { "QLinearSigmoid", fmt_onnx_import_qlinear_unary },
  { "QuantizeLinear", fmt_onnx_import_quantize },
  { "RotaryEmbedding", fmt_onnx_import_rotary },
};

static const Operator ml_operators[] = {
  { "LinearClassifier", fmt_onnx_import_linear_classifier },
  { "Normalizer", fmt_onnx_import_normalizer },
  { "Scaler", fmt_onnx_import_scaler },
};

static FmtOnnxOperator
find (const Operator *list, size_t n, const char *op_type)
{
  for (size_t i = 0; i < n; i++)
    if (g_str_equal (list[i].name, op_type))
      return list[i].import;
  return NULL;
}

FmtOnnxOperator
fmt_onnx_operator_find (const char *domain, const char *op_type)
{
  if (fmt_onnx_is_own_domain (domain))
    return find (operators, G_N_ELEMENTS (operators), op_type);
  if (g_str_equal (domain, "com.microsoft"))
    return find (runtime_operators, G_N_ELEMENTS (runtime_operators), op_type);
  if (g_str_equal (domain, "ai.onnx.ml"))
    return find (ml_operators, G_N_ELEMENTS (ml_operators), op_type);
  return NULL;
}

gboolean
fmt_onnx_operator_takes_images (const char *op_type)
{
  static const char *const names[] = { "AveragePool",
                                       "Conv",
                                       "ConvInteger",
                                       "ConvTranspose",
                                       "DepthToSpace",
                                       "GlobalAveragePool",
                                       "GlobalMaxPool",
                                       "GlobalLpPool",
                                       "LRN",
                                       "LpPool",
                                       "MaxPool",
                                       "QLinearConv",
                                       "QLinearGlobalAveragePool",
                                       "SpaceToDepth" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], op_type))
      return TRUE;
  return FALSE;
}

NnValue
fmt_onnx_step_binary (FmtOnnxImport *import, NnBinary kind, NnValue a, NnValue b, GError **error)
{
  if (a == NN_NO_VALUE || b == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_binary (import->graph, NULL, kind, a, b, error);
}

NnValue
fmt_onnx_step_function (FmtOnnxImport *import, NnFunction kind, NnValue input, GError **error)
{
  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_function (import->graph, NULL, input, kind, 0, 0, error);
}

NnValue
fmt_onnx_step_reduce (FmtOnnxImport *import,
                      NnReduction kind,
                      NnValue input,
                      guint axes,
                      GError **error)
{
  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_reduce (import->graph, NULL, input, kind, axes, error);
}

NnValue
fmt_onnx_step_scale (FmtOnnxImport *import, NnValue input, float factor, GError **error)
{
  NnTensor *tensor;

  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  tensor = nn_tensor_new (&NN_SHAPE_1 (1));
  tensor->data[0] = factor;
  return nn_graph_add_scale_shift (import->graph, NULL, input, tensor, NULL, error);
}

NnValue
fmt_onnx_step_number (FmtOnnxImport *import, float number, GError **error)
{
  NnTensor *tensor = nn_tensor_new (&NN_SHAPE_1 (1));

  tensor->data[0] = number;
  return nn_graph_add_constant (import->graph, NULL, tensor, error);
}

NnValue
fmt_onnx_step_reshape (FmtOnnxImport *import, NnValue input, const NnShape *shape, GError **error)
{
  if (input == NN_NO_VALUE || !nn_shape_check (shape, error))
    return NN_NO_VALUE;
  return fmt_onnx_reshape (import, NULL, input, shape, error);
}

NnValue
fmt_onnx_step_transpose (FmtOnnxImport *import, NnValue input, const int *order, GError **error)
{
  if (input == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_transpose (import->graph, NULL, input, order, error);
}
