// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-fused-private.h"

/* Operators of ONNX Runtime that quantised networks have. */

/* Codes, their scale and their zero point. */
static char *
decode (Fused *self, size_t first, const char *attributes)
{
  return fmt_fused_step (self, "DequantizeLinear", attributes, fmt_fused_in (self, first),
                         fmt_fused_in (self, first + 1), fmt_fused_in (self, first + 2), NULL);
}

static void
encode (Fused *self, char *value, size_t scale)
{
  fmt_fused_step (self, "QuantizeLinear", "", value, fmt_fused_in (self, scale),
                  fmt_fused_in (self, scale + 1), NULL);
}

/* (A, B, scale of A, scale of B, zero of A, zero of B, bias), or (A as floats, B, scale of B, zero
 * of B, bias). */
gboolean
fmt_fused_decoded_mat_mul (Fused *self)
{
  gboolean dynamic = g_str_equal (self->call->op_type, "DynamicQuantizeMatMul");
  char *a = fmt_fused_in (self, 0), *scale = fmt_fused_in (self, 2), *zero = fmt_fused_in (self, 4),
       *b;
  size_t b_scale = dynamic ? 2 : 3, b_zero = dynamic ? 3 : 5;

  if (dynamic)
    {
      char **codes;

      fmt_fused_step (self, "DynamicQuantizeLinear", "", a, NULL);
      codes = fmt_fused_add_outputs (self, 3);
      a = codes[0];
      scale = codes[1];
      zero = codes[2];
    }
  a = fmt_fused_step (self, "DequantizeLinear", "", a, scale, zero, NULL);
  b = fmt_fused_step (self, "DequantizeLinear", "axis=1", fmt_fused_in (self, 1),
                      fmt_fused_in (self, b_scale), fmt_fused_in (self, b_zero), NULL);
  fmt_fused_step (
      self, "Identity", "",
      fmt_fused_add_bias (self, fmt_fused_step (self, "MatMul", "", a, b, NULL), dynamic ? 4 : 6),
      NULL);
  return TRUE;
}

gboolean
fmt_fused_quantized_pool (Fused *self)
{
  const Onnx__AttributeProto *last = fmt_onnx_find_attribute (self->call, "channels_last");

  if (last != NULL && last->i != 0)
    return FALSE;
  encode (self,
          fmt_fused_step (self, "AveragePool",
                          "auto_pad ceil_mode count_include_pad kernel_shape pads strides",
                          decode (self, 0, ""), NULL),
          3);
  return TRUE;
}

/* (scale, zero point, and for each part codes, scale and zero point) */
gboolean
fmt_fused_quantized_concat (Fused *self)
{
  size_t n = self->call->n_input >= 5 ? (self->call->n_input - 2) / 3 : 0;
  char **parts;
  char *value;

  if (n == 0 || n * 3 + 2 != self->call->n_input)
    return FALSE;
  parts = fmt_fused_keep (self, g_new (char *, n));
  for (size_t i = 0; i < n; i++)
    parts[i] = decode (self, 2 + 3 * i, "");
  value = fmt_fused_step (self, "Concat", "axis", NULL);
  self->last->input = parts;
  self->last->n_input = n;
  encode (self, value, 0);
  return TRUE;
}

gboolean
fmt_fused_quantized_softmax (Fused *self)
{
  encode (self, fmt_fused_step (self, "Softmax", "axis", decode (self, 0, ""), NULL), 3);
  return TRUE;
}

/* Channels last. */
gboolean
fmt_fused_last_conv (Fused *self)
{
  const Onnx__AttributeProto *last = fmt_onnx_find_attribute (self->call, "channels_last");
  gboolean turn = last != NULL && last->i != 0;
  char *value = fmt_fused_in (self, 0);

  if (turn)
    value = fmt_fused_step (self, "Transpose", "perm=0,3,1,2", value, NULL);
  value =
      fmt_fused_step (self, "QLinearConv", "kernel_shape strides pads dilations group auto_pad",
                      value, fmt_fused_in (self, 1), fmt_fused_in (self, 2), fmt_fused_in (self, 3),
                      fmt_fused_in (self, 4), fmt_fused_in (self, 5), fmt_fused_in (self, 6),
                      fmt_fused_in (self, 7), fmt_fused_in (self, 8), NULL);
  if (turn)
    fmt_fused_step (self, "Transpose", "perm=0,2,3,1", value, NULL);
  return TRUE;
}

gboolean
fmt_fused_last_pool (Fused *self)
{
  char *value = fmt_fused_step (self, "Transpose", "perm=0,3,1,2", fmt_fused_in (self, 0), NULL);

  value = fmt_fused_step (self, "MaxPool", "kernel_shape strides pads dilations auto_pad ceil_mode",
                          value, NULL);
  fmt_fused_step (self, "Transpose", "perm=0,2,3,1", value, NULL);
  return TRUE;
}
