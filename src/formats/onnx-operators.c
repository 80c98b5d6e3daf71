// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* A new operator is one more entry. */
static const struct
{
  const char *name;
  FmtOnnxOperator import;
} operators[] = {
  { "Add", fmt_onnx_import_add },
  { "AveragePool", fmt_onnx_import_average_pool },
  { "BatchNormalization", fmt_onnx_import_batch_norm },
  { "Cast", fmt_onnx_import_cast },
  { "Clip", fmt_onnx_import_clip },
  { "Concat", fmt_onnx_import_concat },
  { "Conv", fmt_onnx_import_conv },
  { "Div", fmt_onnx_import_div },
  { "Dropout", fmt_onnx_import_identity },
  { "Flatten", fmt_onnx_import_flatten },
  { "Gemm", fmt_onnx_import_gemm },
  { "GlobalAveragePool", fmt_onnx_import_global_average_pool },
  { "GlobalMaxPool", fmt_onnx_import_global_max_pool },
  { "HardSigmoid", fmt_onnx_import_hard_sigmoid },
  { "HardSwish", fmt_onnx_import_hard_swish },
  { "Identity", fmt_onnx_import_identity },
  { "LRN", fmt_onnx_import_lrn },
  { "LeakyRelu", fmt_onnx_import_leaky_relu },
  { "LogSoftmax", fmt_onnx_import_log_softmax },
  { "MatMul", fmt_onnx_import_mat_mul },
  { "MaxPool", fmt_onnx_import_max_pool },
  { "Mul", fmt_onnx_import_mul },
  { "PRelu", fmt_onnx_import_prelu },
  { "Pad", fmt_onnx_import_pad },
  { "ReduceMean", fmt_onnx_import_reduce_mean },
  { "Relu", fmt_onnx_import_relu },
  { "Reshape", fmt_onnx_import_reshape },
  { "Sigmoid", fmt_onnx_import_sigmoid },
  { "Slice", fmt_onnx_import_slice },
  { "Softmax", fmt_onnx_import_softmax },
  { "Split", fmt_onnx_import_split },
  { "Squeeze", fmt_onnx_import_squeeze },
  { "Sub", fmt_onnx_import_sub },
  { "Sum", fmt_onnx_import_sum },
  { "Tanh", fmt_onnx_import_tanh },
  { "Transpose", fmt_onnx_import_transpose },
  { "Unsqueeze", fmt_onnx_import_unsqueeze },
};

FmtOnnxOperator
fmt_onnx_operator_find (const char *op_type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_equal (operators[i].name, op_type))
      return operators[i].import;
  return NULL;
}

NnValue *
fmt_onnx_input_values (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  g_autofree NnValue *values = g_new (NnValue, node->n_input + 1);

  for (size_t i = 0; i < node->n_input; i++)
    {
      values[i] = fmt_onnx_input_value (import, node, i, error);
      if (values[i] == NN_NO_VALUE)
        return NULL;
    }
  if (node->n_input > 0)
    return g_steal_pointer (&values);
  fmt_onnx_set_invalid (error, _ ("it has no inputs."));
  return NULL;
}
