// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* Networks to measure, with random weights: "lenet", "squeezenet" (1.0; Iandola and others 2016) or
 * "alexnet" (Krizhevsky, Sutskever and Hinton 2012, as Caffe has it). NULL for another name. */
NnGraph *bench_network_new (const char *name);

G_END_DECLS
