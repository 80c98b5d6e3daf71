// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "formats/onnx-file.h"
#include "formats/onnx-hints.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* Inside the ONNX reader: the state of one import, and what the operators' functions use.
 *
 * The file is read as what it does with one image: the batch is 1 wherever the file leaves its size
 * open or says another one. So every value has one shape of plain numbers, and whatever computes
 * with shapes is done while the file is read. */

/* ONNX's numbers for the type of a tensor and of an attribute, and for where data is. */
enum
{
  FMT_ONNX_FLOAT = 1,
  FMT_ONNX_UINT8 = 2,
  FMT_ONNX_INT8 = 3,
  FMT_ONNX_UINT16 = 4,
  FMT_ONNX_INT16 = 5,
  FMT_ONNX_INT32 = 6,
  FMT_ONNX_INT64 = 7,
  FMT_ONNX_STRING = 8,
  FMT_ONNX_BOOL = 9,
  FMT_ONNX_FLOAT16 = 10,
  FMT_ONNX_DOUBLE = 11,
  FMT_ONNX_UINT32 = 12,
  FMT_ONNX_UINT64 = 13,
  FMT_ONNX_BFLOAT16 = 16,
  FMT_ONNX_FLOAT8_E4M3FN = 17,   /* 4 bits of exponent, 3 of fraction; no infinity */
  FMT_ONNX_FLOAT8_E4M3FNUZ = 18, /* the same without a negative zero */
  FMT_ONNX_FLOAT8_E5M2 = 19,
  FMT_ONNX_FLOAT8_E5M2FNUZ = 20,
  FMT_ONNX_UINT4 = 21,
  FMT_ONNX_INT4 = 22,
  FMT_ONNX_FLOAT4_E2M1 = 23,
  FMT_ONNX_FLOAT8_E8M0 = 24, /* a power of two */
  FMT_ONNX_UINT2 = 25,
  FMT_ONNX_INT2 = 26,
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

/* Dimensions as the file counts them, the batch among them; none = a single number. */
#define FMT_ONNX_MAX_RANK 8
typedef struct
{
  int rank;
  gint64 dims[FMT_ONNX_MAX_RANK];
} FmtOnnxDims;

/* The product of the dimensions. */
gint64 fmt_onnx_dims_size (const FmtOnnxDims *dims);

/* "1 x 3 x 224 x 224", for messages. Caller frees. */
char *fmt_onnx_dims_to_string (const FmtOnnxDims *dims);

/* What ONNX broadcasts two to; FALSE where they do not fit. */
gboolean fmt_onnx_dims_broadcast (const FmtOnnxDims *a, const FmtOnnxDims *b, FmtOnnxDims *result);

/* A value of the network. In the graph it has the dimensions without a 1 in front, unless that is
 * the only one. */
typedef struct
{
  NnValue value;
  gint32 type; /* of its numbers in the file; here they are floats */
  FmtOnnxDims dims;
  int batch; /* the dimension that counts the images of a batch of another size than 1; or -1 */
} FmtOnnxValue;

/* Numbers that are known while the file is read. */
typedef struct
{
  gint32 type;
  FmtOnnxDims dims;
  gsize n;
  double *numbers; /* n */
} FmtOnnxConstant;

FmtOnnxConstant *fmt_onnx_constant_new (gint32 type, const FmtOnnxDims *dims);
void fmt_onnx_constant_free (FmtOnnxConstant *constant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FmtOnnxConstant, fmt_onnx_constant_free)

typedef struct
{
  FmtOnnxFile *file;
  const Onnx__GraphProto *source;
  GPtrArray *arena;              /* of memory that lives as long as the import */
  const GPtrArray *nodes;        /* Onnx__NodeProto: those of `source`, its functions expanded */
  ProtobufCAllocator *allocator; /* of `source` */
  const char *folder;            /* where the file lies; NULL = in memory */
  gint64 opset;
  gboolean no_batch;   /* the file's input is one picture, without a dimension for the batch */
  gint64 file_batch;   /* the batch dimension of the file's input; 0 = symbolic */
  const char *output;  /* name of the network's output */
  FmtOnnxHints *hints; /* may be NULL */

  NnGraph *graph;
  GHashTable *tensors;    /* name -> Onnx__TensorProto *, borrowed */
  GHashTable *shared;     /* tensors that stand under several names */
  GHashTable *constants;  /* name -> FmtOnnxConstant *, owned: what was computed or decoded */
  GHashTable *uses;       /* name -> as often as it is still to be read */
  GHashTable *values;     /* name -> FmtOnnxValue *, owned */
  GHashTable *data_files; /* names of files beside this one whose size counts as the file's */
  FmtOnnxValue result;    /* of the node that is being read, where it is not just an image */
  gsize n_numbers;        /* floats and constants taken so far */
  gsize max_numbers;
  gsize n_zeros; /* numbers of tensors that leave out what is 0, for which room was made */
} FmtOnnxImport;

/* An operator's function: adds the node's meaning to import->graph and returns the value of the
 * node's first output, or NN_NO_VALUE with an error, which need not name the node. Unless it ends
 * with fmt_onnx_result, the value is an image: a batch of 1 before the value's own dimensions. */
typedef NnValue (*FmtOnnxOperator) (FmtOnnxImport *import,
                                    const Onnx__NodeProto *node,
                                    GError **error);

/* Whether the file takes the class with the least of these numbers, as of distances. */
gboolean fmt_onnx_is_least_meant (const Onnx__GraphProto *graph, const char *name);

/* The function for an operator, or NULL. */
FmtOnnxOperator fmt_onnx_operator_find (const char *domain, const char *op_type);

/* Whether an operator works on the images of a batch, each on its own. */
gboolean fmt_onnx_operator_takes_images (const char *op_type);

/* Makes import->graph with its input, the picture, and the value that the file calls its input. */
gboolean fmt_onnx_add_input (FmtOnnxImport *import, GError **error);

/* Adds what a node means; and in the place of an If or a Loop the nodes of their graphs. */
gboolean fmt_onnx_add_node (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
gboolean fmt_onnx_add_branch (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);
gboolean fmt_onnx_add_loop (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error);

/* The constants of a graph: initializers and the outputs of Constant nodes. They stay whole when
 * they are `shared` with nodes that are still to come. */
gboolean fmt_onnx_add_tensors (FmtOnnxImport *import,
                               const Onnx__GraphProto *source,
                               const GPtrArray *nodes,
                               gboolean shared,
                               GError **error);

/* A name, or what nodes read, is still to be read once more. */
void fmt_onnx_count_use (FmtOnnxImport *import, const char *name);
void fmt_onnx_count_reads (FmtOnnxImport *import, const GPtrArray *nodes);

/* Says what the value of the node is, and returns it. */
NnValue fmt_onnx_result (FmtOnnxImport *import,
                         NnValue value,
                         gint32 type,
                         const FmtOnnxDims *dims,
                         int batch);

/* The value of a further output of the node. */
gboolean fmt_onnx_set_output (FmtOnnxImport *import,
                              const char *name,
                              const FmtOnnxValue *value,
                              GError **error);

/* The name of a node's input, or NULL where the input is left out. */
const char *fmt_onnx_input_name (const Onnx__NodeProto *node, size_t index);

/* What a node reads, be it computed or a constant; NULL with an error. */
const FmtOnnxValue *fmt_onnx_input (FmtOnnxImport *import,
                                    const Onnx__NodeProto *node,
                                    size_t index,
                                    GError **error);

/* The image that a node reads: a value with a batch of 1 in front. */
NnValue fmt_onnx_input_value (FmtOnnxImport *import,
                              const Onnx__NodeProto *node,
                              size_t index,
                              GError **error);

/* The shape that a value of these dimensions has in the graph. */
gboolean fmt_onnx_inner_shape (const FmtOnnxDims *dims, NnShape *shape, GError **error);

/* The same numbers in another shape of the graph, without a node where they have it already. */
NnValue fmt_onnx_reshape (FmtOnnxImport *import,
                          const char *name,
                          NnValue value,
                          const NnShape *shape,
                          GError **error);

/* A value with all its dimensions, a 1 in front included, so that the graph counts them as the file
 * does. */
NnValue fmt_onnx_full_value (FmtOnnxImport *import, const FmtOnnxValue *value, GError **error);

/* The result of a node from a value with all its dimensions. */
NnValue fmt_onnx_full_result (FmtOnnxImport *import,
                              const Onnx__NodeProto *node,
                              NnValue value,
                              gint32 type,
                              const FmtOnnxDims *dims,
                              int batch,
                              GError **error);

/* An axis of a value, counted from the back when negative. */
gboolean fmt_onnx_resolve_axis (gint64 axis, int rank, int *result, GError **error);

/* The same, of which the images of a batch must not depend on each other. */
gboolean fmt_onnx_check_axis (const FmtOnnxValue *value, int axis, GError **error);

/* Floats that are computed with; those of 8 bits and less are only read, to be decoded. */
gboolean fmt_onnx_is_float_type (gint64 type);
gboolean fmt_onnx_is_integer_type (gint64 type);

/* The least and the greatest number of a type of at most 16 bits. */
gboolean fmt_onnx_type_range (gint32 type, float *min, float *max);

gboolean fmt_onnx_is_constant (FmtOnnxImport *import, const char *name);

/* The numbers that a name stands for, or NULL where they are not known or not of a kind that is
 * read. They belong to the import. */
const FmtOnnxConstant *fmt_onnx_constant (FmtOnnxImport *import, const char *name);

/* The numbers of a value that does not depend on the picture, which are computed; the caller owns
 * them. NULL where it does depend on it, or too much would have to be computed. */
FmtOnnxConstant *fmt_onnx_compute (FmtOnnxImport *import, const FmtOnnxValue *value);

/* Numbers of a tensor of the file; the caller owns them. NULL with an error. */
FmtOnnxConstant *fmt_onnx_decode (FmtOnnxImport *import,
                                  const Onnx__TensorProto *tensor,
                                  GError **error);

/* The same of a tensor that leaves out what is 0; `name` is for messages. */
FmtOnnxConstant *fmt_onnx_decode_sparse (FmtOnnxImport *import,
                                         const char *name,
                                         const Onnx__SparseTensorProto *sparse,
                                         GError **error);

/* Counts n numbers among those that the file may become. */
gboolean fmt_onnx_take_room (FmtOnnxImport *import, gsize n, const char *name, GError **error);

/* Codes of a few bits become more numbers than a file of their bytes could have: makes room for n
 * of them that stand behind a name, unless the name is read again. */
void fmt_onnx_make_room (FmtOnnxImport *import, gsize n, const char *name);

/* A node has read its inputs: those that nobody else reads are given back. */
void fmt_onnx_drop_inputs (FmtOnnxImport *import, const Onnx__NodeProto *node);

/* The float tensor that a node reads, checked and decoded; the caller owns it. A tensor without
 * dimensions becomes a vector of one. */
NnTensor *fmt_onnx_take_tensor (FmtOnnxImport *import,
                                const Onnx__NodeProto *node,
                                size_t index,
                                GError **error);

/* The same of a tensor that may hold what is infinite, as masks do. */
NnTensor *fmt_onnx_take_numbers (FmtOnnxImport *import,
                                 const Onnx__NodeProto *node,
                                 size_t index,
                                 GError **error);

/* The same as a vector of n numbers. */
NnTensor *fmt_onnx_take_vector (FmtOnnxImport *import,
                                const Onnx__NodeProto *node,
                                size_t index,
                                int n,
                                GError **error);

/* The bias that a node reads as an input, repeated to shape (n) where it is a single number. */
NnTensor *fmt_onnx_take_bias (FmtOnnxImport *import,
                              const Onnx__NodeProto *node,
                              size_t index,
                              int n,
                              GError **error);

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

/* A constant that a node computes from others, its first output; NULL where this program does not
 * know how. */
FmtOnnxConstant *fmt_onnx_evaluate (FmtOnnxImport *import,
                                    const Onnx__NodeProto *node,
                                    const FmtOnnxConstant *const *inputs);

/* Operators that take entries along axes, each axis on its own: entry j of axis i of the output is
 * entry maps[i][j] of the input's, or nothing where that is -1. A map that is NULL leaves an axis
 * as it is. dims are the output's before `final`, which splits or drops the axis of a Gather. */
typedef struct
{
  FmtOnnxDims dims, final;
  gint64 *maps[FMT_ONNX_MAX_RANK]; /* owned */
  double filling;
} FmtOnnxMaps;

/* Of Expand, Gather, Pad, Slice and Tile. FALSE with an error. */
gboolean fmt_onnx_find_maps (FmtOnnxImport *import,
                             const Onnx__NodeProto *node,
                             const FmtOnnxDims *input,
                             FmtOnnxMaps *maps,
                             GError **error);
void fmt_onnx_maps_clear (FmtOnnxMaps *maps);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FmtOnnxMaps, fmt_onnx_maps_clear)

/* The dimensions that Reshape, Flatten, Squeeze or Unsqueeze gives. */
gboolean fmt_onnx_new_dims (FmtOnnxImport *import,
                            const Onnx__NodeProto *node,
                            const FmtOnnxDims *input,
                            FmtOnnxDims *result,
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

/* The attribute “axis” for a value of the given rank, the batch included, counted from the back
 * when negative. */
gboolean fmt_onnx_get_axis (const Onnx__NodeProto *node,
                            int rank,
                            int standard,
                            int *axis,
                            GError **error);

/* The window of a convolution (`kernel`: height and width of its weights) or of a pooling
 * (`kernel` NULL) over an input (c, h, w); with `flat` one of a picture of height 1, whose
 * attributes have one number for each side. */
gboolean fmt_onnx_get_window (const Onnx__NodeProto *node,
                              const NnShape *input,
                              const int *kernel,
                              gboolean flat,
                              NnWindow *window,
                              GError **error);

/* fmt_onnx_parse that drops its reference on `bytes` as soon as they are unpacked, so that a large
 * file is not in memory longer than needed. Data in other files is looked for in `folder`, or not
 * at all where that is NULL. */
NnGraph *fmt_onnx_parse_bytes (GBytes *bytes, const char *name, const char *folder, GError **error);

/* Damage in the file; and what is well-formed and beyond this program. */
void fmt_onnx_set_invalid (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void fmt_onnx_set_unsupported (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
