// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/search.h"
#include "formats/network.h"

G_BEGIN_DECLS

/* Gradients of a log confidence with respect to whole images: one executor a compute thread, for
 * one image at a time, since in batches they are hardly faster (see ascent/ascent.c). */
typedef struct _RunImageGradient RunImageGradient;

/* n_crops: of each image, as fmt_network_n_crops gives it; their mean confidence is what counts.
 * Fails without memory, and for a network without gradients. */
RunImageGradient *run_image_gradient_new (FmtNetwork *network,
                                          guint n_crops,
                                          guint n_threads,
                                          GError **error);
void run_image_gradient_free (RunImageGradient *gradient);

/* An EvoGradient; data is the RunImageGradient. It leaves off after a layer of the network. */
gboolean run_image_gradient_take (gpointer data,
                                  guint workspace,
                                  BaseImage *image,
                                  guint class_index,
                                  const gint *interrupt,
                                  float *confidences,
                                  float *image_gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunImageGradient, run_image_gradient_free)

G_END_DECLS
