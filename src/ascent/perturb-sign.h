// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/perturb-attack.h"

G_BEGIN_DECLS

/* What the two gradient sign methods have in common. */
typedef struct
{
  AscAttack *attack;
  float *picture;  /* (size) */
  float *gradient; /* (size) */
  float towards;   /* -1: down the target's cross-entropy; 1: up that of the picture's own class */
} AscSign;

void asc_sign_init (AscSign *self, AscAttack *attack);
void asc_sign_clear (AscSign *self);

/* Back to the picture before. */
void asc_sign_restart (AscSign *self);

/* The gradient of the cross-entropy at the picture, but for a positive factor, of which the sign
 * knows nothing. FALSE when it was left. */
gboolean asc_sign_gradient (AscSign *self);

/* -1, 0 or 1 */
float asc_sign_of (float x);

G_END_DECLS
