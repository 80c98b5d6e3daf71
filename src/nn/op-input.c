// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/ops.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>

/* nn_graph_new makes the one input; a second one has no place where its numbers come from. */
static gboolean
infer_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
               _ ("A network with more than one input is not supported."));
  return FALSE;
}

const NnOp nn_op_input = {
  .name = "Input",
  .infer_shape = infer_shape,
};
