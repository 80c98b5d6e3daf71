// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/output-kind.h"

#include "base/error.h"
#include "base/random.h"
#include "config.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Files could chain operators without end. */
/* Values looked at before it gives up: what branches would be looked at again and again. */
#define MAX_VISITS 1000

/* Random pictures for what cannot be told from the graph: how many, and the largest numbers in
 * them, as far as networks with and without preprocessing of their own take them. */
#define N_TRIALS 4
static const float trial_ranges[N_TRIALS] = { 1, 1, 255, 1000 };
#define TOLERANCE 1e-3

#define LARGEST_CODE 0.01f /* step of confidences that are rounded */

/* What is known of a value from the operators before it. */
typedef enum
{
  ANYTHING, /* a score */
  ADDS_UP,
  WITHIN, /* 0 .. 1 */
  UNKNOWN,
} Knowledge;

static Knowledge know (const NnGraph *graph, NnValue value, guint *left);

/* The value before what only puts its numbers into another shape. */
static const NnNode *
skip_shapes (const NnGraph *graph, NnValue value)
{
  const NnNode *node = nn_graph_node (graph, value);

  while (node->op == &nn_op_flatten || node->op == &nn_op_reshape)
    node = nn_graph_node (graph, node->inputs[0]);
  return node;
}

/* y = factor * x + shift with one number for all; FALSE where it is not that. */
static gboolean
get_line (const NnNode *node, float *factor, float *shift)
{
  *factor = 1;
  *shift = 0;
  if (node->op != &nn_op_scale_shift)
    return FALSE;
  for (int i = 0; i < node->n_parameters; i++)
    {
      const NnTensor *tensor = node->parameters[i];
      gsize n = nn_shape_size (&tensor->shape);

      for (gsize j = 1; j < n; j++)
        if (tensor->data[j] != tensor->data[0])
          return FALSE;
      *(i == 0 ? factor : shift) = tensor->data[0];
    }
  return TRUE;
}

/* The least that is known of all the inputs. */
static Knowledge
know_inputs (const NnGraph *graph, const NnNode *node, guint *left)
{
  Knowledge all = ADDS_UP;

  for (int i = 0; i < node->n_inputs; i++)
    {
      Knowledge one = know (graph, node->inputs[i], left);

      if (one == ANYTHING || one == UNKNOWN)
        return one;
      all = MAX (all, one);
    }
  return all;
}

/* 1 - p beside p, of one class. */
static gboolean
is_pair (const NnGraph *graph, const NnNode *node)
{
  for (int i = 0; i < 2 && node->n_inputs == 2 && node->output.dims[0] == 2; i++)
    {
      const NnNode *rest = nn_graph_node (graph, node->inputs[i]);
      float factor, shift;

      if (get_line (rest, &factor, &shift) && factor == -1 && shift == 1 &&
          rest->inputs[0] == node->inputs[1 - i])
        return TRUE;
    }
  return FALSE;
}

/* Whether numbers are rounded to codes for 0 to 1 and made of these again: what adds up does so but
 * for the rounding. */
static gboolean
is_coded (const NnNode *code, float factor, float shift)
{
  float scale, zero;

  if (code->op != &nn_op_quantize || nn_shape_size (&code->parameters[0]->shape) != 1)
    return FALSE;
  scale = code->parameters[0]->data[0];
  zero = code->parameters[1]->data[0];
  return fabsf (factor - scale) <= 1e-6f * scale && fabsf (shift + zero * scale) <= 1e-6f &&
         (code->attributes.quantize.min - zero) * scale <= 1e-6f &&
         (code->attributes.quantize.max - zero) * scale >= 0.99f && scale <= LARGEST_CODE;
}

/* The mean of several is what they are; of each channel alone it is not known. */
static Knowledge
know_line (const NnGraph *graph, const NnNode *node, guint *left)
{
  const NnNode *before = nn_graph_node (graph, node->inputs[0]);
  float factor, shift;

  if (!get_line (node, &factor, &shift))
    return know (graph, node->inputs[0], left) == ANYTHING ? ANYTHING : UNKNOWN;
  if (factor == 1 && shift == 0)
    return know (graph, node->inputs[0], left);
  if (is_coded (before, factor, shift))
    return know (graph, before->inputs[0], left);
  if (before->op == &nn_op_sum && shift == 0 && fabsf (factor * before->n_inputs - 1) < 1e-5f)
    return know_inputs (graph, before, left);
  return know (graph, node->inputs[0], left) == ANYTHING ? ANYTHING : UNKNOWN;
}

/* (1 + tanh (x)) / 2 and the like, which are sigmoids; any other line through tanh is none. */
static Knowledge
know_tanh (const NnGraph *graph, const NnNode *node)
{
  float factor = 1, shift = 0, own_factor, own_shift;

  for (; get_line (node, &own_factor, &own_shift); node = nn_graph_node (graph, node->inputs[0]))
    {
      shift += factor * own_shift;
      factor *= own_factor;
    }
  if (node->op != &nn_op_tanh)
    return UNKNOWN;
  factor = fabsf (factor);
  return shift - factor >= -1e-5f && shift + factor <= 1 + 1e-5f ? WITHIN : ANYTHING;
}

static gboolean
has_negative (const NnTensor *tensor)
{
  gsize n = nn_shape_size (&tensor->shape);

  for (gsize i = 0; i < n; i++)
    if (tensor->data[i] < 0)
      return TRUE;
  return FALSE;
}

/* Products of numbers of which none is negative may mix confidences, or add up those of several
 * classes; all others make scores. */
static Knowledge
know_products (const NnGraph *graph, const NnNode *node, guint *left)
{
  for (int i = 0; i < node->n_parameters; i++)
    if (has_negative (node->parameters[i]))
      return ANYTHING;
  for (int i = 0; i < node->n_inputs; i++)
    {
      const NnNode *input = nn_graph_node (graph, node->inputs[i]);

      if (input->op == &nn_op_constant ? has_negative (input->parameters[0])
                                       : know (graph, node->inputs[i], left) == ANYTHING)
        return ANYTHING;
    }
  return UNKNOWN;
}

/* Functions without an upper end, of scores. */
static gboolean
is_without_end (const NnNode *node)
{
  switch (node->attributes.function.kind)
    {
    case NN_FUNCTION_ABS:
    case NN_FUNCTION_CELU:
    case NN_FUNCTION_ELU:
    case NN_FUNCTION_LOG:
    case NN_FUNCTION_MISH:
    case NN_FUNCTION_SELU:
    case NN_FUNCTION_SOFTPLUS:
    case NN_FUNCTION_SQRT:
    case NN_FUNCTION_SQUARE:
    case NN_FUNCTION_SWISH:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A softmax along an axis, or the logarithm of one. */
static Knowledge
know_softmax (const NnNode *node)
{
  gboolean all =
      (gsize) node->output.dims[node->attributes.along.axis] == nn_shape_size (&node->output);

  return all ? ADDS_UP : WITHIN;
}

static Knowledge
know (const NnGraph *graph, NnValue value, guint *left)
{
  const NnNode *node = nn_graph_node (graph, value);
  Knowledge before;

  if (*left == 0)
    return UNKNOWN;
  (*left)--;
  if (node->op == &nn_op_softmax)
    return ADDS_UP;
  if (node->op == &nn_op_softmax_along)
    return know_softmax (node);
  if (node->op == &nn_op_function && node->attributes.function.kind == NN_FUNCTION_EXP &&
      skip_shapes (graph, node->inputs[0])->op == &nn_op_log_softmax_along)
    return know_softmax (skip_shapes (graph, node->inputs[0]));
  if (node->op == &nn_op_linear && node->output.dims[0] == 2 &&
      nn_shape_size (nn_graph_shape (graph, node->inputs[0])) == 1)
    return UNKNOWN; /* two classes from one confidence */
  if (node->op == &nn_op_sigmoid || node->op == &nn_op_hard_sigmoid)
    return WITHIN;
  if (node->op == &nn_op_linear || node->op == &nn_op_row_linear || node->op == &nn_op_mat_mul)
    return know_products (graph, node, left);
  if (node->op == &nn_op_input || node->op == &nn_op_conv || node->op == &nn_op_relu ||
      node->op == &nn_op_leaky_relu || node->op == &nn_op_prelu ||
      node->op == &nn_op_log_softmax_along || node->op == &nn_op_hard_swish ||
      node->op == &nn_op_lrn)
    return ANYTHING;
  before = know_tanh (graph, node);
  if (before != UNKNOWN)
    return before;
  if (node->op == &nn_op_scale_shift)
    return know_line (graph, node, left);
  if (node->op == &nn_op_function && is_without_end (node))
    return know (graph, node->inputs[0], left) == ANYTHING ? ANYTHING : UNKNOWN;
  if (node->op == &nn_op_concat)
    {
      before = know_inputs (graph, node, left);
      if (is_pair (graph, node))
        return before == ANYTHING ? UNKNOWN : ADDS_UP;
      return before == ADDS_UP ? WITHIN : before;
    }
  if (node->op == &nn_op_flatten || node->op == &nn_op_reshape || node->op == &nn_op_transpose)
    return know (graph, node->inputs[0], left);
  if (node->op == &nn_op_slice || node->op == &nn_op_max_pool ||
      node->op == &nn_op_global_average_pool || node->op == &nn_op_average_pool)
    {
      before = know (graph, node->inputs[0], left);
      return before == ADDS_UP ? UNKNOWN : before;
    }
  if (node->op == &nn_op_clip && node->attributes.clip.min >= 0 && node->attributes.clip.max <= 1)
    {
      before = know (graph, node->inputs[0], left);
      /* Keeping a confidence from being exactly 0 or 1. */
      if (before == ADDS_UP &&
          (node->attributes.clip.min > 1e-3f || node->attributes.clip.max < 1 - 1e-3f))
        return WITHIN;
      return before == ANYTHING ? WITHIN : before;
    }
  if (node->op == &nn_op_mul)
    {
      before = know_inputs (graph, node, left);
      return before == ADDS_UP ? WITHIN : before;
    }
  return UNKNOWN; /* among them sums: weighted means are tried out */
}

/* FALSE where something overflowed, which says nothing of other pictures. */
static gboolean
look_at (gsize n, const float *y, gboolean *adds_up, gboolean *within)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    if (!isfinite (y[i]))
      return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      *within = *within && y[i] >= -1e-6f && y[i] <= 1 + 1e-6f;
      sum += (double) y[i];
    }
  *adds_up = *adds_up && fabs (sum - 1) < TOLERANCE;
  return TRUE;
}

/* Whether all are the number that came first, of this picture or of one before; *first is
 * not-a-number before. */
static gboolean
are_same (gsize n, const float *y, float *first)
{
  if (isnan (*first) && n > 0)
    *first = y[0];
  for (gsize i = 0; i < n; i++)
    if (y[i] != *first)
      return FALSE;
  return TRUE;
}

/* What the network gives for random pictures. A network that cannot be computed gives scores, and
 * so does one that has not learned yet and gives the same number for everything. */
static FmtOutputKind
try_out (const NnGraph *graph, NnValue value)
{
  g_autoptr (NnGraph) copy = nn_graph_copy (graph);
  g_autoptr (NnExecutor) executor = NULL;
  gsize n_in = nn_shape_size (nn_graph_shape (graph, 0));
  gsize n_out = nn_shape_size (nn_graph_shape (graph, value));
  gboolean adds_up = n_out > 1, within = TRUE, any = FALSE, same = TRUE;
  float first = NAN;
  BaseRandom random;

  nn_graph_set_output (copy, value);
  executor = nn_executor_new (copy, 1, NN_FORWARD_ONLY, NULL);
  if (executor == NULL)
    return FMT_OUTPUT_SCORES;
  base_random_init (&random, 1, 0, 0);
  for (guint i = 0; i < N_TRIALS && within; i++)
    {
      float *input = nn_executor_input (executor);

      for (gsize j = 0; j < n_in; j++)
        input[j] = trial_ranges[i] * (float) base_random_uniform (&random);
      nn_executor_forward (executor);
      any = look_at (n_out, nn_executor_value (executor, value), &adds_up, &within) || any;
      same = same && are_same (n_out, nn_executor_value (executor, value), &first);
    }
  if (!within || !any || (same && !adds_up))
    return FMT_OUTPUT_SCORES;
  return adds_up ? FMT_OUTPUT_CONFIDENCES : FMT_OUTPUT_INDEPENDENT;
}

/* What the dimensions that are reduced have together, where the classes are along another one. */
static double
count_reduced (const NnNode *node, const NnShape *in, int classes)
{
  double n = 1;

  for (int i = 0; i < in->rank; i++)
    if (node->attributes.reduce.axes >> i & 1)
      n *= i == classes ? 0 : in->dims[i];
    else if (i != classes && in->dims[i] != 1)
      return 0;
  return n;
}

static double find_total (const NnGraph *graph, NnValue value, guint *left);

/* Whether a reduction brings together just what is beside one another along an axis. */
static gboolean
is_along (const NnNode *node, const NnNode *stack)
{
  return stack->op == &nn_op_concat_along &&
         node->attributes.reduce.axes == 1u << stack->attributes.along.axis;
}

/* Sums and means over several that lie one behind the other. */
static double
find_stacked (const NnGraph *graph, const NnNode *node, guint *left)
{
  const NnShape *in = nn_graph_shape (graph, node->inputs[0]);
  const NnNode *direct = nn_graph_node (graph, node->inputs[0]);
  const NnNode *stack =
      direct->op == &nn_op_concat_along ? direct : skip_shapes (graph, node->inputs[0]);
  gboolean behind = FALSE, rest = FALSE; /* a dimension that stays; one behind it that does not */
  double total = 0;
  int n = 1;

  for (int i = 0; i < in->rank; i++)
    {
      gboolean reduced = (node->attributes.reduce.axes >> i & 1) != 0;

      rest = rest || (reduced && behind && in->dims[i] != 1);
      n *= reduced ? in->dims[i] : 1;
      behind = behind || (!reduced && in->dims[i] != 1);
    }
  if (stack->n_inputs != n ||
      (stack->op == &nn_op_concat ? rest : stack != direct || !is_along (node, stack)))
    return 0;
  for (int i = 0; i < n; i++)
    {
      double own =
          nn_shape_size (nn_graph_shape (graph, stack->inputs[i])) == nn_shape_size (&node->output)
              ? find_total (graph, stack->inputs[i], left)
              : 0;

      if (own <= 0)
        return 0;
      total += own;
    }
  return node->attributes.reduce.kind == NN_REDUCE_SUM ? total : total / n;
}

/* What the numbers of a value add up to, that is made of confidences by sums, means and factors: of
 * several networks, or in percent. 0 = it is not known. */
static double
find_total (const NnGraph *graph, NnValue value, guint *left)
{
  const NnNode *node = nn_graph_node (graph, value);
  double total = 0;
  float factor, shift;

  if (*left == 0)
    return 0;
  (*left)--;
  if (node->op == &nn_op_flatten || node->op == &nn_op_reshape)
    return find_total (graph, node->inputs[0], left);
  if (node->op == &nn_op_sum ||
      (node->op == &nn_op_binary && node->attributes.binary.kind == NN_BINARY_ADD))
    {
      for (int i = 0; i < node->n_inputs; i++)
        {
          double own = nn_shape_equal (nn_graph_shape (graph, node->inputs[i]), &node->output)
                           ? find_total (graph, node->inputs[i], left)
                           : 0;

          if (own <= 0)
            return 0;
          total += own;
        }
      return total;
    }
  if (node->op == &nn_op_reduce && (node->attributes.reduce.kind == NN_REDUCE_SUM ||
                                    node->attributes.reduce.kind == NN_REDUCE_MEAN))
    {
      const NnNode *softmax = nn_graph_node (graph, node->inputs[0]);

      if (softmax->op != &nn_op_softmax_along)
        return find_stacked (graph, node, left);
      total = count_reduced (node, &softmax->output, softmax->attributes.along.axis);
      return node->attributes.reduce.kind == NN_REDUCE_SUM ? total : MIN (total, 1);
    }
  if (node->op == &nn_op_global_average_pool)
    {
      const NnNode *softmax = nn_graph_node (graph, node->inputs[0]);

      /* Of all pixels. */
      return softmax->op == &nn_op_softmax_along && softmax->attributes.along.axis == 0 ? 1 : 0;
    }
  if (get_line (node, &factor, &shift) && shift == 0 && factor > 0)
    return (double) factor * find_total (graph, node->inputs[0], left);
  return know (graph, value, left) == ADDS_UP ? 1 : 0;
}

FmtOutputKind
fmt_output_kind (const NnGraph *graph, NnValue value)
{
  g_return_val_if_fail (graph != NULL, FMT_OUTPUT_SCORES);

  if (fabs (find_total (graph, value, &(guint){ MAX_VISITS }) - 1) < 1e-6)
    return FMT_OUTPUT_CONFIDENCES;
  /* Scores may be cut off at 0, and so may confidences that add up (sparsemax). */
  if (skip_shapes (graph, value)->op == &nn_op_relu)
    return try_out (graph, value) == FMT_OUTPUT_CONFIDENCES ? FMT_OUTPUT_CONFIDENCES
                                                            : FMT_OUTPUT_SCORES;
  switch (know (graph, value, &(guint){ MAX_VISITS }))
    {
    case ANYTHING:
      return FMT_OUTPUT_SCORES;
    case ADDS_UP:
      return FMT_OUTPUT_CONFIDENCES;
    case WITHIN:
      return FMT_OUTPUT_INDEPENDENT;
    default:
      return try_out (graph, value);
    }
}

/* softmax (0, z) is (1 - sigmoid (z), sigmoid (z)), so that the two classes have scores, too. */
static NnValue
add_two_classes (NnGraph *graph, NnValue value, GError **error)
{
  const NnNode *node = nn_graph_node (graph, value);
  NnTensor *weights = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { 2, 1 } });
  NnTensor *bias = NULL;
  gboolean sigmoid;

  while (node->op == &nn_op_flatten || node->op == &nn_op_reshape)
    node = nn_graph_node (graph, node->inputs[0]);
  sigmoid = node->op == &nn_op_sigmoid;
  weights->data[1] = 1;
  if (!sigmoid)
    {
      bias = nn_tensor_new (&NN_SHAPE_1 (2));
      weights->data[0] = -1;
      bias->data[0] = 1;
    }
  value =
      nn_graph_add_linear (graph, NULL, sigmoid ? node->inputs[0] : value, weights, bias, error);
  if (value != NN_NO_VALUE && sigmoid)
    value = nn_graph_add_softmax (graph, NULL, value, error);
  return value;
}

/* The largest confidence only, or another figure made of all of them. */
static gboolean
is_of_all_classes (const NnGraph *graph, NnValue value)
{
  const NnNode *node = skip_shapes (graph, value);

  return (node->op == &nn_op_reduce || node->op == &nn_op_max_pool || node->op == &nn_op_arg_max) &&
         know (graph, node->inputs[0], &(guint){ MAX_VISITS }) != ANYTHING;
}

/* Logarithms of confidences, which a loss takes with their signs changed. */
static gboolean
is_log_of_confidences (const NnGraph *graph, const NnNode *node)
{
  if (node->op == &nn_op_log_softmax_along)
    return TRUE;
  return node->op == &nn_op_function && node->attributes.function.kind == NN_FUNCTION_LOG &&
         know (graph, node->inputs[0], &(guint){ MAX_VISITS }) == ADDS_UP;
}

/* Logarithms to the base of 2 or 10. */
static gboolean
is_other_base (float factor)
{
  return fabs ((double) factor - 1 / G_LN2) < 1e-5 || fabs ((double) factor - 1 / G_LN10) < 1e-5;
}

static gboolean
is_rounding (const NnNode *node)
{
  NnFunction kind = node->attributes.function.kind;

  return node->op == &nn_op_function && (kind == NN_FUNCTION_ROUND || kind == NN_FUNCTION_FLOOR ||
                                         kind == NN_FUNCTION_CEIL || kind == NN_FUNCTION_TRUNC);
}

/* Percent and the like, also in whole numbers, and decisions: what is behind the factor, or behind
 * the rounding, is what is wanted. */
static NnValue
strip_factor (const NnGraph *graph, NnValue value)
{
  gboolean rounded = is_rounding (nn_graph_node (graph, value));
  NnValue source = rounded ? nn_graph_node (graph, value)->inputs[0] : value;
  const NnNode *node = nn_graph_node (graph, source);
  float factor, shift;
  Knowledge before;

  if (rounded)
    {
      before = know (graph, source, &(guint){ MAX_VISITS });
      if (before == ADDS_UP || before == WITHIN)
        return source;
    }
  if (!get_line (node, &factor, &shift) || shift != 0 || factor == 1)
    return value;
  if (is_other_base (factor) &&
      is_log_of_confidences (graph, nn_graph_node (graph, node->inputs[0])))
    return node->inputs[0];
  if (factor <= 0)
    return factor == -1 && is_log_of_confidences (graph, nn_graph_node (graph, node->inputs[0]))
               ? node->inputs[0]
               : value;
  before = know (graph, node->inputs[0], &(guint){ MAX_VISITS });
  if (before == ADDS_UP || (before == WITHIN && (factor == 100 || factor == 255)))
    return node->inputs[0];
  return value;
}

static NnValue
add_factor (NnGraph *graph, NnValue value, float factor, GError **error)
{
  NnTensor *tensor = nn_tensor_new (&NN_SHAPE_1 (1));

  tensor->data[0] = factor;
  return nn_graph_add_scale_shift (graph, NULL, value, tensor, NULL, error);
}

/* Logarithms of sigmoids are what they are the logarithms of: log (sigmoid (x)), and the same as
 * -softplus (-x). */
static NnValue
strip_log (NnGraph *graph, NnValue value, GError **error)
{
  const NnNode *node = nn_graph_node (graph, value);
  float factor, shift;
  NnValue inner;

  if (node->op == &nn_op_function && node->attributes.function.kind == NN_FUNCTION_LOG &&
      know (graph, node->inputs[0], &(guint){ MAX_VISITS }) == WITHIN)
    return node->inputs[0];
  if (!get_line (node, &factor, &shift) || !(factor <= -1 && factor >= -1) || shift != 0)
    return value;
  node = nn_graph_node (graph, node->inputs[0]);
  if (node->op != &nn_op_function || node->attributes.function.kind != NN_FUNCTION_SOFTPLUS)
    return value;
  inner = add_factor (graph, node->inputs[0], -1, error);
  return inner != NN_NO_VALUE ? nn_graph_add_sigmoid (graph, NULL, inner, error) : NN_NO_VALUE;
}

/* A softmax over one number, because it runs along another dimension than the classes: then each of
 * them is 1, whatever the picture is. */
static gboolean
is_softmax_of_one (const NnGraph *graph, NnValue value)
{
  const NnNode *node = nn_graph_node (graph, value);

  while (node->op == &nn_op_flatten || node->op == &nn_op_reshape || node->op == &nn_op_transpose)
    node = nn_graph_node (graph, node->inputs[0]);
  return node->op == &nn_op_softmax_along && node->output.dims[node->attributes.along.axis] == 1 &&
         nn_shape_size (&node->output) > 1;
}

/* Several numbers become confidences. */
static NnValue
finish_several (NnGraph *graph, NnValue value, GError **error)
{
  double total = find_total (graph, value, &(guint){ MAX_VISITS });
  FmtOutputKind kind = total > 0 ? FMT_OUTPUT_CONFIDENCES : fmt_output_kind (graph, value);

  if (nn_graph_shape (graph, value)->rank != 1)
    value = nn_graph_add_flatten (graph, NULL, value, error);
  if (value != NN_NO_VALUE && kind == FMT_OUTPUT_SCORES)
    return nn_graph_add_softmax (graph, NULL, value, error);
  if (value != NN_NO_VALUE && total > 0 && fabs (total - 1) > 1e-6)
    return add_factor (graph, value, (float) (1 / total), error);
  return value;
}

static NnValue
finish_single (NnGraph *graph, NnValue value, const char *name, GError **error)
{
  if (is_of_all_classes (graph, value))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("its output “%s” is a single number made of the confidences of all classes; "
                      "save the network with one number for each class."),
                   name);
      return NN_NO_VALUE;
    }
  switch (fmt_output_kind (graph, value))
    {
    case FMT_OUTPUT_INDEPENDENT:
      return add_two_classes (graph, value, error);
    case FMT_OUTPUT_CONFIDENCES:
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("its output “%s” is a softmax of a single number, which is 1 for every "
                      "picture; a network for two classes needs two numbers or a sigmoid."),
                   name);
      return NN_NO_VALUE;
    default:
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("its output “%s” is a single number that is no confidence, as of a "
                      "regression. If it is the score of one of two classes, save the network "
                      "with a sigmoid at its end."),
                   name);
      return NN_NO_VALUE;
    }
}

/* The whole numbers that a quantised network ends in become what they stand for. */
static NnValue
decode (NnGraph *graph, NnValue value, GError **error)
{
  const NnNode *node = nn_graph_node (graph, value);
  NnTensor *factor, *shift;
  float scale, zero;

  while (node->op == &nn_op_flatten || node->op == &nn_op_reshape || node->op == &nn_op_transpose ||
         node->op == &nn_op_slice)
    node = nn_graph_node (graph, node->inputs[0]);
  if (node->op != &nn_op_quantize || nn_shape_size (&node->parameters[0]->shape) != 1)
    return value;
  scale = node->parameters[0]->data[0];
  zero = node->parameters[1]->data[0];
  if (scale == 1 && zero == 0)
    return value;
  factor = nn_tensor_new (&NN_SHAPE_1 (1));
  shift = nn_tensor_new (&NN_SHAPE_1 (1));
  factor->data[0] = scale;
  shift->data[0] = -zero * scale;
  return nn_graph_add_scale_shift (graph, NULL, value, factor, shift, error);
}

gboolean
fmt_output_finish (NnGraph *graph, NnValue value, const char *name, GError **error)
{
  const NnShape *shape;
  gsize n, largest = 0;

  g_return_val_if_fail (graph != NULL && name != NULL, FALSE);

  value = decode (graph, value, error);
  if (value == NN_NO_VALUE)
    return FALSE;
  value = strip_log (graph, strip_factor (graph, value), error);
  if (value == NN_NO_VALUE)
    return FALSE;
  shape = nn_graph_shape (graph, value);
  n = nn_shape_size (shape);
  for (int i = 0; i < shape->rank; i++)
    largest = MAX (largest, (gsize) shape->dims[i]);
  if (value == 0 || n != largest)
    {
      g_autofree char *text = nn_shape_to_string (shape);

      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("its output “%s” is %s, not one number for each class."), name, text);
      return FALSE;
    }
  if (is_softmax_of_one (graph, value))
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("its output “%s” is a softmax along a dimension of 1, so that each of its "
                      "numbers is 1 for every picture; save the network with the softmax along "
                      "its classes, or without it."),
                   name);
      return FALSE;
    }
  if (n == 1)
    value = finish_single (graph, value, name, error);
  else
    value = finish_several (graph, value, error);
  if (value == NN_NO_VALUE)
    return FALSE;
  nn_graph_set_output (graph, value);
  nn_graph_fold (graph);
  return TRUE;
}

gboolean
fmt_output_is_from_single (const NnGraph *graph, NnValue output)
{
  const NnNode *node;

  g_return_val_if_fail (graph != NULL, FALSE);

  node = nn_graph_node (graph, output);
  if (node->op == &nn_op_softmax)
    node = nn_graph_node (graph, node->inputs[0]);
  return node->op == &nn_op_linear && node->output.dims[0] == 2 &&
         nn_shape_size (nn_graph_shape (graph, node->inputs[0])) == 1;
}
