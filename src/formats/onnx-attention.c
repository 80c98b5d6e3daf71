// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-operators.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Sums of products over letters (Einsum), and attention (Vaswani and others 2017). */

/* The letters of one input or of the output, each once. */
typedef struct
{
  char letters[NN_MAX_RANK + 1];
  int n;
} Term;

static gboolean
read_term (const char *text, size_t length, Term *term, GError **error)
{
  term->n = 0;
  for (size_t i = 0; i < length; i++)
    {
      if (text[i] == ' ')
        continue;
      if (!g_ascii_isalpha (text[i]) || term->n == NN_MAX_RANK ||
          memchr (term->letters, text[i], (size_t) term->n) != NULL)
        {
          fmt_onnx_set_unsupported (
              error,
              _ ("the attribute “%s” is “%s”; this program knows letters there, each once in "
                 "an input, and nothing else."),
              "equation", text);
          return FALSE;
        }
      term->letters[term->n++] = text[i];
    }
  return TRUE;
}

static gboolean
has (const Term *term, char letter)
{
  return memchr (term->letters, letter, (size_t) term->n) != NULL;
}

static int
place_of (const Term *term, char letter)
{
  return (int) ((const char *) memchr (term->letters, letter, (size_t) term->n) - term->letters);
}

/* Without an arrow the output has the letters that occur once, in their order. */
static void
guess_output (const Term *inputs, size_t n, Term *output)
{
  output->n = 0;
  for (char letter = 'A'; letter <= 'z'; letter++)
    {
      int count = 0;

      for (size_t i = 0; i < n; i++)
        count += has (&inputs[i], letter);
      if (count == 1 && output->n < NN_MAX_RANK)
        output->letters[output->n++] = letter;
    }
}

#define ELLIPSIS "..."

/* Letters that the equation does not have, as many as the widest "..." stands for; FALSE where it
 * does not fit. */
static gboolean
find_free_letters (const char *equation, char *const *parts, const int *ranks, GString *letters)
{
  int n = 0;

  for (size_t i = 0; parts[i] != NULL; i++)
    {
      int n_own = 0;

      for (const char *c = parts[i]; *c != '\0'; c++)
        n_own += g_ascii_isalpha (*c);
      if (strstr (parts[i], ELLIPSIS) != NULL)
        n = MAX (n, ranks[i] - n_own);
      if (ranks[i] < n_own || n > NN_MAX_RANK)
        return FALSE;
    }
  for (char letter = 'a'; letter <= 'z' && letters->len < (gsize) n; letter++)
    if (strchr (equation, letter) == NULL)
      g_string_append_c (letters, letter);
  return letters->len == (gsize) n;
}

/* Each "..." as letters of its own: those of an input with fewer dimensions are the last ones. NULL
 * where it does not fit. */
static char *
spell_out (const char *equation, const int *ranks, size_t n_inputs)
{
  const char *arrow = strstr (equation, "->");
  g_autofree char *left =
      g_strndup (equation, arrow != NULL ? (gsize) (arrow - equation) : strlen (equation));
  g_auto (GStrv) parts = g_strsplit (left, ",", -1);
  g_autoptr (GString) letters = g_string_new (NULL);
  GString *spelt;

  if ((arrow != NULL && strstr (arrow, ELLIPSIS) == NULL) || g_strv_length (parts) != n_inputs ||
      !find_free_letters (equation, parts, ranks, letters))
    return NULL;
  spelt = g_string_new (NULL);
  for (size_t i = 0; i < n_inputs; i++)
    {
      g_autoptr (GString) part = g_string_new (parts[i]);
      gsize n_own = 0;

      for (const char *c = parts[i]; *c != '\0'; c++)
        n_own += g_ascii_isalpha (*c);
      g_string_replace (part, ELLIPSIS,
                        letters->str + letters->len - MIN ((gsize) ranks[i] - n_own, letters->len),
                        1);
      g_string_append_printf (spelt, "%s%s", i > 0 ? "," : "", part->str);
    }
  if (arrow != NULL)
    {
      g_autoptr (GString) right = g_string_new (arrow);

      g_string_replace (right, ELLIPSIS, letters->str, 1);
      g_string_append (spelt, right->str);
      return g_string_free (spelt, FALSE);
    }
  g_string_append_printf (spelt, "->%s", letters->str);
  for (char letter = 'A'; letter <= 'z'; letter++)
    {
      const char *first = g_ascii_isalpha (letter) ? strchr (left, letter) : NULL;

      if (first != NULL && strchr (first + 1, letter) == NULL)
        g_string_append_c (spelt, letter);
    }
  return g_string_free (spelt, FALSE);
}

static gboolean
read_equation (const char *equation, size_t n_inputs, Term *inputs, Term *output, GError **error)
{
  const char *arrow = strstr (equation, "->");
  g_autofree char *left =
      arrow != NULL ? g_strndup (equation, (gsize) (arrow - equation)) : g_strdup (equation);
  g_auto (GStrv) parts = g_strsplit (left, ",", -1);

  if (g_strv_length (parts) != n_inputs || n_inputs < 1 || n_inputs > 2)
    {
      fmt_onnx_set_unsupported (
          error, _ ("the attribute “%s” is “%s”; this program does it for one input or two."),
          "equation", equation);
      return FALSE;
    }
  for (size_t i = 0; i < n_inputs; i++)
    if (!read_term (parts[i], strlen (parts[i]), &inputs[i], error))
      return FALSE;
  if (arrow != NULL)
    return read_term (arrow + 2, strlen (arrow + 2), output, error);
  guess_output (inputs, n_inputs, output);
  return TRUE;
}

/* One input with its letters in a given order; letters that are not wanted are summed up. */
static NnValue
arrange (FmtOnnxImport *import, NnValue value, const Term *now, const Term *wanted, GError **error)
{
  int order[NN_MAX_RANK], n = 0;
  gboolean same = TRUE;
  NnShape shape = { 0 };
  guint axes = 0;

  for (int i = 0; i < now->n; i++)
    if (!has (wanted, now->letters[i]))
      axes |= 1u << i;
  if (axes != 0)
    value = fmt_onnx_step_reduce (import, NN_REDUCE_SUM, value, axes, error);
  /* Those that are gone stay as 1, and go to the end. */
  for (int i = 0; i < wanted->n; i++)
    if (has (now, wanted->letters[i]))
      order[n++] = place_of (now, wanted->letters[i]);
  for (int i = 0; i < now->n; i++)
    if (axes >> i & 1)
      order[n++] = i;
  for (int i = 0; i < n; i++)
    same = same && order[i] == i;
  if (!same)
    value = fmt_onnx_step_transpose (import, value, order, error);
  if (value == NN_NO_VALUE || axes == 0)
    return value;
  shape = *nn_graph_shape (import->graph, value);
  shape.rank = MAX (now->n - __builtin_popcount (axes), 1);
  return fmt_onnx_step_reshape (import, value, &shape, error);
}

/* Two inputs: letters of both that stay are stacks, those of both that go are summed over, the
 * others are rows and columns. */
static NnValue
multiply (FmtOnnxImport *import,
          const NnValue *values,
          const Term *terms,
          const Term *output,
          const int *sizes,
          GError **error)
{
  Term stack = { .n = 0 }, rows = { .n = 0 }, columns = { .n = 0 }, sums = { .n = 0 };
  Term first = { .n = 0 }, second = { .n = 0 }, result = { .n = 0 };
  NnShape a = { 3, { 1, 1, 1 } }, b = { 3, { 1, 1, 1 } }, y = { 0 };
  NnValue x, z, product;

  for (int i = 0; i < terms[0].n; i++)
    {
      char letter = terms[0].letters[i];
      Term *group = !has (&terms[1], letter) ? (has (output, letter) ? &rows : NULL)
                    : has (output, letter)   ? &stack
                                             : &sums;

      if (group != NULL)
        group->letters[group->n++] = letter;
    }
  for (int i = 0; i < terms[1].n; i++)
    if (!has (&terms[0], terms[1].letters[i]) && has (output, terms[1].letters[i]))
      columns.letters[columns.n++] = terms[1].letters[i];
#define APPEND(to, from)                                                                           \
  memcpy ((to).letters + (to).n, (from).letters, (size_t) (from).n);                               \
  (to).n += (from).n
  if (stack.n + rows.n + columns.n > NN_MAX_RANK)
    {
      fmt_onnx_set_unsupported (error, _ ("its result has more than %d dimensions."), NN_MAX_RANK);
      return NN_NO_VALUE;
    }
  APPEND (first, stack);
  APPEND (first, rows);
  APPEND (first, sums);
  APPEND (second, stack);
  APPEND (second, columns);
  APPEND (second, sums);
  APPEND (result, stack);
  APPEND (result, rows);
  APPEND (result, columns);
#undef APPEND
  x = arrange (import, values[0], &terms[0], &first, error);
  z = x == NN_NO_VALUE ? x : arrange (import, values[1], &terms[1], &second, error);
  for (int i = 0; i < stack.n; i++)
    {
      a.dims[0] *= sizes[(guchar) stack.letters[i]];
      b.dims[0] = a.dims[0];
    }
  for (int i = 0; i < rows.n; i++)
    a.dims[1] *= sizes[(guchar) rows.letters[i]];
  for (int i = 0; i < columns.n; i++)
    b.dims[1] *= sizes[(guchar) columns.letters[i]];
  for (int i = 0; i < sums.n; i++)
    a.dims[2] = b.dims[2] = a.dims[2] * sizes[(guchar) sums.letters[i]];
  x = fmt_onnx_step_reshape (import, x, &a, error);
  z = x == NN_NO_VALUE ? x : fmt_onnx_step_reshape (import, z, &b, error);
  if (z == NN_NO_VALUE)
    return NN_NO_VALUE;
  product = nn_graph_add_mat_mul (import->graph, NULL, x, z, FALSE, TRUE, 1, error);
  for (int i = 0; i < result.n; i++)
    y.dims[y.rank++] = sizes[(guchar) result.letters[i]];
  if (y.rank == 0)
    y = NN_SHAPE_1 (1);
  product = fmt_onnx_step_reshape (import, product, &y, error);
  return product == NN_NO_VALUE || result.n == 0
             ? product
             : arrange (import, product, &result, output, error);
}

NnValue
fmt_onnx_import_einsum (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  g_autofree char *equation = NULL;
  Term terms[2], output;
  NnValue values[2], value;
  FmtOnnxDims dims = { 0 };
  int sizes[256] = { 0 }, ranks[2], batch = -1;

  if (!fmt_onnx_get_string (node, "equation", "", &equation, error))
    return NN_NO_VALUE;
  if (strstr (equation, ELLIPSIS) != NULL && node->n_input <= G_N_ELEMENTS (ranks))
    {
      char *spelt;

      for (size_t i = 0; i < node->n_input; i++)
        {
          const FmtOnnxValue *input = fmt_onnx_input (import, node, i, error);

          if (input == NULL)
            return NN_NO_VALUE;
          ranks[i] = input->dims.rank;
        }
      spelt = spell_out (equation, ranks, node->n_input);
      if (spelt == NULL)
        {
          fmt_onnx_set_invalid (error, _ ("its equation does not fit its inputs."));
          return NN_NO_VALUE;
        }
      g_free (equation);
      equation = spelt;
    }
  if (!read_equation (equation, node->n_input, terms, &output, error))
    return NN_NO_VALUE;
  for (size_t i = 0; i < node->n_input; i++)
    {
      const FmtOnnxValue *input = fmt_onnx_input (import, node, i, error);

      if (input == NULL)
        return NN_NO_VALUE;
      if (input->dims.rank != terms[i].n || terms[i].n == 0)
        {
          fmt_onnx_set_invalid (error, _ ("its equation does not fit its inputs."));
          return NN_NO_VALUE;
        }
      for (int j = 0; j < terms[i].n; j++)
        {
          int *size = &sizes[(guchar) terms[i].letters[j]];

          if (*size != 0 && *size != input->dims.dims[j])
            {
              fmt_onnx_set_invalid (error, _ ("its equation does not fit its inputs."));
              return NN_NO_VALUE;
            }
          *size = (int) input->dims.dims[j];
          if (j == input->batch && !has (&output, terms[i].letters[j]))
            {
              (void) fmt_onnx_check_axis (input, j, error);
              return NN_NO_VALUE;
            }
          if (j == input->batch)
            batch = place_of (&output, terms[i].letters[j]);
        }
      values[i] = fmt_onnx_full_value (import, input, error);
      if (values[i] == NN_NO_VALUE)
        return NN_NO_VALUE;
    }
  for (int i = 0; i < output.n; i++)
    {
      dims.dims[dims.rank++] = sizes[(guchar) output.letters[i]];
      if (sizes[(guchar) output.letters[i]] == 0)
        {
          fmt_onnx_set_invalid (error, _ ("its equation does not fit its inputs."));
          return NN_NO_VALUE;
        }
    }
  value = node->n_input == 1 ? arrange (import, values[0], &terms[0], &output, error)
                             : multiply (import, values, terms, &output, sizes, error);
  return fmt_onnx_full_result (import, node, value, FMT_ONNX_FLOAT, &dims, batch, error);
}

/* Heads as matrices: (heads, length, size) of an input (1, heads, length, size) or, with the heads
 * beside each other, (1, length, heads * size). */
static NnValue
find_heads (FmtOnnxImport *import,
            const Onnx__NodeProto *node,
            size_t index,
            const char *count,
            NnShape *shape,
            GError **error)
{
  const FmtOnnxValue *input = fmt_onnx_input (import, node, index, error);
  gint64 heads;
  NnValue value;

  if (input == NULL)
    return NN_NO_VALUE;
  if (input->dims.rank < 3 || input->dims.rank > 4 || input->dims.dims[0] != 1)
    {
      g_autofree char *text = fmt_onnx_dims_to_string (&input->dims);

      fmt_onnx_set_unsupported (
          error, _ ("its input is %s; this program does it for a batch of one image."), text);
      return NN_NO_VALUE;
    }
  if (input->dims.rank == 4)
    {
      *shape = *nn_graph_shape (import->graph, input->value);
      return input->value;
    }
  if (!fmt_onnx_get_int (node, count, 1, input->dims.dims[2], 0, &heads, error))
    return NN_NO_VALUE;
  if (input->dims.dims[2] % heads != 0)
    {
      fmt_onnx_set_invalid (error, _ ("its %d channels do not come out in %d groups."),
                            (int) input->dims.dims[2], (int) heads);
      return NN_NO_VALUE;
    }
  *shape = NN_SHAPE_3 ((int) input->dims.dims[1], (int) heads, (int) (input->dims.dims[2] / heads));
  value = fmt_onnx_step_reshape (import, input->value, shape, error);
  *shape = NN_SHAPE_3 ((int) heads, shape->dims[0], shape->dims[2]);
  return fmt_onnx_step_transpose (import, value, (int[]){ 1, 0, 2 }, error);
}

/* Where fewer heads of keys and values serve several of queries each. */
static NnValue
repeat_heads (FmtOnnxImport *import, NnValue value, NnShape *shape, int heads, GError **error)
{
  NnTensor *indices;

  if (value == NN_NO_VALUE || shape->dims[0] == heads)
    return value;
  if (heads % shape->dims[0] != 0)
    {
      fmt_onnx_set_invalid (error, _ ("its %d channels do not come out in %d groups."), heads,
                            shape->dims[0]);
      return NN_NO_VALUE;
    }
  indices = nn_tensor_new (&(NnShape){ 2, { heads, 1 } });
  for (int i = 0; i < heads; i++)
    indices->data[i] = (float) (i / (heads / shape->dims[0]));
  shape->dims[0] = heads;
  return nn_graph_add_resample (import->graph, NULL, value, 0, indices, NULL, error);
}

/* A mask of numbers is added to the scores; one of truths, and the order of time, put those that
 * must not be looked at so low that they count nothing. */
#define FAR_BELOW (-1e30f)
static NnValue
apply_mask (FmtOnnxImport *import, const Onnx__NodeProto *node, NnValue scores, GError **error)
{
  const FmtOnnxValue *mask;
  NnValue far;

  if (fmt_onnx_input_name (node, 3) == NULL)
    return scores;
  mask = fmt_onnx_input (import, node, 3, error);
  if (mask == NULL)
    return NN_NO_VALUE;
  if (mask->type != FMT_ONNX_BOOL)
    return fmt_onnx_step_binary (import, NN_BINARY_ADD, scores, mask->value, error);
  far = fmt_onnx_step_number (import, FAR_BELOW, error);
  if (far == NN_NO_VALUE || scores == NN_NO_VALUE)
    return NN_NO_VALUE;
  return nn_graph_add_where (import->graph, NULL, mask->value, scores, far, error);
}

static NnValue
apply_order (FmtOnnxImport *import, NnValue scores, int n, int m, GError **error)
{
  NnTensor *order;
  NnValue constant;

  if (scores == NN_NO_VALUE)
    return NN_NO_VALUE;
  order = nn_tensor_new (&(NnShape){ 2, { n, m } });
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < m; j++)
      order->data[(gsize) i * m + j] = FAR_BELOW;
  constant = nn_graph_add_constant (import->graph, NULL, order, error);
  return fmt_onnx_step_binary (import, NN_BINARY_ADD, scores, constant, error);
}

NnValue
fmt_onnx_import_attention (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  NnShape q_shape = { 0 }, k_shape = { 0 }, v_shape = { 0 };
  const FmtOnnxValue *input = fmt_onnx_input (import, node, 0, error);
  gint64 causal;
  NnValue q, k, v, y;
  float scale, cap;
  FmtOnnxDims dims;
  gboolean flat;
  int batch;

  if (input == NULL)
    return NN_NO_VALUE;
  dims = input->dims;
  batch = input->batch;
  flat = dims.rank == 3;
  for (size_t i = 4; i < node->n_input; i++)
    if (fmt_onnx_input_name (node, i) != NULL)
      {
        fmt_onnx_set_unsupported (error, _ ("this program does not know its input %zu."), i + 1);
        return NN_NO_VALUE;
      }
  q = find_heads (import, node, 0, "q_num_heads", &q_shape, error);
  k = q == NN_NO_VALUE ? q : find_heads (import, node, 1, "kv_num_heads", &k_shape, error);
  v = k == NN_NO_VALUE ? k : find_heads (import, node, 2, "kv_num_heads", &v_shape, error);
  if (v == NN_NO_VALUE || !fmt_onnx_get_int (node, "is_causal", 0, 1, 0, &causal, error) ||
      !fmt_onnx_get_float (node, "scale", 1 / sqrtf ((float) q_shape.dims[2]), &scale, error) ||
      !fmt_onnx_get_float (node, "softcap", 0, &cap, error))
    return NN_NO_VALUE;
  k = repeat_heads (import, k, &k_shape, q_shape.dims[0], error);
  v = k == NN_NO_VALUE ? k : repeat_heads (import, v, &v_shape, q_shape.dims[0], error);
  if (v == NN_NO_VALUE)
    return NN_NO_VALUE;
  y = nn_graph_add_mat_mul (import->graph, NULL, q, k, FALSE, TRUE, scale, error);
  if (causal)
    y = apply_order (import, y, q_shape.dims[1], k_shape.dims[1], error);
  if (cap > 0)
    {
      y = fmt_onnx_step_scale (import, y, 1 / cap, error);
      y = y == NN_NO_VALUE ? y : nn_graph_add_tanh (import->graph, NULL, y, error);
      y = fmt_onnx_step_scale (import, y, cap, error);
    }
  y = y == NN_NO_VALUE ? y : apply_mask (import, node, y, error);
  y = y == NN_NO_VALUE ? y : nn_graph_add_softmax_along (import->graph, NULL, y, 2, error);
  if (y == NN_NO_VALUE)
    return NN_NO_VALUE;
  y = nn_graph_add_mat_mul (import->graph, NULL, y, v, FALSE, FALSE, 1, error);
  if (flat)
    {
      y = fmt_onnx_step_transpose (import, y, (int[]){ 1, 0, 2 }, error);
      dims.dims[2] = (gint64) q_shape.dims[0] * v_shape.dims[2];
    }
  else
    dims.dims[3] = v_shape.dims[2];
  return fmt_onnx_full_result (import, node, y, FMT_ONNX_FLOAT, &dims, batch, error);
}
