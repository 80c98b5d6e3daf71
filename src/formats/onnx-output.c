// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-hints.h"

#include "config.h"
#include "formats/onnx-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More outputs than any network for one picture has would take time for nothing. */
#define MAX_OUTPUTS 64

#define MAX_WALK 16 /* operators that only pass numbers on, at the end */

/* Numbers of ONNX's other types. */
enum
{
  TYPE_UINT8 = 2,
  TYPE_INT8 = 3,
  TYPE_DOUBLE = 11,
  TYPE_BFLOAT16 = 16,
};

/* What is known of an output before its graph is read. */
typedef struct
{
  const char *name;
  gboolean possible;  /* floating-point or quantised numbers, one for each class */
  gint64 n;           /* how many; 0 = unknown */
  gboolean finished;  /* ends in a softmax or the like */
  gboolean side;      /* by its name, features, boxes or an auxiliary classifier */
  gboolean named;     /* its name is one of scores */
  gboolean auxiliary; /* by its name, an auxiliary classifier */
  gboolean is_source; /* another output is computed from it */
} Output;

static const Onnx__NodeProto *
find_maker (const Onnx__GraphProto *graph, const char *name)
{
  for (size_t i = graph->n_node; i-- > 0;)
    for (size_t j = 0; j < graph->node[i]->n_output; j++)
      if (g_str_equal (graph->node[i]->output[j], name))
        return graph->node[i];
  return NULL;
}

static gboolean
is_one_of (const char *name, const char *const *names)
{
  return g_strv_contains (names, name);
}

/* The value whose numbers an output passes on. */
static const char *
find_root (const Onnx__GraphProto *graph, const char *name)
{
  static const char *const passing[] = { "Identity",         "Cast",    "Flatten",
                                         "Reshape",          "Squeeze", "Clip",
                                         "Unsqueeze",        "Dropout", "QuantizeLinear",
                                         "DequantizeLinear", NULL };
  const Onnx__NodeProto *node = find_maker (graph, name);

  for (int i = 0; i < MAX_WALK && node != NULL && is_one_of (node->op_type, passing); i++)
    {
      if (node->n_input == 0 || find_maker (graph, node->input[0]) == NULL)
        break;
      name = node->input[0];
      node = find_maker (graph, name);
    }
  return name;
}

/* The operator at the end, but for those that pass its numbers on. */
static const char *
last_operator (const Onnx__GraphProto *graph, const char *name)
{
  const Onnx__NodeProto *node = find_maker (graph, find_root (graph, name));

  return node != NULL ? node->op_type : "";
}

gboolean
fmt_onnx_has_label (const Onnx__GraphProto *graph)
{
  for (size_t i = 0; i < MIN (graph->n_output, MAX_OUTPUTS); i++)
    if (g_str_equal (last_operator (graph, graph->output[i]->name), "ArgMax"))
      return TRUE;
  return FALSE;
}

gboolean
fmt_onnx_is_least_meant (const Onnx__GraphProto *graph, const char *name)
{
  for (size_t i = 0; i < graph->n_output; i++)
    {
      const Onnx__NodeProto *node = find_maker (graph, find_root (graph, graph->output[i]->name));

      if (node != NULL && fmt_onnx_is_operator (node, "OneHot") && node->n_input > 0)
        node = find_maker (graph, find_root (graph, node->input[0]));
      if (node != NULL && fmt_onnx_is_operator (node, "ArgMin") && node->n_input > 0 &&
          g_str_equal (find_root (graph, node->input[0]), find_root (graph, name)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_float (gint32 type)
{
  return type == 0 || type == FMT_ONNX_FLOAT || type == FMT_ONNX_FLOAT16 || type == TYPE_DOUBLE ||
         type == TYPE_BFLOAT16;
}

/* Whether whole numbers stand for others. */
static gboolean
is_code (gint32 type, const Onnx__NodeProto *maker)
{
  return (type == TYPE_UINT8 || type == TYPE_INT8) && maker != NULL &&
         (g_str_equal (maker->op_type, "QuantizeLinear") ||
          g_str_has_prefix (maker->op_type, "QLinear"));
}

/* One number for each class: all dimensions but the batch and one are 1. The size of a dimension
 * that is left open is unknown. */
static void
read_shape (const Onnx__TensorShapeProto *shape, Output *output)
{
  gboolean open = FALSE;

  output->n = 1;
  for (size_t i = 1; shape != NULL && i < shape->n_dim; i++)
    {
      gint64 dim = shape->dim[i]->has_dim_value ? shape->dim[i]->dim_value : 0;

      open = open || dim < 1;
      if (dim > 1 && output->n > 1)
        output->possible = FALSE;
      output->n = MAX (output->n, dim);
    }
  if (shape == NULL || open)
    output->n = 0;
}

static gboolean
has_word (const char *name, const char *const *words)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
describe (const Onnx__GraphProto *graph, const Onnx__ValueInfoProto *value, Output *output)
{
  static const char *const whole[] = { "ArgMax", "ArgMin",  "Shape", "Size", "NonZero",
                                       "Equal",  "Greater", "Less",  NULL };
  static const char *const finishing[] = { "Softmax", "Sigmoid", "LogSoftmax", "HardSigmoid",
                                           NULL };
  static const char *const side_words[] = { "aux", "feature",  "embed",    "hidden", "pool",
                                            "box", "landmark", "keypoint", NULL };
  static const char *const score_words[] = { "logit",   "prob", "score", "class",
                                             "softmax", "pred", NULL };
  static const char *const auxiliary_words[] = { "aux", NULL };
  const Onnx__TypeProto__Tensor *type = value->type != NULL ? value->type->tensor_type : NULL;
  const char *last = last_operator (graph, value->name);
  const Onnx__NodeProto *maker = find_maker (graph, value->name);
  gboolean is_map = maker != NULL && g_str_equal (maker->op_type, "ZipMap");

  *output = (Output){ .name = value->name, .possible = is_map };
  if (is_map)
    return; /* a confidence for each label */
  output->possible =
      (value->type == NULL || type != NULL) &&
      (type == NULL || is_float (type->elem_type) || is_code (type->elem_type, maker)) &&
      !is_one_of (last, whole);
  read_shape (type != NULL ? type->shape : NULL, output);
  output->finished = is_one_of (last, finishing);
  output->side = has_word (value->name, side_words);
  output->auxiliary = has_word (value->name, auxiliary_words);
  output->named = has_word (value->name, score_words);
}

/* Which of the outputs are read on the way to another one. */
static void
mark_sources (const Onnx__GraphProto *graph, Output *outputs, size_t n)
{
  for (size_t i = 0; i < n; i++)
    {
      g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);

      if (!outputs[i].possible)
        continue;
      g_hash_table_add (wanted, (gpointer) outputs[i].name);
      for (size_t j = graph->n_node; j-- > 0;)
        {
          const Onnx__NodeProto *node = graph->node[j];
          gboolean is_wanted = FALSE;

          for (size_t k = 0; k < node->n_output; k++)
            is_wanted = is_wanted || g_hash_table_contains (wanted, node->output[k]);
          for (size_t k = 0; is_wanted && k < node->n_input; k++)
            g_hash_table_add (wanted, node->input[k]);
        }
      for (size_t j = 0; j < n; j++)
        {
          const char *root = find_root (graph, outputs[j].name);

          if (j != i && (g_hash_table_contains (wanted, outputs[j].name) ||
                         (g_hash_table_contains (wanted, root) &&
                          !g_str_equal (root, find_root (graph, outputs[i].name)))))
            outputs[j].is_source = TRUE;
        }
    }
}

static int
rank (const Output *output, guint wanted_classes)
{
  int rank = 0;

  if (!output->possible)
    return -1;
  if (wanted_classes > 0 && output->n == wanted_classes)
    rank += 128;
  if (!output->auxiliary)
    rank += 64;
  if (output->finished)
    rank += 32;
  if (!output->is_source)
    rank += 16;
  if (!output->side)
    rank += 8;
  if (output->named)
    rank += 4;
  if (output->n != 1)
    rank += 2;
  return rank;
}

static const char *
find_wanted (const Onnx__GraphProto *graph, const char *wanted, GError **error)
{
  for (size_t i = 0; i < graph->n_output; i++)
    if (g_str_equal (graph->output[i]->name, wanted))
      return graph->output[i]->name;
  fmt_onnx_set_invalid (error, _ ("it has no output “%s”."), wanted);
  return NULL;
}

const char *
fmt_onnx_choose_output (const Onnx__GraphProto *graph, FmtOnnxHints *hints, GError **error)
{
  g_autofree Output *outputs = NULL;
  size_t n = MIN (graph->n_output, MAX_OUTPUTS), best = 0;
  guint wanted_classes = hints != NULL ? hints->wanted_classes : 0;

  if (graph->n_output == 0)
    {
      fmt_onnx_set_invalid (error, _ ("it has no output."));
      return NULL;
    }
  outputs = g_new0 (Output, n);
  for (size_t i = 0; i < n; i++)
    describe (graph, graph->output[i], &outputs[i]);
  if (n > 1)
    mark_sources (graph, outputs, n);
  for (size_t i = 1; i < n; i++)
    if (rank (&outputs[i], wanted_classes) > rank (&outputs[best], wanted_classes))
      best = i;
  for (size_t i = 0; hints != NULL && i < n; i++)
    if (outputs[i].possible)
      g_ptr_array_add (hints->outputs, g_strdup (outputs[i].name));
  if (hints != NULL && hints->wanted_output != NULL)
    return find_wanted (graph, hints->wanted_output, error);
  return outputs[best].name;
}

int
fmt_onnx_open_side (FmtOnnxHints *hints, int channels, int index)
{
  guint known = hints == NULL ? 0 : index == 0 ? hints->height : hints->width;

  if (hints != NULL)
    hints->open_size = TRUE;
  if (known > 0)
    return (int) known;
  return channels == 1 ? 28 : 224;
}

void
fmt_onnx_hints_clear (FmtOnnxHints *hints)
{
  g_clear_pointer (&hints->output, g_free);
  g_clear_pointer (&hints->labels, g_strfreev);
  g_clear_pointer (&hints->outputs, g_ptr_array_unref);
  g_clear_pointer (&hints->data_files, g_ptr_array_unref);
}
