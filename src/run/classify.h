// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/image.h"
#include "evolve/archive.h"
#include "run/host.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* A network loaded to score single pictures. One thread at a time. */
typedef struct _RunClassifier RunClassifier;

/* n_crops of each picture are scored and averaged: 1, 10, or with 0 as the network card says. */
RunClassifier *run_classifier_new (const char *network, guint n_crops, GError **error);

/* From now on each picture is shared among the host's threads, when they are free; the host has to
 * outlive the classifier. The results stay the same. */
void run_classifier_set_host (RunClassifier *classifier, RunHost *host);
void run_classifier_free (RunClassifier *classifier);
RunNetworkInfo *run_classifier_info (RunClassifier *classifier); /* borrowed */

/* Resizes the picture to the network's input where sizes differ. Returns the number of entries of
 * `top`, most likely first. */
guint run_classifier_classify (RunClassifier *classifier,
                               const BaseImage *image,
                               EvoRanking top[EVO_TOP]);

/* All confidences of n pictures, (n, n_classes), computed over fixed batches, or one by
 * one where there is no memory for those. */
void run_classifier_confidences (RunClassifier *classifier,
                                 BaseImage *const *images,
                                 guint n,
                                 float *confidences);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunClassifier, run_classifier_free)

G_END_DECLS
