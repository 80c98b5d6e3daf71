// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/gradient.h"
#include "ascent/perturb.h"

G_BEGIN_DECLS

#define ASC_NOT_FOUND G_MAXUINT64

/* What the methods share: the picture, the network at work on one picture, and the smallest change
 * so far that succeeded. Pictures are in grey levels. Functions that can fail return FALSE with an
 * error: cancelled, or what the network says is not a number. */
typedef struct
{
  const AscNetwork *network;
  const AscPerturbSettings *settings;
  const guint8 *before; /* (size) */
  guint label;          /* of the picture before */
  AscGradient *gradient;
  float *score_gradient; /* (n_classes) */
  guint8 *tried;         /* (size): the last picture in whole grey levels */
  guint8 *best;          /* (size): what succeeded with the smallest change */
  guint64 best_distance; /* of it: sum of the squared differences; ASC_NOT_FOUND = nothing yet */
  guint iterations;      /* gradients computed */
  double fraction;       /* of the longest way; for the progress */
  AscPerturbProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
} AscAttack;

/* How the network scores a picture: (n_classes), valid until the next call; NULL with an error. */
const float *asc_attack_scores (AscAttack *attack, const float *picture, GError **error);

/* Whether scores name the target, or any other class than the picture had, and lead by more than
 * rounding errors. */
gboolean asc_attack_succeeds (const AscAttack *attack, const float *scores);

/* After asc_attack_scores: d objective / d grey level from d objective / d score, which is in
 * attack->score_gradient. Tells the progress about the picture. */
gboolean asc_attack_backward (AscAttack *attack,
                              const float *picture,
                              float *picture_gradient,
                              GError **error);

/* The gradient of the first picture: an error when it is zero everywhere. */
gboolean asc_attack_check_start (const AscAttack *attack, const float *gradient, GError **error);

/* Rounds the picture to whole grey levels, into `tried`, and looks whether it succeeds. */
gboolean asc_attack_try (AscAttack *attack,
                         const float *picture,
                         gboolean *success,
                         GError **error);

/* Sum of the squared differences from the picture before. */
guint64 asc_attack_distance (const AscAttack *attack, const guint8 *levels);

/* `tried` is the best so far. */
void asc_attack_keep (AscAttack *attack);

/* Tries the picture and keeps it when it succeeds with the smallest distance so far. */
gboolean asc_attack_try_smaller (AscAttack *attack,
                                 const float *picture,
                                 gboolean *success,
                                 GError **error);

/* The methods. They leave the result in `best`, or `tried` when nothing succeeded. */
gboolean asc_attack_lbfgs (AscAttack *attack, GError **error);
gboolean asc_attack_fgsm (AscAttack *attack, GError **error);
gboolean asc_attack_bim (AscAttack *attack, GError **error);
gboolean asc_attack_cw (AscAttack *attack, GError **error);

G_END_DECLS
