// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A network's file without the numbers of its large tensors, which then need not be copied out of
 * it to be read: hundreds of megabytes. */

/* Where the raw data of an initializer is in the file. */
typedef struct
{
  gsize initializer; /* which of the graph's */
  gsize offset, size;
} FmtOnnxPlace;

/* The same message but for those raw data, which become empty; their places are appended to
 * `places`, a GArray of FmtOnnxPlace. NULL where the file has none that are large, or is not as it
 * should be. Caller unrefs. */
GByteArray *fmt_onnx_make_lean (const guint8 *data, gsize size, GArray *places);

G_END_DECLS
