// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-fused.h"

#include "formats/onnx-import.h"

#include <string.h>

#define MAX_INPUTS 8

/* A call that becomes nodes. */
typedef struct
{
  const Onnx__NodeProto *call;
  guint number; /* of the call */
  GPtrArray *arena, *nodes;
  Onnx__NodeProto *last;
} Fused;

static gpointer
keep (Fused *self, gpointer memory)
{
  g_ptr_array_add (self->arena, memory);
  return memory;
}

/* The name of an input of the call; "" where it is left out. */
static char *
in (const Fused *self, size_t i)
{
  static char nothing[] = "";

  return i < self->call->n_input ? self->call->input[i] : nothing;
}

static gboolean
has (const Fused *self, size_t i)
{
  return *in (self, i) != '\0';
}

static char *
new_name (Fused *self)
{
  return keep (self, g_strdup_printf ("%u:fused:%u", self->number, self->nodes->len));
}

/* An attribute with the numbers of `text`, such as "0,2,3,1". */
static Onnx__AttributeProto *
make_attribute (Fused *self, const char *name, const char *text)
{
  Onnx__AttributeProto *attribute = keep (self, g_new0 (Onnx__AttributeProto, 1));
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  onnx__attribute_proto__init (attribute);
  attribute->name = keep (self, g_strdup (name));
  attribute->has_type = TRUE;
  if (g_strv_length (parts) == 1)
    {
      attribute->type = FMT_ONNX_ATTRIBUTE_INT;
      attribute->has_i = TRUE;
      attribute->i = g_ascii_strtoll (text, NULL, 10);
      return attribute;
    }
  attribute->type = FMT_ONNX_ATTRIBUTE_INTS;
  attribute->n_ints = g_strv_length (parts);
  attribute->ints = keep (self, g_new (int64_t, attribute->n_ints));
  for (size_t i = 0; i < attribute->n_ints; i++)
    attribute->ints[i] = g_ascii_strtoll (parts[i], NULL, 10);
  return attribute;
}

/* `attributes` between blanks: "axis=1" is one of its own, "pads" the call's, where it has it, and
 * "q_num_heads:num_heads" the call's under another name. */
static void
add_attributes (Fused *self, Onnx__NodeProto *node, const char *attributes)
{
  g_auto (GStrv) words = g_strsplit (attributes, " ", -1);

  node->attribute = keep (self, g_new (Onnx__AttributeProto *, g_strv_length (words) + 1));
  for (size_t i = 0; words[i] != NULL; i++)
    {
      char *equals = strchr (words[i], '='), *colon = strchr (words[i], ':');
      const Onnx__AttributeProto *found;
      Onnx__AttributeProto *copy;

      if (equals != NULL)
        {
          *equals = '\0';
          node->attribute[node->n_attribute++] = make_attribute (self, words[i], equals + 1);
          continue;
        }
      if (colon != NULL)
        *colon = '\0';
      found = fmt_onnx_find_attribute (self->call, colon != NULL ? colon + 1 : words[i]);
      if (found == NULL)
        continue;
      copy = keep (self, g_memdup2 (found, sizeof *found));
      copy->name = keep (self, g_strdup (words[i]));
      node->attribute[node->n_attribute++] = copy;
    }
}

/* Appends a node of the inputs up to NULL; the name of its first output. */
static char *G_GNUC_NULL_TERMINATED
step (Fused *self, const char *op_type, const char *attributes, ...)
{
  Onnx__NodeProto *node = keep (self, g_new0 (Onnx__NodeProto, 1));
  va_list inputs;
  char *input;

  onnx__node_proto__init (node);
  node->op_type = (char *) op_type;
  node->input = keep (self, g_new (char *, MAX_INPUTS));
  node->output = keep (self, g_new (char *, 1));
  va_start (inputs, attributes);
  while ((input = va_arg (inputs, char *)) != NULL)
    node->input[node->n_input++] = input;
  va_end (inputs);
  node->output[0] = new_name (self);
  node->n_output = 1;
  add_attributes (self, node, attributes);
  g_ptr_array_add (self->nodes, node);
  self->last = node;
  return node->output[0];
}

/* The node gets further outputs. */
static char **
add_outputs (Fused *self, size_t n)
{
  char **names = keep (self, g_new (char *, n));

  for (size_t i = 0; i < n; i++)
    names[i] = i == 0 ? self->last->output[0]
                      : keep (self, g_strdup_printf ("%s:%zu", self->last->output[0], i));
  self->last->output = names;
  self->last->n_output = n;
  return names;
}

/* A number as a value. */
static char *
number (Fused *self, float value)
{
  char *name = step (self, "Constant", "", NULL);
  Onnx__AttributeProto *attribute = keep (self, g_new0 (Onnx__AttributeProto, 1));

  onnx__attribute_proto__init (attribute);
  attribute->name = keep (self, g_strdup ("value_float"));
  attribute->has_type = attribute->has_f = TRUE;
  attribute->type = FMT_ONNX_ATTRIBUTE_FLOAT;
  attribute->f = value;
  self->last->attribute = keep (self, g_new (Onnx__AttributeProto *, 1));
  self->last->attribute[0] = attribute;
  self->last->n_attribute = 1;
  return name;
}

/* Parameter i of the activation: of FusedConv in a list, of FusedGemm by name. */
static float
parameter (Fused *self, size_t i, float standard)
{
  static const char *const names[] = { "activation_alpha", "activation_beta" };
  const Onnx__AttributeProto *list = fmt_onnx_find_attribute (self->call, "activation_params");
  const Onnx__AttributeProto *one = fmt_onnx_find_attribute (self->call, names[i]);

  if (list != NULL && i < list->n_floats)
    return list->floats[i];
  return one != NULL ? one->f : standard;
}

/* FALSE where the activation is none that is known. */
static gboolean
add_activation (Fused *self, char *value)
{
  const Onnx__AttributeProto *attribute = fmt_onnx_find_attribute (self->call, "activation");
  g_autofree char *name = attribute != NULL
                              ? g_strndup ((const char *) attribute->s.data, attribute->s.len)
                              : g_strdup ("");

  if (*name == '\0')
    step (self, "Identity", "", value, NULL);
  else if (g_str_equal (name, "Relu"))
    step (self, "Relu", "", value, NULL);
  else if (g_str_equal (name, "Sigmoid"))
    step (self, "Sigmoid", "", value, NULL);
  else if (g_str_equal (name, "Tanh"))
    step (self, "Tanh", "", value, NULL);
  else if (g_str_equal (name, "LeakyRelu"))
    step (self, "Max", "", value,
          step (self, "Mul", "", value, number (self, parameter (self, 0, 0.01f)), NULL), NULL);
  else if (g_str_equal (name, "Clip"))
    step (self, "Min", "",
          step (self, "Max", "", value, number (self, parameter (self, 0, -G_MAXFLOAT)), NULL),
          number (self, parameter (self, 1, G_MAXFLOAT)), NULL);
  else if (g_str_equal (name, "HardSigmoid"))
    {
      value = step (self, "Mul", "", value, number (self, parameter (self, 0, 0.2f)), NULL);
      value = step (self, "Add", "", value, number (self, parameter (self, 1, 0.5f)), NULL);
      value = step (self, "Max", "", value, number (self, 0), NULL);
      step (self, "Min", "", value, number (self, 1), NULL);
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
fused_conv (Fused *self)
{
  char *value = step (self, "Conv", "kernel_shape strides pads dilations group auto_pad",
                      in (self, 0), in (self, 1), in (self, 2), NULL);

  if (has (self, 3))
    value = step (self, "Add", "", value, in (self, 3), NULL);
  return add_activation (self, value);
}

static gboolean
fused_gemm (Fused *self)
{
  return add_activation (self, step (self, "Gemm", "alpha beta transA transB", in (self, 0),
                                     in (self, 1), in (self, 2), NULL));
}

/* x + bias, then gelu. */
static gboolean
gelu (Fused *self)
{
  gboolean fast = g_str_equal (self->call->op_type, "FastGelu");
  char *value = in (self, 0);
  Onnx__AttributeProto *attribute;

  if (has (self, 1))
    value = step (self, "Add", "", value, in (self, 1), NULL);
  step (self, "Gelu", "approximate=0", value, NULL);
  attribute = self->last->attribute[0];
  attribute->type = FMT_ONNX_ATTRIBUTE_STRING;
  attribute->has_s = TRUE;
  attribute->s.data = keep (self, (guint8 *) g_strdup (fast ? "tanh" : "none"));
  attribute->s.len = 4;
  return TRUE;
}

/* x sigmoid (alpha x) */
static gboolean
quick_gelu (Fused *self)
{
  const Onnx__AttributeProto *alpha = fmt_onnx_find_attribute (self->call, "alpha");
  char *value =
      step (self, "Mul", "", in (self, 0), number (self, alpha != NULL ? alpha->f : 1.702f), NULL);

  step (self, "Mul", "", in (self, 0), step (self, "Sigmoid", "", value, NULL), NULL);
  return TRUE;
}

/* x + skip + bias, normalised. */
static gboolean
skip_norm (Fused *self)
{
  gboolean simple = g_str_equal (self->call->op_type, "SkipSimplifiedLayerNormalization");
  size_t bias = simple ? 3 : 4;
  char *value = step (self, "Add", "", in (self, 0), in (self, 1), NULL);

  if (has (self, bias))
    value = step (self, "Add", "", value, in (self, bias), NULL);
  /* The sum, for what comes after. */
  if (self->call->n_output > 3 && *self->call->output[3] != '\0')
    {
      step (self, "Identity", "", value, NULL);
      self->last->output[0] = self->call->output[3];
    }
  if (simple)
    step (self, "RMSNormalization", "axis=-1 epsilon", value, in (self, 2), NULL);
  else if (has (self, 3))
    step (self, "LayerNormalization", "axis=-1 epsilon", value, in (self, 2), in (self, 3), NULL);
  else
    step (self, "LayerNormalization", "axis=-1 epsilon", value, in (self, 2), NULL);
  return TRUE;
}

static char *
add_bias (Fused *self, char *value, size_t bias)
{
  return has (self, bias) ? step (self, "Add", "", value, in (self, bias), NULL) : value;
}

/* Codes, their scale and their zero point. */
static char *
decode (Fused *self, size_t first, const char *attributes)
{
  return step (self, "DequantizeLinear", attributes, in (self, first), in (self, first + 1),
               in (self, first + 2), NULL);
}

static void
encode (Fused *self, char *value, size_t scale)
{
  step (self, "QuantizeLinear", "", value, in (self, scale), in (self, scale + 1), NULL);
}

/* (A, B, scale of A, scale of B, zero of A, zero of B, bias), or (A as floats, B, scale of B, zero
 * of B, bias). */
static gboolean
decoded_mat_mul (Fused *self)
{
  gboolean dynamic = g_str_equal (self->call->op_type, "DynamicQuantizeMatMul");
  char *a = in (self, 0), *scale = in (self, 2), *zero = in (self, 4), *b;
  size_t b_scale = dynamic ? 2 : 3, b_zero = dynamic ? 3 : 5;

  if (dynamic)
    {
      char **codes;

      step (self, "DynamicQuantizeLinear", "", a, NULL);
      codes = add_outputs (self, 3);
      a = codes[0];
      scale = codes[1];
      zero = codes[2];
    }
  a = step (self, "DequantizeLinear", "", a, scale, zero, NULL);
  b = step (self, "DequantizeLinear", "axis=1", in (self, 1), in (self, b_scale), in (self, b_zero),
            NULL);
  step (self, "Identity", "",
        add_bias (self, step (self, "MatMul", "", a, b, NULL), dynamic ? 4 : 6), NULL);
  return TRUE;
}

static gboolean
quantized_pool (Fused *self)
{
  const Onnx__AttributeProto *last = fmt_onnx_find_attribute (self->call, "channels_last");

  if (last != NULL && last->i != 0)
    return FALSE;
  encode (self,
          step (self, "AveragePool",
                "auto_pad ceil_mode count_include_pad kernel_shape pads strides",
                decode (self, 0, ""), NULL),
          3);
  return TRUE;
}

/* (scale, zero point, and for each part codes, scale and zero point) */
static gboolean
quantized_concat (Fused *self)
{
  size_t n = self->call->n_input >= 5 ? (self->call->n_input - 2) / 3 : 0;
  char **parts;
  char *value;

  if (n == 0 || n * 3 + 2 != self->call->n_input)
    return FALSE;
  parts = keep (self, g_new (char *, n));
  for (size_t i = 0; i < n; i++)
    parts[i] = decode (self, 2 + 3 * i, "");
  value = step (self, "Concat", "axis", NULL);
  self->last->input = parts;
  self->last->n_input = n;
  encode (self, value, 0);
  return TRUE;
}

static gboolean
quantized_softmax (Fused *self)
{
  encode (self, step (self, "Softmax", "axis", decode (self, 0, ""), NULL), 3);
  return TRUE;
}

/* Channels last. */
static gboolean
last_conv (Fused *self)
{
  const Onnx__AttributeProto *last = fmt_onnx_find_attribute (self->call, "channels_last");
  gboolean turn = last != NULL && last->i != 0;
  char *value = turn ? step (self, "Transpose", "perm=0,3,1,2", in (self, 0), NULL) : in (self, 0);

  value = step (self, "QLinearConv", "kernel_shape strides pads dilations group auto_pad", value,
                in (self, 1), in (self, 2), in (self, 3), in (self, 4), in (self, 5), in (self, 6),
                NULL);
  self->last->input =
      keep (self, g_memdup2 (self->call->input, self->call->n_input * sizeof (char *)));
  self->last->n_input = self->call->n_input;
  if (turn)
    {
      self->last->input[0] =
          ((Onnx__NodeProto *) self->nodes->pdata[self->nodes->len - 2])->output[0];
      step (self, "Transpose", "perm=0,2,3,1", value, NULL);
    }
  return TRUE;
}

static gboolean
last_pool (Fused *self)
{
  char *value = step (self, "Transpose", "perm=0,3,1,2", in (self, 0), NULL);

  value =
      step (self, "MaxPool", "kernel_shape strides pads dilations auto_pad ceil_mode", value, NULL);
  step (self, "Transpose", "perm=0,2,3,1", value, NULL);
  return TRUE;
}

/* Of one value with weights for all three; no mask, no past. */
static gboolean
attention (Fused *self)
{
  char *value, **parts;

  for (size_t i = 3; i < self->call->n_input; i++)
    if (has (self, i))
      return FALSE;
  if (fmt_onnx_find_attribute (self->call, "qkv_hidden_sizes") != NULL)
    return FALSE;
  value = step (self, "MatMul", "", in (self, 0), in (self, 1), NULL);
  step (self, "Split", "axis=-1", add_bias (self, value, 2), NULL);
  parts = add_outputs (self, 3);
  step (self, "Attention",
        "q_num_heads:num_heads kv_num_heads:num_heads is_causal:unidirectional "
        "scale",
        parts[0], parts[1], parts[2], NULL);
  return TRUE;
}

static gboolean
multi_head_attention (Fused *self)
{
  for (size_t i = 3; i < self->call->n_input; i++)
    if (has (self, i))
      return FALSE;
  if (!has (self, 1) || !has (self, 2))
    return FALSE;
  step (self, "Attention",
        "q_num_heads:num_heads kv_num_heads:num_heads is_causal:unidirectional "
        "scale",
        in (self, 0), in (self, 1), in (self, 2), NULL);
  return TRUE;
}

static gboolean
simplified_norm (Fused *self)
{
  step (self, "RMSNormalization", "axis epsilon", in (self, 0), in (self, 1), NULL);
  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*expand) (Fused *self);
} kinds[] = {
  { "Attention", attention },
  { "BiasGelu", gelu },
  { "DynamicQuantizeMatMul", decoded_mat_mul },
  { "FastGelu", gelu },
  { "FusedConv", fused_conv },
  { "FusedGemm", fused_gemm },
  { "MatMulIntegerToFloat", decoded_mat_mul },
  { "MultiHeadAttention", multi_head_attention },
  { "NhwcMaxPool", last_pool },
  { "QLinearAveragePool", quantized_pool },
  { "QLinearConcat", quantized_concat },
  { "QLinearConv", last_conv },
  { "QLinearSoftmax", quantized_softmax },
  { "QuickGelu", quick_gelu },
  { "SimplifiedLayerNormalization", simplified_norm },
  { "SkipLayerNormalization", skip_norm },
  { "SkipSimplifiedLayerNormalization", skip_norm },
};

/* ONNX Runtime counts one of its own among ONNX's. */
static gboolean
is_runtime (const Onnx__NodeProto *call)
{
  return g_strcmp0 (call->domain, "com.microsoft") == 0 ||
         (fmt_onnx_is_own_domain (call->domain) &&
          g_str_equal (call->op_type, "SimplifiedLayerNormalization"));
}

gboolean
fmt_onnx_expand_fused (const Onnx__NodeProto *call,
                       guint number,
                       GPtrArray *arena,
                       GPtrArray *nodes)
{
  Fused self = { call, number, arena, nodes, NULL };
  guint n_before = nodes->len;

  if (!is_runtime (call) || call->n_output == 0)
    return FALSE;
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, call->op_type) && kinds[i].expand (&self))
      {
        self.last->output[0] = call->output[0];
        return TRUE;
      }
  g_ptr_array_set_size (nodes, (int) n_before);
  return FALSE;
}
