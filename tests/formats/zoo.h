// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* Well-known networks with random weights, so that what reads, writes and computes them can be
 * compared: "alexnet", "caffenet", "googlenet", "mobilenet-v2", "resnet-18", "squeezenet-1.0",
 * "squeezenet-1.1", "vgg-11"; and a small one, "operators", of what those leave out. */
extern const char *const zoo_names[]; /* NULL-terminated */
NnGraph *zoo_new (const char *name);

G_END_DECLS
