// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/caffe.h"
#include "formats/caffe.pb-c.h"

G_BEGIN_DECLS

/* A Caffe file made by hand, of either generation. */
typedef struct
{
  Caffe__NetParameter net;
  GPtrArray *layers; /* Caffe__LayerParameter * */
  GPtrArray *arena;
} CaffeModel;

CaffeModel *caffe_model_new (void);
void caffe_model_free (CaffeModel *model);

/* Memory that lives as long as the model. */
gpointer caffe_keep (CaffeModel *model, gpointer memory);

/* A layer; `bottoms` and `tops` are names with spaces between them. */
Caffe__LayerParameter *caffe_add_layer (CaffeModel *model,
                                        const char *type,
                                        const char *name,
                                        const char *bottoms,
                                        const char *tops);

/* The layer's next blob; dims end with 0. `data` lives as long as the model; NULL = the numbers
 * 1/8, 2/8, ... (exact in float). */
Caffe__BlobProto *caffe_add_blob (CaffeModel *model,
                                  Caffe__LayerParameter *layer,
                                  const float *data,
                                  ...);

/* The layers of a graph of convolutions, pools and the like, which has to live as long as the
 * model; those that work number by number work in place. */
void caffe_add_graph (CaffeModel *model, const NnGraph *graph);

/* The file. The first generation has "layers" and blobs of four dimensions. */
GBytes *caffe_model_pack (CaffeModel *model, gboolean first_generation);

/* What the program makes of it, in the second generation. */
NnGraph *caffe_model_read (CaffeModel *model, FmtCaffeInput *input, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CaffeModel, caffe_model_free)

G_END_DECLS
