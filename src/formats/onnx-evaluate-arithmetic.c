// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-evaluate.h"

#include "config.h"

#include <math.h>
#include <string.h>

static double
add (double a, double b)
{
  return a + b;
}

static double
subtract (double a, double b)
{
  return a - b;
}

static double
multiply (double a, double b)
{
  return a * b;
}

static double
divide (double a, double b)
{
  return a / b;
}

static double
modulo (double a, double b)
{
  return a - b * floor (a / b);
}

static double
equal (double a, double b)
{
  return !(a < b) && !(a > b);
}

static double
less (double a, double b)
{
  return a < b;
}

static double
greater (double a, double b)
{
  return a > b;
}

static double
less_or_equal (double a, double b)
{
  return a <= b;
}

static double
greater_or_equal (double a, double b)
{
  return a >= b;
}

static double
both (double a, double b)
{
  return a != 0 && b != 0;
}

static double
either (double a, double b)
{
  return a != 0 || b != 0;
}

static double
differs (double a, double b)
{
  return (a != 0) != (b != 0);
}

/* What a double of a constant of whole numbers says; beyond this it says none. */
#define MAX_INTEGER 9e15
static gint64
whole (double x)
{
  return (gint64) CLAMP (x, -MAX_INTEGER, MAX_INTEGER);
}

static double
shift_right (double a, double b)
{
  return b < 64 ? (double) ((guint64) MAX (whole (a), 0) >> whole (MAX (b, 0))) : 0;
}

static double
bits_of_both (double a, double b)
{
  return (double) (whole (a) & whole (b));
}

static double
bits_of_either (double a, double b)
{
  return (double) (whole (a) | whole (b));
}

static double
bits_that_differ (double a, double b)
{
  return (double) (whole (a) ^ whole (b));
}

/* Functions of two numbers; `compares`: the result is true or false. */
static const struct
{
  const char *name;
  gboolean compares;
  double (*function) (double a, double b);
} binaries[] = {
  { "Add", FALSE, add },
  { "And", TRUE, both },
  { "BitShift", FALSE, shift_right },
  { "BitwiseAnd", FALSE, bits_of_both },
  { "BitwiseOr", FALSE, bits_of_either },
  { "BitwiseXor", FALSE, bits_that_differ },
  { "Div", FALSE, divide },
  { "Equal", TRUE, equal },
  { "Greater", TRUE, greater },
  { "GreaterOrEqual", TRUE, greater_or_equal },
  { "Less", TRUE, less },
  { "LessOrEqual", TRUE, less_or_equal },
  { "Max", FALSE, fmax },
  { "Min", FALSE, fmin },
  { "Mod", FALSE, modulo },
  { "Mul", FALSE, multiply },
  { "Or", TRUE, either },
  { "Pow", FALSE, pow },
  { "Sub", FALSE, subtract },
  { "Xor", TRUE, differs },
};

static double
positive (double x)
{
  return fmax (x, 0);
}

static double
logistic (double x)
{
  return 1 / (1 + exp (-x));
}

static double
negate (double x)
{
  return -x;
}

static double
invert (double x)
{
  return 1 / x;
}

static double
sign (double x)
{
  return (x > 0) - (x < 0);
}

static double
is_zero (double x)
{
  return equal (x, 0);
}

static const struct
{
  const char *name;
  double (*function) (double x);
} unaries[] = {
  { "Abs", fabs },      { "Ceil", ceil },         { "Cos", cos },    { "Erf", erf },
  { "Exp", exp },       { "Floor", floor },       { "Log", log },    { "Neg", negate },
  { "Not", is_zero },   { "Reciprocal", invert }, { "Round", rint }, { "Sign", sign },
  { "Relu", positive }, { "Sigmoid", logistic },  { "Sin", sin },    { "Sqrt", sqrt },
  { "Tanh", tanh },
};

static FmtOnnxConstant *
evaluate_binary (FmtOnnxImport *import,
                 size_t kind,
                 const FmtOnnxConstant *a,
                 const FmtOnnxConstant *b)
{
  gboolean whole = !fmt_onnx_is_float_type (a->type) && binaries[kind].function == divide;
  FmtOnnxConstant *result;
  FmtOnnxDims dims;

  if (!fmt_onnx_dims_broadcast (&a->dims, &b->dims, &dims))
    return NULL;
  result =
      fmt_onnx_evaluate_result (import, binaries[kind].compares ? FMT_ONNX_BOOL : a->type, &dims);
  for (gsize i = 0; result != NULL && i < result->n; i++)
    {
      double x = a->numbers[a->n == result->n ? i : fmt_onnx_evaluate_place (&dims, &a->dims, i)];
      double y = b->numbers[b->n == result->n ? i : fmt_onnx_evaluate_place (&dims, &b->dims, i)];

      result->numbers[i] = binaries[kind].function (x, y);
      if (whole)
        result->numbers[i] = trunc (result->numbers[i]);
    }
  return result;
}

static FmtOnnxConstant *
evaluate_unary (FmtOnnxImport *import, size_t kind, const FmtOnnxConstant *input)
{
  FmtOnnxConstant *result = fmt_onnx_evaluate_copy (import, input, input->type, &input->dims);

  for (gsize i = 0; result != NULL && i < result->n; i++)
    result->numbers[i] = unaries[kind].function (result->numbers[i]);
  return result;
}

/* Not among the functions above: the rest with the sign of the first number, and bits that are
 * shifted to the left, where some get lost. */
static gboolean
is_other (const Onnx__NodeProto *node)
{
  const Onnx__AttributeProto *attribute = fmt_onnx_find_attribute (node, "fmod");
  g_autofree char *direction = NULL;

  if (g_str_equal (node->op_type, "BitShift"))
    return !fmt_onnx_get_string (node, "direction", "", &direction, NULL) ||
           !g_str_equal (direction, "RIGHT");
  return attribute != NULL && attribute->i != 0;
}

/* Before operator set 7 broadcasting was another one. */
static gboolean
is_old_broadcast (const FmtOnnxImport *import, const FmtOnnxConstant *const *inputs)
{
  return import->opset < 7 && (inputs[0]->dims.rank != inputs[1]->dims.rank ||
                               memcmp (inputs[0]->dims.dims, inputs[1]->dims.dims,
                                       (size_t) inputs[0]->dims.rank * sizeof (gint64)) != 0);
}

FmtOnnxConstant *
fmt_onnx_evaluate_arithmetic (FmtOnnxImport *import,
                              const Onnx__NodeProto *node,
                              const FmtOnnxConstant *const *inputs)
{
  for (size_t i = 0; i < G_N_ELEMENTS (unaries); i++)
    if (g_str_equal (node->op_type, unaries[i].name) && node->n_input == 1)
      return evaluate_unary (import, i, inputs[0]);
  for (size_t i = 0; i < G_N_ELEMENTS (binaries); i++)
    if (g_str_equal (node->op_type, binaries[i].name) && node->n_input == 2 && inputs[1] != NULL)
      return is_other (node) || is_old_broadcast (import, inputs)
                 ? NULL
                 : evaluate_binary (import, i, inputs[0], inputs[1]);
  return NULL;
}
