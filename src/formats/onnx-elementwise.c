// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Operators that work on one value number by number. */

/* The result has the dimensions of what the node reads. */
static NnValue
same_as (FmtOnnxImport *import, NnValue value, const FmtOnnxValue *input, gint32 type)
{
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  return fmt_onnx_result (import, value, type, &input->dims, input->batch);
}

/* Adds a node of one input and nothing else. */
typedef NnValue (*AddPlain) (NnGraph *graph, const char *name, NnValue input, GError **error);

NnValue
fmt_onnx_import_plain (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  static const struct
  {
    const char *name;
    AddPlain add;
  } kinds[] = { { "HardSwish", nn_graph_add_hard_swish },
                { "Relu", nn_graph_add_relu },
                { "Sigmoid", nn_graph_add_sigmoid },
                { "Tanh", nn_graph_add_tanh } };
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);

  for (size_t i = 0; input != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (node->op_type, kinds[i].name))
      return same_as (import, kinds[i].add (import->graph, node->output[0], input->value, error),
                      input, input->type);
  return NN_NO_VALUE;
}

/* IsNaN and IsInf: x is not equal to itself, or its size is beyond the largest number. */
NnValue
fmt_onnx_import_is_odd (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gint64 positive, negative;
  FmtOnnxValue own;
  NnValue value;

  if (input == NULL || !fmt_onnx_get_int (node, "detect_positive", 0, 1, 1, &positive, error) ||
      !fmt_onnx_get_int (node, "detect_negative", 0, 1, 1, &negative, error))
    return NN_NO_VALUE;
  own = *input;
  value = own.value;
  if (g_str_equal (node->op_type, "IsNaN"))
    {
      value = fmt_onnx_step_binary (import, NN_BINARY_EQUAL, value, value, error);
      value = fmt_onnx_step_function (import, NN_FUNCTION_NOT, value, error);
      return same_as (import, value, &own, FMT_ONNX_BOOL);
    }
  if (!positive || !negative)
    {
      fmt_onnx_set_unsupported (error, _ ("this program looks for both infinities only."));
      return NN_NO_VALUE;
    }
  value = fmt_onnx_step_function (import, NN_FUNCTION_ABS, value, error);
  if (value != NN_NO_VALUE)
    value = fmt_onnx_step_binary (import, NN_BINARY_LESS,
                                  fmt_onnx_step_number (import, G_MAXFLOAT, error), value, error);
  return same_as (import, value, &own, FMT_ONNX_BOOL);
}

/* ONNX's names and standard parameters. `gamma` is Selu's name for the second one. */
static const struct
{
  const char *name;
  NnFunction kind;
  const char *alpha_name, *beta_name;
  float alpha, beta;
} functions[] = {
  { "Abs", NN_FUNCTION_ABS, NULL, NULL, 0, 0 },
  { "Acos", NN_FUNCTION_ACOS, NULL, NULL, 0, 0 },
  { "Acosh", NN_FUNCTION_ACOSH, NULL, NULL, 0, 0 },
  { "Asin", NN_FUNCTION_ASIN, NULL, NULL, 0, 0 },
  { "Asinh", NN_FUNCTION_ASINH, NULL, NULL, 0, 0 },
  { "Atan", NN_FUNCTION_ATAN, NULL, NULL, 0, 0 },
  { "Atanh", NN_FUNCTION_ATANH, NULL, NULL, 0, 0 },
  { "Ceil", NN_FUNCTION_CEIL, NULL, NULL, 0, 0 },
  { "Celu", NN_FUNCTION_CELU, "alpha", NULL, 1, 0 },
  { "Cos", NN_FUNCTION_COS, NULL, NULL, 0, 0 },
  { "Cosh", NN_FUNCTION_COSH, NULL, NULL, 0, 0 },
  { "Elu", NN_FUNCTION_ELU, "alpha", NULL, 1, 0 },
  { "Erf", NN_FUNCTION_ERF, NULL, NULL, 0, 0 },
  { "Exp", NN_FUNCTION_EXP, NULL, NULL, 0, 0 },
  { "Floor", NN_FUNCTION_FLOOR, NULL, NULL, 0, 0 },
  { "Log", NN_FUNCTION_LOG, NULL, NULL, 0, 0 },
  { "Mish", NN_FUNCTION_MISH, NULL, NULL, 0, 0 },
  { "Not", NN_FUNCTION_NOT, NULL, NULL, 0, 0 },
  { "Reciprocal", NN_FUNCTION_RECIPROCAL, NULL, NULL, 0, 0 },
  { "Round", NN_FUNCTION_ROUND, NULL, NULL, 0, 0 },
  { "Selu", NN_FUNCTION_SELU, "alpha", "gamma", 1.67326319217681884765625f,
    1.05070102214813232421875f },
  { "Shrink", NN_FUNCTION_SHRINK, "lambd", "bias", 0.5f, 0 },
  { "Sign", NN_FUNCTION_SIGN, NULL, NULL, 0, 0 },
  { "Sin", NN_FUNCTION_SIN, NULL, NULL, 0, 0 },
  { "Sinh", NN_FUNCTION_SINH, NULL, NULL, 0, 0 },
  { "Softplus", NN_FUNCTION_SOFTPLUS, NULL, NULL, 0, 0 },
  { "Softsign", NN_FUNCTION_SOFTSIGN, NULL, NULL, 0, 0 },
  { "Sqrt", NN_FUNCTION_SQRT, NULL, NULL, 0, 0 },
  { "Swish", NN_FUNCTION_SWISH, "alpha", NULL, 1, 0 },
  { "Tan", NN_FUNCTION_TAN, NULL, NULL, 0, 0 },
  { "ThresholdedRelu", NN_FUNCTION_THRESHOLDED_RELU, "alpha", NULL, 1, 0 },
};

NnValue
fmt_onnx_import_function (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);

  for (size_t i = 0; input != NULL && i < G_N_ELEMENTS (functions); i++)
    {
      float alpha = functions[i].alpha, beta = functions[i].beta;

      if (!g_str_equal (node->op_type, functions[i].name))
        continue;
      if ((functions[i].alpha_name != NULL &&
           !fmt_onnx_get_float (node, functions[i].alpha_name, alpha, &alpha, error)) ||
          (functions[i].beta_name != NULL &&
           !fmt_onnx_get_float (node, functions[i].beta_name, beta, &beta, error)))
        return NN_NO_VALUE;
      return same_as (import,
                      nn_graph_add_function (import->graph, node->output[0], input->value,
                                             functions[i].kind, alpha, beta, error),
                      input, functions[i].kind == NN_FUNCTION_NOT ? FMT_ONNX_BOOL : input->type);
    }
  return NN_NO_VALUE;
}

NnValue
fmt_onnx_import_gelu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_autofree char *approximate = NULL;

  if (input == NULL || !fmt_onnx_get_string (node, "approximate", "none", &approximate, error))
    return NN_NO_VALUE;
  return same_as (import,
                  nn_graph_add_function (import->graph, node->output[0], input->value,
                                         g_str_equal (approximate, "tanh") ? NN_FUNCTION_GELU_TANH
                                                                           : NN_FUNCTION_GELU,
                                         0, 0, error),
                  input, input->type);
}

NnValue
fmt_onnx_import_neg (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  NnTensor *minus;

  if (input == NULL)
    return NN_NO_VALUE;
  minus = nn_tensor_new (&NN_SHAPE_1 (1));
  minus->data[0] = -1;
  return same_as (
      import,
      nn_graph_add_scale_shift (import->graph, node->output[0], input->value, minus, NULL, error),
      input, input->type);
}

NnValue
fmt_onnx_import_identity (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);

  return input != NULL ? same_as (import, input->value, input, input->type) : NN_NO_VALUE;
}

/* While it learns a network drops numbers by chance; one that is used does not. */
NnValue
fmt_onnx_import_dropout (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxConstant *training = fmt_onnx_constant (import, fmt_onnx_input_name (node, 2));
  const FmtOnnxConstant *ratio = fmt_onnx_constant (import, fmt_onnx_input_name (node, 1));

  if ((fmt_onnx_input_name (node, 2) != NULL && training == NULL) ||
      (training != NULL && training->n == 1 && training->numbers[0] != 0 &&
       !(ratio != NULL && ratio->n == 1 && !(ratio->numbers[0] > 0))))
    {
      fmt_onnx_set_unsupported (error, _ ("with “training_mode” it leaves out numbers by chance; "
                                          "save the network again for use instead of training."));
      return NN_NO_VALUE;
    }
  return fmt_onnx_import_identity (import, node, error);
}

/* Here all numbers are float32: those of other types are the ones that fit them. */
NnValue
fmt_onnx_import_cast (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  NnFunction kind = NN_FUNCTION_TRUNC;
  NnValue value;
  gint64 type;

  if (input == NULL)
    return NN_NO_VALUE;
  if (g_str_equal (node->op_type, "CastLike"))
    {
      const FmtOnnxValue *like = fmt_onnx_input (import, node, 1, error);

      if (like == NULL)
        return NN_NO_VALUE;
      type = like->type;
      input = fmt_onnx_input (import, node, 0, error);
    }
  else if (!fmt_onnx_get_int (node, "to", 1, G_MAXINT, 0, &type, error))
    return NN_NO_VALUE;
  if (!fmt_onnx_is_float_type (type) && !fmt_onnx_is_integer_type (type))
    {
      fmt_onnx_set_unsupported (error,
                                _ ("this program computes with float32, and cannot make "
                                   "numbers of type %d of it."),
                                (int) type);
      return NN_NO_VALUE;
    }
  value = input->value;
  if (type == FMT_ONNX_BOOL && input->type != FMT_ONNX_BOOL)
    {
      value = nn_graph_add_function (import->graph, NULL, value, NN_FUNCTION_NOT, 0, 0, error);
      kind = NN_FUNCTION_NOT;
    }
  else if (type == FMT_ONNX_FLOAT16 && input->type != FMT_ONNX_FLOAT16)
    kind = NN_FUNCTION_HALF;
  else if (type == FMT_ONNX_BFLOAT16 && input->type != FMT_ONNX_BFLOAT16)
    kind = NN_FUNCTION_BFLOAT;
  else if (fmt_onnx_is_float_type (type) || !fmt_onnx_is_float_type (input->type))
    return same_as (import, value, input, (gint32) type);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  return same_as (import,
                  nn_graph_add_function (import->graph, node->output[0], value, kind, 0, 0, error),
                  input, (gint32) type);
}

NnValue
fmt_onnx_import_leaky_relu (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  float slope;

  if (input == NULL || !fmt_onnx_get_float (node, "alpha", 0.01f, &slope, error))
    return NN_NO_VALUE;
  return same_as (
      import, nn_graph_add_leaky_relu (import->graph, node->output[0], input->value, slope, error),
      input, input->type);
}

NnValue
fmt_onnx_import_hard_sigmoid (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  float alpha, beta;

  if (input == NULL || !fmt_onnx_get_float (node, "alpha", 0.2f, &alpha, error) ||
      !fmt_onnx_get_float (node, "beta", 0.5f, &beta, error))
    return NN_NO_VALUE;
  return same_as (
      import,
      nn_graph_add_hard_sigmoid (import->graph, node->output[0], input->value, alpha, beta, error),
      input, input->type);
}

/* Limits are attributes before operator set 11, and then inputs. */
NnValue
fmt_onnx_import_clip (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  float min, max;

  if (input == NULL)
    return NN_NO_VALUE;
  if (import->opset < 11 ? !fmt_onnx_get_float (node, "min", -G_MAXFLOAT, &min, error) ||
                               !fmt_onnx_get_float (node, "max", G_MAXFLOAT, &max, error)
                         : !fmt_onnx_read_number (import, node, 1, -G_MAXFLOAT, &min, error) ||
                               !fmt_onnx_read_number (import, node, 2, G_MAXFLOAT, &max, error))
    return NN_NO_VALUE;
  /* Where they cross, ONNX has the greatest number win. */
  return same_as (
      import,
      nn_graph_add_clip (import->graph, node->output[0], input->value, MIN (min, max), max, error),
      input, input->type);
}
