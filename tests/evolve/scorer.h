// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evolve/search.h"

G_BEGIN_DECLS

#define SCORER_SIZE        8 /* the pictures' sides */
#define SCORER_N_CLASSES   10
#define SCORER_MAX_THREADS 3

/* A fixed random linear map of the picture and a softmax, in place of a network. Interrupted, it
 * leaves off after a picture. */
typedef struct
{
  guint n_pixels;
  float *weights; /* (SCORER_N_CLASSES, n_pixels) */
  float scale;    /* of the map, 1: the smaller, the longer confidences take to rise */
  gint interrupt;
  gint calls_until_interrupt; /* negative: never */
  gint n_images;
  gint n_gradients;
  struct
  {
    guint n_scored;           /* of a call that left off */
    BaseImage *const *images; /* of that call */
    const BaseImage *halfway; /* whose gradient left off */
  } workspaces[SCORER_MAX_THREADS];
} Scorer;

void scorer_init (Scorer *scorer, guint channels);
void scorer_clear (Scorer *scorer);

/* An EvoScore. */
gboolean scorer_score (gpointer data,
                       guint workspace,
                       BaseImage *const *images,
                       guint n,
                       const gint *interrupt,
                       float *confidences);

/* The EvoGradient that belongs to it. Interrupted, it leaves off before the gradient. */
gboolean scorer_gradient (gpointer data,
                          guint workspace,
                          BaseImage *image,
                          guint class_index,
                          const gint *interrupt,
                          float *confidences,
                          float *image_gradient);

/* For such pictures: seed 5, generations of 50 in micro-batches of 8. */
EvoSearchSettings scorer_settings (EvoEncoding encoding, guint channels);

/* Everything that a run leaves behind, as one string: the archive, and the last offspring. */
char *scorer_fingerprint (const EvoSearch *search);

G_END_DECLS
