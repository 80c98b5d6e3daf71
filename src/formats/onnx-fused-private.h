// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx-fused.h"
#include "formats/onnx-import.h"

#include <string.h>

G_BEGIN_DECLS

/* A call that becomes nodes. */
typedef struct
{
  const Onnx__NodeProto *call;
  guint number; /* of the call */
  GPtrArray *arena, *nodes;
  Onnx__NodeProto *last;
} Fused;

/* Memory that lives as long as the nodes. */
gpointer fmt_fused_keep (Fused *self, gpointer memory);

/* The name of an input of the call; "" where it is left out. */
char *fmt_fused_in (const Fused *self, size_t i);
gboolean fmt_fused_has (const Fused *self, size_t i);

/* Appends a node of the inputs up to NULL; the name of its first output. `attributes` between
 * blanks: "axis=1" is one of its own, "pads" the call's, where it has it, and
 * "q_num_heads:num_heads" the call's under another name. */
char *fmt_fused_step (Fused *self, const char *op_type, const char *attributes, ...)
    G_GNUC_NULL_TERMINATED;

/* The last node gets n outputs; their names. */
char **fmt_fused_add_outputs (Fused *self, size_t n);

/* The value and an input of the call, where it is there. */
char *fmt_fused_add_bias (Fused *self, char *value, size_t bias);

/* What an operator stands for; FALSE where it is used in a way that is not known. */
gboolean fmt_fused_decoded_mat_mul (Fused *self);
gboolean fmt_fused_quantized_pool (Fused *self);
gboolean fmt_fused_quantized_concat (Fused *self);
gboolean fmt_fused_quantized_softmax (Fused *self);
gboolean fmt_fused_last_conv (Fused *self);
gboolean fmt_fused_last_pool (Fused *self);

G_END_DECLS
