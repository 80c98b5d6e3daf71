// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "formats/onnx.h"
#include "formats/onnx.pb-c.h"
#include "nn/executor.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

/* ONNX's own node tests, where Debian's libonnx-testdata is installed: networks of one node with
 * inputs and what has to come out. Each is made a network of the kind that this program reads: its
 * first input of numbers comes from a vector, its others become constants, and its first output
 * becomes part of a vector of scores. Arguments are names of tests whose results are printed. */

#define FOLDER "/usr/share/libonnx-testdata/data/node"

/* Nothing that a network which sorts pictures into classes does: training, text, sequences, loops,
 * signals, boxes, randomness, recurrent networks, and results whose size depends on the numbers. */
static const char *const other_operators[] = {
  "Adagrad",
  "Adam",
  "Bernoulli",
  "BitShift",
  "BlackmanWindow",
  "Compress",
  "DFT",
  "Det",
  "EyeLike",
  "GRU",
  "Gradient",
  "HammingWindow",
  "HannWindow",
  "If",
  "LSTM",
  "Loop",
  "MaxUnpool",
  "MelWeightMatrix",
  "Momentum",
  "NegativeLogLikelihoodLoss",
  "NonMaxSuppression",
  "NonZero",
  "OneHot",
  "Optional",
  "OptionalGetElement",
  "OptionalHasElement",
  "RNN",
  "RandomUniformLike",
  "ReverseSequence",
  "RoiAlign",
  "STFT",
  "Scan",
  "SequenceAt",
  "SequenceInsert",
  "SequenceMap",
  "SequenceEmpty",
  "SoftmaxCrossEntropyLoss",
  "StringNormalizer",
  "TfIdfVectorizer",
  "Unique",
  "Size",
  "Shape",
  "ConstantOfShape",
  "SequenceLength",
  "SplitToSequence",
  "ConcatFromSequence",
};

typedef struct
{
  char *name;
  Onnx__ModelProto *model;
  Onnx__TensorProto *inputs[16], *output;
  size_t n_inputs;
} Case;

typedef enum
{
  EQUAL,
  REFUSED,
  WRONG,
  NOT_A_CASE, /* not the business of a classifier, or without numbers */
} Outcome;

static gpointer
load (const char *name, const char *file, const ProtobufCMessageDescriptor *type)
{
  g_autofree char *path = g_build_filename (FOLDER, name, file, NULL);
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return NULL;
  return protobuf_c_message_unpack (type, NULL, size, (const guint8 *) data);
}

static Case *
case_load (const char *name)
{
  Case *self = g_new0 (Case, 1);

  self->name = g_strdup (name);
  self->model = load (name, "model.onnx", &onnx__model_proto__descriptor);
  self->output = load (name, "test_data_set_0/output_0.pb", &onnx__tensor_proto__descriptor);
  for (; self->n_inputs < G_N_ELEMENTS (self->inputs); self->n_inputs++)
    {
      g_autofree char *file = g_strdup_printf ("test_data_set_0/input_%zu.pb", self->n_inputs);

      self->inputs[self->n_inputs] = load (name, file, &onnx__tensor_proto__descriptor);
      if (self->inputs[self->n_inputs] == NULL)
        break;
    }
  return self;
}

static void
case_free (Case *self)
{
  g_free (self->name);
  if (self->model != NULL)
    onnx__model_proto__free_unpacked (self->model, NULL);
  if (self->output != NULL)
    onnx__tensor_proto__free_unpacked (self->output, NULL);
  for (size_t i = 0; i < self->n_inputs; i++)
    onnx__tensor_proto__free_unpacked (self->inputs[i], NULL);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Case, case_free)

static gsize
count (const Onnx__TensorProto *tensor)
{
  gsize n = 1;

  for (size_t i = 0; i < tensor->n_dims; i++)
    n *= (gsize) tensor->dims[i];
  return n;
}

static double
half (guint16 bits)
{
  double fraction = bits & 0x3ff, sign = (bits & 0x8000) != 0 ? -1 : 1;
  int exponent = bits >> 10 & 0x1f;

  return sign * (exponent == 0 ? ldexp (fraction, -24) : ldexp (fraction + 1024, exponent - 25));
}

/* Number i of a tensor as the data sets have them: raw, of any plain type. */
static double
number (const Onnx__TensorProto *tensor, gsize i)
{
  const guint8 *raw = tensor->raw_data.data;

#define READ(type)                                                                                 \
  {                                                                                                \
    type value;                                                                                    \
                                                                                                   \
    memcpy (&value, raw + i * sizeof value, sizeof value);                                         \
    return (double) value;                                                                         \
  }
  switch (tensor->data_type)
    {
    case 1:
      if (!tensor->has_raw_data)
        return (double) tensor->float_data[i];
      READ (float)
    case 2:
    case 9:
      READ (guint8)
    case 3:
      READ (gint8)
    case 4:
      READ (guint16)
    case 5:
      READ (gint16)
    case 6:
      READ (gint32)
    case 7:
      READ (gint64)
    case 10:
      {
        guint16 bits;

        if (!tensor->has_raw_data)
          return half ((guint16) tensor->int32_data[i]);
        memcpy (&bits, raw + 2 * i, sizeof bits);
        return half (bits);
      }
    case 11:
      READ (double)
    case 12:
      READ (guint32)
    case 13:
      READ (guint64)
    case 16:
      {
        guint32 bits = 0;
        float value;

        if (!tensor->has_raw_data)
          bits = (guint32) tensor->int32_data[i] << 16;
        else
          memcpy ((guint8 *) &bits + 2, raw + 2 * i, 2);
        memcpy (&value, &bits, sizeof value);
        return (double) value;
      }
    default:
      return NAN;
    }
#undef READ
}

static gboolean
is_number (const Onnx__TensorProto *tensor, gboolean floats)
{
  gint32 type = tensor->data_type;

  if (type == 1 || type == 10 || type == 11 || type == 16)
    return TRUE;
  return !floats && type >= 1 && type <= 13 && type != 8;
}

static gboolean
is_other (const Case *self)
{
  const Onnx__GraphProto *graph = self->model->graph;

  for (size_t i = 0; i < graph->n_node; i++)
    {
      for (size_t j = 0; j < G_N_ELEMENTS (other_operators); j++)
        if (g_str_equal (graph->node[i]->op_type, other_operators[j]))
          return TRUE;
      for (size_t j = 0; j < graph->node[i]->n_attribute; j++)
        if (g_str_equal (graph->node[i]->attribute[j]->name, "training_mode") &&
            graph->node[i]->attribute[j]->i != 0)
          return TRUE;
    }
  return g_str_has_prefix (self->name, "test_training_") ||
         strstr (self->name, "dropout_random") != NULL || strstr (self->name, "_mask") != NULL;
}

/* The input that the picture becomes: floats rather than others, several rather than one. */
static int
find_picture (const Case *self)
{
  for (int kind = 0; kind < 4; kind++)
    for (size_t i = 0; i < self->n_inputs; i++)
      if (is_number (self->inputs[i], kind % 2 == 0) &&
          count (self->inputs[i]) > (kind < 2 ? 1 : 0))
        return (int) i;
  return -1;
}

/* The data sets have bfloat16 as if it were uint16. */
static gboolean
is_mislabelled (const Case *self)
{
  for (size_t i = 0; i < self->n_inputs; i++)
    if (self->model->graph->input[i]->type->tensor_type != NULL &&
        self->model->graph->input[i]->type->tensor_type->elem_type != self->inputs[i]->data_type)
      return TRUE;
  return self->model->graph->output[0]->type->tensor_type == NULL ||
         self->model->graph->output[0]->type->tensor_type->elem_type != self->output->data_type;
}

/* Puts the wrapping around; what is made here stays, as the process ends soon. */
static GBytes *
wrap (Case *self, int picture)
{
  Onnx__GraphProto *graph = self->model->graph;
  Onnx__ValueInfoProto *old = graph->input[picture], *input = g_new0 (Onnx__ValueInfoProto, 1);
  Onnx__TypeProto *type = g_new0 (Onnx__TypeProto, 1);
  Onnx__TypeProto__Tensor *tensor = g_new0 (Onnx__TypeProto__Tensor, 1);
  Onnx__TensorShapeProto *shape = g_new0 (Onnx__TensorShapeProto, 1);
  Onnx__TensorShapeProto__Dimension *dims = g_new0 (Onnx__TensorShapeProto__Dimension, 2);
  Onnx__NodeProto *nodes = g_new0 (Onnx__NodeProto, 3), **all;
  Onnx__TensorProto *constants = g_new0 (Onnx__TensorProto, 3), **initializers;
  Onnx__AttributeProto *axis = g_new0 (Onnx__AttributeProto, 1);
  Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
  Onnx__GraphProto wrapped = ONNX__GRAPH_PROTO__INIT;
  Onnx__ValueInfoProto *output = g_new0 (Onnx__ValueInfoProto, 1);
  size_t n = 0;
  guint8 *data;
  gsize size;

  onnx__value_info_proto__init (input);
  onnx__value_info_proto__init (output);
  onnx__type_proto__init (type);
  onnx__type_proto__tensor__init (tensor);
  onnx__tensor_shape_proto__init (shape);
  input->name = (char *) "picture";
  input->type = type;
  type->tensor_type = tensor;
  tensor->has_elem_type = TRUE;
  tensor->elem_type = old->type->tensor_type->elem_type;
  tensor->shape = shape;
  shape->n_dim = 2;
  shape->dim = g_new (Onnx__TensorShapeProto__Dimension *, 2);
  for (int i = 0; i < 2; i++)
    {
      onnx__tensor_shape_proto__dimension__init (&dims[i]);
      dims[i].has_dim_value = TRUE;
      dims[i].dim_value = i == 0 ? 1 : (gint64) count (self->inputs[picture]);
      shape->dim[i] = &dims[i];
    }

  all = g_new (Onnx__NodeProto *, graph->n_node + 3);
  for (int i = 0; i < 3; i++)
    {
      onnx__node_proto__init (&nodes[i]);
      onnx__tensor_proto__init (&constants[i]);
      nodes[i].op_type = (char *) (i < 2 ? "Reshape" : "Concat");
      nodes[i].n_input = 2;
      nodes[i].input = g_new (char *, 2);
      nodes[i].n_output = 1;
      nodes[i].output = g_new (char *, 1);
      constants[i].has_data_type = TRUE;
      constants[i].data_type = 7;
      constants[i].n_dims = 1;
      constants[i].dims = g_new (int64_t, 2);
    }
  nodes[0].input[0] = input->name;
  nodes[0].input[1] = constants[0].name = (char *) "picture-dims";
  nodes[0].output[0] = old->name;
  constants[0].dims[0] = (int64_t) self->inputs[picture]->n_dims;
  constants[0].n_int64_data = self->inputs[picture]->n_dims;
  constants[0].int64_data = self->inputs[picture]->dims;
  nodes[1].input[0] = graph->output[0]->name;
  nodes[1].input[1] = constants[1].name = (char *) "flat-dims";
  nodes[1].output[0] = (char *) "flat";
  constants[1].dims[0] = 2;
  constants[1].n_int64_data = 2;
  constants[1].int64_data = g_new (int64_t, 2);
  constants[1].int64_data[0] = 1;
  constants[1].int64_data[1] = -1;
  nodes[2].input[0] = (char *) "flat";
  nodes[2].input[1] = constants[2].name = (char *) "more";
  nodes[2].output[0] = output->name = (char *) "scores";
  onnx__attribute_proto__init (axis);
  axis->name = (char *) "axis";
  axis->has_i = TRUE;
  axis->i = 1;
  nodes[2].n_attribute = 1;
  nodes[2].attribute = g_new (Onnx__AttributeProto *, 1);
  nodes[2].attribute[0] = axis;
  constants[2].data_type = 1;
  constants[2].n_dims = 2;
  constants[2].dims[0] = 1;
  constants[2].dims[1] = 2;
  constants[2].n_float_data = 2;
  constants[2].float_data = g_new0 (float, 2);

  all[0] = &nodes[0];
  for (size_t i = 0; i < graph->n_node; i++)
    all[i + 1] = graph->node[i];
  all[graph->n_node + 1] = &nodes[1];
  all[graph->n_node + 2] = &nodes[2];
  initializers = g_new (Onnx__TensorProto *, graph->n_initializer + self->n_inputs + 3);
  for (size_t i = 0; i < graph->n_initializer; i++)
    initializers[n++] = graph->initializer[i];
  for (size_t i = 0; i < self->n_inputs; i++)
    if ((int) i != picture)
      {
        /* The file names the inputs, which need not be those of the tensors. */
        self->inputs[i]->name = g_strdup (graph->input[i]->name);
        initializers[n++] = self->inputs[i];
      }
  for (int i = 0; i < 3; i++)
    initializers[n++] = &constants[i];

  wrapped.name = (char *) "wrapped";
  wrapped.n_node = graph->n_node + 3;
  wrapped.node = all;
  wrapped.n_initializer = n;
  wrapped.initializer = initializers;
  wrapped.n_input = wrapped.n_output = 1;
  wrapped.input = &input;
  wrapped.output = &output;
  model.has_ir_version = TRUE;
  model.ir_version = 8;
  model.graph = &wrapped;
  model.n_opset_import = self->model->n_opset_import;
  model.opset_import = self->model->opset_import;
  size = onnx__model_proto__get_packed_size (&model);
  data = g_malloc (size);
  onnx__model_proto__pack (&model, data);
  return g_bytes_new_take (data, size);
}

/* What the wrapping leaves behind is no leak of the program's. */
#ifdef __SANITIZE_ADDRESS__
#define QUIETLY(expression)                                                                        \
  __lsan_disable ();                                                                               \
  result = expression;                                                                             \
  __lsan_enable ()
#else
#define QUIETLY(expression) result = expression
#endif

static Case *
load_quietly (const char *name)
{
  Case *result;

  QUIETLY (case_load (name));
  return result;
}

static GBytes *
wrap_quietly (Case *self, int picture)
{
  GBytes *result;

  QUIETLY (wrap (self, picture));
  return result;
}

static gboolean
is_near (double a, double b)
{
  if (isnan (a) || isnan (b))
    return isnan (a) && isnan (b);
  if (isinf (b))
    return isinf (a) ? (a > 0) == (b > 0) : fabs (a) > 1e30 && (a > 0) == (b > 0);
  return fabs (a - b) <= 1e-4 * (1 + fabs (b));
}

static Outcome
compare (const Case *self, const NnGraph *graph, int picture)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 1, NN_INPUT_GRADIENT, NULL);
  gsize n = count (self->output), n_in = count (self->inputs[picture]);
  NnValue scores = nn_graph_find (graph, "scores");
  const float *found;

  g_assert_cmpint (scores, >, 0);
  g_assert_cmpuint (nn_shape_size (nn_graph_shape (graph, 0)), ==, n_in);
  if (nn_shape_size (nn_graph_shape (graph, scores)) != n + 2)
    return WRONG;
  for (gsize i = 0; i < n_in; i++)
    nn_executor_input (executor)[i] = (float) number (self->inputs[picture], i);
  nn_executor_forward (executor);
  found = nn_executor_value (executor, scores);
  for (gsize i = 0; i < n; i++)
    if (!is_near ((double) found[i], number (self->output, i)))
      {
        g_test_message ("%s: number %zu is %g instead of %g", self->name, i, (double) found[i],
                        number (self->output, i));
        return WRONG;
      }
  return EQUAL;
}

static Outcome
run_case (const char *name)
{
  g_autoptr (Case) self = load_quietly (name);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  int picture;

  if (self->model == NULL || self->output == NULL || self->n_inputs == 0 || is_other (self) ||
      self->n_inputs > self->model->graph->n_input || !is_number (self->output, FALSE) ||
      count (self->output) == 0 || (picture = find_picture (self)) < 0 ||
      self->model->graph->input[picture]->type == NULL ||
      self->model->graph->input[picture]->type->tensor_type == NULL || is_mislabelled (self))
    return NOT_A_CASE;
  bytes = wrap_quietly (self, picture);
  graph = fmt_onnx_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), name, &error);
  if (graph != NULL)
    return compare (self, graph, picture);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_test_message ("%s", error->message);
  return REFUSED;
}

/* None is wrong, and nearly all are read. */
static void
test_all (void)
{
  g_autoptr (GDir) folder = g_dir_open (FOLDER, 0, NULL);
  int counts[NOT_A_CASE + 1] = { 0 };
  const char *name;

  if (folder == NULL)
    {
      g_test_skip (FOLDER " is not there");
      return;
    }
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      Outcome outcome = run_case (name);

      counts[outcome]++;
      if (outcome == WRONG)
        g_test_message ("WRONG: %s", name);
    }
  g_test_message ("%d equal, %d refused, %d wrong, %d other", counts[EQUAL], counts[REFUSED],
                  counts[WRONG], counts[NOT_A_CASE]);
  g_assert_cmpint (counts[WRONG], ==, 0);
  g_assert_cmpint (counts[EQUAL] * 10, >=, (counts[EQUAL] + counts[REFUSED]) * 9);
  g_assert_cmpint (counts[EQUAL], >=, 638);
}

int
main (int argc, char **argv)
{
  static const char *const words[] = { "equal", "refused", "wrong", "no case" };

  g_test_init (&argc, &argv, NULL);
  if (argc > 1)
    {
      for (int i = 1; i < argc; i++)
        printf ("%s: %s\n", argv[i], words[run_case (argv[i])]);
      return 0;
    }
  g_test_add_func ("/onnx-nodes/all", test_all);
  return g_test_run ();
}
