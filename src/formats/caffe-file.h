// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/caffe.h"
#include "formats/caffe.pb-c.h"
#include "formats/message.h"

G_BEGIN_DECLS

/* A layer of either generation; everything is borrowed from the message. `type` is the name that
 * the second generation gives it. Parameters that the file leaves out are NULL. */
typedef struct
{
  const char *name, *type;
  gboolean only_for_training; /* of a description, by what it includes and excludes */
  char **bottoms, **tops;
  size_t n_bottoms, n_tops;
  Caffe__BlobProto **blobs;
  size_t n_blobs;
  const Caffe__BatchNormParameter *batch_norm;
  const ProtobufCBinaryData *bn; /* a Caffe__BNParameter as it was packed, NULL = none */
  const Caffe__BiasParameter *bias;
  const Caffe__ClipParameter *clip;
  const Caffe__ConcatParameter *concat;
  const Caffe__ConvolutionParameter *convolution;
  const Caffe__CropParameter *crop;
  const Caffe__DataParameter *data;
  const Caffe__ELUParameter *elu;
  const Caffe__EltwiseParameter *eltwise;
  const Caffe__ExpParameter *exp, *log;
  const Caffe__FlattenParameter *flatten;
  const Caffe__InnerProductParameter *inner_product;
  const Caffe__InputParameter *input;
  const Caffe__InterpParameter *interp;
  const Caffe__LRNParameter *lrn;
  const Caffe__MemoryDataParameter *memory_data;
  const Caffe__MVNParameter *mvn;
  const Caffe__NormalizeParameter *normalize;
  const Caffe__PermuteParameter *permute;
  const Caffe__PoolingParameter *pooling;
  const Caffe__PowerParameter *power;
  const Caffe__ReLUParameter *relu;
  const Caffe__ReductionParameter *reduction;
  const Caffe__ReshapeParameter *reshape;
  const Caffe__ScaleParameter *scale;
  const Caffe__ShuffleChannelParameter *shuffle;
  const Caffe__SliceParameter *slice;
  const Caffe__SoftmaxParameter *softmax;
  const Caffe__SwishParameter *swish;
  const Caffe__ThresholdParameter *threshold;
  const Caffe__TileParameter *tile;
  const Caffe__TransformationParameter *transform;
  const Caffe__UpsampleParameter *upsample;
} FmtCaffeLayer;

/* Caffe's numbers of what a network is for. */
enum
{
  FMT_CAFFE_TRAIN = 0,
  FMT_CAFFE_TEST = 1,
};

/* A protobuf message unpacked with an eye on hostile files, as FmtOnnxFile. */
struct _FmtCaffeFile
{
  Caffe__NetParameter *net; /* owned */
  FmtMessageMemory memory;
  gsize size;            /* of the file */
  const char *input;     /* what the file calls its first input, NULL = nothing */
  FmtCaffeLayer *layers; /* owned; of an unpacked file at least one */
  size_t n_layers;
};

/* The error need not name the file. */
FmtCaffeFile *fmt_caffe_file_unpack (GBytes *bytes, GError **error);

/* An empty network, to be filled with what a text of `size` bytes may take; and then its list of
 * layers. */
FmtCaffeFile *fmt_caffe_file_new (gsize size);
gboolean fmt_caffe_file_collect (FmtCaffeFile *file, GError **error);

/* The first generation's number of a kind of layer by its name there ("INNER_PRODUCT"), or -1. */
gint32 fmt_caffe_first_number (const char *name);

G_END_DECLS
