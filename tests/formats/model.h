// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "formats/onnx.pb-c.h"
#include "nn/graph.h"

#include <glib.h>

G_BEGIN_DECLS

/* An ONNX file made by hand, for tests that need another one than the program writes. */
typedef struct
{
  Onnx__ModelProto proto;
  Onnx__GraphProto graph;
  Onnx__OperatorSetIdProto opset;
  GPtrArray *nodes, *tensors, *inputs, *outputs, *opsets;
  GPtrArray *arena;
} Model;

Model *model_new (gint64 opset);
void model_free (Model *model);

/* dims end with 0; -1 = a symbolic dimension. */
Onnx__ValueInfoProto *model_add_input (Model *model, const char *name, ...);
void model_add_output (Model *model, const char *name);

/* inputs: names with spaces between them; "-" = left out. The node gets the name "<output>_node".
 */
Onnx__NodeProto *model_add_node (Model *model,
                                 const char *op_type,
                                 const char *inputs,
                                 const char *output);
Onnx__AttributeProto *model_set_int (Model *model,
                                     Onnx__NodeProto *node,
                                     const char *name,
                                     gint64 i);
Onnx__AttributeProto *model_set_float (Model *model,
                                       Onnx__NodeProto *node,
                                       const char *name,
                                       float f);
Onnx__AttributeProto *model_set_string (Model *model,
                                        Onnx__NodeProto *node,
                                        const char *name,
                                        const char *text);

/* numbers: with spaces between them */
Onnx__AttributeProto *model_set_ints (Model *model,
                                      Onnx__NodeProto *node,
                                      const char *name,
                                      const char *numbers);

/* A float tensor with the numbers 1/8, 2/8, ... (exact in float), in raw_data or float_data; dims
 * with spaces between them. */
Onnx__TensorProto *model_add_floats (Model *model,
                                     const char *name,
                                     const char *dims,
                                     gboolean raw);
Onnx__TensorProto *model_add_integers (Model *model,
                                       const char *name,
                                       const char *numbers,
                                       gboolean raw);

/* A tensor as an attribute, for Constant. */
void model_set_tensor (Model *model, Onnx__NodeProto *node, const char *name, const char *numbers);

/* The graph of another model as an attribute, for If; what is in it now. */
void model_set_graph (Model *model, Onnx__NodeProto *node, const char *name, Model *branch);

GBytes *model_pack (Model *model);

/* What the program makes of the file; it has to succeed. */
NnGraph *model_read (Model *model);

/* The program refuses the file, with a message that names the file and has all of `words`, which
 * have spaces between them. */
void model_assert_refused (Model *model, BaseErrorCode code, const char *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

G_END_DECLS
