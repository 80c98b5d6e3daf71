// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

/* The names of a network's classes, where its file has them: in ZipMap, LabelEncoder or
 * LinearClassifier, in a list out of which one is taken, or among its properties as a list or a
 * dictionary, as Ultralytics writes it (“names”: {0: 'tench', 1: 'goldfish'}). NULL where there are
 * none, or none that could be shown. Caller frees with g_strfreev. */
char **fmt_onnx_find_labels (const Onnx__ModelProto *model);

G_END_DECLS
