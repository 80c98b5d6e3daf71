// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-fused-private.h"

#include <string.h>

#define MAX_INPUTS 9 /* of a step */

gpointer
fmt_fused_keep (Fused *self, gpointer memory)
{
  g_ptr_array_add (self->arena, memory);
  return memory;
}

/* The name of an input of the call; "" where it is left out. */
char *
fmt_fused_in (const Fused *self, size_t i)
{
  static char nothing[] = "";

  return i < self->call->n_input ? self->call->input[i] : nothing;
}

gboolean
fmt_fused_has (const Fused *self, size_t i)
{
  return *fmt_fused_in (self, i) != '\0';
}

static char *
new_name (Fused *self)
{
  return fmt_fused_keep (self, g_strdup_printf ("%u:fused:%u", self->number, self->nodes->len));
}

/* An attribute with the numbers of `text`, such as "0,2,3,1". */
static Onnx__AttributeProto *
make_attribute (Fused *self, const char *name, const char *text)
{
  Onnx__AttributeProto *attribute = fmt_fused_keep (self, g_new0 (Onnx__AttributeProto, 1));
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  onnx__attribute_proto__init (attribute);
  attribute->name = fmt_fused_keep (self, g_strdup (name));
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
  attribute->ints = fmt_fused_keep (self, g_new (int64_t, attribute->n_ints));
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

  node->attribute =
      fmt_fused_keep (self, g_new (Onnx__AttributeProto *, g_strv_length (words) + 1));
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
      copy = fmt_fused_keep (self, g_memdup2 (found, sizeof *found));
      copy->name = fmt_fused_keep (self, g_strdup (words[i]));
      node->attribute[node->n_attribute++] = copy;
    }
}

/* Appends a node of the inputs up to NULL; the name of its first output. */
char *
fmt_fused_step (Fused *self, const char *op_type, const char *attributes, ...)
{
  Onnx__NodeProto *node = fmt_fused_keep (self, g_new0 (Onnx__NodeProto, 1));
  va_list inputs;
  char *input;

  onnx__node_proto__init (node);
  node->op_type = (char *) op_type;
  node->input = fmt_fused_keep (self, g_new (char *, MAX_INPUTS));
  node->output = fmt_fused_keep (self, g_new (char *, 1));
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
char **
fmt_fused_add_outputs (Fused *self, size_t n)
{
  char **names = fmt_fused_keep (self, g_new (char *, n));

  for (size_t i = 0; i < n; i++)
    names[i] = i == 0 ? self->last->output[0]
                      : fmt_fused_keep (self, g_strdup_printf ("%s:%zu", self->last->output[0], i));
  self->last->output = names;
  self->last->n_output = n;
  return names;
}

/* A number as a value. */
static char *
number (Fused *self, float value)
{
  char *name = fmt_fused_step (self, "Constant", "", NULL);
  Onnx__AttributeProto *attribute = fmt_fused_keep (self, g_new0 (Onnx__AttributeProto, 1));

  onnx__attribute_proto__init (attribute);
  attribute->name = fmt_fused_keep (self, g_strdup ("value_float"));
  attribute->has_type = attribute->has_f = TRUE;
  attribute->type = FMT_ONNX_ATTRIBUTE_FLOAT;
  attribute->f = value;
  self->last->attribute = fmt_fused_keep (self, g_new (Onnx__AttributeProto *, 1));
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
  g_autofree char *name = attribute != NULL && attribute->s.len > 0
                              ? g_strndup ((const char *) attribute->s.data, attribute->s.len)
                              : g_strdup ("");

  if (*name == '\0')
    fmt_fused_step (self, "Identity", "", value, NULL);
  else if (g_str_equal (name, "Relu"))
    fmt_fused_step (self, "Relu", "", value, NULL);
  else if (g_str_equal (name, "Sigmoid"))
    fmt_fused_step (self, "Sigmoid", "", value, NULL);
  else if (g_str_equal (name, "Tanh"))
    fmt_fused_step (self, "Tanh", "", value, NULL);
  else if (g_str_equal (name, "LeakyRelu"))
    fmt_fused_step (
        self, "Max", "", value,
        fmt_fused_step (self, "Mul", "", value, number (self, parameter (self, 0, 0.01f)), NULL),
        NULL);
  else if (g_str_equal (name, "Clip"))
    fmt_fused_step (self, "Min", "",
                    fmt_fused_step (self, "Max", "", value,
                                    number (self, parameter (self, 0, -G_MAXFLOAT)), NULL),
                    number (self, parameter (self, 1, G_MAXFLOAT)), NULL);
  else if (g_str_equal (name, "HardSigmoid"))
    {
      value =
          fmt_fused_step (self, "Mul", "", value, number (self, parameter (self, 0, 0.2f)), NULL);
      value =
          fmt_fused_step (self, "Add", "", value, number (self, parameter (self, 1, 0.5f)), NULL);
      value = fmt_fused_step (self, "Max", "", value, number (self, 0), NULL);
      fmt_fused_step (self, "Min", "", value, number (self, 1), NULL);
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
fused_conv (Fused *self)
{
  char *value =
      fmt_fused_step (self, "Conv", "kernel_shape strides pads dilations group auto_pad",
                      fmt_fused_in (self, 0), fmt_fused_in (self, 1), fmt_fused_in (self, 2), NULL);

  if (fmt_fused_has (self, 3))
    value = fmt_fused_step (self, "Add", "", value, fmt_fused_in (self, 3), NULL);
  return add_activation (self, value);
}

static gboolean
fused_gemm (Fused *self)
{
  return add_activation (self, fmt_fused_step (self, "Gemm", "alpha beta transA transB",
                                               fmt_fused_in (self, 0), fmt_fused_in (self, 1),
                                               fmt_fused_in (self, 2), NULL));
}

/* x + bias, then gelu. */
static gboolean
gelu (Fused *self)
{
  gboolean fast = g_str_equal (self->call->op_type, "FastGelu");
  char *value = fmt_fused_in (self, 0);
  Onnx__AttributeProto *attribute;

  if (fmt_fused_has (self, 1))
    value = fmt_fused_step (self, "Add", "", value, fmt_fused_in (self, 1), NULL);
  fmt_fused_step (self, "Gelu", "approximate=0", value, NULL);
  attribute = self->last->attribute[0];
  attribute->type = FMT_ONNX_ATTRIBUTE_STRING;
  attribute->has_s = TRUE;
  attribute->s.data = fmt_fused_keep (self, (guint8 *) g_strdup (fast ? "tanh" : "none"));
  attribute->s.len = 4;
  return TRUE;
}

/* x sigmoid (alpha x) */
static gboolean
quick_gelu (Fused *self)
{
  const Onnx__AttributeProto *alpha = fmt_onnx_find_attribute (self->call, "alpha");
  char *value = fmt_fused_step (self, "Mul", "", fmt_fused_in (self, 0),
                                number (self, alpha != NULL ? alpha->f : 1.702f), NULL);

  fmt_fused_step (self, "Mul", "", fmt_fused_in (self, 0),
                  fmt_fused_step (self, "Sigmoid", "", value, NULL), NULL);
  return TRUE;
}

/* x + skip + bias, normalised. */
static gboolean
skip_norm (Fused *self)
{
  gboolean simple = g_str_equal (self->call->op_type, "SkipSimplifiedLayerNormalization");
  size_t bias = simple ? 3 : 4;
  char *value =
      fmt_fused_step (self, "Add", "", fmt_fused_in (self, 0), fmt_fused_in (self, 1), NULL);

  if (fmt_fused_has (self, bias))
    value = fmt_fused_step (self, "Add", "", value, fmt_fused_in (self, bias), NULL);
  /* The sum, for what comes after. */
  if (self->call->n_output > 3 && *self->call->output[3] != '\0')
    {
      fmt_fused_step (self, "Identity", "", value, NULL);
      self->last->output[0] = self->call->output[3];
    }
  if (simple)
    fmt_fused_step (self, "RMSNormalization", "axis=-1 epsilon", value, fmt_fused_in (self, 2),
                    NULL);
  else if (fmt_fused_has (self, 3))
    fmt_fused_step (self, "LayerNormalization", "axis=-1 epsilon", value, fmt_fused_in (self, 2),
                    fmt_fused_in (self, 3), NULL);
  else
    fmt_fused_step (self, "LayerNormalization", "axis=-1 epsilon", value, fmt_fused_in (self, 2),
                    NULL);
  return TRUE;
}

char *
fmt_fused_add_bias (Fused *self, char *value, size_t bias)
{
  return fmt_fused_has (self, bias)
             ? fmt_fused_step (self, "Add", "", value, fmt_fused_in (self, bias), NULL)
             : value;
}

/* Of one value with weights for all three; no mask, no past. */
static gboolean
attention (Fused *self)
{
  char *value, **parts;

  for (size_t i = 3; i < self->call->n_input; i++)
    if (fmt_fused_has (self, i))
      return FALSE;
  if (fmt_onnx_find_attribute (self->call, "qkv_hidden_sizes") != NULL)
    return FALSE;
  value = fmt_fused_step (self, "MatMul", "", fmt_fused_in (self, 0), fmt_fused_in (self, 1), NULL);
  fmt_fused_step (self, "Split", "axis=-1", fmt_fused_add_bias (self, value, 2), NULL);
  parts = fmt_fused_add_outputs (self, 3);
  fmt_fused_step (self, "Attention",
                  "q_num_heads:num_heads kv_num_heads:num_heads is_causal:unidirectional "
                  "scale",
                  parts[0], parts[1], parts[2], NULL);
  return TRUE;
}

static gboolean
multi_head_attention (Fused *self)
{
  for (size_t i = 3; i < self->call->n_input; i++)
    if (fmt_fused_has (self, i))
      return FALSE;
  if (!fmt_fused_has (self, 1) || !fmt_fused_has (self, 2))
    return FALSE;
  fmt_fused_step (self, "Attention",
                  "q_num_heads:num_heads kv_num_heads:num_heads is_causal:unidirectional "
                  "scale",
                  fmt_fused_in (self, 0), fmt_fused_in (self, 1), fmt_fused_in (self, 2), NULL);
  return TRUE;
}

static gboolean
simplified_norm (Fused *self)
{
  fmt_fused_step (self, "RMSNormalization", "axis epsilon", fmt_fused_in (self, 0),
                  fmt_fused_in (self, 1), NULL);
  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*expand) (Fused *self);
} kinds[] = {
  { "Attention", attention },
  { "BiasGelu", gelu },
  { "DynamicQuantizeMatMul", fmt_fused_decoded_mat_mul },
  { "FastGelu", gelu },
  { "FusedConv", fused_conv },
  { "FusedGemm", fused_gemm },
  { "MatMulIntegerToFloat", fmt_fused_decoded_mat_mul },
  { "MultiHeadAttention", multi_head_attention },
  { "NhwcMaxPool", fmt_fused_last_pool },
  { "QLinearAveragePool", fmt_fused_quantized_pool },
  { "QLinearConcat", fmt_fused_quantized_concat },
  { "QLinearConv", fmt_fused_last_conv },
  { "QLinearSoftmax", fmt_fused_quantized_softmax },
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
