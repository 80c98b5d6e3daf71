// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-import.h"

#include "config.h"
#include "formats/onnx-file.h"

#include <glib/gi18n-lib.h>

/* Nodes that depend on constants alone become constants themselves. */

static gboolean
add_result (FmtOnnxImport *import, const char *name, FmtOnnxConstant *constant, GError **error)
{
  if (g_hash_table_contains (import->tensors, name) ||
      g_hash_table_contains (import->values, name) ||
      g_hash_table_contains (import->constants, name))
    {
      fmt_onnx_set_invalid (error, _ ("two of its nodes make the value “%s”."), name);
      fmt_onnx_constant_free (constant);
      return FALSE;
    }
  g_hash_table_insert (import->constants, (gpointer) name, constant);
  return TRUE;
}

gboolean
fmt_onnx_fold (FmtOnnxImport *import, const Onnx__NodeProto *node, gboolean *folded, GError **error)
{
  g_autofree const FmtOnnxConstant **inputs = g_new0 (const FmtOnnxConstant *, node->n_input + 1);
  gboolean always = fmt_onnx_operator_find (node->domain, node->op_type) == NULL;
  gboolean shape = g_str_equal (node->op_type, "Shape") || g_str_equal (node->op_type, "Size");
  FmtOnnxConstant *result;

  *folded = FALSE;
  if (!fmt_onnx_is_own_domain (node->domain) || node->n_output != 1)
    return TRUE;
  /* First whether all are constants: to decode them takes time and memory. What the network cannot
   * do itself is worth to compute its inputs for. */
  for (size_t i = 0; i < node->n_input && !shape && !always; i++)
    if (fmt_onnx_input_name (node, i) != NULL && !fmt_onnx_is_constant (import, node->input[i]))
      return TRUE;
  for (size_t i = 0; i < node->n_input && !shape; i++)
    {
      inputs[i] = fmt_onnx_constant (import, fmt_onnx_input_name (node, i));
      if (fmt_onnx_input_name (node, i) != NULL && inputs[i] == NULL)
        return TRUE;
    }
  result = fmt_onnx_evaluate (import, node, inputs);
  if (result == NULL)
    return TRUE;
  *folded = TRUE;
  return add_result (import, node->output[0], result, error);
}
