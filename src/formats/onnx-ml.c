// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* Operators of ONNX's other set (ai.onnx.ml), which scikit-learn's classifiers are saved with. */

static const Onnx__AttributeProto *
find_floats (const Onnx__NodeProto *node, const char *name)
{
  const Onnx__AttributeProto *attribute = fmt_onnx_find_attribute (node, name);

  return attribute != NULL && attribute->n_floats > 0 ? attribute : NULL;
}

/* The numbers of an attribute, or one for all; a vector of n. */
static NnTensor *
take_floats (const Onnx__NodeProto *node, const char *name, int n, float standard, GError **error)
{
  const Onnx__AttributeProto *attribute = find_floats (node, name);
  NnTensor *tensor;

  if (attribute != NULL && attribute->n_floats != 1 && attribute->n_floats != (size_t) n)
    {
      fmt_onnx_set_invalid (error, _ ("its attribute “%s” has %zu numbers instead of %d."), name,
                            attribute->n_floats, n);
      return NULL;
    }
  tensor = nn_tensor_new (&NN_SHAPE_1 (n));
  for (int i = 0; i < n; i++)
    tensor->data[i] = attribute == NULL          ? standard
                      : attribute->n_floats == 1 ? attribute->floats[0]
                                                 : attribute->floats[i];
  return tensor;
}

/* A row of numbers; the number of them, or 0 with an error. */
static int
row_size (const FmtOnnxValue *input, GError **error)
{
  if (input == NULL)
    return 0;
  if (input->dims.rank == 2 && input->dims.dims[0] == 1)
    return (int) input->dims.dims[1];
  fmt_onnx_set_unsupported (error, _ ("it takes a row of numbers for each picture."));
  return 0;
}

/* (x - offset) * scale. */
NnValue
fmt_onnx_import_scaler (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  int n = row_size (input, error);
  NnTensor *scale = n > 0 ? take_floats (node, "scale", n, 1, error) : NULL;
  NnTensor *shift = scale != NULL ? take_floats (node, "offset", n, 0, error) : NULL;

  if (shift == NULL)
    {
      nn_tensor_free (scale);
      return NN_NO_VALUE;
    }
  for (int i = 0; i < n; i++)
    shift->data[i] *= -scale->data[i];
  return nn_graph_add_scale_shift (import->graph, node->output[0], input->value, scale, shift,
                                   error);
}

static NnValue
add_post_transform (FmtOnnxImport *import,
                    const Onnx__NodeProto *node,
                    NnValue value,
                    GError **error)
{
  g_autofree char *name = NULL;

  if (!fmt_onnx_get_string (node, "post_transform", "NONE", &name, error))
    return NN_NO_VALUE;
  if (g_str_equal (name, "NONE"))
    return value;
  if (g_str_equal (name, "SOFTMAX"))
    return nn_graph_add_softmax (import->graph, NULL, value, error);
  if (g_str_equal (name, "LOGISTIC"))
    return nn_graph_add_sigmoid (import->graph, NULL, value, error);
  fmt_onnx_set_unsupported (error, _ ("its attribute “post_transform” is %s."), name);
  return NN_NO_VALUE;
}

/* Scores for each class, the second output. The first, the label, is what they are greatest for; as
 * nothing but that is made of it, it has the scores, too. */
NnValue
fmt_onnx_import_linear_classifier (FmtOnnxImport *import,
                                   const Onnx__NodeProto *node,
                                   GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  const Onnx__AttributeProto *coefficients = find_floats (node, "coefficients");
  const Onnx__AttributeProto *intercepts = find_floats (node, "intercepts");
  int n = row_size (input, error), n_classes;
  NnTensor *weights, *bias;
  FmtOnnxValue scores;
  NnValue value;

  if (n == 0)
    return NN_NO_VALUE;
  n_classes = intercepts != NULL ? (int) MIN (intercepts->n_floats, (size_t) G_MAXINT / n) : 0;
  if (n_classes < 2 || coefficients == NULL ||
      coefficients->n_floats != (size_t) n_classes * (size_t) n)
    {
      fmt_onnx_set_unsupported (error, _ ("it does not have coefficients for each class."));
      return NN_NO_VALUE;
    }
  weights = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { n_classes, n } });
  bias = nn_tensor_new (&NN_SHAPE_1 (n_classes));
  for (size_t i = 0; i < coefficients->n_floats; i++)
    weights->data[i] = coefficients->floats[i];
  for (int i = 0; i < n_classes; i++)
    bias->data[i] = intercepts->floats[i];
  value = nn_graph_add_linear (import->graph, NULL, input->value, weights, bias, error);
  if (value != NN_NO_VALUE)
    value = add_post_transform (import, node, value, error);
  if (value == NN_NO_VALUE)
    return NN_NO_VALUE;
  scores = (FmtOnnxValue){
    .value = value, .type = FMT_ONNX_FLOAT, .dims = { 2, { 1, n_classes } }, .batch = input->batch
  };
  if (node->n_output > 1 && !fmt_onnx_set_output (import, node->output[1], &scores, error))
    return NN_NO_VALUE;
  return fmt_onnx_result (import, value, FMT_ONNX_FLOAT, &scores.dims, scores.batch);
}

NnValue
fmt_onnx_import_normalizer (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  g_autofree char *kind = NULL;
  gboolean l1, l2;
  NnValue norm;

  if (row_size (input, error) == 0 || !fmt_onnx_get_string (node, "norm", "MAX", &kind, error))
    return NN_NO_VALUE;
  l1 = g_str_equal (kind, "L1");
  l2 = g_str_equal (kind, "L2");
  if (!l1 && !l2)
    {
      fmt_onnx_set_unsupported (error, _ ("its attribute “norm” is %s."), kind);
      return NN_NO_VALUE;
    }
  norm = fmt_onnx_step_function (import, l1 ? NN_FUNCTION_ABS : NN_FUNCTION_SQUARE, input->value,
                                 error);
  norm = fmt_onnx_step_reduce (import, NN_REDUCE_SUM, norm, 1, error);
  if (l2)
    norm = fmt_onnx_step_function (import, NN_FUNCTION_SQRT, norm, error);
  return fmt_onnx_step_binary (import, NN_BINARY_DIV, input->value, norm, error);
}
