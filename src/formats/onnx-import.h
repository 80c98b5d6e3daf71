// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "formats/onnx.pb-c.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* Inside the ONNX reader: the state of one import, and what the operators' functions use. */

/* ONNX's numbers for the type of a tensor and of an attribute, and for where data is. */
enum
{
  FMT_ONNX_FLOAT = 1,
  FMT_ONNX_INT32 = 6,
  FMT_ONNX_INT64 = 7,
  FMT_ONNX_FLOAT16 = 10,
};
enum
{
  FMT_ONNX_ATTRIBUTE_FLOAT = 1,
  FMT_ONNX_ATTRIBUTE_INT = 2,
  FMT_ONNX_ATTRIBUTE_STRING = 3,
  FMT_ONNX_ATTRIBUTE_FLOATS = 6,
  FMT_ONNX_ATTRIBUTE_INTS = 7,
};
enum
{
  FMT_ONNX_DATA_EXTERNAL = 1,
};

/* Small constants that are known while a file is read: what shapes are computed with. */
#define FMT_ONNX_MAX_NUMBERS 64
typedef struct
{
  gboolean is_float;
  gboolean is_scalar; /* without a dimension; then n is 1 */
  size_t n;
  double values[FMT_ONNX_MAX_NUMBERS]; /* not a number: the size of the batch */
} FmtOnnxNumbers;

/* What stands for the size of the batch where integers are read. */
#define FMT_ONNX_BATCH G_MININT64

typedef struct
{
  const Onnx__GraphProto *source;
  ProtobufCAllocator *allocator; /* of `source` */
  gint64 opset;
  gint64 file_batch;  /* the batch dimension of the file's input; 0 = symbolic */
  const char *output; /* name of the network's output */

  NnGraph *graph;
  GHashTable *tensors; /* name -> Onnx__TensorProto *, borrowed */
  GHashTable *views;   /* tensors whose numbers another tensor has, too */
  GHashTable *numbers; /* name -> FmtOnnxNumbers *, owned */
  GHashTable *uses;    /* name -> as often as it is still to be read */
  GHashTable *values;  /* name -> NnValue */
  GPtrArray *arena;    /* of g_malloc'ed memory */
  gboolean *needed;    /* nodes that the output does not depend on are left out */
  gsize n_parameters;  /* floats taken so far */
  gsize max_parameters;
} FmtOnnxImport;

/* An operator's function: adds the node's meaning to import->graph and returns the value of the
 * node's first output, or NN_NO_VALUE with an error, which need not name the node. */
typedef NnValue (*FmtOnnxOperator) (FmtOnnxImport *import,
                                    const Onnx__NodeProto *node,
                                    GError **error);

/* The function for an operator of ONNX's own domain, or NULL. */
FmtOnnxOperator fmt_onnx_operator_find (const char *op_type);

/* The name of a node's input, or NULL where the input is left out. */
const char *fmt_onnx_input_name (const Onnx__NodeProto *node, size_t index);

/* The value that a node reads. */
NnValue fmt_onnx_input_value (FmtOnnxImport *import,
                              const Onnx__NodeProto *node,
                              size_t index,
                              GError **error);

gboolean fmt_onnx_is_constant (FmtOnnxImport *import, const char *name);

/* The float tensor that a node reads, checked and decoded; the caller owns it. A tensor without
 * dimensions becomes a vector of one. */
NnTensor *fmt_onnx_take_tensor (FmtOnnxImport *import,
                                const Onnx__NodeProto *node,
                                size_t index,
                                GError **error);

/* The same as a vector of n numbers. */
NnTensor *fmt_onnx_take_vector (FmtOnnxImport *import,
                                const Onnx__NodeProto *node,
                                size_t index,
                                int n,
                                GError **error);

/* Small constants: those of the name, or NULL where it stands for none. */
const FmtOnnxNumbers *fmt_onnx_numbers (FmtOnnxImport *import, const char *name);

/* At most FMT_ONNX_MAX_NUMBERS numbers of a tensor of at most one dimension; NULL where it is
 * another. The caller owns them. */
FmtOnnxNumbers *fmt_onnx_read_numbers (const Onnx__TensorProto *tensor);

/* The integers, at most max_n, that a node reads. */
gboolean fmt_onnx_read_integers (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 size_t index,
                                 size_t max_n,
                                 gint64 *numbers,
                                 size_t *n,
                                 GError **error);

/* The one number that a node reads as an input, or the standard one where that is left out. */
gboolean fmt_onnx_read_number (FmtOnnxImport *import,
                               const Onnx__NodeProto *node,
                               size_t index,
                               float standard,
                               float *number,
                               GError **error);

/* The integers that a node has as an attribute or, in later operator sets, reads as an input;
 * *n is 0 where it has neither. */
gboolean fmt_onnx_get_integers (FmtOnnxImport *import,
                                const Onnx__NodeProto *node,
                                const char *name,
                                size_t index,
                                size_t max_n,
                                gint64 *numbers,
                                size_t *n,
                                GError **error);

/* What depends on constants alone: where the node is such a one, its outputs become constants. */
gboolean fmt_onnx_fold (FmtOnnxImport *import,
                        const Onnx__NodeProto *node,
                        gboolean *folded,
                        GError **error);

/* The numbers that a node computes from others, or FALSE where it does not. */
gboolean fmt_onnx_calculate (FmtOnnxImport *import,
                             const Onnx__NodeProto *node,
                             FmtOnnxNumbers *result);

/* Dimensions, batch included, without those of 1 at `axes` (all of them when there are no axes), or
 * with new ones there. FALSE when it does not come out. */
#define FMT_ONNX_MAX_RANK 8
gboolean fmt_onnx_squeeze (const gint64 *dims,
                           size_t n,
                           const gint64 *axes,
                           size_t n_axes,
                           gint64 *result,
                           size_t *n_result);
gboolean fmt_onnx_unsqueeze (const gint64 *dims,
                             size_t n,
                             const gint64 *axes,
                             size_t n_axes,
                             gint64 *result,
                             size_t *n_result);

/* The bias that a node reads as an input, repeated to shape (n) where it is a single number. */
NnTensor *fmt_onnx_take_bias (FmtOnnxImport *import,
                              const Onnx__NodeProto *node,
                              size_t index,
                              int n,
                              GError **error);

/* Attributes. Without the attribute the standard value comes back, or an error where that is out of
 * range; with one of the wrong type or out of range, FALSE with an error. */
gboolean fmt_onnx_get_int (const Onnx__NodeProto *node,
                           const char *name,
                           gint64 min,
                           gint64 max,
                           gint64 standard,
                           gint64 *value,
                           GError **error);
gboolean fmt_onnx_get_float (const Onnx__NodeProto *node,
                             const char *name,
                             float standard,
                             float *value,
                             GError **error);
gboolean fmt_onnx_get_string (const Onnx__NodeProto *node,
                              const char *name,
                              const char *standard,
                              char **value,
                              GError **error);

/* Exactly n numbers; the standard value stands for each of them. */
gboolean fmt_onnx_get_ints (const Onnx__NodeProto *node,
                            const char *name,
                            size_t n,
                            int min,
                            int max,
                            int standard,
                            int *values,
                            GError **error);

/* Any number of integers, or of floats, at most max_n; *n is 0 without the attribute. */
gboolean fmt_onnx_get_list (const Onnx__NodeProto *node,
                            const char *name,
                            size_t max_n,
                            gint64 *values,
                            size_t *n,
                            GError **error);
const Onnx__AttributeProto *fmt_onnx_find_attribute (const Onnx__NodeProto *node, const char *name);
gboolean fmt_onnx_has_attribute (const Onnx__NodeProto *node, const char *name);

/* An axis of a value with the given rank (without the batch), counted from the back when negative,
 * as ONNX counts: 0 is the batch. */
gboolean fmt_onnx_get_axis (const Onnx__NodeProto *node,
                            int rank,
                            int standard,
                            int *axis,
                            GError **error);

/* The window of a convolution (`kernel`: height and width of its weights) or of a pooling
 * (`kernel` NULL) over an input (c, h, w). */
gboolean fmt_onnx_get_window (const Onnx__NodeProto *node,
                              const NnShape *input,
                              const int *kernel,
                              NnWindow *window,
                              GError **error);

/* fmt_onnx_parse that drops its reference on `bytes` as soon as they are unpacked, so that a large
 * file is not in memory longer than needed. */
NnGraph *fmt_onnx_parse_bytes (GBytes *bytes, const char *name, GError **error);

/* Damage in the file; and what is well-formed and beyond this program. */
void fmt_onnx_set_invalid (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void fmt_onnx_set_unsupported (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
